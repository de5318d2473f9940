"""The work of ``storectl store ...`` that reads or ends at once."""

from datetime import UTC, timedelta

from rich.console import RenderableType

from store_orchestrator.client import details, tables
from store_orchestrator.client.actions import get_store
from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.awaited import (
    Patience,
    await_deletion,
    await_isolation,
    await_readiness,
    await_verification,
)
from store_orchestrator.client.consent import Consent, ask_for_consent
from store_orchestrator.client.following import Pace, follow_events, follow_stores
from store_orchestrator.client.models import NewStore, Store
from store_orchestrator.client.screen import print_hint, print_item, print_result
from store_orchestrator.client.terms import OutputFormat
from store_orchestrator.domain.store import Phase


async def create_store(
    client: ApiClient, wanted: NewStore, wait: timedelta | None, output: OutputFormat
) -> None:
    """Ask for a store, and wait for it if told to."""
    store = await client.create_store(wanted)
    if wait is not None:
        await await_readiness(Patience(client, store, wait, output), with_timeline=True)
        return
    print_store(output, store, f"store/{store.name} is being set up at {store.url or '?'}")
    _hint(output, f"Follow it: storectl store events {store.name} --follow")


async def list_stores(client: ApiClient, include_deleted: bool, output: OutputFormat) -> None:
    """Show all stores."""
    page = await client.list_stores(include_deleted=include_deleted)
    stores = client.read_stores(page)
    if not stores and output is OutputFormat.TABLE:
        print_hint("No stores yet. Create one: storectl store create my-shop --engine medusa")
        return
    names = [f"store/{store.name}" for store in stores]
    table = tables.build_store_table(stores, show_id=include_deleted)
    print_result(output, page.raw, names=names, people=table)


async def watch_stores(client: ApiClient, include_deleted: bool, output: OutputFormat) -> None:
    """Show all stores, and each again when it changes, until interrupted."""
    async for store in follow_stores(client, Pace(), include_deleted=include_deleted):
        row = tables.build_watch_row(store)
        print_item(output, store.raw, name=f"store/{store.name}", row=row)


async def show_store(client: ApiClient, reference: str, output: OutputFormat) -> None:
    """Show one store."""
    store = await get_store(client, reference)
    print_store(output, store, details.build_store_details(store))


async def delete_store(
    client: ApiClient,
    reference: str,
    wait: timedelta | None,
    consent: Consent,
    output: OutputFormat,
) -> None:
    """Ask for a store's removal, and wait for the receipt if told to."""
    store = await get_store(client, reference)
    ask_for_consent(store, consent)
    after = await find_last_event(client, store) if wait is not None else 0
    store = await client.delete_store(store.id, force=consent.force)
    if wait is not None:
        await await_deletion(Patience(client, store, wait, output, after))
        return
    state = "deleted" if store.is_deleted else "being deleted"
    print_store(output, store, f"store/{store.name} is {state}")
    if not store.is_deleted:
        _hint(output, f"What is left of it: storectl store get {store.id}")


async def retry_store(
    client: ApiClient, reference: str, wait: timedelta | None, output: OutputFormat
) -> None:
    """Ask for another attempt, and wait for its outcome if told to."""
    store = await get_store(client, reference)
    after = await find_last_event(client, store) if wait is not None else 0
    store = await client.retry_store(store.id)
    if wait is not None:
        await await_readiness(Patience(client, store, wait, output, after))
        return
    print_store(output, store, f"store/{store.name} is tried again")
    _hint(output, f"Follow it: storectl store events {store.name} --follow")


async def verify_store(
    client: ApiClient, reference: str, wait: timedelta | None, output: OutputFormat
) -> None:
    """Have a test order placed, and show it."""
    store = await get_store(client, reference)
    after = await find_last_event(client, store) if wait is not None else 0
    ticket = await client.verify_store(store.id)
    if wait is not None:
        await await_verification(Patience(client, store, wait, output, after), ticket.verification)
        return
    people = f"store/{store.name}: a test order is being placed"
    print_result(output, ticket.raw, names=[f"store/{store.name}"], people=people)
    _hint(output, f"See it: storectl store get {store.name}")


async def check_isolation(
    client: ApiClient, reference: str, wait: timedelta | None, output: OutputFormat
) -> None:
    """Have a store's isolation tested from inside, and show what was tried."""
    store = await get_store(client, reference)
    after = await find_last_event(client, store) if wait is not None else 0
    ticket = await client.check_isolation(store.id)
    if wait is not None:
        await await_isolation(Patience(client, store, wait, output, after), ticket.isolation)
        return
    people = f"store/{store.name}: its isolation is being tested"
    print_result(output, ticket.raw, names=[f"store/{store.name}"], people=people)
    _hint(output, f"See it: storectl store get {store.name}")


async def show_sign_in_link(client: ApiClient, reference: str, output: OutputFormat) -> None:
    """Make a link into a shop's admin, and print it."""
    store = await get_store(client, reference)
    link = await client.create_sign_in_link(store.id)
    people = tables.build_sign_in_link(link)
    print_result(output, link.raw, names=[f"store/{store.name}"], people=people)
    until = f"{link.expires_at.astimezone(UTC):%H:%M:%S} UTC"
    _hint(output, f"It signs in whoever opens it first, once, until {until}.")


async def show_events(client: ApiClient, reference: str, output: OutputFormat) -> None:
    """Show a store's history."""
    store = await get_store(client, reference)
    events = await client.list_events(store.id)
    document = {"items": [event.raw for event in events]}
    names = [f"event/{event.id}" for event in events]
    print_result(output, document, names=names, people=tables.build_events(events))


async def watch_events(client: ApiClient, reference: str, output: OutputFormat) -> None:
    """Show a store's history and what comes, until it is deleted."""
    store = await get_store(client, reference)
    if store.is_deleted:
        for event in await client.list_events(store.id):
            row = tables.build_event_row(event)
            print_item(output, event.raw, name=f"event/{event.id}", row=row)
        return
    async for event in follow_events(client, store.id, Pace()):
        row = tables.build_event_row(event)
        print_item(output, event.raw, name=f"event/{event.id}", row=row)
        # Events of a phase bear its name: this one is the last that a store can have.
        if event.reason == Phase.DELETED.value:
            return


async def show_credentials(client: ApiClient, reference: str, output: OutputFormat) -> None:
    """Show how to sign in to a shop's admin."""
    store = await get_store(client, reference)
    credentials = await client.get_credentials(store.id)
    names = [f"credential/{item.name}" for item in credentials.items]
    people = tables.build_credentials(credentials)
    print_result(output, credentials.raw, names=names, people=people)


async def find_last_event(client: ApiClient, store: Store) -> int:
    """The id of the newest event, 0 when there is none: what comes after it is new."""
    events = await client.list_events(store.id)
    return events[-1].id if events else 0


def print_store(output: OutputFormat, store: Store, people: RenderableType) -> None:
    """Print one store."""
    print_result(output, store.raw, names=[f"store/{store.name}"], people=people)


def _hint(output: OutputFormat, text: str) -> None:
    """Tell people what comes next; scripts know."""
    if output is OutputFormat.TABLE:
        print_hint(text)
