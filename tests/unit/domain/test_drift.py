"""What differs from what was deployed: seen, told, put in doubt, put back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store_orchestrator.domain.conditions import ConditionStatus, ConditionType, find_condition
from store_orchestrator.domain.drift import (
    Baseline,
    Drift,
    DriftKind,
    build_baseline,
    derive_drift,
    describe_drift,
)
from store_orchestrator.domain.observed import ObjectSeen, Observed
from store_orchestrator.domain.phase import derive_phase
from store_orchestrator.domain.plan import (
    CheckShop,
    EnsureNamespace,
    ProbeOrder,
    ProveIsolation,
    RestoreObjects,
    Settle,
    Step,
    Wait,
    plan,
)
from store_orchestrator.domain.repair import derive_deployed, derive_restored
from store_orchestrator.domain.store import Phase, Status
from store_orchestrator.domain.transition import (
    EventType,
    derive_checked,
    derive_events,
    derive_status,
    derive_tested,
    derive_unsellable,
)
from unit.domain.builders import (
    BEGIN,
    DEPLOYED,
    DIGEST,
    LEAVING,
    NAMESPACE,
    NOW,
    SPEC,
    TESTED,
    UP,
    WANTED,
    proven,
    shut,
)

SERVICE = ObjectSeen("Service", "shop", "uid-s 1")
POLICY = ObjectSeen("NetworkPolicy", "shop", "uid-p 1")
QUOTA = ObjectSeen("ResourceQuota", "store", "uid-q 1")
CLAIM = ObjectSeen("PersistentVolumeClaim", "data", "uid-c there")
ALL = (SERVICE, POLICY, QUOTA, CLAIM)
EDITED = replace(SERVICE, fingerprint="uid-s 2", changed_by="kubectl-edit at 10:00")
MADE_ANEW = replace(SERVICE, fingerprint="uid-x 1", changed_by="kubectl-create")
FOREIGN_MAP = ObjectSeen("ConfigMap", "notes", "uid-m 1", "kubectl-create", released=False)
FOREIGN_POLICY = ObjectSeen("NetworkPolicy", "open", "uid-o 1", "kubectl-create", released=False)

SERVICE_EDITED = Drift("Service/shop", DriftKind.CHANGED, "kubectl-edit at 10:00")
POLICY_GONE = Drift("NetworkPolicy/shop", DriftKind.REMOVED)


def look(*objects: ObjectSeen) -> Observed:
    return Observed(NAMESPACE, DEPLOYED, UP, objects=objects)


READY = derive_status(
    SPEC, replace(proven(), baseline=build_baseline(DIGEST, ALL)), WANTED, look(*ALL), BEGIN
)


def without(*gone: ObjectSeen) -> Observed:
    return look(*(seen for seen in ALL if seen not in gone))


def see(observed: Observed, status: Status = READY) -> Status:
    return derive_status(SPEC, status, WANTED, observed, NOW)


def plan_for(observed: Observed, status: Status = READY) -> Step:
    return plan(SPEC, see(observed, status), WANTED, observed, NOW)


def tell(before: Status, after: Status) -> list[tuple[str, str]]:
    return [(e.reason, e.message) for e in derive_events(SPEC, before, after, NOW)]


@pytest.mark.parametrize(
    ("observed", "found"),
    [
        (look(*ALL), ()),
        (look(*ALL, FOREIGN_MAP), ()),
        (without(POLICY), (POLICY_GONE,)),
        (look(EDITED, POLICY, QUOTA, CLAIM), (SERVICE_EDITED,)),
        (
            look(MADE_ANEW, POLICY, QUOTA, CLAIM),
            (Drift("Service/shop", DriftKind.REPLACED, "kubectl-create"),),
        ),
        (look(EDITED, QUOTA, CLAIM), (SERVICE_EDITED, POLICY_GONE)),
    ],
    ids=["nothing", "unknown object", "removed", "changed", "replaced", "two"],
)
def test_what_differs_is_put_back(observed: Observed, found: tuple[Drift, ...]) -> None:
    assert READY.baseline is not None
    assert derive_drift(READY.baseline, observed.objects) == found
    assert plan_for(observed) == (RestoreObjects(found) if found else Settle())


def test_a_baseline_has_the_objects_of_the_release_only() -> None:
    baseline = build_baseline(DIGEST, (SERVICE, FOREIGN_POLICY))
    assert baseline.objects == {"Service/shop": "uid-s 1"}


def test_history_names_each_object_what_happened_and_who_did_it() -> None:
    found = see(look(EDITED, QUOTA, CLAIM))
    message = "Service/shop was changed by kubectl-edit at 10:00; NetworkPolicy/shop was removed."
    events = derive_events(SPEC, READY, found, NOW)
    assert (events[0].type, events[0].reason) == (EventType.WARNING, "DriftFound")
    assert events[0].message == message
    assert tell(found, see(look(EDITED, QUOTA, CLAIM), found)) == [], "the same is no news"
    restored = derive_restored(found, (SERVICE_EDITED, POLICY_GONE), ALL, NOW)
    told = ("DriftRepaired", "As deployed again: Service/shop, NetworkPolicy/shop")
    assert tell(found, restored) == [told]


def test_a_repair_that_was_killed_midway_is_no_news() -> None:
    found = see(without(POLICY))
    helm_was_here = replace(POLICY, fingerprint="uid-p2 1")
    later = see(look(SERVICE, helm_was_here, QUOTA, CLAIM), found)
    assert tell(found, later) == []


def test_the_loss_of_data_is_told() -> None:
    assert describe_drift([Drift("PersistentVolumeClaim/data", DriftKind.REMOVED)]) == (
        "PersistentVolumeClaim/data was removed, and its data with it"
    )


@pytest.mark.parametrize("gone", [SERVICE, POLICY, CLAIM])
def test_a_store_is_not_shown_ready_while_it_may_not_sell(gone: ObjectSeen) -> None:
    found = see(without(gone))
    assert derive_phase(SPEC, found) is Phase.DEGRADED
    restored = derive_restored(found, (Drift(gone.title, DriftKind.REMOVED),), ALL, NOW)
    again = see(look(*ALL), restored)
    assert derive_phase(SPEC, again) is Phase.DEGRADED, "it was put back and has not sold yet"
    assert plan(SPEC, again, WANTED, look(*ALL), NOW) == ProbeOrder(0)


def test_a_store_that_goes_on_selling_stays_ready() -> None:
    found = see(without(QUOTA))
    assert derive_phase(SPEC, found) is Phase.READY
    assert [reason for reason, _ in tell(READY, found)] == ["DriftFound"]


def test_a_network_policy_that_was_away_means_another_self_test() -> None:
    tested = derive_tested(READY, shut(), NOW)
    found = derive_status(SPEC, tested, TESTED, without(POLICY), NOW)
    isolated = find_condition(found.conditions, ConditionType.ISOLATED)
    assert isolated is not None
    assert isolated.status is ConditionStatus.UNKNOWN
    restored = derive_restored(found, (POLICY_GONE,), ALL, NOW)
    sold = replace(
        restored,
        conditions=(
            *(c for c in proven().conditions if c.type is not ConditionType.ISOLATED),
            isolated,
        ),
    )
    for wanted in (TESTED, WANTED):
        assert plan(SPEC, sold, wanted, look(*ALL), NOW) == ProveIsolation(0)


def test_foreign_policies_are_told_and_left_alone() -> None:
    observed = look(*ALL, FOREIGN_POLICY)
    found = see(observed)
    assert [notice.reason for notice in found.notices] == ["ForeignPolicy"]
    assert "NetworkPolicy/open was added by kubectl-create" in found.notices[0].message
    assert [reason for reason, _ in tell(READY, found)] == ["ForeignPolicyFound", "Degraded"]
    isolated = find_condition(found.conditions, ConditionType.ISOLATED)
    assert isolated is not None
    assert isolated.status is ConditionStatus.UNKNOWN
    assert plan(SPEC, found, WANTED, observed, NOW) == ProveIsolation(0)
    still = see(observed, derive_tested(found, shut(), NOW))
    assert derive_phase(SPEC, still) is Phase.READY, "told once, tested once"
    gone = see(look(*ALL), still)
    assert gone.notices == ()
    assert [reason for reason, _ in tell(still, gone)] == ["ForeignPolicyGone"]


def test_the_namespaces_own_labels_and_role_are_drift_too() -> None:
    for namespace, title in (
        (replace(NAMESPACE, restricted=False), "Namespace/store-abcdefgh"),
        (replace(NAMESPACE, managed=False), "Namespace/store-abcdefgh"),
        (replace(NAMESPACE, access_granted=False), "RoleBinding/store-orchestrator"),
    ):
        observed = replace(look(*ALL), namespace=namespace)
        found = see(observed)
        assert found.baseline is not None
        assert [drift.title for drift in found.baseline.found] == [title]
        assert plan(SPEC, found, WANTED, observed, NOW) == EnsureNamespace()
        assert ("DriftRepaired", f"As deployed again: {title}") in tell(
            found, see(look(*ALL), found)
        )


def test_what_cannot_be_seen_is_not_missing() -> None:
    """Without our role nothing in the namespace can be seen; that is not its removal."""
    unbound = Observed(replace(NAMESPACE, access_granted=False))
    found = see(unbound)
    assert found.baseline is not None
    assert [drift.title for drift in found.baseline.found] == ["RoleBinding/store-orchestrator"]
    both = see(unbound, see(without(QUOTA)))
    assert both.baseline is not None
    assert [drift.title for drift in both.baseline.found] == [
        "RoleBinding/store-orchestrator",
        "ResourceQuota/store",
    ]


def test_who_keeps_at_it_is_answered_later_and_later() -> None:
    status, found = READY, (POLICY_GONE,)
    delays = []
    for _ in range(10):
        status = derive_restored(see(without(POLICY), status), found, ALL, NOW)
        step = plan_for(without(POLICY), status)
        assert isinstance(step, Wait)
        assert "NetworkPolicy/shop was removed" in step.message
        delays.append(step.delay.total_seconds())
    assert delays == [1, 2, 4, 8, 16, 32, 64, 120, 120, 120]
    calm = NOW + timedelta(minutes=11)
    late = plan(SPEC, see(without(POLICY), status), WANTED, without(POLICY), calm)
    assert late == RestoreObjects(found)


def test_something_else_is_put_back_at_once() -> None:
    status = derive_restored(see(without(POLICY)), (POLICY_GONE,), ALL, NOW)
    assert plan_for(without(QUOTA), status) == RestoreObjects(
        (Drift("ResourceQuota/store", DriftKind.REMOVED),)
    )


def test_a_deployment_begins_a_new_baseline() -> None:
    found = see(without(POLICY))
    deployed = derive_deployed(found, "b" * 40, (SERVICE,))
    assert deployed.baseline == Baseline("b" * 40, {"Service/shop": "uid-s 1"})


def test_a_store_that_goes_away_has_no_drift() -> None:
    before = replace(READY, observed_generation=2)
    after = derive_status(LEAVING, before, WANTED, Observed(NAMESPACE), NOW)
    assert [e.reason for e in derive_events(LEAVING, before, after, NOW)] == []


CHECKED = replace(WANTED, recheck=timedelta(minutes=15))


@pytest.mark.parametrize(
    ("age", "step"),
    [(timedelta(minutes=12), Settle()), (timedelta(minutes=13), CheckShop())],
)
def test_a_proof_that_gets_old_is_renewed(age: timedelta, step: Step) -> None:
    assert plan(SPEC, READY, CHECKED, look(*ALL), BEGIN + age) == step
    assert plan(SPEC, READY, WANTED, look(*ALL), BEGIN + age) == Settle()


def test_a_store_without_any_proof_is_checked() -> None:
    unproven = replace(READY, proven_at=None)
    assert plan(SPEC, unproven, CHECKED, look(*ALL), BEGIN) == CheckShop()
    checked = derive_checked(unproven, NOW)
    assert plan(SPEC, checked, CHECKED, look(*ALL), NOW) == Settle()


@pytest.mark.parametrize("reachable", [True, False])
def test_a_check_that_fails_degrades_until_an_order_proves_the_shop(reachable: bool) -> None:
    failed = derive_unsellable(READY, "CheckFailed", "It is closed.", reachable=reachable, now=NOW)
    assert derive_phase(SPEC, failed) is Phase.DEGRADED
    assert failed.proven_at == BEGIN
    lost = {c.type for c in failed.conditions if not c.is_true} - {ConditionType.READY}
    both = {ConditionType.ORDERABLE, ConditionType.REACHABLE}
    assert lost == ({ConditionType.ORDERABLE} if reachable else both)
    assert plan(SPEC, failed, CHECKED, look(*ALL), NOW) == ProbeOrder(0)
