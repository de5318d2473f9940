"""Stores made ahead: kept, claimed by one each, finished whatever dies, and never shown."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from integration.orchestrator.pool_rig import CHOICES, POOL, PoolRig
from integration.orchestrator.rig import LEASE, Rig
from integration.store_rows import expire_leases, find_tenant
from store_orchestrator.cluster.fake import Fault
from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import NameInUse
from store_orchestrator.db.pool import POOL_TENANT_ID, try_keeping
from store_orchestrator.db.queue import Leased, StoreQueue
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.claim import CLAIM_PATIENCE, ClaimStage
from store_orchestrator.domain.store import Phase, Status
from store_orchestrator.domain.transition import StoreEvent

KILLED = "the process was killed here"


class Killed(BaseException):
    """What a SIGKILL is to a coroutine: nothing after it runs."""


@pytest.fixture
def pools(rig: Rig, orchestrator_database: Database) -> PoolRig:
    return PoolRig(rig, orchestrator_database)


async def test_a_pool_comes_to_its_size_by_as_many_builds_at_once_as_are_allowed(
    pools: PoolRig,
) -> None:
    assert (await pools.keep(3, builds=2)).adds == (POOL, POOL)
    assert (await pools.keep(3, builds=2)).adds == ()
    await pools.work()
    assert (await pools.keep(3, builds=2)).adds == (POOL,)
    await pools.work()
    rows = await pools.list_rows()
    assert [row["tenant_id"] for row in rows] == [POOL_TENANT_ID] * 3
    assert [row["phase"] for row in rows] == [Phase.READY] * 3


async def test_only_one_replica_keeps_at_a_time(pools: PoolRig, owner_database: Database) -> None:
    async with owner_database.transaction() as connection:
        assert await try_keeping(connection)
        assert (await pools.keep(2)).adds == ()
    assert (await pools.keep(2)).adds == (POOL, POOL)


async def test_a_claimed_store_becomes_the_tenants_with_new_credentials(pools: PoolRig) -> None:
    await pools.fill(1)
    [pooled] = await pools.list_rows()
    before = await pools.fetch(pooled["key"])
    await pools.rig.build_worker(before).work()
    store_id = await pools.claim()
    assert store_id == pooled["id"]
    claimed = await pools.get_row(store_id)
    assert claimed["credentials"] is None
    assert claimed["former_credentials"] == pooled["credentials"]
    assert (claimed["name"], claimed["display_name"]) == ("summer", "Summer Shop")
    assert claimed["created_at"] > pooled["created_at"]
    assert claimed["phase"] is Phase.PENDING

    await pools.work()
    ready = await pools.get_row(store_id)
    assert ready["claim"] == ClaimStage.TAKEN
    assert ready["former_credentials"] is None
    after = await pools.fetch(ready["key"])
    assert before.credentials is not None
    assert after.credentials is not None
    assert after.credentials["password"] != before.credentials["password"]
    assert pools.rig.shops.secrets == [after.credentials["password"]]


async def test_history_and_timeline_begin_at_the_claim(pools: PoolRig) -> None:
    await pools.fill(1)
    store_id = await pools.claim()
    assert store_id is not None
    assert await pools.read_reasons(store_id) == []
    await pools.work()
    reasons = await pools.read_reasons(store_id)
    assert {"CredentialsRotated", "ShopClaimed", "OrderPlaced", "Ready"} <= set(reasons)
    assert reasons.index("CredentialsRotated") < reasons.index("ShopClaimed")
    assert reasons.index("ShopClaimed") < reasons.index("OrderPlaced") < reasons.index("Ready")
    row = await pools.get_row(store_id)
    assert min(row["milestones"].values()) >= row["created_at"].isoformat()[:19]


async def test_two_claims_at_once_get_two_stores(pools: PoolRig) -> None:
    await pools.fill(2)
    found = await asyncio.gather(*(pools.claim(name) for name in ("one", "two", "three")))
    claimed = [store_id for store_id in found if store_id is not None]
    assert len(set(claimed)) == len(claimed) == 2


async def test_a_name_in_use_leaves_the_pool_as_it_was(pools: PoolRig) -> None:
    await pools.add_cold("summer")
    await pools.work()
    await pools.fill(1)
    with pytest.raises(NameInUse):
        await pools.claim("summer")
    assert await pools.claim("autumn") is not None


async def test_an_outdated_store_is_replaced_and_not_handed_out(pools: PoolRig) -> None:
    await pools.fill(1)
    pools.version = "v2"
    changes = await pools.keep(1)
    [old] = changes.removes
    assert changes.adds == (POOL,)
    assert await pools.claim() is None
    for _ in range(5):
        await pools.rig.queue.hint([row["key"] for row in await pools.list_rows()])
        for leased in await pools.rig.queue.fetch_due("first", 10, LEASE):
            await pools.rig.build_worker(leased).work()
    [new] = await pools.list_rows()
    assert new["id"] != old
    assert await pools.claim() == new["id"]


async def test_what_is_not_ready_or_being_looked_at_is_not_handed_out(
    pools: PoolRig, owner_database: Database
) -> None:
    await pools.keep(1)
    assert await pools.claim() is None
    await pools.work()
    [row] = await pools.list_rows()
    leased = await pools.fetch(row["key"])
    assert await pools.claim() is None
    await expire_leases(owner_database)
    store_id = await pools.claim()
    assert store_id == row["id"]
    # Who looked at it before writes nothing any more.
    assert await pools.rig.queue.record(leased, leased.status, [], due_in=None) is None


async def test_without_a_setting_the_pool_goes_and_claimed_stores_stay(pools: PoolRig) -> None:
    await pools.fill(2)
    store_id = await pools.claim()
    assert store_id is not None
    await pools.work()
    changes = await pools.keep(0)
    assert len(changes.removes) == 1
    assert store_id not in changes.removes
    assert (await pools.get_row(store_id))["delete_requested_at"] is None


async def test_nothing_is_built_while_somebody_waits(pools: PoolRig) -> None:
    await pools.add_cold()
    assert (await pools.keep(1)).adds == ()
    await pools.work()
    assert (await pools.keep(1)).adds == (POOL,)


MOMENTS = ["deploy:begins", "deploy:midway", "deploy:ends"]


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_claim_that_dies_in_the_cluster_goes_on_with_the_same_credentials(
    pools: PoolRig, owner_database: Database, moment: str
) -> None:
    await pools.fill(1)
    store_id = await pools.claim()
    assert store_id is not None

    async def die(at: str, _key: str) -> None:
        if at == moment:
            raise Killed(KILLED)

    pools.rig.cluster.on_moment = die
    await _work_until_killed(pools, store_id)
    sealed = (await pools.get_row(store_id))["credentials"]
    assert sealed is not None
    pools.rig.cluster.on_moment = _pass
    await _finish(pools, owner_database, store_id, sealed)


async def test_a_claim_that_dies_after_the_draw_goes_on_with_what_was_drawn(
    pools: PoolRig, owner_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pools.fill(1)
    store_id = await pools.claim()
    assert store_id is not None
    save = StoreQueue.save_credentials

    async def save_and_die(self: StoreQueue, *arguments: Any) -> None:  # noqa: ANN401
        await save(self, *arguments)
        raise Killed(KILLED)

    with monkeypatch.context() as patched:
        patched.setattr(StoreQueue, "save_credentials", save_and_die)
        await _work_until_killed(pools, store_id)
    sealed = (await pools.get_row(store_id))["credentials"]
    assert sealed is not None
    await _finish(pools, owner_database, store_id, sealed)
    assert "CredentialsRotated" in await pools.read_reasons(store_id)


async def test_a_claim_that_dies_between_shop_and_record_is_told_again(
    pools: PoolRig, owner_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pools.fill(1)
    store_id = await pools.claim()
    assert store_id is not None
    record = StoreQueue.record

    async def die_before(
        self: StoreQueue,
        leased: Leased,
        status: Status,
        events: Sequence[StoreEvent],
        *,
        due_in: timedelta | None,
    ) -> Leased | None:
        if status.claim is ClaimStage.TAKEN:
            raise Killed(KILLED)
        return await record(self, leased, status, events, due_in=due_in)

    with monkeypatch.context() as patched:
        patched.setattr(StoreQueue, "record", die_before)
        await _work_until_killed(pools, store_id)
    row = await pools.get_row(store_id)
    assert row["former_credentials"] is not None
    await _finish(pools, owner_database, store_id, row["credentials"])
    # The shop knew the new secret only, and was told the same.
    first, second = pools.rig.shops.secrets
    assert first == second


async def test_a_shop_that_refuses_is_replaced_in_the_same_namespace(pools: PoolRig) -> None:
    await pools.fill(1)
    store_id = await pools.claim()
    assert store_id is not None
    pools.rig.shops.claim_status = 403
    key = (await pools.get_row(store_id))["key"]
    volumes = pools.rig.cluster.stores[key].volumes
    namespace = pools.rig.cluster.stores[key].namespace
    await pools.work()
    row = await pools.get_row(store_id)
    assert row["claim"] == ClaimStage.STARTED_OVER
    assert row["former_credentials"] is None
    reasons = await pools.read_reasons(store_id)
    assert reasons.index("ClaimAbandoned") < reasons.index("StartedOver") < reasons.index("Ready")
    cluster = pools.rig.cluster.stores[key]
    assert cluster.namespace == namespace
    assert cluster.volumes != volumes


async def test_starting_over_that_dies_midway_is_done_again(
    pools: PoolRig, owner_database: Database
) -> None:
    await pools.fill(1)
    store_id = await pools.claim()
    assert store_id is not None
    pools.rig.shops.claim_status = 403

    async def die(at: str, _key: str) -> None:
        if at == "start_over:ends":
            raise Killed(KILLED)

    pools.rig.cluster.on_moment = die
    await _work_until_killed(pools, store_id)
    assert (await pools.get_row(store_id))["claim"] == ClaimStage.ABANDONED
    pools.rig.cluster.on_moment = _pass
    await expire_leases(owner_database)
    await pools.work("second")
    assert (await pools.get_row(store_id))["claim"] == ClaimStage.STARTED_OVER


async def test_a_claim_that_takes_too_long_starts_over(
    pools: PoolRig, owner_database: Database
) -> None:
    await pools.fill(1)
    store_id = await pools.claim()
    assert store_id is not None
    pools.rig.cluster.stage(Fault.SETUP_NEVER_READY)

    async def mend(at: str, _key: str) -> None:
        if at == "start_over:ends":
            pools.rig.cluster.end(Fault.SETUP_NEVER_READY)

    pools.rig.cluster.on_moment = mend
    await pools.age_claim(store_id, owner_database, CLAIM_PATIENCE + timedelta(seconds=1))
    await pools.work()
    assert (await pools.get_row(store_id))["claim"] == ClaimStage.STARTED_OVER


async def test_a_claimed_store_can_be_deleted_at_once(pools: PoolRig) -> None:
    await pools.fill(1)
    store_id = await pools.claim()
    assert store_id is not None
    async with pools.rig.database.transaction() as connection:
        await connection.execute(
            text("UPDATE stores SET delete_requested_at = now(), generation = generation + 1")
        )
    await pools.work()
    assert await pools.list_rows() == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT claim_pooled_store(id, :tenant, 'mine', 'Mine', 'US', 'USD') FROM stores",
        "INSERT INTO stores (id) VALUES (gen_random_uuid())",
        "UPDATE stores SET tenant_id = :tenant",
    ],
)
async def test_an_orchestrator_gives_nothing_away(
    pools: PoolRig, orchestrator_database: Database, statement: str
) -> None:
    await pools.fill(1)
    tenant_id = await find_tenant(pools.rig.database)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with orchestrator_database.transaction() as connection:
            await connection.execute(text(statement), {"tenant": tenant_id})


async def test_an_orchestrator_removes_and_the_api_takes_only_what_is_nobodys(
    pools: PoolRig, orchestrator_database: Database
) -> None:
    store_id = await pools.add_cold()
    async with orchestrator_database.transaction() as connection:
        removed = await connection.execute(
            text("SELECT remove_pooled_store(:id)"), {"id": store_id}
        )
        assert removed.scalar_one() is False
    async with pools.rig.database.transaction() as connection:
        taken = await connection.execute(
            text("SELECT claim_pooled_store(:id, tenant_id, 'mine', 'M', 'US', 'USD') FROM stores"),
            {"id": store_id},
        )
        assert taken.scalar_one() is False
    assert (await pools.get_row(store_id))["name"] == "cold"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT remove_pooled_store(gen_random_uuid())",
        "DELETE FROM pools",
        "UPDATE stores SET claimed_at = now()",
        "UPDATE stores SET former_credentials = NULL",
    ],
)
async def test_the_api_may_not(api_database: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with api_database.transaction() as connection:
            await connection.execute(text(statement))


async def test_choices_of_the_claim_reach_the_release(pools: PoolRig) -> None:
    await pools.fill(1)
    store_id = await pools.claim("winter", Choices("Winter", country="US", currency="USD"))
    assert store_id is not None
    await pools.work()
    row = await pools.get_row(store_id)
    assert pools.rig.shops.hosts[-1].startswith(f"winter-{row['key']}.")
    assert CHOICES.display_name != row["display_name"]


async def _pass(_moment: str, _key: str) -> None:
    """Let the moment pass."""


async def _work_until_killed(pools: PoolRig, store_id: UUID) -> None:
    """Work on the store until :class:`Killed` is raised, which leaves its lease where it is."""
    key = (await pools.get_row(store_id))["key"]
    for _ in range(12):
        await pools.rig.queue.hint([key])
        for leased in await pools.rig.queue.fetch_due("first", 10, LEASE):
            try:
                await pools.rig.build_worker(leased).work()
            except (Killed, BaseExceptionGroup):
                return
    raise AssertionError("the moment never came")


async def _finish(pools: PoolRig, owner_database: Database, store_id: UUID, sealed: bytes) -> None:
    """Another orchestrator goes on; the credentials stay."""
    await expire_leases(owner_database)
    await pools.work("second")
    row = await pools.get_row(store_id)
    assert row["phase"] is Phase.READY
    assert row["claim"] == ClaimStage.TAKEN
    assert row["credentials"] == sealed
