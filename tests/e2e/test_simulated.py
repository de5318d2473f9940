"""Orchestrators on a control plane with simulated nodes: the benchmarks' short forms."""

from bench.simulated.chaos import run_chaos


def test_killing_orchestrators_loses_and_leaves_nothing() -> None:
    report = run_chaos(stores=20, kill_every=2.0, kills=4)
    assert report["violations"] == []
    assert report["killed"] == 4
