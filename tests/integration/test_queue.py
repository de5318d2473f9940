"""Leases: one owner at a time, nothing lost, nothing written by who lost the lease."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from integration.store_rows import FULL_STATUS, NOW, add_store, expire_leases, request
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import Leased, StoreQueue
from store_orchestrator.db.stores import Intent
from store_orchestrator.domain.store import Status
from store_orchestrator.domain.transition import EventType, StoreEvent

LEASE = timedelta(minutes=1)
LATER = timedelta(hours=1)
EVENT = StoreEvent(EventType.NORMAL, "Seen", "It was seen.", NOW)


async def _fetch_one(queue: StoreQueue, owner: str = "first") -> Leased:
    [leased] = await queue.fetch_due(owner, 10, LEASE)
    return leased


async def _count_events(database: Database) -> int:
    async with database.transaction() as connection:
        return int(
            (await connection.execute(text("SELECT count(*) FROM store_events"))).scalar_one()
        )


async def test_a_new_store_is_due_and_leased_to_one_owner_only(
    queue: StoreQueue, api_database: Database
) -> None:
    store_id = await add_store(api_database)
    leased = await _fetch_one(queue)
    assert leased.spec.id == store_id
    assert leased.host == "shop-abcdefgh"
    assert leased.credentials is None
    assert await queue.fetch_due("second", 10, LEASE) == []


async def test_many_owners_at_once_share_the_stores_without_overlap(
    queue: StoreQueue, api_database: Database
) -> None:
    for number in range(12):
        await add_store(api_database, f"shop-{number}", f"abcdef{chr(97 + number)}h")
    fetched = await asyncio.gather(*(queue.fetch_due(f"o{n}", 3, LEASE) for n in range(5)))
    keys = [leased.spec.key for batch in fetched for leased in batch]
    assert len(keys) == len(set(keys)) == 12
    assert all(len(batch) <= 3 for batch in fetched)


async def test_rows_that_another_transaction_holds_are_skipped_not_waited_for(
    queue: StoreQueue, api_database: Database, owner_database: Database
) -> None:
    await add_store(api_database, "held", "aaaaaaaa")
    await add_store(api_database, "free", "bbbbbbbb")
    async with owner_database.transaction() as connection:
        await connection.execute(text("SELECT 1 FROM stores WHERE name = 'held' FOR UPDATE"))
        async with asyncio.timeout(5):
            fetched = await queue.fetch_due("first", 10, LEASE)
    assert [leased.spec.name for leased in fetched] == ["free"]


async def test_an_expired_lease_goes_to_another_owner_and_the_first_writes_nothing(
    queue: StoreQueue, api_database: Database, owner_database: Database
) -> None:
    await add_store(api_database)
    lost = await _fetch_one(queue)
    await expire_leases(owner_database)
    held = await _fetch_one(queue, "second")
    assert held.token != lost.token

    assert await queue.renew(lost, LEASE) is False
    assert await queue.record(lost, FULL_STATUS, [EVENT], due_in=LATER) is None
    assert await queue.record(lost, FULL_STATUS, [EVENT], due_in=None) is None
    assert await queue.save_credentials(lost, {"password": "of the loser"}) is None
    assert await _count_events(owner_database) == 0

    kept = await queue.record(held, held.status, [], due_in=None)
    assert kept is not None
    assert kept.status == Status()
    assert kept.credentials is None


async def test_renewing_holds_the_store_beyond_the_first_lease(
    queue: StoreQueue, api_database: Database
) -> None:
    await add_store(api_database)
    [leased] = await queue.fetch_due("first", 1, timedelta(seconds=0))
    assert await queue.renew(leased, LEASE) is True
    assert await queue.fetch_due("second", 1, LEASE) == []


async def test_recording_writes_status_and_events_and_releases(
    queue: StoreQueue, api_database: Database
) -> None:
    await add_store(api_database)
    leased = await _fetch_one(queue)
    recorded = await queue.record(leased, FULL_STATUS, [EVENT, EVENT], due_in=LATER)
    assert recorded is not None
    assert recorded.status == FULL_STATUS
    assert await _count_events(api_database) == 2
    assert await queue.fetch_due("second", 1, LEASE) == []
    due_in = await queue.next_due_in()
    assert due_in is not None
    assert timedelta(minutes=59) < due_in <= LATER
    # Released: the same token writes nothing any more.
    assert await queue.record(leased, Status(), [], due_in=LATER) is None


async def test_a_status_survives_the_database_unchanged(
    queue: StoreQueue, api_database: Database, owner_database: Database
) -> None:
    await add_store(api_database)
    await queue.record(await _fetch_one(queue), FULL_STATUS, [], due_in=timedelta())
    read = await _fetch_one(queue)
    assert read.status == FULL_STATUS
    await queue.record(read, Status(), [], due_in=timedelta())
    assert (await _fetch_one(queue)).status == Status()


async def test_keeping_the_lease_shows_the_spec_as_it_is_now(
    queue: StoreQueue, api_database: Database
) -> None:
    store_id = await add_store(api_database)
    leased = await _fetch_one(queue)
    await request(api_database, store_id, Intent.DELETION)
    kept = await queue.record(leased, leased.status, [], due_in=None)
    assert kept is not None
    assert kept.token == leased.token
    assert kept.spec.deletion_asked
    assert kept.spec.generation == 2
    assert await queue.fetch_due("second", 1, LEASE) == []


@pytest.mark.parametrize("intent", list(Intent))
async def test_an_intent_while_leased_makes_the_store_due_at_once_after_release(
    queue: StoreQueue, api_database: Database, intent: Intent
) -> None:
    store_id = await add_store(api_database)
    leased = await _fetch_one(queue)
    await request(api_database, store_id, intent)
    assert await queue.fetch_due("second", 1, LEASE) == []
    await queue.record(leased, leased.status, [], due_in=LATER)
    again = await _fetch_one(queue, "second")
    assert again.spec != leased.spec
    # Only once: it was seen now.
    await queue.record(again, again.status, [], due_in=LATER)
    assert await queue.fetch_due("second", 1, LEASE) == []


async def test_a_hint_while_leased_is_not_lost_by_renewing_or_keeping_the_lease(
    queue: StoreQueue, api_database: Database
) -> None:
    await add_store(api_database)
    leased = await _fetch_one(queue)
    await queue.hint(["abcdefgh", "unknownn"])
    assert await queue.fetch_due("second", 1, LEASE) == []
    assert await queue.renew(leased, LEASE)
    kept = await queue.record(leased, leased.status, [], due_in=None)
    assert kept is not None
    await queue.record(kept, kept.status, [], due_in=LATER)
    assert (await _fetch_one(queue, "second")).spec.key == "abcdefgh"


async def test_a_hint_makes_an_idle_store_due_and_not_before_others_that_wait_longer(
    queue: StoreQueue, api_database: Database
) -> None:
    await add_store(api_database)
    leased = await _fetch_one(queue)
    await queue.record(leased, leased.status, [], due_in=LATER)
    await queue.hint(["abcdefgh"])
    assert await queue.next_due_in() == timedelta()
    await _fetch_one(queue)


async def test_the_longest_due_comes_first(queue: StoreQueue, api_database: Database) -> None:
    for name, key in (("old", "aaaaaaaa"), ("young", "bbbbbbbb")):
        await add_store(api_database, name, key)
    [first] = await queue.fetch_due("first", 1, LEASE)
    [second] = await queue.fetch_due("first", 1, LEASE)
    assert [first.spec.name, second.spec.name] == ["old", "young"]


async def test_a_deleted_store_is_released_and_never_due_again(
    queue: StoreQueue, api_database: Database
) -> None:
    store_id = await add_store(api_database)
    await request(api_database, store_id, Intent.DELETION)
    leased = await _fetch_one(queue)
    gone = replace(leased.status, observed_generation=2, deleted_at=NOW)
    assert await queue.record(leased, gone, [], due_in=None) is not None
    await queue.hint(["abcdefgh"])
    assert await queue.next_due_in() is None
    assert await queue.fetch_due("second", 1, LEASE) == []


async def test_orchestrators_show_when_they_were_last_seen(
    queue: StoreQueue, owner_database: Database
) -> None:
    await queue.beat("first")
    async with owner_database.transaction() as connection:
        await connection.execute(
            text("UPDATE orchestrators SET last_seen = now() - interval '2 days'")
        )
    await queue.beat("second")
    await queue.beat("second")
    async with owner_database.transaction() as connection:
        owners = await connection.execute(text("SELECT owner FROM orchestrators"))
        assert list(owners.scalars()) == ["second"]
