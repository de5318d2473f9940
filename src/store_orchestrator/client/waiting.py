"""Waiting until a store is what was asked, showing each step on the way."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.errors import ClientError, NoRoute, ServerUnavailable, WaitTimedOut
from store_orchestrator.client.following import Backoff, Pace, follow_events
from store_orchestrator.client.models import Store, StoreEvent


class Progress(Protocol):
    """Where the steps are shown."""

    def show_event(self, event: StoreEvent) -> None:
        """Something happened to the store."""

    def show_state(self, store: Store) -> None:
        """The store was seen like this."""

    def show_note(self, text: str) -> None:
        """Something happened to the waiting itself."""


class StoreWatch:
    """Follows one store until ``is_done`` says so.

    The stream of its events only says when to look; what counts is the state that is asked
    for after each event, and at intervals. A stream that breaks therefore costs seconds.
    """

    def __init__(
        self,
        client: ApiClient,
        store: Store,
        *,
        is_done: Callable[[Store], bool],
        progress: Progress,
        after: int = 0,
        pace: Pace | None = None,
    ) -> None:
        self._client = client
        self._store = store
        self._is_done = is_done
        self._progress = progress
        self._after = after
        self._pace = pace or Pace()
        self._backoff = Backoff(self._pace)
        self._happened = asyncio.Event()
        self._lost = False

    async def run(self, limit: timedelta) -> Store:
        """The store when it is done.

        Raises:
            WaitTimedOut: when that took longer; the store itself goes on.
            ClientError: when the server refuses, or is unavailable for long.
        """
        relay: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(limit.total_seconds()):
                # What happened already comes first, then the state that it led to.
                await self._show_missed_events()
                relay = asyncio.create_task(self._relay_events())
                await self._observe_until_done(relay)
        except TimeoutError:
            raise WaitTimedOut(self._store) from None
        finally:
            if relay is not None:
                relay.cancel()
                await asyncio.wait([relay])
        await self._show_missed_events()
        return self._store

    async def _observe_until_done(self, relay: asyncio.Task[None]) -> None:
        while True:
            self._happened.clear()
            await self._observe()
            if self._is_done(self._store):
                return
            if relay.done():
                relay.result()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._happened.wait(), self._pace.poll)

    async def _observe(self) -> None:
        try:
            self._store = await self._client.get_store(self._store.id)
        except (ServerUnavailable, NoRoute) as error:
            self._backoff.note_failure(error)
            self._note_lost(error)
            await self._backoff.pause()
            return
        self._backoff.note_success()
        if self._lost:
            self._lost = False
            self._progress.show_note("The server answers again.")
        self._progress.show_state(self._store)

    def _note_lost(self, error: ClientError) -> None:
        if not self._lost:
            self._lost = True
            self._progress.show_note(f"Trying again: {error.what}.")

    async def _relay_events(self) -> None:
        try:
            events = follow_events(self._client, self._store.id, self._pace, after=self._after)
            async for event in events:
                self._show(event)
                self._happened.set()
        finally:
            # Whatever ended the relay is for the observing side to find out at once.
            self._happened.set()

    def _show(self, event: StoreEvent) -> None:
        self._after = max(self._after, event.id)
        self._progress.show_event(event)

    async def _show_missed_events(self) -> None:
        """The state can be ahead of the stream: show what was not shown yet."""
        # What counts is the state: it must not be lost for the sake of its history.
        with contextlib.suppress(ServerUnavailable, NoRoute):
            for event in await self._client.list_events(self._store.id, after=self._after):
                self._show(event)
