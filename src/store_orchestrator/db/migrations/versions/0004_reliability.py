"""What was deployed, what is wrong, when the shop last sold, and forced removal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SPEC = (
    "generation, provisioning_since, delete_requested_at, verification_requested, "
    "isolation_requested, removal_forced_at"
)
STATUS = (
    "observed_generation, observed_at, conditions, failure, verification, attempts, ready_at, "
    "removal, deleted_at, isolation, milestones, notices, problems, baseline, proven_at"
)

# The latest order is the latest proof there is.
BACKFILL = """
    UPDATE stores SET proven_at = (verification ->> 'at')::timestamptz
        WHERE (verification ->> 'ok')::boolean
"""

CHECKS = {
    "problems": "jsonb_typeof(problems) = 'array'",
    "baseline": "jsonb_typeof(baseline) = 'object'",
    "forced_was_asked": "removal_forced_at IS NULL OR delete_requested_at IS NOT NULL",
}

STATEMENTS = (
    "GRANT UPDATE (removal_forced_at) ON stores TO store_orchestrator_api",
    """
    GRANT UPDATE (problems, baseline, proven_at) ON stores TO store_orchestrator_orchestrator
    """,
    "DROP TRIGGER stores_changed_updated ON stores",
    f"""
    CREATE TRIGGER stores_changed_updated
        AFTER UPDATE OF {SPEC}, {STATUS}, credentials ON stores
        FOR EACH ROW EXECUTE FUNCTION notify_store_changed()
    """,
)


def upgrade() -> None:
    op.add_column("stores", sa.Column("removal_forced_at", sa.DateTime(timezone=True)))
    op.add_column(
        "stores",
        sa.Column("problems", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
    )
    op.add_column("stores", sa.Column("baseline", JSONB(), nullable=True))
    op.add_column("stores", sa.Column("proven_at", sa.DateTime(timezone=True)))
    op.execute(BACKFILL)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_stores_{name}"), "stores", condition)
    for statement in STATEMENTS:
        op.execute(statement)
