"""The typed client of the HTTP API under ``/api/v1``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID, uuid4

import httpx2
from pydantic import ValidationError

from store_orchestrator.client.capacity_models import Capacity, Orphan, OrphanList
from store_orchestrator.client.connection import Connection
from store_orchestrator.client.errors import StoreNotFound, UnexpectedAnswer
from store_orchestrator.client.models import (
    CredentialList,
    Document,
    EngineList,
    EventPage,
    Identity,
    IsolationTicket,
    JsonObject,
    NewStore,
    SignInLink,
    Store,
    StoreEvent,
    StorePage,
    VerificationTicket,
)
from store_orchestrator.client.pool_models import PoolList
from store_orchestrator.client.requesting import (
    Requester,
    build_error,
    build_unreachable,
    describe_request,
)
from store_orchestrator.client.transport import STREAM_TIMEOUT, build_http_client

PREFIX = "/api/v1"
EVENT_STREAM = "text/event-stream"
PAGE_SIZE = 200

D = TypeVar("D", bound=Document)


class ApiClient:
    """Asynchronous; use it as a context manager.

    Every method raises a :class:`~store_orchestrator.client.errors.ClientError`:
    ``ServerUnavailable`` when asking again later may help, ``ProblemAnswer`` when the server
    refused, ``UnexpectedAnswer`` when something else than this API answered.
    """

    def __init__(self, connection: Connection) -> None:
        self.url = connection.url
        self._http = build_http_client(connection.url, connection.token)
        self._requester = Requester(self._http)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def create_store(self, wanted: NewStore) -> Store:
        """Ask for a new store.

        All tries of one call carry one Idempotency-Key: a repetition after a lost answer
        cannot make a second store.
        """
        answer = await self._requester.fetch(
            "POST",
            f"{PREFIX}/stores",
            body=wanted.build_body(),
            headers={"Idempotency-Key": str(uuid4())},
            repeatable=True,
        )
        return self._read(Store, answer)

    async def list_stores(
        self, *, name: str | None = None, include_deleted: bool = False
    ) -> StorePage:
        """All stores that the token may see, every page of the list in one."""
        params = {"include_deleted": str(include_deleted).lower(), "limit": str(PAGE_SIZE)}
        if name is not None:
            params["name"] = name
        page = await self._list_page(params)
        items = list(page.items)
        while page.next_cursor:
            page = await self._list_page({**params, "cursor": page.next_cursor})
            items.extend(page.items)
        return self._read(StorePage, {**page.raw, "items": items})

    async def _list_page(self, params: dict[str, str]) -> StorePage:
        path = f"{PREFIX}/stores"
        answer = await self._requester.fetch("GET", path, params=params, repeatable=True)
        return self._read(StorePage, answer)

    async def get_store(self, store_id: UUID) -> Store:
        """The store with this id, also a deleted one."""
        return self._read(Store, await self._get(f"{PREFIX}/stores/{store_id}"))

    async def get_store_by_name(self, name: str) -> Store:
        """The live store with this name.

        Raises:
            StoreNotFound: when there is none; its remedy names the latest deleted one.
        """
        page = await self.list_stores(name=name)
        found = [s for s in self.read_stores(page) if s.name == name and not s.is_deleted]
        if found:
            return found[0]
        page = await self.list_stores(name=name, include_deleted=True)
        gone = [s for s in self.read_stores(page) if s.name == name]
        raise StoreNotFound(
            f"there is no store '{name}'" + (" any more: it is deleted" if gone else ""),
            remedy=_describe_deleted(gone),
        )

    async def delete_store(self, store_id: UUID, *, force: bool = False) -> Store:
        """Ask for its removal; asking again changes nothing.

        Args:
            force: also of what finalizers hold.
        """
        path = f"{PREFIX}/stores/{store_id}"
        params = {"force": "true"} if force else {}
        answer = await self._requester.fetch("DELETE", path, params=params, repeatable=True)
        return self._read(Store, answer)

    async def retry_store(self, store_id: UUID) -> Store:
        """Ask for another attempt."""
        path = f"{PREFIX}/stores/{store_id}/retry"
        return self._read(Store, await self._requester.fetch("POST", path))

    async def verify_store(self, store_id: UUID) -> VerificationTicket:
        """Ask for a test order; a store's ``verification.number`` tells when it was made."""
        path = f"{PREFIX}/stores/{store_id}/verify"
        return self._read(VerificationTicket, await self._requester.fetch("POST", path))

    async def check_isolation(self, store_id: UUID) -> IsolationTicket:
        """Ask for a self-test; a store's ``isolation.number`` tells when it was made."""
        path = f"{PREFIX}/stores/{store_id}/isolation"
        return self._read(IsolationTicket, await self._requester.fetch("POST", path))

    async def create_sign_in_link(self, store_id: UUID) -> SignInLink:
        """A link into the shop's admin. The server writes into its audit log that it was made."""
        path = f"{PREFIX}/stores/{store_id}/login"
        return self._read(SignInLink, await self._requester.fetch("POST", path))

    async def get_credentials(self, store_id: UUID) -> CredentialList:
        """The shop's sign-in details. The server writes into its audit log that they were read."""
        path = f"{PREFIX}/stores/{store_id}/credentials"
        return self._read(CredentialList, await self._requester.fetch("POST", path))

    async def list_events(self, store_id: UUID, *, after: int = 0) -> list[StoreEvent]:
        """The history after the event with this id, oldest first, however long it is."""
        events: list[StoreEvent] = []
        while True:
            path = f"{PREFIX}/stores/{store_id}/events"
            params = {"after": str(after)} if after else {}
            answer = await self._requester.fetch("GET", path, params=params, repeatable=True)
            page = [self._read(StoreEvent, i) for i in self._read(EventPage, answer).items]
            fresh = [event for event in page if event.id > after]
            if not fresh:
                return events
            events.extend(fresh)
            after = max(event.id for event in fresh)

    async def list_engines(self) -> EngineList:
        """The kinds of shop on offer."""
        return self._read(EngineList, await self._get(f"{PREFIX}/engines"))

    async def get_pool(self) -> PoolList:
        """Stores that are nobody's yet; for admins."""
        return self._read(PoolList, await self._get(f"{PREFIX}/pool"))

    async def get_capacity(self) -> Capacity:
        """How many more stores fit."""
        return self._read(Capacity, await self._get(f"{PREFIX}/capacity"))

    async def list_orphans(self) -> OrphanList:
        """What belongs to no store."""
        return self._read(OrphanList, await self._get(f"{PREFIX}/orphans"))

    async def get_orphan(self, orphan_id: UUID) -> Orphan:
        """One orphan, also one that is gone."""
        return self._read(Orphan, await self._get(f"{PREFIX}/orphans/{orphan_id}"))

    async def survey_orphans(self) -> OrphanList:
        """Let orphans be looked for now; what is known so far."""
        path = f"{PREFIX}/orphans/survey"
        return self._read(OrphanList, await self._requester.fetch("POST", path, repeatable=True))

    async def adopt_orphan(self, orphan_id: UUID, name: str | None) -> Store:
        """Make it a store again."""
        body: JsonObject = {"name": name} if name is not None else {}
        path = f"{PREFIX}/orphans/{orphan_id}/adopt"
        return self._read(Store, await self._requester.fetch("POST", path, body=body))

    async def remove_orphan(self, orphan_id: UUID) -> Orphan:
        """Remove it with its data; asking again changes nothing."""
        path = f"{PREFIX}/orphans/{orphan_id}/remove"
        return self._read(Orphan, await self._requester.fetch("POST", path, repeatable=True))

    async def get_identity(self) -> Identity:
        """Who the token belongs to."""
        return self._read(Identity, await self._get(f"{PREFIX}/me"))

    async def find_server_version(self) -> str | None:
        """The version in the server's OpenAPI document; needs no token."""
        info = (await self._get("/openapi.json")).get("info")
        version = info.get("version") if isinstance(info, dict) else None
        return str(version) if version is not None else None

    @asynccontextmanager
    async def open_store_events(
        self, store_id: UUID, *, after: int = 0
    ) -> AsyncIterator[AsyncIterator[StoreEvent]]:
        """The history after this event id and then live, until the connection ends."""
        path = f"{PREFIX}/stores/{store_id}/events"
        headers = {"Last-Event-ID": str(after)} if after else {}
        async with self._open_stream(path, headers) as messages:
            yield (self._read(StoreEvent, raw) async for raw in messages)

    @asynccontextmanager
    async def open_store_changes(self) -> AsyncIterator[AsyncIterator[Store]]:
        """Each store that changes, as it then is, until the connection ends."""
        async with self._open_stream(f"{PREFIX}/events", {}) as messages:
            yield (self._read(Store, raw) async for raw in messages)

    @asynccontextmanager
    async def _open_stream(
        self, path: str, headers: dict[str, str]
    ) -> AsyncIterator[AsyncIterator[JsonObject]]:
        request = self._http.build_request(
            "GET",
            path,
            headers={"Accept": EVENT_STREAM, "Cache-Control": "no-store", **headers},
            timeout=STREAM_TIMEOUT,
        )
        where = describe_request(request)
        try:
            response = await self._http.send(request, stream=True)
            try:
                if not response.is_success:
                    await response.aread()
                    raise build_error(response, where)
                yield _list_messages(response)
            finally:
                await response.aclose()
        except httpx2.RequestError as error:
            raise build_unreachable(error, where) from error

    def read_stores(self, page: StorePage) -> list[Store]:
        """The stores of a page."""
        return [self._read(Store, item) for item in page.items]

    async def _get(self, path: str) -> JsonObject:
        return await self._requester.fetch("GET", path, repeatable=True)

    def _read(self, kind: type[D], raw: JsonObject) -> D:
        try:
            return kind.read(raw)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            raise UnexpectedAnswer(
                f"the server's {kind.__name__} cannot be read: {field}: {first['msg']}",
                where=self.url,
                remedy="use a storectl of the server's version ('storectl version' shows both)",
            ) from error


async def _list_messages(response: httpx2.Response) -> AsyncIterator[JsonObject]:
    """The JSON objects of a server-sent event stream; other messages say nothing to us."""
    async for message in httpx2.EventSource(response):
        if not message.data:
            continue
        try:
            data = message.json()
        except ValueError:
            # As good as a broken connection: the follower opens a new one.
            raise httpx2.SSEError("the event stream carries something else than JSON") from None
        if isinstance(data, dict):
            yield data


def _describe_deleted(gone: list[Store]) -> str:
    if not gone:
        return "'storectl store list' shows the stores there are"
    latest = max(gone, key=lambda store: store.created_at)
    return f"its receipt: storectl store get {latest.id}"
