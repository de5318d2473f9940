"""The feed inside of a process: what needs no row to change."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from integration.store_rows import add_store, expire_leases, find_tenant
from store_orchestrator.api import streams
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.services import feed as module
from store_orchestrator.services.feed import StoreFeed, Subscription
from store_orchestrator.services.views import StoreView

LEASE = timedelta(minutes=1)
PATIENCE = 20.0


@pytest.fixture
async def feed(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StoreFeed]:
    monkeypatch.setattr(module, "SILENCE_CHECK_SECONDS", 0.01)
    feed: StoreFeed = app.state.context.services.feed
    running = asyncio.create_task(feed.run())
    yield feed
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def _wait_for(reader: Subscription, *, stale: bool) -> StoreView:
    async with asyncio.timeout(PATIENCE):
        while True:
            for view in await reader.wait(PATIENCE):
                if view.stale is stale:
                    return view


async def test_a_store_that_turns_stale_is_told_though_no_row_changed(
    feed: StoreFeed, queue: StoreQueue, api_database: Database, owner_database: Database
) -> None:
    tenant_id = await find_tenant(api_database)
    with feed.subscribe(tenant_id) as reader:
        store_id = await add_store(api_database)
        await queue.fetch_due("dies", 1, LEASE)
        await expire_leases(owner_database)
        assert (await _wait_for(reader, stale=True)).spec.id == store_id
        [leased] = await queue.fetch_due("lives", 1, LEASE)
        await queue.record(leased, leased.status, [], due_in=LEASE)
        assert (await _wait_for(reader, stale=False)).spec.id == store_id


async def test_a_stream_beats_and_ends_when_its_token_is_revoked(
    app: FastAPI,
    client: httpx2.AsyncClient,
    owner_database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.01)
    # This transport hands an answer over when it is complete: when the stream has ended.
    answer = asyncio.create_task(client.get("/api/v1/events"))
    async with asyncio.timeout(PATIENCE):
        while _count_streams(app) == 0:  # noqa: ASYNC110 - a metric has no event
            await asyncio.sleep(0)
        async with owner_database.transaction() as connection:
            await connection.execute(text("UPDATE api_tokens SET revoked_at = now()"))
        body = (await answer).text
    assert body.startswith("retry: 2000\n: connected\n\n")
    assert set(body.split("\n\n")[1:]) <= {": heartbeat", ""}
    assert _count_streams(app) == 0


def _count_streams(app: FastAPI) -> float:
    registry = app.state.context.metrics.registry
    count: float = registry.get_sample_value("store_orchestrator_event_streams")
    return count
