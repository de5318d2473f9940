"""What the scheduler counts: what nodes can allocate, and what pods request.

Rules of Kubernetes' scheduler (pkg/scheduler/framework, resource helpers of component-helpers):
a pod's request is what its containers and side-cars ask for together, or its largest init
container with the side-cars started before it, whichever is more, plus the pod's overhead.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import Any, Final

from store_orchestrator.domain.capacity import Demand, NodeRoom, Room, find_place

Item = Mapping[str, Any]

# https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
_SUFFIXES: Final = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "P": Decimal(10**15),
    "E": Decimal(10**18),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
    "Pi": Decimal(2**50),
    "Ei": Decimal(2**60),
}
_MIB: Final = 2**20
_KEEPING_OUT: Final = frozenset({"NoSchedule", "NoExecute"})
_NOTHING: Final = (Decimal(0), Decimal(0))

Amounts = tuple[Decimal, Decimal]
"""CPU in cores, memory in bytes."""


# A cluster's pods ask for the same few amounts over and over.
@lru_cache(maxsize=1024)
def parse_quantity(text: str) -> Decimal:
    """A Kubernetes quantity, such as ``250m`` or ``1.5Gi``.

    Raises:
        ValueError: it is none.
    """
    digits = text.rstrip("numkKMGTPEi")
    suffix = text[len(digits) :]
    if not suffix:
        return Decimal(digits)
    if suffix not in _SUFFIXES:
        raise ValueError(f"{text!r} is no Kubernetes quantity")
    return Decimal(digits) * _SUFFIXES[suffix]


def build_room(nodes: Iterable[Item], pods: Iterable[tuple[str, Demand]]) -> Room:
    """What is left on the nodes that take stores.

    Args:
        nodes: whole Node objects.
        pods: node name and demand of every pod that is not over; no name: not placed yet.
    """
    usable = {node["metadata"]["name"]: _see_node(node) for node in nodes if takes_stores(node)}
    unplaced = []
    for name, demand in pods:
        if name in usable:
            usable[name] = usable[name].take(demand)
        elif not name:
            unplaced.append(demand)
    room = Room(tuple(usable.values()))
    for demand in unplaced:
        room = find_place(room, demand) or room
    return room


def takes_stores(node: Item) -> bool:
    """Whether a pod without tolerations can be scheduled here."""
    spec, status = node.get("spec", {}), node.get("status", {})
    ready = any(
        c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions") or []
    )
    kept_out = any(taint.get("effect") in _KEEPING_OUT for taint in spec.get("taints") or [])
    return ready and not spec.get("unschedulable", False) and not kept_out


def derive_demand(spec: Item) -> Demand:
    """What one pod with this spec takes away."""
    running = _add(_read_requests(c.get("resources")) for c in spec.get("containers") or [])
    started, largest = _NOTHING, _NOTHING
    for container in spec.get("initContainers") or []:
        amounts = _read_requests(container.get("resources"))
        if container.get("restartPolicy") == "Always":
            started = _add((started, amounts))
            largest = _max(largest, started)
        else:
            largest = _max(largest, _add((started, amounts)))
    total = _max(_add((running, started)), largest)
    whole = (spec.get("resources") or {}).get("requests")
    if whole:
        total = (
            parse_quantity(whole["cpu"]) if "cpu" in whole else total[0],
            parse_quantity(whole["memory"]) if "memory" in whole else total[1],
        )
    cpu, memory = _add((total, _read_amounts(spec.get("overhead"))))
    # Rounded up: what is taken is never less than what the scheduler takes.
    return Demand(cpu=ceil(cpu * 1000), memory=ceil(memory / _MIB))


def _see_node(node: Item) -> NodeRoom:
    allocatable = node["status"].get("allocatable") or {}
    cpu, memory = _read_amounts(allocatable)
    pods = int(parse_quantity(allocatable.get("pods", "0")))
    return NodeRoom(node["metadata"]["name"], int(cpu * 1000), int(memory / _MIB), pods)


def _read_requests(resources: Item | None) -> Amounts:
    return _read_amounts((resources or {}).get("requests"))


def _read_amounts(amounts: Item | None) -> Amounts:
    given = amounts or {}
    return parse_quantity(given.get("cpu", "0")), parse_quantity(given.get("memory", "0"))


def _add(amounts: Iterable[Amounts]) -> Amounts:
    cpu, memory = _NOTHING
    for more in amounts:
        cpu, memory = cpu + more[0], memory + more[1]
    return cpu, memory


def _max(one: Amounts, other: Amounts) -> Amounts:
    return max(one[0], other[0]), max(one[1], other[1])
