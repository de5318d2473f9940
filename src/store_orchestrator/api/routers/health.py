"""For the machinery around: alive, ready, metrics."""

from fastapi import APIRouter, Response

from store_orchestrator.api.answers import describe_problems
from store_orchestrator.api.context import ContextDep, ServicesDep
from store_orchestrator.api.problems import SCHEMA_MISMATCH
from store_orchestrator.api.schemas import Liveness
from store_orchestrator.observability.metrics import CONTENT_TYPE_LATEST
from store_orchestrator.services.errors import DatabaseUnavailable

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def get_liveness() -> Liveness:
    """The process answers; says nothing about anything else."""
    return Liveness.build()


@router.get("/readyz", responses=describe_problems(SCHEMA_MISMATCH))
async def get_readiness(services: ServicesDep) -> Liveness:
    """The database answers and has this version's schema."""
    await services.health.check_ready()
    return Liveness.build()


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def get_metrics(context: ContextDep) -> Response:
    """Prometheus metrics: requests, stores by phase, the queue's depth and age."""
    metrics = context.metrics
    try:
        figures = await context.services.health.read_figures()
    except DatabaseUnavailable:
        metrics.set_database_down()
    else:
        queue = figures.queue
        metrics.set_figures(
            stores={phase.value: count for phase, count in figures.stores.items()},
            due=queue.depth,
            oldest_seconds=queue.oldest_seconds,
            leased=queue.leased,
            orchestrators=queue.orchestrators,
        )
        metrics.set_pool(
            {
                (pool.engine, pool.plan): {state.value: n for state, n in pool.counts.items()}
                for pool in figures.pools
            }
        )
    return Response(metrics.render(), media_type=CONTENT_TYPE_LATEST)
