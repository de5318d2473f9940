"""What a step is given, and what it leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from store_orchestrator.domain.failure import derive_backoff
from store_orchestrator.domain.observed import Observed
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.orchestrator.holding import Holding
from store_orchestrator.orchestrator.target import Target

AT_ONCE: Final = timedelta()

Clock = Callable[[], datetime]
Chance = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Situation:
    """A store in the middle of a pass. ``target`` is None under deletion only."""

    holding: Holding
    spec: Spec
    status: Status
    target: Target | None
    observed: Observed

    def get_target(self) -> Target:
        """The target of a store that is to be there.

        Raises:
            AssertionError: the store is under deletion, and the plan asked for a target.
        """
        if self.target is None:
            raise AssertionError("the plan asks nothing of an engine for a store under deletion")
        return self.target


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step led to. Events come from the difference of statuses alone, so none gets lost.

    Attributes:
        due_in: when to look again; None goes on at once under the same lease.
        observed: what an observation would show now, where the step knows it for certain or has
            changed nothing since it looked; the next pass then saves the look, which is most of
            what a pass costs. What others change meanwhile comes back as a hint or at a resync.
    """

    status: Status
    due_in: timedelta | None = None
    observed: Observed | None = None


def build_backed_off(status: Status, chance: Chance) -> Outcome:
    """The outcome of a failed attempt: try again, later each time."""
    return Outcome(status, due_in=derive_backoff(status.attempts, chance()))
