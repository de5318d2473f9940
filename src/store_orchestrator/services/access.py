"""Ways into a store's admin: its credentials, and links that sign in. Both are audited."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from store_orchestrator.db.cipher import CredentialCipher
from store_orchestrator.db.connection import Database
from store_orchestrator.db.mapping import StoreRecord
from store_orchestrator.domain.phase import has_failed
from store_orchestrator.engines.sign_in import LINK_LIFETIME, SIGN_IN_SECRET
from store_orchestrator.services.caller import Caller
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.errors import Conflict
from store_orchestrator.services.records import audit_act, get_record, require_not_leaving
from store_orchestrator.services.views import build_view

_NONCE_BYTES = 16


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


@dataclass(frozen=True, slots=True)
class SignInLink:
    """An address that signs in whoever opens it first, until it expires."""

    url: str = field(repr=False)
    expires_at: datetime


class Access:
    """Use cases around signing in to a store's admin."""

    def __init__(self, database: Database, catalogue: Catalogue, cipher: CredentialCipher) -> None:
        self._database = database
        self._catalogue = catalogue
        self._cipher = cipher

    async def reveal_credentials(self, caller: Caller, store_id: UUID) -> RevealedCredentials:
        """Show the merchant's credentials; that they were shown is in the audit log.

        Raises:
            Conflict: none were drawn yet, or the store is deleted.
            CredentialsUnreadable: they cannot be decrypted.
        """
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await get_record(connection, caller, store_id)
            revealed = self._build_credentials(record)
            await audit_act(connection, caller, "store.credentials_revealed", record)
        return revealed

    async def issue_sign_in_link(self, caller: Caller, store_id: UUID) -> SignInLink:
        """Make a link into the store's admin; that it was made is in the audit log.

        Raises:
            Conflict: the store is not (or no more) for use, or its engine knows no such link.
            CredentialsUnreadable: the secret behind it cannot be decrypted.
        """
        caller.require_write()
        async with self._database.transaction() as connection:
            record = await get_record(connection, caller, store_id)
            _require_open(record)
            link = self._build_link(record)
            await audit_act(connection, caller, "store.sign_in_link_made", record)
        return link

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

    def _build_link(self, record: StoreRecord) -> SignInLink:
        engine = self._catalogue.find_engine(record.spec.engine)
        values = self._cipher.unseal(record.spec.id, record.sealed) if record.sealed else {}
        expires_at = (record.read_at + LINK_LIFETIME).replace(microsecond=0)
        url = None
        if engine is not None and self._catalogue.has_sign_in_link(engine):
            if SIGN_IN_SECRET.name not in values:
                raise Conflict(
                    f"Store {record.spec.name!r} has no secret for sign-in links yet.",
                    "Try again in a minute: stores made by an earlier version get it when the "
                    "orchestrator next looks at them. The credentials work meanwhile.",
                )
            shop = self._catalogue.build_shop(record.spec)
            nonce = secrets.token_hex(_NONCE_BYTES)
            url = engine.build_sign_in_url(shop, values, nonce, expires_at)
        if url is None:
            raise Conflict(
                f"The engine {record.spec.engine!r} knows no sign-in links.",
                "Sign in with the store's credentials.",
            )
        return SignInLink(url, expires_at)


def _require_open(record: StoreRecord) -> None:
    """A shop answers once it was Ready, and until it has failed for good or is being deleted."""
    require_not_leaving(record)
    name = record.spec.name
    if has_failed(record.spec, record.status):
        raise Conflict(
            f"Store {name!r} has failed; its admin may not answer.",
            "Retry the store first, or sign in with its credentials.",
        )
    if record.status.ready_at is None:
        raise Conflict(
            f"Store {name!r} is not Ready yet, so there is no admin to sign in to.",
            "Wait until it is Ready, then ask again.",
        )
