"""Room in the cluster: what is shown, refused and made to wait."""

import asyncio
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text

from integration.clients import API, ORDER, create_store, open_client, read_problem
from integration.installation import Installation
from integration.orchestrator.rig import PaperEngine
from store_orchestrator.api.app import build_app
from store_orchestrator.bootstrap import build_api_context
from store_orchestrator.cluster.survey import SurveyedRoom
from store_orchestrator.db import places
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.capacity import Demand, NodeRoom, Room
from store_orchestrator.domain.orphan import Found, FoundRelease, FoundVolume
from store_orchestrator.engines.demands import Demands
from store_orchestrator.engines.registry import REGISTRY
from store_orchestrator.engines.sizes import HEADROOM
from store_orchestrator.orchestrator.survey import Survey

SMALL = Demands(REGISTRY).find("medusa", "small")
EVERY = timedelta(seconds=30)


def build_room(stores: int) -> Room:
    """One node with room for so many small stores, beside what is always kept free."""
    node = NodeRoom(
        "node",
        cpu=stores * SMALL.cpu + HEADROOM.cpu,
        memory=stores * SMALL.memory + HEADROOM.memory,
        pods=110,
    )
    return Room((node,))


async def save_room(database: Database, stores: int, seen: Collection[str] = ()) -> None:
    async with database.transaction() as connection:
        await places.claim_survey(connection, EVERY)
        await places.save_survey(connection, build_room(stores), seen, datetime.now(UTC))


async def list_admitted(database: Database) -> list[str]:
    async with database.transaction() as connection:
        found = await connection.execute(
            text("SELECT name FROM stores WHERE admitted_at IS NOT NULL ORDER BY name")
        )
        return list(found.scalars())


@pytest.fixture
async def queueing(
    installation: Installation, api_database: Database
) -> AsyncIterator[httpx2.AsyncClient]:
    """The operator, where stores wait for room."""
    settings = installation.settings.model_copy(update={"when_full": "queue"})
    app = build_app(build_api_context(settings, api_database))
    async with open_client(app, installation.operator_token) as client:
        yield client


async def read_fits(client: httpx2.AsyncClient) -> dict[tuple[str, str], int | None]:
    document = (await client.get(f"{API}/capacity")).raise_for_status().json()
    return {(item["engine"], item["plan"]): item["fits"] for item in document["items"]}


async def test_what_nobody_has_looked_at_refuses_nobody(client: httpx2.AsyncClient) -> None:
    document = (await client.get(f"{API}/capacity")).raise_for_status().json()
    assert document["surveyed_at"] is None
    assert document["room"] is None
    assert {item["fits"] for item in document["items"]} == {None}
    await create_store(client)


async def test_capacity_counts_every_plan_on_offer(
    client: httpx2.AsyncClient, orchestrator_database: Database
) -> None:
    await save_room(orchestrator_database, 4)
    fits = await read_fits(client)
    assert set(fits) == {(e.name, p.name) for e in REGISTRY.values() for p in e.plans}
    assert fits["medusa", "small"] == 4
    assert fits["medusa", "large"] == 0
    document = (await client.get(f"{API}/capacity")).json()
    large = next(i for i in document["items"] if (i["engine"], i["plan"]) == ("medusa", "large"))
    assert f"it needs {large['cpu_millicores']}m of CPU" in large["shortage"]
    assert document["when_full"] == "refuse"


async def test_creation_beyond_it_is_refused_with_what_is_short(
    client: httpx2.AsyncClient, orchestrator_database: Database
) -> None:
    await save_room(orchestrator_database, 2)
    await create_store(client, name="first")
    assert (await read_fits(client))["medusa", "small"] == 1
    await create_store(client, name="second")
    response = await client.post(f"{API}/stores", json={**ORDER, "name": "third"})
    problem = read_problem(response, 409, "capacity-exhausted")
    assert f"needs {SMALL.cpu}m of CPU and at most 0m are free" in problem["detail"]
    assert problem["errors"][0]["field"] == "plan"
    listed = (await client.get(f"{API}/stores")).json()["items"]
    assert {store["name"] for store in listed} == {"first", "second"}


async def test_of_two_at_once_for_the_last_place_one_is_accepted(
    client: httpx2.AsyncClient, orchestrator_database: Database
) -> None:
    await save_room(orchestrator_database, 1)
    orders = [{**ORDER, "name": f"shop-{number}"} for number in range(4)]
    answers = await asyncio.gather(*(client.post(f"{API}/stores", json=o) for o in orders))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]


async def test_of_two_at_once_for_the_last_place_one_waits(
    queueing: httpx2.AsyncClient, orchestrator_database: Database
) -> None:
    await save_room(orchestrator_database, 1)
    orders = [{**ORDER, "name": f"shop-{number}"} for number in range(4)]
    answers = await asyncio.gather(*(queueing.post(f"{API}/stores", json=o) for o in orders))
    assert {answer.status_code for answer in answers} == {202}
    assert len(await list_admitted(orchestrator_database)) == 1
    document = (await queueing.get(f"{API}/capacity")).json()
    assert (document["waiting"], document["when_full"]) == (3, "queue")


