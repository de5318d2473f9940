"""Having the conversations that an engine describes: order probes and claims."""

import asyncio
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx2

from store_orchestrator.domain.probe import (
    CheckScript,
    ClaimScript,
    HttpCall,
    HttpReply,
    OrderProof,
    ProbeFailed,
    ProbeScript,
)

T = TypeVar("T")

CALL_TIMEOUT: Final = httpx2.Timeout(10.0)
PROBE_TIMEOUT_SECONDS: Final = 60.0
# Between available pods and a working route lie the ingress controller's watch and reload.
ROUTE_PATIENCE_SECONDS: Final = 8.0
ROUTE_PAUSE_SECONDS: Final = 0.02
ROUTE_PAUSE_LIMIT_SECONDS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Sale:
    """A test order; ``duration`` is from the shop's first useful answer to its last."""

    proof: OrderProof
    duration: timedelta


class Prober:
    """Talks to shops through the ingress controller, as a shopper's browser does.

    Args:
        address: the ingress controller's address, as in ``http://traefik.ingress.svc:80``.
        transport: for tests; None opens real connections.
        route_patience: seconds to wait for a route that is not there yet.
    """

    def __init__(
        self,
        address: str,
        transport: httpx2.AsyncBaseTransport | None = None,
        route_patience: float = ROUTE_PATIENCE_SECONDS,
    ) -> None:
        self._client = httpx2.AsyncClient(
            base_url=address, timeout=CALL_TIMEOUT, transport=transport, trust_env=False
        )
        self._route_patience = route_patience

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def probe(self, url: str, start: Callable[[], ProbeScript]) -> Sale:
        """Place an order at the shop with this public address.

        Args:
            start: begins the conversation; called anew while the shop cannot be reached yet.

        Raises:
            ProbeFailed: a shopper cannot buy there; says why.
        """
        proof, duration = await self._talk(url, start)
        return Sale(proof, duration)

    async def tell(self, url: str, start: Callable[[], CheckScript | ClaimScript]) -> None:
        """Have a conversation that orders nothing; arguments and errors as for :meth:`probe`."""
        await self._talk(url, start)

    async def _talk(
        self, url: str, start: Callable[[], Generator[HttpCall, HttpReply, T]]
    ) -> tuple[T, timedelta]:
        clock = asyncio.get_running_loop()
        patience_ends = clock.time() + self._route_patience
        pause = ROUTE_PAUSE_SECONDS
        try:
            async with asyncio.timeout(PROBE_TIMEOUT_SECONDS):
                while True:
                    try:
                        return await self._converse(urlsplit(url).netloc, start())
                    except ProbeFailed as failure:
                        if failure.reachable or clock.time() >= patience_ends:
                            raise
                    await asyncio.sleep(pause)
                    pause = min(pause * 1.5, ROUTE_PAUSE_LIMIT_SECONDS)
        except TimeoutError as error:
            raise ProbeFailed(
                "buy in time", f"it took more than {PROBE_TIMEOUT_SECONDS:.0f} s"
            ) from error

    async def _converse(
        self, host: str, script: Generator[HttpCall, HttpReply, T]
    ) -> tuple[T, timedelta]:
        clock = asyncio.get_running_loop()
        answered_at: float | None = None
        try:
            call = next(script)
            while True:
                reply = await self._ask(host, call)
                asked_at = clock.time()
                call = script.send(reply)
                answered_at = answered_at or asked_at
        except StopIteration as end:
            # One look at the clock: two of them would make a sale of a single answer end before
            # it began.
            ended_at = clock.time()
            seconds = ended_at - (answered_at if answered_at is not None else ended_at)
            return end.value, timedelta(seconds=seconds)
        finally:
            script.close()

    async def _ask(self, host: str, call: HttpCall) -> HttpReply:
        try:
            reply = await self._client.request(
                call.method, call.path, json=call.json, headers={**call.headers, "Host": host}
            )
        except httpx2.HTTPError as error:
            path = call.path.partition("?")[0]
            text = str(error) or type(error).__name__
            raise ProbeFailed(
                "reach the shop", f"{call.method} {path}: {text}", reachable=False
            ) from error
        return HttpReply(reply.status_code, _parse(reply), dict(reply.headers))


def _parse(reply: httpx2.Response) -> object:
    try:
        return reply.json()
    except ValueError:
        return None
