"""The outcomes that commands wait for, and how each is told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from rich.console import RenderableType

from store_orchestrator.client import details, tables
from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.durations import format_duration
from store_orchestrator.client.errors import ClientError, WaitTimedOut
from store_orchestrator.client.failures import ShopFailed, build_shop_failure
from store_orchestrator.client.models import Isolation, Store, Verification
from store_orchestrator.client.progress import open_progress
from store_orchestrator.client.screen import (
    build_phase,
    open_error_console,
    print_hint,
    print_result,
)
from store_orchestrator.client.terms import OutputFormat
from store_orchestrator.client.waiting import StoreWatch

E = TypeVar("E", bound=ClientError)


@dataclass(frozen=True, slots=True)
class Patience:
    """Which store to wait for, and how.

    Attributes:
        limit: when the waiting ends; the store goes on.
        after: id of the newest event that is not to be shown.
    """

    client: ApiClient
    store: Store
    limit: timedelta
    output: OutputFormat
    after: int = 0


async def await_readiness(patience: Patience, *, with_timeline: bool = False) -> None:
    """Wait until the store is Ready, or never will be.

    Args:
        with_timeline: whether to say where the time went since the store was asked for.

    Raises:
        ShopFailed: when it failed, or is being deleted.
        WaitTimedOut: when it is neither yet.
    """
    store = await _await_store(
        patience, lambda s: s.is_ready or s.has_failed or s.is_leaving, "Ready"
    )
    output = patience.output
    if store.is_leaving:
        raise _report(output, store, _build_leaving(store))
    if store.has_failed:
        failure = build_shop_failure(store.name, store.failure, store.phase_reason)
        raise _report(output, store, failure)
    _print(output, store, details.build_ready(store, with_timeline=with_timeline))
    if output is OutputFormat.TABLE:
        print_hint(
            f"Sign in: storectl store login {store.name}; "
            f"user and password: storectl store credentials {store.name}"
        )


async def await_deletion(patience: Patience) -> None:
    """Wait until everything of the store was observed gone.

    Raises:
        WaitTimedOut: when something is still there.
    """
    store = await _await_store(patience, lambda s: s.is_deleted, "deleted")
    people: RenderableType = f"store/{store.name} is deleted"
    if store.receipt is not None:
        people = tables.build_receipt(store.receipt)
    _print(patience.output, store, people)
    if patience.output is OutputFormat.TABLE:
        print_hint(f"store/{store.name} is gone. The receipt stays: storectl store get {store.id}")


async def await_verification(patience: Patience, number: int) -> None:
    """Wait until the test order with this number, or a later one, was tried.

    Raises:
        ShopFailed: when the shop could not sell, or nobody will try.
        WaitTimedOut: when it was not tried yet.
    """

    def find_answer(seen: Store) -> Verification | None:
        found = seen.verification
        return found if found is not None and found.number >= number else None

    store = await _await_store(
        patience,
        lambda s: find_answer(s) is not None or s.has_failed or s.is_leaving,
        "proven by a test order",
    )
    answer = find_answer(store)
    if answer is None:
        raise _report(patience.output, store, _build_unanswered(store))
    if not answer.ok:
        raise _report(patience.output, store, _build_unsold(store, answer))
    _print(patience.output, store, tables.build_verification(store, answer))


async def await_isolation(patience: Patience, number: int) -> None:
    """Wait until the self-test with this number, or a later one, was made.

    Raises:
        ShopFailed: when something could be reached, or nobody will test.
        WaitTimedOut: when it was not made yet.
    """

    def find_answer(seen: Store) -> Isolation | None:
        found = seen.isolation
        return found if found is not None and found.number >= number else None

    store = await _await_store(
        patience,
        lambda s: find_answer(s) is not None or s.has_failed or s.is_leaving,
        "tested for its isolation",
    )
    answer = find_answer(store)
    if answer is None:
        raise _report(patience.output, store, _build_unanswered(store))
    _print(patience.output, store, details.build_isolation(answer))
    if not answer.ok:
        raise _build_unisolated(store, answer)


async def _await_store(patience: Patience, is_done: Callable[[Store], bool], goal: str) -> Store:
    store, limit = patience.store, patience.limit
    try:
        with open_progress(open_error_console()) as progress:
            watch = StoreWatch(
                patience.client, store, is_done=is_done, progress=progress, after=patience.after
            )
            return await watch.run(limit)
    except asyncio.CancelledError:
        print_hint(f"Stopped waiting. {_describe_goes_on(store)}")
        raise
    except WaitTimedOut as error:
        explained = _explain_timeout(error.store, f"{goal} within {format_duration(limit)}")
        raise _report(patience.output, error.store, explained) from None
    except ClientError as error:
        error.remedy = " ".join(filter(None, (error.remedy, _describe_goes_on(store))))
        raise


def _explain_timeout(store: Store, goal: str) -> WaitTimedOut:
    reason = f": {store.phase_reason}" if store.phase_reason else ""
    explained = WaitTimedOut(
        store, f"store/{store.name} was not {goal}; it is {build_phase(store).plain}{reason}"
    )
    explained.remedy = _describe_goes_on(store)
    return explained


def _describe_goes_on(store: Store) -> str:
    reference = store.id if store.is_leaving else store.name
    return (
        f"store/{store.name} goes on by itself. Look: storectl store get {reference}; "
        f"follow: storectl store events {reference} --follow"
    )


def _build_leaving(store: Store) -> ShopFailed:
    state = "was deleted" if store.is_deleted else "is being deleted"
    return ShopFailed(
        f"store/{store.name} {state} meanwhile",
        remedy=f"see when and why: storectl store events {store.id}",
    )


def _build_unanswered(store: Store) -> ShopFailed:
    if store.is_leaving:
        return _build_leaving(store)
    return build_shop_failure(store.name, store.failure, store.phase_reason)


def _build_unsold(store: Store, verification: Verification) -> ShopFailed:
    return ShopFailed(
        f"store/{store.name} could not sell: {verification.message or 'no reason was given'}",
        remedy=f"see what is wrong: storectl store get {store.name}",
    )


def _build_unisolated(store: Store, report: Isolation) -> ShopFailed:
    failed = [check.name for check in report.checks if not check.ok]
    if not failed:
        return ShopFailed(
            f"the isolation of store/{store.name} could not be tested: {report.message}",
            remedy=f"see what happened, then try again: storectl store events {store.name}",
        )
    return ShopFailed(
        f"store/{store.name} is not isolated: {', '.join(failed)} failed",
        remedy="tell the operator: the cluster must enforce NetworkPolicies and Pod Security, and "
        f"the store's own must be there: kubectl get networkpolicies -n {store.namespace}",
    )


def _report(output: OutputFormat, store: Store, error: E) -> E:
    """Print the store for scripts, whose document does not depend on the outcome."""
    if output is not OutputFormat.TABLE:
        _print(output, store, "")
    return error


def _print(output: OutputFormat, store: Store, people: RenderableType) -> None:
    print_result(output, store.raw, names=[f"store/{store.name}"], people=people)
