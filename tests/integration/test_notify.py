"""Notifications: sent for what matters, and a dead connection is noticed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from integration.installation import Installation
from integration.store_rows import add_store, request
from store_orchestrator.db.connection import ROLE_API, ROLE_ORCHESTRATOR, Database
from store_orchestrator.db.errors import DatabaseUnavailable
from store_orchestrator.db.notify import CHANNEL_CHANGED, CHANNEL_DUE, Listener
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.db.stores import Intent
from temporary_postgres import TemporaryPostgres

LEASE = timedelta(minutes=1)
LATER = timedelta(hours=1)


class Heard:
    """Everything that was heard so far, in order."""

    def __init__(self, payloads: AsyncIterator[str]) -> None:
        self._payloads = payloads

    async def next(self) -> str:
        async with asyncio.timeout(10):
            return await anext(self._payloads)


@pytest.fixture
async def due(installation: Installation) -> AsyncIterator[Heard]:
    address = replace(installation.address, role=ROLE_ORCHESTRATOR)
    async with Listener(address, CHANNEL_DUE) as listener:
        yield Heard(aiter(listener))


@pytest.fixture
async def changed(installation: Installation) -> AsyncIterator[Heard]:
    address = replace(installation.address, role=ROLE_API)
    async with Listener(address, CHANNEL_CHANGED) as listener:
        yield Heard(aiter(listener))


async def test_due_is_said_for_new_stores_hints_and_intents_but_not_for_leases(
    due: Heard, queue: StoreQueue, api_database: Database
) -> None:
    first = await add_store(api_database, "first", "aaaaaaaa")
    assert await due.next() == "aaaaaaaa"
    [leased] = await queue.fetch_due("me", 1, LEASE)
    await queue.hint(["aaaaaaaa"])  # leased: silent now, due at its release
    await queue.renew(leased, LEASE)
    await queue.record(leased, leased.status, [], due_in=LATER)
    assert await due.next() == "aaaaaaaa"
    [leased] = await queue.fetch_due("me", 1, LEASE)
    await queue.record(leased, leased.status, [], due_in=LATER)  # nothing came: silent
    await request(api_database, first, Intent.VERIFICATION)
    assert await due.next() == "aaaaaaaa"
    await add_store(api_database, "second", "bbbbbbbb")
    assert await due.next() == "bbbbbbbb"


async def test_changed_is_said_for_spec_and_status_but_not_for_leases(
    changed: Heard, queue: StoreQueue, api_database: Database
) -> None:
    first = await add_store(api_database, "first", "aaaaaaaa")
    assert await changed.next() == str(first)
    [leased] = await queue.fetch_due("me", 1, LEASE)  # silent
    await queue.renew(leased, LEASE)  # silent
    await queue.hint(["aaaaaaaa"])  # silent
    second = await add_store(api_database, "second", "bbbbbbbb")
    assert await changed.next() == str(second)
    await queue.record(leased, leased.status, [], due_in=LATER)
    assert await changed.next() == str(first)
    for intent in Intent:
        await request(api_database, second, intent)
        assert await changed.next() == str(second), intent


async def test_a_connection_that_dies_is_an_error_not_silence(
    due: Heard, server: TemporaryPostgres, installation: Installation
) -> None:
    waiting = asyncio.create_task(due.next())
    await asyncio.sleep(0)
    with server.connect() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [installation.address.name],
        )
    with pytest.raises(DatabaseUnavailable):
        await waiting
