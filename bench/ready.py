"""Seconds from POST to Ready (order probe included) and from DELETE to verified gone."""

import os
import statistics
from collections import defaultdict
from collections.abc import Sequence

from bench.lives import Lives, Timed, open_lives
from bench.report import build_summary, write_report
from bench.surroundings import list_offers, open_platform, wait_for_idle_machine
from store_orchestrator.client.models import EngineOffer

RUNS = int(os.environ.get("BENCH_RUNS", "10"))


async def main() -> None:
    """One store after another for every engine: ``ready.json`` and ``delete.json``."""
    ready: dict[str, object] = {}
    deleted: dict[str, object] = {}
    async with open_platform() as client, open_lives(client) as lives:
        for offer in await list_offers(client):
            if offer.available:
                ready[offer.name], deleted[offer.name] = await measure_engine(lives, offer)
            else:
                ready[offer.name] = deleted[offer.name] = {"skipped": offer.unavailable_reason}
    write_report("ready", {"measured": "POST to Ready, order probe included", "engines": ready})
    write_report("delete", {"measured": "DELETE to verified gone", "engines": deleted})


async def measure_engine(
    lives: Lives, offer: EngineOffer
) -> tuple[dict[str, object], dict[str, object]]:
    """Figures of creations and of deletions."""
    creations: list[Timed] = []
    deletions: list[Timed] = []
    quiet = 0
    for number in range(RUNS):
        quiet += await wait_for_idle_machine()
        creations.append(await lives.create(f"bench-{offer.name}-{number}", offer.name))
        deletions.append(await lives.delete(creations[-1].store))
    ready = {
        "post_to_ready_seconds": build_summary([timed.seconds for timed in creations]),
        "median_seconds_at_milestone": summarize_timelines(creations),
        "started_on_an_idle_machine": quiet,
    }
    gone: dict[str, object] = {
        "delete_to_gone_seconds": build_summary([timed.seconds for timed in deletions])
    }
    return ready, gone


def summarize_timelines(creations: Sequence[Timed]) -> dict[str, float]:
    """Milestone to the median of when it was reached, in seconds since the store was accepted."""
    reached: defaultdict[str, list[float]] = defaultdict(list)
    for timed in creations:
        for step in timed.store.timeline:
            reached[step.milestone].append(step.seconds)
    medians = {name: round(statistics.median(values), 3) for name, values in reached.items()}
    return dict(sorted(medians.items(), key=lambda item: item[1]))
