"""What the orchestrator asks of a cluster, and how a cluster says no."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, Protocol

from store_orchestrator.domain.drift import Drift
from store_orchestrator.domain.held import HeldObject
from store_orchestrator.domain.isolation import IsolationCheck
from store_orchestrator.domain.observed import NamespaceSeen, ObjectSeen, Observed
from store_orchestrator.domain.store import Spec


class ClusterError(Exception):
    """The cluster refused or did not answer.

    Attributes:
        reason: CamelCase, stable, for machines.
        cause: one sentence in plain words.
        suggestion: one action that the reader can take.
        retryable: whether the same call may succeed later without anybody changing the store.
        evidence: what was said, where that is more than the cause; no secrets.
    """

    def __init__(
        self,
        reason: str,
        cause: str,
        suggestion: str,
        *,
        retryable: bool = True,
        evidence: str = "",
    ) -> None:
        super().__init__(f"{reason}: {cause}")
        self.reason = reason
        self.cause = cause
        self.suggestion = suggestion
        self.retryable = retryable
        self.evidence = evidence


@dataclass(frozen=True, slots=True)
class WantedRelease:
    """A release to be installed or upgraded to.

    Attributes:
        chart: folder of the chart.
        values: JSON-compatible; may hold secrets, so it is not part of the representation.
        digest: over chart and values, at most 63 characters; it labels the release.
        secrets: texts that must not appear in any message.
    """

    chart: Path
    values: Mapping[str, object] = field(repr=False)
    digest: str
    secrets: Collection[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What a self-test's pod is made of.

    Attributes:
        number: which of the store's self-tests it is.
        image: full reference of an image with this package.
        resources: Kubernetes ``resources`` of its container.
    """

    number: int
    image: str
    resources: Mapping[str, object]


class ClusterDoor(Protocol):
    """One store's things in one cluster. Every step is create-or-leave: twice is once."""

    async def observe(self, spec: Spec) -> Observed:
        """What is there of this store now, read from the API server and not from a cache.

        Volumes and routes are looked for only when deletion was asked, workloads and release
        only when it was not: nothing else decides anything.

        Raises:
            ClusterError: when it could not be seen; never an observation that is half true.
        """

    async def find_credentials(self, spec: Spec) -> Mapping[str, str] | None:
        """The credentials that lie beside the shop, by name; None when there are none.

        Raises:
            ClusterError: it could not be seen.
        """

    async def ensure_namespace(self, spec: Spec) -> NamespaceSeen | None:
        """Make the namespace and bind the orchestrator's role in it.

        Returns:
            The namespace if it is new, so that nothing else can be in it; None otherwise.

        Raises:
            ClusterError: permanent when the namespace is somebody else's.
        """

    async def heal_release(self, spec: Spec, revision: int) -> None:
        """Forget a revision that a killed Helm left pending.

        What it created stays, and the next deployment takes it over, so no data is lost.
        """

    async def deploy(self, spec: Spec, release: WantedRelease) -> None:
        """Install the release or upgrade it; returns without waiting for its workloads.

        Raises:
            ClusterError: permanent when chart or values are at fault.
        """

    async def list_objects(self, spec: Spec) -> tuple[ObjectSeen, ...]:
        """What is there now of the kinds that releases are made of, as in an observation.

        Raises:
            ClusterError: when it could not be seen.
        """

    async def take_over(self, spec: Spec, found: tuple[Drift, ...]) -> None:
        """Let the next deployment decide everything about these objects.

        What others added to them becomes the release's, so that deploying it takes it away; what
        somebody made in place of a removed object is removed. Volume claims are left alone.

        Raises:
            ClusterError: the cluster refused.
        """

    async def begin_isolation_test(self, spec: Spec, test: SelfTest) -> None:
        """Start a pod with the shop's labels and rights that tries what a shop must not reach.

        Raises:
            ClusterError: it cannot be started.
        """

    async def test_isolation(self, spec: Spec, test: SelfTest) -> tuple[IsolationCheck, ...]:
        """What that pod finds, once it is done; started first if there is none. It is removed.

        Raises:
            ClusterError: the test could not be made, which says nothing about the shop.
        """

    async def start_over(self, spec: Spec) -> None:
        """Remove what runs in the namespace, its data and the release; returns when it is gone.

        Raises:
            ClusterError: it is not gone in time; calling again goes on.
        """

    async def remove_workloads(self, spec: Spec, namespace_uid: str) -> None:
        """Remove what runs, then the namespace, if it still is the one with this UID.

        When something in it has a finalizer, our role stays until :meth:`release_namespace`:
        without it nobody here could say what holds the namespace, or free it.
        """

    async def force_removal(self, spec: Spec, held: Sequence[HeldObject]) -> None:
        """Take the foreign finalizers off objects that are being deleted; absent is fine."""

    async def release_namespace(self, spec: Spec) -> None:
        """Let go of a namespace that is being deleted: our role in it goes away too."""

    async def watch_hints(self, sink: Callable[[str], None]) -> NoReturn:
        """Call ``sink`` with a store's key whenever something of it changed; runs until cancelled.

        Outages of the cluster are waited out. What changed meanwhile is not made up for:
        hints only shorten latency.
        """
