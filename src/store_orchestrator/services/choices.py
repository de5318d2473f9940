"""From what somebody chose to what the shop will be: defaults, and refusals that name the field."""

from collections.abc import Collection
from dataclasses import dataclass

from store_orchestrator.domain.choices import (
    DEFAULT_COUNTRY,
    Choices,
    check_display_name,
    derive_display_name,
)
from store_orchestrator.engines.base import Engine
from store_orchestrator.services.errors import Invalid
from store_orchestrator.services.money import find_usual_currencies, is_country, is_currency

_MOST_OFFERED = 40


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody chose; None leaves it to us. Codes are as in :class:`Choices`."""

    display_name: str | None = None
    country: str | None = None
    currency: str | None = None
    sample_products: bool = True


def derive_choices(engine: Engine, name: str, wishes: Wishes) -> Choices:
    """What a new store of this engine and name will be like.

    Raises:
        Invalid: the engine cannot do it, or nobody can.
    """
    country = _choose_country(engine, wishes.country)
    return Choices(
        display_name=_choose_display_name(name, wishes.display_name),
        country=country,
        currency=_choose_currency(engine, country, wishes.currency),
        sample_products=wishes.sample_products,
    )


def _choose_display_name(name: str, wanted: str | None) -> str:
    if wanted is None:
        return derive_display_name(name)
    try:
        return check_display_name(wanted)
    except ValueError as error:
        raise Invalid(
            f"The display name {error}.",
            "Give one line of text, as shoppers shall read it.",
            field="display_name",
        ) from None


def _choose_country(engine: Engine, wanted: str | None) -> str:
    country = wanted or DEFAULT_COUNTRY
    if country in engine.countries:
        return country
    if is_country(country):
        raise Invalid(
            f"{engine.title} shops cannot sell in {country}.",
            _offer("countries", engine.countries),
            field="country",
        )
    raise Invalid(
        f"There is no country {country!r}.",
        "Give its two letters of ISO 3166-1, in upper case, like DE.",
        field="country",
    )


def _choose_currency(engine: Engine, country: str, wanted: str | None) -> str:
    if wanted is None:
        return _choose_usual_currency(engine, country)
    if wanted in engine.currencies:
        return wanted
    if is_currency(wanted):
        raise Invalid(
            f"{engine.title} shops cannot charge in {wanted}.",
            _offer("currencies", engine.currencies),
            field="currency",
        )
    raise Invalid(
        f"There is no currency {wanted!r}.",
        "Give its three letters of ISO 4217, in upper case, like EUR.",
        field="currency",
    )


def _choose_usual_currency(engine: Engine, country: str) -> str:
    usual = find_usual_currencies(country)
    for currency in usual:
        if currency in engine.currencies:
            return currency
    what = f"{' and '.join(usual)}, which {engine.title} shops cannot charge in"
    raise Invalid(
        f"{country} has {what if usual else 'no currency of its own'}.",
        _offer("currencies", engine.currencies),
        field="currency",
    )


def _offer(what: str, codes: Collection[str]) -> str:
    if len(codes) > _MOST_OFFERED:
        return f"Choose another; GET /api/v1/engines lists the {len(codes)} {what} of this engine."
    return f"Choose one of: {', '.join(sorted(codes))}."
