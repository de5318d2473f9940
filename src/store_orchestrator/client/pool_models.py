"""The API's documents about stores that are nobody's yet."""

from collections.abc import Mapping
from datetime import datetime

from store_orchestrator.client.models import Document


class Pool(Document):
    """Stores of one engine and plan; states to how many are in it."""

    engine: str
    plan: str
    size: int = 0
    counts: Mapping[str, int] = {}


class PooledStore(Document):
    """A store that is nobody's yet."""

    id: str
    key: str = ""
    namespace: str = ""
    engine: str = ""
    plan: str = ""
    state: str = ""
    reason: str = ""
    created_at: datetime | None = None
    ready_at: datetime | None = None


class PoolList(Document):
    """Every pool, and every store in one."""

    pools: tuple[Pool, ...]
    stores: tuple[PooledStore, ...] = ()
