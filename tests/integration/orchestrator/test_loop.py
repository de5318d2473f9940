"""Whole orchestrators: sharing work, waking up, stopping in good order."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from integration.orchestrator.rig import KEY, LEASE, Rig, add_shop
from integration.orchestrator.test_leases import PATIENCE, Barrier
from integration.store_rows import add_store
from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import DatabaseUnavailable
from store_orchestrator.db.notify import CHANNEL_DUE, Listener
from store_orchestrator.orchestrator.holding import Holding
from store_orchestrator.orchestrator.loop import Orchestrator
from store_orchestrator.orchestrator.reconciler import Reconciler

STORES = 12


class Overlaps:
    """Notes who works on which store and whether two ever do at once."""

    def __init__(self) -> None:
        self.working: Counter[str] = Counter()
        self.worst = 0
        self.by_owner: Counter[str] = Counter()

    def watch(self, owner: str, reconciler: Reconciler) -> "Watched":
        return Watched(self, owner, reconciler)


class Watched:
    def __init__(self, overlaps: Overlaps, owner: str, reconciler: Reconciler) -> None:
        self._overlaps = overlaps
        self._owner = owner
        self._reconciler = reconciler

    async def reconcile(self, holding: Holding) -> None:
        key = holding.leased.spec.key
        self._overlaps.working[key] += 1
        self._overlaps.by_owner[self._owner] += 1
        self._overlaps.worst = max(self._overlaps.worst, self._overlaps.working[key])
        try:
            await self._reconciler.reconcile(holding)
        finally:
            self._overlaps.working[key] -= 1


def build_orchestrator(
    rig: Rig,
    database: Database,
    owner: str,
    overlaps: Overlaps | None = None,
    stop_patience: float = 0.2,
) -> Orchestrator:
    overlaps = overlaps or Overlaps()
    return Orchestrator(
        rig.queue,
        overlaps.watch(owner, rig.build_reconciler()),
        rig.cluster,
        lambda: Listener(database.address, CHANNEL_DUE),
        rig.meter,
        owner=owner,
        concurrency=3,
        lease=LEASE,
        stop_patience=stop_patience,
    )


@asynccontextmanager
async def running(*orchestrators: Orchestrator) -> AsyncIterator[asyncio.Event]:
    """Let them run; they are stopped in good order at the end."""
    stop = asyncio.Event()
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        for orchestrator in orchestrators:
            group.create_task(orchestrator.run(stop))
        yield stop
        stop.set()


async def poll(condition: Callable[[], bool]) -> None:
    """Return once the condition holds; the caller bounds the time."""
    while not condition():  # noqa: ASYNC110 - what is waited for signals nobody
        await asyncio.sleep(0.01)


async def wait_for_ready(database: Database, count: int) -> None:
    while True:
        async with database.transaction() as connection:
            ready = await connection.execute(
                text("SELECT count(*) FROM stores WHERE ready_at IS NOT NULL")
            )
            if ready.scalar_one() == count:
                return
        await asyncio.sleep(0.02)


async def test_two_orchestrators_share_the_work_and_never_a_store(
    rig: Rig, api_database: Database, orchestrator_database: Database
) -> None:
    for number in range(STORES):
        await add_store(api_database, f"shop-{number}", f"abcdef{chr(97 + number)}h")
    overlaps = Overlaps()
    pair = [
        build_orchestrator(rig, orchestrator_database, owner, overlaps)
        for owner in ("first", "second")
    ]
    async with running(*pair):
        await wait_for_ready(api_database, STORES)
    assert overlaps.worst == 1
    assert set(overlaps.by_owner) == {"first", "second"}
    assert {key: len(digests) for key, digests in rig.cluster.deployments.items()} == dict.fromkeys(
        rig.cluster.stores, 1
    )


async def test_a_new_store_is_begun_without_waiting_for_the_next_look(
    rig: Rig, api_database: Database, orchestrator_database: Database
) -> None:
    async with running(build_orchestrator(rig, orchestrator_database, "first")):
        await asyncio.sleep(0.3)  # by now it sleeps until something is due: nothing ever
        await add_shop(api_database)
        await wait_for_ready(api_database, 1)


async def test_stopping_lets_the_step_end_and_releases(
    rig: Rig, api_database: Database, orchestrator_database: Database
) -> None:
    await add_shop(api_database)
    barrier = Barrier("deploy:begins")
    rig.cluster.on_moment = barrier.on_moment
    orchestrator = build_orchestrator(rig, orchestrator_database, "first", stop_patience=PATIENCE)
    async with running(orchestrator) as stop:
        await barrier.reached.wait()
        stop.set()
        await poll(lambda: orchestrator.stopping)
        barrier.opened.set()
    assert rig.cluster.stores[KEY].release is not None
    assert (await rig.read()).lease_expires_at is None
    assert rig.shops.hosts == [], "nothing new was begun"
    assert len(await rig.queue.fetch_due("second", 1, LEASE)) == 1, "another goes on at once"


async def test_stopping_does_not_wait_for_a_step_that_hangs(
    rig: Rig, api_database: Database, orchestrator_database: Database
) -> None:
    await add_shop(api_database)
    barrier = Barrier("deploy:begins")
    rig.cluster.on_moment = barrier.on_moment
    async with running(build_orchestrator(rig, orchestrator_database, "first")) as stop:
        await barrier.reached.wait()
        stop.set()
    assert len(await rig.queue.fetch_due("second", 1, LEASE)) == 1, "another goes on at once"


async def test_a_dead_listener_ends_the_orchestrator(
    rig: Rig, orchestrator_database: Database, owner_database: Database
) -> None:
    orchestrator = build_orchestrator(rig, orchestrator_database, "first")
    task = asyncio.create_task(orchestrator.run(asyncio.Event()))
    async with asyncio.timeout(PATIENCE):
        await poll(orchestrator.is_alive)
        async with owner_database.transaction() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE query ILIKE 'LISTEN%' AND datname = current_database()"
                )
            )
        with pytest.raises(ExceptionGroup) as caught:
            await task
    assert caught.group_contains(DatabaseUnavailable)
