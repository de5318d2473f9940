"""A Medusa shop in memory: the part of its Store and Admin API that an order needs.

Field names and shapes are those of recorded Medusa 2.21 replies, cut down to what is read.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from store_orchestrator.domain.probe import (
    CheckScript,
    HttpCall,
    HttpReply,
    OrderProof,
    ProbeScript,
)

KEY = "pk_" + "0a" * 32
JWT_SECRET = "correct horse battery staple"
VARIANT = "variant_1"
TEMPORARY = "variant_of_the_probe"
PAGE = HttpReply(200, None, {"content-type": "text/html; charset=utf-8"})

Json = dict[str, object]


def reply(status: int, body: object) -> HttpReply:
    return HttpReply(status, body, {"content-type": "application/json"})


def refuse(status: int, message: str) -> HttpReply:
    return reply(status, {"type": "invalid_data", "message": message})


def read_token(header: str | None, secret: str) -> Json | None:
    """What a JWT says, as long as it is signed with the shop's secret under HS256."""
    signed, _, signature = (header or "").removeprefix("Bearer ").rpartition(".")
    expected = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    if base64.urlsafe_b64encode(expected).decode().rstrip("=") != signature:
        return None
    head, content = (json.loads(base64.urlsafe_b64decode(p + "==")) for p in signed.split("."))
    assert head == {"alg": "HS256", "typ": "JWT"}
    assert isinstance(content, dict)
    return content


@dataclass
class Order:
    id: str
    display_id: int
    email: str
    metadata: Mapping[str, object]
    line_id: str
    country: str = "de"
    status: str = "pending"

    def show(self) -> Json:
        return {
            "id": self.id,
            "display_id": self.display_id,
            "email": self.email,
            "status": self.status,
            "total": 12.5,
            "currency_code": "eur",
            "metadata": dict(self.metadata),
            "items": [{"id": self.line_id, "variant_id": VARIANT, "quantity": 1}],
        }


