"""The steps of a claim, state by state, and what its history says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store_orchestrator.domain.claim import (
    CLAIM_ATTEMPTS,
    CLAIM_PATIENCE,
    WARMING_ORDERS,
    ClaimStage,
)
from store_orchestrator.domain.claiming import (
    CLAIM_FAILED,
    AbandonClaim,
    ClaimShop,
    RotateCredentials,
    StartOver,
    derive_claimed,
)
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.observed import Observed
from store_orchestrator.domain.plan import (
    DeployRelease,
    EnsureNamespace,
    HealRelease,
    ProbeOrder,
    RemoveWorkloads,
    Settle,
    Step,
    Wait,
    Wanted,
    plan,
)
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.domain.transition import EventType, derive_events, derive_status
from unit.domain.builders import (
    NAMESPACE,
    NOTED,
    NOW,
    OUTDATED,
    PENDING,
    RUNNING,
    SPEC,
    STARTING,
    UNDRAWN,
    UP,
    WANTED,
    proven,
)

CLAIMED = replace(SPEC, pool_version="v1", claimed_at=NOW)
LONG_CLAIMED = replace(CLAIMED, claimed_at=NOW - CLAIM_PATIENCE - timedelta(seconds=1))
POOLED = replace(SPEC, pool_version="v1")
LEAVING = replace(CLAIMED, delete_requested_at=NOW)


def _at(stage: ClaimStage | None, *, attempts: int = 0, reason: str = "OrderFailed") -> Status:
    failure = Failure(reason, "It broke.", "Wait.", False, SPEC.generation, NOW)
    return replace(NOTED, claim=stage, attempts=attempts, failure=failure if attempts else None)


ROTATED, TAKEN = _at(ClaimStage.ROTATED), _at(ClaimStage.TAKEN)
ABANDONED, OVER = _at(ClaimStage.ABANDONED), _at(ClaimStage.STARTED_OVER)
TRIED = _at(ClaimStage.ROTATED, attempts=1)
REFUSED = _at(ClaimStage.ROTATED, attempts=CLAIM_ATTEMPTS, reason=CLAIM_FAILED)
UNSOLD = _at(ClaimStage.TAKEN, attempts=1)
OF_THE_POOL = Observed(NAMESPACE, OUTDATED, UP)
STARTS = Wait("WorkloadsStarting", "StatefulSet database: 0 of 1 pods available")

STEPS: list[tuple[str, Spec, Status, Wanted, Observed, Step]] = [
    ("claimed", CLAIMED, _at(None), UNDRAWN, OF_THE_POOL, RotateCredentials()),
    ("claimed long ago", LONG_CLAIMED, _at(None), UNDRAWN, OF_THE_POOL, RotateCredentials()),
    ("nobody's, new", POOLED, NOTED, WANTED, RUNNING, ProbeOrder(1)),
    ("nobody's, sold once", POOLED, proven(1), WANTED, RUNNING, ProbeOrder(2)),
    ("nobody's, warm", POOLED, proven(WARMING_ORDERS), WANTED, RUNNING, Settle()),
    ("rotated", CLAIMED, ROTATED, WANTED, OF_THE_POOL, DeployRelease()),
    ("killed Helm", CLAIMED, ROTATED, WANTED, Observed(NAMESPACE, PENDING), HealRelease(4)),
    ("namespace lost", CLAIMED, ROTATED, WANTED, Observed(), EnsureNamespace()),
    ("deployed", CLAIMED, ROTATED, WANTED, RUNNING, ClaimShop()),
    ("restarting", CLAIMED, ROTATED, WANTED, STARTING, STARTS),
    ("shop told", CLAIMED, TAKEN, WANTED, RUNNING, ProbeOrder(0)),
    ("sold", CLAIMED, replace(proven(), claim=ClaimStage.TAKEN), WANTED, RUNNING, Settle()),
    ("late, not tried", LONG_CLAIMED, ROTATED, WANTED, RUNNING, ClaimShop()),
    ("late, tried", LONG_CLAIMED, TRIED, WANTED, RUNNING, AbandonClaim()),
    ("late, not up", LONG_CLAIMED, ROTATED, WANTED, STARTING, AbandonClaim()),
    ("refused for good", CLAIMED, REFUSED, WANTED, RUNNING, AbandonClaim()),
    ("told, does not sell", LONG_CLAIMED, UNSOLD, WANTED, RUNNING, AbandonClaim()),
    ("abandoned", CLAIMED, ABANDONED, WANTED, RUNNING, StartOver()),
    ("abandoned, late", LONG_CLAIMED, ABANDONED, WANTED, STARTING, StartOver()),
    ("removed", CLAIMED, OVER, WANTED, Observed(NAMESPACE), DeployRelease()),
    ("made anew, late", LONG_CLAIMED, OVER, WANTED, STARTING, STARTS),
    ("made anew", LONG_CLAIMED, OVER, WANTED, RUNNING, ProbeOrder(0)),
    (
        "deleted meanwhile",
        LEAVING,
        ROTATED,
        WANTED,
        Observed(NAMESPACE),
        RemoveWorkloads(NAMESPACE.uid),
    ),
]


@pytest.mark.parametrize(
    ("spec", "status", "wanted", "observed", "step"),
    [row[1:] for row in STEPS],
    ids=[row[0] for row in STEPS],
)
def test_the_next_step(
    spec: Spec, status: Status, wanted: Wanted, observed: Observed, step: Step
) -> None:
    assert plan(spec, status, wanted, observed, NOW) == step


def test_a_store_that_was_ready_is_not_started_over() -> None:
    status = replace(proven(), claim=ClaimStage.TAKEN, attempts=3)
    assert plan(LONG_CLAIMED, status, WANTED, STARTING, NOW) == STARTS


def test_stored_credentials_are_what_rotation_means() -> None:
    drawn = derive_status(CLAIMED, _at(None), WANTED, OF_THE_POOL, NOW)
    assert drawn.claim is ClaimStage.ROTATED
    assert derive_status(CLAIMED, _at(None), UNDRAWN, OF_THE_POOL, NOW).claim is None
    assert derive_status(SPEC, NOTED, WANTED, RUNNING, NOW).claim is None


@pytest.mark.parametrize("stage", list(ClaimStage))
def test_history_tells_each_stage_once(stage: ClaimStage) -> None:
    after = derive_claimed(NOTED, stage)
    events = derive_events(CLAIMED, NOTED, after, NOW)
    assert len(events) == 1
    abandoned = stage is ClaimStage.ABANDONED
    assert (events[0].type is EventType.WARNING) is abandoned
    assert derive_events(CLAIMED, after, after, NOW) == ()
