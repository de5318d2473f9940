"""Stores put into a database for tests."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import text

from store_orchestrator.db import stores
from store_orchestrator.db.connection import Database
from store_orchestrator.domain.conditions import Condition, ConditionStatus, ConditionType
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.probe import OrderProof
from store_orchestrator.domain.receipt import RemovalItem
from store_orchestrator.domain.store import Status, Verification

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)

FULL_STATUS = Status(
    observed_generation=1,
    observed_at=NOW,
    conditions=tuple(
        Condition(kind, ConditionStatus.TRUE, "Good", "It is well.", NOW) for kind in ConditionType
    ),
    failure=Failure("Broke", "It broke.", "Mend it.", permanent=True, generation=1, at=NOW),
    verification=Verification(
        3, ok=True, message="Sold.", at=NOW, order=OrderProof("order_1", "7", "12.50", "EUR")
    ),
    attempts=2,
    ready_at=NOW,
    removal=(
        RemovalItem("Namespace", "store-abcdefgh", "uid-1"),
        RemovalItem("Ingress", "shop", "uid-2", gone_at=NOW),
    ),
)


async def find_tenant(database: Database, name: str = "default") -> UUID:
    async with database.transaction() as connection:
        found = await connection.execute(
            text("SELECT id FROM tenants WHERE name = :name"), {"name": name}
        )
        tenant_id: UUID = found.scalar_one()
    return tenant_id


async def add_store(api_database: Database, name: str = "shop", key: str = "abcdefgh") -> UUID:
    """A new store of the default tenant."""
    tenant_id = await find_tenant(api_database)
    new = stores.NewStore(uuid4(), key, name, "medusa", "small")
    async with api_database.transaction() as connection:
        await stores.insert_store(connection, tenant_id, new)
    return new.id


async def request(api_database: Database, store_id: UUID, intent: stores.Intent) -> None:
    """An intent of the default tenant's."""
    tenant_id = await find_tenant(api_database)
    async with api_database.transaction() as connection:
        await stores.update_intent(connection, tenant_id, store_id, intent)


async def expire_leases(owner_database: Database) -> None:
    """Let every lease be over a minute ago, as if its owner had died."""
    async with owner_database.transaction() as connection:
        await connection.execute(
            text(
                "UPDATE stores SET lease_expires_at = now() - interval '1 minute', "
                "due_at = now() - interval '1 minute' WHERE lease_token IS NOT NULL"
            )
        )