@dataclass
class FakeMedusa:
    """Answers calls like a shop; ``staged`` replies win over its own, by "METHOD path".

    Attributes:
        secret: what a claim must show, and then the one that it brought.
        claims: what the claims that it granted told.
    """

    key: str = KEY
    jwt_secret: str = JWT_SECRET
    secret: str = ""
    claims: list[Json] = field(default_factory=list)
    stock: int = 100
    sells: bool = True
    products: dict[str, Json] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    placed: list[Order] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    reservations: set[str] = field(default_factory=set)
    staged: dict[str, HttpReply] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    cart: Json | None = None

    def answer(self, call: HttpCall) -> HttpReply:
        url = urlsplit(call.path)
        name = f"{call.method} {url.path}"
        self.calls.append(name)
        for pattern, staged in self.staged.items():
            if re.fullmatch(pattern, name):
                return staged
        refusal = self._check_access(call)
        if refusal is not None:
            return refusal
        for pattern, route in self._routes().items():
            match = re.fullmatch(pattern, name)
            if match is not None:
                return route(match, dict(call.json or {}), parse_qs(url.query))
        return refuse(404, f"no such route: {name}")

    def _check_access(self, call: HttpCall) -> HttpReply | None:
        if (
            call.path.startswith("/store/")
            and call.headers.get("x-publishable-api-key") != self.key
        ):
            return refuse(400, "A valid publishable key is required to proceed with the request")
        if call.path == "/store-claim" and call.headers.get("X-Store-Secret") != self.secret:
            return reply(403, {"message": "Only the platform may claim a shop."})
        if call.path.startswith("/admin/"):
            content = read_token(call.headers.get("authorization"), self.jwt_secret)
            if content is None or content["actor_type"] != "user" or not content["actor_id"]:
                return refuse(401, "Unauthorized")
        return None

    def _routes(self) -> dict[str, "Route"]:
        return {
            "GET /": lambda _match, _body, _query: PAGE,
            "POST /store-claim": self._change_hands,
            "GET /store/regions": self._list_regions,
            "GET /store/products": self._list_products,
            "GET /store/payment-providers": self._list_providers,
            "POST /store/carts": self._open_cart,
            "GET /store/shipping-options": self._list_shipping,
            "POST /store/carts/cart_1/shipping-methods": self._choose_shipping,
            "POST /store/payment-collections": self._open_payment,
            "POST /store/payment-collections/paycol_1/payment-sessions": self._choose_payment,
            "POST /store/carts/cart_1/complete": self._complete,
            r"GET /admin/orders/(\w+)": self._get_order,
            r"POST /admin/orders/(\w+)/cancel": self._cancel,
            r"DELETE /admin/probe-orders/(\w+)": self._remove_order,
            "GET /admin/orders": self._list_orders,
            "GET /admin/reservations": self._list_reservations,
            "GET /admin/shipping-profiles": self._list_profiles,
            "GET /admin/products": self._list_temporary,
            "POST /admin/products": self._add_product,
            r"DELETE /admin/products/(\w+)": self._remove_product,
        }

    def _change_hands(self, _m: re.Match[str], body: Json, _q: "Query") -> HttpReply:
        credentials = body["credentials"]
        assert isinstance(credentials, dict)
        self.key = credentials["publishable_key"]
        self.jwt_secret = credentials["jwt_secret"]
        self.secret = credentials["probe_secret"]
        self.claims.append(body)
        return reply(200, {"claimed": True})

    def _list_regions(self, _m: re.Match[str], _b: Json, _q: "Query") -> HttpReply:
        away = {"id": "reg_0", "currency_code": "chf", "countries": [{"iso_2": "ch"}]}
        countries = [{"iso_2": "at"}, {"iso_2": "de"}]
        home = {"id": "reg_1", "currency_code": "eur", "countries": countries}
        return reply(200, {"regions": [away, home], "count": 2})

    def _list_products(self, _m: re.Match[str], _b: Json, query: "Query") -> HttpReply:
        variant = {
            "id": VARIANT,
            "manage_inventory": True,
            "allow_backorder": False,
            "inventory_quantity": self.stock - len(self.reservations),
            "calculated_price": {"calculated_amount": 10},
        }
        unpriced = {**variant, "id": "variant_0", "calculated_price": None}
        assert query["region_id"] == ["reg_1"]
        samples = [{"id": "prod_1", "variants": [unpriced, variant]}] if self.sells else []
        return reply(200, {"products": samples})

    def _list_providers(self, _m: re.Match[str], _b: Json, query: "Query") -> HttpReply:
        assert query == {"region_id": ["reg_1"]}
        return reply(200, {"payment_providers": [{"id": "pp_system_default", "is_enabled": True}]})

    def _open_cart(self, _m: re.Match[str], body: Json, _q: "Query") -> HttpReply:
        lines = body["items"]
        assert isinstance(lines, list)
        variant = lines[0]["variant_id"]
        counted = variant == VARIANT and self.stock - len(self.reservations) > 0
        if not counted and not (variant == TEMPORARY and self.products):
            return refuse(400, "Some variant does not have the required inventory")
        self.cart = {"id": "cart_1", "shipping": None, "paid": False, **body}
        return reply(200, {"cart": {"id": "cart_1", "items": [{"id": "cali_1", **lines[0]}]}})

    def _list_shipping(self, _m: re.Match[str], _b: Json, query: "Query") -> HttpReply:
        assert query == {"cart_id": ["cart_1"]}
        return reply(200, {"shipping_options": [{"id": "so_1", "amount": 2.5}]})

    def _choose_shipping(self, _m: re.Match[str], body: Json, _q: "Query") -> HttpReply:
        assert self.cart is not None
        self.cart["shipping"] = body["option_id"]
        return reply(200, {"cart": {"id": "cart_1"}})

    def _open_payment(self, _m: re.Match[str], body: Json, _q: "Query") -> HttpReply:
        return reply(200, {"payment_collection": {"id": "paycol_1", "cart_id": body["cart_id"]}})

    def _choose_payment(self, _m: re.Match[str], body: Json, _q: "Query") -> HttpReply:
        assert self.cart is not None
        self.cart["paid"] = body["provider_id"] == "pp_system_default"
        return reply(200, {"payment_collection": {"id": "paycol_1"}})

    def _complete(self, _m: re.Match[str], _b: Json, _q: "Query") -> HttpReply:
        cart = self.cart
        assert cart is not None
        if not (cart["items"] and cart["shipping"] == "so_1" and cart["paid"] and cart["email"]):
            error = {"type": "invalid_data", "message": "the cart is not complete"}
            return reply(200, {"type": "cart", "cart": {"id": "cart_1"}, "error": error})
        metadata = cart["metadata"]
        assert isinstance(metadata, dict)
        order = self.place_order(str(cart["email"]), metadata)
        address = cart["shipping_address"]
        assert isinstance(address, dict)
        order.country = address["country_code"]
        return reply(200, {"type": "order", "order": order.show()})

    def place_order(self, email: str, metadata: Mapping[str, object]) -> Order:
        number = len(self.placed) + 1
        order = Order(f"order_{number}", number, email, metadata, f"ordli_{number}")
        self.orders[order.id] = order
        self.placed.append(order)
        self.reservations.add(order.line_id)
        return order

    def _list_profiles(self, _m: re.Match[str], _b: Json, _q: "Query") -> HttpReply:
        profiles = [{"id": "sp_0", "type": "gift_card"}, {"id": "sp_1", "type": "default"}]
        return reply(200, {"shipping_profiles": profiles})

    def _list_temporary(self, _m: re.Match[str], _b: Json, query: "Query") -> HttpReply:
        found = [p for p in self.products.values() if [p["handle"]] == query["handle"]]
        return reply(200, {"products": [{"id": product["id"]} for product in found]})

    def _add_product(self, _m: re.Match[str], body: Json, _q: "Query") -> HttpReply:
        if any(product["handle"] == body["handle"] for product in self.products.values()):
            return refuse(400, f"Product with handle: {body['handle']}, already exists.")
        return reply(200, {"product": self.add_product(body)})

    def add_product(self, product: Mapping[str, object]) -> Json:
        made = {**product, "id": f"prod_{len(self.calls)}", "variants": [{"id": TEMPORARY}]}
        self.products[str(made["id"])] = made
        return made

    def _remove_product(self, match: re.Match[str], _b: Json, _q: "Query") -> HttpReply:
        del self.products[match[1]]
        return reply(200, {"id": match[1], "object": "product", "deleted": True})

    def _get_order(self, match: re.Match[str], _b: Json, _q: "Query") -> HttpReply:
        order = self.orders.get(match[1])
        if order is None:
            return refuse(404, f"Order id not found: {match[1]}")
        return reply(200, {"order": order.show()})

    def _cancel(self, match: re.Match[str], _b: Json, _q: "Query") -> HttpReply:
        order = self.orders[match[1]]
        order.status = "canceled"
        self.reservations.discard(order.line_id)
        return reply(200, {"order": order.show()})

    def _remove_order(self, match: re.Match[str], _b: Json, _q: "Query") -> HttpReply:
        if self.orders[match[1]].status != "canceled":
            return refuse(400, f"Cancel the order {match[1]} first.")
        del self.orders[match[1]]
        self.removed.append(match[1])
        return reply(200, {"id": match[1], "object": "order", "deleted": True})

    def _list_orders(self, _m: re.Match[str], _b: Json, query: "Query") -> HttpReply:
        (term,) = query["q"]
        found = [o for o in self.orders.values() if term in o.email]
        shown = [{"id": o.id, "email": o.email, "status": o.status} for o in found]
        return reply(200, {"orders": shown})

    def _list_reservations(self, _m: re.Match[str], _b: Json, query: "Query") -> HttpReply:
        left = [line for line in query["line_item_id[]"] if line in self.reservations]
        return reply(
            200, {"reservations": [{"id": f"resitem_{x}", "line_item_id": x} for x in left]}
        )


Query = dict[str, list[str]]
Route = Callable[[re.Match[str], Json, Query], HttpReply]


def have_check(script: CheckScript, shop: FakeMedusa) -> None:
    """Drive a check against the shop until it returns or raises."""
    call = next(script)
    with suppress(StopIteration):
        while True:
            call = script.send(shop.answer(call))


def have_conversation(script: ProbeScript, shop: FakeMedusa) -> OrderProof:
    """Drive a probe against the shop until it returns or raises."""
    call = next(script)
    while True:
        try:
            call = script.send(shop.answer(call))
        except StopIteration as end:
            proof = end.value
            assert isinstance(proof, OrderProof)
            return proof
