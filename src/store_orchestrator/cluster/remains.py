"""What is left of a store under deletion, and what keeps it."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from lightkube.resources.core_v1 import PersistentVolume

from store_orchestrator.cluster.api import KubernetesApi, Metadata
from store_orchestrator.cluster.errors import Forbidden, NotFound, translated_errors
from store_orchestrator.domain.held import HeldObject
from store_orchestrator.domain.observed import NamespaceSeen, Observed, Problem
from store_orchestrator.domain.receipt import RemovalItem
from store_orchestrator.domain.store import Spec

# Kubernetes' own finalizers go within a second or two once pods have ended.
STUCK_AFTER: Final = timedelta(seconds=10)
# Its controller begins after 5 seconds and comes back later for what pods still use.
NAMESPACE_PATIENCE: Final = timedelta(seconds=20)
SHOWN_PROBLEMS: Final = 5
_CORE: Final = "/api/v1/namespaces/{namespace}"
_APPS: Final = "/apis/apps/v1/namespaces/{namespace}"
_NETWORKING: Final = "/apis/networking.k8s.io/v1/namespaces/{namespace}"
COLLECTIONS: Final = {
    "ConfigMap": f"{_CORE}/configmaps",
    "Secret": f"{_CORE}/secrets",
    "Service": f"{_CORE}/services",
    "ServiceAccount": f"{_CORE}/serviceaccounts",
    "PersistentVolumeClaim": f"{_CORE}/persistentvolumeclaims",
    "Pod": f"{_CORE}/pods",
    "ResourceQuota": f"{_CORE}/resourcequotas",
    "LimitRange": f"{_CORE}/limitranges",
    "Deployment": f"{_APPS}/deployments",
    "StatefulSet": f"{_APPS}/statefulsets",
    "ReplicaSet": f"{_APPS}/replicasets",
    "Ingress": f"{_NETWORKING}/ingresses",
    "NetworkPolicy": f"{_NETWORKING}/networkpolicies",
}
"""The kinds that the orchestrator's role in a store's namespace lets it see and free."""
_PROVISIONED_BY: Final = "pv.kubernetes.io/provisioned-by"
# These two remove the data first and the PersistentVolume only after that succeeded:
# local-cluster/cmd/volume-provisioner, and rancher/local-path-provisioner (both by
# sigs.k8s.io/sig-storage-lib-external-provisioner, controller.deleteVolumeOperation).
_DATA_FIRST: Final = frozenset({"store-orchestrator.io/node-folder", "rancher.io/local-path"})


async def observe_remains(
    api: KubernetesApi, spec: Spec, namespace: NamespaceSeen | None
) -> Observed:
    """Everything that must be gone, what finalizers hold, and why it takes so long."""
    volumes, routes, itself, held = await asyncio.gather(
        _list_volumes(api, spec.namespace),
        _list_routes(api, spec.namespace),
        _find_terminating(api, namespace),
        _observe_held(api, namespace),
    )
    now = datetime.now(UTC)
    if itself is not None and itself.finalizers:
        path = f"/api/v1/namespaces/{spec.namespace}"
        held = (build_held("Namespace", path, itself, now), *held)
    long_since = itself is not None and is_long_since(itself, NAMESPACE_PATIENCE, now)
    items = tuple(build_volume_item(volume) for volume in volumes)
    problems = (
        *derive_holdups(spec, namespace if long_since else None, held),
        *(p for volume in volumes for p in derive_volume_problems(volume, namespace)),
    )
    return Observed(
        namespace=namespace,
        volumes=items,
        routes=routes,
        problems=problems[:SHOWN_PROBLEMS],
        held=held,
    )


async def list_held(api: KubernetesApi, namespace: str) -> tuple[HeldObject, ...]:
    """Everything in the namespace that has a finalizer, as far as our role shows it.

    Raises:
        ClusterError: translated; Forbidden when our role is not bound there.
    """
    now = datetime.now(UTC)
    paths = {kind: path.format(namespace=namespace) for kind, path in COLLECTIONS.items()}
    found = await asyncio.gather(*(api.list_metadata(path) for path in paths.values()))
    return tuple(
        build_held(kind, f"{path}/{item.name}", item, now)
        for (kind, path), items in zip(paths.items(), found, strict=True)
        for item in items
        if item.finalizers
    )


def build_held(kind: str, path: str, item: Metadata, now: datetime) -> HeldObject:
    """An object with finalizers, as of now."""
    stuck = is_long_since(item, STUCK_AFTER, now)
    return HeldObject(kind, item.name, item.uid, path, item.finalizers, stuck)


def is_long_since(item: Metadata, patience: timedelta, now: datetime) -> bool:
    """Whether the object was told to go longer ago than this."""
    return item.deletion_asked_at is not None and now - item.deletion_asked_at > patience


async def _observe_held(
    api: KubernetesApi, namespace: NamespaceSeen | None
) -> tuple[HeldObject, ...]:
    if namespace is None or not namespace.terminating or not namespace.guarded:
        return ()
    try:
        return await list_held(api, namespace.name)
    except Forbidden:
        return ()  # our role was removed by hand: the namespace's own conditions must do


async def _find_terminating(api: KubernetesApi, namespace: NamespaceSeen | None) -> Metadata | None:
    if namespace is None or not namespace.terminating or not namespace.ours:
        return None
    try:
        return await api.get_metadata(f"/api/v1/namespaces/{namespace.name}")
    except NotFound:
        return None


def derive_holdups(
    spec: Spec, namespace: NamespaceSeen | None, held: Sequence[HeldObject]
) -> Iterator[Problem]:
    """What holds the namespace: object and finalizer, or what Kubernetes says of kinds unseen.

    Args:
        namespace: when it is terminating for so long that its own words are telling.
    """
    for item in held:
        if item.stuck:
            yield build_holdup(spec, item)
    if namespace is not None and not held:
        for blocker in namespace.blockers:
            if "finalizers remaining" in blocker:
                yield _build_unseen_holdup(namespace, blocker)


def build_holdup(spec: Spec, item: HeldObject) -> Problem:
    """An object that does not go away, and how to get it to."""
    foreign = item.foreign_finalizers
    names = ", ".join(foreign or item.finalizers)
    suggestion = (
        "Start the controller that owns the finalizer, or have it taken off: "
        f"`storectl store delete {spec.name} --force`."
        if foreign
        else f"See what still uses it: `kubectl describe {item.kind} {item.name} "
        f"-n {spec.namespace}`."
    )
    where = "" if item.kind == "Namespace" else f" in namespace {spec.namespace}"
    return Problem(
        "FinalizerStuck",
        f"{item.title}{where} cannot go away: nobody takes the finalizer {names} off it.",
        suggestion,
        f"{item.path}\nfinalizers: {', '.join(item.finalizers)}",
    )


def _build_unseen_holdup(namespace: NamespaceSeen, blocker: str) -> Problem:
    return Problem(
        "FinalizerStuck",
        f"Namespace {namespace.name} cannot go away: {blocker}.",
        "Find the object with kubectl and see which controller owns the finalizer; the platform "
        "has no right to see or free objects of this kind.",
        "\n".join(namespace.blockers),
    )


def derive_volume_problems(
    volume: PersistentVolume, namespace: NamespaceSeen | None
) -> Iterator[Problem]:
    """Why a volume stays after its claim has gone."""
    if volume.metadata is None or volume.spec is None or namespace is not None:
        return
    phase = volume.status.phase if volume.status is not None else None
    said = (volume.status.message if volume.status is not None else None) or ""
    name = volume.metadata.name or ""
    if volume.spec.persistentVolumeReclaimPolicy == "Retain":
        yield Problem(
            "VolumeRetained",
            f"PersistentVolume {name} stays: its reclaim policy is Retain.",
            "Copy what you need from it, then set its policy to Delete: kubectl patch pv "
            f'{name} -p \'{{"spec":{{"persistentVolumeReclaimPolicy":"Delete"}}}}\'.',
            f"phase {phase}",
        )
    elif phase == "Failed":
        yield Problem(
            "VolumeNotRemoved",
            f"PersistentVolume {name} could not be removed by its provisioner.",
            "Look at the provisioner's log; it tries again by itself.",
            said,
        )


def build_volume_item(volume: PersistentVolume) -> RemovalItem:
    """The volume with what its going away proves about the data on disk."""
    metadata = volume.metadata
    if metadata is None:
        raise AssertionError("the API server names everything that it lists")
    provisioner = (metadata.annotations or {}).get(_PROVISIONED_BY, "")
    policy = volume.spec.persistentVolumeReclaimPolicy if volume.spec is not None else None
    return RemovalItem(
        "PersistentVolume",
        metadata.name or "",
        metadata.uid or "",
        proof=describe_erasure(policy or "", provisioner),
    )


def describe_erasure(policy: str, provisioner: str) -> str:
    """What is known of the data once the PersistentVolume is gone."""
    if policy != "Delete":
        return f"reclaim policy {policy or 'unknown'}: whether its data are gone was not verified"
    if provisioner in _DATA_FIRST:
        return f"data removed from disk first, by {provisioner}"
    return f"removed by {provisioner or 'its provisioner'}, which answers for the data on disk"


async def _list_volumes(api: KubernetesApi, namespace: str) -> list[PersistentVolume]:
    # The API has no selector for the claim, so all volumes are read. Only deletions need them.
    with translated_errors("list persistent volumes"):
        volumes = [volume async for volume in api.typed.list(PersistentVolume)]
    return [v for v in volumes if v.metadata is not None and _claiming_namespace(v) == namespace]


def _claiming_namespace(volume: PersistentVolume) -> str | None:
    claim = volume.spec.claimRef if volume.spec is not None else None
    return claim.namespace if claim is not None else None


async def _list_routes(api: KubernetesApi, namespace: str) -> tuple[RemovalItem, ...]:
    found: Iterable[Metadata] = await api.list_metadata(
        f"{_NETWORKING.format(namespace=namespace)}/ingresses"
    )
    return tuple(RemovalItem("Ingress", item.name, item.uid) for item in found)
