"""Around every request: id, access log, metrics, security headers, body limit, our mistakes."""

import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from store_orchestrator.api.problems import (
    BODY_LIMIT,
    BodyTooLarge,
    build_body_too_large,
    build_internal,
)
from store_orchestrator.observability.metrics import ApiMetrics
from store_orchestrator.observability.tracing import span

UNMATCHED = "(unmatched)"
# Clients may invent methods; metrics have a fixed set of labels.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET_ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})

# An answer that sets one of these itself keeps its own value.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
}

log = structlog.get_logger(__name__)


def _get_route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", UNMATCHED))


class AccessLog:
    """Gives each request an id, and logs and counts its answer.

    The log has paths without their query and no headers: neither token nor cookie gets there.
    """

    def __init__(self, app: ASGIApp, metrics: ApiMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = request_id = uuid.uuid4().hex
        answer: dict[str, Message] = {}

        async def send_noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer["start"] = message
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        started = time.monotonic()
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id),
            span(scope["method"], request_id=request_id) as current,
        ):
            try:
                await self._app(scope, receive, send_noting)
            finally:
                self._note(scope, answer.get("start"), time.monotonic() - started)
                # The route, and not the path: ids would make every span a kind of its own.
                current.update_name(f"{scope['method']} {_get_route(scope)}")

    def _note(self, scope: Scope, start: Message | None, seconds: float) -> None:
        # No answer: the client went away before there was one. 499 is nginx's word for it.
        status = int(start["status"]) if start is not None else 499
        kind = Headers(raw=start["headers"]).get("content-type", "") if start is not None else ""
        route = _get_route(scope)
        self._metrics.record_request(
            method=scope["method"] if scope["method"] in _METHODS else "OTHER",
            route=route,
            status=status,
            seconds=seconds,
            stream=kind.startswith("text/event-stream"),
        )
        write = log.debug if route in _QUIET_ROUTES and status < 400 else log.info  # noqa: PLR2004
        write(
            "request",
            method=scope["method"],
            path=scope["path"],
            route=route,
            status=status,
            seconds=round(seconds, 4),
            client=scope["client"][0] if scope.get("client") else None,
            user=scope["state"].get("user"),
        )


class SecurityHeaders:
    """Adds :data:`SECURITY_HEADERS` to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses bodies above the limit, by what they say and by what really comes.

    Starlette has such a middleware, but its answer is plain text that no handler can replace.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _announced_length(scope) > BODY_LIMIT:
            await build_body_too_large(Request(scope))(scope, receive, send)
            return
        received = 0

        async def receive_counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > BODY_LIMIT:
                raise BodyTooLarge
            return message

        await self._app(scope, receive_counting, send)


class MistakeGuard:
    """Answers an error that nothing else knows, inside of log and headers.

    Starlette's own place for this is outside of every middleware: such an answer would lack its
    request's id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the request."""
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception:
            if scope["type"] != "http":
                raise
            log.exception("request.failed", path=scope["path"])
            # Half an answer cannot be taken back: let the server cut the connection.
            if started:
                raise
            await build_internal(Request(scope))(scope, receive, send)


def _announced_length(scope: Scope) -> int:
    announced = Headers(scope=scope).get("content-length", "")
    return int(announced) if announced.isdecimal() else 0
