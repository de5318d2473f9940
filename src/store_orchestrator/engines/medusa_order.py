"""The order probe of a Medusa shop: what a shopper's browser does, then what its merchant sees.

The calls are those of Medusa 2's public Store API and Admin API. Every order is marked by its
e-mail address and by metadata, so that a probe that was interrupted between placing and cancelling
is cleaned up by the next one. A shop that has nothing to buy gets a temporary product for it.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from store_orchestrator.domain.probe import (
    CheckScript,
    HttpCall,
    HttpReply,
    OrderProof,
    ProbeFailed,
    ProbeScript,
)
from store_orchestrator.engines.conversation import INGRESS_STATUSES, Answer, ask, format_amount
from store_orchestrator.engines.medusa_admin import (
    PROBE_EMAIL,
    PROBE_MARK,
    Headers,
    Step,
    add_product,
    build_merchant_headers,
    cancel_order,
    check_stock,
    look_up_order,
    post,
    remove_left_orders,
    remove_order,
    remove_products,
)

PAYMENT_PROVIDER: Final = "pp_system_default"

_PRODUCT_FIELDS: Final = (
    "id,title,*variants,*variants.calculated_price,+variants.inventory_quantity"
)
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class _Region:
    """Where the order goes. ``country`` and ``currency`` are lower case, as Medusa has them."""

    id: str
    country: str
    currency: str


def build_order_probe(country: str, publishable_key: str, jwt_secret: str) -> ProbeScript:
    """Place a marked order as a shopper, find it as the merchant, cancel and remove it.

    Args:
        country: where the order goes, ISO 3166-1 alpha-2; if the merchant does not sell there any
            more, to the first country that is sold to.

    Raises:
        ProbeFailed: as soon as the shop does not behave like a shop that sells.
    """
    shopper = {"x-publishable-api-key": publishable_key}
    merchant = build_merchant_headers(jwt_secret)
    yield from _open_storefront()
    order_id = (yield from _place_order(country.lower(), shopper, merchant)).get("id").text()
    seen = yield from look_up_order(order_id, merchant)
    yield from cancel_order(order_id, merchant)
    yield from check_stock(seen, merchant)
    yield from remove_order(order_id, merchant)
    yield from remove_left_orders(merchant)
    yield from remove_products(merchant)
    return OrderProof(
        order_id=order_id,
        order_number=str(int(seen.get("display_id").number())),
        total=format_amount(seen.get("total").number()),
        currency=seen.get("currency_code").text().upper(),
    )


def build_check(country: str, publishable_key: str) -> CheckScript:
    """See whether storefront and catalogue answer and the region takes the order's payment.

    A cart would stay for ever, so none is made: shipping options, which need one, are left to
    the order probe.

    Args:
        country: as for :func:`build_order_probe`.

    Raises:
        ProbeFailed: as soon as the shop does not behave like a shop that sells.
    """
    shopper = {"x-publishable-api-key": publishable_key}
    yield from _open_storefront()
    region = yield from _choose_region(country.lower(), shopper)
    yield from _find_variant(region, shopper)
    query = urlencode({"region_id": region.id})
    call = HttpCall("GET", f"/store/payment-providers?{query}", None, shopper)
    answer = yield from ask("look up the ways of paying", call)
    providers = [p.get("id").text() for p in answer.get("payment_providers").items()]
    if PAYMENT_PROVIDER not in providers:
        raise answer.fail(f"the region takes no {PAYMENT_PROVIDER}, which test orders are paid by")


def _open_storefront() -> Generator[HttpCall, HttpReply, None]:
    step = "open the storefront"
    reply = yield HttpCall("GET", "/")
    if reply.status != _OK:
        reachable = reply.status not in INGRESS_STATUSES
        raise ProbeFailed(step, f"GET / answered {reply.status}", reachable=reachable)
    content = reply.headers.get("content-type", "")
    if not content.startswith("text/html"):
        raise ProbeFailed(step, f"GET / answered with {content or 'nothing'} instead of a page")


def _place_order(country: str, shopper: Headers, merchant: Headers) -> Step:
    region = yield from _choose_region(country, shopper)
    variant_id = yield from _find_variant(region, shopper)
    if variant_id is None:
        yield from remove_products(merchant)
        variant_id = yield from add_product(region.currency, merchant)
    cart_id = yield from _fill_cart(region, variant_id, shopper)
    yield from _choose_shipping(cart_id, shopper)
    yield from _choose_payment(cart_id, shopper)
    step = "complete the order"
    answer = yield from ask(step, post(f"/store/carts/{cart_id}/complete", {}, shopper))
    if answer.find("type") != "order":
        reason = answer.get("error").find("message")
        raise answer.fail(f"the shop kept the cart instead of making an order: {reason}")
    return answer.get("order")


def _choose_region(country: str, shopper: Headers) -> Generator[HttpCall, HttpReply, _Region]:
    answer = yield from ask("look up the regions", HttpCall("GET", "/store/regions", None, shopper))
    regions = answer.get("regions")
    regions.first("region that it sells to")
    places = [
        _Region(
            region.get("id").text(), place.get("iso_2").text(), region.get("currency_code").text()
        )
        for region in regions.items()
        for place in region.get("countries").items()
    ]
    if not places:
        raise answer.fail("the shop has no country in its regions")
    return next((place for place in places if place.country == country), places[0])


def _find_variant(region: _Region, shopper: Headers) -> Generator[HttpCall, HttpReply, str | None]:
    """The first variant that a shopper could buy now, or None when there is none."""
    query = urlencode({"region_id": region.id, "limit": 20, "fields": _PRODUCT_FIELDS})
    call = HttpCall("GET", f"/store/products?{query}", None, shopper)
    answer = yield from ask("look up the products", call)
    for product in answer.get("products").items():
        for variant in product.get("variants").items():
            if _can_be_bought(variant):
                return variant.get("id").text()
    return None


def _can_be_bought(variant: Answer) -> bool:
    if variant.find("calculated_price") is None:
        return False
    if variant.find("manage_inventory") is False or variant.find("allow_backorder") is True:
        return True
    return variant.get("inventory_quantity").number() > 0


def _fill_cart(
    region: _Region, variant_id: str, shopper: Headers
) -> Generator[HttpCall, HttpReply, str]:
    address = _build_address(region.country)
    details = {
        "region_id": region.id,
        "email": PROBE_EMAIL,
        "shipping_address": address,
        "billing_address": address,
        "items": [{"variant_id": variant_id, "quantity": 1}],
        "metadata": {PROBE_MARK: True},
    }
    step = "put a product into a cart"
    answer = yield from ask(step, post("/store/carts", details, shopper))
    answer.get("cart", "items").first("item in the cart after one was added")
    return answer.get("cart", "id").text()


def _build_address(country: str) -> dict[str, str]:
    return {
        "first_name": "Order",
        "last_name": "Probe",
        "address_1": "Probe Street 1",
        "city": "Probe",
        "postal_code": "10115",
        "country_code": country,
    }


def _choose_shipping(cart_id: str, shopper: Headers) -> Step:
    step = "look up the shipping options"
    call = HttpCall(
        "GET", f"/store/shipping-options?{urlencode({'cart_id': cart_id})}", None, shopper
    )
    options = yield from ask(step, call)
    option_id = options.get("shipping_options").first("shipping option for the cart").get("id")
    path = f"/store/carts/{cart_id}/shipping-methods"
    return (yield from ask("choose shipping", post(path, {"option_id": option_id.text()}, shopper)))


def _choose_payment(cart_id: str, shopper: Headers) -> Step:
    step = "choose payment"
    collection = yield from ask(
        step, post("/store/payment-collections", {"cart_id": cart_id}, shopper)
    )
    collection_id = collection.get("payment_collection", "id").text()
    path = f"/store/payment-collections/{collection_id}/payment-sessions"
    return (yield from ask(step, post(path, {"provider_id": PAYMENT_PROVIDER}, shopper)))
