"""The schema's version: bringing a database to it, and telling whether it is there."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import DatabaseUnavailable, SchemaMismatch
from store_orchestrator.observability.outages import Outage

# Any number; every migrate of this project takes the same one.
_ADVISORY_LOCK = 6_017_239_410
_RETRY_SECONDS = 0.5

log = structlog.get_logger(__name__)


def build_config() -> Config:
    """Alembic's configuration with the scripts packaged here."""
    config = Config()
    migrations = import_module("store_orchestrator.db.migrations")
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    config.set_main_option("path_separator", "os")
    return config


def get_head() -> str:
    """The schema version that this program needs."""
    head = ScriptDirectory.from_config(build_config()).get_current_head()
    if head is None:
        raise RuntimeError("no migrations are packaged")
    return head


async def wait_for_database(database: Database, seconds: float) -> None:
    """Return as soon as the database answers.

    Raises:
        DatabaseUnavailable: it did not within ``seconds``; carries the last reason.
    """

    async def ask() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1"))

    await _repeat(ask, seconds)


async def wait_for_version(database: Database, head: str, seconds: float) -> None:
    """Return as soon as the database has the schema version ``head``.

    Raises:
        DatabaseUnavailable, SchemaMismatch: it had not within ``seconds``; the last reason.
    """
    await _repeat(lambda: check_version(database, head), seconds)


async def _repeat(attempt: Callable[[], Awaitable[None]], seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    outage = Outage(log, "database")
    while True:
        try:
            await attempt()
        except (DatabaseUnavailable, SchemaMismatch) as error:
            if time.monotonic() >= give_up_at:
                raise
            outage.meet(cause=str(error))
            await asyncio.sleep(_RETRY_SECONDS)
        else:
            outage.end()
            return


async def upgrade(connection: AsyncConnection) -> None:
    """Bring the schema to :func:`get_head` inside the caller's transaction.

    Concurrent calls wait for one another; the later ones find nothing to do.
    """
    # A long migration is no reason to be cut off by the pool's statement timeout.
    await connection.execute(text("SET LOCAL statement_timeout = 0"))
    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
    await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = build_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def check_version(database: Database, head: str) -> None:
    """Return if the database has the schema version ``head``.

    Raises:
        DatabaseUnavailable: it cannot be asked.
        SchemaMismatch: it has another version or none.
    """
    async with database.transaction() as connection:
        found = await _find_version(connection)
    if found != head:
        raise SchemaMismatch(
            f"the database has schema version {found or 'none'}, this program needs {head}; "
            "run: python -m store_orchestrator migrate"
        )


async def _find_version(connection: AsyncConnection) -> str | None:
    exists = text("SELECT to_regclass('alembic_version') IS NOT NULL")
    if not (await connection.execute(exists)).scalar_one():
        return None
    statement = text("SELECT version_num FROM alembic_version")
    found: str | None = (await connection.execute(statement)).scalar_one_or_none()
    return found
