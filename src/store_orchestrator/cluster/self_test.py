"""The isolation self-test: a pod that is to the network what the shop is, for a moment."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from lightkube.models.core_v1 import (
    Container,
    EnvVar,
    EnvVarSource,
    ObjectFieldSelector,
    PodReadinessGate,
    PodSpec,
    ResourceRequirements,
)
from lightkube.models.meta_v1 import ObjectMeta
from lightkube.resources.apps_v1 import Deployment, StatefulSet
from lightkube.resources.core_v1 import Pod

from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.destinations import Destination, list_destinations
from store_orchestrator.cluster.door import ClusterError, SelfTest
from store_orchestrator.cluster.errors import Conflict, NotFound, translated_errors
from store_orchestrator.cluster.hardening import check_workload
from store_orchestrator.domain.isolation import IsolationCheck
from store_orchestrator.domain.names import (
    COMPONENT_SHOP,
    LABEL_COMPONENT,
    LABEL_SELF_TEST,
)
from store_orchestrator.domain.store import Spec

POD_NAME: Final = "isolation-test"
# The pod has the shop's labels, so Services select it too; a gate that nobody opens keeps it from
# ever becoming one of their ready addresses.
READINESS_GATE: Final = "store-orchestrator.io/never-ready"
COMMAND: Final = ["python3", "-s", "-m", "store_orchestrator.isolation_check"]
# Longer than the pod's own patience with policies that are not in force yet.
WAIT_SECONDS: Final = 40.0
DEADLINE_SECONDS: Final = 60
_UNKNOWN: Final = "whether anything is there is not known"
_EVIDENCE_OF_KUBELET: Final = "it started this pod"
_ENVIRONMENT: Final = {"NODE_ADDRESS": "status.hostIP", "POD_ADDRESS": "status.podIP"}

Workload = Deployment | StatefulSet


class SelfTests:
    """Makes self-tests, one at a time per store."""

    def __init__(self, api: KubernetesApi) -> None:
        self._api = api

    async def begin(self, spec: Spec, test: SelfTest) -> None:
        """See :meth:`store_orchestrator.cluster.door.ClusterDoor.begin_isolation_test`."""
        destinations, workloads = await self._look_around(spec)
        await self._ensure(build_pod(spec, get_shop(workloads), test, destinations))

    async def run(self, spec: Spec, test: SelfTest) -> tuple[IsolationCheck, ...]:
        """See :meth:`store_orchestrator.cluster.door.ClusterDoor.test_isolation`."""
        destinations, workloads = await self._look_around(spec)
        pod = await self._ensure(build_pod(spec, get_shop(workloads), test, destinations))
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                findings = await self._read_findings(pod)
        except TimeoutError as error:
            raise ClusterError(
                "SelfTestUnfinished",
                f"Pod {POD_NAME} in {spec.namespace} did not end within {WAIT_SECONDS:.0f} s.",
                "Look at that namespace's events: the pod must be scheduled and its image there.",
            ) from error
        finally:
            await self._remove(pod)
        return (*derive_checks(findings, destinations), *map(check_workload, workloads))

    async def _look_around(self, spec: Spec) -> tuple[list[Destination], list[Workload]]:
        return await asyncio.gather(
            list_destinations(self._api, spec), self._list_workloads(spec.namespace)
        )

    async def _list_workloads(self, namespace: str) -> list[Workload]:
        with translated_errors(f"list workloads in namespace {namespace}"):
            deployments = [w async for w in self._api.typed.list(Deployment, namespace=namespace)]
            sets = [w async for w in self._api.typed.list(StatefulSet, namespace=namespace)]
        return [*deployments, *sets]

    async def _ensure(self, pod: Pod) -> Pod:
        """Make the pod, or leave it; one of another test makes way."""
        namespace = _namespace(pod)
        for _ in range(2):
            try:
                with translated_errors(f"create pod {POD_NAME} in namespace {namespace}"):
                    return await self._api.typed.create(pod)
            except Conflict:
                with translated_errors(f"read pod {POD_NAME} in namespace {namespace}"):
                    present = await self._api.typed.get(Pod, POD_NAME, namespace=namespace)
                if _number(present) == _number(pod):
                    return present
                await self._remove(present)
        raise ClusterError(
            "SelfTestBusy",
            f"Pod {POD_NAME} in {namespace} is there and does not go away.",
            "Nothing: it is tried again.",
        )

    async def _remove(self, pod: Pod) -> None:
        uid = pod.metadata.uid if pod.metadata is not None else None
        path = f"/api/v1/namespaces/{_namespace(pod)}/pods/{POD_NAME}"
        try:
            await self._api.delete(path, uid=uid, grace_seconds=0)
        except (NotFound, Conflict):
            return  # gone already, or another one by now

    async def _read_findings(self, pod: Pod) -> list[list[Any]]:
        async for document in self._watch(pod):
            # The pod's phase follows its container's end a second later.
            ended = find_end(document["status"])
            if ended is not None:
                return parse_findings(ended)
        raise ClusterError(
            "SelfTestVanished",
            f"Pod {POD_NAME} in {_namespace(pod)} was removed before it ended.",
            "Nothing: it is tried again.",
        )

    async def _watch(self, pod: Pod) -> AsyncIterator[Mapping[str, Any]]:
        """The pod's states, the present one first, until it is gone."""
        path = f"/api/v1/namespaces/{_namespace(pod)}/pods"
        # No version: the watch begins with what is there.
        events = self._api.watch(path, "", full=True, fieldSelector=f"metadata.name={POD_NAME}")
        async for kind, item in events:
            if kind == "DELETED":
                return
            if kind != "BOOKMARK":
                yield item


