"""From the services' views to the schemas."""

from store_orchestrator.api import schemas
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.services.views import EventRecord, StoreView


def render_store(view: StoreView) -> schemas.Store:
    """A store as the API shows it."""
    spec, status = view.spec, view.status
    return schemas.Store(
        id=spec.id,
        name=spec.name,
        key=spec.key,
        engine=spec.engine,
        plan=spec.plan,
        display_name=spec.choices.display_name,
        country=spec.choices.country,
        currency=spec.choices.currency,
        sample_products=spec.choices.sample_products,
        phase=view.phase,
        phase_reason=view.phase_reason,
        generation=spec.generation,
        observed_generation=status.observed_generation,
        observed_at=status.observed_at,
        stale=view.stale,
        conditions=tuple(schemas.Condition.model_validate(c) for c in status.conditions),
        url=view.url,
        admin_url=view.admin_url,
        namespace=spec.namespace,
        created_at=spec.created_at,
        claimed_at=spec.claimed_at,
        ready_at=status.ready_at,
        proven_at=status.proven_at,
        delete_requested_at=spec.delete_requested_at,
        deleted_at=status.deleted_at,
        removal_forced_at=spec.removal_forced_at,
        failure=_render_failure(status),
        problems=tuple(schemas.Trouble.model_validate(p) for p in status.problems),
        verification=_render_verification(spec, status),
        isolation=_render_isolation(spec, status),
        timeline=tuple(schemas.TimelineStep.model_validate(step) for step in view.timeline),
        notices=tuple(schemas.Notice.model_validate(notice) for notice in status.notices),
        receipt=_render_receipt(status),
    )


def render_event(record: EventRecord) -> schemas.Event:
    """A line of history as the API shows it."""
    return schemas.Event(
        id=record.id,
        store_id=record.store_id,
        at=record.event.at,
        type=record.event.type,
        reason=record.event.reason,
        message=record.event.message,
        generation=record.generation,
    )


def _render_failure(status: Status) -> schemas.Failure | None:
    failure = status.failure
    if failure is None:
        return None
    return schemas.Failure(
        reason=failure.reason,
        cause=failure.cause,
        suggestion=failure.suggestion,
        permanent=failure.permanent,
        at=failure.at,
        evidence=failure.evidence,
    )


def _render_verification(spec: Spec, status: Status) -> schemas.Verification | None:
    outcome = status.verification
    if outcome is None:
        return None
    order = outcome.order
    return schemas.Verification(
        number=outcome.number,
        requested=spec.verification_requested,
        ok=outcome.ok,
        order_id=order.order_id if order else None,
        order_number=order.order_number if order else None,
        total=order.total if order else None,
        currency=order.currency if order else None,
        message=outcome.message,
        at=outcome.at,
    )


def _render_isolation(spec: Spec, status: Status) -> schemas.Isolation | None:
    report = status.isolation
    if report is None:
        return None
    return schemas.Isolation(
        number=report.number,
        requested=spec.isolation_requested,
        ok=report.ok,
        message=report.message,
        at=report.at,
        checks=tuple(schemas.IsolationCheck.model_validate(check) for check in report.checks),
    )


def _render_receipt(status: Status) -> schemas.Receipt | None:
    if status.deleted_at is None and not status.removal:
        return None
    items = tuple(schemas.ReceiptItem.model_validate(item) for item in status.removal)
    return schemas.Receipt(issued_at=status.deleted_at, items=items)
