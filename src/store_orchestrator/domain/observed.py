"""What the cluster shows of one store at one moment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from store_orchestrator.domain.held import HeldObject
from store_orchestrator.domain.receipt import RemovalItem

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class NamespaceSeen:
    """The store's namespace.

    Attributes:
        managed: carries our labels for this store's key.
        access_granted: the orchestrator's role is bound in it, which only we do.
        restricted: its pods are held to the Pod Security level restricted.
        changed_by: who changed it last besides the platform, as the API server recorded it.
        blockers: what keeps a terminating namespace, in Kubernetes' own words.
        guarded: our role in it outlives its deletion until we let go, to see what is held there.
    """

    name: str
    uid: str
    managed: bool
    access_granted: bool
    terminating: bool = False
    blockers: tuple[str, ...] = ()
    guarded: bool = False
    restricted: bool = True
    changed_by: str = ""

    @property
    def ours(self) -> bool:
        """Whether this platform made it; one of the two marks may have been removed by hand."""
        return self.managed or self.access_granted

    @property
    def intact(self) -> bool:
        """Whether nothing that the platform gave it is missing."""
        return self.managed and self.restricted and self.access_granted


class ReleaseStatus(StrEnum):
    """Helm's release states, as far as they matter here."""

    DEPLOYED = "deployed"
    FAILED = "failed"  # also superseded and uninstalled: Helm can go on from all of them
    PENDING = "pending"  # pending-install, pending-upgrade, pending-rollback, uninstalling


@dataclass(frozen=True, slots=True)
class ReleaseSeen:
    """The newest revision of the store's Helm release; ``values_digest`` as labelled by us."""

    revision: int
    status: ReleaseStatus
    values_digest: str


@dataclass(frozen=True, slots=True)
class WorkloadSeen:
    """A Deployment or StatefulSet; available when the controller says so for this generation."""

    kind: str
    name: str
    available: bool
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something of the store does not come up, or does not go away.

    Attributes:
        reason: CamelCase, stable, for machines.
        cause: one sentence in plain words.
        suggestion: one action that the reader can take.
        evidence: what Kubernetes or the program itself said, several lines at most; no secrets.
    """

    reason: str
    cause: str
    suggestion: str
    evidence: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """What stays the same from look to look; numbers, such as what is free, do not."""
        return self.reason, _NUMBER.sub("", self.cause)


# A line of history is read at a glance; the store itself keeps the whole evidence.
_TOLD_LENGTH = 300


def describe_problem(problem: Problem) -> str:
    """The problem in one line: cause, the end of what was said, and what to do."""
    said = " ".join(problem.evidence.split())
    if len(said) > _TOLD_LENGTH:
        said = f"…{said[-_TOLD_LENGTH:]}"
    return " ".join(filter(None, (problem.cause, said and f"[{said}]", problem.suggestion)))


@dataclass(frozen=True, slots=True)
class ObjectSeen:
    """An object of the store's release as it is now.

    Attributes:
        fingerprint: its UID, a space, and what changes whenever somebody changes what the object
            asks for.
        released: carries Helm's mark of the store's release.
        changed_by: who changed it last besides the platform, as the API server recorded it.
    """

    kind: str
    name: str
    fingerprint: str
    changed_by: str = ""
    released: bool = True

    @property
    def title(self) -> str:
        """What a baseline calls it."""
        return f"{self.kind}/{self.name}"


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything the plan may look at. None and empty mean: looked, and not there.

    Attributes:
        self_test: number of the isolation self-test whose pod is there, at work or done.
        objects: what of the release's objects is there, where it could be drift.
        held: under deletion, what finalizers hold.
    """

    namespace: NamespaceSeen | None = None
    release: ReleaseSeen | None = None
    workloads: tuple[WorkloadSeen, ...] = ()
    volumes: tuple[RemovalItem, ...] = ()
    routes: tuple[RemovalItem, ...] = ()
    problems: tuple[Problem, ...] = ()
    self_test: int | None = None
    objects: tuple[ObjectSeen, ...] = ()
    held: tuple[HeldObject, ...] = ()

    @property
    def workloads_available(self) -> bool:
        """Whether there are workloads and all of them are available."""
        return bool(self.workloads) and all(w.available for w in self.workloads)

    def list_remains(self) -> Iterator[RemovalItem]:
        """Every object that must be gone before the store counts as deleted."""
        if self.namespace is not None and self.namespace.ours:
            yield RemovalItem("Namespace", self.namespace.name, self.namespace.uid)
        yield from self.volumes
        yield from self.routes
