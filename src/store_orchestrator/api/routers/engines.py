"""Engines: the kinds of shop on offer."""

from fastapi import APIRouter

from store_orchestrator.api.answers import FOR_CALLERS, PREFIX, describe_problems
from store_orchestrator.api.context import CallerDep, ServicesDep
from store_orchestrator.api.schemas import Engine, EngineList

router = APIRouter(prefix=f"{PREFIX}/engines", tags=["engines"])


@router.get("", responses=describe_problems(*FOR_CALLERS))
async def list_engines(services: ServicesDep, caller: CallerDep) -> EngineList:  # noqa: ARG001
    """Every engine, and whether this installation can run it."""
    offers = services.catalogue.list_offers()
    return EngineList(items=tuple(Engine.model_validate(offer) for offer in offers))
