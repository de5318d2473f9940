"""The one next step, state by state."""

from dataclasses import replace
from itertools import product

import pytest

from store_orchestrator.domain.conditions import ConditionStatus, ConditionType
from store_orchestrator.domain.drift import Baseline
from store_orchestrator.domain.observed import Observed
from store_orchestrator.domain.plan import (
    BeginIsolation,
    DeployRelease,
    DrawCredentials,
    EnsureNamespace,
    GiveUp,
    HealRelease,
    IssueReceipt,
    ProbeOrder,
    ProveIsolation,
    RemoveWorkloads,
    Settle,
    Step,
    Wait,
    Wanted,
    plan,
)
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.domain.transition import derive_status, derive_tested
from unit.domain.builders import (
    CRASHING,
    DEPLOYED,
    DOWN,
    FAILED,
    FOREIGN,
    HELD,
    LATE,
    LEAVING,
    NAMESPACE,
    NOTED,
    NOW,
    OUTDATED,
    PENDING,
    ROUTE,
    RUNNING,
    SPEC,
    STARTING,
    TERMINATING,
    TESTED,
    UNDRAWN,
    UP,
    VOLUME,
    WANTED,
    condition,
    failed,
    open_to_others,
    proven,
    shut,
    untried,
)


def under_test(observed: Observed, number: int) -> Observed:
    """What is seen while the pod of a self-test is there."""
    return replace(observed, self_test=number)


NOTHING = Observed()
UNBOUND = replace(NAMESPACE, access_granted=False)
UNLABELLED = replace(NAMESPACE, managed=False)
VERIFY = replace(SPEC, verification_requested=2)
AGAIN = ProveIsolation(0)
UNSURE = (ConditionType.ISOLATED,)
ANSWERED_BADLY = replace(proven(2), conditions=(condition(ConditionType.READY),))

NOTED_BEFORE = Status(baseline=Baseline("b" * 40, {}))

PRESENCE: list[tuple[str, Spec, Status, Wanted, Observed, Step]] = [
    ("new", SPEC, NOTED, UNDRAWN, NOTHING, DrawCredentials()),
    ("undrawn", SPEC, NOTED, UNDRAWN, RUNNING, DrawCredentials()),
    ("no namespace", SPEC, NOTED, WANTED, NOTHING, EnsureNamespace()),
    ("unbound", SPEC, NOTED, WANTED, Observed(UNBOUND), EnsureNamespace()),
    ("unlabelled", SPEC, proven(), WANTED, Observed(UNLABELLED), EnsureNamespace()),
    ("no release", SPEC, NOTED, WANTED, Observed(NAMESPACE), DeployRelease()),
    ("failed release", SPEC, NOTED, WANTED, Observed(NAMESPACE, FAILED), DeployRelease()),
    ("other values", SPEC, proven(), WANTED, Observed(NAMESPACE, OUTDATED, UP), DeployRelease()),
    ("killed Helm", SPEC, NOTED, WANTED, Observed(NAMESPACE, PENDING), HealRelease(4)),
    ("deployed, not noted", SPEC, Status(), WANTED, RUNNING, DeployRelease()),
    ("noted before the latest values", SPEC, NOTED_BEFORE, WANTED, RUNNING, DeployRelease()),
    ("up, unproven", SPEC, NOTED, WANTED, RUNNING, ProbeOrder(0)),
    ("sold before, not now", SPEC, ANSWERED_BADLY, WANTED, RUNNING, ProbeOrder(2)),
    ("ready", SPEC, proven(), WANTED, RUNNING, Settle()),
    ("ready, verification asked", VERIFY, proven(1), WANTED, RUNNING, ProbeOrder(2)),
    ("ready, verification answered", VERIFY, proven(2), WANTED, RUNNING, Settle()),
    ("given up", SPEC, failed(), WANTED, Observed(NAMESPACE), Settle()),
    ("failed before this try", SPEC, failed(generation=0), WANTED, RUNNING, ProbeOrder(0)),
    ("retryable failure", SPEC, failed(permanent=False), WANTED, RUNNING, ProbeOrder(0)),
]

TEST = replace(SPEC, isolation_requested=2)
STARTS = Wait("WorkloadsStarting", "StatefulSet database: 0 of 1 pods available")
FRESH = derive_status(SPEC, NOTED, TESTED, STARTING, NOW)
SOLD = replace(proven(), conditions=tuple(c for c in proven().conditions if c.type not in UNSURE))
PROVEN = replace(proven(), isolation=shut())
LEAKY = derive_tested(PROVEN, open_to_others(2), NOW)
UPGRADED = derive_status(SPEC, PROVEN, TESTED, Observed(NAMESPACE, OUTDATED, UP), NOW)

