"""Server-sent events: what a store's readers and the dashboard follow live."""

from collections.abc import AsyncIterator
from uuid import UUID

import structlog
from starlette.responses import StreamingResponse

from store_orchestrator.api.context import Recheck
from store_orchestrator.api.rendering import render_event, render_store
from store_orchestrator.observability.metrics import ApiMetrics
from store_orchestrator.services.caller import Caller
from store_orchestrator.services.errors import DatabaseUnavailable, Unauthenticated
from store_orchestrator.services.facade import Services
from store_orchestrator.services.feed import StreamEnded

HEARTBEAT_SECONDS = 15.0
RECONNECT_MILLISECONDS = 2000
EVENTS_PER_READ = 500
_HEARTBEAT = b": heartbeat\n\n"
_OPENING = f"retry: {RECONNECT_MILLISECONDS}\n: connected\n\n".encode()

log = structlog.get_logger(__name__)


class EventStream(StreamingResponse):
    """An event stream that no cache or proxy holds back."""

    media_type = "text/event-stream"

    def __init__(self, content: AsyncIterator[bytes], metrics: ApiMetrics) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(_guard(content, metrics), headers=headers)


async def _guard(content: AsyncIterator[bytes], metrics: ApiMetrics) -> AsyncIterator[bytes]:
    """End the stream where it cannot be complete; its reader reconnects."""
    with metrics.open_streams.track_inprogress():
        yield _OPENING
        try:
            async for chunk in content:
                yield chunk
        except StreamEnded:
            return
        except (DatabaseUnavailable, Unauthenticated) as error:
            log.info("stream.ended", reason=type(error).__name__)


async def stream_stores(
    services: Services, caller: Caller, recheck: Recheck
) -> AsyncIterator[bytes]:
    """Each store of the caller's tenant at each change."""
    with services.feed.subscribe(caller.tenant_id) as reader:
        while True:
            news = await reader.wait(HEARTBEAT_SECONDS)
            for view in news:
                yield _build_message("store", render_store(view).model_dump_json())
            if not news:
                await recheck()
                yield _HEARTBEAT


async def stream_events(
    services: Services, caller: Caller, store_id: UUID, after: int, recheck: Recheck
) -> AsyncIterator[bytes]:
    """The store's history after an event, and then each new one."""
    # Subscribing first: what happens while the history is read wakes the loop again.
    with services.feed.subscribe(caller.tenant_id, store_id) as reader:
        while True:
            events = await services.stores.list_events(
                caller, store_id, after=after, limit=EVENTS_PER_READ
            )
            for event in events:
                after = event.id
                data = render_event(event).model_dump_json()
                yield _build_message("store_event", data, event.id)
            if not events and not await reader.wait(HEARTBEAT_SECONDS):
                await recheck()
                yield _HEARTBEAT


def _build_message(event: str, data: str, message_id: int | None = None) -> bytes:
    # JSON has no raw line breaks, so one data line holds it.
    head = f"id: {message_id}\n" if message_id is not None else ""
    return f"{head}event: {event}\ndata: {data}\n\n".encode()
