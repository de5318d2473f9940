"""The commands behind `make up`, `make down` and `make demo`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from local_cluster.cache import cache_root
from local_cluster.commands import stop_all
from local_cluster.demo import Demo, run_demo
from local_cluster.errors import LocalClusterError
from local_cluster.layout import Layout, locked
from local_cluster.node import observe_node
from local_cluster.platform import Installation
from local_cluster.settings import Settings, read_settings
from local_cluster.stages import Stages
from local_cluster.up import bring_up, build_provider, get_output_folder

_INTERRUPTED = 130

app = typer.Typer(
    help="A local Kubernetes with the platform on it. Settings come from the environment: "
    "CLUSTER, CLUSTER_NAME, INGRESS_PORT, PURGE, KUBE_CONTEXT, REGISTRY.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_out = Console(highlight=False, soft_wrap=True)


@app.command()
def up() -> None:
    """Start or repair the cluster and the platform."""
    with _command("up") as (settings, stages):
        installation = bring_up(settings, stages)
    _print_platform(installation, settings)
    _print_time(stages)


@app.command()
def demo() -> None:
    """Like `up`; then create a shop, prove it with an order and show it."""
    with _command("up") as (settings, stages):
        installation = bring_up(settings, stages)
        shop = run_demo(installation, stages)
    _print_shop(shop)
    _print_platform(installation, settings)
    _print_time(stages)


@app.command()
def down() -> None:
    """Stop everything that `up` started; with PURGE=1 also remove the stores' data."""
    with _command("down") as (settings, stages):
        build_provider(settings).stop(stages, purge=settings.purge)
    if settings.provider == "source":
        _print_rest(settings)


@app.command()
def status() -> None:
    """Say whether the cluster runs. Exit code 1 when it does not."""
    settings = _read_settings()
    if settings.provider != "source":
        _out.print(f"The cluster is yours: context {settings.context}.")
        return
    layout = Layout(settings.name)
    process = observe_node(layout)
    if process is None:
        _out.print(f"The cluster {settings.name} does not run. Start it: make up")
        raise typer.Exit(1)
    _out.print(f"The cluster {settings.name} runs (first process {process.pid}).")
    _out.print(f"  kubeconfig  {layout.kubeconfig}")
    _out.print(f"  data        {layout.state}")


def main() -> None:
    """Run the command line; errors end with their message, their remedy and their exit code."""
    try:
        app()
    except LocalClusterError as error:
        print(f"store-orchestrator: {error}", file=sys.stderr)  # noqa: T201
        if error.remedy:
            print(f"  {error.remedy}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        stop_all()
        sys.exit(_INTERRUPTED)


def _read_settings() -> Settings:
    return read_settings(os.environ)


@contextmanager
def _command(name: str) -> Iterator[tuple[Settings, Stages]]:
    settings = _read_settings()
    stages = Stages(f"{name}-{settings.name}")
    if settings.provider != "source":
        with stages:
            yield settings, stages
        return
    with locked(Layout(settings.name)), stages:
        yield settings, stages


def _print_shop(shop: Demo) -> None:
    _out.print(f"\n[bold]The shop sold:[/bold] order {shop.order} went through its public address.")
    _out.print(f"  shop            {shop.url}")
    _out.print(f"  administration  {shop.admin_url}")
    for label, value in shop.credentials.items():
        _out.print(f"  {label:<14}  {value}", markup=False)


def _print_platform(installation: Installation, settings: Settings) -> None:
    folder = get_output_folder(settings)
    _out.print("\n[bold]The platform runs.[/bold]")
    _out.print(f"  dashboard       {installation.url}/")
    _out.print(f"  sign in with    {installation.token}", markup=False)
    _out.print(f"  command line    . {folder / 'storectl.env'}; bin/storectl store list")
    _out.print(f"  kubectl         export KUBECONFIG={folder / 'kubeconfig'}")


def _print_time(stages: Stages) -> None:
    _out.print(f"\nReady after {stages.elapsed / 60:.1f} min.")


def _print_rest(settings: Settings) -> None:
    layout = Layout(settings.name)
    _out.print(f"The cluster {settings.name} is stopped: nothing of it runs or is mounted.")
    if layout.state.exists():
        _out.print(f"The stores' data stay in {layout.state}.")
        _out.print("  make up goes on with them; make down PURGE=1 removes them.")
    _out.print(f"Compiled programs and images stay in {cache_root()}.")
