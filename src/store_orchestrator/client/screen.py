"""Writing to the terminal: results on stdout, everything else on stderr."""

import json
import sys
import unicodedata
from collections.abc import Iterable

import yaml
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from store_orchestrator.client.models import JsonObject, Store
from store_orchestrator.client.terms import OutputFormat
from store_orchestrator.domain.store import Phase

_PHASE_STYLES = {
    Phase.READY: "green",
    Phase.PENDING: "yellow",
    Phase.PROVISIONING: "yellow",
    Phase.DELETING: "yellow",
    Phase.DEGRADED: "red",
    Phase.FAILED: "bold red",
    Phase.SUSPENDED: "dim",
    Phase.DELETED: "dim",
}


def open_console() -> Console:
    """Stdout, for results; colours only at a terminal, and never with NO_COLOR."""
    return Console(file=sys.stdout, highlight=False, emoji=False, markup=False)


def open_error_console() -> Console:
    """Stderr, for progress, hints and problems."""
    return Console(file=sys.stderr, highlight=False, emoji=False, markup=False)


def clean(text: str) -> str:
    """Text from a server without control characters, which could drive the terminal."""
    return "".join(
        " " if unicodedata.category(character) in {"Cc", "Cf"} else character for character in text
    )


def build_phase(store: Store) -> Text:
    """The phase, coloured, marked when nobody has looked at the store for long."""
    style = {phase.value: style for phase, style in _PHASE_STYLES.items()}.get(store.phase, "")
    return Text(clean(store.phase) + (" (stale)" if store.stale else ""), style=style)


def build_table(headings: Iterable[str], rows: Iterable[Iterable[str | Text]]) -> Table:
    """Columns as kubectl prints them: no lines, nothing cut off."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="")
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(clean(cell)) for cell in row))
    return table


def build_fields(fields: Iterable[tuple[str, str | Text]], indent: int = 0) -> Table:
    """``Label:  value`` lines; empty values are left out."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    for label, value in fields:
        if value:
            text = value if isinstance(value, Text) else Text(clean(value))
            table.add_row(Text(f"{' ' * indent}{label}:"), text)
    return table


def print_result(
    output: OutputFormat, document: object, *, names: Iterable[str], people: RenderableType
) -> None:
    """Print a result on stdout in the form that was asked for.

    Args:
        document: what the API said; printed as it is for json and yaml.
        names: one line each for name.
        people: what table prints.
    """
    if output is OutputFormat.TABLE:
        print_wide(open_console(), people)
    elif output is OutputFormat.NAME:
        _write("".join(f"{name}\n" for name in names))
    elif output is OutputFormat.JSON:
        _write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    else:
        _write(yaml.safe_dump(document, sort_keys=False, allow_unicode=True))


def print_item(output: OutputFormat, document: JsonObject, *, name: str, row: str) -> None:
    """Print one of many results that arrive over time, at once.

    JSON is one line per document, YAML one document of a stream.
    """
    if output is OutputFormat.TABLE:
        _write(f"{row}\n")
    elif output is OutputFormat.NAME:
        _write(f"{name}\n")
    elif output is OutputFormat.JSON:
        _write(json.dumps(document, ensure_ascii=False) + "\n")
    else:
        _write("---\n" + yaml.safe_dump(document, sort_keys=False, allow_unicode=True))


def print_wide(console: Console, *parts: RenderableType) -> None:
    """Print without wrapping at the terminal's width: long values stay whole and copyable."""
    group = Group(*parts)
    needed = Measurement.get(console, console.options.update(width=10_000), group).maximum
    console.width = max(console.width, needed)
    with console.capture() as capture:
        console.print(group, no_wrap=True, crop=False, overflow="ignore")
    lines = (line.rstrip() for line in capture.get().splitlines())
    console.file.write("".join(f"{line}\n" for line in lines))
    console.file.flush()


def print_hint(text: str) -> None:
    """Tell people at stderr what to do next."""
    open_error_console().print(clean(text), soft_wrap=True)


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
