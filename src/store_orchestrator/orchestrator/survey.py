"""Surveys of the cluster: how much room there is, and what belongs to no store.

One replica at a time makes them: the right to the next one is taken from a row, so that replicas
cost nothing more. A survey that fails is told and left to the next one; what is known then gets
old, which shows, and never wrong.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NoReturn, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.cluster.door import ClusterError
from store_orchestrator.cluster.survey import SurveyedRoom
from store_orchestrator.db import orphans, places
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.capacity import Demand
from store_orchestrator.domain.orphan import (
    Found,
    FoundRelease,
    FoundVolume,
    Orphan,
    OrphanKind,
    gather_orphans,
)

RETAIN: Final = "Retain"
# What somebody waits for is looked at again soon.
REMOVAL_SECONDS: Final = 3.0

_log = structlog.get_logger(__name__)


class SeesCluster(Protocol):
    """What looks; see :class:`store_orchestrator.cluster.survey.ClusterSurvey`."""

    async def survey_room(self) -> SurveyedRoom:
        """What is left on nodes that take stores."""

    async def list_volumes(self) -> list[FoundVolume]:
        """Persistent volumes that were made for stores."""

    async def list_namespaces(self) -> list[Found]:
        """Namespaces that carry the platform's labels."""

    async def find_release(self, namespace: str) -> FoundRelease | None:
        """What the newest release in a namespace tells."""

    async def release_volume(self, name: str) -> None:
        """Let the volume's data go with it."""


class Survey:
    """Makes the surveys that are due.

    Args:
        headroom: what is given to no store.
        room_every: how often room is looked at while stores come, go or wait.
        orphans_every: how often orphans are looked for.
    """

    def __init__(
        self,
        database: Database,
        queue: StoreQueue,
        cluster: SeesCluster,
        find_demand: places.FindDemand,
        headroom: Demand,
        *,
        room_every: timedelta,
        orphans_every: timedelta,
    ) -> None:
        self._database = database
        self._queue = queue
        self._cluster = cluster
        self._find_demand = find_demand
        self._headroom = headroom
        self._room_every = room_every
        self._orphans_every = orphans_every
        self._wake = asyncio.Event()
        self._soon = False

    def wake(self) -> None:
        """Somebody asked for a survey."""
        self._wake.set()

    async def repeat(self) -> NoReturn:
        """Make surveys for ever.

        Raises:
            DatabaseError: the database is not there.
        """
        while True:
            self._wake.clear()
            try:
                await self.look()
            except ClusterError as error:
                _log.warning("survey_failed", reason=error.reason, cause=error.cause)
            await self._sleep()

    async def look(self) -> None:
        """Make the surveys that are due now.

        Raises:
            ClusterError: the cluster could not be seen.
        """
        async with self._database.transaction() as connection:
            room_at = await places.claim_survey(connection, self._room_every)
            orphans_at = await places.claim_orphan_survey(connection, self._orphans_every)
        if room_at is not None:
            await self._survey_room(room_at)
        if orphans_at is not None:
            await self._survey_orphans(orphans_at)

    async def _sleep(self) -> None:
        seconds = min(self._room_every, self._orphans_every).total_seconds()
        try:
            async with asyncio.timeout(REMOVAL_SECONDS if self._soon else seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _survey_room(self, begun_at: datetime) -> None:
        surveyed = await self._cluster.survey_room()
        async with self._database.transaction() as connection:
            await places.save_survey(connection, surveyed.room, surveyed.seen, begun_at)
            keys = await self._list_admissible(connection)
        if keys:
            await self._queue.hint(keys)
        _log.debug("room_surveyed", nodes=len(surveyed.room.nodes), stores=len(surveyed.seen))

    async def _list_admissible(self, connection: AsyncConnection) -> tuple[str, ...]:
        """Waiting stores for which there is room now."""
        waiting = await places.list_waiting(connection)
        survey = await places.find_survey(connection) if waiting else None
        if survey is None:
            return ()
        left = await places.derive_left(connection, survey, self._find_demand, self._headroom)
        _, keys = places.place_waiting(left, waiting, self._find_demand)
        return keys

    async def _survey_orphans(self, begun_at: datetime) -> None:
        found = await self._gather(begun_at)
        async with self._database.transaction() as connection:
            await orphans.save_orphans(connection, found, begun_at)
            known = await orphans.list_orphans(connection)
        asked = [orphan for orphan in known if orphan.removal_requested_at is not None]
        for orphan in asked:
            await self._release(orphan)
        await self._look_again(soon=bool(asked))
        _log.debug("orphans_surveyed", orphans=len(found), removals=len(asked))

    async def _gather(self, begun_at: datetime) -> list[Found]:
        namespaces = await self._cluster.list_namespaces()
        volumes = await self._cluster.list_volumes()
        # Read after the cluster: what was made there meanwhile has its row already.
        async with self._database.transaction() as connection:
            live = await orphans.list_live_keys(connection, begun_at)
        return [await self._look_into(found) for found in gather_orphans(namespaces, volumes, live)]

    async def _look_into(self, found: Found) -> Found:
        if found.kind is not OrphanKind.NAMESPACE:
            return found
        return replace(found, release=await self._cluster.find_release(found.name))

    async def _release(self, orphan: Orphan) -> None:
        """Let the data of its volumes go; a namespace of them is removed as a store's is."""
        cause = None
        for volume in orphan.found.volumes:
            if volume.policy == RETAIN:
                try:
                    await self._cluster.release_volume(volume.name)
                except ClusterError as error:
                    cause = error.cause
        async with self._database.transaction() as connection:
            await orphans.note_failure(connection, orphan.id, cause)

    async def _look_again(self, *, soon: bool) -> None:
        self._soon = soon
        if soon:
            async with self._database.transaction() as connection:
                await places.bring_forward(connection, timedelta(seconds=REMOVAL_SECONDS))
