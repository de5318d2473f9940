"""Carrying out the one step that the plan asks for."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from store_orchestrator.cluster.door import ClusterDoor, ClusterError
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.claiming import (
    AbandonClaim,
    ClaimShop,
    RotateCredentials,
    StartOver,
)
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.observed import Observed
from store_orchestrator.domain.phase import has_failed
from store_orchestrator.domain.plan import (
    Admit,
    BeginIsolation,
    CheckShop,
    DeployRelease,
    DrawCredentials,
    EnsureNamespace,
    ForceRemoval,
    GiveUp,
    HealRelease,
    IssueReceipt,
    ProbeOrder,
    ProveIsolation,
    ReleaseNamespace,
    RemoveWorkloads,
    RestoreObjects,
    Settle,
    Step,
    Wait,
)
from store_orchestrator.domain.receipt import note_begun
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.domain.timeline import Milestone
from store_orchestrator.domain.transition import (
    derive_deleted,
    derive_failed,
    derive_reached,
    derive_settled,
    derive_unproven,
    derive_waiting,
)
from store_orchestrator.orchestrator.admission import Admission
from store_orchestrator.orchestrator.claims import Claims
from store_orchestrator.orchestrator.credentials import draw_credentials
from store_orchestrator.orchestrator.deployments import Deployments
from store_orchestrator.orchestrator.holding import LeaseLost
from store_orchestrator.orchestrator.proofs import Proofs
from store_orchestrator.orchestrator.situation import (
    AT_ONCE,
    Chance,
    Clock,
    Outcome,
    Situation,
    build_backed_off,
)

ChangingStep = (
    EnsureNamespace
    | HealRelease
    | DeployRelease
    | RestoreObjects
    | RemoveWorkloads
    | ForceRemoval
    | ReleaseNamespace
)

# Resyncs of many stores spread over 0.9 to 1.1 of the interval.
RESYNC_SPREAD: Final = 0.2


class Steps:
    """Knows how each step of the plan is done.

    Args:
        clock: the present, timezone-aware UTC.
        chance: a number in [0, 1), for jitter.
        resync: how often a settled store is looked at without a hint.
        recheck: how often it is tried whether one still sells; None leaves it to ``resync``.
    """

    def __init__(
        self,
        queue: StoreQueue,
        door: ClusterDoor,
        proofs: Proofs,
        claims: Claims,
        admission: Admission,
        *,
        clock: Clock,
        chance: Chance,
        resync: timedelta,
        recheck: timedelta | None = None,
    ) -> None:
        self._queue = queue
        self._door = door
        self._proofs = proofs
        self._deployments = Deployments(door, clock)
        self._claims = claims
        self._admission = admission
        self._clock = clock
        self._chance = chance
        # A check is made when the store is looked at, so both come in one look.
        self._resync = min(resync, recheck) if recheck is not None else resync

    async def execute(self, step: Step, at: Situation) -> Outcome:
        """Do it.

        Raises:
            ClusterError: the cluster refused; see :meth:`fail`.
            LeaseLost: the store is no longer ours.
        """
        match step:
            case Wait():
                return self._wait(step, at)
            case Settle():
                return self._settle(at)
            case GiveUp():
                return self._give_up(step, at)
            case IssueReceipt():
                return Outcome(derive_deleted(at.status, self._clock()), due_in=AT_ONCE)
            case CheckShop() | ProbeOrder() | BeginIsolation() | ProveIsolation():
                return await self._proofs.make(step, at)
            case Admit() | DrawCredentials():
                return await self._prepare(step, at)
            case RotateCredentials() | ClaimShop() | AbandonClaim() | StartOver():
                return await self._claims.make(step, at)
            case _:
                return await self._change_cluster(step, at)

    async def _prepare(self, step: Admit | DrawCredentials, at: Situation) -> Outcome:
        if isinstance(step, Admit):
            return await self._admission.admit(at)
        return await self._draw_credentials(at)

    async def _change_cluster(self, step: ChangingStep, at: Situation) -> Outcome:
        at.holding.ensure_held()
        match step:
            case EnsureNamespace():
                return await self._ensure_namespace(at)
            case HealRelease():
                await self._door.heal_release(at.spec, step.revision)
                return Outcome(at.status)
            case DeployRelease() | RestoreObjects():
                return await self._deployments.make(step, at)
            case RemoveWorkloads():
                await self._door.remove_workloads(at.spec, step.namespace_uid)
                begun = note_begun(at.status.removal, self._clock())
                return Outcome(replace(at.status, removal=begun))
            case ForceRemoval():
                await self._door.force_removal(at.spec, step.held)
                return Outcome(at.status)
            case ReleaseNamespace():
                await self._door.release_namespace(at.spec)
                return Outcome(at.status)

    async def _ensure_namespace(self, at: Situation) -> Outcome:
        seen = await self._door.ensure_namespace(at.spec)
        status = derive_reached(at.status, Milestone.NAMESPACE_ENSURED, self._clock())
        # One that was made just now holds nothing yet: no need to look.
        return Outcome(status, observed=Observed(seen) if seen is not None else None)

    async def _draw_credentials(self, at: Situation) -> Outcome:
        wanted = at.get_target().engine.credentials
        drawn = draw_credentials(wanted, at.spec.key)
        found = None
        if at.observed.namespace is not None:
            # The shop's data lies there, made with these: others would lock everybody out.
            found = await self._door.find_credentials(at.spec)
        if found is not None:
            drawn |= {spec.name: found[spec.name] for spec in wanted if spec.name in found}
        stored = await self._queue.save_credentials(at.holding.leased, drawn)
        if stored is None:
            raise LeaseLost
        status = derive_reached(at.status, Milestone.CREDENTIALS_DRAWN, self._clock())
        return Outcome(status, observed=at.observed)

    def _wait(self, step: Wait, at: Situation) -> Outcome:
        now = self._clock()
        status = derive_waiting(derive_settled(at.status), step.reason, step.message, now)
        if at.status.ready_at is not None:
            # It should sell and does not: that is the answer, not something to wait for.
            status = derive_unproven(at.spec, status, f"Not tried: {step.message}.", now)
        return Outcome(status, due_in=step.delay)

    def _settle(self, at: Situation) -> Outcome:
        status = derive_settled(at.status)
        if has_failed(at.spec, status) and status.failure is not None:
            message = f"Not tried, the store has failed: {status.failure.cause}"
            status = derive_unproven(at.spec, status, message, self._clock())
        return Outcome(status, due_in=self._derive_resync())

    def _give_up(self, step: GiveUp, at: Situation) -> Outcome:
        now = self._clock()
        failure = Failure(
            step.reason,
            step.cause,
            step.suggestion,
            permanent=True,
            generation=at.spec.generation,
            at=now,
            evidence=step.evidence,
        )
        status = derive_unproven(at.spec, at.status, f"Not tried: {step.cause}", now)
        return Outcome(derive_failed(status, failure), due_in=self._derive_resync())

    def fail(self, spec: Spec, status: Status, error: ClusterError) -> Outcome:
        """A step that could not be done: try again later, or give up if that is no use."""
        # A deletion is never given up.
        permanent = not error.retryable and not spec.deletion_asked
        failure = Failure(
            reason=error.reason,
            cause=error.cause,
            suggestion=error.suggestion,
            permanent=permanent,
            generation=spec.generation,
            at=self._clock(),
            evidence=error.evidence,
        )
        failed = derive_failed(status, failure)
        if permanent:
            answered = derive_unproven(spec, failed, f"Not tried: {error.cause}", failure.at)
            return Outcome(answered, due_in=self._derive_resync())
        return build_backed_off(failed, self._chance)

    def _derive_resync(self) -> timedelta:
        return self._resync * (1 - RESYNC_SPREAD / 2 + RESYNC_SPREAD * self._chance())
