"""The heart of the project: from what was asked and what is seen to the one next step."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from store_orchestrator.domain.conditions import (
    ConditionStatus,
    ConditionType,
    find_condition,
    is_true,
)
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.observed import Observed, ReleaseStatus
from store_orchestrator.domain.phase import has_failed
from store_orchestrator.domain.store import Spec, Status

# Upper bound on waiting when no hint arrives: watches usually wake the store much earlier.
POLL_INTERVAL = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class DrawCredentials:
    """Generate and store the credentials; they are never drawn again."""


@dataclass(frozen=True, slots=True)
class EnsureNamespace:
    """Create the namespace and bind the orchestrator's role in it."""


@dataclass(frozen=True, slots=True)
class HealRelease:
    """Take a release that a killed Helm left pending back to a state Helm can work with."""

    revision: int


@dataclass(frozen=True, slots=True)
class DeployRelease:
    """Install the release, or upgrade it to the wanted values."""


@dataclass(frozen=True, slots=True)
class ProbeOrder:
    """Place a real order through the public address and cancel it again."""

    verification: int


@dataclass(frozen=True, slots=True)
class BeginIsolation:
    """Let the isolation self-test start; it does its work while the shop starts."""

    number: int


@dataclass(frozen=True, slots=True)
class ProveIsolation:
    """See what the self-test found from inside the store's network; make it if none has begun."""

    number: int


@dataclass(frozen=True, slots=True)
class RemoveWorkloads:
    """Delete the namespace's workloads and then the namespace (by UID)."""

    namespace_uid: str


@dataclass(frozen=True, slots=True)
class IssueReceipt:
    """Everything is gone: close the store."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The goal cannot be reached in this generation."""

    reason: str
    cause: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before the cluster moves; look again after ``delay`` at the latest."""

    reason: str
    message: str
    delay: timedelta = POLL_INTERVAL


@dataclass(frozen=True, slots=True)
class Settle:
    """The store is what was asked; look again at the next resync."""


Step = (
    DrawCredentials
    | EnsureNamespace
    | HealRelease
    | DeployRelease
    | ProbeOrder
    | BeginIsolation
    | ProveIsolation
    | RemoveWorkloads
    | IssueReceipt
    | GiveUp
    | Wait
    | Settle
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the engine wants of this store.

    Attributes:
        values_digest: over chart and values; None as long as a credential is not drawn.
        isolation_tested: whether the store is Ready only after an isolation self-test.
        notices: what the merchant should know.
    """

    values_digest: str | None
    deadline: timedelta
    isolation_tested: bool = False
    notices: tuple[Notice, ...] = ()


def plan(spec: Spec, status: Status, wanted: Wanted, observed: Observed, now: datetime) -> Step:
    """The one next step towards what was asked.

    Deletion wins over everything. The function is total and pure: the same input always gives
    the same step, and carrying a step out twice changes nothing.
    """
    if status.deleted_at is not None:
        return Settle()
    if spec.deletion_asked:
        return _plan_removal(observed)
    if has_failed(spec, status):
        return Settle()
    step = _plan_presence(spec, status, wanted, observed)
    if _deadline_passed(spec, status, wanted, now) and not _is_final(step, status):
        return _give_up(status, observed, wanted)
    return step


def _is_final(step: Step, status: Status) -> bool:
    # The first proof is always tried: an outage of ours must fail no shop that came up meanwhile.
    return isinstance(step, Settle | GiveUp) or (
        isinstance(step, ProbeOrder | BeginIsolation | ProveIsolation) and status.attempts == 0
    )


def _plan_removal(observed: Observed) -> Step:
    namespace = observed.namespace
    if namespace is not None and not namespace.ours:
        # Whoever made it keeps it, with everything in it: the store never got that far.
        return IssueReceipt()
    if namespace is None:
        left = [f"{item.kind} {item.name}" for item in (*observed.volumes, *observed.routes)]
        if left:
            return Wait("RemainsObserved", f"Waiting until gone: {', '.join(left)}")
        return IssueReceipt()
    if namespace.terminating:
        blockers = "; ".join(namespace.blockers) or "its contents are being removed"
        return Wait("NamespaceTerminating", f"Namespace {namespace.name}: {blockers}")
    return RemoveWorkloads(namespace.uid)


