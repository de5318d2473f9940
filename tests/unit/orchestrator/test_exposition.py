"""Metrics and liveness of an orchestrator, over a real socket."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest

from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.orchestrator.exposition import Exposition
from store_orchestrator.orchestrator.meter import Meter
from unit.domain.builders import BEGIN, NOW, SPEC


@asynccontextmanager
async def serving(
    render: Callable[[], bytes], is_alive: Callable[[], bool]
) -> AsyncIterator[httpx2.AsyncClient]:
    server = await Exposition(render, is_alive).open("127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield client


async def test_pages() -> None:
    alive = [True]
    async with serving(lambda: b"x 1\n", lambda: alive[0]) as client:
        assert (await client.get("/metrics?name=x")).content == b"x 1\n"
        assert (await client.get("/healthz")).status_code == 200
        alive[0] = False
        assert (await client.get("/healthz")).status_code == 503
        assert (await client.get("/")).status_code == 404
        assert (await client.post("/metrics")).status_code == 404


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        (Status(), Status(), b"0.0"),
        (Status(), Status(ready_at=NOW), b"1.0"),
        (Status(ready_at=BEGIN), Status(ready_at=BEGIN), b"0.0"),
    ],
)
def test_time_to_ready_is_taken_once(before: Status, after: Status, count: bytes) -> None:
    meter = Meter()
    spec: Spec = SPEC
    meter.note_ready(spec, before, after)
    line = b'store_orchestrator_time_to_ready_seconds_count{engine="medusa",path="cold"} ' + count
    assert (line in meter.render()) is (count != b"0.0")


def test_passes_and_steps_are_counted_by_how_they_ended() -> None:
    meter = Meter()
    with meter.passes() as measured:
        measured.outcome = "Settle"
    with pytest.raises(ValueError, match="broken"), meter.steps("DeployRelease"):
        raise ValueError("broken")
    text = meter.render()
    assert b'store_orchestrator_reconcile_duration_seconds_count{outcome="Settle"} 1.0' in text
    step = b'step_duration_seconds_count{result="failed",step="DeployRelease"} 1.0'
    assert step in text
