"""The right to work on one store, as this process knows it."""

import asyncio
from datetime import timedelta

from store_orchestrator.db.queue import Leased


class LeaseLost(Exception):
    """Somebody else may work on this store now; whatever was learnt here is dropped."""


class Holding:
    """A lease that is held, and what is known of the store under it.

    The database decides who holds a lease. The monotonic clock here only makes a process that
    was stopped for a while notice, before it acts, that its time was up.

    Attributes:
        leased: the store as of the last read or write.
        stopping: the process wants to end: begin nothing new.
    """

    def __init__(self, leased: Leased, lease: timedelta) -> None:
        self.leased = leased
        self.stopping = False
        self._seconds = lease.total_seconds()
        self._clock = asyncio.get_running_loop()
        self._ends = self._clock.time() + self._seconds

    def extend(self, asked_at: float) -> None:
        """The lease was renewed by a request made at ``asked_at`` (the event loop's clock)."""
        self._ends = asked_at + self._seconds

    def seconds_left(self) -> float:
        """How long the lease is held for certain; not positive when it may have run out."""
        return self._ends - self._clock.time()

    def ensure_held(self) -> None:
        """Return if the lease cannot have run out.

        Raises:
            LeaseLost: if it may have.
        """
        if self.seconds_left() <= 0:
            raise LeaseLost
