"""Room in the cluster for new stores."""

from fastapi import APIRouter

from store_orchestrator.api.answers import FOR_CALLERS, PREFIX, describe_problems
from store_orchestrator.api.capacity_schemas import Capacity, render_capacity
from store_orchestrator.api.context import CallerDep, ServicesDep

router = APIRouter(prefix=f"{PREFIX}/capacity", tags=["capacity"])


@router.get("", responses=describe_problems(*FOR_CALLERS))
async def get_capacity(services: ServicesDep, caller: CallerDep) -> Capacity:  # noqa: ARG001
    """How many more stores of each engine and plan fit, each counted as if alone."""
    return render_capacity(await services.capacity.get())
