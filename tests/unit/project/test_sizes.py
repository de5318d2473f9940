"""The caps on functions and modules are enforced."""

from pathlib import Path

import check_sizes


def test_long_functions_and_modules_are_reported(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    body = "\n".join("    x = 1" for _ in range(60))
    long.write_text(f"def f() -> None:\n{body}\n" + "# filler\n" * 400)
    faults = list(check_sizes.find_oversized(long))
    assert [fault.split(": ", 1)[1] for fault in faults] == [
        "461 lines, at most 400: split it",
        "f has 61 lines, at most 60: split it",
    ]


def test_functions_and_modules_at_the_cap_pass(tmp_path: Path) -> None:
    fine = tmp_path / "fine.py"
    body = "\n".join("    x = 1" for _ in range(59))
    fine.write_text(f"def f() -> None:\n{body}\n" + "# filler\n" * 340)
    assert list(check_sizes.find_oversized(fine)) == []
