"""How drift shows in a store's status: what it puts in doubt, and what its history says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from store_orchestrator.domain.conditions import Conditions, ConditionType, find_condition
from store_orchestrator.domain.drift import (
    POLICY_KIND,
    Drift,
    build_baseline,
    derive_foreign_policies,
    derive_found,
    describe_drift,
    is_again,
    shows_objects,
)
from store_orchestrator.domain.facets import build_unknown
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.observed import ObjectSeen, Observed
from store_orchestrator.domain.store import Spec, Status

DRIFT_FOUND = "DriftFound"
FOREIGN_POLICY = "ForeignPolicy"
# Without one of these as it was deployed, nobody knows whether a shopper can buy.
_SELLING = frozenset(
    {
        *("Deployment", "StatefulSet", "Service", "Ingress", "Secret", "ConfigMap"),
        *(POLICY_KIND, "PersistentVolumeClaim"),
    }
)


def derive_inspected(spec: Spec, status: Status, observed: Observed, now: datetime) -> Status:
    """The status with what differs from the baseline, and without proofs that this puts in doubt.

    Its notices are those of before; what they say of foreign policies is brought up to date.
    """
    if status.baseline is None:
        return status
    found = derive_found(status.baseline, observed, spec.namespace)
    foreign = _derive_foreign(status, observed)
    conditions = _doubt(status.conditions, found, now)
    if set(foreign) - set(status.notices):
        conditions = _doubt_isolation(conditions, "Somebody added a network policy", now)
    engine_notices = [n for n in status.notices if n.reason != FOREIGN_POLICY]
    return replace(
        status,
        conditions=conditions,
        notices=(*engine_notices, *foreign),
        baseline=replace(status.baseline, found=found),
    )


def _doubt(conditions: Conditions, found: tuple[Drift, ...], now: datetime) -> Conditions:
    message = f"To be proven again once it is put back: {describe_drift(found)}"
    if any(drift.object_kind in _SELLING for drift in found):
        kinds = (ConditionType.REACHABLE, ConditionType.ORDERABLE)
        conditions = build_unknown(conditions, DRIFT_FOUND, message, now, kinds=kinds)
    if any(drift.object_kind == POLICY_KIND for drift in found):
        conditions = _doubt_isolation(conditions, message, now)
    return conditions


def _doubt_isolation(conditions: Conditions, message: str, now: datetime) -> Conditions:
    if find_condition(conditions, ConditionType.ISOLATED) is None:
        return conditions
    kinds = (ConditionType.ISOLATED,)
    return build_unknown(conditions, DRIFT_FOUND, message, now, kinds=kinds)


def _derive_foreign(status: Status, observed: Observed) -> tuple[Notice, ...]:
    if status.baseline is None or not shows_objects(status.baseline, observed):
        return tuple(notice for notice in status.notices if notice.reason == FOREIGN_POLICY)
    return tuple(
        _build_foreign_notice(seen) for seen in derive_foreign_policies(status.baseline, observed)
    )


def _build_foreign_notice(seen: ObjectSeen) -> Notice:
    by = f" by {seen.changed_by}" if seen.changed_by else ""
    return Notice(
        FOREIGN_POLICY,
        f"{seen.title} was added{by} and is not the platform's: it may open the shop's network. "
        "It is left alone; remove it unless it is meant.",
    )


def derive_deployed(status: Status, values_digest: str, objects: tuple[ObjectSeen, ...]) -> Status:
    """The status after a deployment that left these objects; nothing differs any more."""
    fresh = build_baseline(values_digest, objects)
    old = status.baseline
    if old is not None:
        fresh = replace(
            fresh,
            restored=old.restored,
            restored_at=old.restored_at,
            restorations=old.restorations,
        )
    return replace(status, baseline=fresh)


def derive_restored(
    status: Status, found: tuple[Drift, ...], objects: tuple[ObjectSeen, ...], now: datetime
) -> Status:
    """The status after all of this was put back."""
    if status.baseline is None:
        raise AssertionError("nothing differs from a baseline that is not there")
    old, titles = status.baseline, tuple(drift.title for drift in found)
    again = is_again(old, found, now)
    fresh = replace(
        build_baseline(old.values_digest, objects),
        restored=titles,
        restored_at=now,
        restorations=old.restorations + 1 if again else 1,
    )
    return replace(status, baseline=fresh)


def list_new_drift(before: Status, after: Status) -> tuple[Drift, ...]:
    """What was found by the latest look and is not yet told; by title, as in a killed repair."""
    told = {drift.title for drift in before.baseline.found} if before.baseline else set()
    found = after.baseline.found if after.baseline else ()
    return tuple(drift for drift in found if drift.title not in told)


def list_repaired(before: Status, after: Status) -> tuple[Drift, ...]:
    """What differed and no longer does."""
    if before.baseline is None or after.baseline is None:
        return ()
    left = {drift.title for drift in after.baseline.found}
    return tuple(drift for drift in before.baseline.found if drift.title not in left)


def list_foreign_news(before: Status, after: Status) -> Iterator[tuple[Notice, bool]]:
    """Foreign policies that came (True) or went (False)."""
    old = [notice for notice in before.notices if notice.reason == FOREIGN_POLICY]
    new = [notice for notice in after.notices if notice.reason == FOREIGN_POLICY]
    yield from ((notice, True) for notice in new if notice not in old)
    yield from ((notice, False) for notice in old if notice not in new)