ISOLATION: list[tuple[str, Spec, Status, Wanted, Observed, Step]] = [
    ("begun while the shop starts", SPEC, FRESH, TESTED, STARTING, BeginIsolation(0)),
    ("begun before the order", SPEC, FRESH, TESTED, RUNNING, BeginIsolation(0)),
    (
        "another test is there",
        SPEC,
        FRESH,
        TESTED,
        under_test(STARTING, 3),
        BeginIsolation(0),
    ),
    ("under way, the shop starts", SPEC, FRESH, TESTED, under_test(STARTING, 0), STARTS),
    ("under way, the order goes on", SPEC, FRESH, TESTED, under_test(RUNNING, 0), ProbeOrder(0)),
    ("under way, sold", SPEC, SOLD, TESTED, under_test(RUNNING, 0), ProveIsolation(0)),
    (
        "not made, the shop starts",
        SPEC,
        derive_tested(FRESH, untried(), NOW),
        TESTED,
        STARTING,
        STARTS,
    ),
    (
        "not made, the order goes first",
        SPEC,
        derive_tested(FRESH, untried(), NOW),
        TESTED,
        RUNNING,
        ProbeOrder(0),
    ),
    ("sold, never tested", SPEC, SOLD, TESTED, RUNNING, BeginIsolation(0)),
    ("sold, test not made", SPEC, replace(SOLD, isolation=untried()), TESTED, RUNNING, AGAIN),
    ("sold, not to be tested", SPEC, SOLD, WANTED, RUNNING, Settle()),
    ("ready and tested", SPEC, PROVEN, TESTED, RUNNING, Settle()),
    ("asked for", TEST, PROVEN, WANTED, RUNNING, ProveIsolation(2)),
    ("asked for while the shop is down", TEST, PROVEN, WANTED, STARTING, ProveIsolation(2)),
    ("asked for and answered", TEST, replace(PROVEN, isolation=shut(2)), WANTED, RUNNING, Settle()),
    ("open to others", TEST, LEAKY, WANTED, RUNNING, ProveIsolation(2)),
    ("open to others, down", TEST, LEAKY, WANTED, Observed(NAMESPACE, OUTDATED), DeployRelease()),
    (
        "deployed anew since the test",
        SPEC,
        derive_status(SPEC, UPGRADED, TESTED, RUNNING, LATE),
        TESTED,
        RUNNING,
        BeginIsolation(0),
    ),
]

REMOVAL: list[tuple[str, Observed, Step]] = [
    ("nothing there", NOTHING, IssueReceipt()),
    ("running", RUNNING, RemoveWorkloads("uid-1")),
    ("half made", Observed(UNBOUND), RemoveWorkloads("uid-1")),
    ("killed Helm", Observed(NAMESPACE, PENDING), RemoveWorkloads("uid-1")),
    ("foreign", Observed(FOREIGN, volumes=(VOLUME,)), IssueReceipt()),
]


@pytest.mark.parametrize(
    ("spec", "status", "wanted", "observed", "step"),
    [pytest.param(*row[1:], id=row[0]) for row in (*PRESENCE, *ISOLATION)],
)
def test_presence(
    spec: Spec, status: Status, wanted: Wanted, observed: Observed, step: Step
) -> None:
    assert plan(spec, status, wanted, observed, NOW) == step


@pytest.mark.parametrize(
    ("observed", "step"), [pytest.param(*row[1:], id=row[0]) for row in REMOVAL]
)
def test_removal(observed: Observed, step: Step) -> None:
    assert plan(LEAVING, proven(), WANTED, observed, NOW) == step


def test_waiting_says_what_for() -> None:
    starting = plan(SPEC, NOTED, WANTED, STARTING, NOW)
    assert isinstance(starting, Wait)
    assert starting.message == "StatefulSet database: 0 of 1 pods available"
    crashing = plan(SPEC, NOTED, WANTED, CRASHING, NOW)
    assert isinstance(crashing, Wait)
    assert crashing.message == "Container shop ends again and again."
    held = plan(LEAVING, NOTED, WANTED, Observed(HELD), NOW)
    assert isinstance(held, Wait)
    assert held.message == "Namespace store-abcdefgh: pods has 1 finalizer; it takes long"
    remains = plan(LEAVING, NOTED, WANTED, Observed(volumes=(VOLUME,), routes=(ROUTE,)), NOW)
    assert isinstance(remains, Wait)
    assert remains.message == "Waiting until gone: PersistentVolume pvc-1, Ingress shop"


def test_a_namespace_that_goes_away_is_waited_for_and_not_reused() -> None:
    step = plan(SPEC, NOTED, WANTED, Observed(TERMINATING), NOW)
    assert isinstance(step, Wait)


def test_a_foreign_namespace_is_never_touched() -> None:
    step = plan(SPEC, NOTED, WANTED, Observed(FOREIGN), NOW)
    assert isinstance(step, GiveUp)
    assert step.reason == "NamespaceTaken"


DEADLINE: list[tuple[str, Status, Observed, str]] = [
    ("diagnosed", NOTED, CRASHING, "CrashLoop"),
    ("undiagnosed", NOTED, STARTING, "DeadlineExceeded"),
    ("Helm fails again and again", failed(permanent=False), Observed(NAMESPACE), "Broke"),
    ("the order fails again and again", failed(permanent=False), RUNNING, "Broke"),
    ("never begun", NOTED, NOTHING, "DeadlineExceeded"),
    ("foreign", NOTED, Observed(FOREIGN), "NamespaceTaken"),
]


