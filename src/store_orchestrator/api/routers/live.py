"""Live changes of all stores."""

from fastapi import APIRouter, Response
from starlette.responses import StreamingResponse

from store_orchestrator.api.answers import FOR_CALLERS, PREFIX, describe_problems, describe_stream
from store_orchestrator.api.context import CallerDep, ContextDep, RecheckDep
from store_orchestrator.api.streams import EventStream, stream_stores

router = APIRouter(prefix=PREFIX, tags=["stores"])


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={
        **describe_stream("Messages `store`, their data a Store; comments as heartbeats."),
        **describe_problems(*FOR_CALLERS),
    },
)
async def stream_changes(context: ContextDep, caller: CallerDep, recheck: RecheckDep) -> Response:
    """Each store of the tenant, at each change.

    When the stream ends, changes may have been missed: open it again, then list the stores.
    """
    return EventStream(stream_stores(context.services, caller, recheck), context.metrics)
