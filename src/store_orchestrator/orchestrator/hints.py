"""Handing hints from the cluster to the queue, in batches."""

import asyncio
from typing import Final, NoReturn

from store_orchestrator.cluster.door import ClusterDoor
from store_orchestrator.db.queue import StoreQueue

# What belongs together changes within moments; one look is enough.
GATHER_SECONDS: Final = 0.01


class Hints:
    """Collects keys of stores whose cluster objects changed."""

    def __init__(self, queue: StoreQueue, gather_seconds: float = GATHER_SECONDS) -> None:
        self._queue = queue
        self._gather_seconds = gather_seconds
        self._keys: set[str] = set()
        self._there = asyncio.Event()

    def add(self, key: str) -> None:
        """This store is worth a look."""
        self._keys.add(key)
        self._there.set()

    async def pass_on(self) -> NoReturn:
        """Tell the queue, for ever.

        Raises:
            DatabaseError: the queue is not there.
        """
        while True:
            await self._there.wait()
            await asyncio.sleep(self._gather_seconds)
            keys, self._keys = self._keys, set()
            self._there.clear()
            await self._queue.hint(keys)

    async def collect(self, door: ClusterDoor) -> NoReturn:
        """Watch the cluster and pass on what it says, for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.pass_on(), name="pass hints on")
            await door.watch_hints(self.add)
        raise AssertionError("watches end by cancellation or error only")
