"""The vocabulary of failure: what went wrong in plain words, and whether to try again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

BACKOFF_BASE = timedelta(seconds=1)
BACKOFF_LIMIT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a store is not what was asked.

    Attributes:
        reason: CamelCase, stable, for machines.
        cause: one sentence in plain words.
        suggestion: one action that the reader can take.
        permanent: whether the orchestrator has given up until the spec changes.
        generation: the spec generation that failed; a newer one makes this failure history.
        evidence: what was seen, in the words of who said it; no secrets.
    """

    reason: str
    cause: str
    suggestion: str
    permanent: bool
    generation: int
    at: datetime
    evidence: str = ""


def derive_backoff(attempts: int, jitter: float) -> timedelta:
    """Delay before the next try: doubling from 1 s to 2 min, times 0.5 to 1.0.

    Args:
        attempts: consecutive failures so far, 1 or more.
        jitter: in [0, 1]; drawn per store, so that stores which failed together do not
            return together.
    """
    doubled = BACKOFF_BASE * float(2 ** min(max(attempts, 1) - 1, 16))
    return min(doubled, BACKOFF_LIMIT) * (0.5 + jitter / 2)
