"""``storectl capacity`` and ``storectl orphans``."""

# ruff: noqa: PLC0415  # a command imports its work when it runs: --help stays quick

from typing import Annotated
from uuid import UUID

import typer

from store_orchestrator.client.options import (
    CONTEXT,
    Output,
    Timeout,
    Wait,
    build_examples,
    read_duration,
)
from store_orchestrator.client.terms import OutputFormat

app = typer.Typer(
    help="Find what belongs to no store, and adopt or remove it. For operators.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=CONTEXT,
)

OrphanId = Annotated[UUID, typer.Argument(metavar="ID", help="As 'orphans list' shows it.")]


def show_capacity(output: Output = OutputFormat.TABLE) -> None:
    """Show how many more stores of each engine and plan fit into the cluster."""
    from store_orchestrator.client import actions, orphan_actions

    actions.run_action(lambda client: orphan_actions.show_capacity(client, output))


@app.command(
    "list", epilog=build_examples("storectl orphans list", "storectl orphans list --refresh")
)
def list_orphans(
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Let the cluster be looked at now, and wait for it.")
    ] = False,
    output: Output = OutputFormat.TABLE,
) -> None:
    """List namespaces with their releases, and volumes, that belong to no store."""
    from store_orchestrator.client import actions, orphan_actions

    actions.run_action(lambda client: orphan_actions.list_orphans(client, output, refresh=refresh))


@app.command(
    epilog=build_examples(
        "storectl orphans adopt 6e5b8f0c-6f0f-4c5e-9d1c-2f3a4b5c6d7e",
        "storectl orphans adopt 6e5b8f0c-6f0f-4c5e-9d1c-2f3a4b5c6d7e --name other-name",
    )
)
def adopt(
    orphan_id: OrphanId,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Another name than the shop had.")
    ] = None,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Make a namespace with its release a store of your tenant again; its data stays."""
    from store_orchestrator.client import actions, orphan_actions

    actions.run_action(lambda client: orphan_actions.adopt_orphan(client, orphan_id, name, output))


@app.command(
    epilog=build_examples(
        "storectl orphans remove 6e5b8f0c-6f0f-4c5e-9d1c-2f3a4b5c6d7e --yes --wait"
    )
)
def remove(
    orphan_id: OrphanId,
    sure: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    wait: Wait = False,
    timeout: Timeout = "5m",
    output: Output = OutputFormat.TABLE,
) -> None:
    """Remove it with all its data, also what a volume's policy would retain."""
    from store_orchestrator.client import actions, orphan_actions

    patience = read_duration(timeout) if wait else None
    actions.run_action(
        lambda client: orphan_actions.remove_orphan(
            client, orphan_id, output, sure=sure, wait=patience
        )
    )
