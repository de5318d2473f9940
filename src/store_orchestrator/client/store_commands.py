"""``storectl store ...``: arguments, options and help; the work is in store_actions.

Its imports are light, and the work's are not: they happen when a command runs, so that
``--help`` answers at once.
"""

# ruff: noqa: PLC0415  # a command imports its work when it runs: --help stays quick

from typing import Annotated

import typer

from store_orchestrator.client.options import (
    CONTEXT,
    Country,
    Currency,
    DisplayName,
    Output,
    Reference,
    Timeout,
    Wait,
    WaitByDefault,
    build_examples,
    read_duration,
)
from store_orchestrator.client.terms import OutputFormat

# A little longer than the 10 minutes that the orchestrator gives itself, so that its verdict,
# which has a cause, comes before ours.
READY_WITHIN = "12m"
GONE_WITHIN = "10m"
SOLD_WITHIN = "5m"
TESTED_WITHIN = "5m"

app = typer.Typer(
    help="Create, look at, prove and delete stores.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=CONTEXT,
)


@app.command(
    epilog=build_examples(
        "storectl store create demo --engine medusa --wait",
        "storectl store create demo --engine woocommerce --country DE --display-name 'Bei Ada'",
        "storectl store create demo --engine medusa --plan standard --empty -o name",
        "storectl store create demo --engine medusa --wait -o json | jq -r .url",
    )
)
def create(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="3 to 40 lowercase letters, digits and single hyphens, starting with a letter.",
        ),
    ],
    *,
    engine: Annotated[
        str,
        typer.Option(
            "--engine", "-e", metavar="ENGINE", help="Kind of shop: 'storectl engine list'."
        ),
    ],
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan", "-p", metavar="PLAN", help="Its size; the engine's first when left out."
        ),
    ] = None,
    display_name: DisplayName = None,
    country: Country = None,
    currency: Currency = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Begin without the sample products.")
    ] = False,
    wait: Wait = False,
    timeout: Timeout = READY_WITHIN,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Create a store. With --wait: until a shopper can buy in it, and where the time went."""
    limit = read_duration(timeout)
    from store_orchestrator.client import actions, store_actions
    from store_orchestrator.client.models import NewStore

    wanted = NewStore(
        name=name,
        engine=engine,
        plan=plan,
        display_name=display_name,
        country=country.upper() if country is not None else None,
        currency=currency.upper() if currency is not None else None,
        sample_products=False if empty else None,
    )
    actions.run_action(
        lambda client: store_actions.create_store(client, wanted, limit if wait else None, output)
    )


@app.command(
    "list",
    epilog=build_examples(
        "storectl store list",
        "storectl store list --all",
        "storectl store list --watch",
        "storectl store list -o json | jq -r '.items[].url'",
    ),
)
def list_(
    include_deleted: Annotated[
        bool, typer.Option("--all", "-a", help="Deleted stores too, with IDs.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Print each store again when it changes.")
    ] = False,
    output: Output = OutputFormat.TABLE,
) -> None:
    """List the stores."""
    from store_orchestrator.client import actions, store_actions

    work = store_actions.watch_stores if watch else store_actions.list_stores
    actions.run_action(lambda client: work(client, include_deleted, output))


@app.command(
    epilog=build_examples(
        "storectl store get demo",
        "storectl store get demo -o json | jq '.timeline[] | [.milestone, .seconds]'",
        "storectl store get 6f0c1d0a-6c8e-4d1f-9a53-3f1f4a2d7b10 -o json | jq .receipt",
    )
)
def get(reference: Reference, output: Output = OutputFormat.TABLE) -> None:
    """Show everything about one store.

    Its choices and state, where the time of its creation went, notices, the latest test order
    and isolation self-test; by ID also a deleted store, with its receipt.
    """
    from store_orchestrator.client import actions, store_actions

    actions.run_action(lambda client: store_actions.show_store(client, reference, output))


@app.command(
    epilog=build_examples(
        "storectl store delete demo --wait",
        "storectl store delete demo --yes",
        "storectl store delete demo --force --wait    # when a finalizer holds what is left",
    )
)
def delete(
    reference: Reference,
    wait: Wait = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Do not ask; without a terminal nothing is asked anyway."),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Also take off finalizers that nobody takes off; says first from what.",
        ),
    ] = False,
    timeout: Timeout = GONE_WITHIN,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Delete a store with all its data. With --wait: until nothing is left, with the receipt."""
    limit = read_duration(timeout)
    from store_orchestrator.client import actions, store_actions
    from store_orchestrator.client.consent import Consent

    actions.run_action(
        lambda client: store_actions.delete_store(
            client, reference, limit if wait else None, Consent(yes, force), output
        )
    )


