"""What becomes of a claim: a shop that was made ahead turns into its owner's, or is made anew."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

# A claim takes seconds; after this, a cold creation is the quicker way to a shop.
CLAIM_PATIENCE: Final = timedelta(seconds=45)
# With pauses of 1, 2 and 4 seconds between them.
CLAIM_ATTEMPTS: Final = 4


# A shop's first orders are its slowest, by half for Medusa (its code is compiled while it runs):
# they are made while it is nobody's.
WARMING_ORDERS: Final = 4


class ClaimStage(StrEnum):
    """How far a claim has come."""

    ROTATED = "Rotated"  # new credentials are stored beside the former ones
    TAKEN = "Taken"  # the shop has them, and its new name
    ABANDONED = "Abandoned"  # the shop could not be taken over: it is to be removed
    STARTED_OVER = "StartedOver"  # it is removed; what follows is a cold creation


# The former credentials open nothing any more.
SETTLED_CLAIMS: Final = frozenset({ClaimStage.TAKEN, ClaimStage.STARTED_OVER})
