"""The Medusa order probe against a shop in memory: the good case and every way it can fail."""

import pytest

from store_orchestrator.domain.probe import HttpReply, OrderProof, ProbeFailed
from store_orchestrator.engines.medusa_admin import PROBE_EMAIL, PROBE_MARK
from store_orchestrator.engines.medusa_order import build_order_probe
from unit.engines.fake_medusa import (
    JWT_SECRET,
    KEY,
    PAGE,
    FakeMedusa,
    have_conversation,
    refuse,
    reply,
)


def probe(
    shop: FakeMedusa, key: str = KEY, jwt_secret: str = JWT_SECRET, country: str = "DE"
) -> OrderProof:
    return have_conversation(build_order_probe(country, key, jwt_secret), shop)


def test_places_a_marked_order_cancels_and_removes_it() -> None:
    shop = FakeMedusa()

    proof = probe(shop)

    assert proof == OrderProof("order_1", "1", "12.50", "EUR")
    (order,) = shop.placed
    assert order.email == PROBE_EMAIL
    assert order.metadata == {PROBE_MARK: True}
    assert order.status == "canceled"
    assert shop.removed == ["order_1"]
    assert shop.reservations == set()


def test_goes_the_way_of_a_shopper_and_then_of_the_merchant() -> None:
    shop = FakeMedusa()

    probe(shop)

    assert shop.calls == [
        "GET /",
        "GET /store/regions",
        "GET /store/products",
        "POST /store/carts",
        "GET /store/shipping-options",
        "POST /store/carts/cart_1/shipping-methods",
        "POST /store/payment-collections",
        "POST /store/payment-collections/paycol_1/payment-sessions",
        "POST /store/carts/cart_1/complete",
        "GET /admin/orders/order_1",
        "POST /admin/orders/order_1/cancel",
        "GET /admin/reservations",
        "DELETE /admin/probe-orders/order_1",
        "GET /admin/orders",
        "GET /admin/products",
    ]


@pytest.mark.parametrize(
    ("country", "delivered"),
    [
        pytest.param("DE", "de", id="the chosen country"),
        pytest.param("FR", "ch", id="the first one, when the chosen one is not sold to any more"),
    ],
)
def test_sends_the_order_where_the_shop_sells(country: str, delivered: str) -> None:
    shop = FakeMedusa()
    region = {"id": "reg_1", "currency_code": "eur", "countries": [{"iso_2": "ch"}]}
    if country == "FR":
        shop.staged["GET /store/regions"] = reply(200, {"regions": [region]})

    probe(shop, country=country)

    (order,) = shop.placed
    assert order.country == delivered


@pytest.mark.parametrize("status", ["pending", "canceled"])
def test_removes_what_an_interrupted_probe_left_and_nothing_else(status: str) -> None:
    shop = FakeMedusa()
    left = shop.place_order(PROBE_EMAIL, {PROBE_MARK: True})
    left.status = status
    real = shop.place_order("shopper@example.com", {})

    probe(shop)

    assert sorted(shop.removed) == ["order_1", "order_3"]
    assert left.status == "canceled"
    assert real.status == "pending"
    assert real.line_id in shop.reservations


def test_leaves_an_order_whose_address_only_resembles_the_mark() -> None:
    shop = FakeMedusa()
    similar = shop.place_order(f"not-{PROBE_EMAIL}", {})

    probe(shop)

    assert similar.status == "pending"


VARIANT = {"id": "variant_9", "manage_inventory": True, "calculated_price": {}}


@pytest.mark.parametrize(
    "variant",
    [
        pytest.param({**VARIANT, "manage_inventory": False}, id="not counted"),
        pytest.param({**VARIANT, "allow_backorder": True, "inventory_quantity": 0}, id="backorder"),
        pytest.param({**VARIANT, "inventory_quantity": 1}, id="last one"),
    ],
)
def test_chooses_a_variant_that_can_be_bought(variant: dict[str, object]) -> None:
    script = build_order_probe("DE", KEY, JWT_SECRET)
    shop = FakeMedusa()
    call = next(script)
    while not call.path.startswith("/store/products"):
        call = script.send(shop.answer(call))
    call = script.send(reply(200, {"products": [{"variants": [variant]}]}))

    assert call.path == "/store/carts"
    assert call.json is not None
    assert call.json["items"] == [{"variant_id": "variant_9", "quantity": 1}]


