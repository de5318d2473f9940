"""Progress on stderr: live for people at a terminal, one plain line per step otherwise."""

import time
from datetime import timedelta
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress as Spinner
from rich.progress import ProgressColumn, SpinnerColumn, Task, TaskID, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

from store_orchestrator.client.durations import format_age
from store_orchestrator.client.models import Store, StoreEvent
from store_orchestrator.client.screen import build_phase, clean


class _Clock:
    def __init__(self) -> None:
        self._began = time.monotonic()

    def __str__(self) -> str:
        return format_age(timedelta(seconds=time.monotonic() - self._began))


class _StateColumn(ProgressColumn):
    """The task's field ``state``, a Text: what servers write is never read as markup."""

    def render(self, task: Task) -> Text:
        state: Text = task.fields["state"]
        return state


class PlainProgress:
    """One line per step, and one whenever the reason for waiting changes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._clock = _Clock()
        self._said: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing stays open."""

    def show_event(self, event: StoreEvent) -> None:
        """Print the event."""
        mark = "Warning: " if event.is_warning else ""
        self._said.add(event.message)
        self._print(f"{mark}{event.reason}: {event.message}")

    def show_state(self, store: Store) -> None:
        """Print the phase's reason unless it was said before, by an event or a state."""
        line = f"{build_phase(store).plain}: {store.phase_reason}"
        # That nobody looks at the store is news even when the reason is not.
        known = store.phase_reason in self._said and not store.stale
        if store.phase_reason and not known and line not in self._said:
            self._said |= {store.phase_reason, line}
            self._print(line)

    def show_note(self, text: str) -> None:
        """Print the note."""
        self._print(text)

    def _print(self, text: str) -> None:
        line = Text(f"{f'[{self._clock}]':>8} {clean(text)}")
        self._console.print(line, soft_wrap=True)


class LiveProgress:
    """Steps above, and below them a line that says what is being waited for."""

    def __init__(self, console: Console) -> None:
        self._clock = _Clock()
        self._spinner = Spinner(
            SpinnerColumn(),
            _StateColumn(table_column=Column(no_wrap=True, overflow="ellipsis")),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._line: TaskID | None = None

    def __enter__(self) -> Self:
        self._line = self._spinner.add_task("", total=None, state=Text("Asking the server"))
        self._spinner.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the line below; the steps stay."""
        self._spinner.stop()

    def show_event(self, event: StoreEvent) -> None:
        """Print the event above the line."""
        mark = ("! ", "yellow") if event.is_warning else ("✓ ", "green")
        self._print(mark, (f"{clean(event.reason)} ", "bold"), clean(event.message))

    def show_state(self, store: Store) -> None:
        """Say on the line what is being waited for."""
        reason = (f"  {clean(store.phase_reason)}", "dim")
        state = Text.assemble((f"{store.name} ", "bold"), build_phase(store), reason)
        if self._line is not None:
            self._spinner.update(self._line, state=state)

    def show_note(self, text: str) -> None:
        """Print the note above the line."""
        self._print(("… ", "yellow"), clean(text))

    def _print(self, *parts: str | tuple[str, str]) -> None:
        self._spinner.console.print(Text.assemble((f"{self._clock!s:>6} ", "dim"), *parts))


def open_progress(console: Console) -> PlainProgress | LiveProgress:
    """What suits the console."""
    return LiveProgress(console) if console.is_terminal else PlainProgress(console)
