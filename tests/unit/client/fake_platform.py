"""A small server that speaks the HTTP contract, with faults that tests stage by name.

:class:`~unit.client.platform_server.PlatformServer` serves it for real.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from typing import Any
from uuid import UUID, uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

TOKEN = "so_tok_NeverToBePrinted0123456789"
CREATED = "2026-11-24T15:00:00.123456+00:00"

Json = dict[str, Any]
Change = Callable[[Json], None]


class ConnectionCut(Exception):
    """Raised inside a body that was begun: the server closes the connection midway."""


class CutResponse(Response):
    """Promises more bytes than it sends."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"999"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 202, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise ConnectionCut


def build_store(name: str, **changes: object) -> Json:
    key = "abcdefgh"
    return {
        "id": str(uuid4()),
        "name": name,
        "key": key,
        "engine": "medusa",
        "plan": "small",
        "display_name": "My Shop",
        "country": "DE",
        "currency": "EUR",
        "sample_products": True,
        "phase": "Pending",
        "phase_reason": "Waiting for the orchestrator to start.",
        "generation": 1,
        "observed_generation": 0,
        "observed_at": None,
        "stale": False,
        "conditions": [],
        "url": f"http://{name}-{key}.localhost:8080/",
        "admin_url": f"http://{name}-{key}.localhost:8080/app",
        "namespace": f"store-{key}",
        "created_at": CREATED,
        "ready_at": None,
        "proven_at": None,
        "delete_requested_at": None,
        "deleted_at": None,
        "failure": None,
        "verification": None,
        "isolation": None,
        "timeline": [{"milestone": "Accepted", "at": CREATED, "seconds": 0.0}],
        "notices": [],
        "receipt": None,
        "a_field_of_the_future": {"tolerated": True},
        **changes,
    }


def become(phase: str, reason: str, **changes: object) -> Change:
    """A change of a store, made when it is looked at next."""

    def change(store: Json) -> None:
        store.update(phase=phase, phase_reason=reason, **changes)
        store["observed_generation"] = store["generation"]

    return change


def change_nothing(_store: Json) -> None:
    """A look that shows nothing new."""


def build_problem(slug: str, status: int, detail: str, **more: object) -> Response:
    body: Json = {"type": f"urn:store-orchestrator:problem:{slug}", "title": slug, "status": status}
    body |= {"detail": detail, "instance": "/x", **more}
    return JSONResponse(body, status, media_type="application/problem+json")


