"""What the orchestrators need goes away and comes back: they go on by themselves, and say so."""

import collections
import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.platform_under_test import Platform
from e2e.reliability.faults import stopped_api_server
from e2e.reliability.lanes import Lane, open_lane
from e2e.reliability.lives import find_faults, find_remains
from e2e.reliability.outcomes import Outcomes

GROUP = "Outages"
API_SERVER_SECONDS = 60
STORES = 6
# A line of a cause may come again when a process starts anew or an outage has two ends.
LINES_PER_CAUSE = 3
LOUD = ("warning", "error", "critical")


def count_loud_lines(lane: Lane) -> dict[tuple[str, str], int]:
    """How often each warning or error was logged, by event and minute."""
    lines = (line for line in lane.read_log() if line["level"] in LOUD)
    return collections.Counter((line["event"], line["timestamp"][:16]) for line in lines)


def check_life_goes_on(lane: Lane) -> None:
    """Everything that was asked for is there, and goes when told."""
    for store_id in lane.made:
        row = lane.wait(store_id, "ready_at IS NOT NULL AND lease_token IS NULL", seconds=240)
        assert list(find_faults(lane, row, None)) == []
    lane.bench.delete_stores(lane.made)
    for store_id in lane.made:
        row = lane.wait(store_id, "deleted_at IS NOT NULL", seconds=240)
        assert list(find_remains(lane, row)) == []


def create_many(lane: Lane, prefix: str) -> None:
    """Some stores whose creation the outage meets at different stages."""
    for number in range(STORES):
        lane.create(f"{prefix}-{number}")
        time.sleep(0.3)


def test_api_server_gone_for_a_minute(
    platform: Platform, tmp_path: Path, outcomes: Outcomes
) -> None:
    with open_lane(platform, tmp_path) as lane:
        lane.start()
        create_many(lane, "api")
        with stopped_api_server(platform):
            time.sleep(API_SERVER_SECONDS)
        check_life_goes_on(lane)
        assert lane.bench.processes[lane.orchestrator].exit_codes == [], "it lived through it"
        loud = count_loud_lines(lane)
        assert tuple(
            event for event in ("cluster_away", "cluster_back") if lane.has_logged(event)
        ) == ("cluster_away", "cluster_back")
        assert {line: n for line, n in loud.items() if n > LINES_PER_CAUSE} == {}
    outcomes.note(
        GROUP,
        "the Kubernetes API server is away for a minute while stores are created",
        "the same process goes on, all Ready, then all gone; the log tells it once",
    )


def test_postgresql_restarted(platform: Platform, tmp_path: Path, outcomes: Outcomes) -> None:
    with open_lane(platform, tmp_path) as lane:
        lane.start()
        create_many(lane, "pg")
        lane.bench.server.stop()
        time.sleep(5)
        lane.bench.server.start()
        check_life_goes_on(lane)
        lives = lane.bench.processes[lane.orchestrator].exit_codes
        assert len(lives) <= 1, "it was started anew once at most, and then waited"
        assert {line: n for line, n in count_loud_lines(lane).items() if n > STORES} == {}
    outcomes.note(
        GROUP,
        "PostgreSQL is restarted while stores are created",
        "the process ends, is started anew once, waits for the database and goes on; all Ready, "
        "then all gone",
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A full file system; writing fails with ENOSPC, really."""
    folder = tmp_path / "mortal"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Write until there is no room left; the file to remove."""
    file = folder / "filling"
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as filling:
        while True:
            filling.write(b"\0" * 1024)
    assert shutil.disk_usage(folder).free == 0
    return file


def test_disk_full_for_helm(
    platform: Platform, tmp_path: Path, outcomes: Outcomes, small_disk: Path
) -> None:
    with open_lane(platform, tmp_path) as lane:
        filling = fill(small_disk)
        lane.bench.start("full", TMPDIR=str(small_disk))
        store_id = lane.create("cramped")
        row = lane.wait(store_id, "ready_at IS NOT NULL AND lease_token IS NULL")
        assert shutil.disk_usage(small_disk).free == 0, "it was full all the time"
        assert list(find_faults(lane, row, None)) == []
        assert [line for line in lane.bench.read_log("full") if line["level"] in LOUD] == []
        filling.unlink()
        lane.bench.delete_stores([store_id])
        lane.wait(store_id, "deleted_at IS NOT NULL")
        written = [path for path in small_disk.rglob("*") if path.is_file()]
        assert written == [], "values, or anything else, lay there"
    outcomes.note(
        GROUP,
        "the disk of Helm's scratch folder is full",
        "Ready all the same: values go through a pipe, and nothing is written there at all",
    )
