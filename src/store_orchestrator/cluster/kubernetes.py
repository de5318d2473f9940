"""The real cluster behind :class:`store_orchestrator.cluster.door.ClusterDoor`."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.door import SelfTest, WantedRelease
from store_orchestrator.cluster.hints import watch_hints
from store_orchestrator.cluster.namespaces import Namespaces
from store_orchestrator.cluster.observation import observe_store
from store_orchestrator.cluster.releases import Releases
from store_orchestrator.cluster.self_test import SelfTests
from store_orchestrator.domain.isolation import IsolationCheck
from store_orchestrator.domain.observed import NamespaceSeen, Observed
from store_orchestrator.domain.store import Spec


class KubernetesDoor:
    """One cluster, reached as the pod's ServiceAccount or as KUBECONFIG says.

    Args:
        role: ClusterRole that the orchestrator binds to itself in each store's namespace.
        helm: the Helm 4 program.
        scratch: a writable folder for Helm's caches.
    """

    def __init__(self, role: str, helm: Path, scratch: Path) -> None:
        self._api = KubernetesApi()
        self._namespaces = Namespaces(self._api, role)
        self._releases = Releases(self._api, helm, scratch)
        self._self_tests = SelfTests(self._api)

    async def close(self) -> None:
        """Close all connections."""
        await self._api.close()

    async def observe(self, spec: Spec) -> Observed:
        """As promised by the door."""
        return await observe_store(self._api, spec)

    async def ensure_namespace(self, spec: Spec) -> NamespaceSeen | None:
        """As promised by the door."""
        return await self._namespaces.ensure(spec)

    async def heal_release(self, spec: Spec, revision: int) -> None:
        """As promised by the door."""
        await self._releases.heal(spec, revision)

    async def deploy(self, spec: Spec, release: WantedRelease) -> None:
        """As promised by the door."""
        await self._releases.deploy(spec, release)

    async def begin_isolation_test(self, spec: Spec, test: SelfTest) -> None:
        """As promised by the door."""
        await self._self_tests.begin(spec, test)

    async def test_isolation(self, spec: Spec, test: SelfTest) -> tuple[IsolationCheck, ...]:
        """As promised by the door."""
        return await self._self_tests.run(spec, test)

    async def remove_workloads(self, spec: Spec, namespace_uid: str) -> None:
        """As promised by the door."""
        await self._namespaces.remove(spec, namespace_uid)

    async def watch_hints(self, sink: Callable[[str], None]) -> NoReturn:
        """As promised by the door."""
        await watch_hints(self._api, sink)
