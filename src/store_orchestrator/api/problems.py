"""Problem documents (RFC 9457): every refusal says what was wrong, where, and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from store_orchestrator.api.schemas import FieldError, Problem
from store_orchestrator.services import errors

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:store-orchestrator:problem:"
BODY_LIMIT = 64 * 1024
RETRY_AFTER_SECONDS = 5
_LONGEST_NAME = 100

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem; the slug never changes."""

    slug: str
    status: int
    title: str


UNAUTHENTICATED = Kind("unauthenticated", 401, "Not signed in")
FORBIDDEN = Kind("forbidden", 403, "Not allowed")
NOT_FOUND = Kind("not-found", 404, "Not found")
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, "Method not allowed")
VALIDATION = Kind("validation", 422, "Invalid request")
MALFORMED_JSON = Kind("malformed-json", 400, "Malformed JSON")
BODY_TOO_LARGE = Kind("body-too-large", 413, "Body too large")
NAME_IN_USE = Kind("name-in-use", 409, "Name in use")
UNKNOWN_ENGINE = Kind("unknown-engine", 422, "Unknown engine")
ENGINE_UNAVAILABLE = Kind("engine-unavailable", 409, "Engine unavailable")
CAPACITY_EXHAUSTED = Kind("capacity-exhausted", 409, "No room in the cluster")
CONFLICT = Kind("conflict", 409, "Not possible in this state")
IDEMPOTENCY_MISMATCH = Kind("idempotency-mismatch", 409, "Key used before")
DATABASE_UNAVAILABLE = Kind("database-unavailable", 503, "Database unavailable")
SCHEMA_MISMATCH = Kind("schema-mismatch", 503, "Other schema version")
INTERNAL = Kind("internal", 500, "Internal error")
REFUSED = Kind("refused", 400, "Request refused")

_KINDS: Mapping[type[errors.ServiceError], Kind] = {
    errors.Unauthenticated: UNAUTHENTICATED,
    errors.Forbidden: FORBIDDEN,
    errors.NotFound: NOT_FOUND,
    errors.Invalid: VALIDATION,
    errors.UnknownEngine: UNKNOWN_ENGINE,
    errors.EngineUnavailable: ENGINE_UNAVAILABLE,
    errors.NameInUse: NAME_IN_USE,
    errors.CapacityExhausted: CAPACITY_EXHAUSTED,
    errors.Conflict: CONFLICT,
    errors.IdempotencyMismatch: IDEMPOTENCY_MISMATCH,
}


