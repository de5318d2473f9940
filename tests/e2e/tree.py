"""The checkout with one more engine, ``tiny``: what the tests' cluster is brought up from.

The copy differs from the checkout in the places that CONTRIBUTING.md names for a new engine
and in nothing else, so the platform under test is the real one, and a place that was forgotten
there fails the tests.
"""

import shutil
import subprocess
from pathlib import Path

import engine_overlay
from e2e.broken.overlay import add_broken

ROOT = Path(__file__).resolve().parents[2]
TREE = ROOT / "build" / "e2e" / "tree"
TINY = ROOT / "tests" / "e2e" / "contract" / "tiny"
REGISTRY = engine_overlay.REGISTRY
PLACES = {
    "engine.py": Path("src/store_orchestrator/engines/tiny.py"),
    "chart": Path("charts/store-tiny"),
    "image": Path("images/tiny"),
}
"""What of the tiny engine goes where."""

_ENGINE = engine_overlay.NewEngine("tiny", "Tiny")
IMPORT = _ENGINE.import_line


def write_tree(target: Path = TREE) -> None:
    """Make ``target`` anew: the checkout with uncommitted changes, and the tiny engine."""
    if target.exists():
        shutil.rmtree(target)
    copy_checkout(target)
    add_tiny(target)
    add_broken(target)


def copy_checkout(target: Path) -> None:
    """Copy what git sees of the checkout."""
    for path in list_checkout():
        copy = target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, copy, follow_symlinks=False)


def add_tiny(target: Path) -> None:
    """Put the tiny engine where an engine goes.

    Raises:
        RegistryChanged: the registry cannot take one more engine in one line.
    """
    for name, place in PLACES.items():
        _copy(TINY / name, target / place)
    registry = target / REGISTRY
    registry.write_text(register(registry.read_text(encoding="utf-8")), encoding="utf-8")


def list_checkout() -> list[Path]:
    """Files of the checkout that are there and not ignored, relative to its root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (Path(name) for name in listed.split("\0") if name)
    return sorted({path for path in paths if (ROOT / path).is_file()})


def register(source: str) -> str:
    """The registry's source with the tiny engine as the last one on offer."""
    return _ENGINE.register(source)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy2(source, target)
