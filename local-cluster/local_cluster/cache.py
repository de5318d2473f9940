"""Content-addressed cache of everything that takes long to build."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_KEY_LENGTH = 16


def cache_root() -> Path:
    """Return `${XDG_CACHE_HOME:-~/.cache}/store-orchestrator`."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "store-orchestrator"


def content_key(paths: Iterable[Path], *salt: str) -> str:
    """Return 16 hex digits over names, modes and bytes of `paths`, and over every salt.

    A path may be a file or a folder; a folder counts with all files below it, named relative to
    it, so that the key does not depend on where the checkout lies. Python's byte code is left out.
    Raises FileNotFoundError when a path does not exist.
    """
    digest = hashlib.sha256()
    for part in salt:
        _add(digest, part.encode())
    for path in paths:
        for name, file in _list_files(path):
            _add(digest, name.encode())
            if file.is_symlink():
                _add(digest, str(file.readlink()).encode())
            else:
                _add(digest, b"x" if os.access(file, os.X_OK) else b"-")
                _add(digest, file.read_bytes())
    return digest.hexdigest()[:_KEY_LENGTH]


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target` that becomes `target` when the block succeeds.

    Holds an inter-process lock for the time of the block, so two builds of one target never run
    at once: look at `target.exists()` inside the block, another process may have made it
    meanwhile. Nothing is renamed when the block left the temporary path unmade; it is removed
    when the block fails.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with _locked(target):
        scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        made = scratch / target.name
        try:
            yield made
            if made.exists():
                _replace(made, target)
        finally:
            shutil.rmtree(scratch)


def keep_newest(folder: Path, count: int) -> None:
    """Remove all but the `count` most recently used entries of `folder`."""
    if not folder.exists():
        return
    entries = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    entries.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[count:]:
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _add(digest: hashlib._Hash, data: bytes) -> None:
    # The length in front keeps ("ab", "c") and ("a", "bc") apart.
    digest.update(f"{len(data)}:".encode())
    digest.update(data)


def _list_files(path: Path) -> list[tuple[str, Path]]:
    if not path.is_dir():
        path.lstat()
        return [(path.name, path)]
    files = (p for p in path.rglob("*") if p.is_symlink() or p.is_file())
    named = ((p.relative_to(path).as_posix(), p) for p in files)
    return sorted((name, p) for name, p in named if "__pycache__" not in name)


def _replace(made: Path, target: Path) -> None:
    if target.is_dir():
        # rename(2) does not replace a folder that holds something.
        shutil.rmtree(target)
    made.replace(target)


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    locks = cache_root() / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(str(target.absolute()).encode()).hexdigest()[:_KEY_LENGTH]
    with (locks / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
