"""A pool over the rig: what keeps it, what claims from it, and a look at the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from integration.orchestrator.rig import LEASE, Rig, now
from integration.store_rows import find_tenant
from store_orchestrator.db import pool, stores
from store_orchestrator.db.connection import Database
from store_orchestrator.db.keys import draw_key
from store_orchestrator.db.queue import Leased
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.phase import derive_phase
from store_orchestrator.domain.pool import PoolChanges, PoolKey, PoolWanted
from store_orchestrator.domain.store import Phase
from store_orchestrator.orchestrator.pool_keeper import PoolKeeper, build_pool_choices

POOL = PoolKey("medusa", "small")
CHOICES = Choices("Summer Shop", country="US", currency="USD")
ROUNDS = 60


@dataclass
class PoolRig:
    """The rig's orchestrator keeps a pool; ``database`` has an orchestrator's rights."""

    rig: Rig
    database: Database
    version: str = "v1"

    async def keep(self, size: int, builds: int = 5) -> PoolChanges:
        """One round of the keeper."""
        wanted = {POOL: PoolWanted(size, self.version)} if size else {}
        choices = build_pool_choices(self.rig.engines)
        keeper = PoolKeeper(self.database, wanted, choices, builds=builds, clock=now)
        return await keeper.make_round()

    async def fill(self, size: int) -> None:
        """Make a pool of this size Ready."""
        await self.keep(size)
        await self.work()

    async def work(self, owner: str = "first") -> None:
        """Look at every store until each is settled or gone."""
        for _ in range(ROUNDS):
            rows = await self.list_rows()
            unsettled = [row for row in rows if row["phase"] not in SETTLED]
            if not unsettled:
                return
            await self.rig.queue.hint({row["key"] for row in unsettled})
            for leased in await self.rig.queue.fetch_due(owner, 10, LEASE):
                await self.rig.build_worker(leased).work()
        raise AssertionError(f"not settled after {ROUNDS} rounds: {await self.list_rows()}")

    async def fetch(self, key: str, owner: str = "first") -> Leased:
        """Lease this store."""
        await self.rig.queue.hint([key])
        [leased] = [
            found
            for found in await self.rig.queue.fetch_due(owner, 10, LEASE)
            if found.spec.key == key
        ]
        return leased

    async def claim(self, name: str = "summer", choices: Choices = CHOICES) -> UUID | None:
        """Claim as the API does; None when there is nothing to claim."""
        tenant_id = await find_tenant(self.rig.database)
        async with self.rig.database.transaction() as connection:
            found = await pool.find_claimable(connection, POOL.engine, POOL.plan)
            if found is None:
                return None
            await pool.claim_pooled(connection, found, tenant_id, name, choices)
        return found

    async def add_cold(self, name: str = "cold") -> UUID:
        """A store that somebody asked for when the pool was empty."""
        new = stores.NewStore(uuid4(), draw_key(), name, POOL.engine, POOL.plan, CHOICES)
        tenant_id = await find_tenant(self.rig.database)
        async with self.rig.database.transaction() as connection:
            await stores.insert_store(connection, tenant_id, new)
        return new.id

    async def list_rows(self) -> list[Mapping[str, Any]]:
        """Every store that is not gone: its row, phase and credentials."""
        async with self.rig.database.transaction() as connection:
            found = await connection.execute(
                text("SELECT * FROM stores WHERE deleted_at IS NULL ORDER BY created_at, id")
            )
            rows = [dict(row) for row in found.mappings()]
            records = await stores.list_stores_by_id(connection, [row["id"] for row in rows])
        phases = {r.spec.id: derive_phase(r.spec, r.status) for r in records}
        return [{**row, "phase": phases[row["id"]]} for row in rows]

    async def get_row(self, store_id: UUID) -> Mapping[str, Any]:
        """This store's row."""
        [row] = [row for row in await self.list_rows() if row["id"] == store_id]
        return row

    async def read_reasons(self, store_id: UUID) -> list[str]:
        """Reasons of the store's events, oldest first."""
        async with self.rig.database.transaction() as connection:
            found = await connection.execute(
                text("SELECT reason FROM store_events WHERE store_id = :id ORDER BY id"),
                {"id": store_id},
            )
            return list(found.scalars())

    async def age_claim(self, store_id: UUID, owner_database: Database, by: timedelta) -> None:
        """Let the claim have been made earlier."""
        async with owner_database.transaction() as connection:
            await connection.execute(
                text("UPDATE stores SET claimed_at = claimed_at - :by WHERE id = :id"),
                {"id": store_id, "by": by},
            )


SETTLED = (Phase.READY, Phase.FAILED)
