"""From an observation to the conditions it implies, and from two states to the events between."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from store_orchestrator.domain.conditions import (
    Condition,
    Conditions,
    ConditionStatus,
    ConditionType,
    build_conditions,
    find_condition,
    is_true,
)
from store_orchestrator.domain.facets import (
    build_unknown,
    build_untested,
    derive_isolated,
    derive_ready,
    derive_release,
    derive_workloads,
)
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.isolation import IsolationReport
from store_orchestrator.domain.observed import Observed
from store_orchestrator.domain.phase import derive_phase, derive_phase_reason
from store_orchestrator.domain.plan import Wanted
from store_orchestrator.domain.receipt import derive_removal
from store_orchestrator.domain.store import Phase, Spec, Status, Verification
from store_orchestrator.domain.timeline import Milestone, derive_milestones, note_milestone

# Ready is told by the phase, Orderable by the order itself, Isolated by the self-test.
_TOLD_OTHERWISE = (ConditionType.READY, ConditionType.ORDERABLE, ConditionType.ISOLATED)


class EventType(StrEnum):
    """As in the Kubernetes API."""

    NORMAL = "Normal"
    WARNING = "Warning"


@dataclass(frozen=True, slots=True)
class StoreEvent:
    """One line of a store's history."""

    type: EventType
    reason: str
    message: str
    at: datetime


def derive_status(
    spec: Spec, status: Status, wanted: Wanted, observed: Observed, now: datetime
) -> Status:
    """The status as this observation alone implies it; steps add what they learn themselves.

    What a former generation failed with is history here: the new one starts without it.
    """
    if status.observed_generation != spec.generation:
        status = replace(status, attempts=0, failure=None)
    status = replace(status, observed_generation=spec.generation, observed_at=now)
    if spec.deletion_asked:
        return _derive_leaving(status, observed, now)
    conditions = build_conditions(
        status.conditions,
        derive_release(wanted, observed, now),
        derive_workloads(observed, now),
    )
    if not is_true(conditions, ConditionType.WORKLOADS_AVAILABLE):
        conditions = build_unknown(
            conditions,
            "WorkloadsUnavailable",
            "To be proven again once the workloads are available",
            now,
            kinds=(ConditionType.REACHABLE, ConditionType.ORDERABLE),
        )
    if wanted.isolation_tested and status.ready_at is None:
        conditions = build_untested(conditions, now)
    return _sum_up(replace(status, conditions=conditions, notices=wanted.notices), now)


def derive_reached(status: Status, milestone: Milestone, at: datetime) -> Status:
    """The status after a stage that no condition tells of."""
    return replace(status, milestones=note_milestone(status.milestones, milestone, at))


def derive_tested(status: Status, report: IsolationReport, now: datetime) -> Status:
    """The status after an isolation self-test."""
    conditions = derive_isolated(status.conditions, report)
    return _sum_up(replace(status, conditions=conditions, isolation=report), now)


def derive_probed(
    status: Status, verification: Verification, *, reachable: bool, now: datetime
) -> Status:
    """The status after an order probe, without which no store is Ready."""
    seen = ConditionStatus.TRUE if reachable else ConditionStatus.FALSE
    proven = ConditionStatus.TRUE if verification.ok else ConditionStatus.FALSE
    conditions = build_conditions(
        status.conditions,
        Condition(
            ConditionType.REACHABLE,
            seen,
            "ShopAnswers" if reachable else "ShopUnreachable",
            "The shop answers at its public address" if reachable else verification.message,
            now,
        ),
        Condition(
            ConditionType.ORDERABLE,
            proven,
            "OrderPlaced" if verification.ok else "OrderFailed",
            verification.message,
            now,
        ),
    )
    return _sum_up(replace(status, conditions=conditions, verification=verification), now)


def derive_waiting(status: Status, reason: str, message: str, now: datetime) -> Status:
    """The status while there is nothing to do but wait; Ready says for what."""
    ready = Condition(ConditionType.READY, ConditionStatus.FALSE, reason, message, now)
    return replace(status, conditions=build_conditions(status.conditions, ready))


def derive_settled(status: Status) -> Status:
    """The status once everything that can be done now is done: former troubles are over."""
    failure = status.failure if status.failure is not None and status.failure.permanent else None
    return replace(status, attempts=0, failure=failure)


def derive_failed(status: Status, failure: Failure) -> Status:
    """The status after one more failed attempt."""
    return replace(status, attempts=status.attempts + 1, failure=failure)


def derive_unproven(spec: Spec, status: Status, message: str, now: datetime) -> Status:
    """Answer what was asked and cannot be tried with the reason, so that nobody waits for it."""
    verified = status.verification.number if status.verification is not None else 0
    if spec.verification_requested > verified:
        verification = Verification(spec.verification_requested, False, message, now)
        status = replace(status, verification=verification)
    tested = status.isolation.number if status.isolation is not None else 0
    if spec.isolation_requested > tested:
        report = IsolationReport(spec.isolation_requested, False, message, now)
        status = replace(status, isolation=report)
    return status


