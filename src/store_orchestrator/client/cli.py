"""storectl: the command line of Store Orchestrator."""

# ruff: noqa: PLC0415  # a command imports its work when it runs: --help stays quick

from typing import Annotated, NoReturn

import typer

from store_orchestrator import __version__
from store_orchestrator.client import orphan_commands, store_commands
from store_orchestrator.client.options import CONTEXT, Output, build_examples
from store_orchestrator.client.terms import OutputFormat

app = typer.Typer(
    help="Complete, isolated online shops on Kubernetes, from the command line.",
    epilog=(
        "Where the server is: STORECTL_URL and STORECTL_TOKEN, else what 'storectl login' stored.\n"
        "\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 timed out, 130 interrupted.\n\n"
        + build_examples(
            "storectl login http://dashboard.localhost:8080",
            "storectl store create demo --engine medusa --wait",
            "storectl store verify demo",
            "storectl store login demo",
            "storectl store delete demo --wait",
        )
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    # Frames with local variables could show a token.
    pretty_exceptions_enable=False,
    context_settings=CONTEXT,
)
engine_app = typer.Typer(
    help="Look at the kinds of shop on offer.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=CONTEXT,
)
app.add_typer(store_commands.app, name="store")
app.add_typer(engine_app, name="engine")
app.add_typer(orphan_commands.app, name="orphans")
app.command("capacity", epilog=build_examples("storectl capacity", "storectl capacity -o json"))(
    orphan_commands.show_capacity
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"storectl {__version__}")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Show storectl's version."
        ),
    ] = False,
) -> None:
    """Complete, isolated online shops on Kubernetes, from the command line."""


@engine_app.command(
    "list", epilog=build_examples("storectl engine list", "storectl engine list -o name")
)
def list_engines(output: Output = OutputFormat.TABLE) -> None:
    """List the engines, whether they are available, and their plans."""
    from store_orchestrator.client import actions, platform_actions

    actions.run_action(lambda client: platform_actions.list_engines(client, output))


@app.command(epilog=build_examples("storectl pool", "storectl pool -o json"))
def pool(output: Output = OutputFormat.TABLE) -> None:
    """Show the stores that are kept ready for whoever comes next (for admins)."""
    from store_orchestrator.client import actions, pool_actions

    actions.run_action(lambda client: pool_actions.show_pool(client, output))


@app.command(
    epilog=build_examples(
        "storectl login http://dashboard.localhost:8080",
        "storectl login https://shops.example.com < token-file",
    )
)
def login(
    url: Annotated[str, typer.Argument(metavar="URL", help="The platform's address.")],
) -> None:
    """Store a server's address and a token, after trying them.

    The token is asked for, or read from stdin when that is not a terminal.
    """
    from store_orchestrator.client import actions, platform_actions

    actions.run_told(lambda: platform_actions.login(url))


@app.command(epilog=build_examples("storectl version", "storectl version --client -o json"))
def version(
    client_only: Annotated[
        bool, typer.Option("--client", help="Only storectl's own; asks no server.")
    ] = False,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show the versions of storectl and of the server."""
    from store_orchestrator.client import actions, platform_actions

    actions.run_told(lambda: platform_actions.show_version(client_only, output))


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run storectl; ends the process (SystemExit) with a code of :class:`.terms.ExitCode`."""
    app(args=arguments, prog_name="storectl")
    raise SystemExit(0)
