"""Rules that the tables keep by themselves: append-only log, notifications, who may write what."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SPEC = "generation, provisioning_since, delete_requested_at, verification_requested"
STATUS = (
    "observed_generation, observed_at, conditions, failure, verification, attempts, ready_at, "
    "removal, deleted_at"
)


def upgrade() -> None:
    for statement in (*AUDIT, *NOTIFICATIONS, *ROLES, *GRANTS):
        op.execute(statement)


# A statement trigger, because only such a one sees TRUNCATE; it also binds the table's owner.
AUDIT = (
    """
    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit_logs is append-only: % refused', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    """
    CREATE TRIGGER audit_logs_append_only
        BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_logs
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()
    """,
)

# Payloads are keys only: the row is the truth, a notification says "look". PostgreSQL sends them
# at commit, and equal ones of a transaction once.
NOTIFICATIONS = (
    """
    CREATE FUNCTION notify_store_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('store_due', NEW.key);
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION notify_store_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('store_changed', NEW.id::text);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER stores_due_inserted AFTER INSERT ON stores
        FOR EACH ROW WHEN (NEW.due_at <= now()) EXECUTE FUNCTION notify_store_due()
    """,
    """
    CREATE TRIGGER stores_due_updated AFTER UPDATE OF due_at ON stores
        FOR EACH ROW
        WHEN (NEW.due_at <= now() AND NEW.due_at IS DISTINCT FROM OLD.due_at)
        EXECUTE FUNCTION notify_store_due()
    """,
    """
    CREATE TRIGGER stores_changed_inserted AFTER INSERT ON stores
        FOR EACH ROW EXECUTE FUNCTION notify_store_changed()
    """,
    f"""
    CREATE TRIGGER stores_changed_updated
        AFTER UPDATE OF {SPEC}, {STATUS}, credentials ON stores
        FOR EACH ROW EXECUTE FUNCTION notify_store_changed()
    """,
)

# Roles belong to the whole server, so another database may have made them already. The owner
# joins them, because each process signs in as the owner and then takes its role.
ROLES = tuple(
    f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
            CREATE ROLE {role} NOLOGIN;
        END IF;
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            EXECUTE format('GRANT {role} TO %I', current_user);
        END IF;
    END $$
    """  # noqa: S608 - constants
    for role in ("store_orchestrator_api", "store_orchestrator_orchestrator")
)

GRANTS = (
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO store_orchestrator_api",
    f"""
    GRANT INSERT (id, tenant_id, key, name, engine, plan, due_at),
        UPDATE ({SPEC}, due_at, due_again) ON stores TO store_orchestrator_api
    """,
    "GRANT INSERT ON store_events, audit_logs TO store_orchestrator_api",
    "GRANT INSERT, DELETE ON idempotency_keys, sessions TO store_orchestrator_api",
    """
    GRANT SELECT ON stores, store_events, orchestrators, alembic_version
        TO store_orchestrator_orchestrator
    """,
    f"""
    GRANT UPDATE ({STATUS}, credentials, credentials_key_id, due_at, due_again,
        lease_owner, lease_token, lease_expires_at) ON stores TO store_orchestrator_orchestrator
    """,
    "GRANT INSERT ON store_events TO store_orchestrator_orchestrator",
    "GRANT INSERT, UPDATE, DELETE ON orchestrators TO store_orchestrator_orchestrator",
)
