"""How a prepared WooCommerce shop becomes a merchant's, against a shop in memory."""

from collections.abc import Mapping

import pytest

from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.probe import HttpReply, ProbeFailed
from store_orchestrator.engines.base import Shop
from store_orchestrator.engines.woocommerce import WooCommerce
from unit.engines.fake_woocommerce import FakeWooCommerce, refuse, reply

CLAIM = "POST /store-claim"
SHOP = Shop(
    "corner",
    "abcdefgh",
    "small",
    "corner-abcdefgh.localhost",
    "http://corner-abcdefgh.localhost:8080/",
    Choices("Corner", "KW", "KWD"),
)
FORMER = {spec.name: f"former-{spec.name}" for spec in WooCommerce.credentials}
NEW = {spec.name: f"new-{spec.name}" for spec in WooCommerce.credentials}


def claim(shop: FakeWooCommerce, former: Mapping[str, str] = FORMER) -> None:
    script = WooCommerce().build_claim(SHOP, NEW, former)
    call = next(script)
    while True:
        try:
            call = script.send(shop.answer(call))
        except StopIteration:
            return


def test_the_shop_is_told_all_that_makes_it_this_one() -> None:
    shop = FakeWooCommerce(secret=FORMER["probe_secret"])

    claim(shop)

    assert shop.calls == [CLAIM]
    assert shop.bodies[CLAIM] == {
        "url": "http://corner-abcdefgh.localhost:8080/",
        "display_name": "Corner",
        "country": "KW",
        "currency": "KWD",
        "currency_decimals": 3,
        "credentials": NEW,
    }
    assert (shop.secret, shop.currency) == (NEW["probe_secret"], "KWD")


def test_what_was_claimed_and_not_noted_is_claimed_again() -> None:
    shop = FakeWooCommerce(secret=FORMER["probe_secret"])
    claim(shop)

    claim(shop)

    assert shop.calls == [CLAIM] * 3
    assert shop.secret == NEW["probe_secret"]


def test_no_former_secret_is_in_the_request_itself() -> None:
    shop = FakeWooCommerce(secret=FORMER["probe_secret"])
    claim(shop)
    assert not [text for text in FORMER.values() if text in str(shop.bodies)]


FAILURES: dict[str, tuple[HttpReply, bool]] = {
    "a shop that knows neither secret": (refuse(403, "This is for the platform only."), True),
    "a claim of another form": (refuse(400, "country is missing or of another form"), True),
    "a database that is gone": (refuse(500, "Connection refused"), True),
    "a shop that is not there": (HttpReply(503, None), False),
    "another shop's page": (HttpReply(200, None), True),
    "an answer that is none": (reply(200, {"claimed": "perhaps"}), True),
}


@pytest.mark.parametrize("case", FAILURES)
def test_fails_for(case: str) -> None:
    answer, reachable = FAILURES[case]
    shop = FakeWooCommerce(secret=FORMER["probe_secret"], staged={CLAIM: answer})
    with pytest.raises(ProbeFailed) as failed:
        claim(shop)
    assert failed.value.reachable is reachable
    assert not [text for text in (*FORMER.values(), *NEW.values()) if text in str(failed.value)]
