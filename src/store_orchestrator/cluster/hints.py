"""Watches that say which store to look at; one per kind for all stores."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import structlog

from store_orchestrator.cluster.api import KubernetesApi, Metadata
from store_orchestrator.cluster.door import ClusterError
from store_orchestrator.cluster.errors import Expired
from store_orchestrator.domain.names import LABEL_STORE, derive_namespace

PAUSE_SECONDS: Final = 1.0
PAUSE_LIMIT_SECONDS: Final = 30.0
_NAMESPACE_PREFIX: Final = derive_namespace("")

Sink = Callable[[str], None]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Watched:
    """A collection to watch, and how its objects name their store."""

    path: str
    derive_key: Callable[[Mapping[str, Any]], str | None]
    query: Mapping[str, str]
    full: bool = False
    deletions_only: bool = False


def _derive_key_from_label(item: Mapping[str, Any]) -> str | None:
    return Metadata.parse(item).labels.get(LABEL_STORE)


def _derive_key_from_claim(item: Mapping[str, Any]) -> str | None:
    # Provisioners label volumes as they please; the claim says whose it is.
    namespace = (item["spec"].get("claimRef") or {}).get("namespace", "")
    return namespace.removeprefix(_NAMESPACE_PREFIX) if namespace else None


_LABELLED: Final = {"labelSelector": LABEL_STORE}
_WATCHED: Final = (
    _Watched("/api/v1/namespaces", _derive_key_from_label, _LABELLED),
    _Watched("/apis/apps/v1/deployments", _derive_key_from_label, _LABELLED),
    _Watched("/apis/apps/v1/statefulsets", _derive_key_from_label, _LABELLED),
    _Watched(
        "/api/v1/persistentvolumes", _derive_key_from_claim, {}, full=True, deletions_only=True
    ),
)


async def watch_hints(api: KubernetesApi, sink: Sink) -> NoReturn:
    """See :meth:`store_orchestrator.cluster.door.ClusterDoor.watch_hints`."""
    async with asyncio.TaskGroup() as group:
        for watched in _WATCHED:
            group.create_task(_watch_forever(api, watched, sink), name=f"watch {watched.path}")
    raise AssertionError("watches end by cancellation or error only")


async def _watch_forever(api: KubernetesApi, watched: _Watched, sink: Sink) -> NoReturn:
    """List for a version, watch from it; start over when it expired or the cluster was away."""
    pause = 0.0
    while True:
        try:
            version = await api.find_version(watched.path, **watched.query)
            if pause:
                _log.info("watch_resumed", path=watched.path)
                pause = 0.0
            await _watch_from(api, watched, version, sink)
        except Expired:
            _log.info("watch_expired", path=watched.path)
        except ClusterError as error:
            if not pause:
                _log.warning("watch_broken", path=watched.path, cause=error.cause)
            pause = min(max(PAUSE_SECONDS, pause * 2), PAUSE_LIMIT_SECONDS)
            await asyncio.sleep(pause)


async def _watch_from(api: KubernetesApi, watched: _Watched, version: str, sink: Sink) -> NoReturn:
    """Watch on and on: each round continues where the one before was ended by the server."""
    while True:
        events = api.watch(watched.path, version, full=watched.full, **watched.query)
        async for kind, item in events:
            version = item["metadata"]["resourceVersion"]
            if kind == "BOOKMARK" or (watched.deletions_only and kind != "DELETED"):
                continue
            key = watched.derive_key(item)
            if key:
                sink(key)
