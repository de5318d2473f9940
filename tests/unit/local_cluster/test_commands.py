from pathlib import Path

import pytest

from local_cluster.commands import CommandError, capture, run


def test_a_failure_tells_program_code_log_and_last_lines_but_no_arguments(tmp_path: Path) -> None:
    log = tmp_path / "stage.log"
    log.write_text("from an earlier command\n")
    with pytest.raises(CommandError) as caught:
        run(["sh", "-c", "echo working; echo broken >&2; exit 7 # secret"], log=log)
    error = caught.value
    assert (error.program, error.program_exit_code, error.log) == ("sh", 7, log)
    assert error.last_lines == ("working", "broken")
    assert "secret" not in str(error)


def test_captured_output_leaves_the_log_of_errors_out() -> None:
    assert capture(["sh", "-c", "cat; echo noise >&2"], stdin=b"text") == "text"


def test_a_program_never_waits_for_a_person() -> None:
    assert capture(["cat"]) == ""


def test_a_missing_program_is_named() -> None:
    with pytest.raises(CommandError, match="no-such-program"):
        capture(["no-such-program", "--help"])
