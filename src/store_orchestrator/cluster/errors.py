"""Kubernetes' and the network's errors, in the words of the project."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import httpx2
from lightkube.core.exceptions import ApiError

from store_orchestrator.cluster.door import ClusterError

_PERMANENT = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})


class NotFound(ClusterError):
    """The object is not there."""


class Conflict(ClusterError):
    """The object is there already, or is not the one that was meant."""


class Forbidden(ClusterError):
    """The API server refuses: missing rights, a quota, or an admission rule."""


class Expired(ClusterError):
    """The version to watch from is too old (HTTP 410)."""


@contextmanager
def translated_errors(doing: str) -> Iterator[None]:
    """Raise :class:`ClusterError` instead of the client's errors.

    Args:
        doing: what was tried, as in "could not <doing>".
    """
    try:
        yield
    except ApiError as error:
        raise build_error(doing, int(error.status.code or 0), error.status.message or "") from error
    except httpx2.HTTPStatusError as error:
        raise build_error(doing, error.response.status_code, "") from error
    except (httpx2.TransportError, OSError) as error:
        raise build_unreachable(doing, error) from error


def build_error(doing: str, code: int, message: str) -> ClusterError:
    """The error for an answer of the API server."""
    cause = f"Could not {doing}: {message or f'the API server answered {code}'}."
    if code == HTTPStatus.NOT_FOUND:
        return NotFound("NotFound", cause, "Nothing: it is looked for again.")
    if code == HTTPStatus.CONFLICT:
        return Conflict("Conflict", cause, "Nothing: it is tried again with what is there now.")
    if code == HTTPStatus.GONE:
        return Expired("Expired", cause, "Nothing: the watch starts over.")
    if code in (HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED):
        return Forbidden(
            "Forbidden", cause, "Check the orchestrator's roles, quotas and admission rules."
        )
    if code in _PERMANENT:
        return ClusterError("Rejected", cause, "Report this as a defect.", retryable=False)
    return ClusterError(
        "ClusterTroubled", cause, "Look at the Kubernetes API server if this stays."
    )


def build_unreachable(doing: str, error: Exception) -> ClusterError:
    """The error for no answer at all."""
    text = str(error) or type(error).__name__
    return ClusterError(
        "ClusterUnreachable",
        f"Could not {doing}: the Kubernetes API server does not answer ({text}).",
        "Check that the cluster is up and reachable from the orchestrator.",
    )
