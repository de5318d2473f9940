"""The order probe of a Medusa shop: what a shopper's browser does, then what its merchant sees.

The calls are those of Medusa 2's public Store API and Admin API. Every order is marked by its
e-mail address and by metadata, so that a probe that was interrupted between placing and cancelling
is cleaned up by the next one.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from store_orchestrator.domain.probe import (
    HttpCall,
    HttpReply,
    OrderProof,
    ProbeScript,
)
from store_orchestrator.engines.conversation import Answer, ask, format_amount

PROBE_EMAIL: Final = "probe@store-orchestrator.invalid"
PROBE_MARK: Final = "store_orchestrator_probe"
PAYMENT_PROVIDER: Final = "pp_system_default"

_PRODUCT_FIELDS: Final = (
    "id,title,*variants,*variants.calculated_price,+variants.inventory_quantity"
)
_ORDER_FIELDS: Final = "id,display_id,email,status,total,currency_code,metadata,*items"

Step = Generator[HttpCall, HttpReply, Answer]


@dataclass(frozen=True, slots=True)
class _Region:
    id: str
    country: str


def build_order_probe(publishable_key: str, admin_email: str, admin_password: str) -> ProbeScript:
    """Place a marked order as a shopper, find it as the merchant, cancel it, check the stock.

    Medusa cannot delete an order; an archived one is out of the merchant's daily list.

    Raises:
        ProbeFailed: as soon as the shop does not behave like a shop that sells.
    """
    shopper = {"x-publishable-api-key": publishable_key}
    placed = yield from _place_order(shopper)
    order_id = placed.get("id").text()
    merchant = yield from _sign_in(admin_email, admin_password)
    seen = yield from _look_up_order(order_id, merchant)
    _check_mark(seen)
    yield from _cancel_order(order_id, merchant)
    yield from _check_stock(seen, merchant)
    yield from _archive_order(order_id, merchant)
    yield from _remove_leftovers(merchant)
    return OrderProof(
        order_id=order_id,
        order_number=str(int(seen.get("display_id").number())),
        total=format_amount(seen.get("total").number()),
        currency=seen.get("currency_code").text().upper(),
    )


def _place_order(shopper: Mapping[str, str]) -> Step:
    region = yield from _choose_region(shopper)
    variant_id = yield from _choose_variant(region, shopper)
    cart_id = yield from _fill_cart(region, variant_id, shopper)
    yield from _choose_shipping(cart_id, shopper)
    yield from _choose_payment(cart_id, shopper)
    step = "complete the order"
    answer = yield from ask(step, _post(f"/store/carts/{cart_id}/complete", {}, shopper))
    if answer.find("type") != "order":
        reason = answer.get("error").find("message")
        raise answer.fail(f"the shop kept the cart instead of making an order: {reason}")
    return answer.get("order")


def _choose_region(shopper: Mapping[str, str]) -> Generator[HttpCall, HttpReply, _Region]:
    answer = yield from ask("look up the regions", HttpCall("GET", "/store/regions", None, shopper))
    region = answer.get("regions").first("region that it sells to")
    country = region.get("countries").first("country in its region").get("iso_2").text()
    return _Region(region.get("id").text(), country)


def _choose_variant(
    region: _Region, shopper: Mapping[str, str]
) -> Generator[HttpCall, HttpReply, str]:
    query = urlencode({"region_id": region.id, "limit": 20, "fields": _PRODUCT_FIELDS})
    call = HttpCall("GET", f"/store/products?{query}", None, shopper)
    answer = yield from ask("look up the products", call)
    for product in answer.get("products").items():
        for variant in product.get("variants").items():
            if _can_be_bought(variant):
                return variant.get("id").text()
    raise answer.fail("the shop has no product that is priced and in stock")


def _can_be_bought(variant: Answer) -> bool:
    if variant.find("calculated_price") is None:
        return False
    if variant.find("manage_inventory") is False or variant.find("allow_backorder") is True:
        return True
    return variant.get("inventory_quantity").number() > 0


def _fill_cart(
    region: _Region, variant_id: str, shopper: Mapping[str, str]
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
    answer = yield from ask(step, _post("/store/carts", details, shopper))
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


def _choose_shipping(cart_id: str, shopper: Mapping[str, str]) -> Step:
    step = "look up the shipping options"
    call = HttpCall(
        "GET", f"/store/shipping-options?{urlencode({'cart_id': cart_id})}", None, shopper
    )
    options = yield from ask(step, call)
    option_id = options.get("shipping_options").first("shipping option for the cart").get("id")
    path = f"/store/carts/{cart_id}/shipping-methods"
    return (
        yield from ask("choose shipping", _post(path, {"option_id": option_id.text()}, shopper))
    )


def _choose_payment(cart_id: str, shopper: Mapping[str, str]) -> Step:
    step = "choose payment"
    collection = yield from ask(
        step, _post("/store/payment-collections", {"cart_id": cart_id}, shopper)
    )
    collection_id = collection.get("payment_collection", "id").text()
    path = f"/store/payment-collections/{collection_id}/payment-sessions"
    return (yield from ask(step, _post(path, {"provider_id": PAYMENT_PROVIDER}, shopper)))


def _sign_in(email: str, password: str) -> Generator[HttpCall, HttpReply, dict[str, str]]:
    body = {"email": email, "password": password}
    answer = yield from ask("sign in as the merchant", _post("/auth/user/emailpass", body, {}))
    return {"authorization": f"Bearer {answer.get('token').text()}"}


def _look_up_order(order_id: str, merchant: Mapping[str, str]) -> Step:
    call = HttpCall("GET", f"/admin/orders/{order_id}?fields={_ORDER_FIELDS}", None, merchant)
    answer = yield from ask("find the order as the merchant", call)
    return answer.get("order")


def _check_mark(order: Answer) -> None:
    metadata = order.find("metadata")
    marked = isinstance(metadata, Mapping) and metadata.get(PROBE_MARK) is True
    if order.find("email") != PROBE_EMAIL or not marked:
        raise order.fail("the order that the merchant sees does not carry the probe's mark")


def _cancel_order(
    order_id: str, merchant: Mapping[str, str]
) -> Generator[HttpCall, HttpReply, None]:
    path = f"/admin/orders/{order_id}/cancel"
    answer = yield from ask("cancel the order", _post(path, {}, merchant))
    status = answer.get("order", "status").text()
    if status != "canceled":
        raise answer.fail(f"the order's status is {status!r} after it was cancelled")


def _check_stock(
    order: Answer, merchant: Mapping[str, str]
) -> Generator[HttpCall, HttpReply, None]:
    """Nothing may stay reserved for the order.

    Reservations are looked at rather than quantities, because shoppers may buy the same product
    meanwhile.
    """
    lines = [item.get("id").text() for item in order.get("items").items()]
    if not lines:
        raise order.fail("the order that the merchant sees has no items")
    query = urlencode([("line_item_id[]", line) for line in lines])
    call = HttpCall("GET", f"/admin/reservations?{query}", None, merchant)
    answer = yield from ask("check that the stock is restored", call)
    left = len(answer.get("reservations").items())
    if left:
        raise answer.fail(f"{left} reservation(s) of the cancelled order still hold stock")


def _archive_order(
    order_id: str, merchant: Mapping[str, str]
) -> Generator[HttpCall, HttpReply, None]:
    path = f"/admin/orders/{order_id}/archive"
    answer = yield from ask("archive the order", _post(path, {}, merchant))
    status = answer.get("order", "status").text()
    if status != "archived":
        raise answer.fail(f"the order's status is {status!r} after it was archived")


def _remove_leftovers(merchant: Mapping[str, str]) -> Generator[HttpCall, HttpReply, None]:
    """Do the same to marked orders of probes that were interrupted before they could."""
    query = urlencode({"q": PROBE_EMAIL, "status[]": "pending", "fields": "id,email"})
    call = HttpCall("GET", f"/admin/orders?{query}", None, merchant)
    answer = yield from ask("look for orders of interrupted probes", call)
    for order in answer.get("orders").items():
        if order.find("email") == PROBE_EMAIL:
            order_id = order.get("id").text()
            yield from _cancel_order(order_id, merchant)
            yield from _archive_order(order_id, merchant)


def _post(path: str, body: Mapping[str, object], headers: Mapping[str, str]) -> HttpCall:
    return HttpCall("POST", path, body, headers)
