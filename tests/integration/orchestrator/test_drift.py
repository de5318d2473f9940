"""What somebody changed by hand is put back, and shops are tried again, over a fake cluster."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from integration.orchestrator.rig import KEY, LEASE, Rig, add_shop
from integration.orchestrator.test_crashing import die_once, run_rounds_until_killed
from integration.store_rows import expire_leases
from store_orchestrator.cluster.fake import Fault
from store_orchestrator.cluster.fake_objects import TITLES, FakeObjects
from store_orchestrator.db.connection import Database
from store_orchestrator.domain.store import Phase

MEDDLING = {
    "removed": FakeObjects.remove,
    "changed": FakeObjects.change,
    "replaced": FakeObjects.replace,
}


def objects(rig: Rig) -> FakeObjects:
    return rig.cluster.stores[KEY].objects


async def read_messages(rig: Rig, reason: str) -> list[str]:
    async with rig.database.transaction() as connection:
        found = await connection.execute(
            text("SELECT message FROM store_events WHERE reason = :reason ORDER BY id"),
            {"reason": reason},
        )
        return list(found.scalars().all())


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("how", MEDDLING)
async def test_what_was_meddled_with_is_put_back_and_told(
    rig: Rig, api_database: Database, title: str, how: str
) -> None:
    await add_shop(api_database)
    await rig.run_until(Phase.READY)
    MEDDLING[how](objects(rig), title)
    assert objects(rig).list_meddled() == {title}
    await rig.round()
    await rig.run_until(Phase.READY)
    assert objects(rig).list_meddled() == set()
    messages = await read_messages(rig, "DriftFound")
    assert len(messages) == 1, messages
    message = messages[0]
    assert message.startswith(f"{title} was {how}")
    assert len(await read_messages(rig, "DriftRepaired")) == 1
    deployed = len(rig.cluster.deployments[KEY])
    for _ in range(3):
        await rig.round()
    assert len(rig.cluster.deployments[KEY]) == deployed == 2, "it is left alone again"


async def test_a_shop_that_was_put_back_sells_before_it_is_ready_again(
    rig: Rig, api_database: Database
) -> None:
    await add_shop(api_database)
    await rig.run_until(Phase.READY)
    objects(rig).remove("Service/shop")
    rig.shops.status = 503
    for _ in range(3):
        await rig.round()
    assert objects(rig).list_meddled() == set()
    assert await rig.read_phase() is Phase.DEGRADED
    rig.shops.status = 200
    await rig.run_until(Phase.READY)


@pytest.mark.parametrize(
    "moment",
    [
        *("observe:begins", "take_over:begins", "take_over:ends", "deploy:begins"),
        *("deploy:midway", "deploy:ends", "list_objects:begins"),
    ],
)
async def test_a_repair_that_is_killed_is_finished_by_the_next(
    rig: Rig, api_database: Database, owner_database: Database, moment: str
) -> None:
    """As by SIGKILL: nothing after this moment is written, and another process takes over."""
    await add_shop(api_database)
    await rig.run_until(Phase.READY)
    objects(rig).change("Service/shop")
    rig.cluster.on_moment = die_once(moment)
    await run_rounds_until_killed(rig)
    await expire_leases(owner_database)
    await rig.run_until(Phase.READY)
    for _ in range(4):
        await rig.round()
    assert await rig.read_phase() is Phase.READY
    assert objects(rig).list_meddled() == set()
    assert len(await read_messages(rig, "DriftFound")) == 1
    assert len(await read_messages(rig, "DriftRepaired")) == 1


async def test_a_deployment_that_nobody_noted_is_made_again(
    rig: Rig, api_database: Database, owner_database: Database
) -> None:
    """As after an upgrade from a version that noted nothing."""
    await add_shop(api_database)
    await rig.run_until(Phase.READY)
    async with owner_database.transaction() as connection:
        await connection.execute(text("UPDATE stores SET baseline = NULL"))
    await rig.round()
    record = await rig.read()
    assert record.status.baseline is not None
    assert set(record.status.baseline.objects) == set(TITLES)
    assert await rig.read_phase() is Phase.READY
    assert len(rig.cluster.deployments[KEY]) == 2
    assert await read_messages(rig, "DriftFound") == []


async def test_a_fight_is_slowed_down(rig: Rig, api_database: Database) -> None:
    await add_shop(api_database)
    await rig.run_until(Phase.READY)
    for _ in range(6):
        objects(rig).change("ResourceQuota/store")
        await rig.round()
    record = await rig.read()
    assert len(rig.cluster.deployments[KEY]) < 6
    assert record.due_at is not None
    assert record.due_at > record.read_at
    assert "Degraded" not in await rig.read_events(), "it sells all the time"


async def test_a_foreign_policy_is_told_and_stays(rig: Rig, api_database: Database) -> None:
    await add_shop(api_database, "large")
    await rig.run_until(Phase.READY)
    tests = len(rig.cluster.self_tests[KEY])
    rig.cluster.stage(Fault.SHOP_OPEN)
    objects(rig).add_policy("open")
    await rig.round()
    assert await rig.read_phase() is Phase.DEGRADED, "the self-test found it open"
    await rig.run_until(Phase.READY)
    assert len(rig.cluster.self_tests[KEY]) > tests
    record = await rig.read()
    assert "ForeignPolicy" in [notice.reason for notice in record.status.notices]
    assert len(await read_messages(rig, "ForeignPolicyFound")) == 1
    assert "NetworkPolicy/open" in {seen.title for seen in objects(rig).list_seen()}
    objects(rig).remove("NetworkPolicy/open")
    await rig.round()
    assert len(await read_messages(rig, "ForeignPolicyGone")) == 1


async def test_a_ready_shop_is_tried_again_without_ordering(
    rig: Rig, api_database: Database, owner_database: Database
) -> None:
    await add_shop(api_database)
    first = await rig.run_until(Phase.READY)
    rig.recheck = timedelta(hours=1)
    await rig.round()
    assert rig.shops.checks == 0, "the proof is fresh"
    await age_proof(owner_database)
    await rig.round()
    record = await rig.read()
    assert (rig.shops.checks, len(rig.shops.hosts)) == (1, 1)
    assert first.status.proven_at is not None
    assert record.status.proven_at is not None
    assert record.status.proven_at > first.status.proven_at
    assert record.status.verification == first.status.verification


async def test_a_shop_that_ceases_to_sell_is_degraded_by_the_check_and_comes_back(
    rig: Rig, api_database: Database, owner_database: Database
) -> None:
    await add_shop(api_database)
    await rig.run_until(Phase.READY)
    rig.recheck = timedelta(hours=1)
    await age_proof(owner_database)
    rig.shops.status = 409
    await rig.round()
    assert await rig.read_phase() is Phase.DEGRADED
    assert "CheckFailed" in await rig.read_events()
    record = await rig.read()
    assert record.due_at is not None
    assert record.due_at - record.read_at < timedelta(seconds=5), "an order is tried soon"
    rig.shops.status = 200
    await rig.run_until(Phase.READY)
    record = await rig.read()
    assert record.status.proven_at is not None
    assert record.status.proven_at > record.read_at - LEASE


async def age_proof(owner_database: Database) -> None:
    async with owner_database.transaction() as connection:
        await connection.execute(text("UPDATE stores SET proven_at = now() - interval '1 hour'"))
