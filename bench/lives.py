"""Stores that are created and deleted, timed by what the API's live stream says of them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from uuid import UUID

from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.models import NewStore, Store

LIMIT_SECONDS = 600


@dataclass(frozen=True)
class Timed:
    """A store in the state that was waited for, and the seconds since it was asked for."""

    store: Store
    seconds: float


class Lives:
    """Creates and deletes stores; use :func:`open_lives`."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client
        self._seen: dict[UUID, Store] = {}
        self._news = asyncio.Condition()

    async def create(self, name: str, engine: str) -> Timed:
        """From POST to Ready, the order probe included.

        Raises:
            RuntimeError: the store has failed.
            TimeoutError: it was not Ready within ten minutes.
        """
        started = perf_counter()
        asked = await self._client.create_store(NewStore(name, engine))
        store = await self._wait(asked.id, lambda s: s.is_ready)
        return Timed(store, perf_counter() - started)

    async def delete(self, store: Store) -> Timed:
        """From DELETE to everything verified gone; raises as :meth:`create` does."""
        started = perf_counter()
        await self._client.delete_store(store.id)
        gone = await self._wait(store.id, lambda s: s.is_deleted)
        return Timed(gone, perf_counter() - started)

    async def note_changes(self, changes: AsyncIterator[Store]) -> None:
        """Read the live stream; it never ends by itself while the platform is up."""
        async for store in changes:
            async with self._news:
                self._seen[store.id] = store
                self._news.notify_all()
        raise RuntimeError("the platform ended the live stream")

    async def _wait(self, store_id: UUID, is_done: Callable[[Store], bool]) -> Store:
        def is_over() -> bool:
            store = self._seen.get(store_id)
            return store is not None and (is_done(store) or store.has_failed)

        async with asyncio.timeout(LIMIT_SECONDS), self._news:
            await self._news.wait_for(is_over)
        store = self._seen[store_id]
        if not is_done(store):
            cause = store.failure.cause if store.failure else store.phase_reason
            raise RuntimeError(f"{store.name} failed: {cause}")
        return store


@asynccontextmanager
async def open_lives(client: ApiClient) -> AsyncIterator[Lives]:
    """Stores are watched from before the first is asked for until the block ends."""
    lives = Lives(client)
    async with client.open_store_changes() as changes, asyncio.TaskGroup() as group:
        reading = group.create_task(lives.note_changes(changes))
        yield lives
        reading.cancel()
