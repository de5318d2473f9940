from pathlib import Path

import pytest

from local_cluster.errors import LocalClusterError, UsageError
from local_cluster.stages import StageError, Stages, _Durations


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_a_failure_names_stage_log_and_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    stages = Stages("up")
    with (
        pytest.raises(StageError) as caught,
        stages.stage("Start the node", remedy="Look there.") as stage,
    ):
        raise LocalClusterError("it did not start")
    assert "Start the node: it did not start" in str(caught.value)
    assert str(stage.log) in str(caught.value)
    assert caught.value.remedy == "Look there."
    assert "failed Start the node" in capsys.readouterr().err


def test_the_cause_knows_better_than_the_stage() -> None:
    with (
        pytest.raises(StageError) as caught,
        Stages("up").stage("Start the node", remedy="Look there."),
    ):
        raise UsageError("port taken", remedy="Take another one.")
    assert (caught.value.remedy, caught.value.exit_code) == ("Take another one.", 2)


def test_durations_are_remembered_but_not_those_of_finding_it_done(tmp_path: Path) -> None:
    durations = _Durations(tmp_path / "durations.json")
    durations.remember("Compile", 240.0)
    durations.remember("Compile", 0.01)
    assert _Durations(tmp_path / "durations.json").find("Compile") == 240.0


def test_the_second_run_shows_an_estimate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _Durations(tmp_path / "store-orchestrator" / "durations.json").remember("Compile", 125.0)
    with Stages("up").stage("Compile"):
        pass
    assert "about 2 min 5 s" in capsys.readouterr().err
