"""Every table, index and constraint. The migrations must arrive at exactly this (tested)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from store_orchestrator.domain.choices import DISPLAY_NAME_MAX_LENGTH
from store_orchestrator.domain.names import NAME_MAX_LENGTH, NAME_MIN_LENGTH, NAME_PATTERN

# Whose stores those are that nobody has claimed yet; it has no users.
POOL_TENANT = "00000000-0000-0000-0000-00000000900c"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _time(name: str, *, required: bool = False, now: bool = False) -> Column[object]:
    default = func.now() if now else None
    return Column(
        name, DateTime(timezone=True), nullable=not (required or now), server_default=default
    )


tenants = Table(
    "tenants",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("name", Text, nullable=False, unique=True),
    _time("created_at", now=True),
)

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    _time("created_at", now=True),
    CheckConstraint("role IN ('admin', 'member')", name="role"),
    Index("uq_users_name", "tenant_id", "name", unique=True),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    # SHA-256 of the token: tokens are 256 random bits, so a slow hash would add nothing.
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("scope", Text, nullable=False),
    _time("created_at", now=True),
    _time("expires_at"),
    _time("revoked_at"),
    CheckConstraint("octet_length(token_hash) = 32", name="token_hash"),
    CheckConstraint("scope IN ('read', 'write')", name="scope"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_hash", LargeBinary, primary_key=True),
    # A session lives only as long as the token it was opened with.
    Column("token_id", ForeignKey("api_tokens.id"), nullable=False, index=True),
    _time("created_at", now=True),
    _time("expires_at", required=True),
    CheckConstraint("octet_length(session_hash) = 32", name="session_hash"),
    Index("ix_sessions_expires_at", "expires_at"),
)

stores = Table(
    "stores",
    metadata,
    # --- identity ---
    Column("id", Uuid, primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("cluster", Text, nullable=False, server_default="local"),
    # --- spec: written by the API only ---
    Column("name", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("sample_products", Boolean, nullable=False),
    Column("generation", BigInteger, nullable=False, server_default="1"),
    _time("created_at", now=True),
    _time("provisioning_since", now=True),
    _time("delete_requested_at"),
    Column("verification_requested", Integer, nullable=False, server_default="0"),
    Column("isolation_requested", Integer, nullable=False, server_default="0"),
    _time("removal_forced_at"),
    # When the cluster had room for it: at once, or later by an orchestrator; NULL waits.
    _time("admitted_at"),
    # --- the warm pool: written by the functions of migration 0006 only ---
    Column("pool_version", Text),
    _time("claimed_at"),
    # --- status: written by the orchestrator only ---
    Column("observed_generation", BigInteger, nullable=False, server_default="0"),
    _time("observed_at"),
    Column("conditions", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("failure", JSONB(none_as_null=True)),
    Column("verification", JSONB(none_as_null=True)),
    Column("isolation", JSONB(none_as_null=True)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    _time("ready_at"),
    Column("milestones", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("notices", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("problems", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("baseline", JSONB(none_as_null=True)),
    _time("proven_at"),
    Column("removal", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    _time("deleted_at"),
    Column("credentials", LargeBinary),
    Column("credentials_key_id", Text),
    # Of a claim under way: what the shop had before, needed to prove to it who speaks.
    Column("claim", Text),
    Column("former_credentials", LargeBinary),
    Column("former_credentials_key_id", Text),
    # --- queue: due_at is never before the end of a lease; due_again remembers a hint or an
    # intent that came while the store was leased ---
    _time("due_at"),
    Column("due_again", Boolean, nullable=False, server_default=text("false")),
    Column("lease_owner", Text),
    Column("lease_token", Uuid),
    _time("lease_expires_at"),
    CheckConstraint("key ~ '^[a-z][a-z2-7]{7}$'", name="key"),
    CheckConstraint(
        f"name ~ '{NAME_PATTERN}' AND length(name) BETWEEN {NAME_MIN_LENGTH} AND {NAME_MAX_LENGTH}",
        name="name",
    ),
    CheckConstraint(
        f"length(display_name) BETWEEN 1 AND {DISPLAY_NAME_MAX_LENGTH}", name="display_name"
    ),
    CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
    CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
    CheckConstraint("generation >= 1", name="generation"),
    CheckConstraint("verification_requested >= 0", name="verification_requested"),
    CheckConstraint("isolation_requested >= 0", name="isolation_requested"),
    CheckConstraint("observed_generation BETWEEN 0 AND generation", name="observed_generation"),
    CheckConstraint("jsonb_typeof(conditions) = 'array'", name="conditions"),
    CheckConstraint("jsonb_typeof(removal) = 'array'", name="removal"),
    CheckConstraint("jsonb_typeof(failure) = 'object'", name="failure"),
    CheckConstraint("jsonb_typeof(verification) = 'object'", name="verification"),
    CheckConstraint("jsonb_typeof(isolation) = 'object'", name="isolation"),
    CheckConstraint("jsonb_typeof(milestones) = 'object'", name="milestones"),
    CheckConstraint("jsonb_typeof(notices) = 'array'", name="notices"),
    CheckConstraint("jsonb_typeof(problems) = 'array'", name="problems"),
    CheckConstraint("jsonb_typeof(baseline) = 'object'", name="baseline"),
    CheckConstraint(
        "removal_forced_at IS NULL OR delete_requested_at IS NOT NULL", name="forced_was_asked"
    ),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint(
        "(credentials IS NULL) = (credentials_key_id IS NULL)", name="credentials_key_id"
    ),
    CheckConstraint(
        f"(tenant_id = '{POOL_TENANT}') = (pool_version IS NOT NULL AND claimed_at IS NULL)",
        name="pooled_are_nobodys",
    ),
    CheckConstraint("claim IN ('Rotated', 'Taken', 'Abandoned', 'StartedOver')", name="claim"),
    CheckConstraint("claim IS NULL OR claimed_at IS NOT NULL", name="claim_was_made"),
    CheckConstraint(
        "(former_credentials IS NULL) = (former_credentials_key_id IS NULL)",
        name="former_credentials_key_id",
    ),
    CheckConstraint(
        "deleted_at IS NULL OR delete_requested_at IS NOT NULL", name="deleted_was_asked"
    ),
    CheckConstraint("(deleted_at IS NULL) = (due_at IS NOT NULL)", name="due_unless_deleted"),
    CheckConstraint(
        "num_nulls(lease_owner, lease_token, lease_expires_at) IN (0, 3)", name="lease_whole"
    ),
    CheckConstraint("due_at >= lease_expires_at", name="due_after_lease"),
    CheckConstraint("deleted_at IS NULL OR lease_token IS NULL", name="deleted_not_leased"),
    Index(
        "uq_stores_live_name",
        "tenant_id",
        "name",
        unique=True,
        postgresql_where=text("deleted_at IS NULL"),
    ),
    Index("ix_stores_due_at", "due_at"),
    Index("ix_stores_listing", "tenant_id", "created_at", "id"),
    Index(
        "ix_stores_waiting",
        "created_at",
        "id",
        postgresql_where=text("admitted_at IS NULL AND deleted_at IS NULL"),
    ),
)

pools = Table(
    "pools",
    metadata,
    Column("engine", Text, primary_key=True),
    Column("plan", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    # What a store made now would be: only such ones are handed out.
    Column("version", Text, nullable=False),
    CheckConstraint("size >= 0", name="size"),
)

store_events = Table(
    "store_events",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("store_id", ForeignKey("stores.id"), nullable=False),
    _time("at", now=True),
    Column("type", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("generation", BigInteger, nullable=False),
    CheckConstraint("type IN ('Normal', 'Warning')", name="type"),
    Index("ix_store_events_store_id", "store_id", "id"),
)

audit_logs = Table(
    "audit_logs",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _time("at", now=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("actor_id", ForeignKey("users.id"), nullable=False),
    # Copied: the log must stay readable when a user is renamed.
    Column("actor_name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_type", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("request_id", Text, nullable=False),
    CheckConstraint("jsonb_typeof(detail) = 'object'", name="detail"),
    Index("ix_audit_logs_tenant_id", "tenant_id", "id"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("tenant_id", ForeignKey("tenants.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    # Deferred: the key is claimed before the store is inserted, in the same transaction.
    Column(
        "store_id",
        ForeignKey("stores.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
        index=True,
    ),
    _time("created_at", now=True),
    CheckConstraint("octet_length(fingerprint) = 32", name="fingerprint"),
    CheckConstraint("length(key) BETWEEN 1 AND 128", name="key"),
    Index("ix_idempotency_keys_created_at", "created_at"),
)

orchestrators = Table(
    "orchestrators",
    metadata,
    Column("owner", Text, primary_key=True),
    _time("last_seen", now=True),
)

rooms = Table(
    "rooms",
    metadata,
    Column("cluster", Text, primary_key=True),
    # Whoever moves these on does the survey; the others find it done.
    _time("survey_due_at", now=True),
    _time("orphans_due_at", now=True),
    # --- the latest survey: what nodes have left, and the keys of stores whose pods it saw ---
    _time("surveyed_at"),
    Column("nodes", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("seen", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    _time("orphans_surveyed_at"),
    CheckConstraint("jsonb_typeof(nodes) = 'array'", name="nodes"),
)

orphans = Table(
    "orphans",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=func.gen_random_uuid()),
    # --- what it is: written by the survey ---
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("uid", Text, nullable=False, unique=True),
    Column("store_key", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("terminating", Boolean, nullable=False, server_default=text("false")),
    Column("release", JSONB(none_as_null=True)),
    Column("volumes", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    _time("found_at", now=True),
    _time("gone_at"),
    Column("failure", Text),
    # --- what shall become of it: written by the API ---
    _time("removal_requested_at"),
    Column("store_id", ForeignKey("stores.id")),
    CheckConstraint("kind IN ('Namespace', 'PersistentVolume')", name="kind"),
    CheckConstraint("jsonb_typeof(release) = 'object'", name="release"),
    CheckConstraint("jsonb_typeof(volumes) = 'array'", name="volumes"),
)
