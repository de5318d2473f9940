"""Problems in the status and in the history, and deletions that something holds."""

from dataclasses import replace
from datetime import timedelta

from store_orchestrator.domain.held import HeldObject
from store_orchestrator.domain.observed import Observed, Problem, describe_problem
from store_orchestrator.domain.plan import ForceRemoval, ReleaseNamespace, Wait, plan
from store_orchestrator.domain.store import Status
from store_orchestrator.domain.transition import EventType, derive_events, derive_status
from unit.domain.builders import CRASHING, LEAVING, NOW, RUNNING, SPEC, TERMINATING, WANTED

LATER = NOW + timedelta(seconds=5)
FORCED = replace(LEAVING, generation=3, removal_forced_at=NOW)
GUARDED = replace(TERMINATING, access_granted=True, guarded=True)
HELD = HeldObject(
    "ConfigMap", "x", "uid-x", "/api/v1/namespaces/n/configmaps/x", ("example.org/hold",), True
)
STUCK = Problem("FinalizerStuck", "ConfigMap x cannot go away.", "Force it.", "said")


def observe(status: Status, observed: Observed) -> Status:
    return derive_status(SPEC, status, WANTED, observed, NOW)


def test_problems_are_those_of_the_latest_look() -> None:
    broken = observe(Status(), CRASHING)
    assert broken.problems == CRASHING.problems
    assert observe(broken, RUNNING).problems == ()


def test_a_problem_is_told_when_it_appears_and_not_again() -> None:
    broken = observe(Status(), CRASHING)
    [event] = [e for e in derive_events(SPEC, Status(), broken, NOW) if e.reason == "CrashLoop"]
    assert event.type is EventType.WARNING
    assert event.message.startswith(CRASHING.problems[0].cause)
    other_words = replace(CRASHING.problems[0], evidence="5 restarts")
    again = replace(broken, problems=(other_words,))
    assert "CrashLoop" not in [e.reason for e in derive_events(SPEC, broken, again, LATER)]


def test_a_shortage_that_grows_is_the_same_problem() -> None:
    short = Problem("Unschedulable", "It asks for 2 GiB, 1.5 GiB are free.", "Add a node.")
    less = replace(short, cause="It asks for 2 GiB, 0.25 GiB are free.")
    before, after = Status(problems=(short,)), Status(problems=(less,))
    assert list(derive_events(SPEC, before, after, NOW)) == []
    other = replace(short, cause="It asks for 2 GiB, no node is ready.")
    [event] = derive_events(SPEC, before, Status(problems=(other,)), NOW)
    assert event.reason == "Unschedulable"


def test_a_line_of_history_has_the_end_of_long_evidence() -> None:
    line = describe_problem(Problem("CrashLoop", "It ends.", "Look.", "x" * 900 + "\nthe last"))
    assert line.startswith("It ends. […x")
    assert line.endswith("the last] Look.")
    assert len(line) < 400
    assert describe_problem(Problem("CrashLoop", "It ends.", "Look.")) == "It ends. Look."


def test_what_holds_a_deletion_is_what_is_waited_for() -> None:
    observed = Observed(GUARDED, problems=(STUCK,), held=(HELD,))
    step = plan(LEAVING, Status(), WANTED, observed, NOW)
    assert step == Wait("FinalizerStuck", STUCK.cause)
    status = derive_status(LEAVING, Status(), WANTED, observed, NOW)
    assert status.problems == (STUCK,)
    reasons = [e.reason for e in derive_events(LEAVING, Status(), status, NOW)]
    assert "FinalizerStuck" in reasons


def test_nothing_is_forced_unless_somebody_asked() -> None:
    observed = Observed(GUARDED, held=(HELD,))
    assert isinstance(plan(LEAVING, Status(), WANTED, observed, NOW), Wait)
    assert plan(FORCED, Status(), WANTED, observed, NOW) == ForceRemoval((HELD,))


def test_force_leaves_time_for_owners_and_what_kubernetes_guards() -> None:
    fresh = replace(HELD, stuck=False)
    in_use = replace(HELD, finalizers=("kubernetes.io/pvc-protection",))
    observed = Observed(GUARDED, held=(fresh, in_use))
    assert isinstance(plan(FORCED, Status(), WANTED, observed, NOW), Wait)


def test_the_namespace_is_let_go_once_nothing_is_held() -> None:
    assert plan(LEAVING, Status(), WANTED, Observed(GUARDED), NOW) == ReleaseNamespace()
    assert isinstance(plan(LEAVING, Status(), WANTED, Observed(TERMINATING), NOW), Wait)


def test_what_was_freed_stands_in_the_receipt() -> None:
    seen = Observed(GUARDED, held=(HELD,))
    forced = derive_status(FORCED, Status(), WANTED, seen, NOW)
    assert [item.kind for item in forced.removal] == ["Namespace", "ConfigMap"]
    gone = derive_status(FORCED, forced, WANTED, Observed(GUARDED), LATER)
    [freed] = [item for item in gone.removal if item.kind == "ConfigMap"]
    assert freed.gone_at == LATER
    [event] = [e for e in derive_events(FORCED, forced, gone, LATER) if e.reason == "ConfigMapGone"]
    assert event.message == "ConfigMap x is gone: freed by force from example.org/hold"
    unforced = derive_status(LEAVING, Status(), WANTED, seen, NOW)
    assert [item.kind for item in unforced.removal] == ["Namespace"]
