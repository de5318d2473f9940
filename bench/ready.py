"""Seconds from POST to Ready (order probe included) and from DELETE to verified gone."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import httpx2

from bench.report import build_summary, write_report

RUNS = int(os.environ.get("BENCH_RUNS", "5"))
POLL_SECONDS = 0.05
LIMIT_SECONDS = 600.0


def build_client(environment: Path = Path("build/storectl.env")) -> httpx2.Client:
    """A client of the platform that ``make up`` wrote down."""
    lines = environment.read_text(encoding="utf-8").splitlines()
    settings = dict(line.removeprefix("export ").split("=", 1) for line in lines if "=" in line)
    settings = {name: value.strip("'\"") for name, value in settings.items()}
    url = httpx2.URL(f"{settings['STORECTL_URL'].rstrip('/')}/api/v1/")
    return httpx2.Client(
        # *.localhost is this machine (RFC 6761), but not every resolver knows.
        base_url=url.copy_with(host="127.0.0.1") if url.host.endswith(".localhost") else url,
        headers={
            "Authorization": f"Bearer {settings['STORECTL_TOKEN']}",
            "Host": url.netloc.decode(),
        },
        timeout=30,
    )


def measure(client: httpx2.Client, store_id: str, done: Callable[[str], bool]) -> float:
    """Seconds until the store's phase satisfies ``done``.

    Raises:
        RuntimeError: the store failed, or the limit passed.
    """
    started = time.perf_counter()
    while time.perf_counter() - started < LIMIT_SECONDS:
        store = client.get(f"stores/{store_id}").raise_for_status().json()
        if done(store["phase"]):
            return time.perf_counter() - started
        if store["phase"] == "Failed":
            raise RuntimeError(f"{store['name']} failed: {store['failure']}")
        time.sleep(POLL_SECONDS)
    raise RuntimeError(f"store {store_id} did not get there within {LIMIT_SECONDS} s")


def measure_life(client: httpx2.Client, engine: str, number: int) -> tuple[float, float]:
    """Create one store and delete it again; seconds for each."""
    body = {"name": f"bench-{engine}-{number}", "engine": engine}
    store_id = client.post("stores", json=body).raise_for_status().json()["id"]
    created = measure(client, store_id, lambda phase: phase == "Ready")
    client.delete(f"stores/{store_id}").raise_for_status()
    deleted = measure(client, store_id, lambda phase: phase == "Deleted")
    return created, deleted


def main() -> None:
    """One store after another, for every engine that is available."""
    client = build_client()
    figures: dict[str, object] = {}
    for engine in client.get("engines").raise_for_status().json()["items"]:
        if not engine["available"]:
            figures[engine["name"]] = {"skipped": engine["unavailable_reason"]}
            continue
        lives = [measure_life(client, engine["name"], number) for number in range(RUNS)]
        figures[engine["name"]] = {
            "post_to_ready_seconds": build_summary([created for created, _ in lives]),
            "delete_to_gone_seconds": build_summary([deleted for _, deleted in lives]),
        }
    write_report("ready", figures)
