"""``python -m store_orchestrator api|orchestrator|migrate``."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

import structlog
import typer
import uvloop

from store_orchestrator import bootstrap
from store_orchestrator.observability.logging import configure_logging
from store_orchestrator.observability.tracing import exported_traces
from store_orchestrator.settings import (
    ApiSettings,
    InvalidSettings,
    MigrateSettings,
    OrchestratorSettings,
    load_settings,
)

EXIT_FAILED = 1
EXIT_USAGE = 2

S = TypeVar("S", ApiSettings, OrchestratorSettings, MigrateSettings)

app = typer.Typer(
    help="Store Orchestrator's processes. Settings are environment variables SO_…",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
log = structlog.get_logger(__name__)


@app.command()
def api() -> None:
    """Serve the HTTP API and the dashboard."""
    _run("api", ApiSettings, bootstrap.run_api)


@app.command()
def orchestrator() -> None:
    """Make stores what was asked."""
    _run("orchestrator", OrchestratorSettings, bootstrap.run_orchestrator)


@app.command()
def migrate() -> None:
    """Bring the database to this version; make the operator and their token."""
    _run("migrate", MigrateSettings, bootstrap.run_migrate)


def _run(name: str, kind: type[S], main: Callable[[S], Coroutine[Any, Any, None]]) -> None:
    settings = _load(kind)
    configure_logging(json=settings.log_format == "json", level=settings.log_level)
    try:
        with (
            exported_traces(name, settings.otlp_endpoint),
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            runner.run(main(settings))
    except Exception:
        log.exception("process.failed")
        raise typer.Exit(EXIT_FAILED) from None


def _load(kind: type[S]) -> S:
    try:
        return load_settings(kind)
    except InvalidSettings as error:
        _refuse(error)


def _refuse(error: InvalidSettings) -> NoReturn:
    typer.echo(f"These settings are missing or wrong:\n{error}", err=True)
    raise typer.Exit(EXIT_USAGE)


if __name__ == "__main__":
    app()
