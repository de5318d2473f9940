"""Why no node takes a pod: what is short, and by how much."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from lightkube.models.core_v1 import Container
from lightkube.resources.core_v1 import Pod

from store_orchestrator.cluster.amounts import (
    describe_amount,
    describe_bare_amount,
    read_quantity,
)
from store_orchestrator.domain.capacity import Room
from store_orchestrator.domain.observed import Problem

# The scheduler's words: k8s.io/kubernetes pkg/scheduler/framework/plugins/noderesources/fit.go
_SHORT: Final = re.compile(r"Insufficient ([a-z0-9./-]*[a-z0-9])")
_TOO_MANY_PODS: Final = "Too many pods"
_MEBI: Final = 1024**2
_MILLI: Final = 1000


def build_unschedulable(pod: Pod, message: str, room: Room | None) -> Problem:
    """The problem of a pod that the scheduler finds no node for.

    Args:
        message: the scheduler's.
        room: what is left on the nodes; None when that is not known.
    """
    name = (pod.metadata.name if pod.metadata is not None else None) or ""
    short = _list_short(message)
    if not short:
        return Problem(
            "Unschedulable",
            f"No node may take pod {name}: {_describe_other(message)}.",
            "Check the nodes' taints, labels and state: `kubectl describe nodes`.",
            message,
        )
    requests = sum_requests(pod)
    asked = [_describe_short(resource, requests, room) for resource in short]
    return Problem(
        "Unschedulable",
        f"No node has room for pod {name}: {'; '.join(asked)}.",
        "Add a node that is large enough, choose a smaller plan, or delete stores.",
        message,
    )


def sum_requests(pod: Pod) -> dict[str, Decimal]:
    """What the scheduler sets aside for the pod: all containers, or a larger set-up before them."""
    if pod.spec is None:
        return {}
    together = _sum(pod.spec.containers)
    for container in pod.spec.initContainers or []:
        for resource, amount in _sum([container]).items():
            together[resource] = max(together.get(resource, Decimal(0)), amount)
    return together


def _sum(containers: list[Container]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for container in containers:
        requests = (container.resources.requests if container.resources else None) or {}
        for resource, text in requests.items():
            total[resource] = total.get(resource, Decimal(0)) + read_quantity(text)
    return total


def _list_short(message: str) -> list[str]:
    found = list(dict.fromkeys(_SHORT.findall(message)))
    return [*found, "pods"] if _TOO_MANY_PODS in message else found


def _describe_short(resource: str, requests: Mapping[str, Decimal], room: Room | None) -> str:
    needed = Decimal(1) if resource == "pods" else requests.get(resource, Decimal(0))
    asked = f"it asks for {describe_amount(resource, needed)}"
    free = _find_most_free(resource, room)
    if free is None or free >= needed:
        return asked
    short = describe_bare_amount(resource, needed - free)
    most = describe_bare_amount(resource, free)
    return f"{asked}, no node has more than {most} free: {short} short"


def _find_most_free(resource: str, room: Room | None) -> Decimal | None:
    """The most that one node has left, in the unit of requests; None when it is not known."""
    if room is None or not room.nodes:
        return None
    if resource == "cpu":
        return Decimal(max(node.cpu for node in room.nodes)) / _MILLI
    if resource == "memory":
        return Decimal(max(node.memory for node in room.nodes)) * _MEBI
    return Decimal(max(node.pods for node in room.nodes)) if resource == "pods" else None


def _describe_other(message: str) -> str:
    """The scheduler's reasons without its count of nodes and its tale of preemption."""
    reasons = message.partition(": ")[2] or message
    return reasons.partition(" preemption:")[0].rstrip(". ") or "the scheduler gave no reason"
