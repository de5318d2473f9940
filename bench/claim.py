"""Seconds from POST to Ready, order probe included, for stores out of a warm pool.

Needs a platform with a pool: ``POOL='{"woocommerce": {"small": 2}, "medusa": {"small": 2}}' make
up``. Each claim begins with a full pool on an idle machine, as long after a merchant's shop as the
pool needs to be full again.
"""

import asyncio
import os
from collections.abc import Sequence

from bench.lives import Lives, Timed, open_lives
from bench.ready import summarize_timelines
from bench.report import build_summary, write_report
from bench.surroundings import list_offers, open_platform, wait_for_idle_machine
from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.models import EngineOffer
from store_orchestrator.client.pool_models import Pool

RUNS = int(os.environ.get("BENCH_RUNS", "10"))
PLAN = "small"
FULL_WITHIN_SECONDS = 180
LOOK_SECONDS = 1.0


async def main() -> None:
    """One claim after another for every engine that has a pool: ``claim.json``."""
    engines: dict[str, object] = {}
    async with open_platform() as client, open_lives(client) as lives:
        for offer in await list_offers(client):
            pool = await find_pool(client, offer.name)
            if pool is None or pool.size == 0:
                engines[offer.name] = {"skipped": "no pool of it: POOL=… make up"}
            else:
                engines[offer.name] = await measure_engine(client, lives, offer)
    write_report("claim", {"measured": "claim: POST to Ready, probe included", "engines": engines})


async def find_pool(client: ApiClient, engine: str) -> Pool | None:
    """The engine's pool of small stores."""
    pools = (await client.get_pool()).pools
    return next((p for p in pools if (p.engine, p.plan) == (engine, PLAN)), None)


async def measure_engine(client: ApiClient, lives: Lives, offer: EngineOffer) -> dict[str, object]:
    """Figures of claims."""
    claims: list[Timed] = []
    quiet = 0
    for number in range(RUNS):
        await wait_until_full(client, offer.name)
        quiet += await wait_for_idle_machine()
        claims.append(await lives.create(f"claim-{offer.name}-{number}", offer.name))
        require_claimed(claims[-1])
        await lives.delete(claims[-1].store)
    return summarize(claims, quiet)


def summarize(claims: Sequence[Timed], quiet: int) -> dict[str, object]:
    """What goes into the report."""
    return {
        "post_to_ready_seconds": build_summary([timed.seconds for timed in claims]),
        "median_seconds_at_milestone": summarize_timelines(claims),
        "started_on_an_idle_machine": quiet,
    }


async def wait_until_full(client: ApiClient, engine: str) -> None:
    """Return once the pool has its size.

    Raises:
        TimeoutError: it never has.
    """
    async with asyncio.timeout(FULL_WITHIN_SECONDS):
        while True:
            pool = await find_pool(client, engine)
            if pool is not None and pool.counts.get("ready", 0) >= pool.size:
                return
            await asyncio.sleep(LOOK_SECONDS)


def require_claimed(timed: Timed) -> None:
    """Return if the store came out of the pool.

    Raises:
        RuntimeError: it was made anew, so its time says nothing about claims.
    """
    if timed.store.claimed_at is None:
        raise RuntimeError(f"{timed.store.name} did not come out of the pool")
