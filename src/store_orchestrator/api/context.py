"""What endpoints get handed: the use cases, the caller, the request's id."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from store_orchestrator.observability.metrics import ApiMetrics
from store_orchestrator.services.authentication import is_csrf_token
from store_orchestrator.services.caller import Caller
from store_orchestrator.services.errors import Forbidden, Unauthenticated
from store_orchestrator.services.facade import Services

SESSION_COOKIE = "so_session"
CSRF_HEADER = "X-CSRF-Token"
Recheck = Callable[[], Awaitable[object]]
"""Raises Unauthenticated once the caller's token or session is not valid any more."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="An API token, for programs."
)
_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    scheme_name="session",
    description=f"Made by `POST /api/v1/session`; unsafe requests also need `{CSRF_HEADER}`.",
)


@dataclass(frozen=True, slots=True)
class ApiContext:
    """What the app was built with.

    Attributes:
        dashboard: folder of the built dashboard; None serves none.
    """

    services: Services
    metrics: ApiMetrics
    dashboard: Path | None = None


def get_context(request: Request) -> ApiContext:
    """What the app was built with."""
    context: ApiContext = request.app.state.context
    return context


def get_services(request: Request) -> Services:
    """All use cases."""
    return get_context(request).services


def get_request_id(request: Request) -> str:
    """The id given by the access log's middleware."""
    request_id: str = request.state.request_id
    return request_id


async def get_caller(
    request: Request,
    services: Annotated[Services, Depends(get_services)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    session_secret: Annotated[str | None, Security(_cookie)],
) -> Caller:
    """Who asks: by token if one is sent, else by session.

    Raises:
        Unauthenticated: neither is valid.
        Forbidden: an unsafe request by cookie lacks its CSRF token.
    """
    request_id = get_request_id(request)
    authentication = services.authentication
    if bearer is not None:
        identify = partial(authentication.identify_by_token, bearer.credentials, request_id)
    elif session_secret is not None:
        identify = partial(authentication.identify_by_session, session_secret, request_id)
    else:
        raise Unauthenticated(
            "The request carries neither a token nor a session.",
            "Send the header: Authorization: Bearer <token>",
        )
    caller = await identify()
    if bearer is None and session_secret is not None:
        _check_csrf(request, session_secret)
    request.state.user = caller.user_name
    request.state.recheck = identify
    return caller


def get_recheck(request: Request, caller: Annotated[Caller, Depends(get_caller)]) -> Recheck:  # noqa: ARG001 - it must have run
    """Identifies the caller once more, for streams that outlive a token."""
    recheck: Recheck = request.state.recheck
    return recheck


def _check_csrf(request: Request, session_secret: str) -> None:
    if request.method in _SAFE_METHODS:
        return
    if not is_csrf_token(session_secret, request.headers.get(CSRF_HEADER, "")):
        raise Forbidden(
            f"The header {CSRF_HEADER} is missing or not this session's.",
            f"Send csrf_token of GET /api/v1/me as {CSRF_HEADER}.",
        )


ServicesDep = Annotated[Services, Depends(get_services)]
CallerDep = Annotated[Caller, Depends(get_caller)]
RequestIdDep = Annotated[str, Depends(get_request_id)]
SessionDep = Annotated[str | None, Security(_cookie)]
RecheckDep = Annotated[Recheck, Depends(get_recheck)]
ContextDep = Annotated[ApiContext, Depends(get_context)]
