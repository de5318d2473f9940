"""Pools as the API shows them: to operators, and to tenants not at all."""

import json
from http import HTTPStatus
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from store_orchestrator.db import pool
from store_orchestrator.db.connection import Database
from store_orchestrator.db.keys import draw_key
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.claim import WARMING_ORDERS
from store_orchestrator.domain.pool import PoolKey, PoolWanted

POOL = PoolKey("woocommerce", "small")
READY = json.dumps(
    [
        {
            "type": "Ready",
            "status": "True",
            "reason": "ShopperCanBuy",
            "message": "Sold.",
            "last_transition_time": "2026-01-01T00:00:00+00:00",
        }
    ]
)
SOLD = json.dumps(
    {
        "number": WARMING_ORDERS,
        "ok": True,
        "message": "Sold.",
        "at": "2026-01-01T00:00:00+00:00",
        "order": None,
    }
)
ORDER = {"name": "summer", "engine": "woocommerce", "plan": "small"}


async def _add_ready(orchestrator_database: Database) -> UUID:
    """A store of the pool, as if an orchestrator had made it."""
    async with orchestrator_database.transaction() as connection:
        await pool.save_wanted(connection, {POOL: PoolWanted(1, "v1")})
        store_id = await pool.add_pooled(
            connection, POOL, "v1", draw_key(), Choices("Pool", "US", "USD")
        )
        await connection.execute(
            text(
                "UPDATE stores SET observed_generation = generation, ready_at = now(), "
                "conditions = CAST(:ready AS jsonb), verification = CAST(:sold AS jsonb) "
                "WHERE id = :id"
            ),
            {"ready": READY, "sold": SOLD, "id": store_id},
        )
    return store_id


@pytest.fixture
async def pooled(orchestrator_database: Database) -> UUID:
    return await _add_ready(orchestrator_database)


async def test_a_creation_claims_what_is_ready(client: httpx2.AsyncClient, pooled: UUID) -> None:
    created = (await client.post("/api/v1/stores", json=ORDER)).json()
    assert created["id"] == str(pooled)
    assert created["name"] == "summer"
    assert created["claimed_at"] == created["created_at"]
    assert created["phase"] == "Pending"
    events = (await client.get(f"/api/v1/stores/{pooled}/events")).json()["items"]
    assert [event["reason"] for event in events] == ["Requested"]
    second = (await client.post("/api/v1/stores", json={**ORDER, "name": "autumn"})).json()
    assert second["id"] != str(pooled)
    assert second["claimed_at"] is None


@pytest.mark.parametrize(
    "other",
    [{"plan": "standard"}, {"engine": "medusa"}, {"sample_products": False}],
    ids=["plan", "engine", "empty"],
)
async def test_what_is_asked_for_otherwise_is_made_cold(
    client: httpx2.AsyncClient, pooled: UUID, other: dict[str, object]
) -> None:
    created = (await client.post("/api/v1/stores", json={**ORDER, **other})).json()
    assert created["id"] != str(pooled)
    assert created["claimed_at"] is None


async def test_the_same_request_twice_claims_one(
    client: httpx2.AsyncClient, pooled: UUID, orchestrator_database: Database
) -> None:
    other = await _add_ready(orchestrator_database)
    headers = {"Idempotency-Key": "once"}
    first = (await client.post("/api/v1/stores", json=ORDER, headers=headers)).json()
    again = (await client.post("/api/v1/stores", json=ORDER, headers=headers)).json()
    assert first["id"] == again["id"]
    assert first["id"] in {str(pooled), str(other)}
    listed = (await client.get("/api/v1/pool")).json()["stores"]
    assert len(listed) == 1


async def test_tenants_see_nothing_of_it(client: httpx2.AsyncClient, pooled: UUID) -> None:
    assert (await client.get("/api/v1/stores")).json()["items"] == []
    for path in ("", "/events"):
        reply = await client.get(f"/api/v1/stores/{pooled}{path}")
        assert reply.status_code == HTTPStatus.NOT_FOUND
    assert (await client.delete(f"/api/v1/stores/{pooled}")).status_code == HTTPStatus.NOT_FOUND


async def test_operators_see_pools_and_strangers_do_not(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient, pooled: UUID
) -> None:
    found = (await client.get("/api/v1/pool")).json()
    [only] = found["pools"]
    assert (only["engine"], only["plan"], only["size"]) == ("woocommerce", "small", 1)
    assert only["counts"]["ready"] == 1
    assert [store["id"] for store in found["stores"]] == [str(pooled)]
    assert (await stranger.get("/api/v1/pool")).status_code == HTTPStatus.FORBIDDEN


async def test_metrics_tell_pools_and_customers_apart(
    client: httpx2.AsyncClient, pooled: UUID
) -> None:
    shown = (await client.get("/metrics")).text
    gauge = 'store_orchestrator_pool_stores{engine="woocommerce",plan="small",state="ready"} 1.0'
    assert gauge in shown, pooled
    assert 'store_orchestrator_stores{phase="Ready"} 0.0' in shown
