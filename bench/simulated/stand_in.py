"""One HTTP server that answers for every shop, since simulated nodes run nothing.

Order probes talk to it as they would to the ingress controller. It knows no shop by name, so what
it proves is the orchestrator's side only: that the probe was had, in as many calls.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Final

_NUMBERS: Final = count(1)


class _Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise a reply's head waits for the delayed acknowledgement of the one before.
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        self._reply(200, {"products": [{"id": 1, "title": "Paper"}]})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._reply(201, {"number": next(_NUMBERS)})

    def do_DELETE(self) -> None:
        self._reply(200, {"cancelled": True})

    def _reply(self, status: int, document: object) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Thousands of lines would say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def run_stand_in() -> Iterator[str]:
    """Serve on a free port of the loopback; yields the address."""
    with _Server(("127.0.0.1", 0), _Shop) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
