"""Problems as people see them, and deletions that something holds up."""

from integration.orchestrator.rig import KEY, Rig, add_shop
from integration.store_rows import request
from store_orchestrator.cluster.fake import Fault
from store_orchestrator.db.connection import Database
from store_orchestrator.db.mapping import StoreRecord
from store_orchestrator.db.stores import Intent
from store_orchestrator.domain.store import Phase

LOOKS = 6


async def look(rig: Rig, times: int = LOOKS) -> StoreRecord:
    for _ in range(times):
        await rig.round()
    return await rig.read()


async def test_a_problem_is_kept_while_it_lasts_and_told_once(
    rig: Rig, api_database: Database
) -> None:
    rig.cluster.stage(Fault.SETUP_NEVER_READY)
    await add_shop(api_database)
    record = await look(rig)
    assert [problem.reason for problem in record.status.problems] == ["CrashLoop"]
    assert (await rig.read_events()).count("CrashLoop") == 1
    rig.cluster.stores[KEY].broken = False
    record = await rig.run_until(Phase.READY)
    assert record.status.problems == ()


async def test_credentials_in_a_shops_log_are_not_kept(rig: Rig, api_database: Database) -> None:
    rig.cluster.stage(Fault.SETUP_NEVER_READY)
    await add_shop(api_database)
    record = await look(rig)
    [problem] = record.status.problems
    assert problem.evidence.endswith("password=***")


async def test_what_holds_a_deletion_is_named_until_somebody_forces_it(
    rig: Rig, api_database: Database
) -> None:
    store = await add_shop(api_database)
    await rig.run_until(Phase.READY)
    rig.cluster.stage(Fault.FINALIZER_STUCK)
    await request(api_database, store, Intent.DELETION)
    stuck = await look(rig)
    [problem] = stuck.status.problems
    assert problem.reason == "FinalizerStuck"
    assert "example.org/hold" in problem.cause
    assert stuck.status.deleted_at is None
    assert rig.cluster.stores[KEY].held, "it was freed although nobody asked"
    assert (await rig.read_events()).count("FinalizerStuck") == 1
    await request(api_database, store, Intent.FORCED_REMOVAL)
    gone = await rig.run_until(Phase.DELETED)
    assert gone.status.problems == ()
    [freed] = [item for item in gone.status.removal if item.kind == "ConfigMap"]
    assert freed.gone_at is not None
    assert freed.proof == "freed by force from example.org/hold"
    assert "ConfigMapGone" in await rig.read_events()


async def test_force_on_a_live_store_deletes_it_and_frees_what_sticks(
    rig: Rig, api_database: Database
) -> None:
    store = await add_shop(api_database)
    rig.cluster.stage(Fault.FINALIZER_STUCK)
    await rig.run_until(Phase.READY)
    await request(api_database, store, Intent.FORCED_REMOVAL)
    gone = await rig.run_until(Phase.DELETED)
    assert gone.spec.delete_requested_at is not None


async def test_a_finalizer_that_its_owner_takes_off_ends_the_waiting(
    rig: Rig, api_database: Database
) -> None:
    store = await add_shop(api_database)
    await rig.run_until(Phase.READY)
    rig.cluster.stage(Fault.FINALIZER_STUCK)
    await request(api_database, store, Intent.DELETION)
    await look(rig)
    rig.cluster.stores[KEY].held = ()
    gone = await rig.run_until(Phase.DELETED)
    assert [item.kind for item in gone.status.removal if item.kind == "ConfigMap"] == []
