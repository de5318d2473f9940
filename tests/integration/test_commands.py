"""``python -m store_orchestrator`` as a pod runs it."""

import asyncio
import json
import sys
from typing import Any

from integration.installation import OWNER, Installation, build_installation
from integration.processes import build_environment
from store_orchestrator.db import schema
from store_orchestrator.db.connection import Database
from temporary_postgres import TemporaryPostgres


async def _migrate(
    installation: Installation, **settings: str
) -> tuple[int | None, list[dict[str, Any]], str]:
    environment = build_environment(installation, 0) | {
        "SO_OPERATOR_TOKEN": installation.operator_token,
        "SO_DATABASE_WAIT_SECONDS": "0",
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "store_orchestrator",
        "migrate",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode()
    return process.returncode, [json.loads(line) for line in output.splitlines()], output


async def test_migrate_makes_a_database_and_says_so_without_the_token(
    server: TemporaryPostgres, operator_token: str
) -> None:
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE by_command OWNER {OWNER}")
    installation = build_installation(server, "by_command", operator_token)
    database = Database(installation.address)
    try:
        for state in ("new", "unchanged"):
            code, lines, output = await _migrate(installation)
            assert code == 0
            assert lines[-1]["event"] == "migrated"
            assert lines[-1]["operator_token"] == state
            assert operator_token not in output
        await schema.check_version(database, schema.get_head())
    finally:
        await database.close()
        with server.connect() as admin:
            admin.execute("DROP DATABASE by_command WITH (FORCE)")


async def test_migrate_without_a_database_fails_with_the_reason(
    server: TemporaryPostgres, operator_token: str
) -> None:
    code, lines, output = await _migrate(build_installation(server, "nowhere", operator_token))
    assert code == 1
    assert lines[-1]["event"] == "process.failed"
    assert lines[-1]["exception"][0]["exc_type"] == "DatabaseUnavailable"
    assert "nowhere" in lines[-1]["exception"][0]["exc_value"]
    assert operator_token not in output
