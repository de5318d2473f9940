"""Countries and what one pays with there."""

import pytest

from store_orchestrator.engines.base import Engine
from store_orchestrator.engines.registry import REGISTRY
from store_orchestrator.services.money import find_usual_currencies, is_country, is_currency


@pytest.mark.parametrize(
    ("country", "currencies"),
    [
        ("US", ("USD",)),
        ("DE", ("EUR",)),
        ("HR", ("EUR",)),
        ("JP", ("JPY",)),
        ("PA", ("PAB", "USD")),
        ("BT", ("BTN", "INR")),
        ("AQ", ()),
        ("XX", ()),
    ],
)
def test_the_usual_currency_comes_first(country: str, currencies: tuple[str, ...]) -> None:
    assert find_usual_currencies(country) == currencies


def test_only_what_is_valid_today_is_known() -> None:
    assert all(is_country(code) for code in ("US", "CH", "AX", "AQ"))
    assert not any(is_country(code) for code in ("us", "EU", "DD", "SU", "ZZ", ""))
    assert all(is_currency(code) for code in ("EUR", "KWD"))
    assert not any(is_currency(code) for code in ("eur", "DEM", "XAU", ""))


@pytest.mark.parametrize("engine", REGISTRY.values(), ids=list(REGISTRY))
def test_engines_know_real_countries_and_the_money_of_the_large_ones(engine: Engine) -> None:
    assert [country for country in sorted(engine.countries) if not is_country(country)] == []
    for country in ("US", "DE", "GB", "JP", "IN", "BR", "CH", "KR", "ZA"):
        assert not engine.currencies.isdisjoint(find_usual_currencies(country)), country
