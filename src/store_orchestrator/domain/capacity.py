"""How many more stores a cluster can hold: room on nodes, and what stores demand of it.

Only what the scheduler counts matters here: requests of pods against what nodes can allocate.
A store is one pod, so a place is room on one node; room scattered over several is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

CAPACITY_EXHAUSTED: Final = "CapacityExhausted"
"""Why a store that waits for its place is not Ready."""
ADMITTED: Final = "Admitted"
"""Why one that has just got it is not Ready yet."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the scheduler sets aside for a store.

    Attributes:
        cpu: millicores that its containers request.
        memory: MiB that they request.
        pods: how many pods run at a time.
        storage: GiB of its volumes; no cluster tells how much it has left, so it bounds nothing.
    """

    cpu: int = 0
    memory: int = 0
    pods: int = 1
    storage: int = 0


@dataclass(frozen=True, slots=True)
class NodeRoom:
    """What a node has left: millicores, MiB and pods. Never negative."""

    name: str
    cpu: int
    memory: int
    pods: int

    def holds(self, demand: Demand) -> bool:
        """Whether all of the demand fits here."""
        return self.cpu >= demand.cpu and self.memory >= demand.memory and self.pods >= demand.pods

    def take(self, demand: Demand) -> "NodeRoom":
        """The node with the demand placed on it."""
        return replace(
            self,
            cpu=max(self.cpu - demand.cpu, 0),
            memory=max(self.memory - demand.memory, 0),
            pods=max(self.pods - demand.pods, 0),
        )

    def count(self, demand: Demand) -> int:
        """How often the demand fits here."""
        pairs = (
            (self.cpu, demand.cpu),
            (self.memory, demand.memory),
            (self.pods, max(demand.pods, 1)),
        )
        return min(have // need for have, need in pairs if need > 0)


@dataclass(frozen=True, slots=True)
class Room:
    """What the cluster has left, on nodes that take a store's pods."""

    nodes: tuple[NodeRoom, ...] = ()

    @property
    def cpu(self) -> int:
        """Millicores left on all nodes together."""
        return sum(node.cpu for node in self.nodes)

    @property
    def memory(self) -> int:
        """MiB left on all nodes together."""
        return sum(node.memory for node in self.nodes)

    @property
    def pods(self) -> int:
        """Pods that all nodes together still take."""
        return sum(node.pods for node in self.nodes)


NODE_RESOURCES: Final = ("cpu", "memory", "pods")
_UNITS: Final = {"cpu": "m of CPU", "memory": " MiB of memory", "pods": " pods"}


def find_place(room: Room, demand: Demand) -> Room | None:
    """The room that is left once the demand is placed; None when it fits on no node.

    Of the nodes where it fits it takes the one with the most room, as the Kubernetes scheduler
    does by default (NodeResourcesFit, LeastAllocated).
    """
    fitting = [node for node in room.nodes if node.holds(demand)]
    if not fitting:
        return None
    # By what is left, CPU first: it is what runs out first for shops, which idle in memory.
    best = max(fitting, key=lambda node: (node.cpu, node.memory, node.pods, node.name))
    return Room(tuple(node.take(demand) if node is best else node for node in room.nodes))


def place_all(room: Room, demands: Iterable[Demand]) -> Room:
    """The room that is left once all are placed, the large first; those that fit nowhere wait."""
    for demand in sorted(demands, key=lambda d: (d.cpu, d.memory, d.pods), reverse=True):
        room = find_place(room, demand) or room
    return room


def count_fitting(room: Room, demand: Demand) -> int:
    """How many more stores with this demand fit; 0 or more."""
    return sum(node.count(demand) for node in room.nodes)


def describe_shortage(room: Room, demand: Demand) -> str:
    """One sentence on what is short and by how much; empty when the demand fits."""
    if any(node.holds(demand) for node in room.nodes):
        return ""
    if not room.nodes:
        return "The cluster has no node that takes stores."
    short = [text for name in NODE_RESOURCES if (text := _describe_short(room, demand, name))]
    if short:
        return f"No node of the cluster has room for it: {' and '.join(short)}."
    needs = f"{demand.cpu}m of CPU and {demand.memory} MiB of memory"
    return f"No node of the cluster has {needs} free at the same time."


def _describe_short(room: Room, demand: Demand, name: str) -> str:
    needed = getattr(demand, name)
    most = max(getattr(node, name) for node in room.nodes)
    if most >= needed:
        return ""
    unit = _UNITS[name]
    return f"it needs {needed}{unit} and at most {most}{unit.split(' of ')[0]} are free on one"
