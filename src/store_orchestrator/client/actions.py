"""What every command does around its own work: connection, errors, names."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import typer

from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.connection import load_connection
from store_orchestrator.client.errors import ClientError
from store_orchestrator.client.failures import derive_exit_code, print_failure
from store_orchestrator.client.models import Store
from store_orchestrator.domain.names import InvalidName, check_name


def run_action(action: Callable[[ApiClient], Awaitable[None]]) -> None:
    """Run one command's work with a client for the configured server.

    Raises:
        typer.Exit: after a failure was told, with its exit code.
    """
    run_told(lambda: _with_client(action))


def run_told(work: Callable[[], Awaitable[None]]) -> None:
    """Run ``work``; tell a failure and leave with its exit code."""
    try:
        asyncio.run(_await(work))
    except ClientError as error:
        print_failure(error)
        raise typer.Exit(derive_exit_code(error)) from None


async def _await(work: Callable[[], Awaitable[None]]) -> None:
    await work()


async def _with_client(action: Callable[[ApiClient], Awaitable[None]]) -> None:
    async with ApiClient(load_connection()) as client:
        await action(client)


def find_id(reference: str) -> UUID | None:
    """The id that a reference is, or None when it is a name.

    Raises:
        typer.BadParameter: when it can be neither.
    """
    try:
        return UUID(reference)
    except ValueError:
        pass
    try:
        check_name(reference)
    except InvalidName as error:
        raise typer.BadParameter(
            f"'{reference}' is neither a store's ID nor a name: a name {error}",
            param_hint="'NAME|ID'",
        ) from None
    return None


async def get_store(client: ApiClient, reference: str) -> Store:
    """The live store with this name, or any store with this id."""
    store_id = find_id(reference)
    if store_id is not None:
        return await client.get_store(store_id)
    return await client.get_store_by_name(reference)