async def test_a_store_whose_pod_was_seen_is_not_counted_twice(
    client: httpx2.AsyncClient, orchestrator_database: Database
) -> None:
    await save_room(orchestrator_database, 1)
    store = await create_store(client)
    assert (await read_fits(client))["medusa", "small"] == 0
    await save_room(orchestrator_database, 1, seen=[store["key"]])
    assert (await read_fits(client))["medusa", "small"] == 1


async def test_a_store_that_leaves_before_it_had_a_pod_gives_its_place_back(
    client: httpx2.AsyncClient, orchestrator_database: Database
) -> None:
    await save_room(orchestrator_database, 1)
    store = await create_store(client)
    await client.delete(f"{API}/stores/{store['id']}")
    assert (await read_fits(client))["medusa", "small"] == 1


async def test_an_older_survey_replaces_no_newer_one(orchestrator_database: Database) -> None:
    await save_room(orchestrator_database, 5)
    async with orchestrator_database.transaction() as connection:
        earlier = datetime.now(UTC) - timedelta(minutes=1)
        await places.save_survey(connection, build_room(9), (), earlier)
        survey = await places.find_survey(connection)
    assert survey is not None
    assert survey.room == build_room(5)


class PaperSurvey:
    """A cluster on paper, and how often it was looked at."""

    def __init__(self, stores: int) -> None:
        self.stores = stores
        self.seen: frozenset[str] = frozenset()
        self.looks = 0

    async def survey_room(self) -> SurveyedRoom:
        self.looks += 1
        await asyncio.sleep(0)
        return SurveyedRoom(build_room(self.stores), self.seen)

    async def list_volumes(self) -> list[FoundVolume]:
        return []

    async def list_namespaces(self) -> list[Found]:
        return []

    async def find_release(self, namespace: str) -> FoundRelease | None:
        raise AssertionError(namespace)

    async def release_volume(self, name: str) -> None:
        raise AssertionError(name)


def build_survey(database: Database, queue: StoreQueue, cluster: PaperSurvey) -> Survey:
    return Survey(
        database,
        queue,
        cluster,
        Demands(REGISTRY).find,
        HEADROOM,
        room_every=EVERY,
        orphans_every=EVERY,
    )


async def age_surveys(database: Database, seconds: float) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            text("UPDATE rooms SET survey_due_at = survey_due_at - make_interval(secs => :s)"),
            {"s": seconds},
        )


async def test_replicas_make_one_survey_between_them_and_seldom_when_all_is_quiet(
    orchestrator_database: Database, queue: StoreQueue, owner_database: Database
) -> None:
    cluster = PaperSurvey(3)
    replicas = [build_survey(orchestrator_database, queue, cluster) for _ in range(3)]
    await asyncio.gather(*(replica.look() for replica in replicas))
    assert cluster.looks == 1
    await age_surveys(owner_database, EVERY.total_seconds() + 1)
    await replicas[0].look()
    assert cluster.looks == 1, "nothing came, went or waits"
    await age_surveys(owner_database, EVERY.total_seconds() * places.QUIET_FACTOR)
    await replicas[1].look()
    assert cluster.looks == 2


async def test_a_creation_makes_the_next_survey_due(
    client: httpx2.AsyncClient,
    orchestrator_database: Database,
    queue: StoreQueue,
    owner_database: Database,
) -> None:
    cluster = PaperSurvey(3)
    survey = build_survey(orchestrator_database, queue, cluster)
    await survey.look()
    await create_store(client)
    await survey.look()
    assert cluster.looks == 1, "not before the interval is over"
    await age_surveys(owner_database, EVERY.total_seconds() + 1)
    await survey.look()
    assert cluster.looks == 2


async def test_room_that_appears_wakes_those_that_wait_and_fit(
    queueing: httpx2.AsyncClient,
    orchestrator_database: Database,
    queue: StoreQueue,
    owner_database: Database,
) -> None:
    cluster = PaperSurvey(0)
    survey = build_survey(orchestrator_database, queue, cluster)
    await survey.look()
    for name in ("first", "second", "third"):
        await create_store(queueing, name=name)
    await _put_to_sleep(owner_database)
    cluster.stores = 2
    await age_surveys(owner_database, EVERY.total_seconds() + 1)
    await survey.look()
    due = await queue.fetch_due("test", 10, timedelta(minutes=1))
    assert [leased.spec.name for leased in due] == ["first", "second"]


async def _put_to_sleep(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE stores SET due_at = now() + interval '1 hour'"))


def test_the_headroom_is_what_a_self_test_takes() -> None:
    assert HEADROOM.cpu > 0
    assert HEADROOM.memory > 0
    assert Demands({"medusa": PaperEngine()}).find("gone", "small") == Demand(pods=0)


async def test_many_stores_make_surveys_rarer(
    orchestrator_database: Database, owner_database: Database
) -> None:
    """Reading a thousand pods every 30 seconds would take more than its share of a core."""
    await save_room(orchestrator_database, 1, seen=[f"key-{number}" for number in range(1000)])
    await age_surveys(owner_database, EVERY.total_seconds() * places.QUIET_FACTOR)
    async with orchestrator_database.transaction() as connection:
        assert await places.claim_survey(connection, EVERY) is not None
        due = await connection.execute(
            text("SELECT extract(epoch FROM survey_due_at - now())::int FROM rooms")
        )
        assert due.scalar_one() == 100
