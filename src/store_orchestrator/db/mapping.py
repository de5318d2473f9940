"""Rows to domain values and back: the only place that knows how a status is stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from store_orchestrator.db.cipher import Sealed
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.claim import ClaimStage
from store_orchestrator.domain.conditions import Condition, ConditionStatus, ConditionType
from store_orchestrator.domain.drift import Baseline, Drift, DriftKind
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.isolation import IsolationCheck, IsolationReport
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.observed import Problem
from store_orchestrator.domain.probe import OrderProof
from store_orchestrator.domain.receipt import RemovalItem
from store_orchestrator.domain.store import Spec, Status, Verification
from store_orchestrator.domain.timeline import Milestone
from store_orchestrator.domain.transition import EventType, StoreEvent

Json = dict[str, Any]
StoreRow = Row[Any]


@dataclass(frozen=True, slots=True)
class StoreRecord:
    """A row of ``stores`` as the use cases see it.

    Attributes:
        sealed: encrypted credentials, or None while none were drawn.
        due_at: when an orchestrator is to look at it; None once deleted.
        read_at: the database's time of this read.
    """

    tenant_id: UUID
    spec: Spec
    status: Status
    sealed: Sealed | None
    due_at: datetime | None
    lease_expires_at: datetime | None
    read_at: datetime


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A row of ``store_events``; a store's ids ascend in the order of their commits."""

    id: int
    store_id: UUID
    generation: int
    event: StoreEvent


def build_record(row: StoreRow) -> StoreRecord:
    """A ``stores`` row that was selected together with ``now() AS read_at``."""
    sealed = Sealed(row.credentials_key_id, row.credentials) if row.credentials else None
    return StoreRecord(
        tenant_id=row.tenant_id,
        spec=build_spec(row),
        status=build_status(row),
        sealed=sealed,
        due_at=row.due_at,
        lease_expires_at=row.lease_expires_at,
        read_at=row.read_at,
    )


def build_spec(row: StoreRow) -> Spec:
    """The spec columns of a ``stores`` row."""
    return Spec(
        id=row.id,
        key=row.key,
        name=row.name,
        engine=row.engine,
        plan=row.plan,
        choices=Choices(row.display_name, row.country, row.currency, row.sample_products),
        generation=row.generation,
        created_at=row.created_at,
        provisioning_since=row.provisioning_since,
        delete_requested_at=row.delete_requested_at,
        verification_requested=row.verification_requested,
        isolation_requested=row.isolation_requested,
        removal_forced_at=row.removal_forced_at,
        pool_version=row.pool_version,
        claimed_at=row.claimed_at,
        queued=row.admitted_at is None,
        admitted_at=row.admitted_at,
    )


def build_status(row: StoreRow) -> Status:
    """The status columns of a ``stores`` row."""
    return Status(
        observed_generation=row.observed_generation,
        observed_at=row.observed_at,
        conditions=tuple(_build_condition(item) for item in row.conditions),
        failure=_build_failure(row.failure) if row.failure is not None else None,
        verification=_build_verification(row.verification) if row.verification else None,
        attempts=row.attempts,
        ready_at=row.ready_at,
        removal=tuple(_build_removal_item(item) for item in row.removal),
        deleted_at=row.deleted_at,
        isolation=_build_isolation(row.isolation) if row.isolation else None,
        milestones=_build_milestones(row.milestones),
        notices=tuple(Notice(**item) for item in row.notices),
        problems=tuple(Problem(**item) for item in row.problems),
        baseline=_build_baseline(row.baseline) if row.baseline is not None else None,
        proven_at=row.proven_at,
        claim=ClaimStage(row.claim) if row.claim is not None else None,
    )


def build_status_columns(status: Status) -> dict[str, Any]:
    """Column values that store this status; the inverse of :func:`build_status`."""
    return {
        "observed_generation": status.observed_generation,
        "observed_at": status.observed_at,
        "conditions": [_to_json(item) for item in status.conditions],
        "failure": _to_json(status.failure) if status.failure is not None else None,
        "verification": _to_json(status.verification) if status.verification is not None else None,
        "attempts": status.attempts,
        "ready_at": status.ready_at,
        "removal": [_to_json(item) for item in status.removal],
        "deleted_at": status.deleted_at,
        "isolation": _to_json(status.isolation) if status.isolation is not None else None,
        "milestones": _plain({kind.value: at for kind, at in status.milestones.items()}),
        "notices": [_to_json(item) for item in status.notices],
        "problems": [_to_json(item) for item in status.problems],
        "baseline": _to_json(status.baseline) if status.baseline is not None else None,
        "proven_at": status.proven_at,
        "claim": status.claim.value if status.claim is not None else None,
    }


def build_event_columns(event: StoreEvent) -> dict[str, Any]:
    """Column values of a ``store_events`` row, without store and generation."""
    return {
        "at": event.at,
        "type": event.type.value,
        "reason": event.reason,
        "message": event.message,
    }


def build_event_record(row: StoreRow) -> EventRecord:
    """The event of a ``store_events`` row."""
    event = StoreEvent(EventType(row.type), row.reason, row.message, row.at)
    return EventRecord(row.id, row.store_id, row.generation, event)


def _to_json(value: Any) -> Json:  # noqa: ANN401 - any of the domain's dataclasses
    return _plain(asdict(value))


def _plain(fields: Mapping[str, Any]) -> Json:
    plain: Json = {}
    for name, value in fields.items():
        if isinstance(value, datetime):
            plain[name] = value.astimezone(UTC).isoformat()
        elif isinstance(value, Mapping):
            plain[name] = _plain(value)
        else:
            plain[name] = value
    return plain


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def _build_condition(item: Json) -> Condition:
    return Condition(
        type=ConditionType(item["type"]),
        status=ConditionStatus(item["status"]),
        reason=item["reason"],
        message=item["message"],
        last_transition_time=datetime.fromisoformat(item["last_transition_time"]),
    )


def _build_failure(item: Json) -> Failure:
    return Failure(**{**item, "at": datetime.fromisoformat(item["at"])})


def _build_verification(item: Json) -> Verification:
    order = OrderProof(**item["order"]) if item["order"] is not None else None
    return Verification(**{**item, "at": datetime.fromisoformat(item["at"]), "order": order})


def _build_removal_item(item: Json) -> RemovalItem:
    times = {name: _time(item.get(name)) for name in ("gone_at", "begun_at")}
    return RemovalItem(**{**item, **times})


def _build_isolation(item: Json) -> IsolationReport:
    checks = tuple(IsolationCheck(**check) for check in item["checks"])
    return IsolationReport(**{**item, "at": datetime.fromisoformat(item["at"]), "checks": checks})


def _build_baseline(item: Json) -> Baseline:
    """One that an earlier version wrote has only the first two fields."""
    found = tuple(
        Drift(drift["title"], DriftKind(drift["kind"]), drift["changed_by"])
        for drift in item.get("found", ())
    )
    return Baseline(
        **{
            **item,
            "found": found,
            "restored": tuple(item.get("restored", ())),
            "restored_at": _time(item.get("restored_at")),
        }
    )


def _build_milestones(item: Json) -> dict[Milestone, datetime]:
    """Those that this version knows: a later one may have had more."""
    known = {kind.value: kind for kind in Milestone}
    return {known[name]: datetime.fromisoformat(at) for name, at in item.items() if name in known}
