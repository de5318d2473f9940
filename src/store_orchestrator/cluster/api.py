"""The Kubernetes API: typed objects by lightkube, and what it has no call for by plain HTTP.

Plain HTTP is for three things: reading only the metadata of objects (a Secret's data never
enters this process), deleting with a UID precondition, and watching metadata.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import httpx2
from lightkube import AsyncClient
from lightkube.config import client_adapter
from lightkube.config.kubeconfig import KubeConfig
from lightkube.core.exceptions import ApiError

from store_orchestrator.cluster.errors import build_error, translated_errors

FIELD_MANAGER = "store-orchestrator"
TIMEOUT = httpx2.Timeout(10.0)
# The server ends a watch after this time; a silent connection is given up a little later.
WATCH_SECONDS = 240
_WATCH_TIMEOUT = httpx2.Timeout(10.0, read=WATCH_SECONDS + 30.0)
_METADATA = "application/json;as={kind};g=meta.k8s.io;v=v1"


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part of an object's metadata that matters here."""

    name: str
    namespace: str
    uid: str
    labels: Mapping[str, str]

    @classmethod
    def parse(cls, item: Mapping[str, Any]) -> "Metadata":
        """From the API's JSON."""
        raw = item["metadata"]
        return cls(
            name=raw["name"],
            namespace=raw.get("namespace", ""),
            uid=raw.get("uid", ""),
            labels=raw.get("labels") or {},
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
        parameters = client_adapter.ConnectionParams(
            timeout=TIMEOUT,
            # lightkube's annotation forgets transports for asyncio.
            transport=cast("httpx2.BaseTransport | None", transport),
        )
        self._http = client_adapter.AsyncClient(self.typed.config, parameters)

    async def close(self) -> None:
        """Close all connections."""
        await self.typed.close()
        await self._http.aclose()

    async def list_metadata(self, path: str, **query: str) -> list[Metadata]:
        """Metadata of all objects at a collection's path, such as ``/api/v1/namespaces``.

        Raises:
            ClusterError: translated.
        """
        accept = _METADATA.format(kind="PartialObjectMetadataList")
        document = await self._get(path, query, accept)
        return [Metadata.parse(item) for item in document["items"] or []]

    async def find_version(self, path: str, **query: str) -> str:
        """The resource version of a collection as of now, to watch it from.

        Raises:
            ClusterError: translated.
        """
        accept = _METADATA.format(kind="PartialObjectMetadataList")
        document = await self._get(path, {**query, "limit": "1"}, accept)
        return str(document["metadata"]["resourceVersion"])

    async def delete(
        self, path: str, *, uid: str | None = None, grace_seconds: int | None = None
    ) -> None:
        """Delete an object or, with a collection's path, all of them; in the background.

        Args:
            uid: delete only if the object still has this UID.
            grace_seconds: what pods get to end by themselves; None leaves it to them.

        Raises:
            NotFound, Conflict: absent, or another UID.
            ClusterError: translated.
        """
        options: dict[str, object] = {
            "apiVersion": "v1",
            "kind": "DeleteOptions",
            "propagationPolicy": "Background",
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
            async with self._http.stream(
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


def _check(reply: httpx2.Response) -> None:
    if reply.is_success:
        return
    if reply.headers.get("Content-Type", "").startswith("application/json"):
        raise ApiError(request=reply.request, response=reply)
    reply.raise_for_status()