def build_response(
    request: Request,
    kind: Kind,
    detail: str,
    remedy: str,
    *,
    fields: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer that carries the problem."""
    request_id = getattr(request.state, "request_id", "unknown")
    problem = Problem(
        type=TYPE_PREFIX + kind.slug,
        title=kind.title,
        status=kind.status,
        detail=detail,
        instance=f"urn:store-orchestrator:request:{request_id}",
        errors=tuple(fields),
        remedy=remedy,
    )
    return Response(
        problem.model_dump_json(),
        status_code=kind.status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def build_body_too_large(request: Request) -> Response:
    """The answer to a body above the limit; the connection closes, its rest is not read."""
    return build_response(
        request,
        BODY_TOO_LARGE,
        f"The request body has more than {BODY_LIMIT} bytes.",
        "Send less; no request of this API needs that much.",
        headers={"Connection": "close"},
    )


class BodyTooLarge(HTTPException):
    """Raised while a body is read; passes through FastAPI unchanged."""

    def __init__(self) -> None:
        super().__init__(status_code=BODY_TOO_LARGE.status)


def add_problem_handlers(app: FastAPI) -> None:
    """Let every refusal become a problem document; :class:`MistakeGuard` does the rest."""
    app.add_exception_handler(errors.ServiceError, _answer_refusal)
    app.add_exception_handler(errors.DatabaseUnavailable, _answer_database_unavailable)
    app.add_exception_handler(errors.SchemaMismatch, _answer_schema_mismatch)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)


async def _answer_refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, errors.ServiceError):
        raise TypeError(type(error))
    kind = _KINDS[type(error)]
    fields = [FieldError(field=error.field, message=error.detail)] if error.field else []
    headers = {"WWW-Authenticate": "Bearer"} if kind is UNAUTHENTICATED else None
    return build_response(request, kind, error.detail, error.remedy, fields=fields, headers=headers)


async def _answer_database_unavailable(request: Request, error: Exception) -> Response:
    # The driver's words name hosts and addresses: they belong into the log only.
    log.warning("database.unavailable", error=str(error))
    return build_response(
        request,
        DATABASE_UNAVAILABLE,
        "The platform's database does not answer. Nothing was changed.",
        f"Try again in {RETRY_AFTER_SECONDS} seconds; if it stays so, tell the operator.",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


async def _answer_schema_mismatch(request: Request, error: Exception) -> Response:
    return build_response(
        request,
        SCHEMA_MISMATCH,
        str(error),
        "Let the operator run the migration, then try again.",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


async def _answer_invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise TypeError(type(error))
    found: list[dict[str, Any]] = list(error.errors())
    malformed = next((item for item in found if item["type"] == "json_invalid"), None)
    if malformed is not None:
        return _build_malformed(
            request, f"{malformed['ctx']['error']} at character {malformed['loc'][-1]}"
        )
    if any(item["loc"] == ("body",) and item["type"] in _NO_OBJECT for item in found):
        return build_response(
            request,
            VALIDATION,
            "The request has no JSON object as its body.",
            "Send a JSON object with the header Content-Type: application/json.",
        )
    fields = [_describe_field(item) for item in found]
    detail = "; ".join(f"{item.field}: {item.message}" for item in fields)
    return build_response(
        request, VALIDATION, f"{detail}.", "Correct the fields in 'errors'.", fields=fields
    )


def _build_malformed(request: Request, what: str) -> Response:
    return build_response(
        request,
        MALFORMED_JSON,
        f"The request body is not JSON: {what}.",
        "Send one JSON object in UTF-8.",
    )


_NO_OBJECT = frozenset({"missing", "model_attributes_type", "model_type"})
_MESSAGES = {"missing": "is required", "extra_forbidden": "is not a known field"}


def _describe_field(item: Mapping[str, Any]) -> FieldError:
    field = _quote(".".join(str(part) for part in item["loc"][1:] or item["loc"]))
    message = _MESSAGES.get(item["type"]) or str(item["msg"]).removeprefix("Value error, ")
    return FieldError(field=field, message=message)


def _quote(text: str) -> str:
    """Names that a client made up: no longer than helpful, and nothing that is not text."""
    return text[:_LONGEST_NAME].encode("utf-8", "backslashreplace").decode()


async def _answer_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError(type(error))
    if error.status_code == BODY_TOO_LARGE.status:
        return build_body_too_large(request)
    if error.status_code == NOT_FOUND.status:
        return build_not_found(request)
    if error.status_code == METHOD_NOT_ALLOWED.status:
        return _build_method_not_allowed(request)
    if error.status_code == MALFORMED_JSON.status:
        return _build_malformed(request, "it cannot be decoded")
    kind = Kind(REFUSED.slug, error.status_code, REFUSED.title)
    return build_response(request, kind, str(error.detail), "See the API's description.")


def build_not_found(request: Request) -> Response:
    """The answer to an address that leads nowhere."""
    return build_response(
        request,
        NOT_FOUND,
        f"There is nothing at {request.url.path}.",
        "See /openapi.json for what there is.",
    )


def _build_method_not_allowed(request: Request) -> Response:
    operations: Mapping[str, Any] = request.app.openapi()["paths"][request.scope["route"].path]
    allowed = sorted(method.upper() for method in operations)
    return build_response(
        request,
        METHOD_NOT_ALLOWED,
        f"{request.method} is not possible at {request.url.path}.",
        f"Use one of: {', '.join(allowed)}.",
        headers={"Allow": ", ".join(allowed)},
    )


def build_internal(request: Request) -> Response:
    """The answer when the fault is ours; what it was is for the log only."""
    return build_response(
        request,
        INTERNAL,
        "The server made a mistake; it is in the server's log under this request's id.",
        "Try again; if it stays so, tell the operator the value of 'instance'.",
    )
