"""Builds end with the driver: tried with real processes, which need no rights but root's."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from local_cluster.images.isolation import build_isolation

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root")


def test_nothing_of_a_build_outlives_a_killed_driver(tmp_path: Path) -> None:
    folder = tmp_path / "mounted"
    folder.mkdir()
    mark = tmp_path / "mark"
    # The grandchild notes each tenth of a second that it is alive.
    script = (
        f"mount -t tmpfs none {folder}; (while :; do date +%s%N > {mark}; sleep 0.1; done) & wait"
    )
    command = [*build_isolation(), "sh", "-c", script]
    driver = subprocess.Popen(["sh", "-c", 'set -m; "$@" & wait', "driver", *command])
    while not mark.exists():
        time.sleep(0.05)

    driver.kill()
    driver.wait()

    # SIGKILL reaches the build a moment later; from then on the mark stands still.
    deadline = time.monotonic() + 10
    seen = ""
    while time.monotonic() < deadline and seen != (seen := mark.read_text()):
        time.sleep(0.5)
    assert mark.read_text() == seen
    assert str(folder) not in Path("/proc/mounts").read_text()


def test_an_offline_build_has_loopback_and_nothing_else() -> None:
    listing = subprocess.run(
        [*build_isolation(offline=True), "ip", "-brief", "link"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert [line.split()[:2] for line in listing.stdout.splitlines()] == [["lo", "UNKNOWN"]]
