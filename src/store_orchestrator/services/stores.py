"""Asking for stores, looking at them, and letting them go."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db import stores
from store_orchestrator.db.audit import insert_audit_entry
from store_orchestrator.db.cipher import CredentialCipher
from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import KeyInUse
from store_orchestrator.db.errors import NameInUse as NameTaken
from store_orchestrator.db.events import insert_event, list_events
from store_orchestrator.db.idempotency import Claim, claim_key
from store_orchestrator.db.mapping import EventRecord, StoreRecord
from store_orchestrator.domain.phase import has_failed
from store_orchestrator.services.caller import Caller
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.cursors import build_cursor, parse_cursor
from store_orchestrator.services.errors import (
    Conflict,
    IdempotencyMismatch,
    NameInUse,
    NotFound,
)
from store_orchestrator.services.keys import draw_key
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


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for; ``name`` is valid already."""

    name: str
    engine: str
    plan: str

    def derive_fingerprint(self) -> bytes:
        """Tells whether two requests ask for the same."""
        text = json.dumps([self.name, self.engine, self.plan])
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


@dataclass(frozen=True, slots=True)
class RevealedCredential:
    """A credential in plain text; ``secret`` asks a screen to mask it."""

    name: str
    label: str
    value: str = field(repr=False)
    secret: bool


@dataclass(frozen=True, slots=True)
class RevealedCredentials:
    """What a merchant needs to sign in."""

    items: Sequence[RevealedCredential]
    admin_url: str | None


class Stores:
    """Use cases around stores."""

    def __init__(self, database: Database, catalogue: Catalogue, cipher: CredentialCipher) -> None:
        self._database = database
        self._catalogue = catalogue
        self._cipher = cipher

    async def create(self, caller: Caller, order: Order, idempotency_key: str | None) -> StoreView:
        """Ask for a store. With a key that was used for the same order, return that store.

        Raises:
            UnknownEngine, EngineUnavailable, Invalid: see :meth:`Catalogue.check_order`.
            NameInUse: a live store of the tenant has the name.
            IdempotencyMismatch: the key was used for another order.
        """
        caller.require_write()
        self._catalogue.check_order(order.engine, order.plan)
        for _ in range(_KEY_DRAWS - 1):
            try:
                return await self._create(caller, order, idempotency_key)
            except KeyInUse:
                continue
        return await self._create(caller, order, idempotency_key)

    async def _create(self, caller: Caller, order: Order, idempotency_key: str | None) -> StoreView:
        new = stores.NewStore(uuid4(), draw_key(), order.name, order.engine, order.plan)
        try:
            async with self._database.transaction() as connection:
                if idempotency_key is not None:
                    earlier = await self._find_earlier(
                        connection, caller, order, idempotency_key, new.id
                    )
                    if earlier is not None:
                        return build_view(earlier, self._catalogue)
                record = await stores.insert_store(connection, caller.tenant_id, new)
                message = f"{caller.user_name} asked for a {order.engine} store, plan {order.plan}."
                await insert_event(connection, new.id, 1, "Requested", message)
                await self._audit(connection, caller, "store.created", record)
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
        return await _get(connection, caller, claim.store_id)

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
            record = await _get(connection, caller, store_id)
        return build_view(record, self._catalogue)

    async def request_deletion(self, caller: Caller, store_id: UUID) -> StoreView:
        """Ask for the store's removal, in whatever state it is; asking again changes nothing."""
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await _get(connection, caller, store_id, lock=True)
            if not record.spec.deletion_asked:
                record = await self._change(connection, caller, record, _DELETION)
        return build_view(record, self._catalogue)

    async def request_retry(self, caller: Caller, store_id: UUID) -> StoreView:
        """Ask for another attempt at a failed store.

        Raises:
            Conflict: it has not failed, or is being deleted.
        """
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await _get(connection, caller, store_id, lock=True)
            _require_not_leaving(record)
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
            record = await _get(connection, caller, store_id, lock=True)
            _require_not_leaving(record)
            if has_failed(record.spec, record.status):
                raise Conflict(
                    f"Store {record.spec.name!r} has failed and cannot take an order.",
                    "Retry the store first; becoming Ready includes a test order.",
                )
            record = await self._change(connection, caller, record, _VERIFICATION)
        return record.spec.verification_requested

    async def reveal_credentials(self, caller: Caller, store_id: UUID) -> RevealedCredentials:
        """Show the merchant's credentials; that they were shown is in the audit log.

        Raises:
            Conflict: none were drawn yet, or the store is deleted.
            CredentialsUnreadable: they cannot be decrypted.
        """
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await _get(connection, caller, store_id)
            revealed = self._build_credentials(record)
            await self._audit(connection, caller, "store.credentials_revealed", record)
        return revealed

    def _build_credentials(self, record: StoreRecord) -> RevealedCredentials:
        if record.status.deleted_at is not None:
            raise Conflict(
                f"Store {record.spec.name!r} is deleted; its credentials open nothing any more.",
                "Create a new store.",
            )
        engine = self._catalogue.find_engine(record.spec.engine)
        if record.sealed is None or engine is None:
            raise Conflict(
                f"Store {record.spec.name!r} has no credentials yet.",
                "Try again in a few seconds; they are drawn when provisioning starts.",
            )
        values = self._cipher.unseal(record.spec.id, record.sealed)
        items = [
            RevealedCredential(spec.name, spec.label, values[spec.name], spec.secret)
            for spec in engine.credentials
            if spec.shown and spec.name in values
        ]
        return RevealedCredentials(items, build_view(record, self._catalogue).admin_url)

    async def list_events(
        self, caller: Caller, store_id: UUID, *, after: int, limit: int
    ) -> Sequence[EventRecord]:
        """The store's history after the event with the id ``after``, oldest first.

        Raises:
            NotFound: the caller's tenant has no such store.
        """
        async with self._database.transaction() as connection:
            await _get(connection, caller, store_id)
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
        await self._audit(connection, caller, wish.action, changed)
        return changed

    async def _audit(
        self, connection: AsyncConnection, caller: Caller, action: str, record: StoreRecord
    ) -> None:
        detail: dict[str, str | int | bool | None] = {
            "name": record.spec.name,
            "generation": record.spec.generation,
        }
        entry = caller.build_audit_entry(action, "store", str(record.spec.id), detail)
        await insert_audit_entry(connection, entry)


async def _get(
    connection: AsyncConnection, caller: Caller, store_id: UUID, *, lock: bool = False
) -> StoreRecord:
    record = await stores.find_store(connection, caller.tenant_id, store_id, lock=lock)
    if record is None:
        raise NotFound(
            f"There is no store with the id {store_id}.", "List the stores to find its id."
        )
    return record


def _require_not_leaving(record: StoreRecord) -> None:
    if record.spec.deletion_asked:
        raise Conflict(
            f"Store {record.spec.name!r} is deleted or being deleted.",
            "Create a new store; a deletion cannot be taken back.",
        )
