"""A cluster in memory, with faults that happen on request.

It keeps the promises of :class:`store_orchestrator.cluster.door.ClusterDoor` (the same contract
tests run against it and against a real cluster) and stages what real clusters do at the worst
moment, by name.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, NoReturn
from uuid import uuid4

from store_orchestrator.cluster.door import ClusterError, SelfTest, WantedRelease
from store_orchestrator.cluster.fake_objects import FakeObjects
from store_orchestrator.cluster.remains import build_holdup
from store_orchestrator.domain.drift import Drift
from store_orchestrator.domain.held import HeldObject
from store_orchestrator.domain.isolation import IsolationCheck
from store_orchestrator.domain.observed import (
    NamespaceSeen,
    ObjectSeen,
    Observed,
    Problem,
    ReleaseSeen,
    ReleaseStatus,
    WorkloadSeen,
)
from store_orchestrator.domain.receipt import RemovalItem
from store_orchestrator.domain.store import Spec

LOOKS_WHILE_STARTING: Final = 1
LOOKS_WHILE_TERMINATING: Final = 3


class Fault(StrEnum):
    """What can go wrong; each happens as often as it was staged."""

    CLUSTER_UNREACHABLE = "ClusterUnreachable"  # an observation fails
    RELEASE_SLOW_TO_START = "ReleaseSlowToStart"  # Helm is stopped and leaves the release pending
    HELM_KILLED_MIDWAY = "HelmKilledMidway"  # as above, with half of the objects made
    VALUES_REJECTED = "ValuesRejected"  # the chart's schema says no
    NAMESPACE_TERMINATING = "NamespaceTerminating"  # a finalizer holds the namespace for a while
    SETUP_NEVER_READY = "SetupNeverReady"  # pods run into a crash loop
    SHOP_OPEN = "ShopOpen"  # the self-test reaches what it must not
    SELF_TEST_FAILS = "SelfTestFails"  # the self-test's pod does not start
    FINALIZER_STUCK = "FinalizerStuck"  # a finalizer that nobody takes off
    HINT_LOST = "HintLost"  # a change that no watch tells of


@dataclass
class FakeStore:
    """What exists of one store."""

    namespace: NamespaceSeen | None = None
    release: ReleaseSeen | None = None
    workloads: bool = False
    looks_left: int = 0
    broken: bool = False
    volumes: tuple[RemovalItem, ...] = ()
    routes: tuple[RemovalItem, ...] = ()
    self_test: int | None = None
    objects: FakeObjects = field(default_factory=FakeObjects)
    credentials: Mapping[str, str] | None = None
    held: tuple[HeldObject, ...] = ()
    log: str = ""


async def _nothing(_moment: str, _key: str) -> None:
    """Let the moment pass."""


class FakeCluster:
    """Stores by key, and what happens to them.

    Attributes:
        on_moment: awaited at the beginning ("deploy:begins") and end ("deploy:ends") of every
            call, with the store's key; may wait, or raise to break the call off right there.
        deployments: release digests by store key, in the order in which they were asked for.
        self_tests: images of the self-tests by store key, likewise.
    """

    def __init__(self) -> None:
        self.stores: dict[str, FakeStore] = {}
        self.deployments: dict[str, list[str]] = {}
        self.self_tests: dict[str, list[str]] = {}
        self.on_moment: Callable[[str, str], Awaitable[None]] = _nothing
        self._faults: Counter[Fault] = Counter()
        self._sinks: list[Callable[[str], None]] = []

    def stage(self, fault: Fault, times: int = 1) -> None:
        """Let this fault happen at its next occasions."""
        self._faults[fault] += times

    def end(self, fault: Fault) -> None:
        """Let this fault happen no more."""
        del self._faults[fault]

    async def observe(self, spec: Spec) -> Observed:
        """As promised by the door; time passes with each look."""
        await self.on_moment("observe:begins", spec.key)
        if self._happens(Fault.CLUSTER_UNREACHABLE):
            raise ClusterError(
                "ClusterUnreachable", "The fake cluster is unreachable.", "Wait a little."
            )
        store = self._get(spec)
        self._pass_time(store)
        if spec.deletion_asked:
            return _observe_remains(spec, store)
        namespace = store.namespace
        if namespace is None or namespace.terminating or not namespace.access_granted:
            return Observed(namespace)
        return Observed(
            namespace,
            store.release,
            tuple(_list_workloads(store)),
            problems=_list_problems(store),
            self_test=store.self_test,
            objects=store.objects.list_seen(),
        )

    async def find_credentials(self, spec: Spec) -> Mapping[str, str] | None:
        """As promised by the door."""
        await self.on_moment("find_credentials:begins", spec.key)
        return self._get(spec).credentials

    async def ensure_namespace(self, spec: Spec) -> NamespaceSeen | None:
        """As promised by the door."""
        await self.on_moment("ensure_namespace:begins", spec.key)
        store = self._get(spec)
        if store.namespace is not None and not store.namespace.ours:
            raise ClusterError(
                "NamespaceTaken", "It is somebody else's.", "Remove it.", retryable=False
            )
        new = store.namespace is None
        if store.namespace is None:
            store.namespace = NamespaceSeen(spec.namespace, uuid4().hex, True, True)
        store.namespace = replace(
            store.namespace, managed=True, restricted=True, access_granted=True
        )
        self._hint(spec)
        await self.on_moment("ensure_namespace:ends", spec.key)
        return store.namespace if new else None

    async def heal_release(self, spec: Spec, revision: int) -> None:
        """As promised by the door; the revision before, if any, was deployed."""
        await self.on_moment("heal_release:begins", spec.key)
        store = self._get(spec)
        if store.release is not None and store.release.revision == revision:
            before = ReleaseSeen(revision - 1, ReleaseStatus.DEPLOYED, "before")
            store.release = before if revision > 1 else None
        await self.on_moment("heal_release:ends", spec.key)

    async def deploy(self, spec: Spec, release: WantedRelease) -> None:
        """As promised by the door."""
        self.deployments.setdefault(spec.key, []).append(release.digest)
        await self.on_moment("deploy:begins", spec.key)
        store = self._get(spec)
        self._refuse_deployment(store)
        revision = (store.release.revision if store.release is not None else 0) + 1
        store.release = ReleaseSeen(revision, ReleaseStatus.PENDING, release.digest)
        if self._happens(Fault.RELEASE_SLOW_TO_START):
            raise ClusterError("ReleaseSlowToStart", "Helm took too long.", "Wait a little.")
        self._make_objects(store)
        # The worst that a shop can do: tell everything that it was given.
        store.log = "\n".join(f"{name}={value}" for name, value in release.values.items())
        await self.on_moment("deploy:midway", spec.key)
        if self._happens(Fault.HELM_KILLED_MIDWAY):
            raise ClusterError("HelmFailed", "Helm was killed.", "Wait a little.")
        store.release = replace(store.release, status=ReleaseStatus.DEPLOYED)
        self._hint(spec)
        await self.on_moment("deploy:ends", spec.key)

    async def list_objects(self, spec: Spec) -> tuple[ObjectSeen, ...]:
        """As promised by the door."""
        await self.on_moment("list_objects:begins", spec.key)
        return self._get(spec).objects.list_seen()

    async def take_over(self, spec: Spec, found: tuple[Drift, ...]) -> None:
        """As promised by the door."""
        await self.on_moment("take_over:begins", spec.key)
        self._get(spec).objects.take_over(found)
        await self.on_moment("take_over:ends", spec.key)

    async def begin_isolation_test(self, spec: Spec, test: SelfTest) -> None:
        """As promised by the door."""
        await self.on_moment("begin_isolation_test:begins", spec.key)
        if self._happens(Fault.SELF_TEST_FAILS):
            raise ClusterError("SelfTestUnfinished", "The fake pod did not start.", "Wait.")
        store = self._get(spec)
        if store.self_test != test.number:
            self.self_tests.setdefault(spec.key, []).append(test.image)
            store.self_test = test.number
        await self.on_moment("begin_isolation_test:ends", spec.key)

    async def test_isolation(self, spec: Spec, test: SelfTest) -> tuple[IsolationCheck, ...]:
        """As promised by the door."""
        await self.begin_isolation_test(spec, test)
        await self.on_moment("test_isolation:begins", spec.key)
        self._get(spec).self_test = None
        refused = not self._happens(Fault.SHOP_OPEN)
        message = "refused" if refused else "it answered"
        await self.on_moment("test_isolation:ends", spec.key)
        return (IsolationCheck("KubernetesApi", "10.96.0.1:443", refused, message),)

    async def start_over(self, spec: Spec) -> None:
        """As promised by the door."""
        await self.on_moment("start_over:begins", spec.key)
        store = self._get(spec)
        store.workloads, store.volumes, store.release = False, (), None
        self._hint(spec)
        await self.on_moment("start_over:ends", spec.key)

    async def remove_workloads(self, spec: Spec, namespace_uid: str) -> None:
        """As promised by the door."""
        await self.on_moment("remove_workloads:begins", spec.key)
        store = self._get(spec)
        store.workloads = False
        namespace = store.namespace
        if namespace is not None and namespace.uid == namespace_uid:
            if self._happens(Fault.FINALIZER_STUCK):
                store.held = (_hold(spec),)
            held = self._happens(Fault.NAMESPACE_TERMINATING)
            blockers = ("Some content has finalizers remaining: example.org/hold",) if held else ()
            store.namespace = replace(
                namespace, terminating=True, blockers=blockers, guarded=bool(store.held)
            )
            store.looks_left = LOOKS_WHILE_TERMINATING if held else 1
        self._hint(spec)
        await self.on_moment("remove_workloads:ends", spec.key)

    async def force_removal(self, spec: Spec, held: Sequence[HeldObject]) -> None:
        """As promised by the door."""
        await self.on_moment("force_removal:begins", spec.key)
        store = self._get(spec)
        store.held = tuple(item for item in store.held if item not in held)
        await self.on_moment("force_removal:ends", spec.key)

    async def release_namespace(self, spec: Spec) -> None:
        """As promised by the door."""
        await self.on_moment("release_namespace:begins", spec.key)
        store = self._get(spec)
        if store.namespace is not None:
            store.namespace = replace(store.namespace, guarded=False)
        await self.on_moment("release_namespace:ends", spec.key)

    async def watch_hints(self, sink: Callable[[str], None]) -> NoReturn:
        """As promised by the door."""
        self._sinks.append(sink)
        try:
            await asyncio.Event().wait()
        finally:
            self._sinks.remove(sink)
        raise AssertionError("an event that nobody sets was set")

    def count_namespaces_made(self) -> int:
        """Namespaces that are there now."""
        return sum(store.namespace is not None for store in self.stores.values())

    def _get(self, spec: Spec) -> FakeStore:
        return self.stores.setdefault(spec.key, FakeStore())

    def _happens(self, fault: Fault) -> bool:
        if not self._faults[fault]:
            return False
        self._faults[fault] -= 1
        return True

    def _refuse_deployment(self, store: FakeStore) -> None:
        if store.namespace is None or store.namespace.terminating:
            raise ClusterError("HelmFailed", "There is no such namespace.", "Wait a little.")
        if store.release is not None and store.release.status is ReleaseStatus.PENDING:
            raise ClusterError("ReleaseBusy", "Another operation is in progress.", "Wait.")
        if self._happens(Fault.VALUES_REJECTED):
            raise ClusterError(
                "ValuesRejected", "The values are wrong.", "Mend the engine.", retryable=False
            )

    def _make_objects(self, store: FakeStore) -> None:
        store.workloads = True
        store.objects.deploy()
        store.looks_left = LOOKS_WHILE_STARTING
        store.broken = self._faults[Fault.SETUP_NEVER_READY] > 0
        store.volumes = store.volumes or (RemovalItem("PersistentVolume", "data", uuid4().hex),)
        store.routes = store.routes or (RemovalItem("Ingress", "shop", uuid4().hex),)

    @staticmethod
    def _pass_time(store: FakeStore) -> None:
        if store.looks_left > 0:
            store.looks_left -= 1
        elif store.namespace is not None and store.namespace.guarded:
            store.held = tuple(replace(item, stuck=True) for item in store.held)
        elif store.namespace is not None and store.namespace.terminating:
            store.namespace, store.release, store.routes = None, None, ()
            store.objects = FakeObjects()
        elif store.namespace is None:
            store.volumes = ()

    def _hint(self, spec: Spec) -> None:
        if self._happens(Fault.HINT_LOST):
            return
        for sink in self._sinks:
            sink(spec.key)


def _hold(spec: Spec) -> HeldObject:
    path = f"/api/v1/namespaces/{spec.namespace}/configmaps/held"
    return HeldObject("ConfigMap", "held", uuid4().hex, path, ("example.org/hold",))


def _observe_remains(spec: Spec, store: FakeStore) -> Observed:
    return Observed(
        store.namespace,
        volumes=store.volumes,
        routes=store.routes,
        problems=tuple(build_holdup(spec, item) for item in store.held if item.stuck),
        held=store.held,
    )


def _list_workloads(store: FakeStore) -> list[WorkloadSeen]:
    if not store.workloads:
        return []
    available = store.looks_left == 0 and not store.broken
    message = "1 of 1 pods available" if available else "0 of 1 pods available"
    return [WorkloadSeen("Deployment", "shop", available, message)]


def _list_problems(store: FakeStore) -> tuple[Problem, ...]:
    if not (store.workloads and store.broken):
        return ()
    cause = "Container shop ends again and again."
    return (Problem("CrashLoop", cause, "Look at its log.", store.log),)
