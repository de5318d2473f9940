"""Asking before a store is deleted, and saying before what force would do."""

import sys
from dataclasses import dataclass

import typer

from store_orchestrator.client.errors import NotConfigured
from store_orchestrator.client.models import Store
from store_orchestrator.client.screen import clean, open_error_console, print_hint
from store_orchestrator.client.terms import ExitCode

FINALIZER_STUCK = "FinalizerStuck"


@dataclass(frozen=True, slots=True)
class Consent:
    """What was said on the command line.

    Attributes:
        yes: do not ask.
        force: take off finalizers that nobody takes off.
    """

    yes: bool
    force: bool = False


class ConsentMissing(NotConfigured):
    """Force was asked for where nobody can be asked whether it is meant."""


def ask_for_consent(store: Store, consent: Consent) -> None:
    """Return if the store may be deleted.

    Raises:
        typer.Exit: no.
        ConsentMissing: force without a terminal to ask at, and without ``--yes``.
    """
    if consent.force:
        _explain_force(store)
        if not consent.yes and not sys.stdin.isatty():
            raise ConsentMissing(
                f"removing store/{store.name} by force was not confirmed",
                remedy="read what it would do, above, then add --yes",
            )
        question = f"Remove store/{store.name} by force? This cannot be undone."
    else:
        question = f"Delete store/{store.name} with all its data? This cannot be undone."
    asks = sys.stdin.isatty() and (consent.force or not store.is_leaving)
    if not consent.yes and asks and not typer.confirm(question, err=True):
        print_hint("Nothing was deleted.")
        raise typer.Exit(ExitCode.FAILED)


def build_explanation(store: Store) -> list[str]:
    """What a forced removal will do to this store, line by line."""
    lines = [f"--force on store/{store.name} (namespace {store.namespace}) does this:"]
    if not store.is_leaving:
        lines.append("  - deletes the store with all its data, as without --force;")
    stuck = [problem for problem in store.problems if problem.reason == FINALIZER_STUCK]
    for problem in stuck:
        path, _, finalizers = problem.evidence.partition("\n")
        lines.append(f"  - takes the {finalizers or 'finalizers'} off {path};")
    if not stuck:
        lines.append("  - nothing is known to be held by a finalizer at present;")
    lines += [
        "  - does the same to any object there whose deletion was asked more than 10 s ago and "
        "that a finalizer still holds.",
        "Whatever the owners of those finalizers should have cleaned up outside the cluster "
        "(disks, addresses, certificates, records) stays there, and is yours to remove.",
        "Volumes are not forced: their data go as their reclaim policy says.",
        "The audit log records who asked.",
    ]
    return lines


def _explain_force(store: Store) -> None:
    console = open_error_console()
    for line in build_explanation(store):
        console.print(clean(line), soft_wrap=True, markup=False, highlight=False)
