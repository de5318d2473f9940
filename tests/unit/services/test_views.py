"""What is derived for the outside."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.domain.timeline import Milestone
from store_orchestrator.services.views import build_timeline

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
SPEC = Spec(UUID(int=1), "abcdefgh", "shop", "paper", "small", Choices("Shop"), 1, BEGAN, BEGAN)


def _after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def test_a_store_that_was_just_asked_for_has_been_accepted() -> None:
    [step] = build_timeline(SPEC, Status())
    assert (step.milestone, step.at, step.seconds) == (Milestone.ACCEPTED, BEGAN, 0.0)


def test_milestones_come_in_the_order_in_which_they_were_reached() -> None:
    """Whatever the order in which they were stored; of the same moment, the earlier stage."""
    reached = {
        Milestone.READY: _after(5.2104),
        Milestone.ORDERABLE: _after(5.2104),
        Milestone.ISOLATED: _after(1.5),
        Milestone.RELEASE_DEPLOYED: _after(0.75),
    }
    timeline = build_timeline(SPEC, Status(milestones=reached))
    assert [(step.milestone.value, step.seconds) for step in timeline] == [
        ("Accepted", 0.0),
        ("ReleaseDeployed", 0.75),
        ("Isolated", 1.5),
        ("Orderable", 5.21),
        ("Ready", 5.21),
    ]
