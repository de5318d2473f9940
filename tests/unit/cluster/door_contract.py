"""What every cluster door promises, to be run against the fake and the real one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from store_orchestrator.cluster.door import ClusterDoor, ClusterError, WantedRelease
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.drift import Drift, DriftKind, build_baseline, derive_drift
from store_orchestrator.domain.observed import Observed, ReleaseStatus
from store_orchestrator.domain.store import Spec

LOOKS = 600


@dataclass(frozen=True)
class Subject:
    """A door, a store that nothing exists of yet, a release that works and one that is refused."""

    door: ClusterDoor
    spec: Spec
    release: WantedRelease
    refused: WantedRelease
    pause: float


def build_spec(key: str) -> Spec:
    now = datetime.now(UTC)
    choices = Choices("Contract")
    return Spec(uuid4(), key, "contract", "medusa", "small", choices, 1, now, now)


async def look_until(
    subject: Subject, spec: Spec, condition: Callable[[Observed], bool]
) -> Observed:
    observed = await subject.door.observe(spec)
    for _ in range(LOOKS):
        if condition(observed):
            return observed
        await asyncio.sleep(subject.pause)
        observed = await subject.door.observe(spec)
    raise AssertionError(f"not seen in {LOOKS} looks: {observed}")


async def check_life(subject: Subject) -> None:
    """Make, deploy, change and remove a store; every step twice."""
    door, spec, release = subject.door, subject.spec, subject.release
    assert await door.observe(spec) == Observed()
    new = await door.ensure_namespace(spec)
    assert await door.ensure_namespace(spec) is None, "it was there"
    made = await door.observe(spec)
    assert made.namespace is not None
    assert made.namespace == new
    assert made.namespace.managed
    assert made.namespace.access_granted
    assert made.release is None

    await twice(lambda: door.deploy(spec, release))
    up = await look_until(subject, spec, lambda o: o.workloads_available)
    assert up.release is not None
    assert (up.release.status, up.release.values_digest) == (
        ReleaseStatus.DEPLOYED,
        release.digest,
    )
    assert up.problems == ()

    await check_objects(subject)

    with pytest.raises(ClusterError) as caught:
        await door.deploy(spec, subject.refused)
    assert not caught.value.retryable

    await check_removal(subject, made.namespace.uid)


async def check_objects(subject: Subject) -> None:
    """Deploying the same again changes none of the objects; a baseline stays true by itself."""
    door, spec = subject.door, subject.spec
    baseline = build_baseline("first", await door.list_objects(spec))
    assert baseline.objects
    await door.take_over(spec, tuple(Drift(t, DriftKind.CHANGED) for t in baseline.objects))
    await door.deploy(spec, subject.release)
    observed = await look_until(subject, spec, lambda o: o.workloads_available)
    assert derive_drift(baseline, observed.objects) == ()


async def check_removal(subject: Subject, uid: str) -> None:
    """Nothing of it is left at the end, and a repetition changes nothing."""
    leaving = replace(subject.spec, delete_requested_at=datetime.now(UTC), generation=2)
    present = await subject.door.observe(leaving)
    assert {item.kind for item in present.list_remains()} == {
        "Namespace",
        "PersistentVolume",
        "Ingress",
    }
    await subject.door.remove_workloads(leaving, "some-other-uid")
    still = await subject.door.observe(leaving)
    assert still.namespace is not None
    assert not still.namespace.terminating, "a namespace with another UID is another namespace"
    await twice(lambda: subject.door.remove_workloads(leaving, uid))
    await look_until(subject, leaving, lambda o: not list(o.list_remains()))


async def check_hints(subject: Subject) -> None:
    """A change in the cluster names the store."""
    heard = asyncio.Event()

    def hear(key: str) -> None:
        if key == subject.spec.key:
            heard.set()

    watching = asyncio.create_task(subject.door.watch_hints(hear))
    try:
        await asyncio.sleep(subject.pause * 5)
        await subject.door.ensure_namespace(subject.spec)
        async with asyncio.timeout(20):
            await heard.wait()
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        leaving = replace(subject.spec, delete_requested_at=datetime.now(UTC), generation=2)
        seen = await subject.door.observe(leaving)
        if seen.namespace is not None:
            await subject.door.remove_workloads(leaving, seen.namespace.uid)


async def twice(step: Callable[[], Awaitable[None]]) -> None:
    await step()
    await step()
