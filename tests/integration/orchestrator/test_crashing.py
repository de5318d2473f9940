"""Killed at any moment, another orchestrator continues: same credentials, nothing twice."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import NoReturn

import httpx2
import pytest

from integration.installation import Installation
from integration.orchestrator.rig import KEY, Rig, add_shop
from integration.store_rows import expire_leases, request
from store_orchestrator.bootstrap import build_cipher
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import Leased, StoreQueue
from store_orchestrator.db.stores import Intent
from store_orchestrator.domain.observed import ReleaseStatus
from store_orchestrator.domain.store import Phase, Status
from store_orchestrator.domain.transition import StoreEvent

CREATION = [
    "observe:begins",
    "ensure_namespace:begins",
    "ensure_namespace:ends",
    "deploy:begins",
    "deploy:midway",
    "deploy:ends",
    "begin_isolation_test:begins",
    "begin_isolation_test:ends",
    "test_isolation:begins",
    "test_isolation:ends",
]
DELETION = ["observe:begins", "remove_workloads:begins", "remove_workloads:ends"]
CREATED = [
    *("Provisioning", "CredentialsDrawn", "NamespaceEnsured", "ReleaseDeployed"),
    *("WorkloadsAvailable", "ShopAnswers", "OrderPlaced", "IsolationProven", "Ready"),
]
REMOVED = ["Deleting", "RemovalBegun", "IngressGone", "NamespaceGone", "PersistentVolumeGone"]
WRITES = [
    f"{call}:{when}" for call in ("save_credentials", "record") for when in ("before", "after")
]


async def die() -> NoReturn:
    """End the task that works on the store as a kill does: nothing more is written."""
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.Event().wait()
    raise AssertionError("survived")


def die_once(moment: str) -> Callable[[str, str], Awaitable[None]]:
    deaths: list[str] = []

    async def on_moment(reached: str, _key: str) -> None:
        if reached == moment and not deaths:
            deaths.append(reached)
            await die()

    return on_moment


class MortalQueue(StoreQueue):
    """Dies before or after a write, once."""

    moment = ""

    async def save_credentials(
        self, leased: Leased, credentials: Mapping[str, str]
    ) -> Leased | None:
        await self._reach("save_credentials:before")
        stored = await super().save_credentials(leased, credentials)
        await self._reach("save_credentials:after")
        return stored

    async def record(
        self,
        leased: Leased,
        status: Status,
        events: Sequence[StoreEvent],
        *,
        due_in: timedelta | None,
    ) -> Leased | None:
        await self._reach("record:before")
        recorded = await super().record(leased, status, events, due_in=due_in)
        await self._reach("record:after")
        return recorded

    async def _reach(self, moment: str) -> None:
        if moment == self.moment:
            self.moment = ""
            await die()


async def read_credentials(rig: Rig, installation: Installation) -> Mapping[str, str] | None:
    record = await rig.read()
    if record.sealed is None:
        return None
    return build_cipher(installation.settings).unseal(record.spec.id, record.sealed)


async def run_rounds_until_killed(rig: Rig) -> None:
    async def run_rounds() -> None:
        for _ in range(10):
            await asyncio.create_task(rig.round("mortal"))

    with pytest.raises(asyncio.CancelledError):
        await run_rounds()
    record = await rig.read()
    assert await rig.queue.fetch_due("next", 1, timedelta(minutes=1)) == [], (
        "until the lease is over nobody else may work on it"
    )
    assert record.lease_expires_at is not None


async def check_history(rig: Rig, moment: str = "") -> None:
    """Nothing that happened is missing, nothing is told twice."""
    events = await rig.read_events()
    unfinished = ["ReleaseUnfinished"] if moment == "deploy:midway" else []
    assert [event for event in events if event == "ReleaseUnfinished"] == unfinished
    told = [event for event in events if event not in unfinished]
    # What a killed Helm had made may be up before the release counts as deployed.
    assert (sorted(told) if unfinished else told) == (sorted(CREATED) if unfinished else CREATED)


def check_made_once(rig: Rig) -> None:
    store = rig.cluster.stores[KEY]
    assert rig.cluster.count_namespaces_made() == 1
    assert store.release is not None
    assert store.release.status is ReleaseStatus.DEPLOYED
    assert len(set(rig.cluster.deployments[KEY])) == 1, "every try had the same values"


@pytest.mark.parametrize("moment", CREATION)
async def test_creation_goes_on_after_a_kill(
    rig: Rig,
    api_database: Database,
    owner_database: Database,
    installation: Installation,
    moment: str,
) -> None:
    await add_shop(api_database, "large")
    rig.cluster.on_moment = die_once(moment)
    await run_rounds_until_killed(rig)
    drawn = await read_credentials(rig, installation)
    await expire_leases(owner_database)
    await rig.run_until(Phase.READY)
    check_made_once(rig)
    await check_history(rig, moment)
    assert drawn in (None, await read_credentials(rig, installation))


@pytest.mark.parametrize("moment", WRITES)
async def test_creation_goes_on_after_a_kill_around_a_write(
    rig: Rig,
    api_database: Database,
    owner_database: Database,
    orchestrator_database: Database,
    installation: Installation,
    moment: str,
) -> None:
    await add_shop(api_database, "large")
    mortal = MortalQueue(orchestrator_database, build_cipher(installation.settings))
    mortal.moment = moment
    rig.queue = mortal
    await run_rounds_until_killed(rig)
    drawn = await read_credentials(rig, installation)
    await expire_leases(owner_database)
    await rig.run_until(Phase.READY)
    check_made_once(rig)
    await check_history(rig, moment)
    assert drawn in (None, await read_credentials(rig, installation))


async def test_creation_goes_on_after_a_kill_while_the_order_was_placed(
    rig: Rig, api_database: Database, owner_database: Database
) -> None:
    await add_shop(api_database, "large")
    answer = rig.shops.answer

    async def answer_never(_request: httpx2.Request) -> httpx2.Response:
        await die()

    rig.shops.answer = answer_never  # type: ignore[assignment,method-assign]
    await run_rounds_until_killed(rig)
    rig.shops.answer = answer  # type: ignore[method-assign]
    await expire_leases(owner_database)
    await rig.run_until(Phase.READY)
    check_made_once(rig)
    await check_history(rig)


@pytest.mark.parametrize("moment", DELETION)
async def test_deletion_goes_on_after_a_kill(
    rig: Rig, api_database: Database, owner_database: Database, moment: str
) -> None:
    store_id = await add_shop(api_database, "large")
    await rig.run_until(Phase.READY)
    await request(api_database, store_id, Intent.DELETION)
    rig.cluster.on_moment = die_once(moment)
    await run_rounds_until_killed(rig)
    await expire_leases(owner_database)
    record = await rig.run_until(Phase.DELETED)
    assert rig.cluster.count_namespaces_made() == 0
    assert all(item.gone_at is not None for item in record.status.removal)
    assert len(record.status.removal) == 3
    events = await rig.read_events()
    assert events[: len(CREATED)] == CREATED
    removed = events[len(CREATED) : -1]
    assert [*removed[:2], *sorted(removed[2:])] == REMOVED
    assert events[-1] == "Deleted"


@pytest.mark.parametrize("moment", CREATION)
async def test_deletion_asked_at_any_moment_of_creation_wins(
    rig: Rig, api_database: Database, moment: str
) -> None:
    store_id = await add_shop(api_database, "large")
    asked: list[str] = []

    async def on_moment(reached: str, _key: str) -> None:
        if reached == moment and not asked:
            asked.append(reached)
            await request(api_database, store_id, Intent.DELETION)

    rig.cluster.on_moment = on_moment
    await rig.run_until(Phase.DELETED)
    assert asked == [moment]
    assert rig.cluster.count_namespaces_made() == 0
    events = await rig.read_events()
    if moment.startswith("test_isolation"):
        # The last proof was being made: what it showed is told, and then it goes.
        assert events.index("Ready") < events.index("Deleting")
    else:
        assert rig.shops.hosts == []
        assert "Ready" not in events
