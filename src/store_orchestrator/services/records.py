"""What the use cases around one store have in common: finding it, and saying what was done."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db import stores
from store_orchestrator.db.audit import insert_audit_entry
from store_orchestrator.db.mapping import StoreRecord
from store_orchestrator.services.caller import Caller, Detail
from store_orchestrator.services.errors import Conflict, NotFound


async def get_record(
    connection: AsyncConnection, caller: Caller, store_id: UUID, *, lock: bool = False
) -> StoreRecord:
    """The caller's store with this id; ``lock`` until the transaction ends.

    Raises:
        NotFound: the caller's tenant has no such store.
    """
    record = await stores.find_store(connection, caller.tenant_id, store_id, lock=lock)
    if record is None:
        raise NotFound(
            f"There is no store with the id {store_id}.", "List the stores to find its id."
        )
    return record


def require_not_leaving(record: StoreRecord) -> None:
    """Return if the store stays.

    Raises:
        Conflict: its deletion was asked.
    """
    if record.spec.deletion_asked:
        raise Conflict(
            f"Store {record.spec.name!r} is deleted or being deleted.",
            "Create a new store; a deletion cannot be taken back.",
        )


async def audit_act(
    connection: AsyncConnection, caller: Caller, action: str, record: StoreRecord
) -> None:
    """Note in the audit log what the caller did with the store."""
    detail: Detail = {"name": record.spec.name, "generation": record.spec.generation}
    entry = caller.build_audit_entry(action, "store", str(record.spec.id), detail)
    await insert_audit_entry(connection, entry)
