"""What the orchestrator saw, as the API shows it: timeline, isolation, notices."""

from dataclasses import replace
from datetime import datetime, timedelta

import httpx2

from integration.clients import API, create_store, list_actions
from integration.store_rows import FULL_STATUS, LATER, LEASE, record_one
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.timeline import Milestone

READY = replace(FULL_STATUS, failure=None)


async def test_the_timeline_tells_where_the_time_went(
    client: httpx2.AsyncClient, queue: StoreQueue
) -> None:
    store = await create_store(client)
    [accepted] = store["timeline"]
    assert accepted == {"milestone": "Accepted", "at": store["created_at"], "seconds": 0.0}
    began = datetime.fromisoformat(store["created_at"])
    reached = {
        Milestone.READY: began + timedelta(seconds=5.25),
        Milestone.NAMESPACE_ENSURED: began + timedelta(milliseconds=300),
    }
    await record_one(queue, replace(READY, milestones=reached))
    timeline = (await client.get(f"{API}/stores/{store['id']}")).json()["timeline"]
    assert [(step["milestone"], step["seconds"]) for step in timeline] == [
        ("Accepted", 0.0),
        ("NamespaceEnsured", 0.3),
        ("Ready", 5.25),
    ]


async def test_a_self_test_is_numbered_and_its_answer_shows_every_check(
    client: httpx2.AsyncClient, queue: StoreQueue, owner_database: Database
) -> None:
    store = await create_store(client)
    url = f"{API}/stores/{store['id']}"
    assert store["isolation"] is None
    assert store["notices"] == []
    assert (await client.post(f"{url}/isolation")).json() == {"isolation": 1}
    response = await client.post(f"{url}/isolation")
    assert (response.status_code, response.json()) == (202, {"isolation": 2})
    [leased] = await queue.fetch_due("test", 1, LEASE)
    assert leased.spec.isolation_requested == 2
    assert leased.spec.generation == 1
    await queue.record(leased, READY, [], due_in=LATER)

    shown = (await client.get(url)).json()
    assert shown["isolation"]["number"] == shown["isolation"]["requested"] == 2
    assert shown["isolation"]["ok"] is False
    assert [(c["name"], c["target"], c["ok"]) for c in shown["isolation"]["checks"]] == [
        ("KubernetesApi", "10.96.0.1:443", True),
        ("OtherStore", "10.244.0.9:80", False),
    ]
    assert [notice["reason"] for notice in shown["notices"]] == ["MailDropped"]
    history = (await client.get(f"{url}/events")).json()["items"]
    assert [event["reason"] for event in history][1:] == ["IsolationRequested"] * 2
    assert await list_actions(owner_database) == [
        "store.created",
        "store.isolation_requested",
        "store.isolation_requested",
    ]
