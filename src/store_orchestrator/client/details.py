"""What ``storectl store get`` shows of one store: choices, state, timeline, notices, isolation."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from store_orchestrator.client.models import Isolation, Notice, Store, TimelineStep, Verification
from store_orchestrator.client.screen import build_fields, build_phase, build_table
from store_orchestrator.client.tables import (
    build_receipt,
    format_moment,
    format_since,
    format_total,
)
from store_orchestrator.client.troubles import build_troubles

# What people call the time that ends with a milestone; a newer server's show by their own names.
_STAGES = {
    "CredentialsDrawn": "credentials",
    "NamespaceEnsured": "namespace",
    "ReleaseDeployed": "release",
    "WorkloadsAvailable": "pods",
    "Reachable": "route",
    "Orderable": "test order",
    "Isolated": "isolation",
    "Ready": "rest",
}
_SHORTEST_STAGE = 0.01


def build_store_details(store: Store) -> RenderableType:
    """Everything about one store."""
    parts: list[RenderableType] = [build_fields(_list_fields(store))]
    if store.conditions:
        rows = (
            (c.type, c.status, format_since(c.last_transition_time), c.reason, c.message)
            for c in store.conditions
        )
        table = build_table(("CONDITION", "STATUS", "SINCE", "REASON", "MESSAGE"), rows)
        parts += ["", table]
    if store.problems:
        parts += ["", build_troubles(store.problems)]
    if store.notices:
        parts += ["", _build_notices(store.notices)]
    if store.timeline:
        parts += ["", _build_timeline(store.timeline)]
    if store.isolation is not None:
        parts += ["", build_isolation(store.isolation)]
    if store.receipt is not None:
        parts += ["", build_receipt(store.receipt)]
    return Group(*parts)


def _list_fields(store: Store) -> Iterable[tuple[str, str | Text]]:
    yield "Name", store.name
    yield "Display name", store.display_name
    yield "ID", str(store.id)
    yield "Engine", store.engine
    yield "Plan", store.plan
    yield "Country", store.country
    yield "Currency", store.currency
    yield "Products", _describe_products(store.sample_products)
    yield "Phase", build_phase(store)
    yield "Reason", store.phase_reason
    if not store.is_deleted:
        yield "Shop", store.url or ""
        yield "Admin", store.admin_url or ""
    yield "Namespace", store.namespace
    yield "Created", format_moment(store.created_at)
    yield "Ready", format_moment(store.ready_at)
    if store.proven_at is not None and not store.is_deleted:
        yield "Proven", f"{format_since(store.proven_at)} ago: a shopper could buy"
    yield "Observed", format_moment(store.observed_at)
    yield "Deletion", format_moment(store.delete_requested_at)
    yield "Deleted", format_moment(store.deleted_at)
    if store.failure is not None and not store.is_ready:
        yield "Failure", store.failure.cause
        if store.failure.evidence and not store.problems:
            yield "Evidence", store.failure.evidence
        yield "What to do", store.failure.suggestion
    if store.verification is not None:
        yield "Last order", _format_verification(store.verification)


def _describe_products(samples: bool | None) -> str:
    if samples is None:
        return ""
    return "began with samples" if samples else "began empty"


def _format_verification(verification: Verification) -> str:
    if not verification.ok:
        return f"failed {format_since(verification.at)} ago: {verification.message}"
    order = f"#{verification.order_number}, {format_total(verification)}"
    return f"{order}, {format_since(verification.at)} ago"


def _build_timeline(timeline: Sequence[TimelineStep]) -> RenderableType:
    """When each stage was reached after the request, and how long after the one before."""
    rows = (
        (step.milestone, f"{step.seconds:.2f}s", f"+{took:.2f}s")
        for step, took in _list_stages(timeline)
    )
    return build_table(("MILESTONE", "AFTER", "STEP"), rows)


def _list_stages(timeline: Sequence[TimelineStep]) -> Iterable[tuple[TimelineStep, float]]:
    before = 0.0
    for step in timeline:
        yield step, step.seconds - before
        before = step.seconds


def describe_timeline(timeline: Sequence[TimelineStep]) -> str:
    """Where the time went, in one line: ``5.21s: namespace 0.31s, pods 2.90s, …``"""
    if not timeline:
        return ""
    stages = [
        f"{_STAGES.get(step.milestone, step.milestone)} {took:.2f}s"
        for step, took in _list_stages(timeline)
        if took >= _SHORTEST_STAGE
    ]
    return f"{timeline[-1].seconds:.2f}s" + (f": {', '.join(stages)}" if stages else "")


def build_ready(store: Store, *, with_timeline: bool) -> RenderableType:
    """What somebody wants to know when a store has become Ready."""
    headline = Text.assemble((f"store/{store.name}", "bold"), " is ", build_phase(store))
    fields = [("Shop", store.url or ""), ("Admin", store.admin_url or "")]
    fields += [("Took", describe_timeline(store.timeline))] if with_timeline else []
    fields += [("Note", notice.message) for notice in store.notices]
    return Group(headline, build_fields(fields, indent=2))


def build_isolation(report: Isolation) -> RenderableType:
    """What a self-test looked at, and whether it was as it should be."""
    verdict = ("passed", "green") if report.ok else ("failed", "bold red")
    headline = Text.assemble(
        "Isolation self-test ", verdict, f" {format_since(report.at)} ago: ", report.message
    )
    if not report.checks:
        return headline
    rows = (
        (
            check.name,
            check.target,
            Text("passed", style="green") if check.ok else Text("FAILED", style="bold red"),
            check.message,
        )
        for check in report.checks
    )
    return Group(headline, build_table(("CHECK", "TARGET", "RESULT", "MESSAGE"), rows))


def _build_notices(notices: Sequence[Notice]) -> RenderableType:
    return build_table(("NOTICE", "MESSAGE"), ((n.reason, n.message) for n in notices))
