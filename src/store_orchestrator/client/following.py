"""Following what changes, over streams that break: reconnect, catch up, never repeat."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.errors import ClientError, NoRoute, ServerUnavailable
from store_orchestrator.client.models import JsonObject, Store, StoreEvent


@dataclass(frozen=True, slots=True)
class Pace:
    """How eagerly to follow; all in seconds.

    Attributes:
        first_delay: before the first reconnection; doubles up to ``longest_delay``.
        poll: a state is asked for at least this often, whatever the stream says.
        patience: how long a server may be unavailable before following ends; an API that is
            being replaced is back much earlier.
    """

    first_delay: float = 0.25
    longest_delay: float = 5.0
    poll: float = 3.0
    patience: float = 120.0


class Backoff:
    """Delays that double, and failures that last too long."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._delay = pace.first_delay
        self._failing_since: float | None = None

    def note_answer(self) -> None:
        """The server is there, but has nothing new."""
        self._failing_since = None

    def note_success(self) -> None:
        """Something new came: be eager again."""
        self._delay = self._pace.first_delay
        self._failing_since = None

    def note_failure(self, error: ClientError) -> None:
        """The server did not answer.

        Raises:
            ClientError: the given one, when that has gone on for too long.
        """
        now = asyncio.get_running_loop().time()
        self._failing_since = self._failing_since or now
        if now - self._failing_since > self._pace.patience:
            raise error

    async def pause(self) -> None:
        """Wait before the next try."""
        await asyncio.sleep(self._delay)
        self._delay = min(self._delay * 2, self._pace.longest_delay)


async def follow_events(
    client: ApiClient, store_id: UUID, pace: Pace, *, after: int = 0
) -> AsyncIterator[StoreEvent]:
    """Every event after the given one, each once and in order, without end.

    The store was asked for at this address before, so a lost route is waited for.

    Between two connections the history is asked for, so events still arrive, if later, where
    no stream can be held open.

    Raises:
        ClientError: when the server refuses, or is unavailable beyond the pace's patience.
    """
    backoff = Backoff(pace)
    while True:
        with contextlib.suppress(ServerUnavailable, NoRoute):
            async with client.open_store_events(store_id, after=after) as events:
                async for event in events:
                    backoff.note_success()
                    if event.id > after:
                        after = event.id
                        yield event
        # However the stream ended, the history decides whether the server is there.
        try:
            missed = await client.list_events(store_id, after=after)
            backoff.note_answer()
        except (ServerUnavailable, NoRoute) as error:
            backoff.note_failure(error)
            missed = []
        for event in missed:
            backoff.note_success()
            after = event.id
            yield event
        await backoff.pause()


async def follow_stores(
    client: ApiClient, pace: Pace, *, include_deleted: bool
) -> AsyncIterator[Store]:
    """Every visible store once, and then each again whenever it changed, without end.

    Raises:
        ClientError: when the server refuses, or is unavailable beyond the pace's patience.
    """
    shown: dict[UUID, JsonObject] = {}
    answered = False
    backoff = Backoff(pace)
    while True:
        try:
            # The stream first, then the list: no change falls between the two.
            async with client.open_store_changes() as changes:
                page = await client.list_stores(include_deleted=include_deleted)
                backoff.note_answer()
                answered = True
                for store in client.read_stores(page):
                    if shown.get(store.id) != store.raw:
                        shown[store.id] = store.raw
                        yield store
                async for store in changes:
                    backoff.note_success()
                    if shown.get(store.id) != store.raw:
                        shown[store.id] = store.raw
                        yield store
        except (ServerUnavailable, NoRoute) as error:
            if isinstance(error, NoRoute) and not answered:
                raise
            backoff.note_failure(error)
        await backoff.pause()
