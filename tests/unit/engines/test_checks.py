"""Checks: as far as the checkout in few calls, and nothing is left behind."""

import pytest

from store_orchestrator.domain.probe import HttpReply, ProbeFailed
from store_orchestrator.engines import medusa_order, woocommerce_order
from unit.engines import fake_medusa, fake_woocommerce
from unit.engines.fake_medusa import FakeMedusa
from unit.engines.fake_woocommerce import FakeWooCommerce

TRAEFIK = HttpReply(404, None)


def check_woocommerce(shop: FakeWooCommerce) -> None:
    script = woocommerce_order.build_check(fake_woocommerce.SECRET)
    fake_woocommerce.have_check(script, shop)


def check_medusa(shop: FakeMedusa) -> None:
    script = medusa_order.build_check("DE", fake_medusa.KEY)
    fake_medusa.have_check(script, shop)


@pytest.mark.parametrize("stock", [100, 0])
def test_woocommerce_is_only_read(stock: int) -> None:
    shop = FakeWooCommerce(stock=stock)
    check_woocommerce(shop)
    assert shop.calls == ["GET /wc/store/v1/products?per_page=1", "GET /wc/store/v1/cart"]
    assert shop.orders == {}
    assert not shop.in_cart


@pytest.mark.parametrize("sells", [True, False])
def test_medusa_is_only_read(sells: bool) -> None:
    shop = FakeMedusa(sells=sells)
    check_medusa(shop)
    assert shop.calls == [
        "GET /",
        "GET /store/regions",
        "GET /store/products",
        "GET /store/payment-providers",
    ]
    assert (shop.orders, shop.cart, shop.products) == ({}, None, {})


@pytest.mark.parametrize(
    ("call", "reply", "step", "reachable"),
    [
        (r"GET .*/products.*", HttpReply(500, {"message": "no database"}), "products", True),
        (r"GET .*/products.*", HttpReply(200, {"odd": 1}), "products", True),
        (r"GET .*/products.*", TRAEFIK, "products", False),
        (r"GET .*/cart", HttpReply(200, {"payment_methods": []}), "cart", True),
        (r"GET .*/cart", HttpReply(200, None), "cart", True),
    ],
)
def test_woocommerce_fails(call: str, reply: HttpReply, step: str, reachable: bool) -> None:
    with pytest.raises(ProbeFailed, match=step) as caught:
        check_woocommerce(FakeWooCommerce(staged={call: reply}))
    assert caught.value.reachable is reachable


@pytest.mark.parametrize(
    ("call", "reply", "step", "reachable"),
    [
        (r"GET /", TRAEFIK, "storefront", False),
        (r"GET /", HttpReply(500, None, {"content-type": "text/html"}), "storefront", True),
        (r"GET /store/regions", HttpReply(200, {"regions": []}), "regions", True),
        (r"GET /store/products", HttpReply(500, {"message": "oh"}), "products", True),
        (r"GET .*-providers", HttpReply(200, {"payment_providers": []}), "paying", True),
    ],
)
def test_medusa_fails(call: str, reply: HttpReply, step: str, reachable: bool) -> None:
    with pytest.raises(ProbeFailed, match=step) as caught:
        check_medusa(FakeMedusa(staged={call: reply}))
    assert caught.value.reachable is reachable
