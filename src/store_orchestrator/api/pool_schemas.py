"""What operators see of the pools."""

from datetime import datetime
from uuid import UUID

from store_orchestrator.api.schemas import Schema
from store_orchestrator.domain.pool import PoolState


class Pool(Schema):
    """Stores of one engine and plan."""

    engine: str
    plan: str
    size: int
    """How many shall be Ready."""
    counts: dict[PoolState, int]
    """How many there are in each state; only those that are `ready` are handed out."""


class PooledStore(Schema):
    """A store that is nobody's yet."""

    id: UUID
    key: str
    namespace: str
    engine: str
    plan: str
    state: PoolState
    reason: str
    """One sentence on its state."""
    created_at: datetime
    ready_at: datetime | None


class PoolList(Schema):
    """Every pool, and every store in one."""

    pools: tuple[Pool, ...]
    stores: tuple[PooledStore, ...]
