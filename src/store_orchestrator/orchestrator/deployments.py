"""Deploying a store's release, and noting what was deployed."""

from dataclasses import dataclass

from store_orchestrator.cluster.door import ClusterDoor, WantedRelease
from store_orchestrator.domain.plan import DeployRelease, RestoreObjects
from store_orchestrator.domain.repair import derive_deployed, derive_restored
from store_orchestrator.orchestrator.situation import Clock, Outcome, Situation


@dataclass(frozen=True, slots=True)
class Deployments:
    """Makes them.

    Attributes:
        clock: the present, timezone-aware UTC.
    """

    door: ClusterDoor
    clock: Clock

    async def make(self, step: DeployRelease | RestoreObjects, at: Situation) -> Outcome:
        """Deploy what is wanted, and note in the same step what that left.

        A process that is killed in between deploys again, because nothing tells it what it left.
        """
        release = _get_release(at)
        if isinstance(step, RestoreObjects):
            await self.door.take_over(at.spec, step.found)
            at.holding.ensure_held()
        await self.door.deploy(at.spec, release)
        objects = await self.door.list_objects(at.spec)
        if isinstance(step, RestoreObjects):
            return Outcome(derive_restored(at.status, step.found, objects, self.clock()))
        return Outcome(derive_deployed(at.status, release.digest, objects))


def _get_release(at: Situation) -> WantedRelease:
    release = at.get_target().release
    if release is None:
        raise AssertionError("the plan deploys only stores whose values are known")
    return release
