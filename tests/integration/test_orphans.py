"""What belongs to no store: found, adopted, removed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from integration.clients import API, create_store, list_actions, read_problem
from store_orchestrator.cluster.door import ClusterError
from store_orchestrator.cluster.survey import SurveyedRoom
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.capacity import Demand, Room
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.orphan import Found, FoundRelease, FoundVolume, OrphanKind
from store_orchestrator.orchestrator.survey import Survey

KEY = "bcdefghi"
NAMESPACE = f"store-{KEY}"
RELEASE = FoundRelease(
    3, "deployed", "lost-shop", "medusa", "standard", Choices("Lost & Found", "DE", "EUR", False)
)
VOLUME = FoundVolume("pv-1", "uid-pv", NAMESPACE, "data", "1Gi", "Bound", "Retain")
LOST = Found(OrphanKind.NAMESPACE, NAMESPACE, "uid-ns", KEY)


class PaperCluster:
    """Namespaces, releases and volumes on paper."""

    def __init__(self) -> None:
        self.namespaces: list[Found] = [LOST]
        self.volumes: list[FoundVolume] = [VOLUME]
        self.releases: dict[str, FoundRelease] = {NAMESPACE: RELEASE}
        self.released: list[str] = []
        self.refusing = False

    async def survey_room(self) -> SurveyedRoom:
        return SurveyedRoom(Room(), frozenset())

    async def list_volumes(self) -> list[FoundVolume]:
        return self.volumes

    async def list_namespaces(self) -> list[Found]:
        return self.namespaces

    async def find_release(self, namespace: str) -> FoundRelease | None:
        return self.releases.get(namespace)

    async def release_volume(self, name: str) -> None:
        if self.refusing:
            raise ClusterError("Forbidden", "It is not allowed.", "Allow it.")
        self.released.append(name)


@pytest.fixture
def cluster() -> PaperCluster:
    return PaperCluster()


@pytest.fixture
def survey(orchestrator_database: Database, queue: StoreQueue, cluster: PaperCluster) -> Survey:
    every = timedelta(hours=1)
    return Survey(
        orchestrator_database,
        queue,
        cluster,
        lambda _engine, _plan: Demand(),
        Demand(),
        room_every=every,
        orphans_every=every,
    )


async def list_orphans(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    document = (await client.get(f"{API}/orphans")).raise_for_status().json()
    items: list[dict[str, Any]] = document["items"]
    return items


async def look_again(client: httpx2.AsyncClient, survey: Survey) -> list[dict[str, Any]]:
    (await client.post(f"{API}/orphans/survey")).raise_for_status()
    await survey.look()
    return await list_orphans(client)


async def test_a_namespace_is_listed_with_its_release_and_volumes(
    client: httpx2.AsyncClient, survey: Survey
) -> None:
    assert await list_orphans(client) == []
    await survey.look()
    [orphan] = await list_orphans(client)
    assert (orphan["kind"], orphan["name"], orphan["adoptable"]) == ("Namespace", NAMESPACE, True)
    assert orphan["release"] == {
        "revision": 3,
        "status": "deployed",
        "name": "lost-shop",
        "engine": "medusa",
        "plan": "standard",
    }
    assert [volume["name"] for volume in orphan["volumes"]] == ["pv-1"]


async def test_what_belongs_to_a_live_store_is_none(
    client: httpx2.AsyncClient, survey: Survey, cluster: PaperCluster
) -> None:
    store = await create_store(client)
    namespace = store["namespace"]
    cluster.namespaces = [replace(LOST, name=namespace, store_key=store["key"])]
    cluster.volumes = [replace(VOLUME, namespace=namespace)]
    await survey.look()
    assert await list_orphans(client) == []


async def test_what_was_deleted_while_the_cluster_was_read_is_none(
    client: httpx2.AsyncClient, survey: Survey, cluster: PaperCluster, owner_database: Database
) -> None:
    store = await create_store(client)
    cluster.namespaces = [replace(LOST, name=store["namespace"], store_key=store["key"])]
    cluster.volumes = []
    async with owner_database.transaction() as connection:
        await connection.execute(
            text(
                "UPDATE stores SET delete_requested_at = now(), due_at = NULL, "
                "deleted_at = now() + interval '1 minute'"
            )
        )
    await survey.look()
    assert await list_orphans(client) == []


async def test_what_is_not_there_any_more_is_gone_and_comes_back_as_a_new_find(
    client: httpx2.AsyncClient, survey: Survey, cluster: PaperCluster
) -> None:
    await survey.look()
    [orphan] = await list_orphans(client)
    cluster.namespaces, cluster.volumes = [], []
    assert await look_again(client, survey) == []
    gone = (await client.get(f"{API}/orphans/{orphan['id']}")).json()
    assert gone["gone_at"] is not None
    cluster.namespaces = [LOST]
    [back] = await look_again(client, survey)
    assert back["gone_at"] is None
    assert back["found_at"] > orphan["found_at"]


async def test_an_adopted_one_is_a_store_again_with_what_it_was(
    client: httpx2.AsyncClient, survey: Survey, owner_database: Database
) -> None:
    await survey.look()
    [orphan] = await list_orphans(client)
    answer = await client.post(f"{API}/orphans/{orphan['id']}/adopt")
    assert answer.status_code == 202, answer.text
    store = answer.json()
    assert store["key"] == KEY
    assert (store["name"], store["engine"], store["plan"]) == ("lost-shop", "medusa", "standard")
    assert (store["display_name"], store["country"], store["currency"]) == (
        *("Lost & Found", "DE", "EUR"),
    )
    assert store["sample_products"] is False
    assert await look_again(client, survey) == []
    assert (await list_actions(owner_database))[-1] == "orphan.adopted"
    again = await client.post(f"{API}/orphans/{orphan['id']}/adopt")
    read_problem(again, 409, "conflict")


async def test_it_can_be_adopted_under_another_name(
    client: httpx2.AsyncClient, survey: Survey
) -> None:
    await create_store(client, name="lost-shop")
    await survey.look()
    [orphan] = await list_orphans(client)
    path = f"{API}/orphans/{orphan['id']}/adopt"
    read_problem(await client.post(path), 409, "name-in-use")
    answer = await client.post(path, json={"name": "found-shop"})
    assert answer.json()["name"] == "found-shop"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("no release", "no release in its namespace"),
        ("no plan", "made by an earlier version"),
        ("terminating", "being removed"),
    ],
)
async def test_what_lacks_something_cannot_be_adopted(
    client: httpx2.AsyncClient, survey: Survey, cluster: PaperCluster, change: str, why: str
) -> None:
    if change == "no release":
        cluster.releases = {}
    elif change == "no plan":
        cluster.releases = {NAMESPACE: replace(RELEASE, plan="")}
    else:
        cluster.namespaces = [replace(LOST, terminating=True)]
    await survey.look()
    [orphan] = await list_orphans(client)
    assert orphan["adoptable"] is False
    answer = await client.post(f"{API}/orphans/{orphan['id']}/adopt")
    assert why in read_problem(answer, 409, "conflict")["detail"]


async def test_a_namespace_is_removed_as_a_store_and_its_retained_volume_with_it(
    client: httpx2.AsyncClient, survey: Survey, cluster: PaperCluster, owner_database: Database
) -> None:
    await survey.look()
    [orphan] = await list_orphans(client)
    path = f"{API}/orphans/{orphan['id']}/remove"
    removed = (await client.post(path)).raise_for_status().json()
    assert (await client.post(path)).json()["store_id"] == removed["store_id"]
    store = (await client.get(f"{API}/stores/{removed['store_id']}")).json()
    assert (store["phase"], store["key"]) == ("Deleting", KEY)
    [still] = await look_again(client, survey)
    assert still["removal_requested_at"] is not None
    assert cluster.released == ["pv-1"]
    cluster.namespaces, cluster.volumes = [], []
    assert [o["id"] for o in await look_again(client, survey)] == [orphan["id"]]
    async with owner_database.transaction() as connection:
        await connection.execute(
            text("UPDATE stores SET due_at = NULL, deleted_at = now(), lease_token = NULL")
        )
    assert await look_again(client, survey) == []


async def test_a_volume_whose_store_is_gone_is_listed_and_removed(
    client: httpx2.AsyncClient, survey: Survey, cluster: PaperCluster
) -> None:
    cluster.namespaces = []
    cluster.volumes = [replace(VOLUME, phase="Released")]
    await survey.look()
    [orphan] = await list_orphans(client)
    assert (orphan["kind"], orphan["adoptable"]) == ("PersistentVolume", False)
    adopting = await client.post(f"{API}/orphans/{orphan['id']}/adopt")
    read_problem(adopting, 409, "conflict")
    await client.post(f"{API}/orphans/{orphan['id']}/remove")
    cluster.refusing = True
    [refused] = await look_again(client, survey)
    [refused] = await list_orphans(client)
    assert refused["failure"] == "It is not allowed."
    cluster.refusing = False
    await look_again(client, survey)
    assert cluster.released == ["pv-1"]
    cluster.volumes = []
    assert await look_again(client, survey) == []


async def test_orphans_are_for_operators(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient, survey: Survey
) -> None:
    await survey.look()
    [orphan] = await list_orphans(client)
    for answer in (
        await stranger.get(f"{API}/orphans"),
        await stranger.get(f"{API}/orphans/{orphan['id']}"),
        await stranger.post(f"{API}/orphans/survey"),
        await stranger.post(f"{API}/orphans/{orphan['id']}/adopt"),
        await stranger.post(f"{API}/orphans/{orphan['id']}/remove"),
    ):
        read_problem(answer, 403, "forbidden")


async def test_an_unknown_one_is_not_found(client: httpx2.AsyncClient) -> None:
    read_problem(await client.get(f"{API}/orphans/{uuid4()}"), 404, "not-found")
    read_problem(await client.post(f"{API}/orphans/{uuid4()}/remove"), 404, "not-found")