@app.command(epilog=build_examples("storectl store retry demo --wait"))
def retry(
    reference: Reference,
    wait: Wait = False,
    timeout: Timeout = READY_WITHIN,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Try a failed store again; its credentials and data stay."""
    limit = read_duration(timeout)
    from store_orchestrator.client import actions, store_actions

    actions.run_action(
        lambda client: store_actions.retry_store(client, reference, limit if wait else None, output)
    )


@app.command(
    epilog=build_examples(
        "storectl store verify demo",
        "storectl store verify demo -o json | jq -r .verification.order_number",
    )
)
def verify(
    reference: Reference,
    wait: WaitByDefault = True,
    timeout: Timeout = SOLD_WITHIN,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Prove that a shop sells.

    A real test order is placed through the shop's address, and cancelled again.
    """
    limit = read_duration(timeout)
    from store_orchestrator.client import actions, store_actions

    actions.run_action(
        lambda client: store_actions.verify_store(
            client, reference, limit if wait else None, output
        )
    )


@app.command(
    epilog=build_examples(
        "storectl store isolation demo",
        "storectl store isolation demo -o json | jq '.isolation.checks[] | select(.ok | not)'",
    )
)
def isolation(
    reference: Reference,
    wait: WaitByDefault = True,
    timeout: Timeout = TESTED_WITHIN,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Prove that a store is isolated.

    A pod in the store's place tries what a shop must not reach: other stores, the Kubernetes
    API, the cloud's metadata, the platform's database, the node. Fails when one answers.
    """
    limit = read_duration(timeout)
    from store_orchestrator.client import actions, store_actions

    actions.run_action(
        lambda client: store_actions.check_isolation(
            client, reference, limit if wait else None, output
        )
    )


@app.command(
    epilog=build_examples(
        "storectl store login demo",
        "storectl store login demo -o json | jq -r .url",
    )
)
def login(reference: Reference, output: Output = OutputFormat.TABLE) -> None:
    """Print a link into a shop's admin.

    It signs in whoever opens it first, once, within two minutes. The audit log records that it
    was made.
    """
    from store_orchestrator.client import actions, store_actions

    actions.run_action(lambda client: store_actions.show_sign_in_link(client, reference, output))


@app.command(
    epilog=build_examples(
        "storectl store events demo",
        "storectl store events demo --follow",
        "storectl store events demo --follow -o json    # one document per line",
    )
)
def events(
    reference: Reference,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what happens, until it is deleted.")
    ] = False,
    output: Output = OutputFormat.TABLE,
) -> None:
    """Show what happened to a store, oldest first."""
    from store_orchestrator.client import actions, store_actions

    work = store_actions.watch_events if follow else store_actions.show_events
    actions.run_action(lambda client: work(client, reference, output))


@app.command(
    epilog=build_examples(
        "storectl store credentials demo",
        "storectl store credentials demo -o json | jq -r '.items[] | [.name, .value] | @tsv'",
    )
)
def credentials(reference: Reference, output: Output = OutputFormat.TABLE) -> None:
    """Show how to sign in to a shop's admin. The audit log records that you did."""
    from store_orchestrator.client import actions, store_actions

    actions.run_action(lambda client: store_actions.show_credentials(client, reference, output))
