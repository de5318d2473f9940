"""The queue of due stores: rows with leases, and fenced writes of what was observed.

Any number of orchestrators call this side by side. Each call is its own short transaction; only
the database's clock decides. How it fits together: ``due_at`` says when a store is to be looked
at; leasing moves it to the end of the lease, so that a crashed owner's stores come back by
themselves; every write carries the lease's token and writes nothing when the lease was lost.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.cipher import CredentialCipher, Sealed
from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import CredentialsUnreadable
from store_orchestrator.db.mapping import (
    build_event_columns,
    build_spec,
    build_status,
    build_status_columns,
)
from store_orchestrator.db.tables import orchestrators, store_events, stores
from store_orchestrator.db.wake import build_wake_columns
from store_orchestrator.domain.claim import SETTLED_CLAIMS
from store_orchestrator.domain.names import derive_host_label
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.domain.transition import StoreEvent

_RELEASED = {"lease_owner": None, "lease_token": None, "lease_expires_at": None}
ORCHESTRATOR_FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Leased:
    """A store this owner may work on.

    Attributes:
        credentials: plain text, or None while there are none to use. Unreadable ones count as
            none here, because a store must stay deletable without them;
            :meth:`StoreQueue.save_credentials` then raises instead of drawing anew.
        token: the fencing token; every write is conditional on it.
        host: first DNS label of the store's address.
        former: while a claim is under way, what the shop out of the pool had before; plain text.
    """

    spec: Spec
    status: Status
    credentials: Mapping[str, str] | None = field(repr=False)
    token: UUID
    host: str
    former: Mapping[str, str] | None = field(default=None, repr=False)


class StoreQueue:
    """Leases due stores to orchestrators and records what they did."""

    def __init__(self, database: Database, cipher: CredentialCipher) -> None:
        self._database = database
        self._cipher = cipher

    async def fetch_due(self, owner: str, limit: int, lease: timedelta) -> list[Leased]:
        """Lease up to ``limit`` due stores, the longest due first.

        Stores that another transaction holds are skipped, not waited for.
        """
        due = (
            select(stores.c.id)
            .where(stores.c.due_at <= func.now())
            .order_by(stores.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        statement = (
            update(stores)
            .where(stores.c.id == due.c.id)
            .values(
                lease_owner=owner,
                lease_token=func.gen_random_uuid(),
                lease_expires_at=func.now() + lease,
                due_at=func.now() + lease,
                due_again=False,
            )
            .returning(stores)
        )
        async with self._database.transaction() as connection:
            rows = (await connection.execute(statement)).all()
        return [self._build_leased(row) for row in rows]

    async def renew(self, leased: Leased, lease: timedelta) -> bool:
        """Move the end of the lease to ``lease`` from now; False when the lease was lost."""
        statement = (
            update(stores)
            .where(*_holds(leased))
            .values(lease_expires_at=func.now() + lease, due_at=func.now() + lease)
        )
        async with self._database.transaction() as connection:
            return (await connection.execute(statement)).rowcount == 1

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction for what is to be decided together with :meth:`admit`."""
        return self._database.transaction()

    async def admit(self, connection: AsyncConnection, leased: Leased) -> Leased | None:
        """Give a waiting store its place, in the transaction that found it; None: lease lost."""
        statement = (
            update(stores).where(*_holds(leased)).values(admitted_at=func.now()).returning(stores)
        )
        row = (await connection.execute(statement)).one_or_none()
        return self._build_leased(row) if row is not None else None

    async def record(
        self,
        leased: Leased,
        status: Status,
        events: Sequence[StoreEvent],
        *,
        due_in: timedelta | None,
    ) -> Leased | None:
        """Write status and events, all or nothing, if the lease still holds.

        Args:
            due_in: None keeps the lease. Otherwise the lease is released and the store is due
                after this time, or at once when a hint or an intent came while it was leased.
                A status with ``deleted_at`` always releases, and the store is never due again.

        Returns:
            The store with its spec as it is now, or None: the lease was lost, nothing was written.
        """
        columns = build_status_columns(status) | _build_queue_columns(status, due_in)
        if status.claim in SETTLED_CLAIMS:
            columns |= {"former_credentials": None, "former_credentials_key_id": None}
        statement = update(stores).where(*_holds(leased)).values(**columns).returning(stores)
        async with self._database.transaction() as connection:
            row = (await connection.execute(statement)).one_or_none()
            if row is None:
                return None
            # After the UPDATE: its row lock makes the ids of a store's events ascend in the
            # order of their commits, which readers that page by id rely on.
            await _insert_events(connection, leased.spec.id, status.observed_generation, events)
        return self._build_leased(row, token=leased.token)

    async def save_credentials(
        self, leased: Leased, credentials: Mapping[str, str]
    ) -> Leased | None:
        """Store those that are not stored yet; the result carries all that are.

        What is stored never changes: a later version's engine only adds to it.

        Returns:
            None when the lease was lost; nothing was written then.

        Raises:
            CredentialsUnreadable: some are stored and do not open.
        """
        held = select(stores).where(*_holds(leased)).with_for_update()
        async with self._database.transaction() as connection:
            row = (await connection.execute(held)).one_or_none()
            if row is None:
                return None
            stored = self._unseal(row)
            merged = {**credentials, **stored}
            if merged != stored:
                sealed = self._cipher.seal(leased.spec.id, merged)
                statement = (
                    update(stores)
                    .where(*_holds(leased))
                    .values(credentials=sealed.data, credentials_key_id=sealed.key_id)
                    .returning(stores)
                )
                row = (await connection.execute(statement)).one()
        return replace(self._build_leased(row), credentials=merged)

    async def hint(self, keys: Collection[str]) -> None:
        """Say "look now" for these stores; unknown and deleted ones are ignored."""
        statement = (
            update(stores)
            .where(stores.c.key.in_(keys), stores.c.deleted_at.is_(None))
            .values(**build_wake_columns())
        )
        async with self._database.transaction() as connection:
            await connection.execute(statement)

    async def next_due_in(self) -> timedelta | None:
        """Time until the next store is due, not negative; None when no store ever will be."""
        statement = select(func.min(stores.c.due_at) - func.now())
        async with self._database.transaction() as connection:
            left: timedelta | None = (await connection.execute(statement)).scalar_one()
        return max(left, timedelta()) if left is not None else None

    async def beat(self, owner: str) -> None:
        """Note that this orchestrator is alive, and forget those silent for a day."""
        gone = orchestrators.c.last_seen < func.now() - ORCHESTRATOR_FORGOTTEN_AFTER
        statement = (
            upsert(orchestrators)
            .values(owner=owner)
            .on_conflict_do_update(
                index_elements=[orchestrators.c.owner], set_={"last_seen": func.now()}
            )
        )
        async with self._database.transaction() as connection:
            await connection.execute(statement)
            await connection.execute(orchestrators.delete().where(gone))

    def _unseal(self, row: Row[Any]) -> dict[str, str]:
        if row.credentials is None:
            return {}
        return self._cipher.unseal(row.id, Sealed(row.credentials_key_id, row.credentials))

    def _build_leased(self, row: Row[Any], token: UUID | None = None) -> Leased:
        credentials = None
        if row.credentials is not None:
            with suppress(CredentialsUnreadable):
                credentials = self._unseal(row)
        former = None
        if row.former_credentials is not None:
            sealed = Sealed(row.former_credentials_key_id, row.former_credentials)
            with suppress(CredentialsUnreadable):
                former = self._cipher.unseal(row.id, sealed)
        return Leased(
            spec=build_spec(row),
            status=build_status(row),
            credentials=credentials,
            token=token or row.lease_token,
            host=derive_host_label(row.name, row.key),
            former=former,
        )


def _holds(leased: Leased) -> tuple[Any, Any]:
    return stores.c.id == leased.spec.id, stores.c.lease_token == leased.token


def _build_queue_columns(status: Status, due_in: timedelta | None) -> dict[str, Any]:
    if status.deleted_at is not None:
        return {**_RELEASED, "due_at": None, "due_again": False}
    if due_in is None:
        return {}
    due_at = case((stores.c.due_again, func.now()), else_=func.now() + due_in)
    return {**_RELEASED, "due_at": due_at, "due_again": False}


async def _insert_events(
    connection: AsyncConnection, store_id: UUID, generation: int, events: Sequence[StoreEvent]
) -> None:
    if not events:
        return
    rows = [
        {**build_event_columns(event), "store_id": store_id, "generation": generation}
        for event in events
    ]
    await connection.execute(insert(store_events), rows)