def derive_deleted(status: Status, now: datetime) -> Status:
    """The status once everything was observed gone."""
    ready = Condition(ConditionType.READY, ConditionStatus.FALSE, "Deleted", "It is gone", now)
    return replace(
        status,
        deleted_at=now,
        attempts=0,
        failure=None,
        conditions=build_conditions(status.conditions, ready),
    )


def _derive_leaving(status: Status, observed: Observed, now: datetime) -> Status:
    conditions = build_unknown(
        status.conditions, "DeletionAsked", "No longer looked at: the store goes away", now
    )
    ready = Condition(
        ConditionType.READY, ConditionStatus.FALSE, "DeletionAsked", "Removing everything.", now
    )
    return replace(
        status,
        conditions=build_conditions(conditions, ready),
        removal=derive_removal(status.removal, observed.list_remains(), now),
    )


def _sum_up(status: Status, now: datetime) -> Status:
    """Set Ready from the other conditions, and what follows from it."""
    ready = derive_ready(status.conditions, now)
    conditions = build_conditions(status.conditions, ready)
    return replace(
        status,
        conditions=conditions,
        milestones=derive_milestones(status.milestones, conditions, now),
        ready_at=status.ready_at or (now if ready.is_true else None),
        failure=None if ready.is_true else status.failure,
    )


def derive_events(
    spec: Spec, before: Status, after: Status, now: datetime
) -> tuple[StoreEvent, ...]:
    """The history between two statuses of the same spec."""
    return (
        *_removal_events(before, after, now),
        *_condition_events(spec, before, after, now),
        *_verification_events(before, after, now),
        *_isolation_events(before, after, now),
        *_failure_events(spec, before, after, now),
        *_phase_events(spec, before, after, now),
    )


def _removal_events(before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    gone = {item.uid for item in before.removal if item.gone_at is not None}
    for item in after.removal:
        if item.gone_at is not None and item.uid not in gone:
            message = f"{item.kind} {item.name} is gone"
            yield StoreEvent(EventType.NORMAL, f"{item.kind}Gone", message, now)


def _condition_events(
    spec: Spec, before: Status, after: Status, now: datetime
) -> Iterator[StoreEvent]:
    if spec.deletion_asked:
        return
    for condition in after.conditions:
        if condition.type not in _TOLD_OTHERWISE and _turned(before.conditions, condition):
            kind = _severity(before, condition)
            yield StoreEvent(kind, condition.reason, condition.message, now)


def _verification_events(before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    old, new = before.verification, after.verification
    if new is None or new == old:
        return
    if new.ok:
        yield StoreEvent(EventType.NORMAL, "OrderPlaced", new.message, now)
    elif old is None or (old.number, old.message) != (new.number, new.message):
        # The same failure again is not news.
        yield StoreEvent(EventType.WARNING, "OrderFailed", new.message, now)


def _isolation_events(before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    old, new = before.isolation, after.isolation
    if new is None or new == old:
        return
    if new.ok:
        yield StoreEvent(EventType.NORMAL, "IsolationProven", new.message, now)
    elif old is None or (old.number, old.message) != (new.number, new.message):
        reason = "IsolationBroken" if new.checks else "IsolationUntested"
        yield StoreEvent(EventType.WARNING, reason, new.message, now)


def _failure_events(
    spec: Spec, before: Status, after: Status, now: datetime
) -> Iterator[StoreEvent]:
    old, new = before.failure, after.failure
    if new is None or (new.permanent and not spec.deletion_asked):
        return  # giving up is told by the phase
    told = (after.verification, after.isolation)
    if any(proof is not None and proof.message == new.cause for proof in told):
        return  # told by the proof that failed
    if old is None or (old.reason, old.cause) != (new.reason, new.cause):
        yield StoreEvent(EventType.WARNING, new.reason, f"{new.cause} {new.suggestion}", now)


def _phase_events(spec: Spec, before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    phase = derive_phase(spec, after)
    begins = spec.deletion_asked and before.observed_generation != after.observed_generation
    if phase is derive_phase(spec, before) and not begins:
        return
    kind = EventType.WARNING if phase in (Phase.FAILED, Phase.DEGRADED) else EventType.NORMAL
    yield StoreEvent(kind, phase.value, derive_phase_reason(spec, after), now)


def _turned(before: Conditions, condition: Condition) -> bool:
    old = find_condition(before, condition.type)
    if old is None:
        return condition.is_true
    return old.status is not condition.status


def _severity(before: Status, condition: Condition) -> EventType:
    lost = before.ready_at is not None and condition.status is ConditionStatus.FALSE
    return EventType.WARNING if lost else EventType.NORMAL
