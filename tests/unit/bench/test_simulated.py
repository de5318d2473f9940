"""What the benchmarks on simulated nodes conclude from what they see."""

import os
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bench.simulated.chaos import find_overlaps
from bench.simulated.figures import Snapshot, build_difference, build_percentiles, build_shares
from bench.simulated.scale import Size, judge
from bench.simulated.usage import read_tree_seconds, read_usage
from workbench import LeaseInterval

START = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY = UUID(int=0)


def lease(store: int, begins: int, ends: int) -> LeaseInterval:
    moments = (START + timedelta(seconds=second) for second in (begins, ends))
    return LeaseInterval(UUID(int=store), f"from-{begins}", NOBODY, *moments)


def test_leases_that_follow_one_another_do_not_overlap() -> None:
    assert find_overlaps([lease(1, 10, 20), lease(1, 0, 10), lease(2, 5, 15)]) == []


def test_a_lease_that_begins_before_the_other_ended_is_found() -> None:
    [found] = find_overlaps([lease(1, 0, 10), lease(1, 9, 20)])
    assert "from-9" in found
    assert "0:00:01" in found


def snapshot(at: float, **changed: float) -> Snapshot:
    seconds = dict.fromkeys(("orchestrator", "helm", "postgresql"), 0.0) | changed
    return Snapshot(at, seconds, requests=at * 2, transactions=int(at), busy=(int(at), int(at) * 2))


def test_what_was_used_is_told_per_store_and_per_second() -> None:
    before, after = snapshot(100), snapshot(160, orchestrator=6, helm=18)
    found = build_difference(before, after, 120)
    assert found["stores_per_minute"] == 120
    assert found["processor_seconds_per_store_together"] == 0.2
    assert found["helm_percent_of_processor_time"] == 75
    assert found["machine_busy_percent"] == 50
    assert found["api_requests_per_store"] == 1
    shares = build_shares(before, after)
    assert shares["percent_of_a_core"] == {"orchestrator": 10, "helm": 30, "postgresql": 0}


def test_percentiles_are_durations_that_occurred() -> None:
    found = build_percentiles([float(n) for n in range(100, 0, -1)])
    assert found == {"runs": 100, "p50": 50, "p95": 95, "max": 100}


def test_a_goal_that_is_missed_is_said_to_be() -> None:
    settled = {
        "percent_of_a_core": {"orchestrator": 3.1, "postgresql": 0.4},
        "resident_mb": 250.0,
    }
    met = [goal["met"] for goal in judge({"stores_per_minute": 149.9}, settled)]
    assert met == [False, False, True, True]


def test_the_size_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_SCALE_STORES", "30")
    assert Size.read() == Size(stores=30)


def test_processor_time_is_read() -> None:
    before = read_usage(os.getpid())
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    after = read_usage(os.getpid())
    assert after.own - before.own >= 0.05
    assert after.resident > 0
    assert read_tree_seconds(os.getpid()) >= after.own
