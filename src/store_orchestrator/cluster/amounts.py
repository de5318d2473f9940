"""Kubernetes quantities in words."""

from decimal import Decimal
from typing import Final

from lightkube.utils.quantity import parse_quantity

_BYTES: Final = frozenset({"memory", "storage", "ephemeral-storage"})
_MEBI: Final = Decimal(1024**2)
_UNITS: Final = (("TiB", Decimal(1024**4)), ("GiB", Decimal(1024**3)), ("MiB", _MEBI))


def read_quantity(text: str) -> Decimal:
    """A quantity as a number, in CPUs, bytes or pieces; 0 for an empty one."""
    return parse_quantity(text) or Decimal(0)


def describe_amount(resource: str, amount: Decimal) -> str:
    """An amount of ``cpu``, ``requests.memory``, ``pods``, … for people: "512 MiB of memory"."""
    kind = _get_kind(resource)
    amount_alone = describe_bare_amount(resource, amount)
    return f"{amount_alone} of {kind}" if kind in _BYTES else amount_alone


def describe_bare_amount(resource: str, amount: Decimal) -> str:
    """The same where it was said of what before: "512 MiB"."""
    kind = _get_kind(resource)
    if kind in _BYTES:
        return _describe_bytes(amount)
    return f"{_round(amount)} {'CPU' if kind == 'cpu' else kind}"


def _get_kind(resource: str) -> str:
    return resource.removeprefix("requests.").removeprefix("limits.")


def _describe_bytes(amount: Decimal) -> str:
    for unit, size in _UNITS:
        if amount >= size:
            return f"{_round(amount / size)} {unit}"
    return f"{_round(amount / 1024)} KiB" if amount else "0 MiB"


def _round(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.01')).normalize():f}"
