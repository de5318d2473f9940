"""Objects that are to go away and cannot, because a finalizer is on them."""

from collections.abc import Iterable
from dataclasses import dataclass

from store_orchestrator.domain.receipt import RemovalItem

# Kubernetes takes these off by itself once what they protect is no longer used; to take them off
# by hand only hides that something still uses the object.
# https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
KUBERNETES_OWN = frozenset({"kubernetes.io/pvc-protection", "foregroundDeletion", "orphan"})


@dataclass(frozen=True, slots=True)
class HeldObject:
    """An object under a store's namespace, or that namespace, with finalizers on it.

    Attributes:
        path: of the object in the Kubernetes API.
        finalizers: all that are on it, also those of Kubernetes itself.
        stuck: its deletion was asked so long ago that nobody seems to take them off.
    """

    kind: str
    name: str
    uid: str
    path: str
    finalizers: tuple[str, ...]
    stuck: bool = False

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{self.kind} {self.name}"

    @property
    def foreign_finalizers(self) -> tuple[str, ...]:
        """Those that a forced removal takes off."""
        return tuple(name for name in self.finalizers if name not in KUBERNETES_OWN)


def build_forced_items(held: Iterable[HeldObject]) -> tuple[RemovalItem, ...]:
    """What the receipt of a forced removal lists beside the usual."""
    return tuple(
        RemovalItem(item.kind, item.name, item.uid, proof=_describe_freed(item))
        for item in list_forceable(held)
        if item.kind != "Namespace"
    )


def _describe_freed(item: HeldObject) -> str:
    return f"freed by force from {', '.join(item.foreign_finalizers)}"


def list_forceable(held: Iterable[HeldObject]) -> tuple[HeldObject, ...]:
    """What a forced removal frees."""
    return tuple(item for item in held if item.stuck and item.foreign_finalizers)