ORDER_FIELDS = {"id": "order_1", "display_id": 1, "items": [], "total": 1, "currency_code": "eur"}
MARKED = {**ORDER_FIELDS, "email": PROBE_EMAIL, "metadata": {PROBE_MARK: True}}
ONE_LINE = {**MARKED, "items": [{"id": "ordli_1"}]}

FAILURES = {
    # step that must be named: (staged route, staged reply, words the message must have)
    "no region": (
        ("GET /store/regions", reply(200, {"regions": []})),
        "could not look up the regions: the shop has no region that it sells to",
    ),
    "region without countries": (
        ("GET /store/regions", reply(200, {"regions": [{"id": "reg_1", "countries": []}]})),
        "the shop has no country in its regions",
    ),
    "storefront broken": (
        ("GET /", HttpReply(500, None)),
        "could not open the storefront: GET / answered 500",
    ),
    "storefront is no page": (
        ("GET /", reply(200, {})),
        "could not open the storefront: GET / answered with application/json instead of a page",
    ),
    "storefront is nothing": (
        ("GET /", HttpReply(200, None)),
        "could not open the storefront: GET / answered with nothing instead of a page",
    ),
    "cart refused": (
        ("POST /store/carts", refuse(400, "Country with code xx is not within region")),
        "could not put a product into a cart: POST /store/carts answered 400: Country with code xx",
    ),
    "cart stays empty": (
        ("POST /store/carts", reply(200, {"cart": {"id": "cart_1", "items": []}})),
        "the shop has no item in the cart after one was added",
    ),
    "no shipping option": (
        ("GET /store/shipping-options", reply(200, {"shipping_options": []})),
        "could not look up the shipping options: the shop has no shipping option for the cart",
    ),
    "shipping refused": (
        (r"POST /store/carts/\w+/shipping-methods", refuse(400, "not valid for cart")),
        "could not choose shipping: ",
    ),
    "payment refused": (
        (r"POST /store/payment-collections/\w+/payment-sessions", refuse(500, "no provider")),
        "could not choose payment: ",
    ),
    "cart not completed": (
        (
            r"POST /store/carts/\w+/complete",
            reply(200, {"type": "cart", "cart": {}, "error": {"message": "payment failed"}}),
        ),
        "the shop kept the cart instead of making an order: payment failed",
    ),
    "cart not completed, without a reason": (
        (r"POST /store/carts/\w+/complete", reply(200, {"type": "cart"})),
        "could not complete the order: the reply has no field 'error'",
    ),
    "order unknown to the merchant": (
        (r"GET /admin/orders/\w+", refuse(404, "Order id not found")),
        "could not find the order as the merchant: GET /admin/orders/order_1 answered 404",
    ),
    "order of somebody else": (
        (r"GET /admin/orders/\w+", reply(200, {"order": {**MARKED, "email": "a@example.com"}})),
        "does not carry the probe's mark",
    ),
    "order without metadata": (
        (r"GET /admin/orders/\w+", reply(200, {"order": {**MARKED, "metadata": None}})),
        "does not carry the probe's mark",
    ),
    "order without items": (
        (r"GET /admin/orders/\w+", reply(200, {"order": MARKED})),
        "has no items",
    ),
    "order number is no number": (
        (r"GET /admin/orders/\w+", reply(200, {"order": {**ONE_LINE, "display_id": True}})),
        "the reply.order.display_id is not a number",
    ),
    "order without a currency": (
        (r"GET /admin/orders/\w+", reply(200, {"order": {**ONE_LINE, "currency_code": ""}})),
        "the reply.order.currency_code is not a text",
    ),
    "cancel refused": (
        (r"POST /admin/orders/\w+/cancel", refuse(400, "has fulfillments")),
        "could not cancel the order: POST /admin/orders/order_1/cancel answered 400",
    ),
    "not cancelled": (
        (r"POST /admin/orders/\w+/cancel", reply(200, {"order": {"status": "pending"}})),
        "the order's status is 'pending' after it was cancelled",
    ),
    "not removed": (
        (r"DELETE /admin/probe-orders/\w+", reply(200, {"deleted": False})),
        "could not remove the order: the shop does not say that the order is removed",
    ),
    "stock still held": (
        ("GET /admin/reservations", reply(200, {"reservations": [{"id": "resitem_1"}]})),
        "1 reservation(s) of the cancelled order still hold stock",
    ),
    "temporary products not listed": (
        ("GET /admin/products", refuse(500, "An unknown error occurred.")),
        "could not look for temporary products: ",
    ),
    "leftovers not listed": (
        ("GET /admin/orders", refuse(500, "An unknown error occurred.")),
        "could not look for orders of interrupted probes: ",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_says_what_a_shopper_could_not_do(case: str) -> None:
    (route, staged), words = FAILURES[case]

    with pytest.raises(ProbeFailed) as failed:
        probe(FakeMedusa(staged={route: staged}))

    assert words in str(failed.value)
    assert failed.value.reachable


def test_fails_with_a_publishable_key_that_the_shop_does_not_know() -> None:
    with pytest.raises(ProbeFailed, match="answered 400: A valid publishable key is required"):
        probe(FakeMedusa(), key="pk_wrong")


def test_fails_with_a_secret_that_is_not_the_shops_and_keeps_it_to_itself() -> None:
    with pytest.raises(ProbeFailed, match=r"could not find the order .* 401") as failed:
        probe(FakeMedusa(), jwt_secret="another secret")
    assert "another secret" not in str(failed.value)


STEPS = [
    "GET /store/regions",
    "GET /store/products",
    "POST /store/carts",
    "GET /store/shipping-options",
    "POST /store/payment-collections",
    "POST /store/carts/cart_1/complete",
    "GET /admin/orders/order_1",
    "POST /admin/orders/order_1/cancel",
    "GET /admin/reservations",
    "DELETE /admin/probe-orders/order_1",
    "GET /admin/orders",
]
ODD_BODIES: list[object] = [{}, [], "text", 7, {"regions": 3}, {"cart": None}, {"order": []}]


@pytest.mark.parametrize("route", STEPS)
@pytest.mark.parametrize("body", ODD_BODIES, ids=repr)
def test_a_reply_of_another_shape_is_a_failed_probe(route: str, body: object) -> None:
    with pytest.raises(ProbeFailed, match=r"has no field|is not a |not carry|does not say"):
        probe(FakeMedusa(staged={route: reply(200, body)}))


def test_a_page_instead_of_json_is_a_failed_probe() -> None:
    with pytest.raises(ProbeFailed, match="GET /store/regions did not answer with JSON"):
        probe(FakeMedusa(staged={"GET /store/regions": PAGE}))


@pytest.mark.parametrize("route", ["GET /", "GET /store/regions"])
@pytest.mark.parametrize("status", [404, 502, 503, 504])
def test_an_answer_of_the_ingress_controller_means_the_shop_is_not_reachable(
    status: int, route: str
) -> None:
    with pytest.raises(ProbeFailed) as failed:
        probe(FakeMedusa(staged={route: HttpReply(status, None)}))
    assert not failed.value.reachable


def test_a_refusal_of_the_shop_means_it_is_reachable() -> None:
    with pytest.raises(ProbeFailed) as failed:
        probe(FakeMedusa(staged={"GET /": HttpReply(500, None)}))
    assert failed.value.reachable


def test_long_error_texts_are_cut() -> None:
    with pytest.raises(ProbeFailed) as failed:
        probe(FakeMedusa(staged={"POST /store/carts": refuse(400, "x" * 5000)}))
    assert len(str(failed.value)) < 300
