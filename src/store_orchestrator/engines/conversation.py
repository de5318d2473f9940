"""How order probes talk: strict reading of replies, so that odd answers become plain failures."""

from collections.abc import Generator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from store_orchestrator.domain.probe import HttpCall, HttpReply, ProbeFailed

# How much of the shop's own error text goes into a failure; the rest is in the shop's log.
EXCERPT_LENGTH: Final = 200
# What an ingress controller answers on its own, as text, while no shop stands behind the route.
INGRESS_STATUSES: Final = frozenset({404, 502, 503, 504})


class Answer:
    """One part of a successful JSON reply, and the step it belongs to.

    Every getter raises :class:`ProbeFailed` when the reply has another shape than asked for, so a
    shop that answers nonsense fails its probe instead of crashing the orchestrator.
    """

    def __init__(self, step: str, value: object, place: str = "the reply") -> None:
        self.step = step
        self._value = value
        self._place = place

    def fail(self, message: str) -> ProbeFailed:
        """A failure of this step, to be raised by the caller."""
        return ProbeFailed(self.step, message)

    def get(self, *names: str) -> "Answer":
        """The part under these field names.

        Raises:
            ProbeFailed: if a field is missing or its parent is not an object.
        """
        value, place = self._value, self._place
        for name in names:
            if not isinstance(value, Mapping) or name not in value:
                raise self.fail(f"{place} has no field {name!r}")
            value, place = value[name], f"{place}.{name}"
        return Answer(self.step, value, place)

    def find(self, name: str) -> object:
        """The raw value of a field, or None if there is none."""
        return self._value.get(name) if isinstance(self._value, Mapping) else None

    def items(self) -> Sequence["Answer"]:
        """The elements of a list.

        Raises:
            ProbeFailed: if it is not a list.
        """
        if not isinstance(self._value, list):
            raise self.fail(f"{self._place} is not a list")
        return [
            Answer(self.step, value, f"{self._place}[{index}]")
            for index, value in enumerate(self._value)
        ]

    def first(self, what: str) -> "Answer":
        """The first element of a list; ``what`` names the elements for people.

        Raises:
            ProbeFailed: if there is none.
        """
        items = self.items()
        if not items:
            raise self.fail(f"the shop has no {what}")
        return items[0]

    def text(self) -> str:
        """A string that is not empty.

        Raises:
            ProbeFailed: if it is anything else.
        """
        if not isinstance(self._value, str) or not self._value:
            raise self.fail(f"{self._place} is not a text")
        return self._value

    def number(self) -> Decimal:
        """A JSON number.

        Raises:
            ProbeFailed: if it is anything else.
        """
        if isinstance(self._value, bool) or not isinstance(self._value, int | float):
            raise self.fail(f"{self._place} is not a number")
        return Decimal(str(self._value))


def ask(step: str, call: HttpCall) -> Generator[HttpCall, HttpReply, Answer]:
    """Make one call and return the JSON it was answered with.

    Raises:
        ProbeFailed: if the status is not 2xx or the body is not JSON.
    """
    return read(step, call, (yield call))


def read(step: str, call: HttpCall, reply: HttpReply) -> Answer:
    """The JSON of a reply, for those who need its headers too.

    Raises:
        ProbeFailed: if the status is not 2xx or the body is not JSON.
    """
    if not 200 <= reply.status < 300:  # noqa: PLR2004 - the range that HTTP calls success
        raise ProbeFailed(
            step,
            f"{call.method} {_path(call)} answered {_describe(reply)}",
            reachable=reply.json is not None or reply.status not in INGRESS_STATUSES,
        )
    if reply.json is None:
        raise ProbeFailed(step, f"{call.method} {_path(call)} did not answer with JSON")
    return Answer(step, reply.json)


def format_amount(amount: Decimal) -> str:
    """A money amount in the major unit as decimal text with at least two decimals."""
    exponent = amount.as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:.{decimals}f}"


def _path(call: HttpCall) -> str:
    return call.path.partition("?")[0]


def _describe(reply: HttpReply) -> str:
    message = reply.json.get("message") if isinstance(reply.json, Mapping) else None
    if isinstance(message, str) and message:
        return f"{reply.status}: {message[:EXCERPT_LENGTH]}"
    return str(reply.status)
