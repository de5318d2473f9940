"""Stores put into a database for tests."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from store_orchestrator.db import stores
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.conditions import Condition, ConditionStatus, ConditionType
from store_orchestrator.domain.drift import Baseline, Drift, DriftKind
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.isolation import IsolationCheck, IsolationReport
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.probe import OrderProof
from store_orchestrator.domain.receipt import RemovalItem
from store_orchestrator.domain.store import Status, Verification
from store_orchestrator.domain.timeline import Milestone

LEASE = timedelta(minutes=1)
LATER = timedelta(hours=1)
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
    isolation=IsolationReport(
        2,
        ok=False,
        message="1 of 2 targets could be reached.",
        at=NOW,
        checks=(
            IsolationCheck("KubernetesApi", "10.96.0.1:443", ok=True, message="It was refused."),
            IsolationCheck("OtherStore", "10.244.0.9:80", ok=False, message="It was reached."),
        ),
    ),
    milestones={kind: NOW for kind in Milestone if kind is not Milestone.ACCEPTED},
    baseline=Baseline(
        "a" * 40,
        {"Service/shop": "uid-3 7"},
        found=(Drift("Service/shop", DriftKind.CHANGED, "kubectl-edit"),),
        restored=("Service/shop",),
        restored_at=NOW,
        restorations=2,
    ),
    proven_at=NOW,
    notices=(Notice("MailDropped", "No SMTP server is set: mails are dropped."),),
)
CHOICES = Choices("My Shop", country="DE", currency="EUR", sample_products=False)


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
    new = stores.NewStore(uuid4(), key, name, "medusa", "small", CHOICES)
    async with api_database.transaction() as connection:
        await stores.insert_store(connection, tenant_id, new)
    return new.id


async def request(api_database: Database, store_id: UUID, intent: stores.Intent) -> None:
    """An intent of the default tenant's."""
    tenant_id = await find_tenant(api_database)
    async with api_database.transaction() as connection:
        await stores.update_intent(connection, tenant_id, store_id, intent)


async def record_one(queue: StoreQueue, status: Status) -> None:
    """Be the orchestrator of the one store that is due."""
    [leased] = await queue.fetch_due("test", 1, LEASE)
    assert await queue.record(leased, status, [], due_in=LATER) is not None


async def expire_leases(owner_database: Database) -> None:
    """Let every lease be over a minute ago, as if its owner had died."""
    async with owner_database.transaction() as connection:
        await connection.execute(
            text(
                "UPDATE stores SET lease_expires_at = now() - interval '1 minute', "
                "due_at = now() - interval '1 minute' WHERE lease_token IS NOT NULL"
            )
        )
