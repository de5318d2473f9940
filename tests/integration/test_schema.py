"""What the migrations make, and what the tables refuse by themselves."""

import asyncio
import secrets
from dataclasses import replace

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from integration.installation import OWNER, Installation, build_installation, build_migrate_settings
from store_orchestrator.bootstrap import run_migrate
from store_orchestrator.db import schema
from store_orchestrator.db.connection import ROLE_ORCHESTRATOR, Database
from store_orchestrator.db.errors import DatabaseUnavailable, NameInUse, SchemaMismatch
from store_orchestrator.db.tables import metadata
from temporary_postgres import TemporaryPostgres


def _compare(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_server_default": True, "compare_type": True}
    )
    return list(compare_metadata(context, metadata))


def _list_checks(connection: Connection) -> set[tuple[str, str]]:
    inspector = sa.inspect(connection)
    return {
        (table, str(check["name"]))
        for table in metadata.tables
        for check in inspector.get_check_constraints(table)
    }


async def test_migrations_arrive_at_the_tables(owner_database: Database) -> None:
    async with owner_database.transaction() as connection:
        assert await connection.run_sync(_compare) == []
        # Alembic does not compare CHECK constraints.
        found = await connection.run_sync(_list_checks)
    expected = {
        (table.name, str(constraint.name))
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint)
    }
    assert found == expected
    assert len(expected) > 20


async def test_check_constraints_say_the_same_as_the_tables(
    server: TemporaryPostgres, owner_database: Database
) -> None:
    """The definitions as PostgreSQL prints them, made by the migrations and by the metadata."""
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE from_metadata OWNER {OWNER}")
    other = Database(build_installation(server, "from_metadata", "").address)
    try:
        async with other.transaction() as connection:
            await connection.run_sync(metadata.create_all)
            expected = await _read_definitions(connection)
        async with owner_database.transaction() as connection:
            assert await _read_definitions(connection) == expected
    finally:
        await other.close()
        with server.connect() as admin:
            admin.execute("DROP DATABASE from_metadata WITH (FORCE)")


