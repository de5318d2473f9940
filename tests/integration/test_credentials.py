"""Credentials at rest: never in plain text, bound to their store, readable after a rotation."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import text

from integration.store_rows import add_store
from store_orchestrator.db.cipher import CredentialCipher
from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import CredentialsUnreadable
from store_orchestrator.db.queue import Leased, StoreQueue

LEASE = timedelta(minutes=1)
CREDENTIALS = {"admin_password": "correct-horse-battery", "jwt_secret": "stapler"}


async def _lease(queue: StoreQueue, name: str) -> Leased:
    fetched = await queue.fetch_due("first", 10, LEASE)
    return next(leased for leased in fetched if leased.spec.name == name)


async def _read_table(database: Database) -> str:
    async with database.transaction() as connection:
        rows = await connection.execute(
            text("SELECT s::text || encode(credentials, 'escape') FROM stores s")
        )
        return "\n".join(rows.scalars())


async def test_credentials_are_drawn_once_and_stored_as_ciphertext(
    queue: StoreQueue, api_database: Database
) -> None:
    await add_store(api_database)
    leased = await _lease(queue, "shop")
    saved = await queue.save_credentials(leased, CREDENTIALS)
    assert saved is not None
    assert saved.credentials == CREDENTIALS
    again = await queue.save_credentials(leased, {"admin_password": "another"})
    assert again is not None
    assert again.credentials == CREDENTIALS
    table = await _read_table(api_database)
    for value in CREDENTIALS.values():
        assert value not in table
        assert value.encode().hex() not in table
    assert "correct-horse-battery" not in repr(again)


async def test_what_a_later_version_needs_is_added_and_nothing_changes(
    queue: StoreQueue, api_database: Database
) -> None:
    await add_store(api_database)
    leased = await _lease(queue, "shop")
    await queue.save_credentials(leased, CREDENTIALS)
    before = await _read_table(api_database)
    drawn = {"admin_password": "another", "sign_in_secret": "newer"}
    saved = await queue.save_credentials(leased, drawn)
    assert saved is not None
    assert saved.credentials == {**CREDENTIALS, "sign_in_secret": "newer"}
    after = await _read_table(api_database)
    assert after != before
    # Saving what is there writes nothing: not even another ciphertext of the same.
    await queue.save_credentials(leased, drawn)
    assert await _read_table(api_database) == after


async def test_credentials_copied_to_another_store_do_not_open(
    queue: StoreQueue, api_database: Database, owner_database: Database
) -> None:
    await add_store(api_database, "rich", "aaaaaaaa")
    await add_store(api_database, "thief", "bbbbbbbb")
    fetched = {leased.spec.name: leased for leased in await queue.fetch_due("first", 2, LEASE)}
    await queue.save_credentials(fetched["rich"], CREDENTIALS)
    async with owner_database.transaction() as connection:
        await connection.execute(
            text(
                "UPDATE stores SET credentials = rich.credentials, "
                "credentials_key_id = rich.credentials_key_id "
                "FROM stores rich WHERE rich.name = 'rich' AND stores.name = 'thief'"
            )
        )
    # It raises rather than drawing new ones over something that is there.
    with pytest.raises(CredentialsUnreadable, match="do not open"):
        await queue.save_credentials(fetched["thief"], CREDENTIALS)
    # A store must stay deletable without them.
    kept = await queue.record(fetched["thief"], fetched["thief"].status, [], due_in=None)
    assert kept is not None
    assert kept.credentials is None


async def test_rotation_keeps_old_credentials_readable_as_long_as_their_key_is_there(
    orchestrator_database: Database, api_database: Database
) -> None:
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    before = StoreQueue(orchestrator_database, CredentialCipher({"old": old}, "old"))
    after = StoreQueue(orchestrator_database, CredentialCipher({"old": old, "new": new}, "new"))
    without = StoreQueue(orchestrator_database, CredentialCipher({"new": new}, "new"))
    await add_store(api_database)
    leased = await _lease(before, "shop")
    await before.save_credentials(leased, CREDENTIALS)

    kept = await after.record(leased, leased.status, [], due_in=None)
    assert kept is not None
    assert kept.credentials == CREDENTIALS
    with pytest.raises(CredentialsUnreadable, match="'old', which is not configured"):
        await without.save_credentials(leased, CREDENTIALS)

    await add_store(api_database, "younger", "bbbbbbbb")
    await after.save_credentials(await _lease(after, "younger"), CREDENTIALS)
    async with api_database.transaction() as connection:
        ids = await connection.execute(
            text("SELECT credentials_key_id FROM stores ORDER BY created_at")
        )
        assert list(ids.scalars()) == ["old", "new"]
