"""One store under one lease: observe, plan, execute, record, until there is nothing to do now."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

import structlog

from store_orchestrator.cluster.door import ClusterDoor, ClusterError
from store_orchestrator.db.errors import CredentialsUnreadable, DatabaseError
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.observed import Observed
from store_orchestrator.domain.plan import POLL_INTERVAL, Step, Wanted, plan
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.domain.transition import derive_events, derive_status
from store_orchestrator.engines.base import UnknownPlan
from store_orchestrator.observability.outages import Outage
from store_orchestrator.observability.tracing import span
from store_orchestrator.orchestrator.holding import Holding, LeaseLost
from store_orchestrator.orchestrator.meter import Meter
from store_orchestrator.orchestrator.scrubbing import scrub_observed
from store_orchestrator.orchestrator.situation import AT_ONCE, Clock, Outcome, Situation
from store_orchestrator.orchestrator.steps import Steps
from store_orchestrator.orchestrator.target import Target, Targets, TargetUnknown

# Reasons that say something of the cluster and nothing of a store.
OUTAGES: Final = frozenset({"ClusterUnreachable", "ClusterTroubled"})
NOTHING_WANTED: Final = Wanted(values_digest=None, deadline=timedelta.max)

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Attempt:
    """A pass as far as it has come.

    Attributes:
        recorded: the status that the database has.
        status: the status as it is known by now.
        observed: what is known of the cluster without looking.
        step: what the plan asked for, once it was asked.
    """

    spec: Spec
    recorded: Status
    status: Status
    observed: Observed | None
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """What a pass hands on to the next one.

    Attributes:
        step: what was done.
        due_in: the delay with which the lease was released; None while it is held.
        observed: what the cluster shows now, if that is known without looking.
    """

    step: Step | None = None
    due_in: timedelta | None = None
    observed: Observed | None = None


class Reconciler:
    """Brings a store nearer to what was asked, one step at a time."""

    def __init__(
        self,
        queue: StoreQueue,
        door: ClusterDoor,
        targets: Targets,
        steps: Steps,
        *,
        clock: Clock,
        meter: Meter,
    ) -> None:
        self._queue = queue
        self._door = door
        self._targets = targets
        self._steps = steps
        self._clock = clock
        self._meter = meter
        self._cluster = Outage(_log, "cluster")

    async def reconcile(self, holding: Holding) -> None:
        """Make passes until the lease is released.

        Raises:
            LeaseLost: nothing more was written.
            DatabaseError: the lease runs out by itself.
        """
        last = Passed()
        while last.due_in is None:
            pass_id = uuid4().hex[:8]
            with (
                structlog.contextvars.bound_contextvars(pass_id=pass_id),
                span("reconcile", store_key=holding.leased.spec.key, pass_id=pass_id) as current,
            ):
                last = await self._pass(holding, last)
                current.set_attribute("step", _name(last.step))

    async def _pass(self, holding: Holding, last: Passed) -> Passed:
        """One pass after another one."""
        leased = holding.leased
        attempt = Attempt(leased.spec, leased.status, leased.status, last.observed)
        with self._meter.passes() as measured:
            try:
                outcome = await self._attempt(holding, attempt)
            except ClusterError as error:
                outcome = self._fail(attempt, error)
            except (LeaseLost, DatabaseError):
                raise
            except Exception as error:  # noqa: BLE001 - logged with its trace and shown to the user
                _log.exception("step_crashed", step=_name(attempt.step))
                outcome = self._fail(attempt, build_defect(error))
            measured.outcome = _name(attempt.step)
        if outcome is None:
            return Passed()
        repeats = attempt.step == last.step
        due_in = await self._record(holding, attempt, outcome, repeats=repeats)
        # An intent that came meanwhile is looked at with eyes open.
        seen = outcome.observed if holding.leased.spec == attempt.spec else None
        return Passed(attempt.step, due_in, seen)

    async def _attempt(self, holding: Holding, attempt: Attempt) -> Outcome | None:
        """Observe, plan, execute; None when the spec changed meanwhile and all begins anew."""
        spec = attempt.spec
        target = self._find_target(holding)
        observed = attempt.observed or await self._observe(spec)
        wanted = target.wanted if target is not None else NOTHING_WANTED
        if target is not None and target.release is not None:
            observed = scrub_observed(observed, target.release.secrets)
        attempt.status = derive_status(spec, attempt.recorded, wanted, observed, self._clock())
        if await self._announce(holding, attempt):
            return None
        attempt.step = plan(spec, attempt.status, wanted, observed, self._clock())
        situation = Situation(holding, spec, attempt.status, target, observed)
        return await self._execute(attempt.step, situation)

    async def _observe(self, spec: Spec) -> Observed:
        observed = await self._door.observe(spec)
        self._cluster.end()
        return observed

    def _fail(self, attempt: Attempt, error: ClusterError) -> Outcome:
        if error.reason in OUTAGES:
            # All stores meet it at the same time.
            self._cluster.meet(reason=error.reason, cause=error.cause)
        else:
            _log.warning(
                "step_failed", step=_name(attempt.step), reason=error.reason, cause=error.cause
            )
        return self._steps.fail(attempt.spec, attempt.status, error)

    def _find_target(self, holding: Holding) -> Target | None:
        """The target, or None under deletion, which must work whatever the store was."""
        if holding.leased.spec.deletion_asked:
            return None
        try:
            return self._targets.build(holding.leased)
        except (TargetUnknown, UnknownPlan) as error:
            raise ClusterError(
                "EngineUnknown",
                str(error),
                "Install that engine or delete the store.",
                retryable=False,
            ) from error

    async def _announce(self, holding: Holding, attempt: Attempt) -> bool:
        """Show what was observed before a step takes its time; True: the spec has changed."""
        before, status = attempt.recorded, attempt.status
        events = derive_events(attempt.spec, before, status, self._clock())
        if not events and before.observed_generation == status.observed_generation:
            return False
        leased = await self._queue.record(holding.leased, status, events, due_in=None)
        if leased is None:
            raise LeaseLost
        holding.leased = leased
        attempt.recorded = status
        return leased.spec != attempt.spec

    async def _execute(self, step: Step, at: Situation) -> Outcome:
        at.holding.ensure_held()
        with self._meter.steps(_name(step)), span(_name(step)):
            try:
                return await self._steps.execute(step, at)
            except CredentialsUnreadable as error:
                raise ClusterError(
                    "CredentialsUnreadable",
                    f"The store's credentials cannot be decrypted: {error}.",
                    "Restore the encryption key they were sealed with.",
                    retryable=False,
                ) from error

    async def _record(
        self, holding: Holding, attempt: Attempt, outcome: Outcome, *, repeats: bool
    ) -> timedelta | None:
        due_in = outcome.due_in
        if due_in is None and holding.stopping:
            due_in = AT_ONCE
        elif due_in is None and repeats:
            # The step was done and is asked for again: the cluster does not show it yet.
            due_in = POLL_INTERVAL
        spec, before, status = attempt.spec, attempt.recorded, outcome.status
        events = derive_events(spec, before, status, self._clock())
        leased = await self._queue.record(holding.leased, status, events, due_in=due_in)
        if leased is None:
            raise LeaseLost
        holding.leased = leased
        self._meter.note_ready(spec, before, status)
        # Looking at a store that stays as it is would fill the log with nothing.
        tell = _log.info if events or due_in is None else _log.debug
        seconds = due_in.total_seconds() if due_in is not None else None
        tell("pass_recorded", step=_name(attempt.step), due_in=seconds)
        return due_in


def build_defect(error: Exception) -> ClusterError:
    """The failure for an error that nobody expected; tried again, for it may be a rare one."""
    return ClusterError(
        "InternalError",
        f"The orchestrator met a defect of its own ({type(error).__name__}).",
        "Report it with the orchestrator's log of this time.",
    )


def _name(step: Step | None) -> str:
    return type(step).__name__ if step is not None else "Observe"
