"""The append-only log of who did what. There is no update and no delete, here or in the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.tables import audit_logs


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act.

    Attributes:
        action: ``noun.verb_in_past_tense``.
        request_id: the id under which the access log shows the request.
    """

    tenant_id: UUID
    actor_id: UUID
    actor_name: str
    action: str
    object_type: str
    object_id: str
    request_id: str
    detail: Mapping[str, str | int | bool | None] = field(default_factory=dict)


async def insert_audit_entry(connection: AsyncConnection, entry: AuditEntry) -> None:
    """Append; in the same transaction as the act, so that neither is without the other."""
    statement = insert(audit_logs).values(
        tenant_id=entry.tenant_id,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        action=entry.action,
        object_type=entry.object_type,
        object_id=entry.object_id,
        request_id=entry.request_id,
        detail=dict(entry.detail),
    )
    await connection.execute(statement)
