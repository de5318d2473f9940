"""The pod of a self-test: what it is made of, what it tries, and what is made of its report."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from copy import deepcopy
from typing import Any, TypeVar

import httpx2
import msgspec
import pytest
from lightkube.models.core_v1 import PodSpec
from lightkube.resources.apps_v1 import StatefulSet
from lightkube.resources.core_v1 import Service
from lightkube.resources.discovery_v1 import EndpointSlice

from store_orchestrator.cluster import self_test
from store_orchestrator.cluster.destinations import Destination, see_services
from store_orchestrator.cluster.door import ClusterError, SelfTest
from store_orchestrator.cluster.hardening import check_workload, find_faults
from store_orchestrator.cluster.self_test import (
    SelfTests,
    build_pod,
    derive_checks,
    find_end,
    get_shop,
    parse_findings,
)
from unit.cluster.conftest import build_api
from unit.cluster.door_contract import build_spec

R = TypeVar("R")
SPEC = build_spec("abcdefgh")
NAMESPACE = SPEC.namespace
TEST = SelfTest(3, "platform:1", {"requests": {"cpu": "10m"}, "limits": {"cpu": "500m"}})
HARDENED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
POD_SPEC: dict[str, Any] = {
    "serviceAccountName": "store",
    "automountServiceAccountToken": False,
    "securityContext": {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    },
    "containers": [{"name": "php", "securityContext": HARDENED}, {"name": "nginx"}],
}
POD_SPEC["containers"][1]["securityContext"] = HARDENED
LABELS = {"app.kubernetes.io/component": "shop", "store-orchestrator.io/store": "abcdefgh"}
SHOP: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "shop", "namespace": NAMESPACE},
    "spec": {
        "serviceName": "shop",
        "selector": {"matchLabels": LABELS},
        "template": {"metadata": {"labels": LABELS}, "spec": POD_SPEC},
    },
}
KUBERNETES_SLICE: dict[str, Any] = {
    "metadata": {"name": "kubernetes", "labels": {"kubernetes.io/service-name": "kubernetes"}},
    "addressType": "IPv4",
    "endpoints": [{"addresses": ["10.99.0.1"], "conditions": {"ready": True}}],
    "ports": [{"port": 6443, "protocol": "TCP"}],
}


def build(kind: type[R], document: Mapping[str, object]) -> R:
    return msgspec.convert(document, kind)


def changed(path: str, value: object) -> PodSpec:
    """The hardened pod with one setting changed."""
    document = deepcopy(POD_SPEC)
    place: Any = document
    *folders, last = path.split("/")
    for folder in folders:
        place = place[int(folder)] if folder.isdigit() else place[folder]
    place[last] = value
    return build(PodSpec, document)


def test_the_pod_is_to_the_network_and_the_kernel_what_the_shop_is() -> None:
    shop = build(StatefulSet, SHOP)
    pod = build_pod(SPEC, shop, TEST, [Destination("KubernetesApi", "10.96.0.1", 443)])
    spec = pod.spec
    assert pod.metadata is not None
    assert spec is not None
    assert pod.metadata.namespace == NAMESPACE
    labels = pod.metadata.labels or {}
    assert labels.items() >= LABELS.items(), "the same policies select it"
    assert labels["store-orchestrator.io/self-test"] == "3"
    template = shop.spec.template.spec
    assert template is not None
    assert spec.securityContext == template.securityContext
    assert spec.containers[0].securityContext == template.containers[0].securityContext
    assert spec.automountServiceAccountToken is False
    assert spec.serviceAccountName == "store"
    assert spec.restartPolicy == "Never"
    assert [g.conditionType for g in spec.readinessGates or []] == [
        "store-orchestrator.io/never-ready"
    ], "it is never a ready address of a Service"
    environment = {item.name: item.value for item in spec.containers[0].env or []}
    assert json.loads(environment["ISOLATION_TARGETS"] or "") == [
        ["KubernetesApi", "10.96.0.1", 443]
    ]


def test_a_store_without_a_shop_cannot_be_tested() -> None:
    other = deepcopy(SHOP)
    other["spec"]["template"]["metadata"]["labels"] = {"app.kubernetes.io/component": "database"}
    database, shop = build(StatefulSet, other), build(StatefulSet, SHOP)
    assert get_shop([database, shop]) is shop
    with pytest.raises(ClusterError, match="ShopMissing"):
        get_shop([database])


def test_a_hardened_workload_has_no_faults() -> None:
    check = check_workload(build(StatefulSet, SHOP))
    assert (check.name, check.target, check.ok) == ("PodSecurity", "StatefulSet shop", True)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("automountServiceAccountToken", None, "token"),
        ("hostNetwork", True, "node's network"),
        ("containers/1/securityContext", None, "container nginx can write its root"),
        (
            "containers/0/securityContext",
            {**HARDENED, "readOnlyRootFilesystem": False},
            "container php can write its root",
        ),
        (
            "containers/0/securityContext",
            {**HARDENED, "capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]}},
            "container php keeps capabilities",
        ),
        (
            "containers/0/securityContext",
            {**HARDENED, "allowPrivilegeEscalation": None},
            "container php may gain rights",
        ),
        (
            "securityContext",
            {"seccompProfile": {"type": "RuntimeDefault"}},
            "container php may run as root",
        ),
        ("securityContext", {"runAsNonRoot": True}, "container php has no seccomp profile"),
        ("initContainers", [{"name": "setup"}], "container setup can write its root"),
    ],
)
def test_every_fault_is_named(path: str, value: object, fault: str) -> None:
    assert any(fault in found for found in find_faults(changed(path, value)))


def endpoint(address: str, *, ready: bool = True) -> dict[str, object]:
    return {"addresses": [address], "conditions": {"ready": ready}}


def test_destinations_are_what_is_alive() -> None:
    def slice_of(service: str, *endpoints: object) -> EndpointSlice:
        document = {
            "metadata": {"labels": {"kubernetes.io/service-name": service}},
            "addressType": "IPv4",
            "endpoints": list(endpoints),
            "ports": [{"port": 9000, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}],
        }
        return build(EndpointSlice, document)

    def service_of(name: str, address: str) -> Service:
        spec = {"clusterIP": address, "ports": [{"port": 80}, {"port": 53, "protocol": "UDP"}]}
        return build(Service, {"metadata": {"name": name}, "spec": spec})

    slices = [
        slice_of("shop", endpoint("10.0.0.1"), endpoint("10.0.0.2", ready=False)),
        slice_of("card-reader", endpoint("10.0.0.3", ready=False)),
    ]
    services = [service_of("shop", "10.96.0.9"), service_of("card-reader", "10.96.0.8")]
    services.append(service_of("headless", "None"))
    found = see_services(slices, services, "OtherStore")
    assert [(d.name, d.host, d.port) for d in found] == [
        ("OtherStoreShop", "10.0.0.1", 9000),
        ("OtherStoreShopService", "10.96.0.9", 80),
    ]
    assert all(d.evidence for d in found)


def test_a_report_says_what_is_known_of_the_other_end() -> None:
    destinations = [
        Destination("KubernetesApi", "10.96.0.1", 443, "the orchestrator uses it"),
        Destination("CloudMetadata", "169.254.169.254", 80),
    ]
    checks = derive_checks(
        [
            ["KubernetesApi", "10.96.0.1:443", True, "refused (no answer)"],
            ["CloudMetadata", "169.254.169.254:80", True, "refused (no answer)"],
            ["Kubelet", "10.99.0.1:10250", False, "it took the connection"],
            ["Seccomp", "process", True, "as it should be"],
        ],
        destinations,
    )
    assert [check.message for check in checks] == [
        "refused (no answer); the orchestrator uses it",
        "refused (no answer); whether anything is there is not known",
        "it took the connection",
        "as it should be",
    ]
    assert [check.ok for check in checks] == [True, True, False, True]


def status(**state: object) -> dict[str, object]:
    return {"phase": "Running", "containerStatuses": [{"state": state}]}


def test_the_end_of_the_container_is_the_end_of_the_test() -> None:
    ended = {"exitCode": 0, "message": '[["Seccomp","process",true,"as it should be"]]'}
    assert find_end({"phase": "Pending"}) is None
    assert find_end(status(running={})) is None
    assert find_end(status(terminated=ended)) == ended
    assert parse_findings(ended) == [["Seccomp", "process", True, "as it should be"]]
    evicted = find_end({"phase": "Failed", "reason": "Evicted"})
    assert evicted is not None
    with pytest.raises(ClusterError, match="Evicted"):
        parse_findings(evicted)
    with pytest.raises(ClusterError, match="exit code 1"):
        parse_findings({"exitCode": 1, "reason": "Error"})


class PlayedCluster:
    """The few calls of a self-test, answered; ``states`` are what a watch of the pod tells."""

    def __init__(self, *states: tuple[str, object], present: int | None = None) -> None:
        self.states = states
        self.present = present
        self.stubborn = False
        self.calls: list[tuple[str, str]] = []
        self.bodies: list[dict[str, Any]] = []

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        self.calls.append((request.method, path))
        pods = f"/api/v1/namespaces/{NAMESPACE}/pods"
        if request.method == "POST" and path == pods:
            return self._create(json.loads(request.content))
        if request.method == "DELETE":
            self.bodies.append(json.loads(request.content))
            self.present = self.present if self.stubborn else None
            return httpx2.Response(200, json={"kind": "Status"})
        if path == pods and request.url.params.get("watch"):
            assert request.url.params["fieldSelector"] == "metadata.name=isolation-test"
            return httpx2.Response(200, content=self._tell())
        return httpx2.Response(200, json=self._read(path))

    async def _tell(self) -> AsyncIterator[bytes]:
        for kind, state in self.states:
            event = {"type": kind, "object": {"metadata": {}, "status": state}}
            yield json.dumps(event).encode() + b"\n"
        await asyncio.Event().wait()

    def _create(self, pod: dict[str, Any]) -> httpx2.Response:
        if self.present is not None:
            body = {"kind": "Status", "code": 409, "message": "exists", "status": "Failure"}
            return httpx2.Response(409, json=body)
        self.present = int(pod["metadata"]["labels"]["store-orchestrator.io/self-test"])
        pod["metadata"] |= {"uid": "uid-1"}
        return httpx2.Response(201, json=pod)

    def _read(self, path: str) -> dict[str, Any]:
        if path.endswith("/endpointslices/kubernetes"):
            return KUBERNETES_SLICE
        if path.endswith("/pods/isolation-test"):
            labels = {"store-orchestrator.io/self-test": str(self.present)}
            return {"metadata": {"namespace": NAMESPACE, "uid": "uid-0", "labels": labels}}
        items = [SHOP] if path.endswith("/statefulsets") else []
        return {"metadata": {"resourceVersion": "1"}, "items": items}


def finished(*findings: object) -> tuple[str, object]:
    ended = {"exitCode": 0, "reason": "Completed", "message": json.dumps(list(findings))}
    return "MODIFIED", status(terminated=ended)


async def run(cluster: PlayedCluster) -> Any:  # noqa: ANN401
    api = build_api(httpx2.MockTransport(cluster.answer))
    try:
        return await SelfTests(api).run(SPEC, TEST)
    finally:
        await api.close()


REFUSED = ["KubernetesApiEndpoint", "10.99.0.1:6443", True, "refused (ECONNREFUSED)"]


async def test_a_self_test_from_beginning_to_end() -> None:
    cluster = PlayedCluster(("MODIFIED", status(running={})), finished(REFUSED))
    checks = await run(cluster)
    assert [(check.name, check.ok) for check in checks] == [
        ("KubernetesApiEndpoint", True),
        ("PodSecurity", True),
    ]
    assert checks[0].message == "refused (ECONNREFUSED); it is ready for others"
    assert [body["preconditions"] for body in cluster.bodies] == [{"uid": "uid-1"}]


def removed(cluster: PlayedCluster) -> list[str]:
    return [body["preconditions"]["uid"] for body in cluster.bodies]


async def test_a_test_that_was_begun_is_read_and_not_made_again() -> None:
    cluster = PlayedCluster(finished(REFUSED))
    api = build_api(httpx2.MockTransport(cluster.answer))
    tests = SelfTests(api)
    await tests.begin(SPEC, TEST)
    await tests.begin(SPEC, TEST)
    assert removed(cluster) == [], "it is at work"
    checks = await tests.run(SPEC, TEST)
    await api.close()
    assert [check.name for check in checks] == ["KubernetesApiEndpoint", "PodSecurity"]
    assert removed(cluster) == ["uid-0"]


async def test_the_pod_of_another_test_makes_way() -> None:
    cluster = PlayedCluster(finished(REFUSED), present=2)
    await run(cluster)
    assert removed(cluster) == ["uid-0", "uid-1"]
    stubborn = PlayedCluster(finished(REFUSED), present=2)
    stubborn.stubborn = True
    with pytest.raises(ClusterError, match="SelfTestBusy"):
        await run(stubborn)


@pytest.mark.parametrize(
    ("states", "reason"),
    [
        ([("DELETED", status(running={}))], "SelfTestVanished"),
        ([("MODIFIED", status(terminated={"exitCode": 1, "reason": "Error"}))], "SelfTestBroke"),
    ],
)
async def test_a_test_that_breaks_off_is_an_error_and_leaves_no_pod(
    states: list[tuple[str, object]], reason: str
) -> None:
    cluster = PlayedCluster(*states)
    with pytest.raises(ClusterError, match=reason) as caught:
        await run(cluster)
    assert caught.value.retryable
    assert len(cluster.bodies) == 1


async def test_a_pod_that_never_ends_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(self_test, "WAIT_SECONDS", 0.05)
    cluster = PlayedCluster(("MODIFIED", status(running={})))
    with pytest.raises(ClusterError, match="SelfTestUnfinished"):
        await run(cluster)
    assert len(cluster.bodies) == 1
