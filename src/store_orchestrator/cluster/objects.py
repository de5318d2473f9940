"""The objects of a store's release, by metadata alone: cheap to list, and no secret is read."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.errors import Conflict, NotFound
from store_orchestrator.cluster.ownership import (
    build_taken_over,
    derive_changed_by,
    find_applied,
)
from store_orchestrator.domain.drift import Drift, DriftKind
from store_orchestrator.domain.names import RELEASE_NAME
from store_orchestrator.domain.observed import ObjectSeen

RELEASE_ANNOTATION: Final = "meta.helm.sh/release-name"
# Helm's own records: they come and go with each revision.
RECORD_LABELS: Final = {"owner": "helm", "name": RELEASE_NAME}
_DIGEST_LENGTH: Final = 12

Item = Mapping[str, Any]


def _by_generation(item: Item) -> str:
    """Moves with every change of what is asked for, and not with status; labels beside it."""
    metadata = item["metadata"]
    return f"{metadata.get('generation', 0)} {_digest(metadata.get('labels'))}"


def _by_version(item: Item) -> str:
    """For kinds without generation, which nothing changes once they are there."""
    return str(item["metadata"]["resourceVersion"])


def _by_spec(item: Item) -> str:
    """For kinds without generation whose status moves."""
    return f"{_digest(item['spec'])} {_digest(item['metadata'].get('labels'))}"


def _by_presence(item: Item) -> str:
    """Its volume is what counts; whoever makes it larger does no harm."""
    return "leaving" if item["metadata"].get("deletionTimestamp") else "there"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind that store charts contain.

    Attributes:
        group: path of its API group, as in "/apis/apps/v1".
        derive_state: what of an object moves whenever somebody changes it.
        full: whether more than metadata is needed, for that or to tell whether it is available.
    """

    name: str
    group: str
    plural: str
    derive_state: Callable[[Item], str]
    full: bool = False

    def build_path(self, namespace: str, name: str = "") -> str:
        """Path of the collection in a namespace, or of one object."""
        return f"{self.group}/namespaces/{namespace}/{self.plural}{f'/{name}' if name else ''}"


_CORE: Final = "/api/v1"
_APPS: Final = "/apis/apps/v1"
_NETWORKING: Final = "/apis/networking.k8s.io/v1"
KINDS: Final = (
    Kind("Deployment", _APPS, "deployments", _by_generation, full=True),
    Kind("StatefulSet", _APPS, "statefulsets", _by_generation, full=True),
    Kind("Service", _CORE, "services", _by_version),
    Kind("Ingress", _NETWORKING, "ingresses", _by_generation),
    Kind("NetworkPolicy", _NETWORKING, "networkpolicies", _by_generation),
    Kind("ResourceQuota", _CORE, "resourcequotas", _by_spec, full=True),
    Kind("LimitRange", _CORE, "limitranges", _by_version),
    Kind("ServiceAccount", _CORE, "serviceaccounts", _by_version),
    Kind("Secret", _CORE, "secrets", _by_version),
    Kind("ConfigMap", _CORE, "configmaps", _by_version),
    Kind("PersistentVolumeClaim", _CORE, "persistentvolumeclaims", _by_presence),
)
_BY_NAME: Final = {kind.name: kind for kind in KINDS}
# Removing these by their owner would end the pods; they are adopted again instead.
_OWNERS: Final = frozenset({"Deployment", "StatefulSet"})


async def list_objects(api: KubernetesApi, namespace: str) -> tuple[ObjectSeen, ...]:
    """See :meth:`store_orchestrator.cluster.door.ClusterDoor.list_objects`."""
    return see_contents(await list_contents(api, namespace))


async def list_contents(api: KubernetesApi, namespace: str) -> Mapping[str, list[Item]]:
    """Everything of these kinds in a namespace as JSON, by the kind's name.

    One request for each kind: they are most of what a look at a settled store costs.
    """
    found = await asyncio.gather(
        *(api.list_items(kind.build_path(namespace), {}, full=kind.full) for kind in KINDS)
    )
    return {kind.name: items for kind, items in zip(KINDS, found, strict=True)}


def see_contents(contents: Mapping[str, list[Item]]) -> tuple[ObjectSeen, ...]:
    """What the objects' JSON says of them, without Helm's own records."""
    return tuple(
        see_object(kind, item)
        for kind in KINDS
        for item in contents[kind.name]
        if not is_record(item)
    )


def is_record(item: Item) -> bool:
    """Whether it is one of the Secrets in which Helm keeps a revision."""
    return RECORD_LABELS.items() <= (item["metadata"].get("labels") or {}).items()


def see_object(kind: Kind, item: Item) -> ObjectSeen:
    """What an object's JSON says of it."""
    metadata = item["metadata"]
    annotations = metadata.get("annotations") or {}
    return ObjectSeen(
        kind.name,
        metadata["name"],
        f"{metadata['uid']} {kind.derive_state(item)}",
        derive_changed_by(metadata.get("managedFields") or ()),
        released=annotations.get(RELEASE_ANNOTATION) == RELEASE_NAME,
    )


async def take_over(api: KubernetesApi, namespace: str, found: tuple[Drift, ...]) -> None:
    """See :meth:`store_orchestrator.cluster.door.ClusterDoor.take_over`."""
    for drift in found:
        kind = _BY_NAME.get(drift.object_kind)
        if kind is not None and drift.kind is not DriftKind.REMOVED:
            await _take_over_object(api, kind, namespace, drift)


async def _take_over_object(api: KubernetesApi, kind: Kind, namespace: str, drift: Drift) -> None:
    path = kind.build_path(namespace, drift.title.partition("/")[2])
    try:
        metadata = (await api.get_item(path))["metadata"]
        entries = metadata.get("managedFields") or []
        made_by_helm = find_applied(entries) is not None
        if drift.kind is DriftKind.REPLACED and not made_by_helm:
            await _make_way(api, kind, path, metadata["uid"])
        elif (taken := build_taken_over(entries)) is not None:
            version = metadata["resourceVersion"]
            body = {"metadata": {"managedFields": taken, "resourceVersion": version}}
            await api.merge_patch(path, body)
    except (NotFound, Conflict):
        # It went or changed while we looked; what the deployment leaves is looked at next time.
        return


async def _make_way(api: KubernetesApi, kind: Kind, path: str, uid: str) -> None:
    """Remove what somebody made in place of ours: much of an object can never be changed."""
    if kind.name == "PersistentVolumeClaim":
        return  # There may be data behind it.
    await api.delete(path, uid=uid, orphans=kind.name in _OWNERS)


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]
