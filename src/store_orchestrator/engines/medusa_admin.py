"""What the order probe does on the merchant's side, through Medusa's Admin API.

It signs in with a session token of its own, made with the shop's secret as Medusa makes them, so
that it goes on working when the merchant changes the password or wants a second factor.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Generator, Mapping
from typing import Final
from urllib.parse import urlencode

from store_orchestrator.domain.probe import HttpCall, HttpReply
from store_orchestrator.engines.conversation import Answer, ask

PROBE_EMAIL: Final = "probe@store-orchestrator.invalid"
PROBE_MARK: Final = "store_orchestrator_probe"
PROBE_HANDLE: Final = "store-orchestrator-probe"
"""Handle of the temporary product; images/medusa/app/src/api/middlewares.js hides it from lists."""

_ORDER_FIELDS: Final = "id,display_id,email,status,total,currency_code,metadata,*items"

Headers = Mapping[str, str]
Step = Generator[HttpCall, HttpReply, Answer]


def post(path: str, body: Mapping[str, object], headers: Headers) -> HttpCall:
    """A POST request with a JSON body."""
    return HttpCall("POST", path, body, headers)


def build_merchant_headers(jwt_secret: str) -> dict[str, str]:
    """Headers of an admin's calls: a JWT (RFC 7519) under HS256, as Medusa signs its own."""
    content = {"actor_id": "store-orchestrator", "actor_type": "user", "auth_identity_id": ""}
    signed = f"{_encode_json({'alg': 'HS256', 'typ': 'JWT'})}.{_encode_json(content)}"
    signature = hmac.new(jwt_secret.encode(), signed.encode(), hashlib.sha256).digest()
    return {"authorization": f"Bearer {signed}.{_encode(signature)}"}


def _encode_json(content: Mapping[str, str]) -> str:
    return _encode(json.dumps(content, separators=(",", ":")).encode())


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def add_product(currency: str, merchant: Headers) -> Generator[HttpCall, HttpReply, str]:
    """Make the temporary product (marked, in no list, at 1, not counted); its variant's id."""
    call = HttpCall("GET", "/admin/shipping-profiles?fields=id,type", None, merchant)
    answer = yield from ask("look up the shipping profiles", call)
    profile = _choose_profile(answer.get("shipping_profiles"))
    product = {
        "title": "Order probe",
        "handle": PROBE_HANDLE,
        "status": "published",
        "metadata": {PROBE_MARK: True},
        "shipping_profile_id": profile.get("id").text(),
        "options": [{"title": "Kind", "values": ["Probe"]}],
        "variants": [
            {
                "title": "Probe",
                "options": {"Kind": "Probe"},
                "manage_inventory": False,
                "prices": [{"currency_code": currency, "amount": 1}],
            }
        ],
    }
    step = "make a temporary product for the empty shop"
    made = (yield from ask(step, post("/admin/products", product, merchant))).get("product")
    variant = made.get("variants").first("variant in its temporary product")
    return variant.get("id").text()


def _choose_profile(profiles: Answer) -> Answer:
    usual = [profile for profile in profiles.items() if profile.find("type") == "default"]
    return usual[0] if usual else profiles.first("shipping profile")


def remove_products(merchant: Headers) -> Generator[HttpCall, HttpReply, None]:
    """Remove temporary products, those of interrupted probes included."""
    query = urlencode({"handle": PROBE_HANDLE, "fields": "id"})
    call = HttpCall("GET", f"/admin/products?{query}", None, merchant)
    answer = yield from ask("look for temporary products", call)
    for product in answer.get("products").items():
        path = f"/admin/products/{product.get('id').text()}"
        yield from ask("remove the temporary product", HttpCall("DELETE", path, None, merchant))


def look_up_order(order_id: str, merchant: Headers) -> Step:
    """The order as the merchant sees it; fails when it does not carry the probe's mark."""
    call = HttpCall("GET", f"/admin/orders/{order_id}?fields={_ORDER_FIELDS}", None, merchant)
    order = (yield from ask("find the order as the merchant", call)).get("order")
    metadata = order.find("metadata")
    marked = isinstance(metadata, Mapping) and metadata.get(PROBE_MARK) is True
    if order.find("email") != PROBE_EMAIL or not marked:
        raise order.fail("the order that the merchant sees does not carry the probe's mark")
    return order


def cancel_order(order_id: str, merchant: Headers) -> Generator[HttpCall, HttpReply, None]:
    """Cancel it, which gives its stock back."""
    path = f"/admin/orders/{order_id}/cancel"
    answer = yield from ask("cancel the order", post(path, {}, merchant))
    status = answer.get("order", "status").text()
    if status != "canceled":
        raise answer.fail(f"the order's status is {status!r} after it was cancelled")


def check_stock(order: Answer, merchant: Headers) -> Generator[HttpCall, HttpReply, None]:
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


def remove_order(order_id: str, merchant: Headers) -> Generator[HttpCall, HttpReply, None]:
    """Remove a cancelled, marked order for good, by the shop's own route: Medusa has none."""
    call = HttpCall("DELETE", f"/admin/probe-orders/{order_id}", None, merchant)
    answer = yield from ask("remove the order", call)
    if answer.find("deleted") is not True:
        raise answer.fail("the shop does not say that the order is removed")


def remove_left_orders(merchant: Headers) -> Generator[HttpCall, HttpReply, None]:
    """Cancel and remove marked orders of probes that were interrupted before they could."""
    query = urlencode({"q": PROBE_EMAIL, "fields": "id,email,status"})
    call = HttpCall("GET", f"/admin/orders?{query}", None, merchant)
    answer = yield from ask("look for orders of interrupted probes", call)
    for order in answer.get("orders").items():
        if order.find("email") == PROBE_EMAIL:
            order_id = order.get("id").text()
            if order.find("status") != "canceled":
                yield from cancel_order(order_id, merchant)
            yield from remove_order(order_id, merchant)
