"""Looking at one store: reads only, in parallel, from the API server itself."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from lightkube.core.resource import GlobalResource, NamespacedResource
from lightkube.models.apps_v1 import DeploymentStatus, StatefulSetStatus
from lightkube.models.core_v1 import NamespaceStatus
from lightkube.resources.apps_v1 import Deployment, StatefulSet
from lightkube.resources.core_v1 import (
    Event,
    Namespace,
    PersistentVolume,
    PersistentVolumeClaim,
    Pod,
)
from lightkube.resources.rbac_authorization_v1 import RoleBinding

from store_orchestrator.cluster.api import KubernetesApi, Metadata
from store_orchestrator.cluster.diagnosis import build_refusal, derive_problems
from store_orchestrator.cluster.errors import NotFound, translated_errors
from store_orchestrator.domain.names import (
    LABEL_MANAGED,
    LABEL_SELF_TEST,
    LABEL_STORE,
    LABEL_VALUES_DIGEST,
    RELEASE_NAME,
)
from store_orchestrator.domain.observed import (
    NamespaceSeen,
    Observed,
    Problem,
    ReleaseSeen,
    ReleaseStatus,
    WorkloadSeen,
)
from store_orchestrator.domain.receipt import RemovalItem
from store_orchestrator.domain.store import Spec

ROLE_BINDING = "store-orchestrator"
RELEASE_SELECTOR = f"owner=helm,name={RELEASE_NAME}"

N = TypeVar("N", bound=NamespacedResource)
G = TypeVar("G", bound=GlobalResource)

# https://helm.sh/docs: release states; anything else is one that Helm can upgrade from.
_RELEASE_STATES = {
    "deployed": ReleaseStatus.DEPLOYED,
    "pending-install": ReleaseStatus.PENDING,
    "pending-upgrade": ReleaseStatus.PENDING,
    "pending-rollback": ReleaseStatus.PENDING,
    "uninstalling": ReleaseStatus.PENDING,
}
_REFUSALS: Final = {"reason": "FailedCreate", "involvedObject.kind": "StatefulSet"}
_BLOCKING_CONDITIONS = (
    "NamespaceContentRemaining",
    "NamespaceFinalizersRemaining",
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
)


async def observe_store(api: KubernetesApi, spec: Spec) -> Observed:
    """See :meth:`store_orchestrator.cluster.door.ClusterDoor.observe`."""
    namespace = await observe_namespace(api, spec)
    if spec.deletion_asked:
        return await _observe_remains(api, spec, namespace)
    if namespace is None or namespace.terminating or not namespace.access_granted:
        return Observed(namespace=namespace)
    return await _observe_contents(api, spec, namespace)


async def observe_namespace(api: KubernetesApi, spec: Spec) -> NamespaceSeen | None:
    """The store's namespace, or None."""
    name = spec.namespace
    found, binding = await asyncio.gather(
        _find_global(api, Namespace, name), _find(api, RoleBinding, ROLE_BINDING, name)
    )
    if found is None or found.metadata is None:
        return None
    labels = found.metadata.labels or {}
    return NamespaceSeen(
        name=name,
        uid=found.metadata.uid or "",
        managed=labels.get(LABEL_STORE) == spec.key and labels.get(LABEL_MANAGED) == "true",
        access_granted=binding is not None,
        terminating=found.metadata.deletionTimestamp is not None,
        blockers=tuple(_derive_blockers(found.status)),
    )


async def _observe_remains(
    api: KubernetesApi, spec: Spec, namespace: NamespaceSeen | None
) -> Observed:
    volumes, routes = await asyncio.gather(
        _list_volumes(api, spec.namespace), _list_routes(api, spec.namespace)
    )
    return Observed(namespace=namespace, volumes=volumes, routes=routes)


async def _observe_contents(api: KubernetesApi, spec: Spec, namespace: NamespaceSeen) -> Observed:
    name = spec.namespace
    release, deployments, stateful_sets, self_test = await asyncio.gather(
        _find_release(api, name),
        _list(api, Deployment, name),
        _list(api, StatefulSet, name),
        _find_self_test(api, name),
    )
    observed = Observed(
        namespace=namespace,
        release=release,
        workloads=(*map(see_workload, deployments), *map(see_workload, stateful_sets)),
        self_test=self_test,
    )
    if observed.workloads_available or release is None:
        return observed
    now = datetime.now(UTC)
    pods, claims, refusals = await asyncio.gather(
        _list_pods(api, name),
        _list(api, PersistentVolumeClaim, name),
        _list_refusals(api, name, stateful_sets),
    )
    problems = (*derive_problems(deployments, pods, claims, now), *refusals)
    return replace(observed, problems=problems)


