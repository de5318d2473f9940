"""The platform that ``make up`` started, and whether its machine has anything else to do."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from local_cluster.layout import Layout
from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.connection import Connection
from store_orchestrator.client.models import EngineOffer

FOLDER = Layout(os.environ.get("CLUSTER_NAME") or "default").build
"""Where ``make up`` wrote down how to reach the platform; CLUSTER_NAME says which one."""

ENGINES = os.environ.get("BENCH_ENGINES", "").split()
"""Names of the engines to measure; all of them when it is empty."""

IDLE_SHARE = 0.1
IDLE_WITHIN_SECONDS = 20


def read_connection(settings: Path = FOLDER / "storectl.env") -> Connection:
    """The operator's way in.

    Raises:
        SystemExit: nothing was brought up under this name.
    """
    if not settings.exists():
        raise SystemExit(f"{settings} is missing: bring the platform up first (make up)")
    lines = settings.read_text(encoding="utf-8").splitlines()
    pairs = dict(line.removeprefix("export ").split("=", 1) for line in lines if "=" in line)
    values = {name: value.strip("'\"") for name, value in pairs.items()}
    return Connection(values["STORECTL_URL"].rstrip("/"), values["STORECTL_TOKEN"])


@asynccontextmanager
async def open_platform() -> AsyncIterator[ApiClient]:
    """The API of the platform."""
    async with ApiClient(read_connection()) as client:
        yield client


async def list_offers(client: ApiClient) -> list[EngineOffer]:
    """All engines, those that are unavailable here too; only those that BENCH_ENGINES names."""
    offers = (await client.list_engines()).items
    return [offer for offer in offers if not ENGINES or offer.name in ENGINES]


async def wait_for_idle_machine() -> bool:
    """Wait until other work takes less than a tenth of the processors for a second.

    Returns False when it did not come to that within 20 seconds.
    """
    for _ in range(IDLE_WITHIN_SECONDS):
        busy, total = read_processor_time()
        await asyncio.sleep(1)
        busy_now, total_now = read_processor_time()
        if (busy_now - busy) / (total_now - total) < IDLE_SHARE:
            return True
    return False


def read_processor_time() -> tuple[int, int]:
    """Ticks that all processors together were busy, and all ticks, since the machine started."""
    line = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0]
    ticks = [int(field) for field in line.split()[1:9]]
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, sum(ticks)
