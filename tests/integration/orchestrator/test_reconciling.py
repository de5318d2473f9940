"""From what was asked to what is there, over a real queue and a fake cluster."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import text

from integration.installation import Installation
from integration.orchestrator.rig import KEY, LEASE, Rig, add_shop, expected_host
from integration.store_rows import request
from store_orchestrator.bootstrap import build_cipher
from store_orchestrator.cluster.fake import Fault
from store_orchestrator.db.connection import Database
from store_orchestrator.db.mapping import StoreRecord
from store_orchestrator.db.stores import Intent
from store_orchestrator.domain.conditions import ConditionType, is_true
from store_orchestrator.domain.observed import NamespaceSeen
from store_orchestrator.domain.store import Phase
from store_orchestrator.domain.timeline import Milestone
from store_orchestrator.engines.base import CredentialSpec


async def test_a_new_store_becomes_ready_by_an_order_at_its_own_address(
    rig: Rig, api_database: Database
) -> None:
    await add_shop(api_database)
    record = await rig.run_until(Phase.READY)
    assert rig.shops.hosts == [expected_host()]
    assert record.status.verification is not None
    assert record.status.verification.order is not None
    assert record.status.verification.order.order_number == "1"
    assert record.status.ready_at is not None
    assert rig.cluster.deployments[KEY] == [rig.cluster.stores[KEY].release.values_digest]  # type: ignore[union-attr]
    assert await rig.read_events() == [
        "Provisioning",
        "CredentialsDrawn",
        "NamespaceEnsured",
        "ReleaseDeployed",
        "WorkloadsAvailable",
        "ShopAnswers",
        "OrderPlaced",
        "Ready",
    ]
    reached = record.status.milestones
    order = [milestone for milestone in Milestone if milestone in reached]
    assert order == [
        Milestone.CREDENTIALS_DRAWN,
        Milestone.NAMESPACE_ENSURED,
        Milestone.RELEASE_DEPLOYED,
        Milestone.WORKLOADS_AVAILABLE,
        Milestone.REACHABLE,
        Milestone.ORDERABLE,
        Milestone.READY,
    ]
    times = [reached[milestone] for milestone in order]
    assert times == sorted(times)
    assert [notice.reason for notice in record.status.notices] == ["MailDropped"]


async def test_credentials_that_a_new_version_needs_are_added_and_old_ones_stay(
    rig: Rig, api_database: Database, installation: Installation
) -> None:
    await add_shop(api_database)
    before = await read_credentials(await rig.run_until(Phase.READY), installation)
    engine = rig.engines["medusa"]
    engine.credentials = (  # type: ignore[misc]
        *engine.credentials,
        CredentialSpec("sign_in_secret", "Secret", length=48),
    )
    await rig.round()
    record = await rig.run_until(Phase.READY)
    after = await read_credentials(record, installation)
    assert len(after["sign_in_secret"]) == 48
    assert {name: after[name] for name in before} == before
    assert (await rig.read_events()).count("CredentialsDrawn") == 1, "a stage is told once"
    for _ in range(2):
        await rig.round()
    assert await read_credentials(await rig.read(), installation) == after


async def test_a_ready_store_stays_as_it_is(rig: Rig, api_database: Database) -> None:
    await add_shop(api_database)
    await rig.run_until(Phase.READY)
    events = await rig.read_events()
    for _ in range(3):
        await rig.round()
    assert await rig.read_events() == events
    assert len(rig.cluster.deployments[KEY]) == 1
    assert len(rig.shops.hosts) == 1


async def test_a_plan_that_asks_for_it_is_ready_only_after_its_self_test(
    rig: Rig, api_database: Database
) -> None:
    await add_shop(api_database, "large")
    record = await rig.run_until(Phase.READY)
    assert rig.cluster.self_tests[KEY] == ["self-test:1"]
    assert is_true(record.status.conditions, ConditionType.ISOLATED)
    assert record.status.isolation is not None
    assert (record.status.isolation.number, record.status.isolation.ok) == (0, True)
    assert Milestone.ISOLATED in record.status.milestones
    assert "IsolationProven" in await rig.read_events()
    for _ in range(2):
        await rig.round()
    assert len(rig.cluster.self_tests[KEY]) == 1


async def test_a_shop_that_reaches_others_does_not_become_ready_until_it_is_shut(
    rig: Rig, api_database: Database
) -> None:
    await add_shop(api_database, "large")
    rig.cluster.stage(Fault.SHOP_OPEN, times=100)
    for _ in range(6):
        await rig.round()
    record = await rig.read()
    assert await rig.read_phase() is Phase.PROVISIONING
    assert is_true(record.status.conditions, ConditionType.ORDERABLE)
    assert record.status.failure is not None
    assert record.status.failure.reason == "NotIsolated"
    assert "KubernetesApi 10.96.0.1:443" in record.status.failure.cause
    assert record.status.attempts > 1
    assert (await rig.read_events()).count("IsolationBroken") == 1, "the same again is no news"
    rig.cluster.end(Fault.SHOP_OPEN)
    record = await rig.run_until(Phase.READY)
    assert record.status.failure is None


async def test_a_self_test_that_cannot_be_made_is_tried_again(
    rig: Rig, api_database: Database
) -> None:
    await add_shop(api_database, "large")
    rig.cluster.stage(Fault.SELF_TEST_FAILS, times=2)
    await rig.round()
    record = await rig.read()
    assert record.status.isolation is not None
    assert not record.status.isolation.ok
    assert "did not start" in record.status.isolation.message
    record = await rig.run_until(Phase.READY)
    assert record.status.isolation is not None
    assert record.status.isolation.ok


async def test_any_store_can_be_tested_and_one_that_reaches_others_is_degraded(
    rig: Rig, api_database: Database
) -> None:
    store_id = await add_shop(api_database)
    await rig.run_until(Phase.READY)
    assert KEY not in rig.cluster.self_tests
    await request(api_database, store_id, Intent.ISOLATION)
    rig.cluster.stage(Fault.SHOP_OPEN)
    await rig.round()
    record = await rig.read()
    assert await rig.read_phase() is Phase.DEGRADED
    assert record.status.isolation is not None
    assert (record.status.isolation.number, record.status.isolation.ok) == (1, False)
    record = await rig.run_until(Phase.READY)
    assert len(rig.cluster.self_tests[KEY]) == 2, "it was tested again by itself"
    assert len(rig.shops.hosts) == 1, "the order stays proven"


async def test_a_verification_places_another_order(rig: Rig, api_database: Database) -> None:
    store_id = await add_shop(api_database)
    await rig.run_until(Phase.READY)
    await request(api_database, store_id, Intent.VERIFICATION)
    await rig.round()
    verification = (await rig.read()).status.verification
    assert verification is not None
    assert (verification.number, verification.ok) == (1, True)
    assert verification.order is not None
    assert verification.order.order_number == "2"


async def test_a_shop_that_does_not_sell_is_not_ready_and_says_so(
    rig: Rig, api_database: Database
) -> None:
    store_id = await add_shop(api_database)
    rig.shops.status = 500
    for _ in range(5):
        await rig.round()
    record = await rig.read()
    assert await rig.read_phase() is Phase.PROVISIONING
    assert is_true(record.status.conditions, ConditionType.REACHABLE)
    assert not is_true(record.status.conditions, ConditionType.ORDERABLE)
    assert record.status.failure is not None
    assert record.status.failure.reason == "OrderFailed"
    assert record.status.attempts > 1
    assert (await rig.read_events()).count("OrderFailed") == 1, "the same again is no news"

    rig.shops.status = 200
    record = await rig.run_until(Phase.READY)
    assert record.status.failure is None
    await request(api_database, store_id, Intent.VERIFICATION)
    rig.shops.status = 503
    await rig.round()
    record = await rig.read()
    assert await rig.read_phase() is Phase.DEGRADED
    assert record.status.verification is not None
    assert (record.status.verification.number, record.status.verification.ok) == (1, False)
    assert not is_true(record.status.conditions, ConditionType.REACHABLE)


async def test_a_verification_of_a_store_that_is_down_is_answered(
    rig: Rig, api_database: Database
) -> None:
    store_id = await add_shop(api_database)
    await rig.run_until(Phase.READY)
    rig.cluster.stores[KEY].broken = True
    await request(api_database, store_id, Intent.VERIFICATION)
    await rig.round()
    verification = (await rig.read()).status.verification
    assert verification is not None
    assert (verification.number, verification.ok) == (1, False)
    assert "Container shop ends again and again" in verification.message
    rig.cluster.stores[KEY].broken = False
    await rig.run_until(Phase.READY)
    assert len(rig.shops.hosts) == 2, "a store that was down is proven anew"


@pytest.mark.parametrize(
    "fault", [Fault.RELEASE_SLOW_TO_START, Fault.HELM_KILLED_MIDWAY, Fault.CLUSTER_UNREACHABLE]
)
async def test_a_retryable_fault_is_shown_and_overcome(
    rig: Rig, api_database: Database, fault: Fault
) -> None:
    await add_shop(api_database)
    rig.cluster.stage(fault, times=2)
    await rig.round()
    failure = (await rig.read()).status.failure
    assert failure is not None
    assert not failure.permanent
    record = await rig.run_until(Phase.READY)
    assert record.status.failure is None
    assert record.status.attempts == 0
    assert rig.cluster.count_namespaces_made() == 1


async def test_what_cannot_succeed_fails_at_once_and_a_retry_begins_anew(
    rig: Rig, api_database: Database
) -> None:
    store_id = await add_shop(api_database)
    await request(api_database, store_id, Intent.VERIFICATION)
    await request(api_database, store_id, Intent.ISOLATION)
    rig.cluster.stage(Fault.VALUES_REJECTED)
    record = await rig.run_until(Phase.FAILED)
    assert record.status.failure is not None
    assert record.status.failure.reason == "ValuesRejected"
    assert record.status.verification is not None, "whoever waits for it must get an answer"
    assert (record.status.verification.number, record.status.verification.ok) == (1, False)
    assert record.status.isolation is not None, "whoever waits for it must get an answer"
    assert (record.status.isolation.number, record.status.isolation.ok) == (1, False)
    await rig.round()
    assert len(rig.cluster.deployments[KEY]) == 1, "given up means given up"

    await request(api_database, store_id, Intent.RETRY)
    record = await rig.run_until(Phase.READY)
    assert record.status.failure is None
    assert record.status.observed_generation == record.spec.generation == 2
    assert [e for e in await rig.read_events() if e in ("Provisioning", "Failed", "Ready")] == [
        *("Provisioning", "Failed"),
        *("Provisioning", "Ready"),
    ]


async def test_a_store_that_never_comes_up_fails_at_its_deadline_with_the_diagnosis(
    rig: Rig, api_database: Database
) -> None:
    await add_shop(api_database)
    rig.cluster.stage(Fault.SETUP_NEVER_READY)
    for _ in range(4):
        await rig.round()
    assert await rig.read_phase() is Phase.PROVISIONING
    rig.deadline = timedelta(microseconds=1)
    record = await rig.run_until(Phase.FAILED)
    assert record.status.failure is not None
    assert record.status.failure.reason == "CrashLoop"


async def test_a_namespace_of_somebody_else_is_left_alone(rig: Rig, api_database: Database) -> None:
    store_id = await add_shop(api_database)
    foreign = NamespaceSeen(f"store-{KEY}", "foreign", managed=False, access_granted=False)
    rig.cluster.stores.clear()
    await rig.round()
    rig.cluster.stores[KEY].namespace = foreign
    rig.cluster.stores[KEY].release = None
    record = await rig.run_until(Phase.FAILED)
    assert record.status.failure is not None
    assert record.status.failure.reason == "NamespaceTaken"
    await request(api_database, store_id, Intent.DELETION)
    await rig.run_until(Phase.DELETED)
    assert rig.cluster.stores[KEY].namespace == foreign


async def test_deletion_waits_until_everything_is_gone_and_lists_it(
    rig: Rig, api_database: Database
) -> None:
    store_id = await add_shop(api_database)
    await rig.run_until(Phase.READY)
    rig.cluster.stage(Fault.NAMESPACE_TERMINATING)
    await request(api_database, store_id, Intent.DELETION)
    await rig.round()
    record = await rig.read()
    assert await rig.read_phase() is Phase.DELETING
    assert record.status.deleted_at is None
    assert [item.gone_at for item in record.status.removal] == [None, None, None]
    record = await rig.run_until(Phase.DELETED)
    assert {item.kind for item in record.status.removal} == {
        "Namespace",
        "PersistentVolume",
        "Ingress",
    }
    assert all(item.gone_at is not None for item in record.status.removal)
    left = rig.cluster.stores[KEY]
    assert (left.namespace, left.volumes, left.routes) == (None, (), ())
    events = await rig.read_events()
    assert events[-1] == "Deleted"
    assert {"Deleting", "RemovalBegun", "NamespaceGone", "PersistentVolumeGone"} < set(events)
    assert await rig.queue.fetch_due("anybody", 1, LEASE) == []


async def test_deletion_of_a_store_that_was_never_begun_ends_at_once(
    rig: Rig, api_database: Database
) -> None:
    store_id = await add_shop(api_database)
    await request(api_database, store_id, Intent.DELETION)
    await rig.round()
    assert await rig.read_phase() is Phase.DELETED
    assert rig.cluster.deployments == {}


async def test_deletion_works_although_the_engine_is_unknown(
    rig: Rig, api_database: Database
) -> None:
    store_id = await add_shop(api_database)
    await rig.run_until(Phase.READY)
    await request(api_database, store_id, Intent.DELETION)
    rig.engines = {}
    await rig.run_until(Phase.DELETED)


async def test_an_engine_that_is_not_there_fails_its_stores(
    rig: Rig, api_database: Database
) -> None:
    await add_shop(api_database)
    rig.engines = {}
    record = await rig.run_until(Phase.FAILED)
    assert record.status.failure is not None
    assert record.status.failure.reason == "EngineUnknown"
    assert "medusa" in record.status.failure.cause


async def test_credentials_that_do_not_open_are_never_drawn_anew(
    rig: Rig, api_database: Database, owner_database: Database
) -> None:
    await add_shop(api_database)
    await rig.run_until(Phase.READY)
    async with owner_database.transaction() as connection:
        await connection.execute(text("UPDATE stores SET credentials = 'tampered with'"))
    record = await rig.run_until(Phase.FAILED)
    assert record.status.failure is not None
    assert record.status.failure.reason == "CredentialsUnreadable"
    assert record.sealed is not None
    assert record.sealed.data == b"tampered with"
    assert len(rig.cluster.deployments[KEY]) == 1


async def test_a_defect_is_shown_and_tried_again(rig: Rig, api_database: Database) -> None:
    await add_shop(api_database)

    async def break_down(moment: str, _key: str) -> None:
        if moment == "deploy:begins":
            raise ZeroDivisionError("a defect")

    rig.cluster.on_moment = break_down
    await rig.round()
    failure = (await rig.read()).status.failure
    assert failure is not None
    assert (failure.reason, failure.permanent) == ("InternalError", False)
    assert "ZeroDivisionError" in failure.cause
    rig.cluster.on_moment = let_pass
    await rig.run_until(Phase.READY)


async def read_credentials(record: StoreRecord, installation: Installation) -> Mapping[str, str]:
    assert record.sealed is not None
    return build_cipher(installation.settings).unseal(record.spec.id, record.sealed)


async def let_pass(_moment: str, _key: str) -> None:
    """Nothing happens."""
