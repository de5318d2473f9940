"""Why a store does not come up: from what Kubernetes shows to plain words."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from lightkube.models.core_v1 import ContainerStatus
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import PersistentVolumeClaim, Pod

from store_orchestrator.domain.observed import Problem

# Reasons of the kubelet for a container that waits:
# https://kubernetes.io/docs/concepts/containers/images and pkg/kubelet/images/types.go
_IMAGE_REASONS = frozenset(
    {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"}
)
_CONFIG_REASONS = frozenset(
    {"CreateContainerConfigError", "CreateContainerError", "RunContainerError"}
)
# A volume that is not bound at once is normal; provisioners take seconds.
CLAIM_PATIENCE = timedelta(seconds=30)


def derive_problems(
    deployments: Iterable[Deployment],
    pods: Iterable[Pod],
    claims: Iterable[PersistentVolumeClaim],
    now: datetime,
) -> Iterator[Problem]:
    """Every known reason why workloads are not available, the most telling first."""
    pods = list(pods)
    for pod in pods:
        for status in _container_statuses(pod):
            yield from _container_problem(status)
    for claim in claims:
        yield from _claim_problem(claim, now)
    for pod in pods:
        yield from _scheduling_problem(pod)
    for deployment in deployments:
        yield from _replica_problem(deployment)


def _container_statuses(pod: Pod) -> Iterator[ContainerStatus]:
    if pod.status is not None:
        yield from pod.status.initContainerStatuses or []
        yield from pod.status.containerStatuses or []


def _container_problem(status: ContainerStatus) -> Iterator[Problem]:
    waiting = status.state.waiting if status.state is not None else None
    reason = (waiting.reason if waiting is not None else None) or ""
    detail = (waiting.message if waiting is not None else None) or reason
    if reason in _IMAGE_REASONS:
        yield Problem(
            "ImageUnavailable",
            f"The image {status.image} of container {status.name} cannot be fetched: {detail}",
            "Make the image available to the cluster's nodes, then retry.",
        )
    elif reason in _CONFIG_REASONS:
        yield Problem(
            "ContainerRefused",
            f"Container {status.name} cannot be made: {detail}",
            "Look at the pod's events; chart and cluster do not fit together.",
        )
    elif not status.ready:
        yield from _ended_problem(status, crashing=reason == "CrashLoopBackOff")


def _ended_problem(status: ContainerStatus, *, crashing: bool) -> Iterator[Problem]:
    ended = status.lastState.terminated if status.lastState is not None else None
    if ended is None:
        return
    if ended.reason == "OOMKilled":
        yield Problem(
            "OutOfMemory",
            f"Container {status.name} used more memory than it may and was killed "
            f"({status.restartCount} restarts).",
            "Choose a larger plan.",
        )
    elif crashing:
        yield Problem(
            "CrashLoop",
            f"Container {status.name} ends again and again, last with exit code "
            f"{ended.exitCode} ({status.restartCount} restarts).",
            "Look at the container's log.",
        )


def _claim_problem(claim: PersistentVolumeClaim, now: datetime) -> Iterator[Problem]:
    if claim.metadata is None or claim.status is None or claim.status.phase != "Pending":
        return
    created = claim.metadata.creationTimestamp
    if created is not None and now - created > CLAIM_PATIENCE:
        storage_class = claim.spec.storageClassName if claim.spec is not None else None
        yield Problem(
            "VolumePending",
            f"Volume claim {claim.metadata.name} has no volume yet "
            f"(storage class {storage_class or 'not set'}).",
            "Check the storage class and its provisioner.",
        )


def _scheduling_problem(pod: Pod) -> Iterator[Problem]:
    conditions = (pod.status.conditions or []) if pod.status is not None else []
    name = pod.metadata.name if pod.metadata is not None else ""
    for condition in conditions:
        if condition.type == "PodScheduled" and condition.reason == "Unschedulable":
            yield Problem(
                "Unschedulable",
                f"No node can take pod {name}: {condition.message}",
                "Add capacity to the cluster or delete stores that are not needed.",
            )


def _replica_problem(deployment: Deployment) -> Iterator[Problem]:
    status, metadata = deployment.status, deployment.metadata
    for condition in (status.conditions or []) if status is not None else []:
        if condition.type == "ReplicaFailure" and condition.status == "True":
            name = metadata.name if metadata is not None else ""
            yield build_refusal(name or "", condition.message or "")


def build_refusal(workload: str, message: str) -> Problem:
    """The problem of a workload whose pods the cluster does not let in."""
    return Problem(
        "PodsRefused",
        f"The cluster refuses the pods of {workload}: {message}",
        "Check the store's quota and the cluster's admission rules.",
    )