async def _find_self_test(api: KubernetesApi, namespace: str) -> int | None:
    """The number of the self-test whose pod is there."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    for pod in await api.list_metadata(path, labelSelector=LABEL_SELF_TEST):
        number = pod.labels[LABEL_SELF_TEST]
        return int(number) if number.isdecimal() else None
    return None


async def _list_pods(api: KubernetesApi, namespace: str) -> list[Pod]:
    """The store's own pods; that of a self-test says nothing about the shop."""
    pods = await _list(api, Pod, namespace)
    return [p for p in pods if LABEL_SELF_TEST not in ((p.metadata and p.metadata.labels) or {})]


async def _list_refusals(
    api: KubernetesApi, namespace: str, stateful_sets: Iterable[StatefulSet]
) -> list[Problem]:
    """Why a StatefulSet has no pods; unlike a Deployment it says so in events only."""
    if not any(is_without_pods(workload) for workload in stateful_sets):
        return []
    with translated_errors(f"list events in namespace {namespace}"):
        events = [e async for e in api.typed.list(Event, namespace=namespace, fields={**_REFUSALS})]
    return [build_refusal(e.involvedObject.name or "", e.message or "") for e in events]


def is_without_pods(workload: StatefulSet) -> bool:
    """Whether its controller looked at it and made no pod."""
    status = workload.status
    if status is None or not status.observedGeneration:
        return False
    return status.replicas < _get_desired(workload)


async def _find_release(api: KubernetesApi, namespace: str) -> ReleaseSeen | None:
    path = f"/api/v1/namespaces/{namespace}/secrets"
    revisions = await api.list_metadata(path, labelSelector=RELEASE_SELECTOR)
    return derive_release(revisions)


def derive_release(revisions: Iterable[Metadata]) -> ReleaseSeen | None:
    """The newest of the revisions that Helm keeps as Secrets; None when there is none."""
    newest = max(revisions, key=lambda r: int(r.labels.get("version", "0")), default=None)
    if newest is None:
        return None
    return ReleaseSeen(
        revision=int(newest.labels.get("version", "0")),
        status=_RELEASE_STATES.get(newest.labels.get("status", ""), ReleaseStatus.FAILED),
        values_digest=newest.labels.get(LABEL_VALUES_DIGEST, ""),
    )


async def _list_volumes(api: KubernetesApi, namespace: str) -> tuple[RemovalItem, ...]:
    # The API has no selector for the claim, so all volumes are read. Only deletions need them.
    with translated_errors("list persistent volumes"):
        volumes = [volume async for volume in api.typed.list(PersistentVolume)]
    return tuple(
        RemovalItem("PersistentVolume", volume.metadata.name or "", volume.metadata.uid or "")
        for volume in volumes
        if volume.metadata is not None and _claiming_namespace(volume) == namespace
    )


def _claiming_namespace(volume: PersistentVolume) -> str | None:
    claim = volume.spec.claimRef if volume.spec is not None else None
    return claim.namespace if claim is not None else None


async def _list_routes(api: KubernetesApi, namespace: str) -> tuple[RemovalItem, ...]:
    path = f"/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses"
    found = await api.list_metadata(path)
    return tuple(RemovalItem("Ingress", item.name, item.uid) for item in found)


async def _list(api: KubernetesApi, kind: type[N], namespace: str) -> list[N]:
    with translated_errors(f"list {kind.__name__} objects in namespace {namespace}"):
        return [item async for item in api.typed.list(kind, namespace=namespace)]


async def _find(api: KubernetesApi, kind: type[N], name: str, namespace: str) -> N | None:
    try:
        with translated_errors(f"read {kind.__name__} {name} in namespace {namespace}"):
            return await api.typed.get(kind, name, namespace=namespace)
    except NotFound:
        return None


async def _find_global(api: KubernetesApi, kind: type[G], name: str) -> G | None:
    try:
        with translated_errors(f"read {kind.__name__} {name}"):
            return await api.typed.get(kind, name)
    except NotFound:
        return None


def _derive_blockers(status: NamespaceStatus | None) -> Iterable[str]:
    for condition in (status.conditions or []) if status is not None else []:
        if condition.type in _BLOCKING_CONDITIONS and condition.status == "True":
            yield condition.message or condition.type


def see_workload(workload: Deployment | StatefulSet) -> WorkloadSeen:
    """What a workload says of itself."""
    metadata, status = workload.metadata, workload.status
    generation = metadata.generation if metadata is not None else None
    desired = _get_desired(workload)
    ready = _count_available(status, generation or 0)
    return WorkloadSeen(
        kind=type(workload).__name__,
        name=(metadata.name if metadata is not None else None) or "",
        available=ready is not None and ready >= desired,
        message=f"{ready or 0} of {desired} pods available",
    )


def _get_desired(workload: Deployment | StatefulSet) -> int:
    replicas = workload.spec.replicas
    return replicas if replicas is not None else 1


def _count_available(
    status: DeploymentStatus | StatefulSetStatus | None, generation: int
) -> int | None:
    """Available pods once all are of the present generation; None before, as by kubectl rollout."""
    if status is None or (status.observedGeneration or 0) < generation:
        return None
    if (status.replicas or 0) > (status.updatedReplicas or 0):
        return None
    return status.availableReplicas or 0
