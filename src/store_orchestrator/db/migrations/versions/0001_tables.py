"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_tenants()
    _create_users()
    _create_api_tokens()
    _create_sessions()
    _create_stores()
    _create_store_events()
    _create_audit_logs()
    _create_idempotency_keys()
    _create_orchestrators()


def _create_tenants() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("name", name=op.f("uq_tenants_name")),
    )


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("role IN ('admin', 'member')", name=op.f("ck_users_role")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_users_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index(op.f("ix_users_tenant_id"), "users", ["tenant_id"], unique=False)
    op.create_index("uq_users_name", "users", ["tenant_id", "name"], unique=True)


def _create_api_tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.CheckConstraint("scope IN ('read', 'write')", name=op.f("ck_api_tokens_scope")),
        sa.CheckConstraint("octet_length(token_hash) = 32", name=op.f("ck_api_tokens_token_hash")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_api_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index(op.f("ix_api_tokens_user_id"), "api_tokens", ["user_id"], unique=False)


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.CheckConstraint(
            "octet_length(session_hash) = 32", name=op.f("ck_sessions_session_hash")
        ),
        sa.ForeignKeyConstraint(["token_id"], ["api_tokens.id"], name=op.f("fk_sessions_token_id")),
        sa.PrimaryKeyConstraint("session_hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_token_id"), "sessions", ["token_id"], unique=False)


def _create_stores() -> None:
    op.create_table(
        "stores",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("cluster", sa.Text(), server_default="local", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("generation", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("provisioning_since", TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("delete_requested_at", TIME, nullable=True),
        sa.Column("verification_requested", sa.Integer(), server_default="0", nullable=False),
        sa.Column("observed_generation", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("observed_at", TIME, nullable=True),
        sa.Column("conditions", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("failure", JSONB(), nullable=True),
        sa.Column("verification", JSONB(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ready_at", TIME, nullable=True),
        sa.Column("removal", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("deleted_at", TIME, nullable=True),
        sa.Column("credentials", sa.LargeBinary(), nullable=True),
        sa.Column("credentials_key_id", sa.Text(), nullable=True),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("due_again", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("lease_expires_at", TIME, nullable=True),
        *_build_store_checks(),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_stores_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
        sa.UniqueConstraint("key", name=op.f("uq_stores_key")),
    )
    op.create_index("ix_stores_due_at", "stores", ["due_at"], unique=False)
    op.create_index("ix_stores_listing", "stores", ["tenant_id", "created_at", "id"], unique=False)
    op.create_index(
        "uq_stores_live_name",
        "stores",
        ["tenant_id", "name"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _build_store_checks() -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint("jsonb_typeof(conditions) = 'array'", name=op.f("ck_stores_conditions")),
        sa.CheckConstraint("jsonb_typeof(failure) = 'object'", name=op.f("ck_stores_failure")),
        sa.CheckConstraint("jsonb_typeof(removal) = 'array'", name=op.f("ck_stores_removal")),
        sa.CheckConstraint(
            "jsonb_typeof(verification) = 'object'", name=op.f("ck_stores_verification")
        ),
        sa.CheckConstraint("key ~ '^[a-z][a-z2-7]{7}$'", name=op.f("ck_stores_key")),
        sa.CheckConstraint(
            "name ~ '^[a-z](-?[a-z0-9])*$' AND length(name) BETWEEN 3 AND 40",
            name=op.f("ck_stores_name"),
        ),
        sa.CheckConstraint(
            "(credentials IS NULL) = (credentials_key_id IS NULL)",
            name=op.f("ck_stores_credentials_key_id"),
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (due_at IS NOT NULL)", name=op.f("ck_stores_due_unless_deleted")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_stores_attempts")),
        sa.CheckConstraint(
            "deleted_at IS NULL OR delete_requested_at IS NOT NULL",
            name=op.f("ck_stores_deleted_was_asked"),
        ),
        sa.CheckConstraint(
            "deleted_at IS NULL OR lease_token IS NULL", name=op.f("ck_stores_deleted_not_leased")
        ),
        sa.CheckConstraint("due_at >= lease_expires_at", name=op.f("ck_stores_due_after_lease")),
        sa.CheckConstraint("generation >= 1", name=op.f("ck_stores_generation")),
        sa.CheckConstraint(
            "num_nulls(lease_owner, lease_token, lease_expires_at) IN (0, 3)",
            name=op.f("ck_stores_lease_whole"),
        ),
        sa.CheckConstraint(
            "observed_generation BETWEEN 0 AND generation",
            name=op.f("ck_stores_observed_generation"),
        ),
        sa.CheckConstraint(
            "verification_requested >= 0", name=op.f("ck_stores_verification_requested")
        ),
    ]


def _create_store_events() -> None:
    op.create_table(
        "store_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("type IN ('Normal', 'Warning')", name=op.f("ck_store_events_type")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_store_events_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_events")),
    )
    op.create_index("ix_store_events_store_id", "store_events", ["store_id", "id"], unique=False)


def _create_audit_logs() -> None:
    op.create_table(
        "audit_logs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("detail", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.CheckConstraint("jsonb_typeof(detail) = 'object'", name=op.f("ck_audit_logs_detail")),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_logs_actor_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_audit_logs_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_logs")),
    )
    op.create_index("ix_audit_logs_tenant_id", "audit_logs", ["tenant_id", "id"], unique=False)


def _create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 128", name=op.f("ck_idempotency_keys_key")),
        sa.CheckConstraint(
            "octet_length(fingerprint) = 32", name=op.f("ck_idempotency_keys_fingerprint")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["stores.id"],
            name=op.f("fk_idempotency_keys_store_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_idempotency_keys_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(
        "ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"], unique=False
    )
    op.create_index(
        op.f("ix_idempotency_keys_store_id"), "idempotency_keys", ["store_id"], unique=False
    )


def _create_orchestrators() -> None:
    op.create_table(
        "orchestrators",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("last_seen", TIME, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_orchestrators")),
    )
