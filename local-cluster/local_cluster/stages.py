"""Stages of a long command: progress for people, plain lines for logs, estimates."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from local_cluster.cache import cache_root
from local_cluster.errors import LocalClusterError

_MINUTE = 60
Report = Callable[[str, str], None]


class StageError(LocalClusterError):
    """A stage failed; says which, where its log is and what to do."""

    def __init__(self, title: str, log: Path, cause: Exception, remedy: str) -> None:
        """Join the stage, the cause and the log into one message."""
        known = getattr(cause, "remedy", "")
        super().__init__(f"{title}: {cause}\n  Log: {log}", remedy=known or remedy)
        self.exit_code = getattr(cause, "exit_code", 1)


class Stage:
    """One running stage. `log` is the file for the output of the programs it runs."""

    def __init__(self, title: str, log: Path, report: Report) -> None:
        """Start with an empty log."""
        self.title = title
        self.log = log
        self._report = report
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("")

    def note(self, text: str) -> None:
        """Show what the stage is doing now."""
        self._report(self.title, text)


class Stages:
    """Shows stages as they run; several may run at once, each in its own thread.

    Durations are remembered in the cache, so that the next run shows an estimate.
    """

    def __init__(self, folder: str = "up") -> None:
        """Logs go to `logs/<folder>` in the cache."""
        self._logs = cache_root() / "logs" / folder
        self._durations = _Durations(cache_root() / "durations.json")
        self._console = Console(stderr=True, highlight=False)
        self._live = self._console.is_terminal
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[times]}[/dim]"),
            console=self._console,
            transient=True,
        )
        self._rows: dict[str, TaskID] = {}
        self._started = time.monotonic()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start the display."""
        if self._live:
            self._stack.enter_context(self._progress)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the display."""
        self._stack.__exit__(kind, error, trace)

    @property
    def elapsed(self) -> float:
        """Seconds since this object was made."""
        return time.monotonic() - self._started

    @contextmanager
    def stage(self, title: str, *, remedy: str = "") -> Iterator[Stage]:
        """Run the block as a stage. Raises StageError, from the cause, when the block fails."""
        slug = "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())
        running = Stage(title, self._logs / f"{slug}.log", self._note)
        expected = self._durations.find(title)
        self._begin(title, expected)
        start = time.monotonic()
        try:
            yield running
        except StageError:
            self._end(title, "[red]failed[/red]", time.monotonic() - start)
            raise
        except (LocalClusterError, OSError, ValueError) as error:
            self._end(title, "[red]failed[/red]", time.monotonic() - start)
            raise StageError(title, running.log, error, remedy) from error
        took = time.monotonic() - start
        self._durations.remember(title, took)
        self._end(title, "[green]done[/green]", took)

    def say(self, text: str) -> None:
        """Print a line for the user above the running stages."""
        self._console.print(text)

    def _begin(self, title: str, expected: float | None) -> None:
        about = f"about {_seconds(expected)}" if expected is not None else ""
        if not self._live:
            self._console.print(f"  … {title}" + (f" ({about})" if about else ""))
            return
        row = self._progress.add_task(title, total=None, times=about)
        self._rows[title] = row

    def _note(self, title: str, text: str) -> None:
        if self._live:
            self._progress.update(self._rows[title], description=f"{title}: {text}")
        else:
            self._console.print(f"  … {title}: {text}")

    def _end(self, title: str, outcome: str, took: float) -> None:
        if self._live:
            self._progress.remove_task(self._rows.pop(title))
        self._console.print(f"  {outcome} {title} [dim]({_seconds(took)})[/dim]")


class _Durations:
    """How long each stage took the last time, in a JSON file."""

    # A stage that found its result in the cache says nothing about how long the work takes.
    _SHORTEST = 0.5

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def find(self, title: str) -> float | None:
        return self._read().get(title)

    def remember(self, title: str, seconds: float) -> None:
        if seconds < self._SHORTEST:
            return
        with self._lock:
            known = {**self._read(), title: round(seconds, 1)}
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".tmp")
            fresh.write_text(json.dumps(known, indent=1, sort_keys=True))
            fresh.replace(self._path)

    def _read(self) -> dict[str, float]:
        try:
            return {str(k): float(v) for k, v in json.loads(self._path.read_text()).items()}
        except FileNotFoundError:
            return {}
        except ValueError as error:
            # Estimates are a comfort: a damaged file costs them, not the run.
            print(f"ignoring {self._path}: {error}", file=sys.stderr)  # noqa: T201
            return {}


def _seconds(value: float) -> str:
    if value < _MINUTE:
        return f"{value:.1f} s"
    return f"{int(value // _MINUTE)} min {int(value % _MINUTE)} s"
