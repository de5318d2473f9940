"""HTTP as this client needs it: addresses below .localhost, proxies, timeouts."""

import ipaddress
import ssl
from urllib.parse import urlsplit

import httpx2

from store_orchestrator import __version__

# Longer than the server's slowest honest answer; a dead server shows within the connect time.
REQUEST_TIMEOUT = httpx2.Timeout(15.0, connect=5.0)
# The server sends a heartbeat every 15 s: three missed ones mean that the stream is dead.
STREAM_TIMEOUT = httpx2.Timeout(45.0, connect=5.0)

LOOPBACK = "127.0.0.1"


class LocalhostTransport(httpx2.AsyncHTTPTransport):
    """Connects to the loopback address for every name below ``.localhost``.

    RFC 6761 §6.3 asks for it; browsers and curl do it, the C library's resolver often does not.
    The Host header and the TLS server name stay those of the URL.
    """

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request to the loopback address."""
        # A copy: the caller's request keeps its URL, for messages and for being sent again.
        local = httpx2.Request(
            request.method,
            request.url.copy_with(host=LOOPBACK),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return await super().handle_async_request(local)


def build_http_client(url: str, token: str) -> httpx2.AsyncClient:
    """A client that sends ``token`` to ``url`` and to no other host: it follows no redirect."""
    headers = {"User-Agent": f"storectl/{__version__}", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    parts = urlsplit(url)
    host = parts.hostname or ""
    # Loading the system's certificates takes 70 ms, which plain HTTP need not spend; a context
    # without any would refuse every server, so nothing is lost should one be asked over TLS.
    verify = True if parts.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx2.AsyncClient(
        base_url=url,
        headers=headers,
        timeout=REQUEST_TIMEOUT,
        follow_redirects=False,
        # A proxy of the environment is for the outside, never for this machine.
        trust_env=not _is_loopback(host),
        verify=verify,
        transport=LocalhostTransport(verify=verify) if host.endswith(".localhost") else None,
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
