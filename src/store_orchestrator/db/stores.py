"""Stores as the use cases ask for them: every query names the tenant."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.mapping import StoreRecord, build_record
from store_orchestrator.db.tables import stores
from store_orchestrator.db.wake import build_wake_columns
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.phase import STALE_AFTER

_READ_AT = func.now().label("read_at")


class Intent(StrEnum):
    """A change of a store's spec."""

    DELETION = "deletion"
    RETRY = "retry"
    VERIFICATION = "verification"
    ISOLATION = "isolation"
    FORCED_REMOVAL = "forced_removal"


_NEXT_GENERATION = stores.c.generation + 1
# Verification and self-test are no change of what the store should be, so its generation stays:
# they must not turn a failure into history.
_INTENTS: dict[Intent, dict[str, Any]] = {
    Intent.DELETION: {"generation": _NEXT_GENERATION, "delete_requested_at": func.now()},
    Intent.RETRY: {"generation": _NEXT_GENERATION, "provisioning_since": func.now()},
    Intent.VERIFICATION: {"verification_requested": stores.c.verification_requested + 1},
    Intent.FORCED_REMOVAL: {
        "generation": _NEXT_GENERATION,
        "delete_requested_at": func.coalesce(stores.c.delete_requested_at, func.now()),
        "removal_forced_at": func.now(),
    },
    Intent.ISOLATION: {"isolation_requested": stores.c.isolation_requested + 1},
}


@dataclass(frozen=True, slots=True)
class NewStore:
    """What a new row starts with; everything else has a default.

    Attributes:
        admitted: whether it has its place in the cluster already, or has to wait for one.
    """

    id: UUID
    key: str
    name: str
    engine: str
    plan: str
    choices: Choices
    admitted: bool = True


@dataclass(frozen=True, slots=True)
class StoreFilter:
    """What to list; ``before`` is creation time and id of the last store of the page before."""

    name: str | None = None
    include_deleted: bool = False
    before: tuple[datetime, UUID] | None = None


async def insert_store(connection: AsyncConnection, tenant_id: UUID, new: NewStore) -> StoreRecord:
    """Add a store that is due at once.

    Raises (when the transaction's statement fails):
        NameInUse: the tenant has a live store of this name.
        KeyInUse: the key is taken.
    """
    statement = (
        insert(stores)
        .values(
            id=new.id,
            tenant_id=tenant_id,
            key=new.key,
            name=new.name,
            engine=new.engine,
            plan=new.plan,
            **asdict(new.choices),
            due_at=func.now(),
            admitted_at=func.now() if new.admitted else None,
        )
        .returning(stores, _READ_AT)
    )
    return build_record((await connection.execute(statement)).one())


async def find_store(
    connection: AsyncConnection, tenant_id: UUID, store_id: UUID, *, lock: bool = False
) -> StoreRecord | None:
    """The tenant's store with this id, deleted or not; ``lock`` until the transaction ends."""
    statement = _select(tenant_id).where(stores.c.id == store_id)
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).one_or_none()
    return build_record(row) if row is not None else None


async def has_key(connection: AsyncConnection, key: str) -> bool:
    """Whether any store has or had this key, of whatever tenant."""
    return (await connection.execute(select(exists().where(stores.c.key == key)))).scalar_one()


async def list_stores(
    connection: AsyncConnection, tenant_id: UUID, wanted: StoreFilter, limit: int
) -> Sequence[StoreRecord]:
    """The tenant's stores, newest first."""
    statement = _select(tenant_id)
    if wanted.name is not None:
        statement = statement.where(stores.c.name == wanted.name)
    if not wanted.include_deleted:
        statement = statement.where(stores.c.deleted_at.is_(None))
    if wanted.before is not None:
        statement = statement.where(tuple_(stores.c.created_at, stores.c.id) < wanted.before)
    statement = statement.order_by(stores.c.created_at.desc(), stores.c.id.desc()).limit(limit)
    return [build_record(row) for row in await connection.execute(statement)]


async def list_stores_by_id(
    connection: AsyncConnection, store_ids: Collection[UUID]
) -> Sequence[StoreRecord]:
    """Stores of any tenant: for the feed only, which hands each to its own tenant."""
    statement = select(stores, _READ_AT).where(stores.c.id.in_(store_ids))
    return [build_record(row) for row in await connection.execute(statement)]


async def list_silent_store_ids(connection: AsyncConnection) -> set[UUID]:
    """Stores of any tenant that no orchestrator picks up (see ``domain.phase.derive_stale``)."""
    statement = select(stores.c.id).where(
        stores.c.due_at < func.now() - STALE_AFTER,
        func.coalesce(stores.c.lease_expires_at <= func.now(), True),
    )
    return set((await connection.execute(statement)).scalars())


async def update_intent(
    connection: AsyncConnection, tenant_id: UUID, store_id: UUID, intent: Intent
) -> StoreRecord:
    """Change the spec and make the store due. The caller has locked the row."""
    statement = (
        update(stores)
        .where(stores.c.tenant_id == tenant_id, stores.c.id == store_id)
        .values(**_INTENTS[intent], **build_wake_columns())
        .returning(stores, _READ_AT)
    )
    return build_record((await connection.execute(statement)).one())


def _select(tenant_id: UUID) -> Select[Any]:
    return select(stores, _READ_AT).where(stores.c.tenant_id == tenant_id)
