"""One request and its answer: repeating what may be repeated, naming what went wrong."""

import asyncio
import time
from collections.abc import Mapping
from http import HTTPStatus

import httpx2
from pydantic import ValidationError

from store_orchestrator.client.errors import (
    ClientError,
    NoRoute,
    ProblemAnswer,
    ServerUnavailable,
    UnexpectedAnswer,
)
from store_orchestrator.client.models import JsonObject, Problem

REPEAT_DELAYS = (0.2, 0.5, 1.0)
# A request that took this long is not repeated: somebody is waiting for an answer.
REPEAT_WITHIN = 10.0
PROBLEM_TYPE = "application/problem+json"
# Problems with a 5xx status for which asking again would change nothing.
_FINAL_PROBLEMS = frozenset({"engine-unavailable"})
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_REACH_REMEDY = (
    "check the address and that the platform runs (locally: make up), then try again; "
    "'storectl login URL' stores another address"
)
_WRONG_SERVER_REMEDY = (
    "check the address: it must be the platform's own (the dashboard's), without /api"
)


class Requester:
    """Sends requests to one server and turns every failure into a ClientError."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def fetch(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        repeatable: bool = False,
    ) -> JsonObject:
        """The JSON object that the server answers.

        Args:
            repeatable: whether doing it twice is the same as doing it once; such a request is
                repeated after a broken connection. Any request is when it was never sent.
        """
        began = time.monotonic()
        request = self._http.build_request(
            method, path, json=body, headers=dict(headers or {}), params=dict(params or {})
        )
        for delay in REPEAT_DELAYS:
            try:
                return await self._fetch_once(request)
            except ServerUnavailable as error:
                late = time.monotonic() - began > REPEAT_WITHIN
                if late or (error.sent and not repeatable):
                    raise
            await asyncio.sleep(delay)
        return await self._fetch_once(request)

    async def _fetch_once(self, request: httpx2.Request) -> JsonObject:
        where = describe_request(request)
        try:
            response = await self._http.send(request)
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise build_unreachable(error, where) from error
        if not response.is_success:
            raise build_error(response, where)
        return read_object(response, where)


def describe_request(request: httpx2.Request) -> str:
    """``GET http://host/api/v1/stores``: what failed, without headers and query."""
    return f"{request.method} {request.url.copy_with(query=None)}"


def build_unreachable(error: httpx2.RequestError, where: str) -> ServerUnavailable:
    """The error for a connection that was not made or broke."""
    sent = not isinstance(error, _NEVER_SENT)
    if isinstance(error, httpx2.TimeoutException):
        reason = "timed out"
    else:
        reason = str(error) or type(error).__name__
    return ServerUnavailable(
        f"the server does not answer: {reason}", where=where, remedy=_REACH_REMEDY, sent=sent
    )


def build_error(response: httpx2.Response, where: str) -> ClientError:
    """The error that a refusal means."""
    problem = _find_problem(response)
    if response.is_server_error and (problem is None or problem.slug not in _FINAL_PROBLEMS):
        return _build_unavailable(response.status_code, problem, where)
    if problem is not None:
        return ProblemAnswer(problem, where=where)
    kind = NoRoute if response.status_code == HTTPStatus.NOT_FOUND else UnexpectedAnswer
    return kind(
        f"this is not the API of Store Orchestrator: it answered {response.status_code} "
        "without a reason",
        where=where,
        remedy=_WRONG_SERVER_REMEDY,
    )


def _build_unavailable(status: int, problem: Problem | None, where: str) -> ServerUnavailable:
    if problem is None:
        what = f"the server is not available: the answer was {status} without a reason"
        return ServerUnavailable(what, where=where, remedy=_REACH_REMEDY)
    what = f"the server is not available: {problem.detail or problem.title}"
    where = f"{where} ({problem.instance})" if problem.instance else where
    return ServerUnavailable(what, where=where, remedy=problem.remedy or _REACH_REMEDY)


def read_object(response: httpx2.Response, where: str) -> JsonObject:
    """The JSON object in the body."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise UnexpectedAnswer(
            "this is not the API of Store Orchestrator: it did not answer with a JSON object",
            where=where,
            remedy=_WRONG_SERVER_REMEDY,
        )
    return body


def _find_problem(response: httpx2.Response) -> Problem | None:
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != PROBLEM_TYPE:
        return None
    try:
        return Problem.read(response.json())
    except (ValueError, ValidationError):
        return None
