"""What people see of the API's documents."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.text import Text

from store_orchestrator.client.durations import format_age
from store_orchestrator.client.models import (
    CredentialList,
    EngineList,
    Receipt,
    SignInLink,
    Store,
    StoreEvent,
    Verification,
)
from store_orchestrator.client.screen import build_fields, build_phase, build_table, clean

WATCH_WIDTHS = (24, 14, 20, 8)
FEW_CODES = 4


def format_since(moment: datetime | None, now: datetime | None = None) -> str:
    """The age of a moment, empty for None."""
    return format_age((now or datetime.now(UTC)) - moment) if moment is not None else ""


def format_moment(moment: datetime | None) -> str:
    """A moment in UTC with its age, empty for None."""
    if moment is None:
        return ""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC ({format_since(moment)} ago)"


def build_store_table(stores: Sequence[Store], *, show_id: bool) -> RenderableType:
    """One line per store."""
    headings = ["NAME", "ENGINE", "PLAN", "PHASE", "AGE", "URL"] + (["ID"] if show_id else [])
    return build_table(headings, (_build_store_row(store, show_id) for store in stores))


def _build_store_row(store: Store, show_id: bool) -> Iterable[str | Text]:
    yield store.name
    yield store.engine
    yield store.plan
    yield build_phase(store)
    yield format_since(store.created_at)
    yield (store.url or "") if not store.is_deleted else ""
    if show_id:
        yield str(store.id)


def build_watch_row(store: Store) -> str:
    """One line of fixed columns: later lines cannot widen earlier ones."""
    cells = (store.name, store.engine, build_phase(store).plain, format_since(store.created_at))
    padded = (f"{clean(c):<{width}}" for c, width in zip(cells, WATCH_WIDTHS, strict=True))
    return " ".join((*padded, clean(store.url or ""))).rstrip()


def format_total(verification: Verification) -> str:
    """Amount and currency."""
    return f"{verification.total or '?'} {verification.currency or ''}".rstrip()


def build_verification(store: Store, verification: Verification) -> RenderableType:
    """The order that proves that the shop sells."""
    headline = f"store/{store.name} sells: a test order was placed and cancelled again."
    fields = (
        ("Order", f"#{verification.order_number} ({verification.order_id})"),
        ("Total", format_total(verification)),
        ("Placed", format_moment(verification.at)),
    )
    return Group(headline, build_fields(fields, indent=2))


def build_receipt(receipt: Receipt) -> RenderableType:
    """What was observed gone, and when; or how far a deletion is."""
    rows = ((i.kind, i.name, _format_gone(i.gone_at), i.uid, i.proof) for i in receipt.items)
    headline = "Deletion under way"
    if receipt.issued_at is not None:
        headline = f"Receipt of {format_moment(receipt.issued_at)}: observed gone"
    return Group(headline, build_table(("KIND", "NAME", "GONE AT", "UID", "PROVES"), rows))


def _format_gone(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment is not None else "still here"


def build_events(events: Sequence[StoreEvent]) -> RenderableType:
    """A history, oldest first."""
    rows = ((format_since(e.at), e.type, e.reason, e.message) for e in events)
    return build_table(("AGE", "TYPE", "REASON", "MESSAGE"), rows)


def build_event_row(event: StoreEvent) -> str:
    """One line of a history that is being followed; with the time, for ages go stale."""
    moment = f"{event.at.astimezone(UTC):%H:%M:%S}"
    return f"{moment}  {event.type:<7}  {clean(event.reason):<24}  {clean(event.message)}"


def build_credentials(credentials: CredentialList) -> RenderableType:
    """Sign-in details, for the owner's eyes."""
    fields = [("Admin", credentials.admin_url or "")]
    fields += [(item.label or item.name, item.value) for item in credentials.items]
    return build_fields(fields)


def build_sign_in_link(link: SignInLink) -> RenderableType:
    """The address alone: it is copied, or given to a browser."""
    return Text(clean(link.url))


def build_engines(engines: EngineList) -> RenderableType:
    """One line per engine, and below them why some are not available."""
    rows = (
        (
            engine.name,
            "yes" if engine.available else "no",
            ", ".join(plan.name for plan in engine.plans),
            _format_codes(engine.countries),
            _format_codes(engine.currencies),
            engine.description or engine.title,
        )
        for engine in engines.items
    )
    headings = ("NAME", "AVAILABLE", "PLANS", "COUNTRIES", "CURRENCIES", "DESCRIPTION")
    reasons: list[RenderableType] = [
        Text(clean(f"{engine.name} is not available: {engine.unavailable_reason or 'no reason'}"))
        for engine in engines.items
        if not engine.available
    ]
    parts = ["", *reasons] if reasons else []
    return Group(build_table(headings, rows), *parts)


def _format_codes(codes: Sequence[str]) -> str:
    """All of them while that is readable, else how many; ``-o json`` has all."""
    return ", ".join(codes) if len(codes) <= FEW_CODES else str(len(codes))
