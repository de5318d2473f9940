"""Looking at one store: reads only, in parallel, from the API server itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar, cast

from lightkube.models.apps_v1 import DeploymentStatus, StatefulSetStatus
from lightkube.resources.apps_v1 import Deployment, StatefulSet

from store_orchestrator.cluster.api import KubernetesApi, Metadata
from store_orchestrator.cluster.objects import is_record, list_contents, see_contents
from store_orchestrator.cluster.ownership import derive_changed_by
from store_orchestrator.cluster.remains import observe_remains
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
from store_orchestrator.domain.store import Spec

# A store's pods must be harmless from the namespace's first moment on.
POD_SECURITY: Final = {
    f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")
}
ROLE_BINDING = "store-orchestrator"
GUARD = "store-orchestrator.io/deletion-in-sight"
W = TypeVar("W", Deployment, StatefulSet)

_RBAC: Final = "/apis/rbac.authorization.k8s.io/v1"
_BINDING: Final = f"rolebindings/{ROLE_BINDING}"
RELEASE_SELECTOR = f"owner=helm,name={RELEASE_NAME}"

# https://helm.sh/docs: release states; anything else is one that Helm can upgrade from.
_RELEASE_STATES = {
    "deployed": ReleaseStatus.DEPLOYED,
    "pending-install": ReleaseStatus.PENDING,
    "pending-upgrade": ReleaseStatus.PENDING,
    "pending-rollback": ReleaseStatus.PENDING,
    "uninstalling": ReleaseStatus.PENDING,
}
Diagnose = Callable[
    [str, Sequence[Deployment], Sequence[StatefulSet]], Awaitable[tuple[Problem, ...]]
]
"""What keeps a namespace's workloads down: see :mod:`store_orchestrator.cluster.troubles`."""
_BLOCKING_CONDITIONS = (
    "NamespaceContentRemaining",
    "NamespaceFinalizersRemaining",
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
)


async def observe_store(api: KubernetesApi, spec: Spec, diagnose: Diagnose) -> Observed:
    """See :meth:`store_orchestrator.cluster.door.ClusterDoor.observe`."""
    namespace = await observe_namespace(api, spec)
    if spec.deletion_asked:
        return await observe_remains(api, spec, namespace)
    if namespace is None or namespace.terminating or not namespace.access_granted:
        return Observed(namespace=namespace)
    return await _observe_contents(api, spec, namespace, diagnose)


async def observe_namespace(api: KubernetesApi, spec: Spec) -> NamespaceSeen | None:
    """The store's namespace, or None."""
    name = spec.namespace
    path = f"/api/v1/namespaces/{name}"
    found, binding = await asyncio.gather(
        api.find_object(path), api.find_object(f"{_RBAC}/namespaces/{name}/{_BINDING}")
    )
    if found is None:
        return None
    metadata = found["metadata"]
    labels = metadata.get("labels") or {}
    return NamespaceSeen(
        name=name,
        uid=metadata["uid"],
        managed=labels.get(LABEL_STORE) == spec.key and labels.get(LABEL_MANAGED) == "true",
        access_granted=binding is not None,
        terminating="deletionTimestamp" in metadata,
        restricted=POD_SECURITY.items() <= labels.items(),
        changed_by=derive_changed_by(metadata.get("managedFields") or ()),
        blockers=tuple(_derive_blockers(found.get("status") or {})),
        guarded=binding is not None and is_guarded(binding),
    )


def is_guarded(binding: Mapping[str, Any]) -> bool:
    """Whether our role stays until we let go."""
    return GUARD in (binding["metadata"].get("finalizers") or ())


async def _observe_contents(
    api: KubernetesApi, spec: Spec, namespace: NamespaceSeen, diagnose: Diagnose
) -> Observed:
    name = spec.namespace
    contents, self_test = await asyncio.gather(list_contents(api, name), _find_self_test(api, name))
    deployments = [_parse(Deployment, one) for one in contents["Deployment"]]
    stateful_sets = [_parse(StatefulSet, one) for one in contents["StatefulSet"]]
    release = derive_release(Metadata.parse(one) for one in contents["Secret"] if is_record(one))
    observed = Observed(
        namespace=namespace,
        release=release,
        workloads=(*map(see_workload, deployments), *map(see_workload, stateful_sets)),
        self_test=self_test,
        objects=see_contents(contents),
    )
    if observed.workloads_available or release is None:
        return observed
    problems = await diagnose(name, deployments, stateful_sets)
    return replace(observed, problems=problems)


def _parse(kind: type[W], item: Mapping[str, Any]) -> W:
    # lightkube says of none of its kinds that this makes one of the same kind.
    return cast("W", kind.from_dict({**item}))


async def _find_self_test(api: KubernetesApi, namespace: str) -> int | None:
    """The number of the self-test whose pod is there."""
    path = f"/api/v1/namespaces/{namespace}/pods"
    for pod in await api.list_metadata(path, labelSelector=LABEL_SELF_TEST):
        number = pod.labels[LABEL_SELF_TEST]
        return int(number) if number.isdecimal() else None
    return None


def is_without_pods(workload: StatefulSet) -> bool:
    """Whether its controller looked at it and made no pod."""
    status = workload.status
    if status is None or not status.observedGeneration:
        return False
    return status.replicas < _get_desired(workload)


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


def _derive_blockers(status: Mapping[str, Any]) -> Iterable[str]:
    for condition in status.get("conditions") or []:
        if condition["type"] in _BLOCKING_CONDITIONS and condition["status"] == "True":
            yield condition.get("message") or condition["type"]


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
