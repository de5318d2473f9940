"""Memory of a store that has nothing to do, by process.

PSS (proportional set size, proc_pid_smaps(5)) counts a page that several processes map in equal
parts for each, so the sum over a store is what it really takes.
"""

import asyncio
import json
import os
from collections import defaultdict
from pathlib import Path

from bench.lives import Lives, open_lives
from bench.report import write_report
from bench.surroundings import FOLDER, list_offers, open_platform
from local_cluster.kubectl import Kubectl
from local_cluster.programs import ensure_program

IDLE_SHARE = 0.02
IDLE_FOR_SECONDS = 10
IDLE_WITHIN_SECONDS = 180
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


async def main() -> None:
    """One store of each engine, by itself: ``memory.json``."""
    engines: dict[str, object] = {}
    async with open_platform() as client, open_lives(client) as lives:
        for offer in await list_offers(client):
            if offer.available:
                engines[offer.name] = await measure_engine(lives, offer.name)
            else:
                engines[offer.name] = {"skipped": offer.unavailable_reason}
    write_report("memory", {"measured": "PSS in MB (10^6 bytes) when idle", "engines": engines})


async def measure_engine(lives: Lives, engine: str) -> dict[str, object]:
    """Create a store, wait until it rests, weigh it, remove it."""
    created = await lives.create(f"memory-{engine}", engine)
    try:
        pods = list_pod_uids(created.store.namespace)
        idle_after = await wait_for_idle_pods(pods)
        weights = weigh(pods)
    finally:
        await lives.delete(created.store)
    if not weights:
        return {"skipped": "its pods run on another machine"}
    return {
        "total": round(sum(weights.values()), 1),
        "processes": weights,
        "idle_after_seconds": idle_after,
    }


def list_pod_uids(namespace: str) -> list[str]:
    """UIDs of the namespace's pods, which the names of their control groups contain."""
    kubectl = Kubectl(ensure_program("kubectl"), FOLDER / "kubeconfig")
    listed = json.loads(kubectl.call("get", "pods", "--namespace", namespace, "--output=json"))
    return [pod["metadata"]["uid"] for pod in listed["items"]]


async def wait_for_idle_pods(pods: list[str]) -> int | None:
    """Seconds until the pods' processes took less than 2 % of a processor for ten seconds.

    None when they were still busy after three minutes.
    """
    for waited in range(0, IDLE_WITHIN_SECONDS, IDLE_FOR_SECONDS):
        before = read_pods_ticks(pods)
        await asyncio.sleep(IDLE_FOR_SECONDS)
        used = (read_pods_ticks(pods) - before) / TICKS_PER_SECOND
        if used / IDLE_FOR_SECONDS < IDLE_SHARE:
            return waited + IDLE_FOR_SECONDS
    return None


def read_pods_ticks(pods: list[str]) -> int:
    """Processor time of all processes of the pods, in clock ticks (proc_pid_stat(5))."""
    total = 0
    for folder in list_processes(pods):
        fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total


def weigh(pods: list[str]) -> dict[str, float]:
    """Process name to the MB of all processes with this name, heaviest first."""
    weights: defaultdict[str, float] = defaultdict(float)
    for folder in list_processes(pods):
        name = (folder / "comm").read_text(encoding="utf-8").strip()
        rollup = (folder / "smaps_rollup").read_text(encoding="ascii").splitlines()
        [pss] = [int(line.split()[1]) for line in rollup if line.startswith("Pss:")]
        weights[name] += pss * 1024 / 1e6
    heaviest = sorted(weights.items(), key=lambda item: -item[1])
    return {name: round(megabytes, 1) for name, megabytes in heaviest}


def list_processes(pods: list[str]) -> list[Path]:
    """Folders in /proc of the pods' processes."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            group = (folder / "cgroup").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        if any(pod in group for pod in pods):
            found.append(folder)
    return found
