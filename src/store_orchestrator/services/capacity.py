"""How many more stores fit, and giving a new one its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.connection import Database
from store_orchestrator.db.places import (
    derive_left,
    find_survey,
    list_waiting,
    lock_places,
    place_waiting,
)
from store_orchestrator.domain.capacity import Demand, Room, count_fitting, describe_shortage
from store_orchestrator.engines.demands import Demands
from store_orchestrator.engines.sizes import HEADROOM
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.errors import CapacityExhausted

WhenFull = Literal["refuse", "queue"]


@dataclass(frozen=True, slots=True)
class Fit:
    """One engine and plan.

    Attributes:
        demand: what one such store takes.
        fits: how many more there is room for; None while nobody knows.
        shortage: what is short when none fits; empty otherwise.
    """

    engine: str
    plan: str
    demand: Demand
    fits: int | None
    shortage: str


@dataclass(frozen=True, slots=True)
class CapacityView:
    """Room in the cluster for new stores, as of the latest survey.

    Attributes:
        room: what is left; None before the first survey, when nothing is refused.
        waiting: stores that wait for a place.
    """

    surveyed_at: datetime | None
    when_full: WhenFull
    room: Room | None
    waiting: int
    items: Sequence[Fit]


class Capacity:
    """Use cases around room in the cluster."""

    def __init__(
        self, database: Database, catalogue: Catalogue, demands: Demands, when_full: WhenFull
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._demands = demands
        self._when_full: WhenFull = when_full

    async def get(self) -> CapacityView:
        """How many more stores of each engine and plan on offer fit, each counted alone."""
        async with self._database.transaction() as connection:
            survey = await find_survey(connection)
            waiting = await list_waiting(connection)
            room = await self._find_room(connection)
        return CapacityView(
            surveyed_at=survey.at if survey is not None else None,
            when_full=self._when_full,
            room=room,
            waiting=len(waiting),
            items=[
                self._build_fit(room, offer.name, plan.name)
                for offer in self._catalogue.list_offers()
                if offer.available
                for plan in offer.plans
            ],
        )

    async def take_place(self, connection: AsyncConnection, engine: str, plan: str) -> bool:
        """Find room for a new store; nobody else finds the same until the transaction ends.

        Returns:
            Whether there is room; False: the store has to wait.

        Raises:
            CapacityExhausted: there is none, and stores are not to wait.
        """
        await lock_places(connection)
        room = await self._find_room(connection)
        demand = self._demands.find(engine, plan)
        shortage = describe_shortage(room, demand) if room is not None else ""
        if shortage and self._when_full == "refuse":
            raise CapacityExhausted(
                f"The cluster has no room for another {engine} store of plan {plan!r}. {shortage}",
                "Choose a smaller plan, delete stores that are not needed, or ask the operator "
                "for more nodes; 'storectl capacity' shows what fits.",
                field="plan",
            )
        return not shortage

    async def _find_room(self, connection: AsyncConnection) -> Room | None:
        """What is left once everybody who waits has got what fits."""
        survey = await find_survey(connection)
        if survey is None:
            return None
        room = await derive_left(connection, survey, self._demands.find, HEADROOM)
        room, _ = place_waiting(room, await list_waiting(connection), self._demands.find)
        return room

    def _build_fit(self, room: Room | None, engine: str, plan: str) -> Fit:
        demand = self._demands.find(engine, plan)
        if room is None:
            return Fit(engine, plan, demand, None, "")
        return Fit(
            engine, plan, demand, count_fitting(room, demand), describe_shortage(room, demand)
        )
