"""Statements of the queue must not become slower as stores become more."""

import asyncio
from typing import Any

from bench.simulated.database import measure_database

ROWS = 2_000


async def test_the_queue_reaches_its_rows_by_indexes() -> None:
    # It runs an event loop of its own.
    found: dict[str, Any] = await asyncio.to_thread(measure_database, ROWS)
    assert found["access_by_statement"] == {
        "fetch_due": ["Index Scan using ix_stores_due_at"],
        "next_due_in": ["Index Only Scan using ix_stores_due_at"],
        "list": ["Index Scan using ix_stores_listing"],
        "record": ["Index Scan using pk_stores"],
        "hint": ["Index Scan using uq_stores_key"],
    }
    assert set(found["milliseconds_by_rows"]) == {"10", "100", "1000", str(ROWS)}
