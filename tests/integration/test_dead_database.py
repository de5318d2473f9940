"""The database goes away and comes back; the API says so meanwhile and lives on."""

import asyncio
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from integration.clients import API, ORDER, create_store, read_problem
from integration.installation import (
    OWNER,
    Installation,
    build_installation,
    build_migrate_settings,
)
from integration.processes import run_api
from store_orchestrator.bootstrap import run_migrate
from temporary_postgres import TemporaryPostgres

PATIENCE = 20.0


@pytest.fixture
def own_server() -> Iterator[TemporaryPostgres]:
    with TemporaryPostgres() as server:
        yield server


@pytest.fixture
async def own_installation(own_server: TemporaryPostgres) -> Installation:
    token = secrets.token_hex(32)
    with own_server.connect() as admin:
        admin.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        admin.execute(f"CREATE DATABASE platform OWNER {OWNER}")
    await run_migrate(build_migrate_settings(own_server, "platform", token))
    return build_installation(own_server, "platform", token)


async def _wait_until_ready(client: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE):
        while not (await client.get("/readyz")).is_success:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


async def test_a_dead_database_is_a_problem_that_passes(
    own_server: TemporaryPostgres, own_installation: Installation, tmp_path: Path
) -> None:
    async with (
        run_api(own_installation, tmp_path) as api,
        api.open_client(own_installation.operator_token) as client,
    ):
        await create_store(client)
        assert (await client.get("/readyz")).status_code == 200

        own_server.stop()
        for response in (
            await client.post(f"{API}/stores", json={**ORDER, "name": "other"}),
            await client.get(f"{API}/stores"),
            await client.get(f"{API}/events"),
            await client.post(f"{API}/session", json={"token": "x"}),
            await client.get("/readyz"),
        ):
            problem = read_problem(response, 503, "database-unavailable")
            assert int(response.headers["retry-after"]) > 0
            assert own_server.host not in json.dumps(problem)
        assert (await client.get("/healthz")).status_code == 200
        metrics = await client.get("/metrics")
        assert "store_orchestrator_database_up 0.0" in metrics.text

        own_server.start()
        await _wait_until_ready(client)
        # As it was: what was refused has left nothing.
        names = [s["name"] for s in (await client.get(f"{API}/stores")).json()["items"]]
        assert names == ["shop"]
        await create_store(client, name="other")
        await _wait_until_live(client)
        assert await api.terminate() == 0


async def _wait_until_live(client: httpx2.AsyncClient) -> None:
    """Until a stream tells of a change; one that is opened before the feed is back ends."""
    store = (await client.get(f"{API}/stores")).json()["items"][0]
    async with asyncio.timeout(PATIENCE):
        while True:
            async with client.stream("GET", f"{API}/events") as stream:
                async for line in stream.aiter_lines():
                    if line == ": connected":
                        await client.post(f"{API}/stores/{store['id']}/verify")
                    if line == "event: store":
                        return
