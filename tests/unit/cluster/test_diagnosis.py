"""From what Kubernetes shows of broken pods to plain words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
import pytest
from lightkube.resources.apps_v1 import Deployment, StatefulSet
from lightkube.resources.core_v1 import PersistentVolumeClaim, Pod

from store_orchestrator.cluster.diagnosis import CLAIM_PATIENCE, build_refusal, derive_problems
from store_orchestrator.cluster.observation import is_without_pods, see_workload

R = TypeVar("R")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def build(kind: type[R], document: Mapping[str, object]) -> R:
    """An object as the API server would send it."""
    return msgspec.convert(document, kind)


def pod(**status: object) -> Pod:
    return build(Pod, {"metadata": {"name": "shop-1"}, "status": status})


def container(**state: object) -> dict[str, Any]:
    base = {"name": "shop", "image": "x:1", "imageID": "", "ready": False, "restartCount": 4}
    return {**base, **state}


def waiting(reason: str, message: str = "the detail", **more: object) -> Pod:
    state = {"waiting": {"reason": reason, "message": message}}
    return pod(containerStatuses=[container(state=state, **more)])


def ended(reason: str, code: int) -> dict[str, Any]:
    return {"terminated": {"exitCode": code, "reason": reason}}


PODS = [
    (waiting("ImagePullBackOff"), "ImageUnavailable", "x:1"),
    (waiting("ErrImageNeverPull"), "ImageUnavailable", "the detail"),
    (waiting("CreateContainerConfigError"), "ContainerRefused", "the detail"),
    (waiting("CrashLoopBackOff", lastState=ended("Error", 7)), "CrashLoop", "exit code 7"),
    (waiting("CrashLoopBackOff", lastState=ended("OOMKilled", 137)), "OutOfMemory", "4 restarts"),
    (
        pod(
            conditions=[
                {
                    "type": "PodScheduled",
                    "status": "False",
                    "reason": "Unschedulable",
                    "message": "0/1 nodes are available: 1 Insufficient memory.",
                }
            ]
        ),
        "Unschedulable",
        "Insufficient memory",
    ),
]


@pytest.mark.parametrize(("broken", "reason", "evidence"), PODS, ids=[row[1] for row in PODS])
def test_broken_pods(broken: Pod, reason: str, evidence: str) -> None:
    [problem] = derive_problems([], [broken], [], NOW)
    assert problem.reason == reason
    assert evidence in problem.cause
    assert problem.suggestion


def test_a_pod_that_just_starts_is_no_problem() -> None:
    starting = waiting("ContainerCreating", "")
    running = pod(containerStatuses=[container(state={"running": {}}, ready=False)])
    assert list(derive_problems([], [starting, running, pod()], [], NOW)) == []


def claim(age: timedelta, phase: str = "Pending") -> PersistentVolumeClaim:
    return build(
        PersistentVolumeClaim,
        {
            "metadata": {"name": "data", "creationTimestamp": (NOW - age).isoformat()},
            "spec": {"storageClassName": "slow"},
            "status": {"phase": phase},
        },
    )


def test_a_volume_that_stays_pending() -> None:
    assert list(derive_problems([], [], [claim(timedelta(seconds=1))], NOW)) == []
    assert list(derive_problems([], [], [claim(CLAIM_PATIENCE * 2, "Bound")], NOW)) == []
    [problem] = derive_problems([], [], [claim(CLAIM_PATIENCE * 2)], NOW)
    assert problem.reason == "VolumePending"
    assert "slow" in problem.cause


def deployment(**status: object) -> Deployment:
    return build(
        Deployment,
        {
            "metadata": {"name": "shop", "generation": 3},
            "spec": {"replicas": 2, "selector": {}, "template": {}},
            "status": status,
        },
    )


def test_refused_pods() -> None:
    condition = {"type": "ReplicaFailure", "status": "True", "message": "exceeded quota: q"}
    [problem] = derive_problems([deployment(conditions=[condition])], [], [], NOW)
    assert problem.reason == "PodsRefused"
    assert "exceeded quota" in problem.cause


def stateful_set(**status: object) -> StatefulSet:
    return build(
        StatefulSet,
        {
            "metadata": {"name": "shop", "generation": 1},
            "spec": {"serviceName": "x", "selector": {}, "template": {}},
            "status": {"replicas": 0, **status},
        },
    )


def test_a_stateful_set_without_pods_is_asked_for_the_reason() -> None:
    assert is_without_pods(stateful_set(observedGeneration=1))
    assert not is_without_pods(stateful_set()), "its controller did not look at it yet"
    assert not is_without_pods(stateful_set(observedGeneration=1, replicas=1))
    refusal = build_refusal("shop", "exceeded quota: store")
    assert (refusal.reason, "exceeded quota" in refusal.cause) == ("PodsRefused", True)


FULL = {"observedGeneration": 3, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2}


@pytest.mark.parametrize(
    ("change", "available"),
    [
        ({}, True),
        ({"observedGeneration": 2}, False),
        ({"updatedReplicas": 1}, False),
        ({"replicas": 3}, False),
        ({"availableReplicas": 1}, False),
        ({"availableReplicas": None}, False),
    ],
)
def test_availability_of_deployments(change: dict[str, Any], available: bool) -> None:
    status = {name: value for name, value in {**FULL, **change}.items() if value is not None}
    seen = see_workload(deployment(**status))
    assert (seen.kind, seen.name, seen.available) == ("Deployment", "shop", available)


def test_availability_of_stateful_sets() -> None:
    workload = build(
        StatefulSet,
        {
            "metadata": {"name": "database", "generation": 1},
            "spec": {"serviceName": "x", "selector": {}, "template": {}},
            "status": {
                "observedGeneration": 1,
                "replicas": 1,
                "updatedReplicas": 1,
                "availableReplicas": 1,
            },
        },
    )
    assert see_workload(workload).available
