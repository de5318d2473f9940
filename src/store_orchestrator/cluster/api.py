"""The Kubernetes API: typed objects by lightkube, and what it has no call for by plain HTTP.

Plain HTTP is for four things: reading only the metadata of objects (a Secret's data never
enters this process), changing only that, deleting with a UID precondition, and watching metadata.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import httpx2
from lightkube import AsyncClient
from lightkube.config import client_adapter
from lightkube.config.kubeconfig import KubeConfig
from lightkube.core.exceptions import ApiError

from store_orchestrator.cluster.errors import NotFound, build_error, translated_errors
from store_orchestrator.cluster.fence import stop_at_fence

FIELD_MANAGER = "store-orchestrator"
TIMEOUT = httpx2.Timeout(10.0)
# The server ends a watch after this time; a silent connection is given up a little later.
WATCH_SECONDS = 240
_WATCH_TIMEOUT = httpx2.Timeout(10.0, read=WATCH_SECONDS + 30.0)
# Reading a page of pods must not keep the event loop busy for long.
PAGE_SIZE = "250"
# A look at a store asks for a dozen things at once, and many stores are looked at: without a bound
# every look would open connections and close most of them again, at the price of a TLS handshake
# on both sides; and each request costs a glance at every open connection.
CONNECTIONS = httpx2.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=60)
_METADATA = "application/json;as={kind};g=meta.k8s.io;v=v1"


@dataclass
class _Parameters(client_adapter.ConnectionParams):
    """lightkube's, with what it passes on to the HTTP client without naming it."""

    limits: httpx2.Limits = field(default_factory=httpx2.Limits)
    event_hooks: Mapping[str, list[Callable[..., Any]]] = field(
        default_factory=lambda: {"request": [stop_at_fence]}
    )


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part of an object's metadata that matters here."""

    name: str
    namespace: str
    uid: str
    labels: Mapping[str, str]
    finalizers: tuple[str, ...] = ()
    deletion_asked_at: datetime | None = None

    @classmethod
    def parse(cls, item: Mapping[str, Any]) -> "Metadata":
        """From the API's JSON."""
        raw = item["metadata"]
        return cls(
            name=raw["name"],
            namespace=raw.get("namespace", ""),
            uid=raw.get("uid", ""),
            labels=raw.get("labels") or {},
            finalizers=tuple(raw.get("finalizers") or ()),
            deletion_asked_at=_parse_time(raw.get("deletionTimestamp")),
        )


