"""The FastAPI app, built from its context."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from store_orchestrator import __version__
from store_orchestrator.api.context import ApiContext
from store_orchestrator.api.dashboard import Dashboard
from store_orchestrator.api.middleware import AccessLog, BodyLimit, MistakeGuard, SecurityHeaders
from store_orchestrator.api.problems import add_problem_handlers
from store_orchestrator.api.routers import (
    capacity,
    engines,
    health,
    live,
    orphans,
    pool,
    session,
    stores,
)
from store_orchestrator.api.schemas import Problem

log = structlog.get_logger(__name__)


def build_app(context: ApiContext) -> FastAPI:
    """The whole API, with the dashboard where no route is."""
    app = FastAPI(
        title="Store Orchestrator",
        version=__version__,
        summary="Complete, isolated online shops on Kubernetes.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=derive_operation_id,
        lifespan=_run_feed,
    )
    app.state.context = context
    add_problem_handlers(app)
    # The last one added is the outermost.
    app.add_middleware(MistakeGuard)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog, metrics=context.metrics)
    for module in (session, stores, live, engines, capacity, orphans, health, pool):
        app.include_router(module.router)
    app.router.default = Dashboard(context.dashboard)
    app.openapi = lambda: _build_openapi(app)  # type: ignore[method-assign]
    return app


def derive_operation_id(route: APIRoute) -> str:
    """``list_stores`` → ``listStores``: what generated clients call the function."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@asynccontextmanager
async def _run_feed(app: FastAPI) -> AsyncIterator[None]:
    context: ApiContext = app.state.context
    feed = context.services.feed
    running = asyncio.create_task(feed.run())
    running.add_done_callback(_end_process_on_error)
    try:
        yield
    finally:
        feed.close()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def _end_process_on_error(task: asyncio.Task[None]) -> None:
    """A feed that broke would leave silent streams: end, and be started anew."""
    if not task.cancelled() and task.exception() is not None:
        log.critical("feed.failed", exc_info=task.exception())
        signal.raise_signal(signal.SIGTERM)


def _build_openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            openapi_version="3.1.0",
            routes=app.routes,
        )
        _describe_problem(document["components"]["schemas"])
        app.openapi_schema = document
    return app.openapi_schema


def _describe_problem(schemas: dict[str, Any]) -> None:
    """Put our problem document where FastAPI describes its own error format."""
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
