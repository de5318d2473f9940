"""The objects of a fake store's release, and people who meddle with them."""

from dataclasses import replace
from typing import Final
from uuid import uuid4

from store_orchestrator.domain.drift import POLICY_KIND, Drift, DriftKind
from store_orchestrator.domain.observed import ObjectSeen

TITLES: Final = (
    "StatefulSet/shop",
    "Service/shop",
    "NetworkPolicy/default-deny",
    "ResourceQuota/store",
    "Secret/credentials",
)


class FakeObjects:
    """Objects by title, with what of them is not as it was deployed."""

    def __init__(self) -> None:
        self._seen: dict[str, ObjectSeen] = {}
        self._meddled: set[str] = set()
        self._taken: set[str] = set()

    def list_seen(self) -> tuple[ObjectSeen, ...]:
        """What is there."""
        return tuple(self._seen.values())

    def list_meddled(self) -> set[str]:
        """Titles of the release's objects that are not as deployed."""
        return self._meddled | {title for title in TITLES if title not in self._seen}

    def deploy(self) -> None:
        """Make what is missing; change back what was taken over, as server-side apply does."""
        for title in TITLES:
            if title not in self._seen:
                self._seen[title] = _build(title)
            elif title in self._taken & self._meddled:
                self._seen[title] = _touch(self._seen[title], by="")
                self._meddled.discard(title)
        self._taken.clear()

    def take_over(self, found: tuple[Drift, ...]) -> None:
        """Make the release the owner of what others did to these."""
        for drift in found:
            if drift.kind is DriftKind.CHANGED:
                self._taken.add(drift.title)
            elif drift.kind is DriftKind.REPLACED:
                self.remove(drift.title)

    def remove(self, title: str) -> None:
        """Somebody deletes it."""
        self._seen.pop(title, None)
        self._meddled.discard(title)

    def change(self, title: str, by: str = "kubectl-edit") -> None:
        """Somebody edits it."""
        self._seen[title] = _touch(self._seen[title], by)
        self._meddled.add(title)

    def replace(self, title: str, by: str = "kubectl-create") -> None:
        """Somebody deletes it and makes another one."""
        self._seen[title] = replace(_build(title), changed_by=by, released=False)
        self._meddled.add(title)

    def add_policy(self, name: str, by: str = "kubectl-create") -> None:
        """Somebody adds a network policy."""
        seen = replace(_build(f"{POLICY_KIND}/{name}"), changed_by=by, released=False)
        self._seen[seen.title] = seen


def _build(title: str) -> ObjectSeen:
    kind, _, name = title.partition("/")
    return ObjectSeen(kind, name, f"{uuid4().hex} 1")


def _touch(seen: ObjectSeen, by: str) -> ObjectSeen:
    uid, _, version = seen.fingerprint.partition(" ")
    return replace(seen, fingerprint=f"{uid} {int(version) + 1}", changed_by=by)
