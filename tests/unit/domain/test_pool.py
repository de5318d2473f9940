"""What a round of the pool does: every row is one situation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from store_orchestrator.domain.claim import WARMING_ORDERS
from store_orchestrator.domain.pool import (
    FAILED_REST,
    PoolKey,
    PoolState,
    PoolStore,
    PoolWanted,
    derive_pool_store,
    plan_pools,
)
from store_orchestrator.domain.store import Status
from unit.domain.builders import NOTED, SPEC, failed, proven

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = PoolKey("woocommerce", "small")
LARGE = PoolKey("woocommerce", "large")
LONG_AGO = NOW - FAILED_REST


def _store(
    number: int, state: PoolState, pool: PoolKey = SMALL, failed_at: datetime | None = None
) -> PoolStore:
    return PoolStore(UUID(int=number), pool, state, NOW + timedelta(seconds=number), failed_at)


def _want(size: int) -> PoolWanted:
    return PoolWanted(size, "v1")


READY, BUILDING, OUTDATED = PoolState.READY, PoolState.BUILDING, PoolState.OUTDATED
FAILED, BROKEN, LEAVING = PoolState.FAILED, PoolState.BROKEN, PoolState.LEAVING


@pytest.mark.parametrize(
    ("size", "states", "builds", "adds", "removes"),
    [
        (0, [], 1, 0, []),
        (2, [], 1, 1, []),
        (2, [], 5, 2, []),
        (2, [BUILDING], 1, 0, []),
        (2, [BUILDING], 2, 1, []),
        (2, [READY], 1, 1, []),
        (2, [READY, READY], 1, 0, []),
        (2, [READY], 0, 0, []),
        (2, [LEAVING, LEAVING], 1, 1, []),
        (2, [OUTDATED, READY], 1, 1, [1]),
        (1, [BROKEN], 1, 0, []),
        (1, [READY, READY], 1, 0, [2]),
        (1, [BUILDING, READY], 1, 0, [1]),
        (0, [READY, BUILDING, FAILED], 1, 0, [1, 2, 3]),
    ],
)
def test_a_pool_comes_to_its_size(
    size: int, states: list[PoolState], builds: int, adds: int, removes: list[int]
) -> None:
    stores = [_store(number, state, failed_at=NOW) for number, state in enumerate(states, 1)]
    changes = plan_pools({SMALL: _want(size)}, stores, NOW, builds=builds)
    assert changes.adds == (SMALL,) * adds
    assert changes.removes == tuple(UUID(int=number) for number in removes)


def test_a_failed_one_is_replaced_only_after_a_rest() -> None:
    wanted = {SMALL: _want(1)}
    fresh = plan_pools(wanted, [_store(1, FAILED, failed_at=NOW)], NOW, builds=1)
    assert (fresh.adds, fresh.removes) == ((), ())
    rested = plan_pools(wanted, [_store(1, FAILED, failed_at=LONG_AGO)], NOW, builds=1)
    assert (rested.adds, rested.removes) == ((SMALL,), (UUID(int=1),))


def test_builds_go_first_to_the_pool_that_lacks_most() -> None:
    wanted = {SMALL: _want(4), LARGE: _want(2)}
    stores = [_store(1, READY, LARGE), _store(2, READY, SMALL)]
    assert plan_pools(wanted, stores, NOW, builds=1).adds == (SMALL,)
    assert plan_pools(wanted, stores, NOW, builds=3).adds == (SMALL, LARGE, SMALL)


def test_a_pool_that_nobody_wants_any_more_goes() -> None:
    changes = plan_pools(
        {SMALL: _want(1)}, [_store(1, READY), _store(2, READY, LARGE)], NOW, builds=1
    )
    assert changes.removes == (UUID(int=2),)


@pytest.mark.parametrize(
    ("status", "version", "state"),
    [
        (proven(WARMING_ORDERS), "v1", PoolState.READY),
        (proven(1), "v1", PoolState.BUILDING),
        (NOTED, "v1", PoolState.BUILDING),
        (proven(WARMING_ORDERS), "v0", PoolState.OUTDATED),
        (failed(), "v1", PoolState.FAILED),
    ],
)
def test_only_a_warm_one_of_the_current_version_counts_as_ready(
    status: Status, version: str, state: PoolState
) -> None:
    spec = replace(SPEC, engine=SMALL.engine, plan=SMALL.plan, pool_version=version)
    assert derive_pool_store(spec, status, {SMALL: _want(1)}).state is state