class FakePlatform:
    """State, faults, and what was asked.

    Attributes:
        script: changes of the one store under test; each look at it (GET) carries out the next.
        faults: answers given instead of the real ones, to requests of that method and path end.
        cut_streams_after: every event stream is cut after so many events; None for never.
        on_store_stream: called once a stream of all stores runs; what it changes is still
            sent, then that stream is cut.
        requests: method, path and headers of everything that came in.
        bodies: what was sent to create stores.
        forced: names of stores whose removal was forced.
    """

    def __init__(self) -> None:
        self.stores: list[Json] = []
        self.events: list[Json] = []
        self.keys: dict[str, Json] = {}
        self.script: deque[Change] = deque()
        self.faults: dict[tuple[str, str], deque[Callable[[], Response]]] = {}
        self.cut_streams_after: int | None = None
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.bodies: list[Json] = []
        self.forced: list[str] = []
        self.told: dict[str, deque[Json]] = {}
        self.page_size = 100
        self.on_store_stream: Callable[[], None] | None = None
        self.lost_answers = 0
        self.app = self._build_app()

    def add_store(self, name: str, **changes: object) -> Json:
        store = build_store(name, **changes)
        self.stores.append(store)
        return store

    def add_event(self, store: Json, reason: str, message: str, kind: str = "Normal") -> None:
        self.events.append(
            {
                "id": len(self.events) + 1,
                "store_id": store["id"],
                "at": CREATED,
                "type": kind,
                "reason": reason,
                "message": message,
                "generation": store["generation"],
            }
        )

    def stage_fault(self, method: str, end: str, *answers: Callable[[], Response]) -> None:
        self.faults.setdefault((method, end), deque()).extend(answers)

    def count_requests(self, method: str, end: str) -> int:
        return sum(m == method and path.endswith(end) for m, path, _ in self.requests)

    def _build_app(self) -> Starlette:
        api = "/api/v1"
        routes = [
            Route(f"{api}/stores", self._create, methods=["POST"]),
            Route(f"{api}/stores", self._list),
            Route(f"{api}/stores/{{id}}", self._get),
            Route(f"{api}/stores/{{id}}", self._delete, methods=["DELETE"]),
            Route(f"{api}/stores/{{id}}/retry", self._retry, methods=["POST"]),
            Route(f"{api}/stores/{{id}}/verify", self._verify, methods=["POST"]),
            Route(f"{api}/stores/{{id}}/isolation", self._isolation, methods=["POST"]),
            Route(f"{api}/stores/{{id}}/login", self._login, methods=["POST"]),
            Route(f"{api}/stores/{{id}}/credentials", self._credentials, methods=["POST"]),
            Route(f"{api}/stores/{{id}}/events", self._list_events),
            Route(f"{api}/events", self._stream_stores),
            Route(f"{api}/engines", self._engines),
            Route(f"{api}/me", self._me),
            Route("/openapi.json", self._openapi),
            Route(f"{api}/{{rest:path}}", self._answer_told, methods=["GET", "POST"]),
        ]
        guarded = [
            Route(r.path, self._guard(r.endpoint), methods=list(r.methods or ())) for r in routes
        ]
        return Starlette(routes=guarded)

    def _guard(self, endpoint: Callable[[Request], Any]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            path = request.url.path
            self.requests.append((request.method, path, dict(request.headers)))
            for (method, end), answers in self.faults.items():
                if request.method == method and path.endswith(end) and answers:
                    return answers.popleft()()
            if request.headers.get("authorization") != f"Bearer {TOKEN}":
                return build_problem("unauthenticated", 401, "the token is unknown or expired")
            response: Response = await endpoint(request)
            return response

        return answer

    async def _answer_told(self, request: Request) -> Response:
        """What a test said: the last of several answers stays."""
        path = f"{request.method} /{request.path_params['rest']}"
        answers = self.told.get(path)
        if not answers:
            return build_problem("not-found", 404, f"there is nothing at {path}")
        if body := await request.body():
            self.bodies.append(json.loads(body))
        return JSONResponse(answers.popleft() if len(answers) > 1 else answers[0])

    def _find(self, request: Request) -> Json | None:
        wanted = UUID(request.path_params["id"])
        return next((s for s in self.stores if UUID(s["id"]) == wanted), None)

    async def _create(self, request: Request) -> Response:
        body = await request.json()
        self.bodies.append(body)
        key = request.headers["idempotency-key"]
        known = self.keys.get(key)
        if known is None and any(
            s["name"] == body["name"] and not s["deleted_at"] for s in self.stores
        ):
            return build_problem(
                "name-in-use",
                409,
                f"a store '{body['name']}' exists",
                errors=[{"field": "name", "message": "is in use"}],
                remedy="choose another name, or delete that store",
            )
        store = known or self.add_store(body["name"])
        self.keys[key] = store
        if self.lost_answers:
            self.lost_answers -= 1
            return CutResponse()
        return JSONResponse(store, 202)

    async def _list(self, request: Request) -> Response:
        query = request.query_params
        found = [
            s
            for s in self.stores
            if query.get("name") in {None, s["name"]}
            and (query["include_deleted"] == "true" or not s["deleted_at"])
        ]
        start = int(query.get("cursor", "0"))
        end = start + self.page_size
        cursor = str(end) if end < len(found) else None
        return JSONResponse({"items": found[start:end], "next_cursor": cursor})

    async def _get(self, request: Request) -> Response:
        store = self._find(request)
        if store is None:
            return build_problem("not-found", 404, "there is no such store")
        if self.script:
            self.script.popleft()(store)
        return JSONResponse(store)

    async def _delete(self, request: Request) -> Response:
        store = self._find(request)
        assert store is not None
        if not store["delete_requested_at"]:
            store.update(delete_requested_at=CREATED, phase="Deleting")
            store["generation"] += 1
        if request.query_params.get("force") == "true":
            self.forced.append(store["name"])
        return JSONResponse(store, 202)

    async def _retry(self, request: Request) -> Response:
        store = self._find(request)
        assert store is not None
        store["generation"] += 1
        return JSONResponse(store, 202)

    async def _verify(self, _request: Request) -> Response:
        return JSONResponse({"verification": 7}, 202)

    async def _isolation(self, _request: Request) -> Response:
        return JSONResponse({"isolation": 3}, 202)

    async def _login(self, request: Request) -> Response:
        store = self._find(request)
        assert store is not None
        url = f"{store['url']}sign-in#payload.signature"
        return JSONResponse({"url": url, "expires_at": "2026-11-24T15:02:00Z"})

    async def _credentials(self, request: Request) -> Response:
        store = self._find(request)
        assert store is not None
        items = [
            {"name": "admin_email", "label": "Admin e-mail", "value": "a@b.c", "secret": False},
            {"name": "admin_password", "label": "Password", "value": "pw[1]", "secret": True},
        ]
        return JSONResponse({"items": items, "admin_url": store["admin_url"]})

    async def _list_events(self, request: Request) -> Response:
        store = self._find(request)
        assert store is not None
        if "text/event-stream" in request.headers["accept"]:
            after = int(request.headers.get("last-event-id", "0"))
            return StreamingResponse(self._stream(store, after), media_type="text/event-stream")
        after = int(request.query_params.get("after", "0"))
        items = [e for e in self.events if e["store_id"] == store["id"] and e["id"] > after]
        return JSONResponse({"items": items[: self.page_size]})

    async def _stream(self, store: Json, after: int) -> AsyncIterator[str]:
        sent = 0
        yield ": hello\n\n"
        while True:
            for event in [e for e in self.events if e["id"] > after]:
                if event["store_id"] != store["id"]:
                    continue
                if sent == self.cut_streams_after:
                    raise ConnectionCut
                after = event["id"]
                sent += 1
                yield f"id: {after}\nevent: store_event\ndata: {json.dumps(event)}\n\n"
            if sent == self.cut_streams_after:
                raise ConnectionCut
            await asyncio.sleep(0.01)

    async def _stream_stores(self, _request: Request) -> Response:
        async def stream() -> AsyncIterator[str]:
            seen = deepcopy(self.stores)
            yield ": hello\n\n"
            if self.on_store_stream is not None:
                # The client lists the stores once it has the stream.
                while not self.count_requests("GET", "/stores"):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                self.on_store_stream()
            while True:
                for store in self.stores:
                    if store not in seen:
                        yield f"event: store\ndata: {json.dumps(store)}\n\n"
                seen = deepcopy(self.stores)
                if self.on_store_stream is not None:
                    raise ConnectionCut
                await asyncio.sleep(0.01)

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def _engines(self, _request: Request) -> Response:
        plan = {"name": "small", "title": "Small", "description": "for a start"}
        medusa: Json = {"name": "medusa", "title": "Medusa", "description": "A headless shop"}
        woo = {"name": "woo", "title": "Woo", "description": "Another shop"}
        medusa |= {"countries": ["DE", "US"], "currencies": ["A", "B", "C", "D", "E"]}
        return JSONResponse(
            {
                "items": [
                    {**medusa, "available": True, "unavailable_reason": None, "plans": [plan]},
                    {**woo, "available": False, "unavailable_reason": "no image", "plans": []},
                ]
            }
        )

    async def _me(self, _request: Request) -> Response:
        user = {"id": "1", "name": "operator", "role": "admin"}
        tenant = {"id": "1", "name": "default"}
        return JSONResponse({"user": user, "tenant": tenant, "csrf_token": None})

    async def _openapi(self, _request: Request) -> Response:
        return JSONResponse({"openapi": "3.1.0", "info": {"title": "x", "version": "9.8.7"}})


def answer_bad_gateway() -> Response:
    """What an ingress controller says while the API is replaced."""
    return PlainTextResponse("Bad Gateway", 502)


def answer_no_route() -> Response:
    """What an ingress controller says while it knows no route."""
    return PlainTextResponse("404 page not found", 404)
