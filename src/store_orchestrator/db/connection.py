"""Connections to PostgreSQL: address, pool, transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from store_orchestrator.db.errors import translated_errors

# Made by the migrations; each may write only its own columns, so that "the API writes spec, the
# orchestrator writes status" holds in the database too.
ROLE_API = "store_orchestrator_api"
ROLE_ORCHESTRATOR = "store_orchestrator_orchestrator"

CONNECT_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_MILLISECONDS = 15_000


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where PostgreSQL is and who we are there.

    Attributes:
        host: host name, or the absolute path of the folder that holds the Unix socket.
        role: role taken right after signing in; empty keeps the user's own rights (migrations).
    """

    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False)
    role: str = ""

    def build_parameters(self) -> dict[str, str]:
        """Connection parameters for the driver, without anything that may be logged as a URL."""
        options = [
            "-c timezone=UTC",
            f"-c statement_timeout={STATEMENT_TIMEOUT_MILLISECONDS}",
            "-c idle_in_transaction_session_timeout=60000",
        ]
        if self.role:
            options.append(f"-c role={self.role}")
        return {
            "connect_timeout": str(CONNECT_TIMEOUT_SECONDS),
            "application_name": self.role or "store_orchestrator_migrate",
            "options": " ".join(options),
            # A peer that vanished without a FIN is noticed after about 25 s.
            "keepalives_idle": "10",
            "keepalives_interval": "5",
            "keepalives_count": "3",
        }


class Database:
    """A pool of connections; every use is one short transaction."""

    def __init__(self, address: DatabaseAddress, *, pool_size: int = 10) -> None:
        self.address = address
        url = URL.create(
            "postgresql+psycopg",
            username=address.user,
            password=address.password,
            host=address.host,
            port=address.port,
            database=address.name,
        )
        self._engine: AsyncEngine = create_async_engine(
            url,
            connect_args=address.build_parameters(),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=CONNECT_TIMEOUT_SECONDS,
            pool_pre_ping=True,
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back on any error.

        Never hold it over network or cluster calls.

        Raises:
            DatabaseUnavailable: no connection, or it broke.
            NameInUse, KeyInUse: see :mod:`store_orchestrator.db.errors`.
        """
        with translated_errors():
            async with self._engine.begin() as connection:
                yield connection

    async def close(self) -> None:
        """Close every pooled connection."""
        await self._engine.dispose()