def get_shop(workloads: Sequence[Workload]) -> Workload:
    """The workload that is the shop.

    Raises:
        ClusterError: there is none.
    """
    for workload in workloads:
        if _template_labels(workload).get(LABEL_COMPONENT) == COMPONENT_SHOP:
            return workload
    raise ClusterError(
        "ShopMissing",
        f"No workload's pods are labelled {LABEL_COMPONENT}={COMPONENT_SHOP}.",
        "Report this as a defect of the engine's chart.",
    )


def build_pod(
    spec: Spec, shop: Workload, test: SelfTest, destinations: Sequence[Destination]
) -> Pod:
    """A pod with the labels and the security settings of the shop's own."""
    template = shop.spec.template.spec
    if template is None:
        raise AssertionError("the API server takes no workload without a pod's spec")
    targets = json.dumps([[d.name, d.host, d.port] for d in destinations])
    container = Container(
        name="isolation-test",
        image=test.image,
        imagePullPolicy="IfNotPresent",
        command=COMMAND,
        env=[EnvVar("ISOLATION_TARGETS", targets), *map(_build_field, _ENVIRONMENT.items())],
        securityContext=template.containers[0].securityContext,
        resources=msgspec.convert(test.resources, ResourceRequirements),
    )
    return Pod(
        metadata=ObjectMeta(
            name=POD_NAME,
            namespace=spec.namespace,
            labels={**_template_labels(shop), LABEL_SELF_TEST: str(test.number)},
        ),
        spec=PodSpec(
            containers=[container],
            restartPolicy="Never",
            activeDeadlineSeconds=DEADLINE_SECONDS,
            terminationGracePeriodSeconds=0,
            enableServiceLinks=False,
            readinessGates=[PodReadinessGate(READINESS_GATE)],
            securityContext=template.securityContext,
            serviceAccountName=template.serviceAccountName,
            automountServiceAccountToken=template.automountServiceAccountToken,
            imagePullSecrets=template.imagePullSecrets,
            nodeSelector=template.nodeSelector,
            tolerations=template.tolerations,
        ),
    )


def find_end(status: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """How the pod's only container ended, as a ContainerStateTerminated; None before it did."""
    for container in status.get("containerStatuses") or []:
        ended: Mapping[str, Any] | None = container["state"].get("terminated")
        if ended is not None:
            return ended
    if status.get("phase") == "Failed":
        return {"exitCode": -1, "reason": status.get("reason", "Unknown")}
    return None


def parse_findings(ended: Mapping[str, Any]) -> list[list[Any]]:
    """What the ended container reported.

    Raises:
        ClusterError: it ended without a report.
    """
    code = ended["exitCode"]
    if code == 0:
        findings: list[list[Any]] = json.loads(ended["message"])
        return findings
    raise ClusterError(
        "SelfTestBroke",
        f"The self-test's container ended with exit code {code} ({ended.get('reason')}).",
        "Look at the setting SO_SELF_TEST_IMAGE and at the node.",
    )


def derive_checks(
    findings: Sequence[Sequence[Any]], destinations: Sequence[Destination]
) -> tuple[IsolationCheck, ...]:
    """The pod's findings with what is known here of the places it tried."""
    evidence = {f"{d.host}:{d.port}": d.evidence or _UNKNOWN for d in destinations}
    checks = []
    for name, target, ok, message in findings:
        known = _EVIDENCE_OF_KUBELET if name == "Kubelet" else evidence.get(target)
        text = f"{message}; {known}" if known and ok else message
        checks.append(IsolationCheck(name, target, ok, text))
    return tuple(checks)


def _build_field(item: tuple[str, str]) -> EnvVar:
    name, path = item
    return EnvVar(name, valueFrom=EnvVarSource(fieldRef=ObjectFieldSelector(path)))


def _template_labels(workload: Workload) -> dict[str, str]:
    metadata = workload.spec.template.metadata
    return (metadata.labels if metadata is not None else None) or {}


def _number(pod: Pod) -> str:
    labels: Mapping[str, str] = (pod.metadata.labels if pod.metadata is not None else None) or {}
    return labels.get(LABEL_SELF_TEST, "")


def _namespace(pod: Pod) -> str:
    return (pod.metadata.namespace if pod.metadata is not None else None) or ""
