"""Figures over all stores, for metrics. One query each, whatever the number of stores."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Text, Uuid, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.mapping import build_spec, build_status
from store_orchestrator.db.pool import POOL_TENANT_ID
from store_orchestrator.db.tables import orchestrators, stores
from store_orchestrator.domain.conditions import ConditionStatus, ConditionType
from store_orchestrator.domain.store import Spec, Status


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """The queue at one moment.

    Attributes:
        depth: stores that are due and not leased.
        oldest_seconds: how long the longest of them has been due; 0 when none is.
        leased: stores somebody works on.
        orchestrators: replicas heard of within the last minute.
    """

    depth: int
    oldest_seconds: float
    leased: int
    orchestrators: int


async def count_alike(connection: AsyncConnection) -> Sequence[tuple[Spec, Status, int]]:
    """One example, and how many are like it, for each group of stores of the same phase.

    Stores are alike when they agree in everything that ``derive_phase`` looks at, so the phase
    of the example is that of all.
    """
    is_ready = [{"type": ConditionType.READY.value, "status": ConditionStatus.TRUE.value}]
    facts = [
        stores.c.deleted_at.is_not(None),
        stores.c.delete_requested_at.is_not(None),
        stores.c.failure["permanent"].as_boolean(),
        stores.c.failure["generation"].as_integer() == stores.c.generation,
        stores.c.conditions.contains(is_ready),
        stores.c.ready_at.is_not(None),
        stores.c.observed_generation > 0,
    ]
    groups = (
        select(
            # PostgreSQL below 18 has no min(uuid).
            cast(func.min(cast(stores.c.id, Text)), Uuid).label("example"),
            func.count().label("alike"),
        )
        .where(stores.c.tenant_id != POOL_TENANT_ID)
        .group_by(*facts)
        .cte("groups")
    )
    statement = select(stores, groups.c.alike).join(groups, groups.c.example == stores.c.id)
    rows = await connection.execute(statement)
    return [(build_spec(row), build_status(row), row.alike) for row in rows]


async def read_queue_figures(connection: AsyncConnection) -> QueueFigures:
    """Depth and age of the queue now."""
    waiting = (stores.c.due_at <= func.now()) & (
        func.coalesce(stores.c.lease_expires_at <= func.now(), True)
    )
    statement = select(
        func.count().filter(waiting),
        func.extract("epoch", func.now() - func.min(stores.c.due_at).filter(waiting)),
        func.count().filter(stores.c.lease_expires_at > func.now()),
        select(func.count())
        .select_from(orchestrators)
        .where(orchestrators.c.last_seen > func.now() - text("interval '1 minute'"))
        .scalar_subquery(),
    ).where(stores.c.deleted_at.is_(None))
    depth, oldest, leased, alive = (await connection.execute(statement)).one()
    return QueueFigures(depth, float(oldest or 0), leased, alive)
