"""Which countries there are, and what one pays with there (from CLDR, by the library Babel)."""

from collections.abc import Mapping
from functools import cache

# Of the countries of ISO 3166-1, Antarctica has no money; CLDR also knows what is no country.
_WITHOUT_MONEY = frozenset({"AQ"})
_NO_COUNTRIES = frozenset({"EU", "AC", "TA", "DG", "CP", "EA", "IC"})


def find_usual_currencies(country: str) -> tuple[str, ...]:
    """The country's present legal tender (ISO 4217), the most usual first.

    Args:
        country: ISO 3166-1 alpha-2, upper case.
    """
    return _load_tender().get(country, ())


def is_country(code: str) -> bool:
    """Whether a country has this ISO 3166-1 alpha-2 code."""
    return code in _load_tender() or code in _WITHOUT_MONEY


def is_currency(code: str) -> bool:
    """Whether this ISO 4217 code is legal tender somewhere today."""
    return any(code in tender for tender in _load_tender().values())


@cache
def _load_tender() -> Mapping[str, tuple[str, ...]]:
    # Only who creates stores needs it, and its data takes 2 MB.
    from babel.core import get_global  # noqa: PLC0415

    tender = {c: _list_tender(c) for c in get_global("territory_currencies")}
    return {c: found for c, found in tender.items() if found and c not in _NO_COUNTRIES}


def _list_tender(country: str) -> tuple[str, ...]:
    from babel.numbers import get_territory_currencies  # noqa: PLC0415

    # A currency of the country's own bears its code in front (ISO 4217): it goes first.
    found = get_territory_currencies(country)
    return tuple(sorted(found, key=lambda currency: not currency.startswith(country)))
