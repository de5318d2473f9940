"""A real HTTP server in a thread: connections are refused, cut and restarted for real."""

import socket
import threading
import time
from collections.abc import Callable

import uvicorn
from starlette.types import Receive, Scope, Send

from unit.client.fake_platform import FakePlatform


class PlatformServer:
    """Serves the present fake platform on one port; can go away and come back there."""

    def __init__(self) -> None:
        self.platform = FakePlatform()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._restarting: threading.Thread | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.platform.app(scope, receive, send)

    def start(self) -> None:
        """Serve, unless it does already."""
        if self._server is not None:
            return
        config = uvicorn.Config(
            self._serve,
            host="127.0.0.1",
            port=self.port,
            interface="asgi3",
            log_config=None,
            log_level="critical",
            lifespan="off",
            timeout_graceful_shutdown=0,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the fake server did not start"
            time.sleep(0.005)

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join()
        self._server = None

    def restart_soon(self, then: Callable[[], None]) -> None:
        """Go away at once and come back a moment later; callable while a request is served."""
        self._restarting = threading.Thread(target=self._restart, args=(then,), daemon=True)
        self._restarting.start()

    def settle(self) -> None:
        """Wait until a restart is over."""
        if self._restarting is not None:
            self._restarting.join()
            self._restarting = None

    def _restart(self, then: Callable[[], None]) -> None:
        self.stop()
        time.sleep(0.3)
        then()
        self.start()
