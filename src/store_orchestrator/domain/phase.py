"""The public word for a store's state."""

from datetime import datetime, timedelta

from store_orchestrator.domain.conditions import ConditionType, find_condition, is_true
from store_orchestrator.domain.store import Phase, Spec, Status

# A due row that nobody has picked up for this long means that no orchestrator is at work:
# several times the longest normal queueing of a busy replica.
STALE_AFTER = timedelta(seconds=30)


def derive_phase(spec: Spec, status: Status) -> Phase:
    """One word for people. Total: every pair of spec and status has one."""
    if status.deleted_at is not None:
        return Phase.DELETED
    if spec.deletion_asked:
        return Phase.DELETING
    if has_failed(spec, status):
        return Phase.FAILED
    if is_true(status.conditions, ConditionType.READY):
        return Phase.READY
    if status.ready_at is not None:
        return Phase.DEGRADED
    return Phase.PROVISIONING if status.observed_generation else Phase.PENDING


def has_failed(spec: Spec, status: Status) -> bool:
    """Whether the orchestrator has given up on the present generation."""
    failure = status.failure
    return failure is not None and failure.permanent and failure.generation == spec.generation


def derive_phase_reason(spec: Spec, status: Status) -> str:
    """One sentence that explains the phase."""
    phase = derive_phase(spec, status)
    if phase is Phase.DELETED:
        return "Everything of this store is gone; the receipt lists it."
    if phase is Phase.DELETING:
        return _deleting_reason(spec, status)
    failure = status.failure
    if failure is not None and failure.generation == spec.generation and phase is not Phase.READY:
        return failure.cause
    if phase is Phase.PENDING:
        return "Waiting for the orchestrator to start."
    ready = find_condition(status.conditions, ConditionType.READY)
    return ready.message if ready is not None else "Being set up."


def _deleting_reason(spec: Spec, status: Status) -> str:
    if status.observed_generation != spec.generation:
        return "Waiting for the orchestrator to remove everything."
    if status.failure is not None:
        return status.failure.cause
    ready = find_condition(status.conditions, ConditionType.READY)
    return ready.message if ready is not None else "Removing everything."


def derive_stale(due_at: datetime, lease_expires_at: datetime | None, now: datetime) -> bool:
    """Whether the status may be outdated because no orchestrator looks at this store."""
    leased = lease_expires_at is not None and lease_expires_at > now
    return not leased and due_at + STALE_AFTER < now
