"""Notifications from PostgreSQL: hints that shorten latency, never the truth."""

from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from store_orchestrator.db.connection import DatabaseAddress
from store_orchestrator.db.errors import translated_errors

CHANNEL_DUE = "store_due"
"""Payload: key of a store that is due now, or ``KEY_SURVEY``. For orchestrators."""
KEY_SURVEY = ""
"""No store has it: a survey of the cluster is due."""
CHANNEL_CHANGED = "store_changed"
"""Payload: id of a store whose spec or status changed. For the API."""

LIVENESS_SECONDS = 30.0


class Listener:
    """A dedicated connection that listens on one channel.

    ``async with Listener(address, CHANNEL_DUE) as listener: async for payload in listener: …``
    Nothing is missed from the moment the context is entered. Iteration ends only by
    :class:`DatabaseUnavailable`, when the connection dies; who listens for correctness ends its
    process or starts over from the tables.
    """

    def __init__(self, address: DatabaseAddress, channel: str) -> None:
        self._address = address
        self._channel = channel
        self._connection: psycopg.AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        address = self._address
        with translated_errors():
            parameters = make_conninfo(
                host=address.host,
                port=address.port,
                dbname=address.name,
                user=address.user,
                password=address.password,
                **address.build_parameters(),
            )
            self._connection = await psycopg.AsyncConnection.connect(parameters, autocommit=True)
            await self._connection.execute(
                sql.SQL("LISTEN {}").format(sql.Identifier(self._channel))
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def __aiter__(self) -> AsyncIterator[str]:
        """Yield payloads as they come.

        Raises:
            DatabaseUnavailable: the connection died.
        """
        if self._connection is None:
            raise RuntimeError("enter the listener's context before iterating")
        with translated_errors():
            while True:
                async for notification in self._connection.notifies(timeout=LIVENESS_SECONDS):
                    yield notification.payload
                # Silence may also mean that the peer is gone: ask.
                await self._connection.execute("SELECT 1")
