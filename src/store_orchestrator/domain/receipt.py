"""What deletion must see gone, and the receipt that it was."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RemovalItem:
    """A cluster object of a store under deletion.

    Attributes:
        kind: Namespace, PersistentVolume, Ingress, or what had to be freed by force.
        uid: the Kubernetes UID; an object of the same name made later is not this one.
        gone_at: when it was first observed to be absent; None while it is there.
        begun_at: when it was first on its way out; told of namespaces only, the rest goes along.
        proof: what its absence proves beyond itself, or how it went.
    """

    kind: str
    name: str
    uid: str
    gone_at: datetime | None = None
    proof: str = ""
    begun_at: datetime | None = None


Removal = tuple[RemovalItem, ...]


def derive_removal(known: Removal, present: Iterable[RemovalItem], now: datetime) -> Removal:
    """Merge what is present now into what was known.

    Objects seen for the first time are added; known ones that are absent get ``gone_at``.
    An object that reappears under its UID (a stale read) loses its ``gone_at`` again.
    """
    here = {item.uid: item for item in present}
    kept = tuple(_observed(item, item.uid in here, now) for item in known)
    known_uids = {item.uid for item in known}
    return kept + tuple(item for uid, item in here.items() if uid not in known_uids)


def note_begun(removal: Removal, now: datetime) -> Removal:
    """The namespace is being removed, if it was not before."""
    return tuple(
        replace(item, begun_at=now) if item.kind == "Namespace" and item.begun_at is None else item
        for item in removal
    )


def _observed(item: RemovalItem, present: bool, now: datetime) -> RemovalItem:
    if present:
        return replace(item, gone_at=None)
    return item if item.gone_at is not None else replace(item, gone_at=now)
