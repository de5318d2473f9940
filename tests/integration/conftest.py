"""A real PostgreSQL for the whole run; for each test a fresh database by the real migrations."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx2
import pytest
from fastapi import FastAPI

from integration.clients import add_token, open_client
from integration.installation import (
    OWNER,
    Installation,
    OpenInstallation,
    build_installation,
    build_migrate_settings,
)
from store_orchestrator.api.app import build_app
from store_orchestrator.bootstrap import build_api_context, build_cipher, run_migrate
from store_orchestrator.db.connection import ROLE_API, ROLE_ORCHESTRATOR, Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.observability.logging import configure_logging
from temporary_postgres import PostgresMissing, TemporaryPostgres

TEMPLATE = "template_platform"
_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def _logging() -> None:
    configure_logging(json=True, level="info")


@pytest.fixture(scope="session")
def server() -> Iterator[TemporaryPostgres]:
    try:
        postgres = TemporaryPostgres()
    except PostgresMissing as error:
        pytest.exit(f"integration tests need a PostgreSQL server: {error}", returncode=3)
    with postgres:
        yield postgres


@pytest.fixture(scope="session")
def operator_token() -> str:
    return secrets.token_hex(32)


@pytest.fixture(scope="session")
def template(server: TemporaryPostgres, operator_token: str) -> str:
    """The database that each test's is a copy of, made by an owner who is no superuser."""
    with server.connect() as connection:
        connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        connection.execute(f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}")
    asyncio.run(run_migrate(build_migrate_settings(server, TEMPLATE, operator_token)))
    return TEMPLATE


@pytest.fixture(scope="session")
def open_installation(
    server: TemporaryPostgres, template: str, operator_token: str
) -> OpenInstallation:
    """Makes a fresh database; for modules that override ``installation`` to share one."""

    @contextmanager
    def open_one() -> Iterator[Installation]:
        name = f"test_{next(_numbers)}"
        with server.connect() as connection:
            # Copying files is faster than the default, which writes a log of the copy.
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER} STRATEGY file_copy"
            )
        yield build_installation(server, name, operator_token)
        with server.connect() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return open_one


@pytest.fixture
def installation(open_installation: OpenInstallation) -> Iterator[Installation]:
    with open_installation() as installation:
        yield installation


@pytest.fixture
async def owner_database(installation: Installation) -> AsyncIterator[Database]:
    """With all rights of the database's owner."""
    database = installation.open("")
    yield database
    await database.close()


@pytest.fixture
async def api_database(installation: Installation) -> AsyncIterator[Database]:
    """With the rights of the API."""
    database = installation.open(ROLE_API)
    yield database
    await database.close()


@pytest.fixture
async def orchestrator_database(installation: Installation) -> AsyncIterator[Database]:
    """With the rights of an orchestrator."""
    database = installation.open(ROLE_ORCHESTRATOR)
    yield database
    await database.close()


@pytest.fixture
def queue(orchestrator_database: Database, installation: Installation) -> StoreQueue:
    return StoreQueue(orchestrator_database, build_cipher(installation.settings))


@pytest.fixture
def app(installation: Installation, api_database: Database) -> FastAPI:
    return build_app(build_api_context(installation.settings, api_database))


@pytest.fixture
async def client(app: FastAPI, installation: Installation) -> AsyncIterator[httpx2.AsyncClient]:
    """The operator of the default tenant, by token."""
    async with open_client(app, installation.operator_token) as client:
        yield client


@pytest.fixture
async def stranger(app: FastAPI, owner_database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody of another tenant."""
    token = await add_token(owner_database, tenant="other", user="stranger")
    async with open_client(app, token) as client:
        yield client
