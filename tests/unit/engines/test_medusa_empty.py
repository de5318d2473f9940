"""The Medusa order probe in a shop that has nothing to buy."""

from collections.abc import Mapping

import pytest

from store_orchestrator.domain.probe import OrderProof, ProbeFailed
from store_orchestrator.engines.medusa_admin import PROBE_HANDLE, PROBE_MARK
from store_orchestrator.engines.medusa_order import build_order_probe
from unit.engines.fake_medusa import (
    JWT_SECRET,
    KEY,
    FakeMedusa,
    Json,
    have_conversation,
    refuse,
    reply,
)


def probe(shop: FakeMedusa) -> OrderProof:
    return have_conversation(build_order_probe("DE", KEY, JWT_SECRET), shop)


def test_buys_a_temporary_product_where_there_is_nothing_to_buy() -> None:
    shop = FakeMedusa(sells=False)

    proof = probe(shop)

    assert proof.order_id == "order_1"
    assert shop.removed == ["order_1"]
    assert "POST /admin/products" in shop.calls
    assert shop.products == {}


def test_makes_the_temporary_product_so_that_it_can_be_bought_and_told_apart() -> None:
    made: list[Mapping[str, object]] = []

    class Watched(FakeMedusa):
        def add_product(self, product: Mapping[str, object]) -> Json:
            made.append(product)
            return super().add_product(product)

    probe(Watched(sells=False))

    (product,) = made
    assert product["handle"] == PROBE_HANDLE
    assert product["metadata"] == {PROBE_MARK: True}
    assert product["status"] == "published"
    assert product["shipping_profile_id"] == "sp_1"
    assert product["variants"] == [
        {
            "title": "Probe",
            "options": {"Kind": "Probe"},
            "manage_inventory": False,
            "prices": [{"currency_code": "eur", "amount": 1}],
        }
    ]


@pytest.mark.parametrize("sells", [True, False])
def test_removes_the_temporary_product_of_an_interrupted_probe(sells: bool) -> None:
    shop = FakeMedusa(sells=sells)
    shop.add_product({"handle": PROBE_HANDLE})

    probe(shop)

    assert shop.products == {}


def test_leaves_the_merchants_products() -> None:
    shop = FakeMedusa(sells=False)
    own = shop.add_product({"handle": "mug"})

    probe(shop)

    assert list(shop.products.values()) == [own]


def test_buys_a_temporary_product_when_everything_is_sold_out() -> None:
    shop = FakeMedusa(stock=0)

    assert probe(shop).order_id == "order_1"
    assert shop.products == {}


EMPTY_SHOP_FAILURES = {
    "no shipping profile": (
        ("GET /admin/shipping-profiles", reply(200, {"shipping_profiles": []})),
        "could not look up the shipping profiles: the shop has no shipping profile",
    ),
    "product refused": (
        ("POST /admin/products", refuse(400, "Invalid request")),
        "could not make a temporary product for the empty shop: POST /admin/products answered 400",
    ),
    "product without variants": (
        ("POST /admin/products", reply(200, {"product": {"id": "prod_1", "variants": []}})),
        "the shop has no variant in its temporary product",
    ),
    "product stays": (
        (r"DELETE /admin/products/\w+", refuse(500, "An unknown error occurred.")),
        "could not remove the temporary product: DELETE /admin/products/",
    ),
}


@pytest.mark.parametrize("case", EMPTY_SHOP_FAILURES)
def test_says_what_an_empty_shop_could_not_do(case: str) -> None:
    (route, staged), words = EMPTY_SHOP_FAILURES[case]

    with pytest.raises(ProbeFailed) as failed:
        probe(FakeMedusa(sells=False, staged={route: staged}))

    assert words in str(failed.value)
