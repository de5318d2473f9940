"""Event streams of the real process: history, live, heartbeats, ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from integration.clients import API, add_token, create_store, read_problem
from integration.installation import Installation
from integration.processes import ApiProcess, run_api
from integration.store_rows import FULL_STATUS, NOW
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.transition import EventType, StoreEvent
from temporary_postgres import TemporaryPostgres

LEASE = timedelta(minutes=1)
PATIENCE = 20.0


@dataclass(frozen=True)
class Message:
    event: str
    data: dict[str, Any]
    id: str | None


@pytest.fixture
async def api(installation: Installation, tmp_path: Path) -> AsyncIterator[ApiProcess]:
    async with run_api(installation, tmp_path) as process:
        yield process


@pytest.fixture
async def user(api: ApiProcess, installation: Installation) -> AsyncIterator[httpx2.AsyncClient]:
    async with api.open_client(installation.operator_token) as client:
        yield client


class Stream:
    """Messages of an open event stream."""

    def __init__(self, response: httpx2.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self) -> Message:
        """The next message; comments are passed over."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if not line and "data" in fields:
                    return Message(
                        fields.get("event", "message"), json.loads(fields["data"]), fields.get("id")
                    )
                name, _, value = line.partition(":")
                if name:
                    fields[name] = value.strip()
        raise EOFError

    async def read_to_end(self) -> None:
        """Return when the server ends the stream."""
        async with asyncio.timeout(PATIENCE):
            async for _ in self._lines:
                pass


@asynccontextmanager
async def _open(
    client: httpx2.AsyncClient, path: str, last_event_id: str | None = None
) -> AsyncIterator[Stream]:
    headers = {"Accept": "text/event-stream"}
    if last_event_id is not None:
        headers["Last-Event-ID"] = last_event_id
    async with client.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        yield Stream(response)


async def _act_as_orchestrator(queue: StoreQueue, reason: str) -> None:
    [leased] = await queue.fetch_due("test", 1, LEASE)
    event = StoreEvent(EventType.NORMAL, reason, "Seen.", NOW)
    assert await queue.record(leased, FULL_STATUS, [event], due_in=timedelta()) is not None


async def test_a_stores_history_and_then_what_happens(
    user: httpx2.AsyncClient, queue: StoreQueue
) -> None:
    store = await create_store(user)
    path = f"{API}/stores/{store['id']}/events"
    await _act_as_orchestrator(queue, "Past")
    async with _open(user, path) as stream:
        first, second = await stream.next(), await stream.next()
        assert [first.data["reason"], second.data["reason"]] == ["Requested", "Past"]
        assert first.event == "store_event"
        await _act_as_orchestrator(queue, "Live")
        third = await stream.next()
        assert third.data["reason"] == "Live"
    history = (await user.get(path)).json()["items"]
    assert [m.data for m in (first, second, third)] == history
    assert [m.id for m in (first, second, third)] == [str(e["id"]) for e in history]
    async with _open(user, path, last_event_id=second.id) as stream:
        assert await stream.next() == third


async def test_every_change_of_a_store_is_told_with_the_whole_store(
    user: httpx2.AsyncClient, queue: StoreQueue
) -> None:
    async with _open(user, f"{API}/events") as stream:
        store = await create_store(user)
        message = await stream.next()
        assert message.event == "store"
        assert message.data == store
        await _act_as_orchestrator(queue, "Live")
        failed = await stream.next()
        assert failed.data == (await user.get(f"{API}/stores/{store['id']}")).json()
        assert failed.data["observed_generation"] == 1


async def test_streams_show_the_own_tenants_stores_only(
    api: ApiProcess, user: httpx2.AsyncClient, owner_database: Database
) -> None:
    token = await add_token(owner_database, tenant="other", user="stranger")
    async with api.open_client(token) as stranger, _open(stranger, f"{API}/events") as stream:
        mine = await create_store(user, name="mine")
        theirs = await create_store(stranger, name="theirs")
        assert (await stream.next()).data["id"] == theirs["id"]
        response = await stranger.get(
            f"{API}/stores/{mine['id']}/events", headers={"Accept": "text/event-stream"}
        )
        read_problem(response, 404, "not-found")


async def test_sigterm_ends_open_streams_and_the_process(
    api: ApiProcess, user: httpx2.AsyncClient
) -> None:
    store = await create_store(user)
    async with (
        _open(user, f"{API}/events") as stores,
        _open(user, f"{API}/stores/{store['id']}/events") as events,
    ):
        await events.next()
        exit_code = asyncio.create_task(api.terminate())
        await stores.read_to_end()
        await events.read_to_end()
        async with asyncio.timeout(PATIENCE):
            assert await exit_code == 0
    log = api.log.read_text()
    # Not cut off after the time of grace: they ended by themselves.
    assert "exceeded" not in log
    assert "Traceback" not in log


async def test_a_lost_listener_ends_the_stream_of_all_and_not_that_of_one(
    user: httpx2.AsyncClient, server: TemporaryPostgres, installation: Installation
) -> None:
    """Changes may have been missed: who follows all reads anew, who follows one is brought up."""
    store = await create_store(user)
    async with (
        _open(user, f"{API}/events") as stores,
        _open(user, f"{API}/stores/{store['id']}/events") as events,
    ):
        await events.next()
        with server.connect() as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND query LIKE 'LISTEN%%'",
                [installation.address.name],
            )
        await stores.read_to_end()
        await user.post(f"{API}/stores/{store['id']}/verify")
        assert (await events.next()).data["reason"] == "VerificationRequested"


async def test_the_log_has_requests_and_never_a_token(
    api: ApiProcess, user: httpx2.AsyncClient, installation: Installation
) -> None:
    token = installation.operator_token
    await create_store(user)
    await user.get(f"{API}/stores", params={"name": token})
    await user.post(f"{API}/session", json={"token": token})
    await user.post(f"{API}/session", json={"token": token, "extra": 1})
    assert await api.terminate() == 0
    log = api.log.read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert {line["path"] for line in requests} >= {f"{API}/stores", f"{API}/session"}
    assert {line["user"] for line in requests} >= {"operator"}
    assert token not in log
