"""The fake cluster keeps the promises of a real one, and stages its faults."""

from dataclasses import replace
from pathlib import Path

import pytest

from store_orchestrator.cluster.door import ClusterDoor, ClusterError, WantedRelease
from store_orchestrator.cluster.fake import FakeCluster, Fault
from store_orchestrator.domain.observed import ReleaseStatus
from unit.cluster.door_contract import Subject, build_spec, check_hints, check_life

SPEC = build_spec("abcdefgh")
RELEASE = WantedRelease(Path("chart"), {}, "digest", ())


class Refusing(FakeCluster):
    """Refuses one release, as a chart's schema does."""

    async def deploy(self, spec: object, release: WantedRelease) -> None:
        if release.digest == "refused":
            self.stage(Fault.VALUES_REJECTED)
        await super().deploy(spec, release)  # type: ignore[arg-type]


def build_subject() -> Subject:
    refused = replace(RELEASE, digest="refused")
    door: ClusterDoor = Refusing()
    return Subject(door, SPEC, RELEASE, refused, pause=0)


async def test_life() -> None:
    await check_life(build_subject())


async def test_hints() -> None:
    await check_hints(build_subject())


@pytest.mark.parametrize("fault", [Fault.RELEASE_SLOW_TO_START, Fault.HELM_KILLED_MIDWAY])
async def test_a_release_left_pending_blocks_until_healed(fault: Fault) -> None:
    cluster = FakeCluster()
    await cluster.ensure_namespace(SPEC)
    await cluster.deploy(SPEC, replace(RELEASE, digest="before"))
    cluster.stage(fault)
    with pytest.raises(ClusterError):
        await cluster.deploy(SPEC, RELEASE)
    with pytest.raises(ClusterError, match="ReleaseBusy"):
        await cluster.deploy(SPEC, RELEASE)
    seen = (await cluster.observe(SPEC)).release
    assert seen is not None
    assert seen.status is ReleaseStatus.PENDING
    await cluster.heal_release(SPEC, seen.revision)
    await cluster.deploy(SPEC, RELEASE)
    healed = (await cluster.observe(SPEC)).release
    assert healed is not None
    assert (healed.status, healed.values_digest) == (ReleaseStatus.DEPLOYED, "digest")


async def test_faults_happen_as_often_as_staged() -> None:
    cluster = FakeCluster()
    cluster.stage(Fault.CLUSTER_UNREACHABLE, times=2)
    for _ in range(2):
        with pytest.raises(ClusterError, match="ClusterUnreachable"):
            await cluster.observe(SPEC)
    await cluster.observe(SPEC)
