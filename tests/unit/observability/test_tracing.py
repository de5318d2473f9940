"""Spans reach a real OTLP receiver, and what went wrong is named without being quoted."""

import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from store_orchestrator.observability.tracing import exported_traces, span

# A tracer provider is set once per process, so what exports runs in its own.
PROGRAM = """
import sys
from store_orchestrator.observability.tracing import exported_traces, span

with exported_traces("orchestrator", sys.argv[1]):
    with span("reconcile", store_key="abcdefgh"):
        try:
            with span("DeployRelease"):
                raise ValueError("password hunter2")
        except ValueError:
            pass
"""


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Address of a collector, and what it was sent: path and body."""
    received: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", received
    server.shutdown()
    server.server_close()


def test_spans_are_sent_before_the_process_ends(
    receiver: tuple[str, list[tuple[str, bytes]]],
) -> None:
    endpoint, received = receiver
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PROGRAM, endpoint]
    subprocess.run(command, env=environment, check=True, timeout=60)
    ((path, body),) = received
    assert path == "/v1/traces"
    assert b"hunter2" not in body
    (resource,) = ExportTraceServiceRequest.FromString(body).resource_spans
    named = {item.key: item.value.string_value for item in resource.resource.attributes}
    assert named["service.name"] == "orchestrator"
    spans = {item.name: item for scope in resource.scope_spans for item in scope.spans}
    assert set(spans) == {"reconcile", "DeployRelease"}
    assert spans["DeployRelease"].parent_span_id == spans["reconcile"].span_id
    assert spans["DeployRelease"].status.message == "ValueError"
    assert read_attributes(spans["reconcile"]) == {"store.key": "abcdefgh"}


def test_without_an_endpoint_nothing_is_recorded() -> None:
    with exported_traces("orchestrator", ""), span("reconcile") as current:
        assert not current.is_recording()


def read_attributes(item: Span) -> dict[str, str]:
    return {pair.key: pair.value.string_value for pair in item.attributes}
