"""The steps by which a shop that was made ahead becomes its owner's, and when to give that up."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from store_orchestrator.domain.claim import CLAIM_ATTEMPTS, CLAIM_PATIENCE, ClaimStage
from store_orchestrator.domain.store import Spec, Status

CLAIM_FAILED: Final = "ClaimFailed"
_UNDER_WAY: Final = (ClaimStage.ROTATED, ClaimStage.TAKEN)


@dataclass(frozen=True, slots=True)
class RotateCredentials:
    """Draw and store credentials of the owner's; the former ones stay until the shop has them."""


@dataclass(frozen=True, slots=True)
class ClaimShop:
    """Tell the running shop who it is now, and what opens it."""


@dataclass(frozen=True, slots=True)
class AbandonClaim:
    """Note that the shop cannot be taken over, so that it is removed whatever happens."""


@dataclass(frozen=True, slots=True)
class StartOver:
    """Remove the shop with its data from the namespace: nobody has sold in it yet."""


ClaimStep = RotateCredentials | ClaimShop | AbandonClaim | StartOver


def is_claim_lost(spec: Spec, status: Status, now: datetime, *, waiting: bool) -> bool:
    """Whether a cold creation is the quicker way to a shop by now.

    What an outage of ours delayed is tried once before it counts.

    Args:
        waiting: there is nothing to do for the store now but wait.
    """
    if spec.claimed_at is None or status.claim not in _UNDER_WAY or status.ready_at is not None:
        return False
    failure = status.failure
    refused = failure is not None and failure.reason == CLAIM_FAILED
    if refused and status.attempts >= CLAIM_ATTEMPTS:
        return True
    late = now - spec.claimed_at > CLAIM_PATIENCE
    return late and (waiting or status.attempts > 0)


def derive_rotated(spec: Spec, status: Status, *, drawn: bool) -> Status:
    """The status of a claimed store once credentials of its owner's are stored."""
    if spec.claimed_at is None or status.claim is not None or not drawn:
        return status
    return replace(status, claim=ClaimStage.ROTATED)


def derive_claimed(status: Status, stage: ClaimStage) -> Status:
    """The status after the claim has come this far: former troubles are over."""
    return replace(status, claim=stage, attempts=0, failure=None)


def describe_claim(stage: ClaimStage) -> tuple[str, str]:
    """Reason and message of the event that a claim has come this far."""
    return _TOLD[stage]


_TOLD: Final = {
    ClaimStage.ROTATED: (
        "CredentialsRotated",
        "A shop that was made ahead is taken over; new credentials were drawn and stored",
    ),
    ClaimStage.TAKEN: (
        "ShopClaimed",
        "The shop has its name, its address and its new credentials; the former ones are void",
    ),
    ClaimStage.ABANDONED: (
        "ClaimAbandoned",
        "The shop that was made ahead could not be taken over; another one is made",
    ),
    ClaimStage.STARTED_OVER: (
        "StartedOver",
        "The shop that was made ahead is removed with its data",
    ),
}
