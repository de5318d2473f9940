"""Adding an engine touches the places that CONTRIBUTING.md names, and no others."""

import difflib
import filecmp
from pathlib import Path

from e2e import tree

ALLOWED = tuple(str(place) for place in tree.PLACES.values())


def test_the_tiny_engine_touches_only_an_engines_places(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    tree.copy_checkout(before)
    tree.copy_checkout(after)
    tree.add_tiny(after)
    touched = list_differences(before, after)
    assert touched, "adding the engine changed nothing"
    elsewhere = [path for path in touched if not path.startswith(ALLOWED)]
    assert elsewhere == [str(tree.REGISTRY)]
    assert {place for place in ALLOWED if not any(p.startswith(place) for p in touched)} == set()


def test_the_registry_gains_one_import_and_one_name(tmp_path: Path) -> None:
    source = (tree.ROOT / tree.REGISTRY).read_text(encoding="utf-8")
    lines = difflib.ndiff(source.splitlines(), tree.register(source).splitlines())
    added = [line[2:] for line in lines if line.startswith("+ ") and line[2:]]
    assert len(added) == 2
    assert added[0] == tree.IMPORT.strip()
    assert added[1].endswith(", Tiny())")


def list_differences(left: Path, right: Path) -> list[str]:
    """Paths of files that only one side has, or that are not the same."""
    names = {
        path.relative_to(side)
        for side in (left, right)
        for path in side.rglob("*")
        if not path.is_dir()
    }
    return sorted(str(name) for name in names if not is_same(left / name, right / name))


def is_same(left: Path, right: Path) -> bool:
    return left.is_file() and right.is_file() and filecmp.cmp(left, right, shallow=False)
