"""What the API says about room in the cluster and about orphans."""

from datetime import datetime
from uuid import UUID

from store_orchestrator.client.models import Document


class Room(Document):
    """What nodes that take stores have left, all together."""

    nodes: int
    cpu_millicores: int
    memory_mib: int
    pods: int


class Fit(Document):
    """One engine and plan; ``fits`` is None while nobody knows."""

    engine: str
    plan: str
    cpu_millicores: int
    memory_mib: int
    storage_gib: int = 0
    fits: int | None = None
    shortage: str = ""


class Capacity(Document):
    """How many more stores fit."""

    surveyed_at: datetime | None = None
    when_full: str = ""
    room: Room | None = None
    waiting: int = 0
    items: tuple[Fit, ...]


class OrphanRelease(Document):
    """What the release in an orphaned namespace tells of its shop."""

    name: str
    engine: str
    plan: str = ""
    revision: int = 0
    status: str = ""


class OrphanVolume(Document):
    """A volume that was made for a store."""

    name: str
    claim: str = ""
    size: str = ""
    phase: str = ""
    policy: str = ""


class Orphan(Document):
    """Something that carries the platform's marks and belongs to no store."""

    id: UUID
    kind: str
    name: str
    store_key: str = ""
    message: str = ""
    release: OrphanRelease | None = None
    volumes: tuple[OrphanVolume, ...] = ()
    adoptable: bool = False
    obstacle: str = ""
    found_at: datetime | None = None
    gone_at: datetime | None = None
    removal_requested_at: datetime | None = None
    failure: str | None = None
    store_id: UUID | None = None


class OrphanList(Document):
    """Orphans; ``surveyed_at`` is None before anybody looked."""

    items: tuple[Orphan, ...]
    surveyed_at: datetime | None = None
