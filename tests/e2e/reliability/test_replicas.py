"""Many orchestrators on one queue: no store is two's at once, whoever dies or sleeps."""

import itertools
import signal
import time
from pathlib import Path
from uuid import UUID

from e2e.platform_under_test import Platform
from e2e.reliability.lanes import (
    LEASE_SECONDS,
    Lane,
    find_helms,
    list_leftovers,
    open_bench,
    open_lane,
)
from e2e.reliability.lives import MIDWAY, find_faults
from e2e.reliability.outcomes import Outcomes
from workbench import LeaseInterval, Workbench

REPLICAS = ("one", "two", "three")
STORES = 12
KILLS = 3
GROUP = "Many replicas"
# The other one has looked at everything that hints told it of, and will not look again.
QUIET = "lease_token IS NULL AND observed_at < now() - interval '5 s'"
# Whoever wakes may look at the store again, under a lease of its own.
LOOKS = ("observed_at", "due_at")


def find_overlaps(leases: list[LeaseInterval]) -> list[tuple[LeaseInterval, LeaseInterval]]:
    """Pairs of intervals in which a store was two owners' at once."""
    by_store = itertools.groupby(leases, key=lambda lease: lease.store_id)
    neighbours = (itertools.pairwise(sorted(each, key=lambda i: i.begins)) for _, each in by_store)
    return [(a, b) for pairs in neighbours for a, b in pairs if b.begins < a.ends]


def see(lane: Lane, store_id: UUID) -> tuple[object, ...]:
    """All that is kept of the store: its row, its history, its objects in the cluster."""
    row = lane.bench.get_store(store_id)
    kept = {name: value for name, value in row.items() if name not in LOOKS}
    return kept, lane.list_reasons(store_id), lane.list_versions(row)


def kill_in_turn(bench: Workbench) -> None:
    """SIGKILL one replica after the other while there is work."""
    for name in itertools.islice(itertools.cycle(REPLICAS), KILLS):
        time.sleep(LEASE_SECONDS)
        bench.processes[name].kill()


def test_stores_are_nobodys_or_one_orchestrators(
    platform: Platform, tmp_path: Path, outcomes: Outcomes
) -> None:
    with open_bench(platform, tmp_path) as bench:
        for name in REPLICAS:
            bench.start(name)
        lane = Lane(platform, bench)
        lane.made = bench.add_stores([f"many-{n}" for n in range(STORES)], engine="tiny")
        try:
            kill_in_turn(bench)
            bench.wait_until(lambda: bench.count("ready_at IS NOT NULL") == STORES, 240, "Ready")
            rows = [bench.get_store(store_id) for store_id in lane.made]
            assert [fault for row in rows for fault in find_faults(lane, row, None)] == []
            bench.delete_stores(lane.made)
            kill_in_turn(bench)
            bench.wait_until(lambda: bench.count("deleted_at IS NOT NULL") == STORES, 240, "gone")
            assert [left for row in rows for left in list_leftovers(platform, row["key"])] == []
            leases = bench.list_leases()
            assert len({lease.owner for lease in leases}) > len(REPLICAS), "all of them worked"
            assert find_overlaps(leases) == []
        finally:
            lane.close()
    outcomes.note(
        GROUP,
        f"{len(REPLICAS)} orchestrators, {STORES} stores, one of them killed every few seconds",
        "all Ready, then all gone; no two leases of a store overlap; nothing left",
    )


def test_overlaps_would_be_found() -> None:
    """The test above can fail."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415
    from uuid import uuid4  # noqa: PLC0415

    store, start, second = uuid4(), datetime.now(UTC), timedelta(seconds=1)
    first = LeaseInterval(store, "one", uuid4(), start, start + 2 * second)
    late = LeaseInterval(store, "two", uuid4(), start + 2 * second, start + 3 * second)
    early = LeaseInterval(store, "two", uuid4(), start + second, start + 3 * second)
    assert find_overlaps([first, late]) == []
    assert find_overlaps([first, early]) == [(first, early)]


def test_lease_lost_while_working(platform: Platform, tmp_path: Path, outcomes: Outcomes) -> None:
    """LeaseLostWhileWorking: frozen with its Helm in the middle of a deployment, woken too late."""
    with open_lane(platform, tmp_path) as lane:
        lane.start()
        lane.arm(MIDWAY, number=signal.SIGSTOP, helm=[signal.SIGSTOP])
        store_id = lane.create("sleeper")
        lane.bench.wait_until(lane.has_met_fate, 60, "it sleeps")
        lane.bench.wait_until(lambda: not find_helms(lane.scratch), 30, "its Helm is ended")
        lane.bench.start("other")
        row = lane.wait(store_id, f"ready_at IS NOT NULL AND {QUIET}")
        before, leases = see(lane, store_id), lane.bench.list_leases()
        lane.bench.processes[lane.orchestrator].resume()
        lane.bench.wait_until(lambda: lane.has_logged("lease_lost"), 30, "it notices")
        time.sleep(LEASE_SECONDS)
        assert see(lane, store_id) == before
        assert lane.bench.list_leases()[: len(leases)] == leases, "under the lost lease"
        assert list(find_faults(lane, row, None)) == []
        assert find_overlaps(lane.bench.list_leases()) == []
        lane.bench.delete_stores([store_id])
        lane.wait(store_id, "deleted_at IS NOT NULL")
    outcomes.note(
        GROUP,
        "LeaseLostWhileWorking: an orchestrator and its Helm are frozen past the lease and woken",
        "Helm is ended with the lease, another orchestrator goes on; the woken one writes nothing "
        "to database or cluster",
    )


def test_another_one_goes_on_at_once(
    platform: Platform, tmp_path: Path, outcomes: Outcomes
) -> None:
    """WorkerDiesDuringDeploy: who takes over is not the one that died."""
    with open_lane(platform, tmp_path) as lane:
        lane.start()
        lane.arm(MIDWAY)
        store_id = lane.create("orphaned")
        lane.bench.processes[lane.orchestrator].restarting = False
        lane.bench.wait_until(lane.has_met_fate, 60, "it dies")
        lane.bench.start("other")
        row = lane.wait(store_id, "ready_at IS NOT NULL AND lease_token IS NULL")
        assert list(find_faults(lane, row, None)) == []
        assert "ReleaseUnfinished" in lane.list_reasons(store_id)
        lane.bench.delete_stores([store_id])
        lane.wait(store_id, "deleted_at IS NOT NULL")
    outcomes.note(
        GROUP,
        "WorkerDiesDuringDeploy: killed in the middle of Helm, and never comes back",
        "another orchestrator heals the release and goes on",
    )


def test_clocks_that_differ_by_a_minute(
    platform: Platform, tmp_path: Path, outcomes: Outcomes
) -> None:
    with open_lane(platform, tmp_path) as lane:
        lane.start(MORTAL_CLOCK_SKEW="-60")
        other = Lane(platform, lane.bench, "ahead")
        other.start()
        lane.made = lane.bench.add_stores([f"clock-{n}" for n in range(4)], engine="tiny")
        for store_id in lane.made:
            row = lane.wait(store_id, "ready_at IS NOT NULL")
            assert list(find_faults(lane, row, None)) == []
        lane.bench.delete_stores(lane.made)
        for store_id in lane.made:
            lane.wait(store_id, "deleted_at IS NOT NULL")
        assert find_overlaps(lane.bench.list_leases()) == []
    outcomes.note(
        GROUP,
        "the clocks of two orchestrators differ by a minute",
        "leases follow the database's clock alone: none overlap, all Ready, all gone",
    )
