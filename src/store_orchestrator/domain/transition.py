"""From an observation to the conditions it implies, and from two states to the events between."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from store_orchestrator.domain.capacity import ADMITTED, CAPACITY_EXHAUSTED
from store_orchestrator.domain.claim import ClaimStage
from store_orchestrator.domain.claiming import derive_rotated, describe_claim
from store_orchestrator.domain.conditions import (
    Condition,
    Conditions,
    ConditionStatus,
    ConditionType,
    build_conditions,
    find_condition,
    is_true,
)
from store_orchestrator.domain.drift import describe_drift
from store_orchestrator.domain.facets import (
    RELEASE_UNFINISHED,
    build_unknown,
    build_untested,
    derive_isolated,
    derive_ready,
    derive_release,
    derive_workloads,
)
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.held import build_forced_items
from store_orchestrator.domain.isolation import IsolationReport
from store_orchestrator.domain.observed import Observed, describe_problem
from store_orchestrator.domain.phase import derive_phase, derive_phase_reason
from store_orchestrator.domain.plan import Wanted
from store_orchestrator.domain.receipt import derive_removal, note_begun
from store_orchestrator.domain.repair import (
    DRIFT_FOUND,
    FOREIGN_POLICY,
    derive_inspected,
    list_foreign_news,
    list_new_drift,
    list_repaired,
)
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
    status = replace(
        status,
        observed_generation=spec.generation,
        observed_at=now,
        problems=observed.problems,
    )
    status = _note_stages(status, wanted, observed, now)
    if spec.deletion_asked:
        return _derive_leaving(spec, status, observed, now)
    status = derive_rotated(spec, status, drawn=wanted.values_digest is not None)
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
    foreign = (notice for notice in status.notices if notice.reason == FOREIGN_POLICY)
    status = replace(status, conditions=conditions, notices=(*wanted.notices, *foreign))
    return _sum_up(derive_inspected(spec, status, observed, now), now)


def _note_stages(status: Status, wanted: Wanted, observed: Observed, now: datetime) -> Status:
    """What was done and not recorded, because of a kill in between, shows all the same."""
    if wanted.values_digest is not None:
        status = derive_reached(status, Milestone.CREDENTIALS_DRAWN, now)
    namespace = observed.namespace
    if namespace is not None and namespace.managed and namespace.access_granted:
        status = derive_reached(status, Milestone.NAMESPACE_ENSURED, now)
    return status


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
    proven_at = verification.at if verification.ok else status.proven_at
    return _sum_up(
        replace(status, conditions=conditions, verification=verification, proven_at=proven_at), now
    )


def derive_checked(status: Status, now: datetime) -> Status:
    """The status after a check that went as far as the checkout."""
    return replace(status, proven_at=now)


def derive_unsellable(
    status: Status, reason: str, message: str, *, reachable: bool, now: datetime
) -> Status:
    """The status after a check that failed; an order has to prove the shop again."""
    kinds = [ConditionType.ORDERABLE]
    if not reachable:
        kinds.append(ConditionType.REACHABLE)
    failed = [Condition(kind, ConditionStatus.FALSE, reason, message, now) for kind in kinds]
    return _sum_up(replace(status, conditions=build_conditions(status.conditions, *failed)), now)


def derive_waiting(status: Status, reason: str, message: str, now: datetime) -> Status:
    """The status while there is nothing to do but wait; unless it can sell, Ready says for what."""
    if is_true(status.conditions, ConditionType.READY):
        return status
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


def _derive_leaving(spec: Spec, status: Status, observed: Observed, now: datetime) -> Status:
    forced = build_forced_items(observed.held) if spec.removal_forced_at is not None else ()
    conditions = build_unknown(
        status.conditions, "DeletionAsked", "No longer looked at: the store goes away", now
    )
    ready = Condition(
        ConditionType.READY, ConditionStatus.FALSE, "DeletionAsked", "Removing everything.", now
    )
    removal = derive_removal(status.removal, (*observed.list_remains(), *forced), now)
    if observed.namespace is None or observed.namespace.terminating:
        removal = note_begun(removal, now)
    return replace(status, conditions=build_conditions(conditions, ready), removal=removal)


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
        *_place_events(before, after, now),
        *_stage_events(spec, before, after, now),
        *_removal_events(before, after, now),
        *_claim_events(before, after, now),
        *_drift_events(spec, before, after, now),
        *_condition_events(spec, before, after, now),
        *_verification_events(before, after, now),
        *_isolation_events(before, after, now),
        *_problem_events(before, after, now),
        *_failure_events(spec, before, after, now),
        *_phase_events(spec, before, after, now),
    )


def _place_events(before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    old = find_condition(before.conditions, ConditionType.READY)
    new = find_condition(after.conditions, ConditionType.READY)
    if new is None or (old is not None and old.reason == new.reason):
        return
    if new.reason in (CAPACITY_EXHAUSTED, ADMITTED):
        kind = EventType.WARNING if new.reason == CAPACITY_EXHAUSTED else EventType.NORMAL
        yield StoreEvent(kind, new.reason, new.message, now)


def _stage_events(spec: Spec, before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    messages = {
        Milestone.CREDENTIALS_DRAWN: "Credentials were drawn and stored",
        Milestone.NAMESPACE_ENSURED: f"Namespace {spec.namespace} is there",
    }
    for stage, message in messages.items():
        if stage in after.milestones and stage not in before.milestones:
            yield StoreEvent(EventType.NORMAL, stage.value, message, now)


def _removal_events(before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    begun = {item.uid for item in before.removal if item.begun_at is not None}
    if any(item.begun_at is not None and item.uid not in begun for item in after.removal):
        message = "Pods, volume claims and the namespace are being deleted"
        yield StoreEvent(EventType.NORMAL, "RemovalBegun", message, now)
    gone = {item.uid for item in before.removal if item.gone_at is not None}
    for item in after.removal:
        if item.gone_at is not None and item.uid not in gone:
            message = f"{item.kind} {item.name} is gone" + (f": {item.proof}" if item.proof else "")
            yield StoreEvent(EventType.NORMAL, f"{item.kind}Gone", message, now)


def _drift_events(spec: Spec, before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    if spec.deletion_asked:
        return
    if found := list_new_drift(before, after):
        yield StoreEvent(EventType.WARNING, DRIFT_FOUND, f"{describe_drift(found)}.", now)
    if repaired := list_repaired(before, after):
        titles = ", ".join(drift.title for drift in repaired)
        yield StoreEvent(EventType.NORMAL, "DriftRepaired", f"As deployed again: {titles}", now)
    for notice, came in list_foreign_news(before, after):
        kind = EventType.WARNING if came else EventType.NORMAL
        reason = "ForeignPolicyFound" if came else "ForeignPolicyGone"
        message = notice.message if came else f"No longer so: {notice.message}"
        yield StoreEvent(kind, reason, message, now)


def _claim_events(before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    if after.claim is not None and after.claim is not before.claim:
        abandoned = after.claim is ClaimStage.ABANDONED
        kind = EventType.WARNING if abandoned else EventType.NORMAL
        yield StoreEvent(kind, *describe_claim(after.claim), now)


def _condition_events(
    spec: Spec, before: Status, after: Status, now: datetime
) -> Iterator[StoreEvent]:
    if spec.deletion_asked:
        return
    for condition in after.conditions:
        told = condition.type in _TOLD_OTHERWISE or condition.reason == DRIFT_FOUND
        if not told and _turned(before.conditions, condition):
            kind = _severity(before, condition)
            yield StoreEvent(kind, condition.reason, condition.message, now)
        elif condition.reason == RELEASE_UNFINISHED and _is_news(before.conditions, condition):
            message = f"{condition.message}; it is made anew"
            yield StoreEvent(EventType.WARNING, condition.reason, message, now)


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


def _problem_events(before: Status, after: Status, now: datetime) -> Iterator[StoreEvent]:
    known = {problem.identity for problem in before.problems}
    for problem in after.problems:
        if problem.identity not in known:
            yield StoreEvent(EventType.WARNING, problem.reason, describe_problem(problem), now)


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
    # A failure is history for a newer generation: the phase before is that of its own.
    spoken_of = replace(spec, generation=max(before.observed_generation, 1))
    if phase is derive_phase(spoken_of, before) and not begins:
        return
    kind = EventType.WARNING if phase in (Phase.FAILED, Phase.DEGRADED) else EventType.NORMAL
    yield StoreEvent(kind, phase.value, derive_phase_reason(spec, after), now)


def _turned(before: Conditions, condition: Condition) -> bool:
    old = find_condition(before, condition.type)
    if old is None:
        return condition.is_true
    return old.status is not condition.status


def _is_news(before: Conditions, condition: Condition) -> bool:
    old = find_condition(before, condition.type)
    return old is None or (old.reason, old.message) != (condition.reason, condition.message)


def _severity(before: Status, condition: Condition) -> EventType:
    lost = before.ready_at is not None and condition.status is ConditionStatus.FALSE
    return EventType.WARNING if lost else EventType.NORMAL