async def _read_definitions(connection: AsyncConnection) -> set[tuple[str, ...]]:
    constraints = await connection.execute(
        text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
            "AND conrelid::regclass::text <> 'alembic_version'"
        )
    )
    indexes = await connection.execute(
        text(
            "SELECT tablename, indexname, indexdef FROM pg_indexes "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
    )
    return {tuple(row) for rows in (constraints, indexes) for row in rows}


async def test_migrating_again_and_twice_at_once_changes_nothing(
    server: TemporaryPostgres, installation: Installation, owner_database: Database
) -> None:
    settings = build_migrate_settings(
        server, installation.address.name, installation.operator_token
    )
    before = await _count_accounts(owner_database)
    await asyncio.gather(run_migrate(settings), run_migrate(settings))
    assert await _count_accounts(owner_database) == before == (1, 1, 1)


async def test_two_first_migrations_at_once_both_succeed(server: TemporaryPostgres) -> None:
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE empty_one OWNER {OWNER}")
    settings = build_migrate_settings(server, "empty_one", secrets.token_hex(32))
    database = Database(build_installation(server, "empty_one", "").address)
    try:
        await asyncio.gather(run_migrate(settings), run_migrate(settings))
        await schema.check_version(database, schema.get_head())
        assert await _count_accounts(database) == (1, 1, 1)
    finally:
        await database.close()
        with server.connect() as admin:
            admin.execute("DROP DATABASE empty_one WITH (FORCE)")


async def test_another_operator_token_replaces_the_old_one(
    server: TemporaryPostgres, installation: Installation, owner_database: Database
) -> None:
    await run_migrate(
        build_migrate_settings(server, installation.address.name, secrets.token_hex(32))
    )
    async with owner_database.transaction() as connection:
        states = await connection.execute(
            text("SELECT revoked_at IS NULL FROM api_tokens ORDER BY created_at")
        )
        assert list(states.scalars()) == [False, True]


async def test_the_operator_token_is_stored_as_its_hash_only(
    installation: Installation, owner_database: Database
) -> None:
    async with owner_database.transaction() as connection:
        row = (await connection.execute(text("SELECT t::text FROM api_tokens t"))).scalar_one()
    assert installation.operator_token not in row
    assert installation.operator_token.encode().hex() not in row


async def test_a_database_without_schema_is_told_apart(server: TemporaryPostgres) -> None:
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE bare OWNER {OWNER}")
    database = Database(build_installation(server, "bare", "").address)
    try:
        with pytest.raises(SchemaMismatch, match=r"version none.*migrate"):
            await schema.check_version(database, schema.get_head())
    finally:
        await database.close()
        with server.connect() as admin:
            admin.execute("DROP DATABASE bare")


async def test_waiting_for_a_database_gives_up(server: TemporaryPostgres) -> None:
    database = Database(build_installation(server, "does_not_exist", "").address)
    with pytest.raises(DatabaseUnavailable, match="does_not_exist"):
        await schema.wait_for_database(database, 0)
    await database.close()


async def test_an_orchestrator_that_starts_first_waits_for_the_migration(
    server: TemporaryPostgres,
) -> None:
    """In a first install nobody orders the pods: neither database nor role are there yet."""
    installation = build_installation(server, "later", secrets.token_hex(32))
    database = Database(replace(installation.address, role=ROLE_ORCHESTRATOR))
    waiting = asyncio.create_task(schema.wait_for_version(database, schema.get_head(), 30))
    await asyncio.sleep(0)
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE later OWNER {OWNER}")
    try:
        await run_migrate(build_migrate_settings(server, "later", installation.operator_token))
        await waiting
    finally:
        await database.close()
        with server.connect() as admin:
            admin.execute("DROP DATABASE later WITH (FORCE)")


STORE = """
    INSERT INTO stores (id, tenant_id, key, name, engine, plan, display_name, country, currency,
        sample_products, due_at)
    SELECT gen_random_uuid(), id, :key, :name, 'medusa', 'small', 'Shop', 'US', 'USD', true, now()
    FROM tenants WHERE name = 'default'
"""


async def _insert(database: Database, name: str, key: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(text(STORE), {"name": name, "key": key})


async def _execute(database: Database, statement: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(text(statement))


async def _count_accounts(database: Database) -> tuple[int, ...]:
    statement = """
        SELECT (SELECT count(*) FROM tenants WHERE name <> '(pool)'), (SELECT count(*) FROM users),
            (SELECT count(*) FROM api_tokens WHERE revoked_at IS NULL)
    """
    async with database.transaction() as connection:
        return tuple((await connection.execute(text(statement))).one())


async def test_live_names_are_unique_and_free_again_after_deletion(
    owner_database: Database,
) -> None:
    await _insert(owner_database, "shop", "abcdefgh")
    with pytest.raises(NameInUse):
        await _insert(owner_database, "shop", "bbcdefgh")
    await _execute(owner_database, "UPDATE stores SET delete_requested_at = now()")
    with pytest.raises(NameInUse):
        await _insert(owner_database, "shop", "bbcdefgh")
    await _execute(owner_database, "UPDATE stores SET deleted_at = now(), due_at = NULL")
    await _insert(owner_database, "shop", "bbcdefgh")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("display_name = ''", "display_name"),
        ("display_name = repeat('a', 61)", "display_name"),
        ("country = 'us'", "country"),
        ("currency = 'EURO'", "currency"),
        ("isolation_requested = -1", "isolation_requested"),
        ("isolation = '[]'", "isolation"),
        ("milestones = '[]'", "milestones"),
        ("notices = '{}'", "notices"),
        ("name = 'Shop'", "name"),
        ("name = 'ab'", "name"),
        ("key = '1bcdefgh'", "key"),
        ("generation = 0", "generation"),
        ("observed_generation = 2", "observed_generation"),
        ("conditions = '{}'", "conditions"),
        ("failure = '[]'", "failure"),
        ("credentials = '\\x00'", "credentials_key_id"),
        ("deleted_at = now(), due_at = NULL", "deleted_was_asked"),
        ("due_at = NULL", "due_unless_deleted"),
        ("lease_owner = 'me'", "lease_whole"),
        (
            "lease_owner = 'me', lease_token = gen_random_uuid(), "
            "lease_expires_at = now() + interval '1 minute'",
            "due_after_lease",
        ),
    ],
)
async def test_rows_that_cannot_be_are_refused(
    owner_database: Database, change: str, constraint: str
) -> None:
    await _insert(owner_database, "shop", "abcdefgh")
    with pytest.raises(IntegrityError, match=f"ck_stores_{constraint}"):
        await _execute(owner_database, f"UPDATE stores SET {change}")  # noqa: S608