@pytest.mark.parametrize(
    ("status", "observed", "reason"), [pytest.param(*row[1:], id=row[0]) for row in DEADLINE]
)
def test_after_the_deadline_it_is_given_up_with_the_best_known_reason(
    status: Status, observed: Observed, reason: str
) -> None:
    step = plan(SPEC, status, WANTED, observed, LATE)
    assert isinstance(step, GiveUp)
    assert step.reason == reason


def test_after_the_deadline_a_shop_that_came_up_gets_its_first_probe() -> None:
    assert plan(SPEC, NOTED, WANTED, RUNNING, LATE) == ProbeOrder(0)


def test_after_the_deadline_a_self_test_gets_its_first_try() -> None:
    assert plan(SPEC, FRESH, TESTED, RUNNING, LATE) == BeginIsolation(0)
    leaky = replace(derive_tested(FRESH, open_to_others(), NOW), attempts=1)
    sold = replace(leaky, conditions=LEAKY.conditions)
    step = plan(SPEC, sold, TESTED, RUNNING, LATE)
    assert isinstance(step, GiveUp)


def test_a_store_that_was_ready_once_is_repaired_for_as_long_as_it_takes() -> None:
    assert plan(SPEC, proven(), WANTED, Observed(NAMESPACE), LATE) == DeployRelease()


def test_a_retry_gets_a_deadline_of_its_own() -> None:
    retried = replace(SPEC, generation=2, provisioning_since=LATE)
    assert plan(retried, failed(), WANTED, Observed(NAMESPACE), LATE) == DeployRelease()


NAMESPACES = (None, NAMESPACE, UNBOUND, UNLABELLED, FOREIGN, TERMINATING, HELD)
RELEASES = (None, DEPLOYED, OUTDATED, FAILED, PENDING)
WORKLOADS = ((), UP, DOWN)
STATUSES = (
    *(NOTED, proven(), proven(2), failed(), failed(permanent=False), ANSWERED_BADLY),
    *(FRESH, SOLD, LEAKY),
)
OBSERVATIONS = [
    Observed(namespace, release, workloads, volumes, routes)
    for namespace, release, workloads, volumes, routes in product(
        NAMESPACES, RELEASES, WORKLOADS, ((), (VOLUME,)), ((), (ROUTE,))
    )
]
SITUATIONS = list(product(STATUSES, (WANTED, TESTED, UNDRAWN), OBSERVATIONS, (NOW, LATE)))


def test_every_situation_has_one_step_and_always_the_same() -> None:
    for spec, (status, wanted, observed, now) in product((SPEC, VERIFY, TEST, LEAVING), SITUATIONS):
        first = plan(spec, status, wanted, observed, now)
        assert first == plan(spec, status, wanted, observed, now)
        assert isinstance(first, Step)


def test_deletion_wins_in_every_situation() -> None:
    for status, wanted, observed, now in SITUATIONS:
        step = plan(LEAVING, status, wanted, observed, now)
        assert isinstance(step, RemoveWorkloads | Wait | IssueReceipt)
        if isinstance(step, IssueReceipt):
            ours = observed.namespace is not None and observed.namespace.ours
            foreign = observed.namespace is not None and not ours
            assert not ours
            assert foreign or not (observed.volumes or observed.routes)


def test_nothing_is_done_inside_a_foreign_namespace_in_any_situation() -> None:
    for spec, (status, wanted, observed, now) in product((SPEC, VERIFY, TEST, LEAVING), SITUATIONS):
        if observed.namespace == FOREIGN:
            step = plan(spec, status, wanted, observed, now)
            assert isinstance(step, DrawCredentials | GiveUp | IssueReceipt | Settle)


def test_a_deleted_store_is_left_in_peace() -> None:
    gone = replace(proven(), deleted_at=NOW)
    for _, wanted, observed, now in SITUATIONS:
        assert plan(LEAVING, gone, wanted, observed, now) == Settle()


def test_a_store_settles_only_when_proven_or_given_up() -> None:
    for status, wanted, observed, now in SITUATIONS:
        seen = derive_status(SPEC, status, wanted, observed, now)
        if plan(SPEC, seen, wanted, observed, now) == Settle():
            orderable = [c for c in seen.conditions if c.type is ConditionType.ORDERABLE]
            proven_now = [c.status for c in orderable] == [ConditionStatus.TRUE]
            assert proven_now or seen.failure is not None
            isolated = [c.status for c in seen.conditions if c.type is ConditionType.ISOLATED]
            shut_in = isolated in ([], [ConditionStatus.TRUE])
            assert seen.failure is not None or (
                shut_in and (isolated or not wanted.isolation_tested)
            )
            assert observed.workloads != DOWN or not proven_now
