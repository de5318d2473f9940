"""Pools: stores made ahead, for operators."""

from fastapi import APIRouter

from store_orchestrator.api.answers import FOR_CALLERS, PREFIX, describe_problems
from store_orchestrator.api.context import CallerDep, ServicesDep
from store_orchestrator.api.pool_schemas import PoolList

router = APIRouter(prefix=f"{PREFIX}/pool", tags=["operation"])


@router.get("", responses=describe_problems(*FOR_CALLERS))
async def read_pool(services: ServicesDep, caller: CallerDep) -> PoolList:
    """Stores that are kept ready for whoever comes next; admins only."""
    return PoolList.model_validate(await services.pools.read(caller))
