"""From an observation to the conditions it implies, and from two states to the events between."""

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
from store_orchestrator.domain.observed import Observed, ReleaseStatus
from store_orchestrator.domain.phase import derive_phase, derive_phase_reason
from store_orchestrator.domain.plan import Wanted, describe_unavailable
from store_orchestrator.domain.receipt import derive_removal
from store_orchestrator.domain.store import Phase, Spec, Status


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
    """The status as this observation alone implies it; steps add what they learn themselves."""
    conditions = build_conditions(
        status.conditions,
        _release_condition(wanted, observed, now),
        _workloads_condition(observed, now),
    )
    if not is_true(conditions, ConditionType.WORKLOADS_AVAILABLE):
        conditions = _doubt_proof(conditions, now)
    conditions = build_conditions(conditions, derive_ready(conditions, now))
    removal = status.removal
    if spec.deletion_asked:
        removal = derive_removal(removal, observed.list_remains(), now)
    ready = is_true(conditions, ConditionType.READY)
    return replace(
        status,
        observed_generation=spec.generation,
        observed_at=now,
        conditions=conditions,
        removal=removal,
        ready_at=status.ready_at or (now if ready else None),
        failure=None if ready else status.failure,
    )


def derive_ready(conditions: Conditions, now: datetime) -> Condition:
    """Ready sums up the others: True only when all of them are."""
    needed = [k for k in ConditionType if k is not ConditionType.READY]
    for kind in needed:
        found = find_condition(conditions, kind)
        if found is None or not found.is_true:
            message = found.message if found else f"{kind.value} was not observed yet"
            return Condition(
                ConditionType.READY, ConditionStatus.FALSE, f"Not{kind.value}", message, now
            )
    return Condition(
        ConditionType.READY,
        ConditionStatus.TRUE,
        "ShopperCanBuy",
        "A test order went through the public address and was cancelled.",
        now,
    )


def _release_condition(wanted: Wanted, observed: Observed, now: datetime) -> Condition:
    release = observed.release
    kind = ConditionType.RELEASE_DEPLOYED
    if release is None:
        return Condition(kind, ConditionStatus.FALSE, "ReleaseMissing", "Not installed yet", now)
    current = release.values_digest == wanted.values_digest
    if release.status is ReleaseStatus.DEPLOYED and current:
        message = f"Revision {release.revision} is deployed"
        return Condition(kind, ConditionStatus.TRUE, "ReleaseDeployed", message, now)
    if release.status is ReleaseStatus.DEPLOYED:
        message = f"Revision {release.revision} has other values than asked"
        return Condition(kind, ConditionStatus.FALSE, "ReleaseOutdated", message, now)
    message = f"Revision {release.revision} is {release.status.value}"
    return Condition(kind, ConditionStatus.FALSE, "ReleaseUnfinished", message, now)


def _workloads_condition(observed: Observed, now: datetime) -> Condition:
    kind = ConditionType.WORKLOADS_AVAILABLE
    if observed.workloads_available:
        count = len(observed.workloads)
        return Condition(
            kind,
            ConditionStatus.TRUE,
            "WorkloadsAvailable",
            f"All {count} workloads are available",
            now,
        )
    reason = observed.problems[0].reason if observed.problems else "WorkloadsStarting"
    return Condition(kind, ConditionStatus.FALSE, reason, describe_unavailable(observed), now)


def _doubt_proof(conditions: Conditions, now: datetime) -> Conditions:
    """A proof made before the workloads went down says nothing about afterwards."""
    doubted = [
        Condition(
            kind,
            ConditionStatus.UNKNOWN,
            "WorkloadsUnavailable",
            "To be proven again once the workloads are available",
            now,
        )
        for kind in (ConditionType.REACHABLE, ConditionType.ORDERABLE)
        if find_condition(conditions, kind) is not None
    ]
    return build_conditions(conditions, *doubted)


def derive_events(
    spec: Spec, before: Status, after: Status, now: datetime
) -> tuple[StoreEvent, ...]:
    """The history between two statuses: each condition and phase that changed."""
    changed = [c for c in after.conditions if _turned(before.conditions, c)]
    events = [
        StoreEvent(_severity(before, c), f"{c.type.value}{c.status.value}", c.message, now)
        for c in changed
        if c.type is not ConditionType.READY
    ]
    phase = derive_phase(spec, after)
    if phase is not derive_phase(spec, before):
        bad = phase in (Phase.FAILED, Phase.DEGRADED)
        kind = EventType.WARNING if bad else EventType.NORMAL
        events.append(StoreEvent(kind, phase.value, derive_phase_reason(spec, after), now))
    return tuple(events)


def _turned(before: Conditions, condition: Condition) -> bool:
    old = find_condition(before, condition.type)
    if old is None:
        return condition.is_true
    return old.status is not condition.status


def _severity(before: Status, condition: Condition) -> EventType:
    lost = before.ready_at is not None and condition.status is ConditionStatus.FALSE
    return EventType.WARNING if lost else EventType.NORMAL
