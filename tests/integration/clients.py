"""Callers of the API in tests."""

import secrets
from typing import Any

import httpx2
from fastapi import FastAPI
from sqlalchemy import text

from store_orchestrator.db.connection import Database
from store_orchestrator.services.authentication import derive_digest

BASE = "http://dashboard.localhost"
API = "/api/v1"
ORDER = {"name": "shop", "engine": "medusa"}


def open_client(app: FastAPI, token: str | None = None) -> httpx2.AsyncClient:
    """A client that calls the app without a network."""
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    transport = httpx2.ASGITransport(app)
    return httpx2.AsyncClient(transport=transport, base_url=BASE, headers=headers)


async def add_token(
    database: Database,
    *,
    tenant: str = "default",
    user: str = "member",
    scope: str = "write",
    expires: str = "NULL",
) -> str:
    """A new token of a user, who is made with the tenant if need be; ``expires`` is SQL."""
    token = secrets.token_hex(32)
    statements = (
        "INSERT INTO tenants (name) VALUES (:tenant) ON CONFLICT DO NOTHING",
        "INSERT INTO users (tenant_id, name, role) SELECT id, :user, 'member' FROM tenants "
        "WHERE name = :tenant ON CONFLICT DO NOTHING",
        "INSERT INTO api_tokens (user_id, name, token_hash, scope, expires_at) "  # noqa: S608
        f"SELECT users.id, 'test', :digest, :scope, {expires} FROM users "
        "JOIN tenants ON tenants.id = tenant_id "
        "WHERE users.name = :user AND tenants.name = :tenant",
    )
    values = {"tenant": tenant, "user": user, "scope": scope, "digest": derive_digest(token)}
    async with database.transaction() as connection:
        for statement in statements:
            wanted = {name: value for name, value in values.items() if f":{name}" in statement}
            await connection.execute(text(statement), wanted)
    return token


async def create_store(client: httpx2.AsyncClient, **changes: object) -> dict[str, Any]:
    """A new store, as the API answers."""
    response = await client.post(f"{API}/stores", json={**ORDER, **changes})
    assert response.status_code == 202, response.text
    store: dict[str, Any] = response.json()
    return store


def read_problem(response: httpx2.Response, status: int, slug: str) -> dict[str, Any]:
    """The problem document, checked for everything that each of them must have."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == f"urn:store-orchestrator:problem:{slug}"
    assert problem["status"] == status
    assert problem["instance"].endswith(response.headers["x-request-id"])
    assert problem["title"]
    assert problem["detail"]
    assert problem["remedy"]
    return problem


async def count_rows(database: Database) -> dict[str, int]:
    """How many rows the tables have that a request could change."""
    tables = ("stores", "store_events", "audit_logs", "idempotency_keys", "sessions")
    counts = {}
    async with database.transaction() as connection:
        for table in tables:
            found = await connection.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
            counts[table] = int(found.scalar_one())
    return counts


async def list_actions(database: Database) -> list[str]:
    """The actions of the audit log, in order."""
    async with database.transaction() as connection:
        found = await connection.execute(text("SELECT action FROM audit_logs ORDER BY id"))
        return list(found.scalars())
