"""Tenants, users, tokens and sessions. Secrets come and stay as SHA-256 digests."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.tables import api_tokens, sessions, tenants, users


@dataclass(frozen=True, slots=True)
class Account:
    """A user as identified by a valid token; ``scope`` is the token's."""

    user_id: UUID
    user_name: str
    role: str
    tenant_id: UUID
    tenant_name: str
    token_id: UUID
    scope: str


async def find_account_by_token(connection: AsyncConnection, token_hash: bytes) -> Account | None:
    """The owner of a token that is neither expired nor revoked."""
    statement = _select_account().where(api_tokens.c.token_hash == token_hash)
    return _build_account((await connection.execute(statement)).one_or_none())


async def find_account_by_session(
    connection: AsyncConnection, session_hash: bytes
) -> Account | None:
    """The owner of a session that is not over, and whose token still is valid."""
    statement = (
        _select_account()
        .join(sessions, sessions.c.token_id == api_tokens.c.id)
        .where(sessions.c.session_hash == session_hash, sessions.c.expires_at > func.now())
    )
    return _build_account((await connection.execute(statement)).one_or_none())


async def insert_session(
    connection: AsyncConnection, session_hash: bytes, token_id: UUID, lifetime: timedelta
) -> None:
    """Open a session, and forget those that are over."""
    await connection.execute(delete(sessions).where(sessions.c.expires_at <= func.now()))
    statement = insert(sessions).values(
        session_hash=session_hash, token_id=token_id, expires_at=func.now() + lifetime
    )
    await connection.execute(statement)


async def delete_session(connection: AsyncConnection, session_hash: bytes) -> None:
    """End a session; an unknown one is fine."""
    await connection.execute(delete(sessions).where(sessions.c.session_hash == session_hash))


async def ensure_operator(connection: AsyncConnection, token_hash: bytes) -> bool:
    """Make tenant ``default``, its user ``operator`` and the token, as far as they are missing.

    An operator token that was set up here before and is not this one is revoked, so that
    changing the secret takes effect.

    Returns:
        Whether the token is new.
    """
    tenant_id = await _ensure_tenant(connection, "default")
    user_id = await _ensure_user(connection, tenant_id, "operator", "admin")
    others = (
        update(api_tokens)
        .where(
            api_tokens.c.user_id == user_id,
            api_tokens.c.name == "operator",
            api_tokens.c.token_hash != token_hash,
            api_tokens.c.revoked_at.is_(None),
        )
        .values(revoked_at=func.now())
    )
    await connection.execute(others)
    statement = (
        upsert(api_tokens)
        .values(user_id=user_id, name="operator", token_hash=token_hash, scope="write")
        .on_conflict_do_update(
            index_elements=[api_tokens.c.token_hash],
            set_={"revoked_at": None},
            where=api_tokens.c.revoked_at.is_not(None),
        )
        .returning(api_tokens.c.id)
    )
    return (await connection.execute(statement)).one_or_none() is not None


async def _ensure_tenant(connection: AsyncConnection, name: str) -> UUID:
    statement = upsert(tenants).values(name=name).on_conflict_do_nothing()
    await connection.execute(statement)
    found = select(tenants.c.id).where(tenants.c.name == name)
    tenant_id: UUID = (await connection.execute(found)).scalar_one()
    return tenant_id


async def _ensure_user(connection: AsyncConnection, tenant_id: UUID, name: str, role: str) -> UUID:
    statement = (
        upsert(users).values(tenant_id=tenant_id, name=name, role=role).on_conflict_do_nothing()
    )
    await connection.execute(statement)
    found = select(users.c.id).where(users.c.tenant_id == tenant_id, users.c.name == name)
    user_id: UUID = (await connection.execute(found)).scalar_one()
    return user_id


def _select_account() -> Select[Any]:
    return (
        select(
            users.c.id.label("user_id"),
            users.c.name.label("user_name"),
            users.c.role,
            tenants.c.id.label("tenant_id"),
            tenants.c.name.label("tenant_name"),
            api_tokens.c.id.label("token_id"),
            api_tokens.c.scope,
        )
        .select_from(api_tokens)
        .join(users, users.c.id == api_tokens.c.user_id)
        .join(tenants, tenants.c.id == users.c.tenant_id)
        .where(_token_is_valid())
    )


def _token_is_valid() -> ColumnElement[bool]:
    unexpired = or_(api_tokens.c.expires_at.is_(None), api_tokens.c.expires_at > func.now())
    return api_tokens.c.revoked_at.is_(None) & unexpired


def _build_account(row: Row[Any] | None) -> Account | None:
    return Account(**row._mapping) if row is not None else None
