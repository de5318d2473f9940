"""An outage is told once when it begins and once when it ends."""

import structlog
from structlog.testing import capture_logs

from store_orchestrator.observability.outages import Outage


def test_an_outage_is_told_once() -> None:
    with capture_logs() as lines:
        outage = Outage(structlog.get_logger(), "cluster")
        outage.end()
        for _ in range(1000):
            outage.meet(cause="gone")
        outage.end()
        outage.end()
    loud = [(line["event"], line["log_level"]) for line in lines if line["log_level"] != "debug"]
    assert loud == [("cluster_away", "warning"), ("cluster_back", "info")]
    assert lines[-1]["met"] == 1000


def test_the_next_outage_is_told_again() -> None:
    with capture_logs() as lines:
        outage = Outage(structlog.get_logger(), "cluster")
        for _ in range(2):
            outage.meet(cause="gone")
            outage.end()
    assert [line["event"] for line in lines] == ["cluster_away", "cluster_back"] * 2


def test_it_is_back_when_it_is_for_everybody() -> None:
    with capture_logs() as lines:
        outage = Outage(structlog.get_logger(), "watches")
        for who in ("one", "two", "one"):
            outage.meet(who)
        outage.end("one")
        outage.meet("one")
        outage.end("one")
        outage.end("two")
    loud = [line["event"] for line in lines if line["log_level"] != "debug"]
    assert loud == ["watches_away", "watches_back"]
