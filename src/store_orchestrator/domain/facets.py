"""The conditions that an observation implies, one by one, and Ready that sums them up."""

from collections.abc import Sequence
from datetime import datetime

from store_orchestrator.domain.conditions import (
    Condition,
    Conditions,
    ConditionStatus,
    ConditionType,
    build_conditions,
    find_condition,
)
from store_orchestrator.domain.isolation import IsolationReport
from store_orchestrator.domain.observed import Observed, ReleaseStatus
from store_orchestrator.domain.plan import Wanted, describe_unavailable

RELEASE_UNFINISHED = "ReleaseUnfinished"
_PARTS = tuple(kind for kind in ConditionType if kind is not ConditionType.READY)


def derive_ready(conditions: Conditions, now: datetime) -> Condition:
    """Ready sums up the others: True only when all of them are.

    ``Isolated`` counts from the first self-test on; who needs one adds the condition as Unknown.
    """
    for kind in _PARTS:
        found = find_condition(conditions, kind)
        if found is None and kind is ConditionType.ISOLATED:
            continue
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


def derive_release(wanted: Wanted, observed: Observed, now: datetime) -> Condition:
    """Whether Helm's newest revision is the wanted one."""
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
    if release.status is ReleaseStatus.PENDING:
        message = f"Revision {release.revision} was left unfinished by a Helm that was stopped"
        return Condition(kind, ConditionStatus.FALSE, RELEASE_UNFINISHED, message, now)
    message = f"Revision {release.revision} is {release.status.value}"
    return Condition(kind, ConditionStatus.FALSE, "ReleaseFailed", message, now)


def derive_workloads(observed: Observed, now: datetime) -> Condition:
    """Whether everything that should run does."""
    kind = ConditionType.WORKLOADS_AVAILABLE
    if observed.workloads_available:
        count = len(observed.workloads)
        message = (
            f"All {count} workloads are available" if count > 1 else "Its workload is available"
        )
        return Condition(kind, ConditionStatus.TRUE, "WorkloadsAvailable", message, now)
    reason = observed.problems[0].reason if observed.problems else "WorkloadsStarting"
    return Condition(kind, ConditionStatus.FALSE, reason, describe_unavailable(observed), now)


def derive_isolated(conditions: Conditions, report: IsolationReport) -> Conditions:
    """The conditions after a self-test; one that could not be made proves nothing either way."""
    if not report.checks:
        return conditions
    isolated = Condition(
        ConditionType.ISOLATED,
        ConditionStatus.TRUE if report.ok else ConditionStatus.FALSE,
        "Isolated" if report.ok else "NotIsolated",
        report.message,
        report.at,
    )
    return build_conditions(conditions, isolated)


def build_untested(conditions: Conditions, now: datetime) -> Conditions:
    """Hold Ready back until the first self-test."""
    if find_condition(conditions, ConditionType.ISOLATED) is not None:
        return conditions
    message = "The isolation self-test was not made yet"
    unknown = Condition(
        ConditionType.ISOLATED, ConditionStatus.UNKNOWN, "NotTestedYet", message, now
    )
    return build_conditions(conditions, unknown)


def build_unknown(
    conditions: Conditions,
    reason: str,
    message: str,
    now: datetime,
    kinds: Sequence[ConditionType] = _PARTS,
) -> Conditions:
    """What was true of something that is no longer there says nothing about now."""
    unknown = [
        Condition(kind, ConditionStatus.UNKNOWN, reason, message, now)
        for kind in kinds
        if find_condition(conditions, kind) is not None
    ]
    return build_conditions(conditions, *unknown)
