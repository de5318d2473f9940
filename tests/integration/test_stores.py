"""Use cases around stores, through the API."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from integration.clients import (
    API,
    ORDER,
    count_rows,
    create_store,
    list_actions,
    read_problem,
)
from integration.store_rows import FULL_STATUS, LATER, LEASE, NOW, expire_leases, record_one
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.conditions import ConditionStatus
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.observed import Problem

READY = replace(FULL_STATUS, failure=None)


async def test_a_new_store_is_pending_and_has_an_address(client: httpx2.AsyncClient) -> None:
    response = await client.post(f"{API}/stores", json=ORDER)
    assert response.status_code == 202
    store = response.json()
    assert response.headers["location"] == f"{API}/stores/{store['id']}"
    assert store["phase"] == "Pending"
    assert store["plan"] == "small"
    assert store["generation"] == 1
    assert store["observed_generation"] == 0
    assert store["namespace"] == f"store-{store['key']}"
    assert store["url"] == f"http://shop-{store['key']}.localhost:8080/"
    assert store["admin_url"] == f"{store['url']}app"
    assert store["stale"] is False
    assert (await client.get(response.headers["location"])).json() == store


async def test_status_shows_as_the_orchestrator_wrote_it(
    client: httpx2.AsyncClient, queue: StoreQueue
) -> None:
    created = await create_store(client)
    await record_one(queue, READY)
    store = (await client.get(f"{API}/stores/{created['id']}")).json()
    assert store["phase"] == "Ready"
    assert store["observed_generation"] == 1
    assert {c["type"] for c in store["conditions"]} >= {"Ready", "Orderable"}
    assert store["verification"] == {
        "number": 3,
        "requested": 0,
        "ok": True,
        "order_id": "order_1",
        "order_number": "7",
        "total": "12.50",
        "currency": "EUR",
        "message": "Sold.",
        "at": "2026-01-02T03:04:05.678901Z",
    }
    assert store["receipt"]["issued_at"] is None, "a receipt is issued at the end only"


async def test_a_name_is_in_use_until_the_store_is_gone_and_then_free(
    client: httpx2.AsyncClient, queue: StoreQueue, owner_database: Database
) -> None:
    store = await create_store(client)
    before = await count_rows(owner_database)
    response = await client.post(f"{API}/stores", json=ORDER)
    problem = read_problem(response, 409, "name-in-use")
    assert [error["field"] for error in problem["errors"]] == ["name"]
    assert await count_rows(owner_database) == before

    deleting = (await client.delete(f"{API}/stores/{store['id']}")).json()
    read_problem(await client.post(f"{API}/stores", json=ORDER), 409, "name-in-use")
    gone = replace(FULL_STATUS, observed_generation=deleting["generation"], deleted_at=NOW)
    await record_one(queue, gone)
    assert (await create_store(client))["id"] != store["id"]


async def test_deletion_shows_its_receipt_and_no_address(
    client: httpx2.AsyncClient, queue: StoreQueue
) -> None:
    store = await create_store(client)
    url = f"{API}/stores/{store['id']}"
    response = await client.delete(url)
    assert response.status_code == 202
    assert response.json()["phase"] == "Deleting"
    assert response.json()["generation"] == 2
    assert (await client.delete(url)).json()["generation"] == 2

    await record_one(queue, replace(FULL_STATUS, observed_generation=2, deleted_at=NOW))
    gone = (await client.get(url)).json()
    assert gone["phase"] == "Deleted"
    assert gone["url"] is None
    assert gone["stale"] is False
    assert [item["kind"] for item in gone["receipt"]["items"]] == ["Namespace", "Ingress"]
    assert (await client.get(f"{API}/stores")).json()["items"] == []
    listed = await client.get(f"{API}/stores", params={"include_deleted": "true"})
    assert [item["id"] for item in listed.json()["items"]] == [store["id"]]
    # Once more changes nothing, whatever came since.
    assert (await client.delete(url)).json() == gone


async def test_forcing_a_removal_asks_for_deletion_too_and_is_audited_once(
    client: httpx2.AsyncClient, owner_database: Database
) -> None:
    store = await create_store(client)
    url = f"{API}/stores/{store['id']}"
    forced = (await client.delete(url, params={"force": "true"})).json()
    assert forced["phase"] == "Deleting"
    assert forced["removal_forced_at"] is not None
    assert (await client.delete(url, params={"force": "true"})).json() == forced
    assert (await client.delete(url)).json() == forced
    assert await list_actions(owner_database) == ["store.created", "store.removal_forced"]


async def test_a_deletion_that_takes_long_can_be_forced_later(client: httpx2.AsyncClient) -> None:
    store = await create_store(client)
    url = f"{API}/stores/{store['id']}"
    asked = (await client.delete(url)).json()
    assert asked["removal_forced_at"] is None
    forced = (await client.delete(url, params={"force": "true"})).json()
    assert forced["delete_requested_at"] == asked["delete_requested_at"]
    assert forced["generation"] == asked["generation"] + 1


async def test_problems_and_evidence_are_shown(
    client: httpx2.AsyncClient, queue: StoreQueue
) -> None:
    store = await create_store(client)
    problem = Problem("CrashLoop", "It ends.", "Look.", "the last line")
    failure = Failure("Broke", "It broke.", "Mend it.", True, 1, NOW, "what was seen")
    await record_one(queue, replace(FULL_STATUS, problems=(problem,), failure=failure))
    shown = (await client.get(f"{API}/stores/{store['id']}")).json()
    assert shown["problems"] == [
        {
            "reason": "CrashLoop",
            "cause": "It ends.",
            "evidence": "the last line",
            "suggestion": "Look.",
        }
    ]
    assert shown["failure"]["evidence"] == "what was seen"
    assert {item["proof"] for item in shown["receipt"]["items"]} == {""}


async def test_only_a_failed_store_can_be_retried(
    client: httpx2.AsyncClient, queue: StoreQueue, owner_database: Database
) -> None:
    store = await create_store(client)
    url = f"{API}/stores/{store['id']}"
    before = await count_rows(owner_database)
    problem = read_problem(await client.post(f"{url}/retry"), 409, "conflict")
    assert "has not failed" in problem["detail"]
    assert await count_rows(owner_database) == before

    await record_one(queue, replace(FULL_STATUS, ready_at=None, conditions=()))
    assert (await client.get(url)).json()["phase"] == "Failed"
    read_problem(await client.post(f"{url}/verify"), 409, "conflict")
    read_problem(await client.post(f"{url}/isolation"), 409, "conflict")
    response = await client.post(f"{url}/retry")
    assert response.status_code == 202
    assert response.json()["phase"] == "Provisioning"
    assert response.json()["generation"] == 2
    [leased] = await queue.fetch_due("test", 1, LEASE)
    assert leased.spec.provisioning_since > leased.spec.created_at
    read_problem(await client.post(f"{url}/retry"), 409, "conflict")


async def test_a_verification_is_numbered_and_no_new_generation(
    client: httpx2.AsyncClient, queue: StoreQueue
) -> None:
    store = await create_store(client)
    await record_one(queue, READY)
    url = f"{API}/stores/{store['id']}"
    assert (await client.post(f"{url}/verify")).json() == {"verification": 1}
    assert (await client.post(f"{url}/verify")).json() == {"verification": 2}
    shown = (await client.get(url)).json()
    assert shown["generation"] == 1
    assert shown["verification"]["requested"] == 2


@pytest.mark.parametrize("act", ["retry", "verify", "isolation", "login"])
async def test_a_store_that_is_being_deleted_takes_no_other_wish(
    client: httpx2.AsyncClient, act: str
) -> None:
    store = await create_store(client)
    url = f"{API}/stores/{store['id']}"
    await client.delete(url)
    read_problem(await client.post(f"{url}/{act}"), 409, "conflict")


async def test_credentials_are_shown_as_far_as_the_engine_says_and_that_is_audited(
    client: httpx2.AsyncClient, queue: StoreQueue, owner_database: Database
) -> None:
    store = await create_store(client)
    url = f"{API}/stores/{store['id']}/credentials"
    read_problem(await client.post(url), 409, "conflict")
    assert await list_actions(owner_database) == ["store.created"]

    [leased] = await queue.fetch_due("test", 1, LEASE)
    drawn = {"admin_email": "a@b.c", "admin_password": "pw", "jwt_secret": "hidden"}
    await queue.save_credentials(leased, drawn)
    response = await client.post(url)
    assert response.status_code == 200
    shown = {item["name"]: item for item in response.json()["items"]}
    assert set(shown) == {"admin_email", "admin_password"}
    assert shown["admin_password"]["value"] == "pw"
    assert shown["admin_password"]["secret"] is True
    assert "hidden" not in response.text
    assert response.json()["admin_url"] == store["admin_url"]
    assert response.headers["cache-control"] == "no-store"
    assert await list_actions(owner_database) == ["store.created", "store.credentials_revealed"]


async def test_the_audit_log_ties_acts_to_their_requests(
    client: httpx2.AsyncClient, owner_database: Database
) -> None:
    response = await client.post(f"{API}/stores", json=ORDER)
    await client.delete(f"{API}/stores/{response.json()['id']}")
    assert await list_actions(owner_database) == ["store.created", "store.deletion_requested"]
    async with owner_database.transaction() as connection:
        row = (await connection.execute(text("SELECT * FROM audit_logs ORDER BY id LIMIT 1"))).one()
    assert row.actor_name == "operator"
    assert row.object_id == response.json()["id"]
    assert row.request_id == response.headers["x-request-id"]
    assert row.detail == {"name": "shop", "generation": 1}


async def test_pages_go_through_all_stores_once_newest_first(client: httpx2.AsyncClient) -> None:
    names = [f"shop-{number}" for number in range(5)]
    for name in names:
        await create_store(client, name=name)
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(f"{API}/stores", params=params)).json()
        seen += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert seen == names[::-1]


async def test_a_store_is_found_by_its_exact_name(client: httpx2.AsyncClient) -> None:
    await create_store(client, name="shop-1")
    await create_store(client, name="shop-10")
    page = (await client.get(f"{API}/stores", params={"name": "shop-1"})).json()
    assert [item["name"] for item in page["items"]] == ["shop-1"]


async def test_the_same_key_with_the_same_body_makes_one_store(
    client: httpx2.AsyncClient, owner_database: Database
) -> None:
    headers = {"Idempotency-Key": "one"}
    answers = await asyncio.gather(
        *(client.post(f"{API}/stores", json=ORDER, headers=headers) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await count_rows(owner_database))["stores"] == 1
    assert await list_actions(owner_database) == ["store.created"]


async def test_the_same_key_with_another_body_is_refused(
    client: httpx2.AsyncClient, owner_database: Database
) -> None:
    headers = {"Idempotency-Key": "one"}
    await client.post(f"{API}/stores", json=ORDER, headers=headers)
    before = await count_rows(owner_database)
    response = await client.post(f"{API}/stores", json={**ORDER, "name": "other"}, headers=headers)
    read_problem(response, 409, "idempotency-mismatch")
    assert await count_rows(owner_database) == before


async def test_a_refused_request_does_not_use_its_key_up(client: httpx2.AsyncClient) -> None:
    await create_store(client)
    headers = {"Idempotency-Key": "one"}
    refused = await client.post(f"{API}/stores", json=ORDER, headers=headers)
    read_problem(refused, 409, "name-in-use")
    other = await client.post(f"{API}/stores", json={**ORDER, "name": "other"}, headers=headers)
    assert other.status_code == 202


async def test_keys_of_tenants_are_apart(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    headers = {"Idempotency-Key": "one"}
    mine = await client.post(f"{API}/stores", json=ORDER, headers=headers)
    theirs = await stranger.post(f"{API}/stores", json=ORDER, headers=headers)
    assert theirs.status_code == 202
    assert mine.json()["id"] != theirs.json()["id"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/retry"),
        ("POST", "/verify"),
        ("POST", "/credentials"),
        ("GET", "/events"),
    ],
)
async def test_another_tenants_store_does_not_exist(
    client: httpx2.AsyncClient,
    stranger: httpx2.AsyncClient,
    owner_database: Database,
    method: str,
    path: str,
) -> None:
    store = await create_store(client)
    before = await count_rows(owner_database)
    foreign = await stranger.request(method, f"{API}/stores/{store['id']}{path}")
    missing = await stranger.request(method, f"{API}/stores/{(unknown := uuid4())}{path}")
    problems = [read_problem(answer, 404, "not-found") for answer in (foreign, missing)]
    assert problems[0]["detail"] == problems[1]["detail"].replace(str(unknown), store["id"])
    assert await count_rows(owner_database) == before
    assert (await stranger.get(f"{API}/stores")).json()["items"] == []
    assert (await client.get(f"{API}/stores/{store['id']}")).json()["phase"] == "Pending"


async def test_a_store_that_no_orchestrator_looks_at_is_stale(
    client: httpx2.AsyncClient, queue: StoreQueue, owner_database: Database
) -> None:
    store = await create_store(client)
    url = f"{API}/stores/{store['id']}"
    await queue.fetch_due("dies", 1, LEASE)
    assert (await client.get(url)).json()["stale"] is False
    await expire_leases(owner_database)
    assert (await client.get(url)).json()["stale"] is True
    [leased] = await queue.fetch_due("lives", 1, LEASE)
    assert (await client.get(url)).json()["stale"] is False
    await queue.record(leased, READY, [], due_in=LATER)
    assert (await client.get(url)).json()["stale"] is False


async def test_events_come_oldest_first_and_after_an_id(client: httpx2.AsyncClient) -> None:
    store = await create_store(client)
    url = f"{API}/stores/{store['id']}"
    await client.post(f"{url}/verify")
    await client.delete(url)
    events = (await client.get(f"{url}/events")).json()["items"]
    assert [e["reason"] for e in events] == [
        "Requested",
        "VerificationRequested",
        "DeletionRequested",
    ]
    assert [e["generation"] for e in events] == [1, 1, 2]
    assert events == sorted(events, key=lambda event: event["id"])
    rest = await client.get(f"{url}/events", params={"after": events[0]["id"], "limit": 1})
    assert rest.json()["items"] == events[1:2]


async def test_the_metrics_count_stores_by_the_phase_that_people_see(
    client: httpx2.AsyncClient, queue: StoreQueue, owner_database: Database
) -> None:
    not_ready = replace(READY.conditions[-1], status=ConditionStatus.FALSE)
    statuses = {
        "ready": READY,
        "degraded": replace(READY, conditions=(*READY.conditions[:-1], not_ready)),
        "failed": replace(FULL_STATUS, ready_at=None, conditions=(not_ready,)),
        "starting": replace(READY, ready_at=None, conditions=(not_ready,)),
    }
    for name in (*statuses, "waiting"):
        await create_store(client, name=name)
    leaving = await create_store(client, name="leaving")
    await client.delete(f"{API}/stores/{leaving['id']}")
    for leased in await queue.fetch_due("test", 10, LEASE):
        status = statuses.get(leased.spec.name, leased.status)
        await queue.record(leased, status, [], due_in=LATER)
    await queue.hint([(await client.get(f"{API}/stores")).json()["items"][1]["key"]])
    listed = (await client.get(f"{API}/stores")).json()["items"]
    lines = (await client.get("/metrics")).text.splitlines()
    for phase in ("Ready", "Degraded", "Failed", "Provisioning", "Pending", "Deleting", "Deleted"):
        count = sum(item["phase"] == phase for item in listed)
        assert f'store_orchestrator_stores{{phase="{phase}"}} {float(count)}' in lines
    assert {item["phase"] for item in listed} == {
        "Ready", "Degraded", "Failed", "Provisioning", "Pending", "Deleting"
    }  # fmt: skip
    assert "store_orchestrator_queue_depth 1.0" in lines
    assert "store_orchestrator_database_up 1.0" in lines
