"""Who lost a lease writes nothing, and gives up what it was doing."""

import asyncio
from datetime import timedelta

from integration.orchestrator.rig import KEY, LEASE, Rig, add_shop
from integration.store_rows import expire_leases
from store_orchestrator.db.connection import Database
from store_orchestrator.orchestrator.worker import Worker

PATIENCE = 20


class Barrier:
    """Holds whoever comes to a moment until it is opened."""

    def __init__(self, moment: str) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self._moment = moment

    async def on_moment(self, reached: str, _key: str) -> None:
        if reached == self._moment:
            self.reached.set()
            await self.opened.wait()


async def begin(rig: Rig, barrier: Barrier, lease: timedelta) -> asyncio.Task[None]:
    """Work as "first" up to the barrier."""
    rig.cluster.on_moment = barrier.on_moment
    [leased] = await rig.queue.fetch_due("first", 1, lease)
    worker = Worker(rig.queue, rig.build_reconciler(), rig.meter, leased, lease)
    task = asyncio.create_task(worker.work())
    async with asyncio.timeout(PATIENCE):
        await barrier.reached.wait()
    return task


async def test_the_loser_of_a_lease_writes_nothing(
    rig: Rig, api_database: Database, owner_database: Database
) -> None:
    await add_shop(api_database)
    barrier = Barrier("deploy:begins")
    loser = await begin(rig, barrier, LEASE)
    await expire_leases(owner_database)
    [held] = await rig.queue.fetch_due("second", 1, LEASE)
    before = await rig.read()
    events = await rig.read_events()

    barrier.opened.set()
    await loser
    after = await rig.read()
    assert (after.status, after.lease_expires_at) == (before.status, before.lease_expires_at)
    assert await rig.read_events() == events
    assert b"store_orchestrator_leases_lost_total 1.0" in rig.meter.render()
    assert await rig.queue.renew(held, LEASE), "the new owner still holds it"


async def test_a_lost_lease_breaks_off_the_work(
    rig: Rig, api_database: Database, owner_database: Database
) -> None:
    await add_shop(api_database)
    barrier = Barrier("deploy:begins")
    loser = await begin(rig, barrier, timedelta(seconds=0.3))
    await expire_leases(owner_database)
    await rig.queue.fetch_due("second", 1, LEASE)
    async with asyncio.timeout(PATIENCE):
        await loser
    assert rig.cluster.stores[KEY].release is None, "it was broken off before Helm did anything"


async def test_a_lease_lives_as_long_as_the_work(rig: Rig, api_database: Database) -> None:
    await add_shop(api_database)
    barrier = Barrier("deploy:begins")
    worker = await begin(rig, barrier, timedelta(seconds=0.6))
    first_end = (await rig.read()).lease_expires_at
    async with asyncio.timeout(PATIENCE):
        while (await rig.read()).lease_expires_at == first_end:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert await rig.queue.fetch_due("second", 1, LEASE) == []
    barrier.opened.set()
    await worker
    assert rig.cluster.stores[KEY].release is not None
