"""How much of the cluster a plan buys, as every engine's chart takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from store_orchestrator.domain.capacity import Demand
from store_orchestrator.engines.base import Values


@dataclass(frozen=True, slots=True)
class Resources:
    """One container's share: CPU in millicores, memory in MiB, each as request and limit."""

    cpu: tuple[int, int]
    memory: tuple[int, int]

    def build_values(self) -> Values:
        """Kubernetes ``resources``."""
        return {
            "requests": {"cpu": f"{self.cpu[0]}m", "memory": f"{self.memory[0]}Mi"},
            "limits": {"cpu": f"{self.cpu[1]}m", "memory": f"{self.memory[1]}Mi"},
        }


def sum_resources(shares: Sequence[Resources]) -> Resources:
    """What several containers take together."""
    return Resources(
        cpu=(sum(s.cpu[0] for s in shares), sum(s.cpu[1] for s in shares)),
        memory=(sum(s.memory[0] for s in shares), sum(s.memory[1] for s in shares)),
    )


SELF_TEST = Resources(cpu=(10, 500), memory=(64, 128))
"""The isolation self-test's pod, for which every quota keeps room."""


HEADROOM = Demand(cpu=SELF_TEST.cpu[0], memory=SELF_TEST.memory[0])
"""What is never given to a store: without it, self-tests on a full cluster would wait for ever."""


def build_demand(pod: Sequence[Resources], storage: Sequence[int]) -> Demand:
    """What the cluster sets aside for a store.

    Args:
        pod: the shares of its one pod's containers.
        storage: GiB of each volume claim.
    """
    total = sum_resources(pod)
    return Demand(cpu=total.cpu[0], memory=total.memory[0], storage=sum(storage))


def build_quota(pods: Sequence[Resources], storage: Sequence[int]) -> Values:
    """The namespace's quota: everything, the largest pod and volume once more, two self-tests.

    A pod that is replaced may still be terminating when its successor starts; without this
    head-room an upgrade of a full namespace would wait for ever. And what is gone stays counted
    for a moment, what a killed Helm had just asked for and never got even until Kubernetes counts
    again (5 min).

    Args:
        pods: the share of each pod.
        storage: GiB of each volume claim.
    """
    total = sum_resources([*pods, SELF_TEST, SELF_TEST])
    return {
        "requests.cpu": f"{total.cpu[0] + max(p.cpu[0] for p in pods)}m",
        "limits.cpu": f"{total.cpu[1] + max(p.cpu[1] for p in pods)}m",
        "requests.memory": f"{total.memory[0] + max(p.memory[0] for p in pods)}Mi",
        "limits.memory": f"{total.memory[1] + max(p.memory[1] for p in pods)}Mi",
        "requests.storage": f"{sum(storage) + max(storage)}Gi",
        "persistentvolumeclaims": str(len(storage) + 1),
        "pods": str(len(pods) + 3),
        "services.nodeports": "0",
        "services.loadbalancers": "0",
    }
