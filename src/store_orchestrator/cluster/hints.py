"""Watches that say which store to look at; one per kind for all stores."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import structlog

from store_orchestrator.cluster.api import KubernetesApi, Metadata
from store_orchestrator.cluster.door import ClusterError
from store_orchestrator.cluster.errors import Expired
from store_orchestrator.cluster.ownership import list_foreign
from store_orchestrator.domain.names import LABEL_STORE, derive_namespace
from store_orchestrator.observability.outages import Outage

PAUSE_SECONDS: Final = 1.0
PAUSE_LIMIT_SECONDS: Final = 30.0
_NAMESPACE_PREFIX: Final = derive_namespace("")

Sink = Callable[[str], None]

_log = structlog.get_logger(__name__)


State = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Watched:
    """A collection to watch, and how its objects name their store.

    Attributes:
        derive_state: what of an object matters; while it stays the same, there is no hint.
    """

    path: str
    derive_key: Callable[[Mapping[str, Any]], str | None]
    query: Mapping[str, str]
    full: bool = False
    deletions_only: bool = False
    derive_state: Callable[[Mapping[str, Any]], State] | None = None


def _derive_key_from_label(item: Mapping[str, Any]) -> str | None:
    return Metadata.parse(item).labels.get(LABEL_STORE)


def _derive_key_from_namespace(item: Mapping[str, Any]) -> str | None:
    namespace: str = item["metadata"]["namespace"]
    ours = namespace.startswith(_NAMESPACE_PREFIX)
    return namespace.removeprefix(_NAMESPACE_PREFIX) if ours else None


def _derive_key_from_claim(item: Mapping[str, Any]) -> str | None:
    # Provisioners label volumes as they please; the claim says whose it is.
    namespace = (item["spec"].get("claimRef") or {}).get("namespace", "")
    return namespace.removeprefix(_NAMESPACE_PREFIX) if namespace else None


def derive_workload_state(item: Mapping[str, Any]) -> State:
    """Generation, available pods, and whether they are all of this generation.

    In between, a workload that starts changes a dozen times. The rule of the last one is that of
    :func:`store_orchestrator.cluster.observation.see_workload`.
    """
    generation, status = item["metadata"].get("generation", 0), item["status"]
    available = status.get("availableReplicas", 0)
    settled = (
        status.get("observedGeneration", 0) >= generation
        and status.get("replicas", 0) <= status.get("updatedReplicas", 0)
        and available >= item["spec"].get("replicas", 1)
    )
    return generation, available, int(settled)


def derive_object_state(item: Mapping[str, Any]) -> State:
    """Generation, whether it is being removed, and the latest change by people and programs.

    So neither status nor what the platform does itself is a hint; a quota's status changes with
    each pod.
    """
    metadata = item["metadata"]
    foreign = list_foreign(metadata.get("managedFields") or ())
    changes = sorted(f"{e.get('manager')} {e.get('operation')} {e.get('time')}" for e in foreign)
    leaving = int("deletionTimestamp" in metadata)
    return metadata.get("generation", 0), leaving, hash(tuple(changes))


def is_foreign(item: Mapping[str, Any]) -> bool:
    """Whether somebody else had a hand in this object."""
    return any(list_foreign(item["metadata"].get("managedFields") or ()))


_LABELLED: Final = {"labelSelector": LABEL_STORE}
# What a release has besides workloads. Secrets and config maps are not watched, because nobody may
# read those of all namespaces: what happens to them is found at the next resync.
WATCHED_OBJECTS: Final = (
    *("/api/v1/services", "/api/v1/serviceaccounts", "/api/v1/persistentvolumeclaims"),
    *("/api/v1/resourcequotas", "/api/v1/limitranges"),
    "/apis/networking.k8s.io/v1/ingresses",
)
POLICIES: Final = "/apis/networking.k8s.io/v1/networkpolicies"
_WATCHED: Final = (
    _Watched("/api/v1/namespaces", _derive_key_from_label, _LABELLED),
    *(
        _Watched(
            f"/apis/apps/v1/{kind}",
            _derive_key_from_label,
            _LABELLED,
            full=True,
            derive_state=derive_workload_state,
        )
        for kind in ("deployments", "statefulsets")
    ),
    *(
        _Watched(path, _derive_key_from_label, _LABELLED, derive_state=derive_object_state)
        for path in WATCHED_OBJECTS
    ),
    # Foreign ones carry no label of ours, and may open a shop all the same.
    _Watched(POLICIES, _derive_key_from_namespace, {}, derive_state=derive_object_state),
    _Watched(
        "/api/v1/persistentvolumes", _derive_key_from_claim, {}, full=True, deletions_only=True
    ),
)


async def watch_hints(api: KubernetesApi, sink: Sink) -> NoReturn:
    """See :meth:`store_orchestrator.cluster.door.ClusterDoor.watch_hints`."""
    outage = Outage(_log, "watches")
    async with asyncio.TaskGroup() as group:
        for watched in _WATCHED:
            watching = _watch_forever(api, watched, sink, outage)
            group.create_task(watching, name=f"watch {watched.path}")
    raise AssertionError("watches end by cancellation or error only")


async def _watch_forever(
    api: KubernetesApi, watched: _Watched, sink: Sink, outage: Outage
) -> NoReturn:
    """List for a version, watch from it; start over when it expired or the cluster was away."""
    pause = 0.0
    while True:
        try:
            version = await api.find_version(watched.path, **watched.query)
            pause = 0.0
            outage.end(watched.path)
            await _watch_from(api, watched, version, sink)
        except Expired:
            _log.info("watch_expired", path=watched.path)
        except ClusterError as error:
            outage.meet(watched.path, path=watched.path, cause=error.cause)
            pause = min(max(PAUSE_SECONDS, pause * 2), PAUSE_LIMIT_SECONDS)
            await asyncio.sleep(pause)


async def _watch_from(api: KubernetesApi, watched: _Watched, version: str, sink: Sink) -> NoReturn:
    """Watch on and on: each round continues where the one before was ended by the server."""
    news = News(watched.derive_state)
    while True:
        events = api.watch(watched.path, version, full=watched.full, **watched.query)
        async for kind, item in events:
            version = item["metadata"]["resourceVersion"]
            if kind == "BOOKMARK" or (watched.deletions_only and kind != "DELETED"):
                continue
            key = watched.derive_key(item)
            if key and news.is_new(kind, item):
                sink(key)


class News:
    """Tells changes that matter from those that do not.

    Args:
        derive_state: None makes every change matter.
    """

    def __init__(self, derive_state: Callable[[Mapping[str, Any]], State] | None) -> None:
        self._derive_state = derive_state
        self._states: dict[str, State] = {}

    def is_new(self, kind: str, item: Mapping[str, Any]) -> bool:
        """Whether this event (ADDED, MODIFIED or DELETED) says something new of the object."""
        if self._derive_state is None:
            return True
        uid = item["metadata"]["uid"]
        if kind == "DELETED":
            self._states.pop(uid, None)
            return True
        state = self._derive_state(item)
        known = uid in self._states
        changed = self._states.get(uid) != state
        self._states[uid] = state
        # Who added it knows already: the orchestrator that deploys.
        return changed and (known or kind != "ADDED" or is_foreign(item))
