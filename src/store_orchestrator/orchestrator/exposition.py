"""``/metrics`` and ``/healthz`` of an orchestrator, without a web framework."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST

REQUEST_TIMEOUT_SECONDS: Final = 5.0
_TEXT: Final = "text/plain; charset=utf-8"

Page = tuple[HTTPStatus, str, bytes]


class Exposition:
    """Answers GET requests for two paths and closes the connection after each.

    Args:
        render_metrics: the text for Prometheus.
        is_alive: whether the work goes on; otherwise ``/healthz`` answers 503.
    """

    def __init__(self, render_metrics: Callable[[], bytes], is_alive: Callable[[], bool]) -> None:
        self._render_metrics = render_metrics
        self._is_alive = is_alive

    async def open(self, address: str, port: int) -> asyncio.Server:
        """Listen; port 0 takes a free one. The caller closes the server."""
        return await asyncio.start_server(self._answer, address, port)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_format(*self._find_page(head)))
                await writer.drain()
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, ValueError):
            return  # the peer left or talks nonsense: there is nobody to answer
        finally:
            writer.close()

    def _find_page(self, head: bytes) -> Page:
        words = head.split(b"\r\n", 1)[0].split(b" ")
        path = words[1].partition(b"?")[0] if len(words) > 1 and words[0] == b"GET" else b""
        if path == b"/metrics":
            return HTTPStatus.OK, CONTENT_TYPE_LATEST, self._render_metrics()
        if path == b"/healthz" and self._is_alive():
            return HTTPStatus.OK, _TEXT, b"ok\n"
        if path == b"/healthz":
            return HTTPStatus.SERVICE_UNAVAILABLE, _TEXT, b"not looking for work\n"
        return HTTPStatus.NOT_FOUND, _TEXT, b"only GET /metrics and /healthz\n"


def _format(status: HTTPStatus, content_type: str, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
