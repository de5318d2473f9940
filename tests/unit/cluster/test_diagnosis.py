"""From what Kubernetes shows of broken pods to plain words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
import pytest
from lightkube.resources.apps_v1 import Deployment, StatefulSet
from lightkube.resources.core_v1 import PersistentVolumeClaim, Pod

from store_orchestrator.cluster.diagnosis import CLAIM_PATIENCE, derive_problems, shorten_log
from store_orchestrator.cluster.observation import is_without_pods, see_workload
from store_orchestrator.cluster.refusals import build_refusal
from store_orchestrator.domain.capacity import NodeRoom, Room

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


def ended(reason: str, code: int, message: str = "") -> dict[str, Any]:
    return {"terminated": {"exitCode": code, "reason": reason, "message": message}}


def unscheduled(message: str, **requests: str) -> Pod:
    condition = {
        "type": "PodScheduled",
        "status": "False",
        "reason": "Unschedulable",
        "message": message,
    }
    containers = [
        {"name": "a", "resources": {"requests": requests}},
        {"name": "b", "resources": {"requests": requests}},
    ]
    return build(
        Pod,
        {
            "metadata": {"name": "shop-0"},
            "spec": {"containers": containers},
            "status": {"conditions": [condition]},
        },
    )


LOOP = "CrashLoopBackOff"
PODS = [
    ("image", waiting("ImagePullBackOff"), "ImageUnavailable", "x:1", "the detail"),
    ("never", waiting("ErrImageNeverPull"), "ImageUnavailable", "x:1", "the detail"),
    (
        "config",
        waiting("CreateContainerConfigError"),
        "ContainerRefused",
        "Container shop",
        "CreateContainerConfigError: the detail",
    ),
    (
        "loop",
        waiting(LOOP, lastState=ended("Error", 7, "one\n\nno catalogue\n")),
        "CrashLoop",
        "exit code 7",
        "exit code 7, 4 restarts; its last lines:\none\nno catalogue",
    ),
    (
        "runs again for a moment",
        pod(containerStatuses=[container(state={"running": {}}, lastState=ended("Error", 7))]),
        "CrashLoop",
        "exit code 7",
        "it wrote nothing",
    ),
    (
        "memory",
        waiting(LOOP, lastState=ended("OOMKilled", 137)),
        "OutOfMemory",
        "more memory",
        "OOMKilled, 4 restarts",
    ),
    (
        "set-up by its words",
        waiting(LOOP, lastState=ended("Error", 1, "set-up failed: no template")),
        "SetupFailed",
        "container shop",
        "set-up failed: no template",
    ),
    (
        "set-up by its exit code",
        pod(containerStatuses=[container(state=ended("Error", 64, "entrypoint: no"))]),
        "SetupFailed",
        "container shop",
        "entrypoint: no",
    ),
    (
        "set-up container",
        pod(initContainerStatuses=[container(state=ended("Error", 3, "no"), restartCount=0)]),
        "SetupFailed",
        "container shop",
        "exit code 3",
    ),
    (
        "room",
        unscheduled("0/1 nodes are available: 1 Insufficient memory.", memory="1Gi"),
        "Unschedulable",
        "it asks for 2 GiB of memory",
        "Insufficient memory",
    ),
]


@pytest.mark.parametrize(
    ("broken", "reason", "cause", "evidence"), [row[1:] for row in PODS], ids=[r[0] for r in PODS]
)
def test_broken_pods(broken: Pod, reason: str, cause: str, evidence: str) -> None:
    [problem] = derive_problems([], [broken], [], NOW)
    assert problem.reason == reason
    assert cause in problem.cause
    assert evidence in problem.evidence
    assert problem.suggestion


def test_a_cause_is_the_same_at_every_look() -> None:
    """Restarts are counted in the evidence: a new cause would be a new event."""
    causes = set()
    for restarts in (2, 3):
        state = container(
            state={"waiting": {"reason": LOOP}},
            lastState=ended("Error", 7),
            restartCount=restarts,
        )
        causes |= {p.cause for p in derive_problems([], [pod(containerStatuses=[state])], [], NOW)}
    assert len(causes) == 1


@pytest.mark.parametrize(
    "state",
    [
        {"state": {"running": {}}, "lastState": ended("Error", 7), "restartCount": 1},
        {"state": ended("Completed", 0), "restartCount": 5},
    ],
    ids=["one end at the start", "ended well"],
)
def test_one_end_makes_no_crash_loop(state: dict[str, Any]) -> None:
    status = container(**state)
    assert list(derive_problems([], [pod(containerStatuses=[status])], [], NOW)) == []


def test_a_long_log_is_cut_to_its_end() -> None:
    text = "\n".join(f"line {number}" for number in range(100))
    assert shorten_log(text).splitlines()[0] == "line 88"
    assert shorten_log("x" * 5000).startswith("…x")
    assert len(shorten_log("x" * 5000)) < 1600


ROOM = Room((NodeRoom("n1", 500, 1536, 3), NodeRoom("n2", 2000, 1024, 0)))


@pytest.mark.parametrize(
    ("message", "requests", "words"),
    [
        (
            "0/2 nodes are available: 1 Insufficient memory, 1 Insufficient cpu. preemption: 0/2 "
            "nodes are available: 2 No preemption victims found for incoming pod.",
            {"memory": "1Gi", "cpu": "1500m"},
            (
                "it asks for 2 GiB of memory, no node has more than 1.5 GiB free: 512 MiB short; "
                "it asks for 3 CPU, no node has more than 2 CPU free: 1 CPU short"
            ),
        ),
        (
            "0/2 nodes are available: 2 Insufficient example.com/gpu.",
            {"example.com/gpu": "1"},
            "it asks for 2 example.com/gpu",
        ),
        (
            "0/1 nodes are available: 1 node(s) had untolerated taint {a: b}. preemption: no",
            {},
            "No node may take pod shop-0: 1 node(s) had untolerated taint {a: b}.",
        ),
    ],
    ids=["short", "unknown resource", "taint"],
)
def test_what_is_short_and_by_how_much(message: str, requests: dict[str, str], words: str) -> None:
    [problem] = derive_problems([], [unscheduled(message, **requests)], [], NOW, room=ROOM)
    assert words in problem.cause
    assert problem.evidence == message


def test_a_pod_that_waits_for_its_volume_is_told_by_the_volume() -> None:
    broken = unscheduled("pod has unbound immediate PersistentVolumeClaims")
    said = {"data": 'storageclass.storage.k8s.io "slow" not found'}
    young = claim(timedelta(seconds=1))
    [problem] = derive_problems([], [broken], [young], NOW, claim_failures=said)
    assert (problem.reason, problem.evidence) == ("VolumePending", said["data"])


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
    condition = {"type": "ReplicaFailure", "status": "True", "message": "no, by rule"}
    [problem] = derive_problems([deployment(conditions=[condition])], [], [], NOW)
    assert (problem.reason, problem.evidence) == ("PodsRefused", "no, by rule")


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


QUOTA = (
    'create Pod shop-0 in StatefulSet shop failed error: pods "shop-0" is forbidden: exceeded '
    "quota: store, requested: limits.cpu=500m,requests.memory=96Mi, used: limits.cpu=0,"
    "requests.memory=32Mi, limited: limits.cpu=2,requests.memory=64Mi"
)
POLICY = (
    "pods \"shop-0\" is forbidden: ValidatingAdmissionPolicy 'house-rules' with binding "
    "'house-rules' denied request: no shops on Tuesdays"
)


@pytest.mark.parametrize(
    ("message", "reason", "words"),
    [
        (
            QUOTA,
            "QuotaExceeded",
            "The quota store has no room for the pods of shop: 96 MiB of memory wanted "
            "(requests.memory), 64 MiB allowed, 32 MiB in use: 64 MiB too much.",
        ),
        (POLICY, "PodsRefused", "rule house-rules refuses the pods of shop: no shops on Tuesdays"),
        (
            'admission webhook "gate.example" denied the request: unsigned image',
            "PodsRefused",
            "rule gate.example refuses the pods of shop: unsigned image",
        ),
        (
            'pods "x" is forbidden: violates PodSecurity "restricted:latest": privileged',
            "PodsRefused",
            'rule PodSecurity refuses the pods of shop: "restricted:latest": privileged',
        ),
        ("something else", "PodsRefused", "The cluster refuses the pods of shop."),
    ],
    ids=["quota", "policy", "webhook", "pod security", "unknown"],
)
def test_refusals(message: str, reason: str, words: str) -> None:
    refusal = build_refusal("shop", message)
    assert refusal.reason == reason
    assert words in refusal.cause
    assert refusal.evidence == message


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