class KubernetesApi:
    """A connection to one API server.

    Args:
        config: None takes the pod's ServiceAccount or what KUBECONFIG says.
        transport: for tests; None opens real connections.
    """

    def __init__(
        self,
        config: KubeConfig | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.typed = AsyncClient(
            config, timeout=TIMEOUT, field_manager=FIELD_MANAGER, transport=transport
        )
        # lightkube's own client has no place for hooks, so this one is put where requests leave it.
        self.typed._client._client.event_hooks["request"].append(stop_at_fence)
        self._http = self._open(transport, CONNECTIONS)
        # Watches keep their connections, so they have others.
        self._watches = self._open(transport, httpx2.Limits())

    def _open(
        self, transport: httpx2.AsyncBaseTransport | None, limits: httpx2.Limits
    ) -> httpx2.AsyncClient:
        parameters = _Parameters(
            timeout=TIMEOUT,
            # lightkube's annotation forgets transports for asyncio.
            transport=cast("httpx2.BaseTransport | None", transport),
            limits=limits,
        )
        return client_adapter.AsyncClient(self.typed.config, parameters)

    async def close(self) -> None:
        """Close all connections."""
        await self.typed.close()
        await self._http.aclose()
        await self._watches.aclose()

    async def list_metadata(self, path: str, **query: str) -> list[Metadata]:
        """Metadata of all objects at a collection's path, such as ``/api/v1/namespaces``.

        Raises:
            ClusterError: translated.
        """
        return [Metadata.parse(item) for item in await self.list_items(path, query)]

    async def list_items(
        self, path: str, query: Mapping[str, str], *, full: bool = False
    ) -> list[Mapping[str, Any]]:
        """All objects at a collection's path as JSON.

        Args:
            full: whole objects instead of only their metadata.

        Raises:
            ClusterError: translated.
        """
        metadata = _METADATA.format(kind="PartialObjectMetadataList")
        document = await self._get(path, query, "application/json" if full else metadata)
        return document["items"] or []

    async def list_pages(
        self, path: str, *, full: bool = True, **query: str
    ) -> AsyncIterator[list[Mapping[str, Any]]]:
        """All objects at a collection's path as JSON, some at a time.

        Args:
            full: whole objects instead of only their metadata.

        Raises:
            ClusterError: translated.
        """
        metadata = _METADATA.format(kind="PartialObjectMetadataList")
        query["limit"] = PAGE_SIZE
        while True:
            document = await self._get(path, query, "application/json" if full else metadata)
            yield document["items"] or []
            more = document["metadata"].get("continue")
            if not more:
                return
            query["continue"] = more

    async def get_item(self, path: str) -> Mapping[str, Any]:
        """One object's metadata as JSON.

        Raises:
            NotFound: it is not there.
            ClusterError: translated.
        """
        item: Mapping[str, Any] = await self._get(
            path, {}, _METADATA.format(kind="PartialObjectMetadata")
        )
        return item

    async def find_object(self, path: str) -> Mapping[str, Any] | None:
        """The whole object at this path as JSON, or None.

        Raises:
            ClusterError: translated.
        """
        try:
            found: Mapping[str, Any] = await self._get(path, {}, "application/json")
        except NotFound:
            return None
        return found

    async def merge_patch(self, path: str, body: Mapping[str, Any]) -> None:
        """Change the object at this path (RFC 7396).

        Raises:
            NotFound, Conflict: absent, or not of the UID or version that ``body`` names.
            ClusterError: translated.
        """
        kind = {"Content-Type": "application/merge-patch+json"}
        with translated_errors(f"change {path}"):
            reply = await self._http.request("PATCH", path, json=body, headers=kind)
            _check(reply)

    async def get_metadata(self, path: str) -> Metadata:
        """Metadata of the object at this path.

        Raises:
            ClusterError: translated.
        """
        return Metadata.parse(await self.get_item(path))

    async def find_version(self, path: str, **query: str) -> str:
        """The resource version of a collection as of now, to watch it from.

        Raises:
            ClusterError: translated.
        """
        accept = _METADATA.format(kind="PartialObjectMetadataList")
        document = await self._get(path, {**query, "limit": "1"}, accept)
        return str(document["metadata"]["resourceVersion"])

    async def delete(
        self,
        path: str,
        *,
        uid: str | None = None,
        grace_seconds: int | None = None,
        orphans: bool = False,
    ) -> None:
        """Delete an object or, with a collection's path, all of them; in the background.

        Args:
            uid: delete only if the object still has this UID.
            orphans: what it owns stays.
            grace_seconds: what pods get to end by themselves; None leaves it to them.

        Raises:
            NotFound, Conflict: absent, or another UID.
            ClusterError: translated.
        """
        options: dict[str, object] = {
            "apiVersion": "v1",
            "kind": "DeleteOptions",
            "propagationPolicy": "Orphan" if orphans else "Background",
        }
        if uid is not None:
            options["preconditions"] = {"uid": uid}
        if grace_seconds is not None:
            options["gracePeriodSeconds"] = grace_seconds
        with translated_errors(f"delete {path}"):
            reply = await self._http.request("DELETE", path, json=options)
            _check(reply)

    async def watch(
        self, path: str, version: str, *, full: bool = False, **query: str
    ) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        """Events of a collection after ``version``: type and object, until the server ends it.

        Args:
            full: whole objects instead of only their metadata.

        Raises:
            Expired: the version is too old.
            ClusterError: translated.
        """
        parameters = {
            **query,
            "watch": "true",
            "resourceVersion": version,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": str(WATCH_SECONDS),
        }
        accept = "application/json" if full else _METADATA.format(kind="PartialObjectMetadata")
        with translated_errors(f"watch {path}"):
            async with self._watches.stream(
                "GET", path, params=parameters, headers={"Accept": accept}, timeout=_WATCH_TIMEOUT
            ) as reply:
                if reply.is_error:
                    await reply.aread()
                _check(reply)
                async for line in reply.aiter_lines():
                    event = json.loads(line)
                    if event["type"] == "ERROR":
                        status = event["object"]
                        raise build_error(f"watch {path}", status["code"], status["message"])
                    yield event["type"], event["object"]

    async def _get(self, path: str, query: Mapping[str, str], accept: str) -> Any:  # noqa: ANN401
        with translated_errors(f"read {path}"):
            reply = await self._http.get(path, params=query, headers={"Accept": accept})
            _check(reply)
            return reply.json()


def _parse_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _check(reply: httpx2.Response) -> None:
    if reply.is_success:
        return
    if reply.headers.get("Content-Type", "").startswith("application/json"):
        raise ApiError(request=reply.request, response=reply)
    reply.raise_for_status()
