"""The heart of the project: from what was asked and what is seen to the one next step."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from store_orchestrator.domain.claim import WARMING_ORDERS, ClaimStage
from store_orchestrator.domain.claiming import (
    AbandonClaim,
    ClaimShop,
    ClaimStep,
    RotateCredentials,
    StartOver,
    is_claim_lost,
)
from store_orchestrator.domain.conditions import (
    ConditionType,
    find_condition,
    is_true,
)
from store_orchestrator.domain.drift import (
    Baseline,
    Drift,
    derive_drift,
    describe_drift,
    is_again,
)
from store_orchestrator.domain.failure import derive_backoff
from store_orchestrator.domain.held import HeldObject, list_forceable
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.observed import NamespaceSeen, Observed, ReleaseStatus
from store_orchestrator.domain.phase import has_failed
from store_orchestrator.domain.store import Spec, Status

# Looks come a little earlier or later than asked for; a check is made at the nearest one.
RECHECK_SLACK = 0.85
# Upper bound on waiting when no hint arrives: watches usually wake the store much earlier.
POLL_INTERVAL = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Admit:
    """Give the store its place in the cluster, or let it wait for one."""


@dataclass(frozen=True, slots=True)
class DrawCredentials:
    """Store the credentials: those found with the shop, others drawn, once and for all."""


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
class RestoreObjects:
    """Put back what somebody changed or removed by hand."""

    found: tuple[Drift, ...]


@dataclass(frozen=True, slots=True)
class CheckShop:
    """Go as far as the checkout, order nothing, leave nothing behind."""


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
class ForceRemoval:
    """Take the finalizers off objects that do not go away, as somebody asked."""

    held: tuple[HeldObject, ...]


@dataclass(frozen=True, slots=True)
class ReleaseNamespace:
    """Let go of a namespace whose deletion was held up to see what holds it."""


@dataclass(frozen=True, slots=True)
class IssueReceipt:
    """Everything is gone: close the store."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The goal cannot be reached in this generation."""

    reason: str
    cause: str
    suggestion: str
    evidence: str = ""


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
    Admit
    | DrawCredentials
    | EnsureNamespace
    | HealRelease
    | DeployRelease
    | RestoreObjects
    | CheckShop
    | ProbeOrder
    | BeginIsolation
    | ProveIsolation
    | RemoveWorkloads
    | ForceRemoval
    | ReleaseNamespace
    | IssueReceipt
    | GiveUp
    | Wait
    | Settle
    | ClaimStep
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the engine wants of this store.

    Attributes:
        values_digest: over chart and values; None as long as a credential is not drawn.
        isolation_tested: whether the store is Ready only after an isolation self-test.
        notices: what the merchant should know.
        recheck: how old the latest proof that it sells may get; None lets it get as old as it may.
    """

    values_digest: str | None
    deadline: timedelta
    isolation_tested: bool = False
    notices: tuple[Notice, ...] = ()
    recheck: timedelta | None = None


def plan(spec: Spec, status: Status, wanted: Wanted, observed: Observed, now: datetime) -> Step:
    """The one next step towards what was asked.

    Deletion wins over everything. The function is total and pure: the same input always gives
    the same step, and carrying a step out twice changes nothing.
    """
    if status.deleted_at is not None:
        return Settle()
    if spec.deletion_asked:
        return _plan_removal(spec, observed)
    if has_failed(spec, status):
        return Settle()
    if spec.queued:
        return Admit()
    step = _plan_presence(spec, status, wanted, observed, now)
    if is_claim_lost(spec, status, now, waiting=isinstance(step, Wait)):
        return AbandonClaim()
    if _deadline_passed(spec, status, wanted, now) and not _is_final(step, status):
        return _give_up(status, observed, wanted)
    return step


def _is_final(step: Step, status: Status) -> bool:
    # The first proof is always tried: an outage of ours must fail no shop that came up meanwhile.
    return isinstance(step, Settle | GiveUp) or (
        isinstance(step, ClaimShop | ProbeOrder | BeginIsolation | ProveIsolation)
        and status.attempts == 0
    )


def _plan_removal(spec: Spec, observed: Observed) -> Step:
    namespace = observed.namespace
    if namespace is not None and not namespace.ours:
        # Whoever made it keeps it, with everything in it: the store never got that far.
        return IssueReceipt()
    if namespace is None:
        left = [f"{item.kind} {item.name}" for item in (*observed.volumes, *observed.routes)]
        if left:
            return _wait_for(observed, "RemainsObserved", f"Waiting until gone: {', '.join(left)}")
        return IssueReceipt()
    if namespace.terminating:
        return _plan_termination(spec, observed, namespace)
    return RemoveWorkloads(namespace.uid)


def _plan_termination(spec: Spec, observed: Observed, namespace: NamespaceSeen) -> Step:
    forced = list_forceable(observed.held) if spec.removal_forced_at is not None else ()
    if forced:
        return ForceRemoval(forced)
    if namespace.guarded and not observed.held:
        return ReleaseNamespace()
    blockers = "; ".join(namespace.blockers) or "its contents are being removed"
    message = f"Namespace {namespace.name}: {blockers}"
    return _wait_for(observed, "NamespaceTerminating", message)


def _wait_for(observed: Observed, reason: str, message: str) -> Wait:
    """Wait for what is going away; what keeps it, where that is known, says more."""
    if observed.problems:
        return Wait(observed.problems[0].reason, observed.problems[0].cause)
    return Wait(reason, message)


def _plan_presence(
    spec: Spec, status: Status, wanted: Wanted, observed: Observed, now: datetime
) -> Step:
    if wanted.values_digest is None and spec.claimed_at is not None:
        return RotateCredentials()
    namespace = observed.namespace
    if namespace is not None and namespace.terminating:
        return Wait("NamespaceTerminating", f"Namespace {namespace.name} is still being removed")
    if namespace is not None and not namespace.ours:
        return GiveUp(
            "NamespaceTaken",
            f"A namespace {namespace.name} exists that this platform did not make.",
            f"Remove namespace {namespace.name} or delete this store and create it anew.",
        )
    if namespace is not None and not namespace.intact:
        return EnsureNamespace()
    if wanted.values_digest is None:
        # Not before an existing namespace can be looked into: it may hold them.
        return DrawCredentials()
    if namespace is None:
        return EnsureNamespace()
    if status.claim is ClaimStage.ABANDONED:
        return StartOver()
    return _plan_release(status, wanted, observed, now) or _plan_proof(
        spec, status, wanted, observed, now
    )


def _plan_release(status: Status, wanted: Wanted, observed: Observed, now: datetime) -> Step | None:
    """What brings the release to what is wanted; None when it is."""
    release = observed.release
    if release is not None and release.status is ReleaseStatus.PENDING:
        return HealRelease(release.revision)
    if (
        release is None
        or release.status is ReleaseStatus.FAILED
        or release.values_digest != wanted.values_digest
    ):
        return DeployRelease()
    baseline = status.baseline
    if baseline is None or baseline.values_digest != wanted.values_digest:
        # Nobody noted what was deployed: the process was killed, or an older version deployed it.
        return DeployRelease()
    found = derive_drift(baseline, observed.objects)
    return _plan_restoration(baseline, found, now) if found else None


def _plan_restoration(baseline: Baseline, found: tuple[Drift, ...], now: datetime) -> Step:
    """Put it back: at once the first time, later and later while somebody keeps at it."""
    if baseline.restored_at is not None and is_again(baseline, found, now):
        due = baseline.restored_at + derive_backoff(baseline.restorations, jitter=1.0)
        if now < due:
            message = f"Somebody keeps changing what is put back: {describe_drift(found)}"
            return Wait("DriftFound", message, due - now)
    return RestoreObjects(found)


def _plan_proof(
    spec: Spec, status: Status, wanted: Wanted, observed: Observed, now: datetime
) -> Step:
    tested = status.isolation.number if status.isolation is not None else 0
    if spec.isolation_requested > tested:
        return ProveIsolation(spec.isolation_requested)
    untested = _is_untested(status, wanted)
    if untested and observed.self_test != tested:
        return BeginIsolation(tested)
    if not observed.workloads_available:
        return Wait("WorkloadsStarting", describe_unavailable(observed))
    if status.claim is ClaimStage.ROTATED:
        return ClaimShop()
    answered = status.verification.number if status.verification is not None else 0
    warming = min(answered + 1, WARMING_ORDERS) if spec.pooled else 0
    if (asked := max(spec.verification_requested, warming)) > answered:
        return ProbeOrder(asked)
    if not is_true(status.conditions, ConditionType.ORDERABLE):
        return ProbeOrder(answered)
    if untested or _is_to_be_tested_again(status, wanted):
        return ProveIsolation(tested)
    return CheckShop() if _is_check_due(status, wanted, now) else Settle()


def _is_check_due(status: Status, wanted: Wanted, now: datetime) -> bool:
    if wanted.recheck is None:
        return False
    return status.proven_at is None or now - status.proven_at >= wanted.recheck * RECHECK_SLACK


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
    # False: it is broken. Unknown: somebody meddled with the network policies.
    return not found.is_true


def _deadline_passed(spec: Spec, status: Status, wanted: Wanted, now: datetime) -> bool:
    # A store that was Ready once is Degraded, not Failed: it is repaired for as long as it takes.
    return status.ready_at is None and now - spec.begun_at > wanted.deadline


def _give_up(status: Status, observed: Observed, wanted: Wanted) -> GiveUp:
    if observed.problems:
        problem = observed.problems[0]
        return GiveUp(problem.reason, problem.cause, problem.suggestion, problem.evidence)
    if status.failure is not None:
        failure = status.failure
        return GiveUp(failure.reason, failure.cause, failure.suggestion, failure.evidence)
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
