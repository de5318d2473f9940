"""Stores made ahead, for whoever comes next."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

POOL_TENANT = "00000000-0000-0000-0000-00000000900c"

CHECKS = {
    "pooled_are_nobodys": (
        f"(tenant_id = '{POOL_TENANT}') = (pool_version IS NOT NULL AND claimed_at IS NULL)"
    ),
    "claim": "claim IN ('Rotated', 'Taken', 'Abandoned', 'StartedOver')",
    "claim_was_made": "claim IS NULL OR claimed_at IS NOT NULL",
    "former_credentials_key_id": (
        "(former_credentials IS NULL) = (former_credentials_key_id IS NULL)"
    ),
}

# A name that no tenant can have had, and no user: nobody signs in to the pool.
TENANT = f"""
    INSERT INTO tenants (id, name) VALUES ('{POOL_TENANT}', '(pool)')
"""  # noqa: S608 - constants

# "Only the API writes spec" stays true for every store that is somebody's, and nobody moves a
# store from one tenant to another: what a pool needs beyond the processes' own rights is in these
# three functions, which run as the owner and touch stores of the pool's tenant only.
ADD = f"""
    CREATE FUNCTION add_pooled_store(
        new_id uuid, new_key text, for_engine text, for_plan text, for_version text,
        in_country text, in_currency text
    ) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        INSERT INTO stores (id, tenant_id, key, name, engine, plan, display_name, country,
            currency, sample_products, pool_version, due_at)
        VALUES (new_id, '{POOL_TENANT}', new_key, 'pool-' || new_key, for_engine, for_plan,
            'Pool', in_country, in_currency, true, for_version, now())
    $$
"""  # noqa: S608 - constants
REMOVE = f"""
    CREATE FUNCTION remove_pooled_store(store uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        UPDATE stores SET
            generation = generation + 1,
            delete_requested_at = now(),
            due_at = CASE WHEN lease_token IS NULL THEN least(due_at, now()) ELSE due_at END,
            due_again = lease_token IS NOT NULL
        WHERE id = store AND tenant_id = '{POOL_TENANT}' AND delete_requested_at IS NULL;
        RETURN FOUND;
    END $$
"""  # noqa: S608 - constants
# The store's life begins anew: whatever was seen of it before is the pool's, not its owner's.
# Without its credentials, which are the pool's too, an orchestrator draws others first of all.
CLAIM = f"""
    CREATE FUNCTION claim_pooled_store(
        store uuid, for_tenant uuid, new_name text, shown_name text, in_country text,
        in_currency text
    ) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        UPDATE stores SET
            tenant_id = for_tenant, name = new_name, display_name = shown_name,
            country = in_country, currency = in_currency,
            generation = generation + 1, created_at = now(), provisioning_since = now(),
            claimed_at = now(), verification_requested = 0, isolation_requested = 0,
            observed_generation = 0, observed_at = NULL, conditions = '[]', failure = NULL,
            verification = NULL, isolation = NULL, attempts = 0, ready_at = NULL,
            milestones = '{{}}', notices = '[]', problems = '[]', baseline = NULL,
            proven_at = NULL, claim = NULL,
            former_credentials = credentials, former_credentials_key_id = credentials_key_id,
            credentials = NULL, credentials_key_id = NULL,
            due_at = now(), due_again = false,
            lease_owner = NULL, lease_token = NULL, lease_expires_at = NULL
        WHERE id = store AND tenant_id = '{POOL_TENANT}' AND for_tenant <> '{POOL_TENANT}'
            AND delete_requested_at IS NULL
            AND coalesce(lease_expires_at <= now(), true);
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        DELETE FROM store_events WHERE store_id = store;
        RETURN true;
    END $$
"""  # noqa: S608 - constants

FUNCTIONS = {
    "add_pooled_store(uuid, text, text, text, text, text, text)": "orchestrator",
    "remove_pooled_store(uuid)": "orchestrator",
    "claim_pooled_store(uuid, uuid, text, text, text, text)": "api",
}
GRANTS = (
    "GRANT SELECT ON pools TO store_orchestrator_api",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON pools TO store_orchestrator_orchestrator",
    """
    GRANT UPDATE (claim, former_credentials, former_credentials_key_id) ON stores
        TO store_orchestrator_orchestrator
    """,
)


def upgrade() -> None:
    _add_columns()
    op.create_table(
        "pools",
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_pools_size")),
        sa.PrimaryKeyConstraint("engine", "plan", name=op.f("pk_pools")),
    )
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_stores_{name}"), "stores", condition)
    for statement in (TENANT, ADD, REMOVE, CLAIM, *GRANTS):
        op.execute(statement)
    for function, role in FUNCTIONS.items():
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO store_orchestrator_{role}")


def _add_columns() -> None:
    op.add_column("stores", sa.Column("pool_version", sa.Text(), nullable=True))
    op.add_column("stores", sa.Column("claimed_at", sa.DateTime(timezone=True)))
    op.add_column("stores", sa.Column("claim", sa.Text(), nullable=True))
    op.add_column("stores", sa.Column("former_credentials", sa.LargeBinary(), nullable=True))
    op.add_column("stores", sa.Column("former_credentials_key_id", sa.Text(), nullable=True))
