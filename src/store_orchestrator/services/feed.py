"""Changes of stores, live: one listener per process, fanned out to any number of streams.

A stream never lies by omission: when one cannot be complete (its reader is too slow, the
listener's connection was lost) it ends, and its reader starts over from the tables.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog

from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import DatabaseUnavailable
from store_orchestrator.db.notify import Listener
from store_orchestrator.db.stores import list_silent_store_ids, list_stores_by_id
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.views import StoreView, build_view

RECONNECT_SECONDS = 1.0
SILENCE_CHECK_SECONDS = 10.0
PENDING_LIMIT = 1000
"""Stores with news that one reader may leave waiting; each store counts once."""

log = structlog.get_logger(__name__)


class StreamEnded(Exception):
    """The stream cannot go on; read the tables again and subscribe anew."""


class Subscription:
    """What one reader has not read yet: for each store its newest state only."""

    def __init__(self, tenant_id: UUID, store_id: UUID | None) -> None:
        self.tenant_id = tenant_id
        self.store_id = store_id
        self._pending: dict[UUID, StoreView] = {}
        self._woken = asyncio.Event()
        self._ended = False

    async def wait(self, seconds: float) -> list[StoreView]:
        """News since the last call; empty after ``seconds`` without any, or to say "look".

        Raises:
            StreamEnded: see the class.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return []
        if self._ended:
            raise StreamEnded
        news = list(self._pending.values())
        self._pending.clear()
        self._woken.clear()
        return news

    def offer(self, view: StoreView) -> None:
        """Take a store's newest state, if it is for this reader."""
        if view.tenant_id != self.tenant_id or self.store_id not in (None, view.spec.id):
            return
        self._pending[view.spec.id] = view
        if len(self._pending) > PENDING_LIMIT:
            self.end()
        self._woken.set()

    def restart(self) -> None:
        """News may have been missed: a reader of one store looks, one of all starts over."""
        if self.store_id is None:
            self.end()
        self._woken.set()

    def end(self) -> None:
        """Let the reader's next :meth:`wait` raise."""
        self._ended = True
        self._pending.clear()
        self._woken.set()


class StoreFeed:
    """Hands each change of a store to the readers of its tenant.

    Args:
        open_listener: makes a listener on the channel of changed stores.
    """

    def __init__(
        self, database: Database, catalogue: Catalogue, open_listener: Callable[[], Listener]
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._open_listener = open_listener
        self._readers: set[Subscription] = set()
        self._changed: set[UUID] = set()
        self._has_changed = asyncio.Event()
        self._closed = False

    async def run(self) -> None:
        """Listen until cancelled, coming back when the database does."""
        while True:
            try:
                await self._follow()
            except* DatabaseUnavailable as errors:
                log.warning("feed.interrupted", error=str(errors.exceptions[0]))
            await asyncio.sleep(RECONNECT_SECONDS)

    @contextmanager
    def subscribe(self, tenant_id: UUID, store_id: UUID | None = None) -> Iterator[Subscription]:
        """Follow the tenant's stores, or one of them, from this moment on."""
        reader = Subscription(tenant_id, store_id)
        if self._closed:
            reader.end()
        self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)

    def close(self) -> None:
        """End every stream, now and from now on: the process is going down."""
        self._closed = True
        for reader in self._readers:
            reader.end()

    async def _follow(self) -> None:
        async with self._open_listener() as listener, asyncio.TaskGroup() as tasks:
            for reader in self._readers:
                reader.restart()
            tasks.create_task(self._publish())
            tasks.create_task(self._watch_silence())
            async for payload in listener:
                self._mark_changed({UUID(payload)})

    def _mark_changed(self, store_ids: Collection[UUID]) -> None:
        # Without readers nobody waits for it; a later one begins with the tables.
        if store_ids and self._readers:
            self._changed.update(store_ids)
            self._has_changed.set()

    async def _publish(self) -> None:
        while True:
            await self._has_changed.wait()
            self._has_changed.clear()
            store_ids, self._changed = self._changed, set()
            async with self._database.transaction() as connection:
                records = await list_stores_by_id(connection, store_ids)
            for record in records:
                view = build_view(record, self._catalogue)
                for reader in self._readers:
                    reader.offer(view)

    async def _watch_silence(self) -> None:
        """Publish stores that have turned stale: that happens without any row changing."""
        known: set[UUID] = set()
        while True:
            await asyncio.sleep(SILENCE_CHECK_SECONDS)
            if not self._readers:
                continue
            async with self._database.transaction() as connection:
                silent = await list_silent_store_ids(connection)
            self._mark_changed(silent - known)
            known = silent
