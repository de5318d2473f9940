"""A store's history."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.mapping import EventRecord, build_event_record
from store_orchestrator.db.tables import store_events, stores
from store_orchestrator.domain.transition import EventType


async def insert_event(
    connection: AsyncConnection, store_id: UUID, generation: int, reason: str, message: str
) -> None:
    """Add what a person asked for.

    Call it after the store's row was written in the same transaction: the row's lock makes the
    ids of a store's events ascend in the order of their commits.
    """
    statement = insert(store_events).values(
        store_id=store_id,
        generation=generation,
        at=func.now(),
        type=EventType.NORMAL.value,
        reason=reason,
        message=message,
    )
    await connection.execute(statement)


async def list_events(
    connection: AsyncConnection, tenant_id: UUID, store_id: UUID, after: int, limit: int
) -> Sequence[EventRecord]:
    """Events with an id above ``after``, oldest first."""
    statement = (
        select(store_events)
        .join(stores, stores.c.id == store_events.c.store_id)
        .where(
            stores.c.tenant_id == tenant_id,
            store_events.c.store_id == store_id,
            store_events.c.id > after,
        )
        .order_by(store_events.c.id)
        .limit(limit)
    )
    return [build_event_record(row) for row in await connection.execute(statement)]
