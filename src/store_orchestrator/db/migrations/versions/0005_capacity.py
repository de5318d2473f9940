"""Room in the cluster, and what belongs to no store."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SPEC = (
    "generation, provisioning_since, delete_requested_at, verification_requested, "
    "isolation_requested, removal_forced_at, admitted_at"
)
STATUS = (
    "observed_generation, observed_at, conditions, failure, verification, attempts, ready_at, "
    "removal, deleted_at, isolation, milestones, notices, problems, baseline, proven_at"
)

STATEMENTS = (
    # Whoever is there already has its place.
    "UPDATE stores SET admitted_at = created_at",
    "GRANT INSERT (admitted_at) ON stores TO store_orchestrator_api",
    "GRANT UPDATE (admitted_at) ON stores TO store_orchestrator_orchestrator",
    "GRANT SELECT ON rooms, orphans TO store_orchestrator_api, store_orchestrator_orchestrator",
    "GRANT INSERT, UPDATE ON rooms TO store_orchestrator_orchestrator",
    "GRANT UPDATE (orphans_due_at) ON rooms TO store_orchestrator_api",
    """
    GRANT INSERT (kind, name, uid, store_key, message, terminating, release, volumes, found_at),
        UPDATE (message, terminating, release, volumes, gone_at, found_at, failure,
            removal_requested_at, store_id)
        ON orphans TO store_orchestrator_orchestrator
    """,
    "GRANT UPDATE (removal_requested_at, store_id) ON orphans TO store_orchestrator_api",
    "DROP TRIGGER stores_changed_updated ON stores",
    f"""
    CREATE TRIGGER stores_changed_updated
        AFTER UPDATE OF {SPEC}, {STATUS}, credentials ON stores
        FOR EACH ROW EXECUTE FUNCTION notify_store_changed()
    """,
    # No store has an empty key: orchestrators know that the survey is meant.
    """
    CREATE FUNCTION notify_survey_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('store_due', '');
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER rooms_due_updated AFTER UPDATE OF orphans_due_at ON rooms
        FOR EACH ROW WHEN (NEW.orphans_due_at <= now()) EXECUTE FUNCTION notify_survey_due()
    """,
)


def upgrade() -> None:
    _add_rooms()
    _add_orphans()
    op.add_column("stores", sa.Column("admitted_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_stores_waiting",
        "stores",
        ["created_at", "id"],
        postgresql_where=sa.text("admitted_at IS NULL AND deleted_at IS NULL"),
    )
    for statement in STATEMENTS:
        op.execute(statement)


def _time(name: str, *, now: bool = False) -> sa.Column[object]:
    default = sa.func.now() if now else None
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not now, server_default=default)


def _add_rooms() -> None:
    op.create_table(
        "rooms",
        sa.Column("cluster", sa.Text(), nullable=False),
        _time("survey_due_at", now=True),
        _time("orphans_due_at", now=True),
        _time("surveyed_at"),
        sa.Column("nodes", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("seen", ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        _time("orphans_surveyed_at"),
        sa.CheckConstraint("jsonb_typeof(nodes) = 'array'", name=op.f("ck_rooms_nodes")),
        sa.PrimaryKeyConstraint("cluster", name=op.f("pk_rooms")),
    )


def _add_orphans() -> None:
    op.create_table(
        "orphans",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("terminating", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("release", JSONB(), nullable=True),
        sa.Column("volumes", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        _time("found_at", now=True),
        _time("gone_at"),
        sa.Column("failure", sa.Text(), nullable=True),
        _time("removal_requested_at"),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('Namespace', 'PersistentVolume')", name=op.f("ck_orphans_kind")
        ),
        sa.CheckConstraint("jsonb_typeof(release) = 'object'", name=op.f("ck_orphans_release")),
        sa.CheckConstraint("jsonb_typeof(volumes) = 'array'", name=op.f("ck_orphans_volumes")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_orphans_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orphans")),
        sa.UniqueConstraint("uid", name=op.f("uq_orphans_uid")),
    )
