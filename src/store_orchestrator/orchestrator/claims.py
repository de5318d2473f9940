"""Making a shop that was made ahead its owner's, or another one in its place."""

from dataclasses import dataclass, replace

from store_orchestrator.cluster.door import ClusterDoor
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.claim import ClaimStage
from store_orchestrator.domain.claiming import (
    CLAIM_FAILED,
    AbandonClaim,
    ClaimShop,
    ClaimStep,
    RotateCredentials,
    StartOver,
    derive_claimed,
)
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.probe import ProbeFailed
from store_orchestrator.domain.timeline import Milestone
from store_orchestrator.domain.transition import derive_failed, derive_reached
from store_orchestrator.orchestrator.credentials import draw_credentials
from store_orchestrator.orchestrator.holding import LeaseLost
from store_orchestrator.orchestrator.prober import Prober
from store_orchestrator.orchestrator.situation import (
    Chance,
    Clock,
    Outcome,
    Situation,
    build_backed_off,
)


@dataclass(frozen=True, slots=True)
class Claims:
    """Carries out the steps of a claim.

    Attributes:
        clock: the present, timezone-aware UTC.
        chance: a number in [0, 1), for jitter.
    """

    queue: StoreQueue
    door: ClusterDoor
    prober: Prober
    clock: Clock
    chance: Chance

    async def make(self, step: ClaimStep, at: Situation) -> Outcome:
        """Do what the plan asks for."""
        match step:
            case RotateCredentials():
                return await self._rotate(at)
            case ClaimShop():
                return await self._claim(at)
            case AbandonClaim():
                return Outcome(derive_claimed(at.status, ClaimStage.ABANDONED))
            case StartOver():
                return await self._start_over(at)

    async def _rotate(self, at: Situation) -> Outcome:
        """Draw anew: those in the namespace are the former ones."""
        drawn = draw_credentials(at.get_target().engine.credentials, at.spec.key)
        if await self.queue.save_credentials(at.holding.leased, drawn) is None:
            raise LeaseLost
        status = derive_reached(at.status, Milestone.CREDENTIALS_DRAWN, self.clock())
        return Outcome(status, observed=at.observed)

    async def _claim(self, at: Situation) -> Outcome:
        target, leased = at.get_target(), at.holding.leased
        credentials, former = leased.credentials, leased.former
        if credentials is None:
            raise AssertionError("the plan claims only shops whose new credentials are stored")
        if former is None:
            # They do not open with the keys there are: the shop would not believe us.
            return Outcome(derive_claimed(at.status, ClaimStage.ABANDONED))
        try:
            await self.prober.tell(
                target.shop.url,
                lambda: target.engine.build_claim(target.shop, credentials, former),
            )
        except ProbeFailed as error:
            return self._claim_failed(at, error)
        # The shop changed nothing that an observation shows.
        return Outcome(derive_claimed(at.status, ClaimStage.TAKEN), observed=at.observed)

    def _claim_failed(self, at: Situation, error: ProbeFailed) -> Outcome:
        failure = Failure(
            reason=CLAIM_FAILED,
            cause=f"The shop that was made ahead could not be taken over: {error}.",
            suggestion="Nothing: it is tried again, and then a new shop is made.",
            permanent=False,
            generation=at.spec.generation,
            at=self.clock(),
        )
        return build_backed_off(derive_failed(at.status, failure), self.chance)

    async def _start_over(self, at: Situation) -> Outcome:
        at.holding.ensure_held()
        await self.door.start_over(at.spec)
        status = replace(at.status, baseline=None)
        return Outcome(derive_claimed(status, ClaimStage.STARTED_OVER))
