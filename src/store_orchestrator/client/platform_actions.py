"""The work of the commands that are about the platform, not about one store."""

import getpass
import os
import sys

from store_orchestrator import __version__
from store_orchestrator.client import tables
from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.connection import (
    TOKEN_VARIABLE,
    URL_VARIABLE,
    Connection,
    check_token,
    check_url,
    find_login_file,
    load_connection,
    save_connection,
)
from store_orchestrator.client.errors import NotConfigured
from store_orchestrator.client.screen import build_fields, print_hint, print_result
from store_orchestrator.client.terms import OutputFormat


async def list_engines(client: ApiClient, output: OutputFormat) -> None:
    """Show the kinds of shop on offer."""
    engines = await client.list_engines()
    names = [f"engine/{engine.name}" for engine in engines.items]
    print_result(output, engines.raw, names=names, people=tables.build_engines(engines))


async def login(url: str) -> None:
    """Check a token, then store it with the server's address.

    The token comes from a hidden prompt or from stdin: an argument would show in the list of
    processes and stay in the shell's history.
    """
    address = check_url(url)
    connection = Connection(address, check_token(_read_token(address)))
    async with ApiClient(connection) as client:
        identity = await client.get_identity()
    path = find_login_file()
    save_connection(connection, path)
    who = f"{identity.user.name} ({identity.user.role})" if identity.user.role else ""
    print_hint(
        f"Signed in to {address} as {who or identity.user.name} of tenant {identity.tenant.name}."
    )
    print_hint(f"The address and the token are in {path}; only you can read it.")
    _warn_of_environment()


def _read_token(address: str) -> str:
    if sys.stdin.isatty():
        # Unlike typer.prompt, it turns the echo off before it asks.
        token = getpass.getpass(f"Token for {address}: ")
    else:
        token = sys.stdin.readline()
    if not token.strip():
        raise NotConfigured(
            "no token was given",
            remedy="type it at the prompt, or send it: storectl login URL < token-file",
        )
    return token.strip()


def _warn_of_environment() -> None:
    overriding = [name for name in (URL_VARIABLE, TOKEN_VARIABLE) if os.environ.get(name)]
    if overriding:
        print_hint(f"Note: {' and '.join(overriding)} in the environment come first.")


async def show_version(client_only: bool, output: OutputFormat) -> None:
    """Show the version of this program, and of the server when one is configured."""
    versions: dict[str, object] = {"client": __version__}
    try:
        connection = None if client_only else load_connection()
    except NotConfigured:
        connection = None
    if connection is not None:
        async with ApiClient(connection) as client:
            versions["server"] = await client.find_server_version()
            versions["url"] = connection.url
    labels = {"client": "Client", "server": "Server", "url": "URL"}
    people = build_fields((labels[key], str(value)) for key, value in versions.items())
    names = [f"version/{versions['client']}"]
    print_result(output, versions, names=names, people=people)
