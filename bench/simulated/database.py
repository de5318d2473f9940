"""The queue's statements on tables of growing size, and whether they use their indexes."""

import asyncio
import base64
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any, Final

import psycopg
from pydantic import SecretStr

from bench.report import build_summary
from store_orchestrator.bootstrap import build_cipher, run_migrate
from store_orchestrator.db.connection import (
    ROLE_API,
    ROLE_ORCHESTRATOR,
    Database,
    DatabaseAddress,
)
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.db.stores import StoreFilter, list_stores
from store_orchestrator.db.summary import count_alike, read_queue_figures
from store_orchestrator.domain.conditions import ConditionType
from store_orchestrator.settings import EncryptionSettings, MigrateSettings
from temporary_postgres import TemporaryPostgres

DATABASE: Final = "rows"
OWNER: Final = "platform"
_SIZES: Final = (10, 100, 1_000)
_RUNS: Final = 20
_LEASE: Final = timedelta(seconds=15)
_PAGE: Final = 50
_MILLISECONDS: Final = 1000
_CONDITIONS: Final = json.dumps(
    [
        {
            "type": kind.value,
            "status": "True",
            "reason": "AsExpected",
            "message": "Everything is as it was asked for.",
            "last_transition_time": "2026-01-01T00:00:00+00:00",
        }
        for kind in ConditionType
    ]
)

# One row in a hundred is due: a platform whose stores are settled.
_FILL: Final = """
INSERT INTO stores (id, tenant_id, key, name, engine, plan, display_name, country, currency,
    sample_products, observed_generation, conditions, ready_at, created_at, due_at)
SELECT gen_random_uuid(), (SELECT tenant_id FROM users LIMIT 1),
    'k' || translate(lpad(n::text, 7, '0'), '0189', 'abcd'), 'shop-' || n, 'medusa', 'small',
    'Shop', 'US', 'USD', true, 1, %s::jsonb, now(), now() - n * interval '1 second',
    now() + CASE WHEN n %% 100 = 0 THEN interval '-1 second' ELSE random() * interval '900 s' END
FROM generate_series(%s::int, %s::int) n
"""
# Statements of the queue as PostgreSQL sees them, whose time must not grow with the table.
_PLANS: Final = {
    "fetch_due": (
        "SELECT id FROM stores WHERE due_at <= now() ORDER BY due_at LIMIT 8 FOR UPDATE SKIP LOCKED"
    ),
    "next_due_in": "SELECT min(due_at) - now() FROM stores",
    "list": "SELECT * FROM stores WHERE tenant_id = '{tenant}' "
    "ORDER BY created_at DESC, id DESC LIMIT 51",
    "record": "UPDATE stores SET attempts = 0 WHERE id = '{tenant}' AND lease_token IS NULL",
    "hint": "UPDATE stores SET due_again = false WHERE key IN ('aaaaaaaa', 'bbbbbbbb')",
}


def measure_database(most: int) -> dict[str, object]:
    """Milliseconds of each statement at 10, 100 … rows, and the plans at the most."""
    with TemporaryPostgres() as server:
        with server.connect() as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        address = DatabaseAddress(server.host, server.port, DATABASE, OWNER, "unused")
        asyncio.run(run_migrate(_build_migration(address)))
        with server.connect(DATABASE) as connection:
            return asyncio.run(_measure(connection, address, most))


async def _measure(
    connection: psycopg.Connection[Any], address: DatabaseAddress, most: int
) -> dict[str, object]:
    found, filled = {}, 0
    for rows in (*(size for size in _SIZES if size < most), most):
        connection.execute(_FILL, (_CONDITIONS, filled + 1, rows))
        connection.execute("ANALYZE stores")
        filled = rows
        found[str(rows)] = await _time_statements(address)
    [(tenant,)] = connection.execute("SELECT tenant_id FROM users LIMIT 1").fetchall()
    plans = {n: find_scans(connection, text.format(tenant=tenant)) for n, text in _PLANS.items()}
    return {"milliseconds_by_rows": found, "access_by_statement": plans}


async def _time_statements(address: DatabaseAddress) -> dict[str, object]:
    orchestrator = Database(replace(address, role=ROLE_ORCHESTRATOR), pool_size=2)
    api = Database(replace(address, role=ROLE_API), pool_size=2)
    queue = StoreQueue(orchestrator, build_cipher(_build_encryption()))
    try:
        async with api.transaction() as connection:
            [(tenant,)] = (
                await connection.exec_driver_sql("SELECT tenant_id FROM users LIMIT 1")
            ).all()

        async def fetch_and_record() -> None:
            for leased in await queue.fetch_due("bench", 1, _LEASE):
                await queue.record(leased, leased.status, (), due_in=timedelta(seconds=-1))

        async def list_page() -> None:
            async with api.transaction() as connection:
                await list_stores(connection, tenant, StoreFilter(), _PAGE)

        async def read_metrics() -> None:
            async with api.transaction() as connection:
                await count_alike(connection)
                await read_queue_figures(connection)

        return {
            "fetch_due_and_record": await _time(fetch_and_record),
            "next_due_in": await _time(queue.next_due_in),
            "list_a_page": await _time(list_page),
            "metrics": await _time(read_metrics),
        }
    finally:
        await orchestrator.close()
        await api.close()


async def _time(use: Callable[[], Awaitable[object]]) -> dict[str, object]:
    """Milliseconds of one use, over twenty; the first one, which opens a connection, not."""
    await use()
    lasted = []
    for _ in range(_RUNS):
        started = perf_counter()
        await use()
        lasted.append((perf_counter() - started) * _MILLISECONDS)
    summary = build_summary(lasted)
    return {name: summary[name] for name in ("runs", "min", "p50", "max")}


def find_scans(connection: psycopg.Connection[Any], statement: str) -> list[str]:
    """How PostgreSQL reaches rows: "Index Scan using ix_stores_due_at", "Seq Scan on stores"."""
    rows = connection.execute(f"EXPLAIN (FORMAT JSON) {statement}".encode()).fetchall()
    return sorted(_list_scans(rows[0][0][0]["Plan"]))


def _list_scans(node: dict[str, Any]) -> list[str]:
    found = [scan for child in node.get("Plans", []) for scan in _list_scans(child)]
    if "Index Name" in node:
        return [*found, f"{node['Node Type']} using {node['Index Name']}"]
    if node["Node Type"] == "Seq Scan":
        return [*found, f"Seq Scan on {node['Relation Name']}"]
    return found


def _build_migration(address: DatabaseAddress) -> MigrateSettings:
    return MigrateSettings(
        database_host=address.host,
        database_port=address.port,
        database_name=address.name,
        database_user=address.user,
        database_password=SecretStr(address.password),
        operator_token=SecretStr(secrets.token_hex(32)),
    )


def _build_encryption() -> EncryptionSettings:
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return EncryptionSettings(
        encryption_keys=SecretStr(json.dumps({"bench": key})), encryption_key_id="bench"
    )
