"""The work of ``storectl capacity`` and ``storectl orphans``."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.capacity_models import Capacity, Orphan, OrphanList
from store_orchestrator.client.errors import OrphanTimedOut, ServerUnavailable
from store_orchestrator.client.screen import (
    build_table,
    clean,
    open_error_console,
    print_hint,
    print_result,
)
from store_orchestrator.client.tables import build_store_table, format_since
from store_orchestrator.client.terms import OutputFormat

_LOOK_SECONDS: Final = 1.0
_SURVEY_PATIENCE: Final = timedelta(seconds=60)


async def show_capacity(client: ApiClient, output: OutputFormat) -> None:
    """How many more stores of each engine and plan fit."""
    capacity = await client.get_capacity()
    names = [f"{fit.engine}/{fit.plan}" for fit in capacity.items if fit.fits != 0]
    print_result(output, capacity.raw, names=names, people=build_capacity(capacity))


def build_capacity(capacity: Capacity) -> RenderableType:
    """What people see of it."""
    rows = (
        (
            fit.engine,
            fit.plan,
            "unknown" if fit.fits is None else str(fit.fits),
            f"{fit.cpu_millicores}m",
            f"{fit.memory_mib} MiB",
            f"{fit.storage_gib} GiB",
        )
        for fit in capacity.items
    )
    table = build_table(("ENGINE", "PLAN", "FITS", "CPU", "MEMORY", "STORAGE"), rows)
    shortages = [
        Text(clean(f"{fit.engine}, plan {fit.plan}: {fit.shortage}"))
        for fit in capacity.items
        if fit.shortage
    ]
    return Group(Text(clean(_describe_room(capacity))), "", table, *_below(shortages))


def _below(lines: Iterable[RenderableType]) -> list[RenderableType]:
    found = list(lines)
    return ["", *found] if found else []


def _describe_room(capacity: Capacity) -> str:
    room = capacity.room
    if room is None:
        return "Nobody has looked at the cluster yet, so no store is refused for want of room."
    free = f"{room.cpu_millicores}m CPU, {room.memory_mib} MiB memory and {room.pods} pods"
    when = "refused" if capacity.when_full == "refuse" else "made to wait"
    waiting = f"; {capacity.waiting} stores wait" if capacity.waiting else ""
    return (
        f"Left on {room.nodes} nodes: {free} (seen {format_since(capacity.surveyed_at)} ago). "
        f"A store that does not fit is {when}{waiting}."
    )


async def list_orphans(client: ApiClient, output: OutputFormat, *, refresh: bool) -> None:
    """What belongs to no store."""
    found = await (_survey(client) if refresh else client.list_orphans())
    names = [f"orphan/{orphan.id}" for orphan in found.items]
    print_result(output, found.raw, names=names, people=build_orphans(found))


async def _survey(client: ApiClient) -> OrphanList:
    before = (await client.survey_orphans()).surveyed_at
    clock = asyncio.get_running_loop()
    end = clock.time() + _SURVEY_PATIENCE.total_seconds()
    while clock.time() < end:
        found = await client.list_orphans()
        if found.surveyed_at is not None and found.surveyed_at != before:
            return found
        await asyncio.sleep(_LOOK_SECONDS)
    raise OrphanTimedOut(
        "the cluster was not looked at in time",
        remedy="check that an orchestrator is running, then ask again",
    )


def build_orphans(found: OrphanList) -> RenderableType:
    """One line per orphan, and below what volumes and obstacles there are."""
    if found.surveyed_at is None:
        return Text("Nobody has looked for orphans yet.")
    if not found.items:
        return Text(f"No orphans (looked for {format_since(found.surveyed_at)} ago).")
    rows = (
        (
            str(orphan.id),
            orphan.kind,
            orphan.name,
            "adopt or remove" if orphan.adoptable else "remove",
            format_since(orphan.found_at),
            _describe(orphan),
        )
        for orphan in found.items
    )
    volumes = [
        Text(clean(f"{o.name}: volume {v.name} ({v.size}, claim {v.claim}, reclaim {v.policy})"))
        for o in found.items
        if o.kind == "Namespace"
        for v in o.volumes
    ]
    table = build_table(("ID", "KIND", "NAME", "CAN", "FOUND", "WHAT"), rows)
    return Group(table, *_below(volumes))


def _describe(orphan: Orphan) -> str:
    if orphan.failure:
        return f"being removed: {orphan.failure}"
    return "being removed" if orphan.removal_requested_at is not None else orphan.message


async def adopt_orphan(
    client: ApiClient, orphan_id: UUID, name: str | None, output: OutputFormat
) -> None:
    """Make it a store again."""
    store = await client.adopt_orphan(orphan_id, name)
    print_result(
        output,
        store.raw,
        names=[f"store/{store.name}"],
        people=build_store_table([store], show_id=True),
    )
    print_hint(f"It goes on by itself; to follow it: storectl store events {store.name} --follow")


async def remove_orphan(
    client: ApiClient, orphan_id: UUID, output: OutputFormat, *, sure: bool, wait: timedelta | None
) -> None:
    """Remove it with all its data.

    Raises:
        typer.Exit: the answer was no.
        OrphanTimedOut: it is not gone within ``wait``.
    """
    orphan = await client.get_orphan(orphan_id)
    if not sure and not _confirm(orphan):
        print_hint("Nothing was removed.")
        raise typer.Exit(1)
    orphan = await client.remove_orphan(orphan_id)
    if wait is not None:
        orphan = await _await_gone(client, orphan_id, wait)
    state = "is gone" if orphan.gone_at is not None else "is being removed"
    people = Text(clean(f"{orphan.kind} {orphan.name} {state}."))
    print_result(output, orphan.raw, names=[f"orphan/{orphan.id}"], people=people)
    if orphan.store_id is not None:
        print_hint(f"Its receipt: storectl store get {orphan.store_id}")


def _confirm(orphan: Orphan) -> bool:
    data = ", ".join(f"{v.name} ({v.size})" for v in orphan.volumes) or "none"
    console = open_error_console()
    console.print(clean(f"{orphan.kind} {orphan.name}: {orphan.message}"), soft_wrap=True)
    console.print(clean(f"Volumes that go with it, whatever their policy: {data}"), soft_wrap=True)
    return typer.confirm("Remove it for good?", err=True)


async def _await_gone(client: ApiClient, orphan_id: UUID, wait: timedelta) -> Orphan:
    clock = asyncio.get_running_loop()
    end = clock.time() + wait.total_seconds()
    orphan = await client.get_orphan(orphan_id)
    while orphan.gone_at is None:
        if clock.time() > end:
            raise OrphanTimedOut(
                f"{orphan.kind} {orphan.name} is not gone yet"
                + (f": {orphan.failure}" if orphan.failure else ""),
                remedy="it goes on by itself; ask again with storectl orphans list",
            )
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            orphan = await client.get_orphan(orphan_id)
        except ServerUnavailable:
            continue
    return orphan
