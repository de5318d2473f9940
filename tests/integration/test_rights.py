"""Rights: what the log refuses to everybody, and what each process may not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from integration.installation import Installation, OpenInstallation
from store_orchestrator.db.connection import ROLE_API, Database


@pytest.fixture(scope="module")
def installation(open_installation: OpenInstallation) -> Iterator[Installation]:
    """One for all tests here: whatever is tried is refused."""
    with open_installation() as installation:
        yield installation


async def _execute(database: Database, statement: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(text(statement))


AUDIT_ROW = """
    INSERT INTO audit_logs
        (tenant_id, actor_id, actor_name, action, object_type, object_id, request_id)
    SELECT tenant_id, id, name, 'test.done', 'test', '1', 'r' FROM users
"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_logs SET action = 'nothing'",
        "DELETE FROM audit_logs",
        "TRUNCATE audit_logs",
        "TRUNCATE tenants CASCADE",
    ],
)
async def test_the_audit_log_is_append_only_even_for_its_owner(
    owner_database: Database, api_database: Database, statement: str
) -> None:
    await _execute(api_database, AUDIT_ROW)
    with pytest.raises(ProgrammingError, match="append-only"):
        await _execute(owner_database, statement)
    async with owner_database.transaction() as connection:
        left = await connection.execute(text("SELECT action FROM audit_logs"))
        assert set(left.scalars()) == {"test.done"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_logs",
        "TRUNCATE audit_logs",
        "DELETE FROM stores",
        "DELETE FROM store_events",
        "UPDATE stores SET deleted_at = now()",
        "UPDATE stores SET conditions = '[]'",
        "UPDATE stores SET credentials = NULL",
        "UPDATE stores SET name = 'other'",
        "UPDATE stores SET currency = 'EUR'",
        "UPDATE stores SET isolation = NULL",
        "UPDATE stores SET milestones = '{}'",
        "UPDATE stores SET notices = '[]'",
        "UPDATE stores SET admitted_at = now()",
        "UPDATE rooms SET nodes = '[]'",
        "UPDATE rooms SET survey_due_at = now()",
        "UPDATE orphans SET gone_at = now()",
        "DELETE FROM orphans",
        "INSERT INTO api_tokens (user_id, name, token_hash, scope) "
        "SELECT id, 'x', sha256('x'), 'write' FROM users",
        "ALTER TABLE audit_logs DISABLE TRIGGER ALL",
    ],
)
async def test_the_api_may_not(api_database: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        await _execute(api_database, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stores SET generation = generation + 1",
        "UPDATE stores SET delete_requested_at = NULL",
        "UPDATE stores SET isolation_requested = 1",
        "UPDATE stores SET display_name = 'other'",
        "UPDATE orphans SET kind = 'Namespace'",
        "DELETE FROM orphans",
        "INSERT INTO audit_logs (action) VALUES ('x')",
        "SELECT * FROM api_tokens",
        "SELECT * FROM sessions",
    ],
)
async def test_an_orchestrator_may_not(orchestrator_database: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await _execute(orchestrator_database, statement)


async def test_processes_take_their_role(api_database: Database) -> None:
    async with api_database.transaction() as connection:
        assert (await connection.execute(text("SELECT current_user"))).scalar_one() == ROLE_API
