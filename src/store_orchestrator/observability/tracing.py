"""OpenTelemetry traces, where an endpoint is set; otherwise every span costs next to nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, Status, StatusCode

SERVICE_NAMESPACE = "store-orchestrator"

_tracer = trace.get_tracer("store_orchestrator")


@contextmanager
def exported_traces(service: str, endpoint: str) -> Iterator[None]:
    """Send spans to a collector for as long as the block runs; those left are sent at its end.

    Args:
        service: name of this process, such as ``orchestrator``.
        endpoint: base address of an OTLP/HTTP collector; empty exports nothing.
    """
    if not endpoint:
        yield
        return
    # Only who exports pays for the SDK: it takes some 10 MB.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    names = {"service.name": service, "service.namespace": SERVICE_NAMESPACE}
    provider = TracerProvider(resource=Resource.create(names))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()


@contextmanager
def span(name: str, **attributes: str) -> Iterator[Span]:
    """A span around the block; an error in it is named, not quoted: it may hold a secret.

    Args:
        attributes: underscores become dots, so ``store_key`` is ``store.key``.
    """
    named = {key.replace("_", "."): value for key, value in attributes.items()}
    with _tracer.start_as_current_span(
        name, attributes=named, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
