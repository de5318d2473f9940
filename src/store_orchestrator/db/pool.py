"""Stores that are made ahead: keeping them, and handing them out.

The rights are in the functions of migration 0006: an orchestrator adds and removes stores of the
pool's tenant only, and the API turns one of them into somebody's.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db.mapping import build_spec, build_status
from store_orchestrator.db.tables import POOL_TENANT, pools, stores
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.conditions import ConditionStatus, ConditionType
from store_orchestrator.domain.pool import PoolKey, PoolWanted
from store_orchestrator.domain.store import Spec, Status

POOL_TENANT_ID: Final = UUID(POOL_TENANT)
_KEEPER_LOCK: Final = 0x53_4F_50_4F_4F_4C  # any number that nothing else here locks
# Somebody who waits for a shop has the machine to himself.
_SOON: Final = timedelta(minutes=1)
_IS_READY: Final = [{"type": ConditionType.READY.value, "status": ConditionStatus.TRUE.value}]


async def try_keeping(connection: AsyncConnection) -> bool:
    """Whether this transaction alone looks after the pools until it ends."""
    statement = select(func.pg_try_advisory_xact_lock(_KEEPER_LOCK))
    return bool((await connection.execute(statement)).scalar_one())


async def save_wanted(connection: AsyncConnection, wanted: Mapping[PoolKey, PoolWanted]) -> None:
    """Let the tables say what the pools shall be: claims go by it."""
    known = await list_wanted(connection)
    for pool in known.keys() - wanted.keys():
        gone = (pools.c.engine == pool.engine) & (pools.c.plan == pool.plan)
        await connection.execute(delete(pools).where(gone))
    for pool, want in wanted.items():
        if known.get(pool) == want:
            continue
        values = {"size": want.size, "version": want.version}
        statement = upsert(pools).values(engine=pool.engine, plan=pool.plan, **values)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[pools.c.engine, pools.c.plan], set_=values
            )
        )


async def list_wanted(connection: AsyncConnection) -> dict[PoolKey, PoolWanted]:
    """What the pools shall be, as an orchestrator wrote it last."""
    rows = await connection.execute(select(pools).order_by(pools.c.engine, pools.c.plan))
    return {PoolKey(r.engine, r.plan): PoolWanted(r.size, r.version) for r in rows}


async def list_pooled(connection: AsyncConnection) -> Sequence[tuple[Spec, Status]]:
    """Every store that is nobody's, without those that are gone; the oldest first."""
    statement = select(stores).where(
        stores.c.tenant_id == POOL_TENANT_ID, stores.c.deleted_at.is_(None)
    )
    rows = await connection.execute(statement.order_by(stores.c.created_at, stores.c.id))
    return [(build_spec(row), build_status(row)) for row in rows]


async def is_somebody_waiting(connection: AsyncConnection) -> bool:
    """Whether a store that somebody asked for lately is not Ready yet."""
    statement = select(
        select(stores.c.id)
        .where(
            stores.c.tenant_id != POOL_TENANT_ID,
            stores.c.deleted_at.is_(None),
            stores.c.delete_requested_at.is_(None),
            stores.c.ready_at.is_(None),
            stores.c.provisioning_since > func.now() - _SOON,
        )
        .exists()
    )
    return bool((await connection.execute(statement)).scalar_one())


async def add_pooled(
    connection: AsyncConnection, pool: PoolKey, version: str, key: str, choices: Choices
) -> UUID:
    """Ask for one more store of this pool.

    Raises (when the transaction's statement fails):
        KeyInUse: the key is taken.
    """
    new_id = uuid4()
    act = func.add_pooled_store(
        new_id, key, pool.engine, pool.plan, version, choices.country, choices.currency
    )
    await connection.execute(select(act))
    return new_id


async def remove_pooled(connection: AsyncConnection, store_id: UUID) -> bool:
    """Ask for its removal; False when somebody has claimed it meanwhile."""
    statement = select(func.remove_pooled_store(store_id))
    return bool((await connection.execute(statement)).scalar_one())


async def find_claimable(connection: AsyncConnection, engine: str, plan: str) -> UUID | None:
    """A Ready store of the current version, locked until the transaction ends.

    Those that other transactions are about to claim are skipped, and so are those that an
    orchestrator looks at this moment. None: there is none to be had.
    """
    current = (
        select(stores.c.id)
        .join(pools, (pools.c.engine == stores.c.engine) & (pools.c.plan == stores.c.plan))
        .where(
            stores.c.engine == engine,
            stores.c.plan == plan,
            stores.c.pool_version == pools.c.version,
            *_list_claimable(),
        )
        # The oldest has served longest, and is the first that an upgrade would replace.
        .order_by(stores.c.ready_at)
        .limit(1)
        .with_for_update(of=stores, skip_locked=True)
    )
    found: UUID | None = (await connection.execute(current)).scalar_one_or_none()
    return found


def _list_claimable() -> list[ColumnElement[Any]]:
    return [
        stores.c.tenant_id == POOL_TENANT_ID,
        stores.c.delete_requested_at.is_(None),
        stores.c.ready_at.is_not(None),
        stores.c.failure.is_(None),
        stores.c.observed_generation == stores.c.generation,
        stores.c.conditions.contains(_IS_READY),
        func.coalesce(stores.c.lease_expires_at <= func.now(), True),
    ]


async def claim_pooled(
    connection: AsyncConnection, store_id: UUID, tenant_id: UUID, name: str, choices: Choices
) -> None:
    """Make a store that :func:`find_claimable` found this tenant's; its life begins anew.

    Raises (when the transaction's statement fails):
        NameInUse: the tenant has a live store of this name.
        RuntimeError: it is none of the pool, so it was not locked before.
    """
    act = func.claim_pooled_store(
        store_id, tenant_id, name, choices.display_name, choices.country, choices.currency
    )
    if not (await connection.execute(select(act))).scalar_one():
        raise RuntimeError(f"store {store_id} is none that can be claimed")
