"""Asking for stores, looking at them, and letting them go."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db import stores
from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import KeyInUse
from store_orchestrator.db.errors import NameInUse as NameTaken
from store_orchestrator.db.events import insert_event, list_events
from store_orchestrator.db.idempotency import Claim, claim_key
from store_orchestrator.db.keys import draw_key
from store_orchestrator.db.mapping import EventRecord, StoreRecord
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.phase import has_failed
from store_orchestrator.services.caller import Caller
from store_orchestrator.services.capacity import Capacity
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.choices import Wishes, derive_choices
from store_orchestrator.services.cursors import build_cursor, parse_cursor
from store_orchestrator.services.errors import (
    Conflict,
    IdempotencyMismatch,
    NameInUse,
)
from store_orchestrator.services.pool import claim_ready_made, find_ready_made
from store_orchestrator.services.records import audit_act, get_record, require_not_leaving
from store_orchestrator.services.views import StoreView, build_view

_KEY_DRAWS = 3


@dataclass(frozen=True, slots=True)
class _Wish:
    """An intent, and how event and audit log speak of it."""

    intent: stores.Intent
    action: str
    reason: str
    message: str


_DELETION = _Wish(
    stores.Intent.DELETION,
    "store.deletion_requested",
    "DeletionRequested",
    "asked for its deletion.",
)
_RETRY = _Wish(
    stores.Intent.RETRY, "store.retry_requested", "RetryRequested", "asked for another attempt."
)
_VERIFICATION = _Wish(
    stores.Intent.VERIFICATION,
    "store.verification_requested",
    "VerificationRequested",
    "asked for a test order.",
)
_ISOLATION = _Wish(
    stores.Intent.ISOLATION,
    "store.isolation_requested",
    "IsolationRequested",
    "asked for an isolation self-test.",
)


_FORCED_REMOVAL = _Wish(
    stores.Intent.FORCED_REMOVAL,
    "store.removal_forced",
    "RemovalForced",
    "asked for its removal by force: finalizers that nobody takes off are taken off.",
)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for; ``name`` is valid already."""

    name: str
    engine: str
    plan: str
    wishes: Wishes

    def derive_fingerprint(self) -> bytes:
        """Tells whether two requests ask for the same."""
        text = json.dumps([self.name, self.engine, self.plan, *astuple(self.wishes)])
        return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Query:
    """Which page of which stores; ``cursor`` is the page before's ``next_cursor``."""

    name: str | None = None
    include_deleted: bool = False
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class StorePage:
    """Stores, newest first; ``next_cursor`` is None on the last page."""

    items: Sequence[StoreView]
    next_cursor: str | None


