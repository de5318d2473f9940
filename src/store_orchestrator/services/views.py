"""What the outside sees of a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from store_orchestrator.db.mapping import EventRecord, StoreRecord
from store_orchestrator.domain.phase import derive_phase, derive_phase_reason, derive_stale
from store_orchestrator.domain.store import Phase, Spec, Status
from store_orchestrator.domain.timeline import Milestone
from store_orchestrator.services.catalogue import Catalogue

__all__ = ["EventRecord", "Step", "StoreView", "build_timeline", "build_view"]


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone of a store's creation; ``seconds`` after it was asked for."""

    milestone: Milestone
    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class StoreView:
    """A store with everything that is derived from its row.

    Attributes:
        stale: the status may be outdated, because no orchestrator looks at the store.
        url: public address; None once the store is deleted.
        admin_url: where the merchant signs in; None also for an engine that is gone.
        timeline: what was reached so far, in the order in which it was.
    """

    tenant_id: UUID
    spec: Spec
    status: Status
    phase: Phase
    phase_reason: str
    stale: bool
    url: str | None
    admin_url: str | None
    timeline: Sequence[Step] = ()


def build_view(record: StoreRecord, catalogue: Catalogue) -> StoreView:
    """Derive what people see from what is stored."""
    spec, status = record.spec, record.status
    url, admin_url = _build_addresses(record, catalogue)
    stale = record.due_at is not None and derive_stale(
        record.due_at, record.lease_expires_at, record.read_at
    )
    return StoreView(
        tenant_id=record.tenant_id,
        spec=spec,
        status=status,
        phase=derive_phase(spec, status),
        phase_reason=derive_phase_reason(spec, status),
        stale=stale,
        url=url,
        admin_url=admin_url,
        timeline=build_timeline(spec, status),
    )


def build_timeline(spec: Spec, status: Status) -> tuple[Step, ...]:
    """Every milestone that was reached, from being asked for on."""
    began = spec.created_at
    reached = {**status.milestones, Milestone.ACCEPTED: began}
    # Within one instant, the order of the stages tells which came first.
    order = list(Milestone)
    steps = sorted(reached.items(), key=lambda item: (item[1], order.index(item[0])))
    return tuple(Step(kind, at, round((at - began).total_seconds(), 3)) for kind, at in steps)


def _build_addresses(record: StoreRecord, catalogue: Catalogue) -> tuple[str | None, str | None]:
    if record.status.deleted_at is not None:
        return None, None
    shop = catalogue.build_shop(record.spec)
    engine = catalogue.find_engine(record.spec.engine)
    return shop.url, engine.build_admin_url(shop) if engine is not None else None
