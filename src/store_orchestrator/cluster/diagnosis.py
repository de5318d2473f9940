"""Why a store does not come up: from what Kubernetes shows of its pods to plain words.

Causes stay the same from look to look, because a new one is told as an event; what changes (how
often, how long, the words of Kubernetes) is evidence.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from lightkube.models.core_v1 import ContainerStateTerminated, ContainerStatus
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import PersistentVolumeClaim, Pod

from store_orchestrator.cluster.refusals import build_refusal
from store_orchestrator.cluster.shortages import build_unschedulable
from store_orchestrator.domain.capacity import Room
from store_orchestrator.domain.observed import Problem

# Reasons of the kubelet for a container that waits:
# https://kubernetes.io/docs/concepts/containers/images and pkg/kubelet/images/types.go
_IMAGE_REASONS: Final = frozenset(
    {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"}
)
_CONFIG_REASONS: Final = frozenset(
    {"CreateContainerConfigError", "CreateContainerError", "RunContainerError"}
)
# A volume that is not bound at once is normal; provisioners take seconds.
CLAIM_PATIENCE: Final = timedelta(seconds=30)
# One end at the start can be a race that the restart wins.
RESTARTS_OF_A_LOOP: Final = 2
# The entrypoints of images/ end with this code (sysexits.h: EX_USAGE) when set-up cannot go on,
# or say so in these words.
SETUP_EXIT_CODE: Final = 64
SETUP_WORDS: Final = "set-up failed"
EVIDENCE_LINES: Final = 12
EVIDENCE_LENGTH: Final = 1500
_SCHEDULER_ON_VOLUMES: Final = ("persistentvolumeclaim", "storageclass", "persistent volume")


def derive_problems(
    deployments: Iterable[Deployment],
    pods: Iterable[Pod],
    claims: Iterable[PersistentVolumeClaim],
    now: datetime,
    *,
    claim_failures: Mapping[str, str] | None = None,
    room: Room | None = None,
) -> Iterator[Problem]:
    """Every known reason why workloads are not available, the most telling first.

    Args:
        claim_failures: what the provisioner said last of a claim, by the claim's name.
        room: what is left on the nodes; None when that is not known.
    """
    pods = list(pods)
    for pod in pods:
        yield from _pod_problems(pod)
    volumes = [p for claim in claims for p in _claim_problem(claim, claim_failures or {}, now)]
    yield from volumes
    for pod in pods:
        yield from _scheduling_problem(pod, room, volumes)
    for deployment in deployments:
        yield from _replica_problem(deployment)


def is_unschedulable(pod: Pod) -> bool:
    """Whether the scheduler found no node for it."""
    return _find_scheduling_message(pod) is not None


def shorten_log(text: str) -> str:
    """The last lines of what a program wrote, where it says why it ended."""
    lines = [line.rstrip() for line in text.strip().splitlines() if line.strip()]
    shown = "\n".join(lines[-EVIDENCE_LINES:])
    return shown if len(shown) <= EVIDENCE_LENGTH else f"…{shown[-EVIDENCE_LENGTH:]}"


def _pod_problems(pod: Pod) -> Iterator[Problem]:
    if pod.status is None:
        return
    limits = _list_memory_limits(pod)
    for status in pod.status.initContainerStatuses or []:
        yield from _container_problem(status, limits, is_setup=True)
    for status in pod.status.containerStatuses or []:
        yield from _container_problem(status, limits, is_setup=False)


def _list_memory_limits(pod: Pod) -> dict[str, str]:
    containers = pod.spec.containers if pod.spec is not None else []
    limits = {c.name: (c.resources.limits if c.resources else None) or {} for c in containers}
    return {name: found["memory"] for name, found in limits.items() if "memory" in found}


def _container_problem(
    status: ContainerStatus, limits: Mapping[str, str], *, is_setup: bool
) -> Iterator[Problem]:
    waiting = status.state.waiting if status.state is not None else None
    reason = (waiting.reason if waiting is not None else None) or ""
    detail = (waiting.message if waiting is not None else None) or reason
    if reason in _IMAGE_REASONS:
        yield Problem(
            "ImageUnavailable",
            f"The image {status.image} of container {status.name} cannot be fetched.",
            "Check the image's name and make it available to the cluster's nodes.",
            f"{reason}: {detail}",
        )
    elif reason in _CONFIG_REASONS:
        yield Problem(
            "ContainerRefused",
            f"Container {status.name} cannot be started on its node.",
            "Look at the evidence: chart and cluster do not fit together.",
            f"{reason}: {detail}",
        )
    elif not status.ready:
        yield from _ended_problem(status, reason, limits, is_setup=is_setup)


def _ended_problem(
    status: ContainerStatus, waits_for: str, limits: Mapping[str, str], *, is_setup: bool
) -> Iterator[Problem]:
    ended = _find_end(status)
    if ended is None or ended.exitCode == 0:
        return
    if ended.reason == "OOMKilled":
        yield _build_out_of_memory(status, limits.get(status.name, ""))
    elif is_setup or _is_setup_failure(ended):
        yield Problem(
            "SetupFailed",
            f"The shop's set-up failed in container {status.name}.",
            "Mend what the last lines of its log name, then retry the store.",
            _describe_end(status, ended),
        )
    elif waits_for == "CrashLoopBackOff" or status.restartCount >= RESTARTS_OF_A_LOOP:
        yield Problem(
            "CrashLoop",
            f"Container {status.name} ends again and again with exit code {ended.exitCode}.",
            "Mend what the last lines of its log name, then retry the store.",
            _describe_end(status, ended),
        )


def _find_end(status: ContainerStatus) -> ContainerStateTerminated | None:
    """How it ended last, whether it was started again or not."""
    for state in (status.state, status.lastState):
        if state is not None and state.terminated is not None:
            return state.terminated
    return None


def _is_setup_failure(ended: ContainerStateTerminated) -> bool:
    return ended.exitCode == SETUP_EXIT_CODE or SETUP_WORDS in (ended.message or "")


def _build_out_of_memory(status: ContainerStatus, limit: str) -> Problem:
    allowed = f"than the {limit} that it may" if limit else "than it may"
    return Problem(
        "OutOfMemory",
        f"Container {status.name} used more memory {allowed} and was killed.",
        "Choose a larger plan, or raise the engine's memory limit.",
        f"OOMKilled, {status.restartCount} restarts",
    )


def _describe_end(status: ContainerStatus, ended: ContainerStateTerminated) -> str:
    head = f"exit code {ended.exitCode}, {status.restartCount} restarts"
    log = shorten_log(ended.message or "")
    return f"{head}; its last lines:\n{log}" if log else f"{head}; it wrote nothing"


def _claim_problem(
    claim: PersistentVolumeClaim, failures: Mapping[str, str], now: datetime
) -> Iterator[Problem]:
    if claim.metadata is None or claim.status is None or claim.status.phase != "Pending":
        return
    created = claim.metadata.creationTimestamp
    said = failures.get(claim.metadata.name or "", "")
    patient = created is None or now - created <= CLAIM_PATIENCE
    if patient and not said:
        return
    storage_class = claim.spec.storageClassName if claim.spec is not None else None
    yield Problem(
        "VolumePending",
        f"Volume claim {claim.metadata.name} has no volume: storage class "
        f"{storage_class or '(the default)'} provides none.",
        "Check that the storage class exists and that its provisioner runs: "
        "`kubectl get storageclass`.",
        said or "nothing was said about it",
    )


def _find_scheduling_message(pod: Pod) -> str | None:
    for condition in (pod.status.conditions or []) if pod.status is not None else []:
        if condition.type == "PodScheduled" and condition.status == "False":
            return condition.message or ""
    return None


def _scheduling_problem(
    pod: Pod, room: Room | None, volumes: Sequence[Problem]
) -> Iterator[Problem]:
    message = _find_scheduling_message(pod)
    if message is None:
        return
    about_volumes = any(word in message.lower() for word in _SCHEDULER_ON_VOLUMES)
    # A claim that waits is told by the claim; that pods wait for it meanwhile is normal.
    if not about_volumes and not (volumes and "unbound" in message):
        yield build_unschedulable(pod, message, room)


def _replica_problem(deployment: Deployment) -> Iterator[Problem]:
    status, metadata = deployment.status, deployment.metadata
    for condition in (status.conditions or []) if status is not None else []:
        if condition.type == "ReplicaFailure" and condition.status == "True":
            name = metadata.name if metadata is not None else ""
            yield build_refusal(name or "", condition.message or "")