def _plan_presence(spec: Spec, status: Status, wanted: Wanted, observed: Observed) -> Step:
    if wanted.values_digest is None:
        return DrawCredentials()
    namespace = observed.namespace
    if namespace is not None and namespace.terminating:
        return Wait("NamespaceTerminating", f"Namespace {namespace.name} is still being removed")
    if namespace is not None and not namespace.ours:
        return GiveUp(
            "NamespaceTaken",
            f"A namespace {namespace.name} exists that this platform did not make.",
            f"Remove namespace {namespace.name} or delete this store and create it anew.",
        )
    if namespace is None or not namespace.managed or not namespace.access_granted:
        return EnsureNamespace()
    release = observed.release
    if release is not None and release.status is ReleaseStatus.PENDING:
        return HealRelease(release.revision)
    if (
        release is None
        or release.status is ReleaseStatus.FAILED
        or release.values_digest != wanted.values_digest
    ):
        return DeployRelease()
    return _plan_proof(spec, status, wanted, observed)


def _plan_proof(spec: Spec, status: Status, wanted: Wanted, observed: Observed) -> Step:
    tested = status.isolation.number if status.isolation is not None else 0
    if spec.isolation_requested > tested:
        return ProveIsolation(spec.isolation_requested)
    untested = _is_untested(status, wanted)
    if untested and observed.self_test != tested:
        return BeginIsolation(tested)
    if not observed.workloads_available:
        return Wait("WorkloadsStarting", describe_unavailable(observed))
    answered = status.verification.number if status.verification is not None else 0
    if spec.verification_requested > answered:
        return ProbeOrder(spec.verification_requested)
    if not is_true(status.conditions, ConditionType.ORDERABLE):
        return ProbeOrder(answered)
    if untested or _is_to_be_tested_again(status, wanted):
        return ProveIsolation(tested)
    return Settle()


def _is_untested(status: Status, wanted: Wanted) -> bool:
    """Whether a test is due that was not even tried with what is deployed now."""
    if not wanted.isolation_tested:
        return False
    deployed = find_condition(status.conditions, ConditionType.RELEASE_DEPLOYED)
    report = status.isolation
    return report is None or (deployed is not None and report.at < deployed.last_transition_time)


def _is_to_be_tested_again(status: Status, wanted: Wanted) -> bool:
    found = find_condition(status.conditions, ConditionType.ISOLATED)
    if found is None:
        return wanted.isolation_tested
    broken = found.status is ConditionStatus.FALSE
    return broken or (wanted.isolation_tested and not found.is_true)


def _deadline_passed(spec: Spec, status: Status, wanted: Wanted, now: datetime) -> bool:
    # A store that was Ready once is Degraded, not Failed: it is repaired for as long as it takes.
    return status.ready_at is None and now - spec.provisioning_since > wanted.deadline


def _give_up(status: Status, observed: Observed, wanted: Wanted) -> GiveUp:
    if observed.problems:
        problem = observed.problems[0]
        return GiveUp(problem.reason, problem.cause, problem.suggestion)
    if status.failure is not None:
        return GiveUp(status.failure.reason, status.failure.cause, status.failure.suggestion)
    return GiveUp(
        "DeadlineExceeded",
        f"The store did not become Ready within {_format_duration(wanted.deadline)}: "
        f"{describe_unavailable(observed)}",
        "Look at the store's events, then retry it or delete it.",
    )


def _format_duration(duration: timedelta) -> str:
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    return f"{minutes} min" if not seconds else f"{minutes} min {seconds} s"


def describe_unavailable(observed: Observed) -> str:
    """One sentence on what is not up, with the first problem that was diagnosed."""
    if observed.problems:
        return observed.problems[0].cause
    missing = [f"{w.kind} {w.name}: {w.message}" for w in observed.workloads if not w.available]
    return "; ".join(missing) or "no workload of the store was seen yet"
