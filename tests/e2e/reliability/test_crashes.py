"""Killed at each named moment of each stage, with the real Helm, cluster and database."""

import queue
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from e2e.platform_under_test import Platform
from e2e.reliability.lanes import open_lane
from e2e.reliability.lives import MOMENTS, Cell, Life, build_lives
from e2e.reliability.outcomes import Outcomes

# More would only wait for the two cores of a small machine.
LANES = 3
CELLS = [Cell(stage, moment) for stage, moments in MOMENTS.items() for moment in moments]
GOALS = {
    "creation": "Ready; one namespace, one release, credentials as drawn, history complete",
    "upgrade": "Ready with the new values; one healthy revision, history complete",
    "retry": "Ready; the same credentials, history complete",
    "deletion": "Deleted; nothing left in cluster or on disk, receipt and history complete",
}


class Matrix:
    """Runs lives and keeps what was found wrong, by cell."""

    def __init__(self, lives: Iterable[Life]) -> None:
        self.faults: dict[Cell, list[str]] = {}
        self._lives: queue.SimpleQueue[Life] = queue.SimpleQueue()
        for life in lives:
            self._lives.put(life)

    def run(self, platform: Platform, folder: Path) -> None:
        """Live all lives, some beside each other."""
        threads = [
            threading.Thread(target=self._run_lane, args=(platform, folder / f"lane-{number}"))
            for number in range(LANES)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _run_lane(self, platform: Platform, folder: Path) -> None:
        with open_lane(platform, folder) as lane:
            lane.start(SO_RESYNC_SECONDS="2")
            while not self._lives.empty():
                life = self._lives.get()
                try:
                    life.live(lane, self._report)
                except (AssertionError, OSError) as error:
                    # The rest of this life is lost, and its cells say why; others go on.
                    self._give_up(life, error)

    def _report(self, cell: Cell, faults: Iterable[str]) -> None:
        self.faults[cell] = list(faults)

    def _give_up(self, life: Life, error: Exception) -> None:
        for stage, moment in life.moments.items():
            self.faults.setdefault(Cell(stage, moment), [f"life {life.number}: {error}"])


@pytest.fixture(scope="module")
def matrix(
    platform: Platform, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Matrix:
    """All cells that this run asks for, lived through at once."""
    specs = [getattr(item, "callspec", None) for item in request.session.items]
    asked = [spec.params["cell"] for spec in specs if spec is not None and "cell" in spec.params]
    matrix = Matrix(build_lives(asked))
    matrix.run(platform, tmp_path_factory.mktemp("crashes"))
    return matrix


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.stage} {cell.moment}")
def test_it_goes_on_after_a_kill(matrix: Matrix, cell: Cell, outcomes: Outcomes) -> None:
    assert cell in matrix.faults, "its life was never lived"
    assert matrix.faults[cell] == []
    outcomes.note(f"Killed during {cell.stage}", cell.moment, GOALS[cell.stage])
