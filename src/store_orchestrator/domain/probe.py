"""The order probe as a conversation: an engine describes it, the orchestrator has it.

A probe is a generator that yields :class:`HttpCall` and is sent :class:`HttpReply` until it
returns an :class:`OrderProof`. So an engine module says what to ask and how to judge the answer
without doing any I/O itself.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HttpCall:
    """One request to the shop. ``path`` starts with a slash; the prober adds host and address."""

    method: str
    path: str
    json: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HttpReply:
    """The shop's answer. ``json`` is None when the body is not JSON; headers are lower case."""

    status: int
    json: object
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderProof:
    """A real order that was placed and cancelled again.

    Attributes:
        order_id: the engine's own identifier.
        order_number: what merchant and shopper see.
        total: in the currency's major unit, as decimal text (``"12.50"``).
        currency: ISO 4217, upper case.
    """

    order_id: str
    order_number: str
    total: str
    currency: str


class ProbeFailed(Exception):
    """The shop answered, or failed to answer, in a way that means a shopper cannot buy.

    Attributes:
        step: what was tried, in plain words ("put a product into the cart").
        reachable: whether the shop answered at all.
    """

    def __init__(self, step: str, message: str, *, reachable: bool = True) -> None:
        super().__init__(f"could not {step}: {message}")
        self.step = step
        self.reachable = reachable


ProbeScript = Generator[HttpCall, HttpReply, OrderProof]

CheckScript = Generator[HttpCall, HttpReply, None]
"""The conversation that goes as far as a checkout; raises :class:`ProbeFailed`."""

ClaimScript = Generator[HttpCall, HttpReply, None]
"""The conversation that makes a shop out of a pool its owner's; raises :class:`ProbeFailed`."""
