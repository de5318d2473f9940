"""What carries the platform's marks and belongs to no store."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from store_orchestrator.domain.choices import Choices


class OrphanKind(StrEnum):
    """What is listed by itself; a namespace includes its release and its volumes."""

    NAMESPACE = "Namespace"
    VOLUME = "PersistentVolume"


@dataclass(frozen=True, slots=True)
class FoundRelease:
    """What a release's record in the cluster tells of its store; empty where it tells nothing."""

    revision: int
    status: str
    name: str
    engine: str
    plan: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class FoundVolume:
    """A persistent volume that was made for a store.

    Attributes:
        policy: its reclaim policy; ``Retain`` keeps the data when the claim is gone.
        claim: name of the claim in the store's namespace.
    """

    name: str
    uid: str
    namespace: str
    claim: str
    size: str
    phase: str
    policy: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something of a store, by the store's key.

    Attributes:
        terminating: it is going away already.
    """

    kind: OrphanKind
    name: str
    uid: str
    store_key: str
    terminating: bool = False
    release: FoundRelease | None = None
    volumes: tuple[FoundVolume, ...] = ()


@dataclass(frozen=True, slots=True)
class Orphan:
    """What was found, and what shall become of it.

    Attributes:
        message: what it is, in one sentence.
        failure: why it could not be removed yet; None when nothing went wrong.
        store_id: the store that it became, or that stands for its removal.
    """

    id: UUID
    found: Found
    message: str
    found_at: datetime
    gone_at: datetime | None = None
    failure: str | None = None
    removal_requested_at: datetime | None = None
    store_id: UUID | None = None

    @property
    def obstacle(self) -> str:
        """Why it cannot become a store again; empty when it can."""
        if self.found.kind is OrphanKind.VOLUME:
            return "its namespace is gone, and with it everything that would run the shop"
        if self.found.terminating:
            return "its namespace is being removed"
        release = self.found.release
        if release is None:
            return "there is no release in its namespace that would tell what shop it is"
        if not release.plan:
            return "its release was made by an earlier version, which did not note the plan"
        return ""


def gather_orphans(
    namespaces: Iterable[Found], volumes: Iterable[FoundVolume], live_keys: Collection[str]
) -> tuple[Found, ...]:
    """What of all that was found belongs to no live store.

    Volumes go with their namespace; those whose namespace is gone are listed by themselves.
    """
    lost = [found for found in namespaces if found.store_key not in live_keys]
    names = {found.name for found in lost}
    loose = [v for v in volumes if derive_key(v.namespace) not in live_keys]
    with_volumes = [
        replace(found, volumes=tuple(v for v in loose if v.namespace == found.name))
        for found in lost
    ]
    alone = [
        Found(OrphanKind.VOLUME, v.name, v.uid, derive_key(v.namespace), volumes=(v,))
        for v in loose
        if v.namespace not in names
    ]
    return (*with_volumes, *alone)


def derive_key(namespace: str) -> str:
    """The key of the store whose namespace this is; see ``names.derive_namespace``."""
    return namespace.removeprefix("store-")


def describe_found(found: Found) -> str:
    """One sentence for a list."""
    if found.kind is OrphanKind.VOLUME:
        [volume] = found.volumes
        return f"{volume.size} of claim {volume.claim}, {volume.phase}, reclaim {volume.policy}"
    parts = [_describe_release(found.release)]
    if found.volumes:
        parts.append(f"{len(found.volumes)} volumes")
    if found.terminating:
        parts.append("being removed")
    return ", ".join(parts)


def _describe_release(release: FoundRelease | None) -> str:
    if release is None:
        return "no release"
    return f"{release.engine} shop {release.name!r}, revision {release.revision} {release.status}"
