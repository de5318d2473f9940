"""How many stores to make ahead, and which of those that are there to let go."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from store_orchestrator.domain.claim import WARMING_ORDERS
from store_orchestrator.domain.phase import derive_phase
from store_orchestrator.domain.store import Phase, Spec, Status

# What fails at once would otherwise be made anew without end.
FAILED_REST: Final = timedelta(minutes=5)


class PoolState(StrEnum):
    """What a pool's store is good for."""

    READY = "ready"
    BUILDING = "building"
    OUTDATED = "outdated"
    BROKEN = "broken"  # was Ready and is not now: it is repaired like any other store
    FAILED = "failed"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True, order=True)
class PoolKey:
    """Stores of one engine and plan are as good as one another."""

    engine: str
    plan: str


@dataclass(frozen=True, slots=True)
class PoolWanted:
    """What a pool shall be.

    Attributes:
        size: stores to keep Ready.
        version: what a store made now would be; others are not handed out.
    """

    size: int
    version: str


@dataclass(frozen=True, slots=True)
class PoolStore:
    """A store that is nobody's yet."""

    id: UUID
    pool: PoolKey
    state: PoolState
    created_at: datetime
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PoolChanges:
    """What one round does: pools to add one store each to, and stores to let go."""

    adds: tuple[PoolKey, ...] = ()
    removes: tuple[UUID, ...] = ()


def derive_pool_store(
    spec: Spec, status: Status, wanted: Mapping[PoolKey, PoolWanted]
) -> PoolStore:
    """What this unclaimed store is good for."""
    pool = PoolKey(spec.engine, spec.plan)
    failed_at = status.failure.at if status.failure is not None else None
    state = _derive_state(derive_phase(spec, status))
    sold = status.verification.number if status.verification is not None else 0
    if state is PoolState.READY and sold < WARMING_ORDERS:
        # It can be claimed by chance, between two orders; nobody should count on it.
        state = PoolState.BUILDING
    current = pool in wanted and wanted[pool].version == spec.pool_version
    if not current and state is not PoolState.LEAVING:
        state = PoolState.OUTDATED
    return PoolStore(spec.id, pool, state, spec.created_at, failed_at)


def _derive_state(phase: Phase) -> PoolState:
    match phase:
        case Phase.READY:
            return PoolState.READY
        case Phase.DELETING | Phase.DELETED:
            return PoolState.LEAVING
        case Phase.FAILED:
            return PoolState.FAILED
        case Phase.DEGRADED:
            return PoolState.BROKEN
        case _:
            return PoolState.BUILDING


def plan_pools(
    wanted: Mapping[PoolKey, PoolWanted],
    stores: Iterable[PoolStore],
    now: datetime,
    *,
    builds: int,
) -> PoolChanges:
    """What to do now, so that each pool comes to its size.

    Args:
        builds: stores that may be in the making at the same time, over all pools; those that are
            half made already count.
    """
    here = [store for store in stores if store.state is not PoolState.LEAVING]
    removes = {store.id for store in here if _is_useless(store, now)}
    kept = [store for store in here if store.id not in removes]
    for pool in {store.pool for store in kept}:
        size = wanted[pool].size if pool in wanted else 0
        removes.update(store.id for store in _list_spare(kept, pool, size))
    kept = [store for store in kept if store.id not in removes]
    making = sum(store.state is PoolState.BUILDING for store in kept)
    return PoolChanges(_choose_adds(wanted, kept, builds - making), tuple(sorted(removes)))


def _is_useless(store: PoolStore, now: datetime) -> bool:
    if store.state is PoolState.FAILED:
        return store.failed_at is None or now - store.failed_at >= FAILED_REST
    return store.state is PoolState.OUTDATED


def _list_spare(kept: Iterable[PoolStore], pool: PoolKey, size: int) -> list[PoolStore]:
    """Those beyond the size: first those that are not Ready, then the youngest."""
    own = [store for store in kept if store.pool == pool]
    own.sort(key=lambda store: (store.state is not PoolState.READY, store.created_at, store.id))
    return own[size:]


def _choose_adds(
    wanted: Mapping[PoolKey, PoolWanted], kept: Iterable[PoolStore], most: int
) -> tuple[PoolKey, ...]:
    """One after another for the pool that has the smallest part of its size."""
    counts = Counter(store.pool for store in kept)
    adds: list[PoolKey] = []
    while len(adds) < most:
        lacking = [pool for pool, want in wanted.items() if counts[pool] < want.size]
        if not lacking:
            break
        pool = min(lacking, key=lambda pool: (counts[pool] / wanted[pool].size, pool))
        counts[pool] += 1
        adds.append(pool)
    return tuple(adds)
