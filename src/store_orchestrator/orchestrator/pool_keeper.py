"""Keeping shops ready for whoever comes next."""

import asyncio
from collections.abc import Mapping
from typing import Final, NoReturn

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db import pool
from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import KeyInUse
from store_orchestrator.db.keys import draw_key
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.pool import (
    PoolChanges,
    PoolKey,
    PoolWanted,
    derive_pool_store,
    plan_pools,
)
from store_orchestrator.engines.base import Engine
from store_orchestrator.orchestrator.situation import Clock
from store_orchestrator.orchestrator.target import Targets, build_default_choices, find_plan

ROUND_SECONDS: Final = 3.0
# Without a pool there is nothing to do but to let go of what an earlier setting made.
IDLE_ROUND_SECONDS: Final = 60.0

_log = structlog.get_logger(__name__)


class PoolInvalid(Exception):
    """A pool is asked for that cannot be; the text says which, and why."""


class PoolKeeper:
    """Brings the pools to their sizes, round after round; one replica at a time does.

    A round is one transaction: what it writes is intent, like a person's.

    Args:
        wanted: what each pool shall be.
        choices: engine name to what its shops are as long as they are nobody's.
        builds: stores that may be in the making at the same time, over all pools.
    """

    def __init__(
        self,
        database: Database,
        wanted: Mapping[PoolKey, PoolWanted],
        choices: Mapping[str, Choices],
        *,
        builds: int,
        clock: Clock,
    ) -> None:
        self._database = database
        self._wanted = wanted
        self._choices = choices
        self._builds = builds
        self._clock = clock

    async def keep(self) -> NoReturn:
        """Make rounds for ever.

        Raises:
            DatabaseError: the database is not there.
        """
        while True:
            try:
                await self.make_round()
            except KeyInUse:
                continue
            await asyncio.sleep(ROUND_SECONDS if self._wanted else IDLE_ROUND_SECONDS)

    async def make_round(self) -> PoolChanges:
        """Add and remove what is to be now; nothing while another replica does."""
        async with self._database.transaction() as connection:
            if not await pool.try_keeping(connection):
                return PoolChanges()
            await pool.save_wanted(connection, self._wanted)
            found = await pool.list_pooled(connection)
            stores = [derive_pool_store(*pair, self._wanted) for pair in found]
            # Somebody who waits for a shop has the cluster to himself.
            builds = 0 if await pool.is_somebody_waiting(connection) else self._builds
            changes = plan_pools(self._wanted, stores, self._clock(), builds=builds)
            for store_id in changes.removes:
                await pool.remove_pooled(connection, store_id)
            for key in changes.adds:
                await self._add(connection, key)
        if changes.adds or changes.removes:
            adds = [f"{key.engine}/{key.plan}" for key in changes.adds]
            _log.info("pools_changed", adds=adds, removes=[str(i) for i in changes.removes])
        return changes

    async def _add(self, connection: AsyncConnection, key: PoolKey) -> None:
        choices = self._choices[key.engine]
        version = self._wanted[key].version
        await pool.add_pooled(connection, key, version, draw_key(), choices)


def build_wanted(
    sizes: Mapping[str, Mapping[str, int]],
    engines: Mapping[str, Engine],
    images: Mapping[str, str],
    targets: Targets,
) -> dict[PoolKey, PoolWanted]:
    """What the setting asks for; pools of engines that lack an image here stay empty.

    Args:
        sizes: engine name to plan name to size.
        images: image name to reference, of those that are here.

    Raises:
        PoolInvalid: there is no such engine, or its shops cannot be made ahead.
        UnknownPlan: the engine has no such plan.
    """
    wanted = {}
    for name, plans in sizes.items():
        engine = engines.get(name)
        if engine is None:
            raise PoolInvalid(f"SO_POOL names {name!r}; engines: {', '.join(engines)}")
        if not engine.claimable:
            raise PoolInvalid(f"SO_POOL names {name!r}, whose shops cannot be made ahead")
        if any(image not in images for image in engine.images):
            _log.warning("pool_without_images", engine=name)
            continue
        for plan, size in plans.items():
            version = targets.derive_version(engine, find_plan(engine, plan).name)
            wanted[PoolKey(name, plan)] = PoolWanted(size, version)
    return wanted


def build_pool_choices(engines: Mapping[str, Engine]) -> dict[str, Choices]:
    """What shops of each engine are as long as they are nobody's."""
    return {name: build_default_choices(engine) for name, engine in engines.items()}
