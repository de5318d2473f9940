"""Arguments and options that several commands share."""

from datetime import timedelta
from typing import Annotated

import typer

from store_orchestrator.client.durations import InvalidDuration, parse_duration
from store_orchestrator.client.terms import OutputFormat

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def read_duration(text: str) -> timedelta:
    """Parse a duration that was typed.

    Raises:
        typer.BadParameter: when it is none.
    """
    try:
        return parse_duration(text)
    except InvalidDuration as error:
        raise typer.BadParameter(str(error)) from None


def build_examples(*lines: str) -> str:
    """The end of a help text; each line as it is."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


Output = Annotated[
    OutputFormat,
    typer.Option("--output", "-o", help="How to print the result.", metavar="table|json|yaml|name"),
]
Reference = Annotated[
    str, typer.Argument(metavar="NAME|ID", help="A live store's name, or any store's ID.")
]
DisplayName = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT", help="What shoppers read, up to 60 characters; else made from NAME."
    ),
]
Country = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Where it sells, two letters (ISO 3166-1); else US."),
]
Currency = Annotated[
    str | None,
    typer.Option(
        metavar="CODE", help="What prices are in, three letters (ISO 4217); else the country's."
    ),
]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for the outcome and show each step.")]
WaitByDefault = Annotated[
    bool, typer.Option("--wait/--no-wait", help="Wait for the outcome and show each step.")
]
Timeout = Annotated[
    str,
    typer.Option(
        metavar="DURATION",
        help="How long to wait, like 90s, 10m or 1h30m; the store goes on by itself afterwards.",
    ),
]
