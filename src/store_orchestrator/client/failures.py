"""How failures are told, and which exit code they mean."""

from http import HTTPStatus

from store_orchestrator.client.errors import (
    ClientError,
    NotConfigured,
    OrphanTimedOut,
    ProblemAnswer,
    WaitTimedOut,
)
from store_orchestrator.client.models import Failure, FieldError, Problem
from store_orchestrator.client.screen import clean, open_error_console
from store_orchestrator.client.terms import ExitCode

_USAGE_STATUSES = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)


class ShopFailed(ClientError):
    """The store, not the conversation about it, is what went wrong."""


def derive_exit_code(error: ClientError) -> ExitCode:
    """Usage when what was typed is at fault, timed out when only the waiting ended."""
    if isinstance(error, WaitTimedOut | OrphanTimedOut):
        return ExitCode.TIMED_OUT
    if isinstance(error, NotConfigured):
        return ExitCode.USAGE
    if isinstance(error, ProblemAnswer) and error.problem.status in _USAGE_STATUSES:
        return ExitCode.USAGE
    return ExitCode.FAILED


def print_failure(error: ClientError) -> None:
    """Tell on stderr what was wrong, which field, where, and what to do."""
    problem = error.problem if isinstance(error, ProblemAnswer) else None
    lines = [f"Error: {error.what}"]
    if problem is not None:
        lines += _describe_fields(problem)
    if error.where:
        lines.append(f"  Where: {error.where}")
    if error.remedy:
        lines.append(f"  What to do: {error.remedy}")
    console = open_error_console()
    for line in lines:
        console.print(clean(line), soft_wrap=True)


def build_shop_failure(name: str, failure: Failure | None, reason: str) -> ShopFailed:
    """The error for a store that did not become what was asked."""
    cause = failure.cause if failure is not None else reason
    suggestion = failure.suggestion if failure is not None else ""
    look = f"see what happened: storectl store events {name}"
    remedy = f"{suggestion.rstrip('.')}; {look}" if suggestion else look
    return ShopFailed(f"store/{name} failed: {cause}", remedy=remedy)


def _describe_fields(problem: Problem) -> list[str]:
    said = problem.detail or problem.title
    return [
        _describe_field(error, said)
        for error in problem.errors
        if f"{error.field}: {error.message}" not in said
    ]


def _describe_field(error: FieldError, said: str) -> str:
    """Which field, and what about it unless that was said already."""
    if error.message in said:
        return f"  Field: {error.field}"
    return f"  {error.field or 'request'}: {error.message}"
