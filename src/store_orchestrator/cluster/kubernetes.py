"""The real cluster behind :class:`store_orchestrator.cluster.door.ClusterDoor`."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn

from store_orchestrator.cluster import removal
from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.credentials import find_credentials
from store_orchestrator.cluster.door import SelfTest, WantedRelease
from store_orchestrator.cluster.hints import watch_hints
from store_orchestrator.cluster.namespaces import Namespaces
from store_orchestrator.cluster.objects import list_objects, take_over
from store_orchestrator.cluster.observation import observe_store
from store_orchestrator.cluster.releases import Releases, TimesHelm
from store_orchestrator.cluster.self_test import SelfTests
from store_orchestrator.cluster.survey import ClusterSurvey
from store_orchestrator.cluster.troubles import Troubles
from store_orchestrator.domain.drift import Drift
from store_orchestrator.domain.held import HeldObject
from store_orchestrator.domain.isolation import IsolationCheck
from store_orchestrator.domain.observed import NamespaceSeen, ObjectSeen, Observed
from store_orchestrator.domain.store import Spec


class KubernetesDoor:
    """One cluster, reached as the pod's ServiceAccount or as KUBECONFIG says.

    Args:
        role: ClusterRole that the orchestrator binds to itself in each store's namespace.
        helm: the Helm 4 program.
        scratch: a writable folder for Helm's caches.
        timed: entered around each run of Helm.
    """

    def __init__(
        self, role: str, helm: Path, scratch: Path, timed: TimesHelm = nullcontext
    ) -> None:
        self._api = KubernetesApi()
        self._namespaces = Namespaces(self._api, role)
        self._releases = Releases(self._api, helm, scratch, timed)
        self._self_tests = SelfTests(self._api)
        self._troubles = Troubles(self._api)
        self.survey = ClusterSurvey(self._api)

    async def close(self) -> None:
        """Close all connections."""
        await self._api.close()

    async def observe(self, spec: Spec) -> Observed:
        """As promised by the door."""
        return await observe_store(self._api, spec, self._troubles.diagnose)

    async def find_credentials(self, spec: Spec) -> Mapping[str, str] | None:
        """As promised by the door."""
        return await find_credentials(self._api, spec.namespace)

    async def ensure_namespace(self, spec: Spec) -> NamespaceSeen | None:
        """As promised by the door."""
        return await self._namespaces.ensure(spec)

    async def heal_release(self, spec: Spec, revision: int) -> None:
        """As promised by the door."""
        await self._releases.heal(spec, revision)

    async def deploy(self, spec: Spec, release: WantedRelease) -> None:
        """As promised by the door."""
        await self._releases.deploy(spec, release)

    async def list_objects(self, spec: Spec) -> tuple[ObjectSeen, ...]:
        """As promised by the door."""
        return await list_objects(self._api, spec.namespace)

    async def take_over(self, spec: Spec, found: tuple[Drift, ...]) -> None:
        """As promised by the door."""
        await take_over(self._api, spec.namespace, found)

    async def begin_isolation_test(self, spec: Spec, test: SelfTest) -> None:
        """As promised by the door."""
        await self._self_tests.begin(spec, test)

    async def test_isolation(self, spec: Spec, test: SelfTest) -> tuple[IsolationCheck, ...]:
        """As promised by the door."""
        return await self._self_tests.run(spec, test)

    async def start_over(self, spec: Spec) -> None:
        """As promised by the door."""
        await self._namespaces.empty(spec)
        await self._releases.forget(spec)

    async def remove_workloads(self, spec: Spec, namespace_uid: str) -> None:
        """As promised by the door."""
        await self._namespaces.remove(spec, namespace_uid)

    async def force_removal(self, spec: Spec, held: Sequence[HeldObject]) -> None:  # noqa: ARG002
        """As promised by the door."""
        await removal.free(self._api, held)

    async def release_namespace(self, spec: Spec) -> None:
        """As promised by the door."""
        await removal.release(self._api, spec.namespace)

    async def watch_hints(self, sink: Callable[[str], None]) -> NoReturn:
        """As promised by the door."""
        await watch_hints(self._api, sink)
