"""What a merchant chooses at creation; isolation self-tests, milestones and notices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHOICES = ("display_name", "country", "currency", "sample_products")
SPEC = (
    "generation, provisioning_since, delete_requested_at, verification_requested, "
    "isolation_requested"
)
STATUS = (
    "observed_generation, observed_at, conditions, failure, verification, attempts, ready_at, "
    "removal, deleted_at, isolation, milestones, notices"
)

# Stores made before there was a choice: every one of them sold in euros from a warehouse in
# Germany, with samples. Of their milestones only the last was kept.
BACKFILL = """
    UPDATE stores SET
        display_name = initcap(replace(name, '-', ' ')),
        country = 'DE',
        currency = 'EUR',
        sample_products = true,
        milestones = jsonb_strip_nulls(jsonb_build_object('Ready', ready_at))
"""

GRANTS = (
    f"""
    GRANT INSERT ({", ".join(CHOICES)}), UPDATE (isolation_requested) ON stores
        TO store_orchestrator_api
    """,
    """
    GRANT UPDATE (isolation, milestones, notices) ON stores TO store_orchestrator_orchestrator
    """,
)

NOTIFICATIONS = (
    "DROP TRIGGER stores_changed_updated ON stores",
    f"""
    CREATE TRIGGER stores_changed_updated
        AFTER UPDATE OF {SPEC}, {STATUS}, credentials ON stores
        FOR EACH ROW EXECUTE FUNCTION notify_store_changed()
    """,
)


def upgrade() -> None:
    _add_choices()
    _add_status()
    op.execute(BACKFILL)
    for name in CHOICES:
        op.alter_column("stores", name, nullable=False)
    _add_checks()
    for statement in (*GRANTS, *NOTIFICATIONS):
        op.execute(statement)


def _add_choices() -> None:
    op.add_column("stores", sa.Column("display_name", sa.Text()))
    op.add_column("stores", sa.Column("country", sa.Text()))
    op.add_column("stores", sa.Column("currency", sa.Text()))
    op.add_column("stores", sa.Column("sample_products", sa.Boolean()))
    op.add_column(
        "stores",
        sa.Column("isolation_requested", sa.Integer(), server_default="0", nullable=False),
    )


def _add_status() -> None:
    op.add_column("stores", sa.Column("isolation", JSONB(), nullable=True))
    op.add_column(
        "stores",
        sa.Column("milestones", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
    )
    op.add_column(
        "stores",
        sa.Column("notices", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
    )


def _add_checks() -> None:
    checks = {
        "display_name": "length(display_name) BETWEEN 1 AND 60",
        "country": "country ~ '^[A-Z]{2}$'",
        "currency": "currency ~ '^[A-Z]{3}$'",
        "isolation_requested": "isolation_requested >= 0",
        "isolation": "jsonb_typeof(isolation) = 'object'",
        "milestones": "jsonb_typeof(milestones) = 'object'",
        "notices": "jsonb_typeof(notices) = 'array'",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_stores_{name}"), "stores", condition)
