"""Room in the cluster, and who has a place in it.

A survey tells what nodes have left and whose pods it saw. Stores that were given a place and whose
pods it did not see yet are taken off that; then come those that wait, the oldest first.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.tables import rooms, stores
from store_orchestrator.domain.capacity import (
    Demand,
    NodeRoom,
    Room,
    find_place,
    place_all,
)

CLUSTER: Final = "local"
# Any number that no other lock of this database has.
_LOCK: Final = 7_316_002
# While nothing comes, goes or waits, surveys are this many times rarer.
QUIET_FACTOR: Final = 10

# Reading a pod takes about 0.3 ms of CPU, so surveys take at most 0.3 % of a core.
SECONDS_PER_STORE: Final = 0.1

FindDemand = Callable[[str, str], Demand]
"""Engine and plan to what one store of them demands; nothing for those that are gone."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the latest survey found."""

    room: Room
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A store that waits for a place."""

    key: str
    engine: str
    plan: str
    created_at: datetime


async def lock_places(connection: AsyncConnection) -> None:
    """Let nobody else give places away until this transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def find_survey(connection: AsyncConnection) -> Survey | None:
    """The latest survey; None before the first one, when nothing is known."""
    statement = select(rooms.c.nodes, rooms.c.surveyed_at).where(
        rooms.c.cluster == CLUSTER, rooms.c.surveyed_at.is_not(None)
    )
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return None
    return Survey(Room(tuple(NodeRoom(**node) for node in row.nodes)), row.surveyed_at)


async def derive_left(
    connection: AsyncConnection, survey: Survey, find_demand: FindDemand, headroom: Demand
) -> Room:
    """What the survey's room has left for new stores, before those that wait."""
    taken = [
        find_demand(engine, plan)
        for engine, plan, count in await _count_unseen(connection)
        for _ in range(count)
    ]
    return place_all(survey.room, [headroom, *taken])


async def list_waiting(connection: AsyncConnection) -> Sequence[Waiting]:
    """Stores that wait for a place, the oldest first."""
    statement = (
        select(stores.c.key, stores.c.engine, stores.c.plan, stores.c.created_at)
        .where(
            stores.c.admitted_at.is_(None),
            stores.c.deleted_at.is_(None),
            stores.c.delete_requested_at.is_(None),
        )
        .order_by(stores.c.created_at, stores.c.id)
    )
    return [Waiting(*row) for row in await connection.execute(statement)]


def place_waiting(
    room: Room, waiting: Sequence[Waiting], find_demand: FindDemand
) -> tuple[Room, tuple[str, ...]]:
    """Give places in turn; what is left then, and the keys of those that got one.

    One that fits nowhere is passed over, so that it does not keep out what does fit.
    """
    placed = []
    for store in waiting:
        left = find_place(room, find_demand(store.engine, store.plan))
        if left is not None:
            room = left
            placed.append(store.key)
    return room, tuple(placed)


async def _count_unseen(connection: AsyncConnection) -> Sequence[tuple[str, str, int]]:
    """Engine, plan and number of stores that have a place and no pod in the latest survey."""
    seen = select(func.unnest(rooms.c.seen).label("key")).where(rooms.c.cluster == CLUSTER)
    known = seen.subquery("seen")
    statement = (
        select(stores.c.engine, stores.c.plan, func.count())
        .where(
            stores.c.admitted_at.is_not(None),
            stores.c.deleted_at.is_(None),
            stores.c.delete_requested_at.is_(None),
            ~exists(select(known.c.key).where(known.c.key == stores.c.key)),
        )
        .group_by(stores.c.engine, stores.c.plan)
    )
    return [(row[0], row[1], row[2]) for row in await connection.execute(statement)]


async def claim_survey(connection: AsyncConnection, interval: timedelta) -> datetime | None:
    """The right to make the survey that is due, as of the returned time; None: not now.

    It is due after ``interval`` (longer with many stores) while some come, go or wait, and seldom
    otherwise.
    """
    await _ensure_row(connection)
    moved = (
        exists()
        .where(
            or_(
                stores.c.created_at > rooms.c.surveyed_at,
                stores.c.deleted_at > rooms.c.surveyed_at,
                stores.c.admitted_at.is_(None) & stores.c.deleted_at.is_(None),
            )
        )
        .correlate(rooms)
    )
    overdue = func.now() - interval * (QUIET_FACTOR - 1)
    statement = (
        update(rooms)
        .where(
            rooms.c.cluster == CLUSTER,
            rooms.c.survey_due_at <= func.now(),
            or_(rooms.c.surveyed_at.is_(None), rooms.c.survey_due_at <= overdue, moved),
        )
        .values(survey_due_at=func.now() + func.greatest(interval, _derive_least()))
        .returning(func.now())
    )
    at: datetime | None = (await connection.execute(statement)).scalar_one_or_none()
    return at


def _derive_least() -> ColumnElement[timedelta]:
    """What bounds the share of a core that surveys take, however many pods there are."""
    return func.make_interval(0, 0, 0, 0, 0, 0, func.cardinality(rooms.c.seen) * SECONDS_PER_STORE)


async def claim_orphan_survey(connection: AsyncConnection, interval: timedelta) -> datetime | None:
    """The right to look for orphans, as of the returned time; None: somebody did lately."""
    await _ensure_row(connection)
    statement = (
        update(rooms)
        .where(rooms.c.cluster == CLUSTER, rooms.c.orphans_due_at <= func.now())
        .values(orphans_due_at=func.now() + interval)
        .returning(func.now())
    )
    at: datetime | None = (await connection.execute(statement)).scalar_one_or_none()
    return at


async def save_survey(
    connection: AsyncConnection, room: Room, seen: Collection[str], begun_at: datetime
) -> None:
    """Record what was found, unless a survey that began later is there already."""
    nodes: list[Mapping[str, Any]] = [asdict(node) for node in room.nodes]
    statement = (
        update(rooms)
        .where(
            rooms.c.cluster == CLUSTER,
            func.coalesce(rooms.c.surveyed_at < begun_at, literal(True)),
        )
        .values(nodes=nodes, seen=sorted(seen), surveyed_at=begun_at)
    )
    await connection.execute(statement)


async def bring_forward(connection: AsyncConnection, delay: timedelta) -> None:
    """Let orphans be looked for after this delay at the latest."""
    due_at = func.least(rooms.c.orphans_due_at, func.now() + delay)
    statement = update(rooms).where(rooms.c.cluster == CLUSTER).values(orphans_due_at=due_at)
    await connection.execute(statement)


async def request_orphan_survey(connection: AsyncConnection) -> None:
    """Let orphans be looked for at once; nothing before the first survey, which does so anyway."""
    statement = update(rooms).where(rooms.c.cluster == CLUSTER).values(orphans_due_at=func.now())
    await connection.execute(statement)


async def _ensure_row(connection: AsyncConnection) -> None:
    known = select(exists().where(rooms.c.cluster == CLUSTER))
    if not (await connection.execute(known)).scalar_one():
        await connection.execute(upsert(rooms).values(cluster=CLUSTER).on_conflict_do_nothing())
