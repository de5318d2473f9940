"""Giving waiting stores their place in the cluster."""

from datetime import timedelta
from itertools import takewhile
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.places import (
    FindDemand,
    derive_left,
    find_survey,
    list_waiting,
    lock_places,
    place_waiting,
)
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.capacity import (
    ADMITTED,
    CAPACITY_EXHAUSTED,
    Demand,
    describe_shortage,
)
from store_orchestrator.domain.transition import derive_waiting
from store_orchestrator.orchestrator.holding import LeaseLost
from store_orchestrator.orchestrator.situation import Clock, Outcome, Situation

# A survey that finds room says so to those that wait; this is for the case that it got lost.
LOOK_AGAIN: Final = timedelta(minutes=5)


class Admission:
    """Admits stores in turn.

    Args:
        headroom: what is given to no store.
    """

    def __init__(
        self,
        queue: StoreQueue,
        find_demand: FindDemand,
        headroom: Demand,
        clock: Clock,
    ) -> None:
        self._queue = queue
        self._find_demand = find_demand
        self._headroom = headroom
        self._clock = clock

    async def admit(self, at: Situation) -> Outcome:
        """Give the store its place, or say what is short.

        Raises:
            LeaseLost: somebody else works on the store.
        """
        async with self._queue.transaction() as connection:
            await lock_places(connection)
            shortage = await self._find_shortage(connection, at)
            if shortage:
                return self._wait(at, f"Waiting for room in the cluster. {shortage}")
            admitted = await self._queue.admit(connection, at.holding.leased)
        if admitted is None:
            raise LeaseLost
        at.holding.leased = admitted
        message = "The cluster has room for the store"
        return Outcome(derive_waiting(at.status, ADMITTED, message, self._clock()))

    def _wait(self, at: Situation, message: str) -> Outcome:
        status = derive_waiting(at.status, CAPACITY_EXHAUSTED, message, self._clock())
        return Outcome(status, due_in=LOOK_AGAIN)

    async def _find_shortage(self, connection: AsyncConnection, at: Situation) -> str:
        """What is short; empty when there is room, or nobody knows how much."""
        survey = await find_survey(connection)
        if survey is None:
            return ""
        room = await derive_left(connection, survey, self._find_demand, self._headroom)
        waiting = await list_waiting(connection)
        before = list(takewhile(lambda store: store.key != at.spec.key, waiting))
        room, _ = place_waiting(room, before, self._find_demand)
        return describe_shortage(room, self._find_demand(at.spec.engine, at.spec.plan))
