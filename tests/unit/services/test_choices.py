"""What a new store will be like: what was chosen, what was left to us, and what cannot be."""

import pytest

from store_orchestrator.domain.choices import Choices
from store_orchestrator.services.choices import Wishes, derive_choices
from store_orchestrator.services.errors import Invalid
from unit.services.paper_engine import PaperEngine

ENGINE = PaperEngine()
ENGINE.countries |= {"AQ"}


def test_who_chooses_nothing_gets_a_shop_in_the_united_states_with_samples() -> None:
    assert derive_choices(ENGINE, "my-shop", Wishes()) == Choices("My Shop", "US", "USD", True)


def test_what_was_chosen_is_kept() -> None:
    wishes = Wishes(" Bei Ada \u2615 ", "DE", "USD", sample_products=False)
    assert derive_choices(ENGINE, "my-shop", wishes) == Choices(
        "Bei Ada \u2615", "DE", "USD", False
    )


def test_a_long_list_is_pointed_at_rather_than_told() -> None:
    engine = PaperEngine()
    engine.currencies = frozenset(f"X{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(41))
    with pytest.raises(Invalid) as refused:
        derive_choices(engine, "shop", Wishes(currency="EUR"))
    assert "lists the 41 currencies" in refused.value.remedy
    assert "XAA" not in refused.value.remedy


def test_the_currency_follows_the_country() -> None:
    assert derive_choices(ENGINE, "shop", Wishes(country="DE")).currency == "EUR"


def test_of_several_currencies_of_a_country_the_first_that_the_engine_can_do_is_taken() -> None:
    engine = PaperEngine()
    engine.countries = frozenset({"PA"})
    assert derive_choices(engine, "shop", Wishes(country="PA")).currency == "USD"
    engine.currencies = frozenset({"USD", "PAB"})
    assert derive_choices(engine, "shop", Wishes(country="PA")).currency == "PAB"


@pytest.mark.parametrize(
    ("wishes", "field", "detail", "remedy"),
    [
        (Wishes(country="XX"), "country", "no country 'XX'", "ISO 3166-1"),
        (Wishes(country="de"), "country", "no country 'de'", "upper case"),
        (Wishes(country="EU"), "country", "no country 'EU'", "ISO 3166-1"),
        (Wishes(country="FR"), "country", "Paper shops cannot sell in FR", "AQ, CH, DE, US"),
        (Wishes(currency="XXX"), "currency", "no currency 'XXX'", "ISO 4217"),
        (Wishes(currency="DEM"), "currency", "no currency 'DEM'", "ISO 4217"),
        (Wishes(currency="JPY"), "currency", "Paper shops cannot charge in JPY", "EUR, USD"),
        (Wishes(country="CH"), "currency", "CH has CHF, which Paper shops cannot charge in", "EUR"),
        (Wishes(country="AQ"), "currency", "AQ has no currency", "EUR, USD"),
        (Wishes(" "), "display_name", "must not be empty", "one line"),
        (Wishes("a" * 61), "display_name", "has 61 characters", "one line"),
        (Wishes("a\nb"), "display_name", "control characters", "one line"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field_and_a_way_out(
    wishes: Wishes, field: str, detail: str, remedy: str
) -> None:
    with pytest.raises(Invalid) as refused:
        derive_choices(ENGINE, "shop", wishes)
    assert refused.value.field == field
    assert detail in refused.value.detail
    assert remedy in refused.value.remedy
