"""How a prepared Medusa shop becomes a merchant's, against a shop in memory."""

from collections.abc import Mapping

import pytest

from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.probe import HttpReply, OrderProof, ProbeFailed
from store_orchestrator.engines.base import Shop
from store_orchestrator.engines.medusa import Medusa
from unit.engines.fake_medusa import FakeMedusa, have_conversation, refuse, reply

URL = "http://corner-abcdefgh.localhost:8080/"
CHOICES = Choices("Corner", "DE", "EUR")
SHOP = Shop("corner", "abcdefgh", "small", "corner-abcdefgh.localhost", URL, CHOICES)
FORMER = {spec.name: f"former-{spec.name}" for spec in Medusa.credentials}
NEW = {spec.name: f"new-{spec.name}" for spec in Medusa.credentials}


def build_prepared_shop(staged: dict[str, HttpReply] | None = None) -> FakeMedusa:
    return FakeMedusa(
        key=FORMER["publishable_key"],
        jwt_secret=FORMER["jwt_secret"],
        secret=FORMER["probe_secret"],
        staged=staged or {},
    )


def claim(shop: FakeMedusa, former: Mapping[str, str] = FORMER) -> None:
    script = Medusa().build_claim(SHOP, NEW, former)
    call = next(script)
    while True:
        try:
            call = script.send(shop.answer(call))
        except StopIteration:
            return


def order(shop: FakeMedusa, credentials: Mapping[str, str]) -> OrderProof:
    return have_conversation(Medusa().build_order_probe(SHOP, credentials), shop)


def test_the_shop_is_told_all_that_makes_it_this_one() -> None:
    shop = build_prepared_shop()
    claim(shop)
    assert shop.claims == [
        {
            "url": URL,
            "display_name": "Corner",
            "country": "DE",
            "currency": "EUR",
            "credentials": NEW,
        }
    ]


def test_a_claimed_shop_sells_to_whoever_has_the_new_credentials_only() -> None:
    shop = build_prepared_shop()
    claim(shop)
    assert order(shop, NEW).order_id == "order_1"
    with pytest.raises(ProbeFailed, match="valid publishable key"):
        order(shop, FORMER)
    with pytest.raises(ProbeFailed, match="Unauthorized"):
        order(shop, {**NEW, "jwt_secret": FORMER["jwt_secret"]})


def test_what_was_claimed_and_not_noted_is_claimed_again() -> None:
    shop = build_prepared_shop()
    claim(shop)
    claim(shop)
    assert shop.calls == ["POST /store-claim"] * 3
    assert shop.secret == NEW["probe_secret"]


FAILURES = {
    "a shop that knows neither secret": reply(403, {"message": "Only the platform may"}),
    "a shop that somebody bought from": reply(409, {"message": "The shop has orders already."}),
    "a database that is gone": refuse(500, "Connection refused"),
    "an answer that is none": reply(200, {"claimed": "perhaps"}),
}


@pytest.mark.parametrize("case", FAILURES)
def test_fails_for(case: str) -> None:
    shop = build_prepared_shop({"POST /store-claim": FAILURES[case]})
    with pytest.raises(ProbeFailed) as failed:
        claim(shop)
    assert not [text for text in (*FORMER.values(), *NEW.values()) if text in str(failed.value)]


def test_a_new_shop_gets_the_secret_that_it_can_be_claimed_with() -> None:
    assert "probe_secret" in FORMER
    assert Medusa.claimable
