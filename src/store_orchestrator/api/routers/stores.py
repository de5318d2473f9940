"""Stores: asking for them, looking at them, letting them go."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response

from store_orchestrator.api.answers import FOR_BODIES, FOR_CALLERS, PREFIX, describe_problems
from store_orchestrator.api.context import CallerDep, ContextDep, RecheckDep, ServicesDep
from store_orchestrator.api.problems import (
    CAPACITY_EXHAUSTED,
    CONFLICT,
    ENGINE_UNAVAILABLE,
    IDEMPOTENCY_MISMATCH,
    NAME_IN_USE,
    NOT_FOUND,
    UNKNOWN_ENGINE,
    VALIDATION,
)
from store_orchestrator.api.rendering import render_event, render_store
from store_orchestrator.api.schemas import (
    Credentials,
    EventPage,
    IsolationTicket,
    SignInLink,
    Store,
    StoreCreate,
    StorePage,
    VerificationTicket,
)
from store_orchestrator.api.streams import EventStream, stream_events
from store_orchestrator.services import stores as use_cases
from store_orchestrator.services.choices import Wishes

router = APIRouter(prefix=f"{PREFIX}/stores", tags=["stores"])

ONE_STORE = (*FOR_CALLERS, NOT_FOUND, VALIDATION)
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="Any unique text; the same request sent again within 24 h makes one store.",
    ),
]

NameFilter = Annotated[
    str | None,
    Query(max_length=40, pattern=r"^[\x20-\x7e]*$", description="Exactly this name."),
]


@router.post(
    "",
    status_code=202,
    responses=describe_problems(
        *FOR_CALLERS,
        *FOR_BODIES,
        NAME_IN_USE,
        UNKNOWN_ENGINE,
        ENGINE_UNAVAILABLE,
        CAPACITY_EXHAUSTED,
        IDEMPOTENCY_MISMATCH,
    ),
)
async def create_store(
    body: StoreCreate,
    services: ServicesDep,
    caller: CallerDep,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Store:
    """Ask for a store; its `phase` tells how it comes along."""
    wishes = Wishes(body.display_name, body.country, body.currency, body.sample_products)
    order = use_cases.Order(body.name, body.engine, body.plan, wishes)
    view = await services.stores.create(caller, order, idempotency_key)
    response.headers["Location"] = f"{PREFIX}/stores/{view.spec.id}"
    return render_store(view)


@router.get("", responses=describe_problems(*FOR_CALLERS, VALIDATION))
async def list_stores(
    services: ServicesDep,
    caller: CallerDep,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    name: NameFilter = None,
    include_deleted: bool = False,
) -> StorePage:
    """The stores of the tenant, newest first."""
    query = use_cases.Query(name, include_deleted, cursor, limit)
    page = await services.stores.list_page(caller, query)
    items = tuple(render_store(view) for view in page.items)
    return StorePage(items=items, next_cursor=page.next_cursor)


@router.get("/{store_id}", responses=describe_problems(*ONE_STORE))
async def get_store(store_id: UUID, services: ServicesDep, caller: CallerDep) -> Store:
    """One store, also a deleted one with its receipt."""
    return render_store(await services.stores.get(caller, store_id))


@router.delete("/{store_id}", status_code=202, responses=describe_problems(*ONE_STORE))
async def delete_store(
    store_id: UUID,
    services: ServicesDep,
    caller: CallerDep,
    force: Annotated[
        bool,
        Query(
            description="Also take off finalizers that nobody takes off, which hold what is left. "
            "What their controllers should have cleaned up elsewhere stays there."
        ),
    ] = False,
) -> Store:
    """Ask for its removal, whatever its state; asking again changes nothing."""
    if force:
        return render_store(await services.stores.request_forced_removal(caller, store_id))
    return render_store(await services.stores.request_deletion(caller, store_id))


@router.post(
    "/{store_id}/retry", status_code=202, responses=describe_problems(*ONE_STORE, CONFLICT)
)
async def retry_store(store_id: UUID, services: ServicesDep, caller: CallerDep) -> Store:
    """Ask for another attempt at a failed store; data and credentials stay."""
    return render_store(await services.stores.request_retry(caller, store_id))


@router.post(
    "/{store_id}/verify", status_code=202, responses=describe_problems(*ONE_STORE, CONFLICT)
)
async def verify_store(
    store_id: UUID, services: ServicesDep, caller: CallerDep
) -> VerificationTicket:
    """Ask for a test order, which is cancelled again."""
    number = await services.stores.request_verification(caller, store_id)
    return VerificationTicket(verification=number)


@router.post(
    "/{store_id}/isolation", status_code=202, responses=describe_problems(*ONE_STORE, CONFLICT)
)
async def check_isolation(
    store_id: UUID, services: ServicesDep, caller: CallerDep
) -> IsolationTicket:
    """Ask for a self-test: a pod in the store's network tries what a shop must not reach."""
    number = await services.stores.request_isolation_test(caller, store_id)
    return IsolationTicket(isolation=number)


@router.post("/{store_id}/login", responses=describe_problems(*ONE_STORE, CONFLICT))
async def create_sign_in_link(
    store_id: UUID, services: ServicesDep, caller: CallerDep
) -> SignInLink:
    """Make a link that signs in to the shop's admin once, within two minutes.

    The audit log notes that it was made.
    """
    return SignInLink.model_validate(await services.access.issue_sign_in_link(caller, store_id))


@router.post("/{store_id}/credentials", responses=describe_problems(*ONE_STORE, CONFLICT))
async def reveal_credentials(
    store_id: UUID, services: ServicesDep, caller: CallerDep
) -> Credentials:
    """Show what the merchant signs in with; the audit log notes that it was shown."""
    return Credentials.model_validate(await services.access.reveal_credentials(caller, store_id))


@router.get(
    "/{store_id}/events",
    response_model=EventPage,
    responses={
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
        **describe_problems(*ONE_STORE),
    },
)
async def list_events(
    store_id: UUID,
    request: Request,
    context: ContextDep,
    caller: CallerDep,
    recheck: RecheckDep,
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    last_event_id: Annotated[int | None, Header(ge=0, le=2**63 - 1)] = None,
) -> EventPage | Response:
    """The store's history after an event, oldest first.

    With `Accept: text/event-stream` it goes on live: messages `store_event`, their ids those of
    the events, their data an Event.
    """
    services = context.services
    if "text/event-stream" in request.headers.get("accept", ""):
        start = after if last_event_id is None else last_event_id
        await services.stores.get(caller, store_id)
        content = stream_events(services, caller, store_id, start, recheck)
        return EventStream(content, context.metrics)
    events = await services.stores.list_events(caller, store_id, after=after, limit=limit)
    return EventPage(items=tuple(render_event(event) for event in events))
