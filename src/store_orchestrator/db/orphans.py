"""Orphans: what surveys found, and what shall become of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.places import CLUSTER
from store_orchestrator.db.tables import orphans, rooms, stores
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.orphan import (
    Found,
    FoundRelease,
    FoundVolume,
    Orphan,
    OrphanKind,
    describe_found,
)


async def list_live_keys(connection: AsyncConnection, begun_at: datetime) -> set[str]:
    """Keys of stores that were not gone when a survey began; ask after the cluster was read."""
    statement = select(stores.c.key).where(
        or_(stores.c.deleted_at.is_(None), stores.c.deleted_at > begun_at)
    )
    return set((await connection.execute(statement)).scalars())


async def save_orphans(
    connection: AsyncConnection, found: Sequence[Found], begun_at: datetime
) -> None:
    """Record what is there; what was known and is not there any more is gone.

    One that is being removed as a store is there until that store is gone, whatever it left last.
    """
    uids = [item.uid for item in found]
    leaving = orphans.c.removal_requested_at.is_not(None) & exists().where(
        stores.c.id == orphans.c.store_id, stores.c.deleted_at.is_(None)
    ).correlate(orphans)
    gone = update(orphans).where(orphans.c.gone_at.is_(None), orphans.c.uid.not_in(uids), ~leaving)
    await connection.execute(gone.values(gone_at=begun_at, failure=None))
    for item in found:
        await connection.execute(_build_upsert(item, begun_at))
    surveyed = update(rooms).where(rooms.c.cluster == CLUSTER)
    await connection.execute(surveyed.values(orphans_surveyed_at=begun_at))


def _build_upsert(item: Found, begun_at: datetime) -> Any:  # noqa: ANN401 - SQLAlchemy's own
    seen = {
        "message": describe_found(item),
        "terminating": item.terminating,
        "release": asdict(item.release) if item.release is not None else None,
        "volumes": [asdict(volume) for volume in item.volumes],
    }
    statement = upsert(orphans).values(
        kind=item.kind.value,
        name=item.name,
        uid=item.uid,
        store_key=item.store_key,
        found_at=begun_at,
        **seen,
    )
    # One that came back (an older database was restored) is a new find: what was asked of the
    # former one has been done.
    back = orphans.c.gone_at.is_not(None)
    return statement.on_conflict_do_update(
        index_elements=[orphans.c.uid],
        set_={
            **seen,
            "gone_at": None,
            "found_at": _unless(back, orphans.c.found_at, begun_at),
            "removal_requested_at": _unless(back, orphans.c.removal_requested_at, None),
            "store_id": _unless(back, orphans.c.store_id, None),
        },
    )


async def list_orphans(connection: AsyncConnection) -> Sequence[Orphan]:
    """Those that are there, the oldest find first."""
    statement = (
        select(orphans)
        .where(orphans.c.gone_at.is_(None))
        .order_by(orphans.c.found_at, orphans.c.name)
    )
    return [build_orphan(row) for row in await connection.execute(statement)]


async def find_orphan(
    connection: AsyncConnection, orphan_id: UUID, *, lock: bool = False
) -> Orphan | None:
    """The orphan with this id, also one that is gone."""
    statement = select(orphans).where(orphans.c.id == orphan_id)
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).one_or_none()
    return build_orphan(row) if row is not None else None


async def find_orphan_survey(connection: AsyncConnection) -> datetime | None:
    """When orphans were looked for the last time."""
    statement = select(rooms.c.orphans_surveyed_at).where(rooms.c.cluster == CLUSTER)
    at: datetime | None = (await connection.execute(statement)).scalar_one_or_none()
    return at


async def request_removal(connection: AsyncConnection, orphan_id: UUID) -> None:
    """Ask for its removal."""
    await _change(connection, orphan_id, removal_requested_at=func.now())


async def note_store(connection: AsyncConnection, orphan_id: UUID, store_id: UUID) -> None:
    """Note the store that it became, or that stands for its removal."""
    await _change(connection, orphan_id, store_id=store_id)


async def note_failure(connection: AsyncConnection, orphan_id: UUID, cause: str | None) -> None:
    """Note why it could not be removed just now; None takes that back."""
    await _change(connection, orphan_id, failure=cause)


def build_orphan(row: Row[Any]) -> Orphan:
    """From a row of ``orphans``."""
    release = None
    if row.release is not None:
        release = FoundRelease(**{**row.release, "choices": Choices(**row.release["choices"])})
    volumes = tuple(FoundVolume(**volume) for volume in row.volumes)
    kind = OrphanKind(row.kind)
    return Orphan(
        id=row.id,
        found=Found(kind, row.name, row.uid, row.store_key, row.terminating, release, volumes),
        message=row.message,
        found_at=row.found_at,
        gone_at=row.gone_at,
        failure=row.failure,
        removal_requested_at=row.removal_requested_at,
        store_id=row.store_id,
    )


async def _change(connection: AsyncConnection, orphan_id: UUID, **values: object) -> None:
    await connection.execute(update(orphans).where(orphans.c.id == orphan_id).values(**values))


def _unless(back: Any, kept: Any, fresh: object) -> Any:  # noqa: ANN401 - SQLAlchemy's own
    return case((back, fresh), else_=kept)
