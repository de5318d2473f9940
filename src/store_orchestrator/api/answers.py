"""How endpoints describe their answers in OpenAPI."""

from typing import Any

from store_orchestrator.api.problems import (
    BODY_TOO_LARGE,
    DATABASE_UNAVAILABLE,
    FORBIDDEN,
    MALFORMED_JSON,
    MEDIA_TYPE,
    UNAUTHENTICATED,
    VALIDATION,
    Kind,
)

PREFIX = "/api/v1"
Responses = dict[int | str, dict[str, Any]]

PROBLEM_REFERENCE = {"$ref": "#/components/schemas/Problem"}
ALWAYS = (DATABASE_UNAVAILABLE,)
FOR_CALLERS = (UNAUTHENTICATED, FORBIDDEN)
FOR_BODIES = (MALFORMED_JSON, BODY_TOO_LARGE, VALIDATION)


def describe_problems(*kinds: Kind) -> Responses:
    """The ``responses`` of an endpoint that can answer these kinds of problem."""
    by_status: dict[int, list[str]] = {}
    for kind in (*ALWAYS, *kinds):
        slugs = by_status.setdefault(kind.status, [])
        if kind.slug not in slugs:
            slugs.append(kind.slug)
    return {
        status: {
            "description": f"Problem: {', '.join(slugs)}",
            "content": {MEDIA_TYPE: {"schema": PROBLEM_REFERENCE}},
        }
        for status, slugs in sorted(by_status.items())
    }


def describe_stream(text: str) -> Responses:
    """The ``responses`` entry of an endpoint that answers with an event stream."""
    content = {"text/event-stream": {"schema": {"type": "string"}}}
    return {200: {"description": text, "content": content}}
