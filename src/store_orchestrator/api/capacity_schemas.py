"""Answers about room in the cluster and about orphans."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from store_orchestrator.api.fields import StoreName
from store_orchestrator.api.schemas import Schema
from store_orchestrator.domain.orphan import Orphan as DomainOrphan
from store_orchestrator.domain.orphan import OrphanKind
from store_orchestrator.services.capacity import CapacityView
from store_orchestrator.services.orphans import OrphanList as FoundOrphans


class Room(Schema):
    """What nodes that take stores have left, all together; a store needs it on one of them."""

    nodes: int
    cpu_millicores: int
    memory_mib: int
    pods: int


class Fit(Schema):
    """One engine and plan."""

    engine: str
    plan: str
    cpu_millicores: int
    """What one such store requests."""
    memory_mib: int
    storage_gib: int
    """The size of its volumes; no cluster tells how much it has left."""
    fits: int | None
    """How many more there is room for, if nothing else is created; null while unknown."""
    shortage: str
    """What is short when none fits; empty otherwise."""


class Capacity(Schema):
    """How many more stores fit."""

    surveyed_at: datetime | None
    """When the cluster was looked at; null: not yet, and nothing is refused."""
    when_full: Literal["refuse", "queue"]
    """What becomes of a store that does not fit: it is refused, or waits for room."""
    room: Room | None
    waiting: int
    """Stores that wait for room; theirs is taken off already where it fits."""
    items: tuple[Fit, ...]


class OrphanRelease(Schema):
    """What the Helm release in an orphaned namespace tells of its shop."""

    revision: int
    status: str
    name: str
    engine: str
    plan: str
    """Empty when it was not noted."""


class OrphanVolume(Schema):
    """A persistent volume that was made for a store."""

    name: str
    claim: str
    size: str
    phase: str
    policy: str
    """Its reclaim policy."""


class Orphan(Schema):
    """Something that carries the platform's marks and belongs to no store."""

    id: UUID
    kind: OrphanKind
    name: str
    store_key: str
    message: str
    release: OrphanRelease | None
    volumes: tuple[OrphanVolume, ...]
    adoptable: bool
    obstacle: str
    """Why it cannot become a store again; empty when it can."""
    found_at: datetime
    gone_at: datetime | None
    """When it was no longer there, or belonged to a store."""
    removal_requested_at: datetime | None
    failure: str | None
    """Why it could not be removed yet."""
    store_id: UUID | None
    """The store that it became, or that stands for its removal and keeps the receipt."""


class OrphanList(Schema):
    """Orphans, the oldest find first."""

    items: tuple[Orphan, ...]
    surveyed_at: datetime | None
    """When they were looked for; null: not yet."""


class OrphanAdopt(Schema):
    """How to adopt."""

    name: StoreName | None = None
    """Another name than the shop had."""


def render_capacity(view: CapacityView) -> Capacity:
    """Room as the API shows it."""
    room = None
    if view.room is not None:
        nodes = len(view.room.nodes)
        room = Room(
            nodes=nodes,
            cpu_millicores=view.room.cpu,
            memory_mib=view.room.memory,
            pods=view.room.pods,
        )
    items = tuple(
        Fit(
            engine=fit.engine,
            plan=fit.plan,
            cpu_millicores=fit.demand.cpu,
            memory_mib=fit.demand.memory,
            storage_gib=fit.demand.storage,
            fits=fit.fits,
            shortage=fit.shortage,
        )
        for fit in view.items
    )
    return Capacity(
        surveyed_at=view.surveyed_at,
        when_full=view.when_full,
        room=room,
        waiting=view.waiting,
        items=items,
    )


def render_orphan(orphan: DomainOrphan) -> Orphan:
    """An orphan as the API shows it."""
    found = orphan.found
    release = found.release
    return Orphan(
        id=orphan.id,
        kind=found.kind,
        name=found.name,
        store_key=found.store_key,
        message=orphan.message,
        release=OrphanRelease.model_validate(release) if release is not None else None,
        volumes=tuple(OrphanVolume.model_validate(volume) for volume in found.volumes),
        adoptable=not orphan.obstacle,
        obstacle=orphan.obstacle,
        found_at=orphan.found_at,
        gone_at=orphan.gone_at,
        removal_requested_at=orphan.removal_requested_at,
        failure=orphan.failure,
        store_id=orphan.store_id,
    )


def render_orphans(found: FoundOrphans) -> OrphanList:
    """Orphans as the API shows them."""
    items = tuple(render_orphan(orphan) for orphan in found.items)
    return OrphanList(items=items, surveyed_at=found.surveyed_at)
