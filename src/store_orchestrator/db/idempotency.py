"""Idempotency keys: the same request sent twice makes one store."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.tables import idempotency_keys

REMEMBERED_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds a key: the store it stands for, and the fingerprint of the request."""

    store_id: UUID
    fingerprint: bytes


async def claim_key(connection: AsyncConnection, tenant_id: UUID, key: str, wanted: Claim) -> Claim:
    """Claim ``key`` for a store that this transaction is about to insert.

    A second transaction with the same key waits here for the first one to end.

    Returns:
        ``wanted`` if the key was free, else the earlier claim.
    """
    stale = idempotency_keys.c.created_at < func.now() - REMEMBERED_FOR
    await connection.execute(delete(idempotency_keys).where(stale))
    statement = (
        upsert(idempotency_keys)
        .values(
            tenant_id=tenant_id,
            key=key,
            fingerprint=wanted.fingerprint,
            store_id=wanted.store_id,
        )
        .on_conflict_do_nothing()
        .returning(idempotency_keys.c.key)
    )
    if (await connection.execute(statement)).one_or_none() is not None:
        return wanted
    held = select(idempotency_keys.c.store_id, idempotency_keys.c.fingerprint).where(
        idempotency_keys.c.tenant_id == tenant_id, idempotency_keys.c.key == key
    )
    row = (await connection.execute(held)).one()
    return Claim(row.store_id, row.fingerprint)
