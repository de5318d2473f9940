"""Signing in and out, and who one is."""

from fastapi import APIRouter, Request, Response

from store_orchestrator.api.answers import FOR_BODIES, FOR_CALLERS, PREFIX, describe_problems
from store_orchestrator.api.context import (
    SESSION_COOKIE,
    CallerDep,
    RequestIdDep,
    ServicesDep,
    SessionDep,
)
from store_orchestrator.api.problems import UNAUTHENTICATED
from store_orchestrator.api.schemas import Me, SessionCreate, Tenant, User
from store_orchestrator.services.authentication import derive_csrf_token

router = APIRouter(prefix=PREFIX, tags=["session"])


@router.post("/session", status_code=204, responses=describe_problems(UNAUTHENTICATED, *FOR_BODIES))
async def create_session(
    body: SessionCreate,
    request: Request,
    response: Response,
    services: ServicesDep,
    request_id: RequestIdDep,
) -> None:
    """Exchange a token for a session cookie."""
    token = body.token.get_secret_value()
    session = await services.authentication.open_session(token, request_id)
    response.set_cookie(
        SESSION_COOKIE,
        session.secret,
        max_age=int(session.lifetime.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


@router.delete("/session", status_code=204, responses=describe_problems(*FOR_CALLERS))
async def delete_session(
    response: Response, services: ServicesDep, caller: CallerDep, session_secret: SessionDep
) -> None:
    """End the session of the cookie."""
    if session_secret is not None:
        await services.authentication.end_session(caller, session_secret)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")


@router.get("/me", responses=describe_problems(*FOR_CALLERS))
async def get_me(request: Request, caller: CallerDep, session_secret: SessionDep) -> Me:
    """The caller, and the CSRF token of a session."""
    by_cookie = session_secret is not None and "authorization" not in request.headers
    csrf_token = derive_csrf_token(session_secret) if by_cookie and session_secret else None
    return Me(
        user=User.model_validate(
            {"id": caller.user_id, "name": caller.user_name, "role": caller.role}
        ),
        tenant=Tenant(id=caller.tenant_id, name=caller.tenant_name),
        csrf_token=csrf_token,
    )