class Stores:
    """Use cases around stores."""

    def __init__(self, database: Database, catalogue: Catalogue, capacity: Capacity) -> None:
        self._database = database
        self._catalogue = catalogue
        self._capacity = capacity

    async def create(self, caller: Caller, order: Order, idempotency_key: str | None) -> StoreView:
        """Ask for a store. With a key that was used for the same order, return that store.

        Raises:
            UnknownEngine, EngineUnavailable, Invalid: see :meth:`Catalogue.get_offered_engine`
                and :func:`derive_choices`.
            NameInUse: a live store of the tenant has the name.
            CapacityExhausted: the cluster has no room, and stores are not to wait for some.
            IdempotencyMismatch: the key was used for another order.
        """
        caller.require_write()
        engine = self._catalogue.get_offered_engine(order.engine, order.plan)
        choices = derive_choices(engine, order.name, order.wishes)
        for _ in range(_KEY_DRAWS - 1):
            try:
                return await self._create(caller, order, choices, idempotency_key)
            except KeyInUse:
                continue
        return await self._create(caller, order, choices, idempotency_key)

    async def _create(
        self, caller: Caller, order: Order, choices: Choices, idempotency_key: str | None
    ) -> StoreView:
        new = stores.NewStore(uuid4(), draw_key(), order.name, order.engine, order.plan, choices)
        try:
            async with self._database.transaction() as connection:
                ready_made = await find_ready_made(connection, new)
                if idempotency_key is not None:
                    earlier = await self._find_earlier(
                        connection, caller, order, idempotency_key, ready_made or new.id
                    )
                    if earlier is not None:
                        return build_view(earlier, self._catalogue)
                if ready_made is not None:
                    record = await claim_ready_made(connection, caller, ready_made, new)
                else:
                    placed = await self._capacity.take_place(connection, new.engine, new.plan)
                    new = replace(new, admitted=placed)
                    record = await stores.insert_store(connection, caller.tenant_id, new)
                spec = record.spec
                message = f"{caller.user_name} asked for a {order.engine} store, plan {order.plan}."
                await insert_event(connection, spec.id, spec.generation, "Requested", message)
                await audit_act(connection, caller, "store.created", record)
        except NameTaken as error:
            raise NameInUse(
                f"You already have a store named {order.name!r}.",
                "Choose another name, or delete that store first.",
                field="name",
            ) from error
        return build_view(record, self._catalogue)

    async def _find_earlier(
        self,
        connection: AsyncConnection,
        caller: Caller,
        order: Order,
        idempotency_key: str,
        store_id: UUID,
    ) -> StoreRecord | None:
        wanted = Claim(store_id, order.derive_fingerprint())
        claim = await claim_key(connection, caller.tenant_id, idempotency_key, wanted)
        if claim is wanted:
            return None
        if claim.fingerprint != wanted.fingerprint:
            raise IdempotencyMismatch(
                "This Idempotency-Key was used for a request with another body.",
                "Send the same body again, or use a new key for a new request.",
            )
        return await get_record(connection, caller, claim.store_id)

    async def list_page(self, caller: Caller, query: Query) -> StorePage:
        """One page of the caller's stores, newest first.

        Raises:
            Invalid: the cursor is none of this list.
        """
        before = parse_cursor(query.cursor) if query.cursor is not None else None
        wanted = stores.StoreFilter(query.name, query.include_deleted, before)
        async with self._database.transaction() as connection:
            # One more than asked tells whether there is another page.
            records = await stores.list_stores(
                connection, caller.tenant_id, wanted, query.limit + 1
            )
        page = records[: query.limit]
        more = len(records) > query.limit
        last = build_cursor(page[-1].spec.created_at, page[-1].spec.id) if more else None
        return StorePage([build_view(record, self._catalogue) for record in page], last)

    async def get(self, caller: Caller, store_id: UUID) -> StoreView:
        """The store, deleted or not.

        Raises:
            NotFound: the caller's tenant has no such store.
        """
        async with self._database.transaction() as connection:
            record = await get_record(connection, caller, store_id)
        return build_view(record, self._catalogue)

    async def request_deletion(self, caller: Caller, store_id: UUID) -> StoreView:
        """Ask for the store's removal, in whatever state it is; asking again changes nothing."""
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await get_record(connection, caller, store_id, lock=True)
            if not record.spec.deletion_asked:
                record = await self._change(connection, caller, record, _DELETION)
        return build_view(record, self._catalogue)

    async def request_forced_removal(self, caller: Caller, store_id: UUID) -> StoreView:
        """Ask for the store's removal, also of what finalizers hold; again changes nothing."""
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await get_record(connection, caller, store_id, lock=True)
            if record.spec.removal_forced_at is None and record.status.deleted_at is None:
                record = await self._change(connection, caller, record, _FORCED_REMOVAL)
        return build_view(record, self._catalogue)

    async def request_retry(self, caller: Caller, store_id: UUID) -> StoreView:
        """Ask for another attempt at a failed store.

        Raises:
            Conflict: it has not failed, or is being deleted.
        """
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await get_record(connection, caller, store_id, lock=True)
            require_not_leaving(record)
            if not has_failed(record.spec, record.status):
                raise Conflict(
                    f"Store {record.spec.name!r} has not failed, so there is nothing to retry.",
                    "Wait for it; the orchestrator tries again by itself until it gives up.",
                )
            record = await self._change(connection, caller, record, _RETRY)
        return build_view(record, self._catalogue)

    async def request_verification(self, caller: Caller, store_id: UUID) -> int:
        """Ask for a test order.

        It is no change of what the store should be, so the generation stays.

        Returns:
            The number that the answer will carry, or a higher one.

        Raises:
            Conflict: the store has failed, or is being deleted.
        """
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await get_record(connection, caller, store_id, lock=True)
            require_not_leaving(record)
            if has_failed(record.spec, record.status):
                raise Conflict(
                    f"Store {record.spec.name!r} has failed and cannot take an order.",
                    "Retry the store first; becoming Ready includes a test order.",
                )
            record = await self._change(connection, caller, record, _VERIFICATION)
        return record.spec.verification_requested

    async def request_isolation_test(self, caller: Caller, store_id: UUID) -> int:
        """Ask for a self-test of the store's isolation; like a verification, no new generation.

        Returns:
            The number that the answer will carry, or a higher one.

        Raises:
            Conflict: the store has failed, or is being deleted.
        """
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await get_record(connection, caller, store_id, lock=True)
            require_not_leaving(record)
            if has_failed(record.spec, record.status):
                raise Conflict(
                    f"Store {record.spec.name!r} has failed, so nothing runs to be tested.",
                    "Retry the store first.",
                )
            record = await self._change(connection, caller, record, _ISOLATION)
        return record.spec.isolation_requested

    async def list_events(
        self, caller: Caller, store_id: UUID, *, after: int, limit: int
    ) -> Sequence[EventRecord]:
        """The store's history after the event with the id ``after``, oldest first.

        Raises:
            NotFound: the caller's tenant has no such store.
        """
        async with self._database.transaction() as connection:
            await get_record(connection, caller, store_id)
            return await list_events(connection, caller.tenant_id, store_id, after, limit)

    async def _change(
        self, connection: AsyncConnection, caller: Caller, record: StoreRecord, wish: _Wish
    ) -> StoreRecord:
        """Write intent, with its event and its audit entry. The caller holds the row's lock."""
        changed = await stores.update_intent(
            connection, caller.tenant_id, record.spec.id, wish.intent
        )
        spec = changed.spec
        message = f"{caller.user_name} {wish.message}"
        await insert_event(connection, spec.id, spec.generation, wish.reason, message)
        await audit_act(connection, caller, wish.action, changed)
        return changed
