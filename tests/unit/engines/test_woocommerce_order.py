"""The WooCommerce order probe against a shop in memory: the good case and every way it can fail."""

import pytest

from store_orchestrator.domain.probe import HttpReply, OrderProof, ProbeFailed
from store_orchestrator.engines.woocommerce_order import build_order_probe
from unit.engines.fake_woocommerce import (
    ADDRESS,
    SECRET,
    FakeWooCommerce,
    have_conversation,
    refuse,
    reply,
)

PRODUCT = "POST /store-orchestrator/v1/probe-product"
CART = "GET /wc/store/v1/cart"
ADD = "POST /wc/store/v1/cart/add-item"
CUSTOMER = "POST /wc/store/v1/cart/update-customer"
RATE = "POST /wc/store/v1/cart/select-shipping-rate"
CHECKOUT = "POST /wc/store/v1/checkout"
REMOVE = "POST /store-orchestrator/v1/probe-orders/100/remove"
STEPS = [PRODUCT, CART, ADD, CUSTOMER, CHECKOUT, REMOVE]


def probe(shop: FakeWooCommerce, secret: str = SECRET) -> OrderProof:
    return have_conversation(build_order_probe(secret), shop)


def test_places_an_order_and_has_it_removed() -> None:
    shop = FakeWooCommerce()

    proof = probe(shop)

    assert proof == OrderProof("100", "100", "23.00", "USD")
    assert shop.calls == STEPS
    assert shop.orders == {}
    assert shop.stock == 100


def test_gives_the_address_that_the_shop_accepts() -> None:
    shop = FakeWooCommerce()

    probe(shop)

    shipping = {name: value for name, value in ADDRESS.items() if name != "email"}
    for call in (CUSTOMER, CHECKOUT):
        assert shop.bodies[call]["billing_address"] == ADDRESS
        assert shop.bodies[call]["shipping_address"] == shipping


def test_chooses_shipping_where_the_shop_leaves_that_to_the_shopper() -> None:
    shop = FakeWooCommerce(preselected=False)

    probe(shop)

    assert shop.bodies[RATE] == {"package_id": 0, "rate_id": "flat_rate:1"}
    assert shop.calls == [*STEPS[:4], RATE, *STEPS[4:]]


def test_chooses_no_shipping_for_what_needs_none() -> None:
    shop = FakeWooCommerce(virtual=True)

    probe(shop)

    assert shop.calls == STEPS


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(["cod"], "cod"), (["bacs", "cod"], "cod"), (["stripe", "cheque", "bacs"], "bacs")],
)
def test_pays_in_a_way_that_asks_nobody(offered: list[str], chosen: str) -> None:
    shop = FakeWooCommerce(payment_methods=offered)

    probe(shop)

    assert shop.bodies[CHECKOUT]["payment_method"] == chosen


@pytest.mark.parametrize(
    ("total", "currency"), [("2300", "JPY"), ("7.250", "KWD"), ("23.00", "EUR"), ("0.00", "USD")]
)
def test_totals_have_as_many_decimals_as_the_currency(total: str, currency: str) -> None:
    proof = probe(FakeWooCommerce(total=total, currency=currency))
    assert (proof.total, proof.currency) == (total, currency)


def test_touches_no_order_of_a_shopper() -> None:
    shop = FakeWooCommerce()
    real = shop.place_order("shopper@example.com", marked=False)

    probe(shop)

    assert shop.orders == {real.id: real}


CART_BODY = {
    "items": [{"key": "k"}],
    "needs_shipping": True,
    "payment_methods": ["cod"],
    "shipping_rates": [{"package_id": 0, "shipping_rates": []}],
}
REMOVED = {"number": "100", "total": "23.00", "currency": "USD", "stock": [], "removed": True}
HELD = {"product_id": 12, "before": 99, "after": 99, "expected": 100}

