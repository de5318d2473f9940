"""Stores that are made ahead: handing them out, and showing operators what there is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db import pool
from store_orchestrator.db.connection import Database
from store_orchestrator.db.mapping import StoreRecord
from store_orchestrator.db.stores import NewStore
from store_orchestrator.domain.phase import derive_phase_reason
from store_orchestrator.domain.pool import (
    PoolKey,
    PoolState,
    PoolStore,
    PoolWanted,
    derive_pool_store,
)
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.services.caller import Caller
from store_orchestrator.services.records import get_record


async def find_ready_made(connection: AsyncConnection, new: NewStore) -> UUID | None:
    """A store of a pool that can become this one, locked until the transaction ends."""
    if not new.choices.sample_products:
        return None  # those of a pool start with samples
    return await pool.find_claimable(connection, new.engine, new.plan)


async def claim_ready_made(
    connection: AsyncConnection, caller: Caller, store_id: UUID, new: NewStore
) -> StoreRecord:
    """Make this store of a pool the caller's.

    Raises (when the transaction's statement fails):
        NameInUse: the tenant has a live store of this name.
    """
    await pool.claim_pooled(connection, store_id, caller.tenant_id, new.name, new.choices)
    return await get_record(connection, caller, store_id)


@dataclass(frozen=True, slots=True)
class PooledView:
    """A store that is nobody's, as operators see it."""

    id: UUID
    key: str
    namespace: str
    engine: str
    plan: str
    state: PoolState
    reason: str
    created_at: datetime
    ready_at: datetime | None


@dataclass(frozen=True, slots=True)
class PoolView:
    """One pool: what it shall be, and how many of its stores are in which state."""

    engine: str
    plan: str
    size: int
    counts: Mapping[PoolState, int]


@dataclass(frozen=True, slots=True)
class PoolsView:
    """Everything there is for operators to see."""

    pools: Sequence[PoolView]
    stores: Sequence[PooledView]


class Pools:
    """Use cases around the pools."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, caller: Caller) -> PoolsView:
        """Every pool and every store in one.

        Raises:
            Forbidden: the caller is no operator.
        """
        caller.require_operator()
        async with self._database.transaction() as connection:
            return PoolsView(*await read_pools(connection))


async def read_pools(
    connection: AsyncConnection,
) -> tuple[Sequence[PoolView], Sequence[PooledView]]:
    """Every pool, and every store that is nobody's."""
    wanted = await pool.list_wanted(connection)
    found = await pool.list_pooled(connection)
    stores = [derive_pool_store(spec, status, wanted) for spec, status in found]
    views = [_build_view(store, *pair) for store, pair in zip(stores, found, strict=True)]
    return count_pools(wanted, stores), views


def _build_view(store: PoolStore, spec: Spec, status: Status) -> PooledView:
    return PooledView(
        id=spec.id,
        key=spec.key,
        namespace=spec.namespace,
        engine=spec.engine,
        plan=spec.plan,
        state=store.state,
        reason=derive_phase_reason(spec, status),
        created_at=spec.created_at,
        ready_at=status.ready_at,
    )


def count_pools(
    wanted: Mapping[PoolKey, PoolWanted], stores: Sequence[PoolStore]
) -> tuple[PoolView, ...]:
    """Each pool that is wanted or has stores left, with every state named."""
    counts: dict[PoolKey, Counter[PoolState]] = {}
    for key in sorted({*wanted, *(store.pool for store in stores)}):
        counts[key] = Counter(dict.fromkeys(PoolState, 0))
    for store in stores:
        counts[store.pool][store.state] += 1
    return tuple(
        PoolView(key.engine, key.plan, wanted[key].size if key in wanted else 0, found)
        for key, found in counts.items()
    )
