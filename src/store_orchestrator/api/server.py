"""The app behind a socket: uvicorn, ending within seconds although streams never end."""

import asyncio
import signal
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI

GRACE_SECONDS = 3


class ApiServer(uvicorn.Server):
    """Serves the app until SIGTERM or SIGINT. Made and run on one event loop.

    Args:
        end_streams: called when a signal comes: uvicorn waits for open answers, and event
            streams would keep it waiting.
        port: 0 takes a free one.
        trusted_proxies: comma-separated addresses whose X-Forwarded headers count.
    """

    def __init__(
        self,
        app: FastAPI,
        end_streams: Callable[[], None],
        *,
        bind: str,
        port: int,
        trusted_proxies: str = "",
    ) -> None:
        config = uvicorn.Config(
            app,
            host=bind,
            port=port,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=trusted_proxies or None,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=75,
            h11_max_incomplete_event_size=32 * 1024,
        )
        super().__init__(config)
        self._end_streams = end_streams
        self._loop = asyncio.get_running_loop()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Begin to end, the streams on the event loop; a second SIGINT waits for nothing.

        uvicorn's own would raise the signal again at the end: the process would die of it
        before closing the database, and look killed instead of finished.
        """
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._end_streams)
