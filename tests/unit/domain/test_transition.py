"""Statuses and history."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store_orchestrator.domain.conditions import (
    ConditionStatus,
    ConditionType,
    find_condition,
    is_true,
)
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.isolation import IsolationReport
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.observed import Observed
from store_orchestrator.domain.phase import derive_phase, derive_phase_reason
from store_orchestrator.domain.plan import Wanted
from store_orchestrator.domain.store import Phase, Status, Verification
from store_orchestrator.domain.timeline import Milestone
from store_orchestrator.domain.transition import (
    EventType,
    derive_deleted,
    derive_events,
    derive_failed,
    derive_probed,
    derive_reached,
    derive_settled,
    derive_status,
    derive_tested,
    derive_unproven,
    derive_waiting,
)
from unit.domain.builders import (
    BEGIN,
    CRASHING,
    FOREIGN,
    LEAVING,
    NAMESPACE,
    NOW,
    ORDER,
    OUTDATED,
    PENDING,
    ROUTE,
    RUNNING,
    SPEC,
    STARTING,
    TESTED,
    UP,
    VOLUME,
    WANTED,
    failed,
    open_to_others,
    proven,
    shut,
    untried,
)

SOLD = Verification(0, True, "Order 7 was placed.", NOW, ORDER)
UNSOLD = Verification(2, False, "A test order failed.", NOW)
LATER = NOW + timedelta(seconds=5)


def observe(observed: Observed, status: Status | None = None) -> Status:
    return derive_status(SPEC, status or Status(), WANTED, observed, NOW)


def state(status: Status, kind: ConditionType) -> ConditionStatus | None:
    found = find_condition(status.conditions, kind)
    return found.status if found is not None else None


@pytest.mark.parametrize(
    ("observed", "deployed", "available"),
    [
        (Observed(), False, False),
        (Observed(NAMESPACE, OUTDATED, UP), False, True),
        (Observed(NAMESPACE, PENDING), False, False),
        (STARTING, True, False),
        (RUNNING, True, True),
    ],
)
def test_what_is_seen_is_what_the_conditions_say(
    observed: Observed, deployed: bool, available: bool
) -> None:
    status = observe(observed)
    assert is_true(status.conditions, ConditionType.RELEASE_DEPLOYED) is deployed
    assert is_true(status.conditions, ConditionType.WORKLOADS_AVAILABLE) is available
    assert status.observed_generation == SPEC.generation
    assert status.observed_at == NOW


def test_running_pods_alone_make_no_store_ready() -> None:
    status = observe(RUNNING)
    assert not is_true(status.conditions, ConditionType.READY)
    assert status.ready_at is None
    assert derive_phase(SPEC, status) is Phase.PROVISIONING


def test_an_order_makes_a_running_store_ready_and_ends_its_failure() -> None:
    status = derive_probed(
        observe(RUNNING, failed(permanent=False)), SOLD, reachable=True, now=LATER
    )
    assert derive_phase(SPEC, status) is Phase.READY
    assert (status.ready_at, status.failure, status.verification) == (LATER, None, SOLD)


def test_an_order_makes_nothing_ready_whose_pods_are_down() -> None:
    status = derive_probed(observe(STARTING), SOLD, reachable=True, now=LATER)
    assert not is_true(status.conditions, ConditionType.READY)


def test_a_failed_order_ends_ready() -> None:
    status = derive_probed(observe(RUNNING, proven()), UNSOLD, reachable=False, now=LATER)
    assert derive_phase(SPEC, status) is Phase.DEGRADED
    assert state(status, ConditionType.REACHABLE) is ConditionStatus.FALSE
    assert status.ready_at == BEGIN, "when it first became Ready is history and stays"


def test_a_proof_does_not_outlive_the_pods_it_was_made_with() -> None:
    status = observe(CRASHING, proven())
    assert state(status, ConditionType.ORDERABLE) is ConditionStatus.UNKNOWN
    assert derive_phase(SPEC, status) is Phase.DEGRADED
    again = observe(RUNNING, status)
    assert not is_true(again.conditions, ConditionType.READY)


def test_a_condition_keeps_its_time_until_it_turns() -> None:
    first = observe(STARTING)
    second = derive_status(SPEC, first, WANTED, STARTING, LATER)
    assert [c.last_transition_time for c in second.conditions] == [NOW] * len(second.conditions)
    third = derive_status(SPEC, second, WANTED, RUNNING, LATER)
    available = find_condition(third.conditions, ConditionType.WORKLOADS_AVAILABLE)
    assert available is not None
    assert available.last_transition_time == LATER


def test_a_new_generation_begins_without_the_failure_of_the_old_one() -> None:
    status = derive_status(replace(SPEC, generation=2), failed(1), WANTED, STARTING, NOW)
    assert (status.failure, status.attempts, status.observed_generation) == (None, 0, 2)
    kept = derive_status(SPEC, failed(1), WANTED, STARTING, NOW)
    assert kept.failure is not None
    assert kept.attempts == 3


def test_where_isolation_is_tested_ready_waits_for_it() -> None:
    running = derive_status(SPEC, Status(), TESTED, RUNNING, NOW)
    assert state(running, ConditionType.ISOLATED) is ConditionStatus.UNKNOWN
    sold = derive_probed(running, SOLD, reachable=True, now=LATER)
    assert derive_phase(SPEC, sold) is Phase.PROVISIONING
    assert derive_phase_reason(SPEC, sold) == "The isolation self-test was not made yet"
    ready = derive_tested(sold, shut(), LATER)
    assert derive_phase(SPEC, ready) is Phase.READY
    assert ready.isolation == shut()


def test_where_isolation_is_not_tested_ready_does_not_wait_for_it() -> None:
    sold = derive_probed(observe(RUNNING), SOLD, reachable=True, now=LATER)
    assert state(sold, ConditionType.ISOLATED) is None
    assert derive_phase(SPEC, sold) is Phase.READY


@pytest.mark.parametrize("wanted", [WANTED, TESTED], ids=["untested plan", "tested plan"])
def test_a_shop_that_reaches_others_is_ready_in_no_plan(wanted: Wanted) -> None:
    ready = derive_tested(derive_status(SPEC, proven(), wanted, RUNNING, NOW), shut(), NOW)
    assert derive_phase(SPEC, ready) is Phase.READY
    status = derive_tested(ready, open_to_others(3), LATER)
    assert derive_phase(SPEC, status) is Phase.DEGRADED
    assert derive_phase_reason(SPEC, status) == (
        "1 of 2 isolation checks failed: OtherStore 10.244.0.9:80: it took the connection."
    )
    again = derive_status(SPEC, status, wanted, RUNNING, LATER)
    assert derive_phase(SPEC, again) is Phase.DEGRADED, "looking again proves nothing"
    assert derive_phase(SPEC, derive_tested(again, shut(4), LATER)) is Phase.READY


def test_a_self_test_that_was_not_made_changes_what_was_proven_in_no_way() -> None:
    ready = derive_tested(proven(), shut(2), NOW)
    status = derive_tested(ready, untried(3), LATER)
    assert status.conditions == ready.conditions
    assert status.isolation == untried(3)
    new = derive_tested(derive_status(SPEC, Status(), TESTED, RUNNING, NOW), untried(), NOW)
    assert state(new, ConditionType.ISOLATED) is ConditionStatus.UNKNOWN


def test_an_upgrade_to_a_platform_that_tests_leaves_a_ready_store_ready() -> None:
    before = replace(proven(), conditions=observe_sold().conditions)
    status = derive_status(SPEC, before, TESTED, RUNNING, LATER)
    assert derive_phase(SPEC, status) is Phase.READY
    assert state(status, ConditionType.ISOLATED) is None


def observe_sold() -> Status:
    return derive_probed(observe(RUNNING), SOLD, reachable=True, now=NOW)


def test_each_milestone_is_the_first_time() -> None:
    seconds = [BEGIN + timedelta(seconds=n) for n in range(9)]
    status = derive_status(SPEC, Status(), TESTED, STARTING, seconds[1])
    status = derive_status(SPEC, status, TESTED, STARTING, seconds[2])
    status = derive_status(SPEC, status, TESTED, RUNNING, seconds[3])
    status = derive_reached(status, Milestone.REACHABLE, seconds[4])
    status = derive_probed(status, SOLD, reachable=True, now=seconds[5])
    status = derive_tested(status, shut(), seconds[6])
    first = {
        Milestone.CREDENTIALS_DRAWN: seconds[1],
        Milestone.NAMESPACE_ENSURED: seconds[1],
        Milestone.RELEASE_DEPLOYED: seconds[1],
        Milestone.WORKLOADS_AVAILABLE: seconds[3],
        Milestone.REACHABLE: seconds[4],
        Milestone.ORDERABLE: seconds[5],
        Milestone.ISOLATED: seconds[6],
        Milestone.READY: seconds[6],
    }
    assert status.milestones == first
    retried = replace(SPEC, generation=2)
    status = derive_status(retried, status, TESTED, CRASHING, seconds[7])
    status = derive_status(retried, status, TESTED, RUNNING, seconds[8])
    status = derive_probed(status, SOLD, reachable=True, now=seconds[8])
    assert status.milestones == first, "a retry and a restart keep what was reached"


def test_a_failed_order_is_no_milestone() -> None:
    status = derive_probed(observe(RUNNING), UNSOLD, reachable=True, now=LATER)
    assert Milestone.ORDERABLE not in status.milestones
    assert status.milestones[Milestone.REACHABLE] == LATER


def test_notices_are_those_that_are_true_now() -> None:
    notice = Notice("MailDropped", "No mail is sent.")
    noted = derive_status(SPEC, Status(), replace(WANTED, notices=(notice,)), RUNNING, NOW)
    assert noted.notices == (notice,)
    assert observe(RUNNING, noted).notices == ()


def test_settling_forgets_troubles_but_not_that_it_was_given_up() -> None:
    assert derive_settled(failed(permanent=False)).failure is None
    assert derive_settled(failed()).failure is not None
    assert derive_settled(failed()).attempts == 0


def test_a_verification_that_cannot_be_made_is_answered_once() -> None:
    asked = replace(SPEC, verification_requested=2)
    status = derive_unproven(asked, proven(1), "It is down.", NOW)
    assert status.verification == Verification(2, False, "It is down.", NOW)
    assert derive_unproven(asked, status, "Still down.", LATER) == status
    assert derive_unproven(SPEC, Status(), "It is down.", NOW) == Status()


def test_a_self_test_that_cannot_be_made_is_answered_once() -> None:
    asked = replace(SPEC, isolation_requested=2)
    status = derive_unproven(asked, proven(1), "It is down.", NOW)
    assert status.isolation == IsolationReport(2, False, "It is down.", NOW)
    assert status.verification == proven(1).verification
    assert derive_unproven(asked, status, "Still down.", LATER) == status


def test_deletion_notes_what_is_there_and_when_it_went() -> None:
    present = Observed(NAMESPACE, volumes=(VOLUME,), routes=(ROUTE,))
    status = derive_status(LEAVING, proven(), WANTED, present, NOW)
    assert [(i.kind, i.gone_at) for i in status.removal] == [
        ("Namespace", None),
        ("PersistentVolume", None),
        ("Ingress", None),
    ]
    status = derive_status(LEAVING, status, WANTED, Observed(volumes=(VOLUME,)), LATER)
    assert [i.gone_at for i in status.removal] == [LATER, None, LATER]
    status = derive_status(LEAVING, status, WANTED, Observed(), LATER + timedelta(seconds=1))
    assert [i.gone_at for i in status.removal] == [
        LATER,
        LATER + timedelta(seconds=1),
        LATER,
    ]


def test_a_foreign_namespace_is_on_no_receipt() -> None:
    status = derive_status(LEAVING, Status(), WANTED, Observed(FOREIGN), NOW)
    assert status.removal == ()


def test_a_store_under_deletion_claims_nothing_about_selling() -> None:
    status = derive_status(LEAVING, proven(), WANTED, Observed(NAMESPACE), NOW)
    assert state(status, ConditionType.READY) is ConditionStatus.FALSE
    assert state(status, ConditionType.ORDERABLE) is ConditionStatus.UNKNOWN
    again = derive_status(LEAVING, status, WANTED, Observed(NAMESPACE), LATER)
    assert again.conditions == status.conditions


def test_phase_reasons_tell_what_is_going_on() -> None:
    waiting = derive_waiting(observe(STARTING), "WorkloadsStarting", "database is not up", NOW)
    assert derive_phase_reason(SPEC, waiting) == "database is not up"
    assert derive_phase_reason(LEAVING, waiting) == (
        "Waiting for the orchestrator to remove everything."
    )
    leaving = derive_status(LEAVING, waiting, WANTED, Observed(NAMESPACE), NOW)
    assert derive_phase_reason(LEAVING, leaving) == "Removing everything."
    held = derive_waiting(leaving, "NamespaceTerminating", "a finalizer", NOW)
    assert derive_phase_reason(LEAVING, held) == "a finalizer"
    broken = derive_failed(leaving, Failure("Broke", "It broke.", "Mend it.", False, 2, NOW))
    assert derive_phase_reason(LEAVING, broken) == "It broke."
    assert derive_phase_reason(SPEC, Status()) == "Waiting for the orchestrator to start."
    assert derive_phase_reason(SPEC, failed()) == "It broke."
    retried = replace(SPEC, generation=2)
    assert derive_phase_reason(retried, failed(1)) != "It broke."


def test_history_of_a_life() -> None:
    began = observe(Observed())
    started = observe(STARTING, began)
    running = observe(RUNNING, started)
    ready = derive_probed(running, SOLD, reachable=True, now=NOW)
    reasons = [
        [event.reason for event in derive_events(SPEC, before, after, NOW)]
        for before, after in [
            (Status(), began),
            (began, started),
            (started, running),
            (running, ready),
            (ready, ready),
        ]
    ]
    assert reasons == [
        ["CredentialsDrawn", "Provisioning"],
        ["NamespaceEnsured", "ReleaseDeployed"],
        ["WorkloadsAvailable"],
        ["ShopAnswers", "OrderPlaced", "Ready"],
        [],
    ]


def test_what_is_lost_after_ready_is_a_warning() -> None:
    ready = proven()
    events = derive_events(SPEC, ready, observe(CRASHING, ready), NOW)
    told = {event.reason: event.type for event in events}
    assert told["CrashLoop"] is EventType.WARNING
    assert told["Degraded"] is EventType.WARNING


def test_the_same_failure_again_is_no_news() -> None:
    failure = Failure("Broke", "It broke.", "Mend it.", False, 1, NOW)
    once = derive_failed(observe(STARTING), failure)
    twice = derive_failed(once, replace(failure, at=LATER))
    first = derive_events(SPEC, observe(STARTING), once, NOW)
    assert [(e.type, e.reason, e.message) for e in first] == [
        (EventType.WARNING, "Broke", "It broke. Mend it.")
    ]
    assert derive_events(SPEC, once, twice, LATER) == ()
    assert twice.attempts == 2


def test_self_tests_are_told_once() -> None:
    ready = proven()
    shut_in = derive_tested(ready, shut(1), NOW)
    open_now = derive_tested(shut_in, open_to_others(2), NOW)
    open_still = derive_tested(open_now, open_to_others(2, LATER), LATER)
    untested = derive_tested(shut_in, untried(2), NOW)
    told = [
        [(e.type, e.reason) for e in derive_events(SPEC, before, after, NOW)]
        for before, after in [
            (ready, shut_in),
            (shut_in, open_now),
            (open_now, open_still),
            (shut_in, untested),
        ]
    ]
    warning = EventType.WARNING
    assert told == [
        [(EventType.NORMAL, "IsolationProven")],
        [(warning, "IsolationBroken"), (warning, "Degraded")],
        [],
        [(warning, "IsolationUntested")],
    ]


def test_giving_up_is_told_by_the_phase() -> None:
    failure = Failure("Broke", "It broke.", "Mend it.", True, 1, NOW)
    given_up = derive_failed(observe(STARTING), failure)
    events = derive_events(SPEC, observe(STARTING), given_up, NOW)
    assert [(e.type, e.reason, e.message) for e in events] == [
        (EventType.WARNING, "Failed", "It broke.")
    ]


def test_history_of_a_removal() -> None:
    ready = observe(RUNNING, proven())
    present = Observed(NAMESPACE, volumes=(VOLUME,))
    leaving = derive_status(LEAVING, ready, WANTED, present, NOW)
    assert [e.reason for e in derive_events(LEAVING, ready, leaving, NOW)] == ["Deleting"]
    gone = derive_deleted(derive_status(LEAVING, leaving, WANTED, Observed(), LATER), LATER)
    assert [e.reason for e in derive_events(LEAVING, leaving, gone, LATER)] == [
        "RemovalBegun",
        "NamespaceGone",
        "PersistentVolumeGone",
        "Deleted",
    ]
    assert derive_phase(LEAVING, gone) is Phase.DELETED
