"""Upgrading a database that has stores in it already."""

from collections.abc import AsyncIterator

import pytest
from alembic import command
from sqlalchemy import Connection, text

from integration.installation import OWNER, build_installation
from store_orchestrator.db import schema
from store_orchestrator.db.connection import Database
from store_orchestrator.db.mapping import build_spec, build_status
from store_orchestrator.db.tables import stores
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.timeline import Milestone
from temporary_postgres import TemporaryPostgres

OLD_STORES = """
    INSERT INTO stores (id, tenant_id, key, name, engine, plan, due_at, ready_at)
    SELECT gen_random_uuid(), tenants.id, old.key, old.name, 'medusa', 'small', now(), old.ready_at
    FROM tenants, (VALUES
        ('aaaaaaaa', 'my-old-shop', '2026-01-02 03:04:05.678901+00'::timestamptz),
        ('bbbbbbbb', 'begun', NULL)
    ) AS old (key, name, ready_at)
"""


@pytest.fixture
async def old_database(server: TemporaryPostgres) -> AsyncIterator[Database]:
    """As version 0002 left it, with a Ready store and one that was begun."""
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE old_one OWNER {OWNER}")
    database = Database(build_installation(server, "old_one", "").address)
    async with database.transaction() as connection:
        await connection.run_sync(_upgrade_to_0002)
        await connection.execute(text("INSERT INTO tenants (name) VALUES ('default')"))
        await connection.execute(text(OLD_STORES))
    yield database
    await database.close()
    with server.connect() as admin:
        admin.execute("DROP DATABASE old_one WITH (FORCE)")


def _upgrade_to_0002(connection: Connection) -> None:
    config = schema.build_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0002")


async def test_stores_of_before_there_was_a_choice_get_what_they_had(
    template: str, old_database: Database
) -> None:
    async with old_database.transaction() as connection:
        await schema.upgrade(connection)
    await schema.check_version(old_database, schema.get_head())
    async with old_database.transaction() as connection:
        rows = (await connection.execute(stores.select().order_by(stores.c.key))).all()
    ready, begun = rows
    assert build_spec(ready).choices == Choices("My Old Shop", "DE", "EUR", sample_products=True)
    assert build_spec(ready).isolation_requested == 0
    assert build_status(ready).milestones == {Milestone.READY: ready.ready_at}
    assert build_spec(begun).choices.display_name == "Begun"
    assert build_status(begun).milestones == {}
    assert build_status(begun).notices == ()
    assert build_status(begun).isolation is None


async def test_milestones_of_a_later_version_are_passed_over(old_database: Database) -> None:
    async with old_database.transaction() as connection:
        await schema.upgrade(connection)
        await connection.execute(
            text("UPDATE stores SET milestones = milestones || jsonb_build_object('Later', now())")
        )
        rows = (await connection.execute(stores.select().order_by(stores.c.key))).all()
    assert [set(build_status(row).milestones) for row in rows] == [{Milestone.READY}, set()]
