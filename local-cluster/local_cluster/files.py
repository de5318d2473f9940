"""Writing files that others may read at the same time."""

from __future__ import annotations

from pathlib import Path


def write_file(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Replace `path` by `text` in one step; it never has a wider mode than `mode`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=mode)
    fresh.write_text(text)
    fresh.chmod(mode)
    fresh.replace(path)
