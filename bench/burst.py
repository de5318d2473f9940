"""Six stores asked for at the same moment: seconds until all of them can sell."""

import asyncio
from collections.abc import Sequence
from itertools import cycle, islice
from time import perf_counter

from bench.lives import Lives, open_lives
from bench.report import build_summary, write_report
from bench.surroundings import list_offers, open_platform, wait_for_idle_machine

SIZE = 6


async def main() -> None:
    """Each engine alone, then all engines in turn: ``burst.json``."""
    bursts: dict[str, object] = {}
    async with open_platform() as client, open_lives(client) as lives:
        offers = await list_offers(client)
        names = [offer.name for offer in offers if offer.available]
        for offer in offers:
            if offer.available:
                bursts[offer.name] = await measure_burst(lives, [offer.name] * SIZE)
            else:
                bursts[offer.name] = {"skipped": offer.unavailable_reason}
        if len(names) > 1:
            bursts["mixed"] = await measure_burst(lives, list(islice(cycle(names), SIZE)))
    write_report("burst", {"stores": SIZE, "bursts": bursts})


async def measure_burst(lives: Lives, engines: Sequence[str]) -> dict[str, object]:
    """Create them all at once, then remove them all at once."""
    quiet = await wait_for_idle_machine()
    started = perf_counter()
    async with asyncio.TaskGroup() as group:
        creating = [
            group.create_task(lives.create(f"burst-{engine}-{number}", engine))
            for number, engine in enumerate(engines)
        ]
    ready = perf_counter() - started
    created = [task.result() for task in creating]
    started = perf_counter()
    async with asyncio.TaskGroup() as group:
        for timed in created:
            group.create_task(lives.delete(timed.store))
    return {
        "engines": list(engines),
        "seconds_until_all_ready": round(ready, 3),
        "post_to_ready_seconds": build_summary([timed.seconds for timed in created]),
        "seconds_until_all_gone": round(perf_counter() - started, 3),
        "started_on_an_idle_machine": quiet,
    }
