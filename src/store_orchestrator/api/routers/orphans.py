"""What carries the platform's marks and belongs to no store: for operators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body

from store_orchestrator.api.answers import FOR_BODIES, FOR_CALLERS, PREFIX, describe_problems
from store_orchestrator.api.capacity_schemas import (
    Orphan,
    OrphanAdopt,
    OrphanList,
    render_orphan,
    render_orphans,
)
from store_orchestrator.api.context import CallerDep, ServicesDep
from store_orchestrator.api.problems import (
    CONFLICT,
    ENGINE_UNAVAILABLE,
    NAME_IN_USE,
    NOT_FOUND,
    UNKNOWN_ENGINE,
    VALIDATION,
)
from store_orchestrator.api.rendering import render_store
from store_orchestrator.api.schemas import Store

router = APIRouter(prefix=f"{PREFIX}/orphans", tags=["orphans"])

ONE_ORPHAN = (*FOR_CALLERS, NOT_FOUND, VALIDATION)


@router.get("", responses=describe_problems(*FOR_CALLERS))
async def list_orphans(services: ServicesDep, caller: CallerDep) -> OrphanList:
    """What the latest survey found, the oldest find first."""
    return render_orphans(await services.orphans.list_all(caller))


@router.post("/survey", status_code=202, responses=describe_problems(*FOR_CALLERS))
async def survey_orphans(services: ServicesDep, caller: CallerDep) -> OrphanList:
    """Look for them now; what is known so far. A later `surveyed_at` tells that it was done."""
    return render_orphans(await services.orphans.request_survey(caller))


@router.get("/{orphan_id}", responses=describe_problems(*ONE_ORPHAN))
async def get_orphan(orphan_id: UUID, services: ServicesDep, caller: CallerDep) -> Orphan:
    """One orphan, also one that is gone."""
    return render_orphan(await services.orphans.get(caller, orphan_id))


@router.post(
    "/{orphan_id}/adopt",
    status_code=202,
    responses=describe_problems(
        *ONE_ORPHAN, *FOR_BODIES, CONFLICT, NAME_IN_USE, UNKNOWN_ENGINE, ENGINE_UNAVAILABLE
    ),
)
async def adopt_orphan(
    orphan_id: UUID,
    services: ServicesDep,
    caller: CallerDep,
    body: Annotated[OrphanAdopt | None, Body()] = None,
) -> Store:
    """Make it a store of the caller's tenant again, with its data and its credentials."""
    name = body.name if body is not None else None
    return render_store(await services.orphans.adopt(caller, orphan_id, name))


@router.post(
    "/{orphan_id}/remove", status_code=202, responses=describe_problems(*ONE_ORPHAN, CONFLICT)
)
async def remove_orphan(orphan_id: UUID, services: ServicesDep, caller: CallerDep) -> Orphan:
    """Remove it with all its data, also volumes that are to be retained."""
    return render_orphan(await services.orphans.request_removal(caller, orphan_id))
