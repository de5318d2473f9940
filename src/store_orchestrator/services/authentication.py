"""Tokens and sessions: who a request comes from.

A session stands for the token it was opened with and ends with it. Tokens and session secrets
are 256 random bits, so SHA-256 is enough to store them by; the database never holds one.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from store_orchestrator.db import accounts
from store_orchestrator.db.accounts import Account
from store_orchestrator.db.audit import insert_audit_entry
from store_orchestrator.db.connection import Database
from store_orchestrator.services.caller import Caller, Role, Scope
from store_orchestrator.services.errors import Unauthenticated

SESSION_LIFETIME = timedelta(hours=12)
_SIGN_IN = "Sign in again, or send a valid token as: Authorization: Bearer <token>"


@dataclass(frozen=True, slots=True)
class Session:
    """A new session; ``secret`` is shown once, to be the cookie's value."""

    secret: str = field(repr=False)
    lifetime: timedelta


def derive_digest(secret: str) -> bytes:
    """What the database knows of a token or a session."""
    return hashlib.sha256(secret.encode()).digest()


def derive_csrf_token(session_secret: str) -> str:
    """The token that unsafe requests of this session must repeat in a header.

    Only who can read an answer of the API knows it; another site's form cannot.
    """
    return hmac.new(session_secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_csrf_token(session_secret: str, candidate: str) -> bool:
    """Whether ``candidate`` is the session's CSRF token; takes the same time for every answer."""
    return hmac.compare_digest(derive_csrf_token(session_secret).encode(), candidate.encode())


class Authentication:
    """Identifies callers, and opens and ends sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def identify_by_token(self, token: str, request_id: str) -> Caller:
        """The owner of the token.

        Raises:
            Unauthenticated: it is unknown, expired or revoked.
        """
        async with self._database.transaction() as connection:
            account = await accounts.find_account_by_token(connection, derive_digest(token))
        if account is None:
            raise Unauthenticated("The token is unknown, expired or revoked.", _SIGN_IN)
        return _build_caller(account, request_id)

    async def identify_by_session(self, session_secret: str, request_id: str) -> Caller:
        """The owner of the session.

        Raises:
            Unauthenticated: it is over, or its token was revoked.
        """
        digest = derive_digest(session_secret)
        async with self._database.transaction() as connection:
            account = await accounts.find_account_by_session(connection, digest)
        if account is None:
            raise Unauthenticated("The session is over.", _SIGN_IN)
        return _build_caller(account, request_id)

    async def open_session(self, token: str, request_id: str) -> Session:
        """Exchange a token for a session.

        Raises:
            Unauthenticated: the token is not valid.
        """
        session = Session(secrets.token_urlsafe(32), SESSION_LIFETIME)
        async with self._database.transaction() as connection:
            account = await accounts.find_account_by_token(connection, derive_digest(token))
            if account is None:
                raise Unauthenticated("The token is unknown, expired or revoked.", _SIGN_IN)
            digest = derive_digest(session.secret)
            await accounts.insert_session(connection, digest, account.token_id, session.lifetime)
            entry = _build_caller(account, request_id).build_audit_entry(
                "session.opened", "user", str(account.user_id)
            )
            await insert_audit_entry(connection, entry)
        return session

    async def end_session(self, caller: Caller, session_secret: str) -> None:
        """End the session; one that is over already is fine."""
        async with self._database.transaction() as connection:
            await accounts.delete_session(connection, derive_digest(session_secret))
            entry = caller.build_audit_entry("session.ended", "user", str(caller.user_id))
            await insert_audit_entry(connection, entry)


def _build_caller(account: Account, request_id: str) -> Caller:
    return Caller(
        user_id=account.user_id,
        user_name=account.user_name,
        role=Role(account.role),
        tenant_id=account.tenant_id,
        tenant_name=account.tenant_name,
        token_id=account.token_id,
        scope=Scope(account.scope),
        request_id=request_id,
    )