FAILURES = {
    # what goes wrong: (staged route, staged reply, words the message must have)
    "plugin missing": (
        (PRODUCT, refuse(404, "No route was found matching the URL and request method.")),
        "could not choose a product: POST /wp-json/store-orchestrator/v1/probe-product answered "
        "404: No route was found",
    ),
    "no product": (
        (PRODUCT, reply(200, {"address": ADDRESS})),
        "could not choose a product: the reply has no field 'id'",
    ),
    "no address": (
        (PRODUCT, reply(200, {"id": 12, "address": None})),
        "the reply.address has no field 'country'",
    ),
    "no cart token": (
        (CART, reply(200, {"items": []})),
        "could not open a cart: the shop gave no Cart-Token",
    ),
    "sold out": (
        (ADD, refuse(400, "You cannot add this product: it is out of stock.")),
        "could not put a product into the cart: POST /wp-json/wc/store/v1/cart/add-item answered "
        "400: You cannot add",
    ),
    "cart stays empty": (
        (ADD, reply(201, {"items": []})),
        "the shop has no item in the cart after one was added",
    ),
    "address refused": (
        (CUSTOMER, refuse(400, "The provided postcode / ZIP is not valid")),
        "could not give an address: ",
    ),
    "nothing ships there": (
        (CUSTOMER, reply(200, CART_BODY)),
        "the shop has no shipping to that address",
    ),
    "no way of paying": (
        (CUSTOMER, reply(200, {**CART_BODY, "needs_shipping": False, "payment_methods": []})),
        "offers none of the ways of paying that a test order can use (cod, bacs, cheque), but: "
        "nothing",
    ),
    "only ways of paying with others": (
        (
            CUSTOMER,
            reply(200, {**CART_BODY, "needs_shipping": False, "payment_methods": ["stripe"]}),
        ),
        "but: stripe",
    ),
    "checkout refused": (
        (CHECKOUT, refuse(400, "Sorry, this order requires a shipping option.")),
        "could not check out: POST /wp-json/wc/store/v1/checkout answered 400: Sorry",
    ),
    "payment failed": (
        (CHECKOUT, reply(200, {"order_id": 100, "status": "failed"})),
        "the order's status is 'failed' after it was placed",
    ),
    "not removed": (
        (REMOVE, reply(200, {**REMOVED, "removed": False})),
        "could not cancel and remove the order: the order is still there",
    ),
    "removal refused": (
        (REMOVE, refuse(404, "100 is no marked order.")),
        "could not cancel and remove the order: POST "
        "/wp-json/store-orchestrator/v1/probe-orders/100/remove answered 404",
    ),
    "stock not restored": (
        (REMOVE, reply(200, {**REMOVED, "stock": [HELD]})),
        "product 12 has 99 in stock after the order was cancelled, not 100 as before",
    ),
    "total is no number": (
        (REMOVE, reply(200, {**REMOVED, "total": "$23"})),
        "the order's total is '$23', which is no number",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_says_what_a_shopper_could_not_do(case: str) -> None:
    (route, staged), words = FAILURES[case]

    with pytest.raises(ProbeFailed) as failed:
        probe(FakeWooCommerce(staged={route: staged}))

    assert words in str(failed.value)
    assert failed.value.reachable


def test_says_so_when_the_shop_refuses_its_choice_of_shipping() -> None:
    shop = FakeWooCommerce(preselected=False, staged={RATE: refuse(400, "Invalid rate")})
    with pytest.raises(ProbeFailed, match=r"could not choose shipping: .* Invalid rate"):
        probe(shop)


def test_fails_with_a_secret_that_the_shop_does_not_know() -> None:
    with pytest.raises(ProbeFailed, match=r"could not choose a product: .* 403") as failed:
        probe(FakeWooCommerce(), secret="another secret")
    assert "another secret" not in str(failed.value)


ODD_BODIES: list[object] = [{}, [], "text", 7, {"items": 3}, {"id": None}, {"stock": {}}]


@pytest.mark.parametrize("route", STEPS)
@pytest.mark.parametrize("body", ODD_BODIES, ids=repr)
def test_a_reply_of_another_shape_is_a_failed_probe(route: str, body: object) -> None:
    with pytest.raises(ProbeFailed, match=r"has no field|is not a |gave no|offers none|still"):
        probe(FakeWooCommerce(staged={route: reply(200, body)}))


@pytest.mark.parametrize("route", STEPS)
def test_a_page_instead_of_json_is_a_failed_probe(route: str) -> None:
    page = HttpReply(200, None, {"content-type": "text/html"})
    with pytest.raises(ProbeFailed, match="did not answer with JSON"):
        probe(FakeWooCommerce(staged={route: page}))


@pytest.mark.parametrize("status", [404, 502, 503, 504])
def test_an_answer_of_the_ingress_controller_means_the_shop_is_not_reachable(status: int) -> None:
    with pytest.raises(ProbeFailed) as failed:
        probe(FakeWooCommerce(staged={PRODUCT: HttpReply(status, None)}))
    assert not failed.value.reachable
