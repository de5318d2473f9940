"""Stores that wait for room, and credentials that are found instead of drawn."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from integration.installation import Installation
from integration.orchestrator.rig import KEY, PaperEngine, Rig
from integration.store_rows import CHOICES, find_tenant
from store_orchestrator.bootstrap import build_cipher
from store_orchestrator.db import places, stores
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.capacity import Demand, NodeRoom, Room
from store_orchestrator.domain.conditions import ConditionType, find_condition
from store_orchestrator.domain.store import Phase
from store_orchestrator.engines.base import Plan


class HungryEngine(PaperEngine):
    """Its shops need room."""

    plans = (Plan("small", "Small", "Small.", demand=Demand(cpu=100, memory=100)),)


@pytest.fixture
def rig(queue: StoreQueue, api_database: Database, tmp_path: Path) -> Rig:
    rig = Rig(queue, api_database, tmp_path)
    rig.engines = {"medusa": HungryEngine()}
    return rig


async def add_waiting(database: Database) -> None:
    new = stores.NewStore(uuid4(), KEY, "shop", "medusa", "small", CHOICES, admitted=False)
    tenant_id = await find_tenant(database)
    async with database.transaction() as connection:
        await stores.insert_store(connection, tenant_id, new)


async def save_room(database: Database, cpu: int) -> None:
    async with database.transaction() as connection:
        await places.claim_survey(connection, timedelta(seconds=30))
        room = Room((NodeRoom("node", cpu, 1000, 10),))
        await places.save_survey(connection, room, (), datetime.now(UTC))


async def test_it_waits_says_what_is_short_and_goes_on_when_there_is_room(
    rig: Rig, api_database: Database, orchestrator_database: Database
) -> None:
    await save_room(orchestrator_database, 99)
    await add_waiting(api_database)
    await rig.round()
    await rig.round()
    record = await rig.read()
    ready = find_condition(record.status.conditions, ConditionType.READY)
    assert ready is not None
    assert ready.reason == "CapacityExhausted"
    assert "it needs 100m of CPU and at most 99m are free on one" in ready.message
    assert await rig.read_phase() is Phase.PROVISIONING
    assert rig.cluster.count_namespaces_made() == 0
    assert (await rig.read_events()).count("CapacityExhausted") == 1
    await save_room(orchestrator_database, 100)
    await rig.run_until(Phase.READY)
    assert (await rig.read_events()).count("Admitted") == 1


async def test_its_deadline_does_not_run_while_it_waits(
    rig: Rig, api_database: Database, orchestrator_database: Database, owner_database: Database
) -> None:
    await save_room(orchestrator_database, 0)
    await add_waiting(api_database)
    async with owner_database.transaction() as connection:
        await connection.execute(
            text("UPDATE stores SET provisioning_since = provisioning_since - interval '1 day'")
        )
    await rig.round()
    assert await rig.read_phase() is Phase.PROVISIONING
    await save_room(orchestrator_database, 100)
    await rig.run_until(Phase.READY)


async def test_it_is_deleted_cleanly_while_it_waits(
    rig: Rig, api_database: Database, orchestrator_database: Database
) -> None:
    await save_room(orchestrator_database, 0)
    await add_waiting(api_database)
    await rig.round()
    record = await rig.read()
    async with api_database.transaction() as connection:
        await stores.update_intent(
            connection, record.tenant_id, record.spec.id, stores.Intent.DELETION
        )
    await rig.run_until(Phase.DELETED)
    assert rig.cluster.count_namespaces_made() == 0
    async with orchestrator_database.transaction() as connection:
        assert await places.list_waiting(connection) == []


async def test_without_a_survey_nobody_waits(rig: Rig, api_database: Database) -> None:
    await add_waiting(api_database)
    await rig.run_until(Phase.READY)


async def test_credentials_that_lie_beside_the_shop_are_taken_instead_of_new_ones(
    rig: Rig, api_database: Database, owner_database: Database, installation: Installation
) -> None:
    """Whoever restores an older database must not lock everybody out of their data."""
    await add_waiting(api_database)
    await rig.run_until(Phase.READY)
    cipher = build_cipher(installation.settings)
    record = await rig.read()
    assert record.sealed is not None
    before = cipher.unseal(record.spec.id, record.sealed)
    rig.cluster.stores[KEY].credentials = before
    async with owner_database.transaction() as connection:
        await connection.execute(
            text("UPDATE stores SET credentials = NULL, credentials_key_id = NULL")
        )
    await rig.round()
    record = await rig.read()
    assert record.sealed is not None
    assert cipher.unseal(record.spec.id, record.sealed) == before
