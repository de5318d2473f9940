"""Whether this process can serve, and figures about the whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store_orchestrator.db.connection import Database
from store_orchestrator.db.schema import check_version
from store_orchestrator.db.summary import QueueFigures, count_alike, read_queue_figures
from store_orchestrator.domain.phase import derive_phase
from store_orchestrator.domain.store import Phase
from store_orchestrator.services.pool import PoolView, read_pools


@dataclass(frozen=True, slots=True)
class Figures:
    """What the metrics show of all tenants together."""

    stores: Mapping[Phase, int]
    queue: QueueFigures
    pools: Sequence[PoolView] = ()


class Health:
    """Looks at the database.

    Args:
        schema_head: the schema version that this program needs.
    """

    def __init__(self, database: Database, schema_head: str) -> None:
        self._database = database
        self._schema_head = schema_head

    async def check_ready(self) -> None:
        """Return if requests can be served.

        Raises:
            DatabaseUnavailable: no database.
            SchemaMismatch: it was not migrated to this version, or beyond it.
        """
        await check_version(self._database, self._schema_head)

    async def read_figures(self) -> Figures:
        """Stores by phase, every phase named, and the queue.

        Raises:
            DatabaseUnavailable: no database.
        """
        counts: Counter[Phase] = Counter(dict.fromkeys(Phase, 0))
        async with self._database.transaction() as connection:
            for spec, status, alike in await count_alike(connection):
                counts[derive_phase(spec, status)] += alike
            queue = await read_queue_figures(connection)
            pools, _ = await read_pools(connection)
        return Figures(counts, queue, pools)
