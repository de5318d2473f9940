"""Hints reach the queue in batches and none is lost."""

import asyncio
from collections.abc import Collection

from store_orchestrator.orchestrator.hints import Hints


class PlayedQueue:
    def __init__(self) -> None:
        self.batches: list[set[str]] = []
        self.passed = asyncio.Event()

    async def hint(self, keys: Collection[str]) -> None:
        self.batches.append(set(keys))
        self.passed.set()


async def test_hints_are_gathered() -> None:
    queue = PlayedQueue()
    hints = Hints(queue, gather_seconds=0)  # type: ignore[arg-type]
    passing = asyncio.create_task(hints.pass_on())
    async with asyncio.timeout(20):
        for key in ("a", "b", "a"):
            hints.add(key)
        await queue.passed.wait()
        assert queue.batches == [{"a", "b"}]
        queue.passed.clear()
        hints.add("c")
        await queue.passed.wait()
    passing.cancel()
    await asyncio.gather(passing, return_exceptions=True)
    assert queue.batches == [{"a", "b"}, {"c"}]
