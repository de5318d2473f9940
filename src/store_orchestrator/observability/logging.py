"""Structured logs on standard error, ours and the libraries' alike."""

import logging
import sys
from collections.abc import Sequence

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, Processor

# uvicorn's own access log repeats query strings; ours does not.
_SILENCED = ("uvicorn.access",)
# One line per request to the Kubernetes API would drown everything else.
_QUIET = ("httpx2",)


def configure_logging(*, json: bool, level: str) -> None:
    """Write every log line as one JSON object, or for people's eyes.

    Args:
        level: debug, info, warning or error.
    """
    shared: Sequence[Processor] = (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_build_renderers(json=json),
            ],
        )
    )
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _SILENCED:
        logging.getLogger(name).disabled = True
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _add_trace(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Name the trace that a line belongs to, where one is recorded."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
    return event


def _build_renderers(*, json: bool) -> Sequence[Processor]:
    # Never with local variables: they hold tokens and passwords.
    if json:
        tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        renderer = structlog.processors.ExceptionRenderer(tracebacks)
        return renderer, structlog.processors.JSONRenderer()
    return (
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        ),
    )
