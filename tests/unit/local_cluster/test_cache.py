import os
from pathlib import Path

import pytest

from local_cluster.cache import building, content_key, keep_newest


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_key_is_the_same_wherever_the_folder_lies(tmp_path: Path) -> None:
    files = {"a.go": "package a", "sub/b.go": "package b"}
    here = _write(tmp_path / "here", files)
    there = _write(tmp_path / "elsewhere" / "there", files)
    assert content_key([here], "go1.26") == content_key([there], "go1.26")


@pytest.mark.parametrize(
    ("files", "salt"),
    [
        ({"a": "2", "b": "1"}, "s"),  # bytes
        ({"a": "1", "c": "1"}, "s"),  # a name
        ({"a": "1", "b": "1", "d": ""}, "s"),  # one more
        ({"a": "1b1", "b": ""}, "s"),  # the same bytes, cut elsewhere
        ({"a": "1", "b": "1"}, "t"),  # a salt
    ],
)
def test_key_changes_with_names_bytes_and_salt(
    tmp_path: Path, files: dict[str, str], salt: str
) -> None:
    before = _write(tmp_path / "before", {"a": "1", "b": "1"})
    after = _write(tmp_path / "after", files)
    assert content_key([before], "s") != content_key([after], salt)


def test_key_changes_when_a_file_becomes_executable(tmp_path: Path) -> None:
    script = tmp_path / "run"
    script.write_text("#!/bin/sh")
    before = content_key([script])
    script.chmod(0o755)
    assert content_key([script]) != before


def test_key_needs_its_paths(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        content_key([tmp_path / "absent"])


def _fail_half_way(target: Path) -> None:
    with building(target) as made:
        made.write_text("half")
        raise ValueError("half way")


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "built" / "program"
    with pytest.raises(ValueError, match="half way"):
        _fail_half_way(target)
    assert list(target.parent.iterdir()) == []


def test_a_build_replaces_a_folder_that_holds_something(tmp_path: Path) -> None:
    target = _write(tmp_path / "built", {"old": "1"})
    with building(target) as made:
        assert (target / "old").exists()
        _write(made, {"new": "2"})
    assert [path.name for path in target.iterdir()] == ["new"]


def test_only_the_newest_entries_are_kept(tmp_path: Path) -> None:
    for age, name in enumerate(["new", "older", "oldest"]):
        folder = _write(tmp_path / name, {"x": ""})
        os.utime(folder, (1000 - age, 1000 - age))
    keep_newest(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == ["new"]
