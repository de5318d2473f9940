"""A WooCommerce shop in memory: the part of its Store API and of the platform's plugin that an
order probe needs.

Field names and shapes are those of recorded WooCommerce 11.0 replies, cut down to what is read.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from store_orchestrator.domain.probe import (
    CheckScript,
    HttpCall,
    HttpReply,
    OrderProof,
    ProbeScript,
)

SECRET = "probe-secret-of-this-shop"
TOKEN = "a.cart.token"
ADDRESS = {
    "first_name": "Order",
    "last_name": "Probe",
    "address_1": "Probe Street 1",
    "city": "Probe",
    "state": "NY",
    "postcode": "10115",
    "country": "US",
    "phone": "",
    "email": "probe@store-orchestrator.invalid",
}

Json = dict[str, object]
Route = Callable[[re.Match[str], Json], HttpReply]


def reply(status: int, body: object, headers: dict[str, str] | None = None) -> HttpReply:
    return HttpReply(status, body, {"content-type": "application/json", **(headers or {})})


def refuse(status: int, message: str) -> HttpReply:
    return reply(status, {"code": "refused", "message": message, "data": {"status": status}})


@dataclass
class Order:
    id: int
    email: str
    marked: bool


@dataclass
class FakeWooCommerce:
    """Answers calls like a shop; ``staged`` replies win over its own, by "METHOD path".

    Attributes:
        secret: what a claim must show, and then the one that it brought.
        preselected: whether the shop selects the first shipping rate by itself, as most do.
        virtual: whether its product needs no shipping.
    """

    secret: str = SECRET
    preselected: bool = True
    virtual: bool = False
    total: str = "23.00"
    currency: str = "USD"
    payment_methods: list[str] = field(default_factory=lambda: ["cod"])
    orders: dict[int, Order] = field(default_factory=dict)
    stock: int = 100
    staged: dict[str, HttpReply] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    bodies: dict[str, Json] = field(default_factory=dict)
    in_cart: bool = False
    address: object = None
    shipping: str | None = None

    def answer(self, call: HttpCall) -> HttpReply:
        name = f"{call.method} {call.path.removeprefix('/wp-json')}"
        self.calls.append(name)
        self.bodies[name] = dict(call.json or {})
        for pattern, staged in self.staged.items():
            if re.fullmatch(pattern, name):
                return staged
        refusal = self._check_access(call)
        if refusal is not None:
            return refusal
        for pattern, route in self._routes().items():
            match = re.fullmatch(pattern, name)
            if match is not None:
                return route(match, self.bodies[name])
        return refuse(404, f"No route was found: {name}")

    def _check_access(self, call: HttpCall) -> HttpReply | None:
        header = "X-Store-Secret" if call.path == "/store-claim" else "X-Order-Probe"
        if call.headers.get(header) != self.secret:
            return refuse(403, "This is for the platform only.")
        needs_cart = call.method == "POST" and "/wc/store/" in call.path
        if needs_cart and call.headers.get("Cart-Token") != TOKEN:
            return refuse(401, "Missing the Nonce header.")
        return None

    def _routes(self) -> dict[str, Route]:
        return {
            "POST /store-claim": self._change_hands,
            "POST /store-orchestrator/v1/probe-product": self._offer,
            r"GET /wc/store/v1/products\?per_page=1": self._list_products,
            "GET /wc/store/v1/cart": self._open_cart,
            "POST /wc/store/v1/cart/add-item": self._add_item,
            "POST /wc/store/v1/cart/update-customer": self._update_customer,
            "POST /wc/store/v1/cart/select-shipping-rate": self._select_rate,
            "POST /wc/store/v1/checkout": self._check_out,
            r"POST /store-orchestrator/v1/probe-orders/(\d+)/remove": self._remove,
        }

    def _change_hands(self, _match: re.Match[str], body: Json) -> HttpReply:
        credentials = body["credentials"]
        assert isinstance(credentials, dict)
        self.secret = credentials["probe_secret"]
        self.currency = str(body["currency"])
        return reply(200, {"claimed": True})

    def _offer(self, _match: re.Match[str], _body: Json) -> HttpReply:
        return reply(200, {"id": 12, "temporary": False, "address": ADDRESS})

    def _list_products(self, _match: re.Match[str], _body: Json) -> HttpReply:
        return reply(200, [{"id": 12, "is_purchasable": True}] if self.stock else [])

    def _open_cart(self, _match: re.Match[str], _body: Json) -> HttpReply:
        return reply(200, self._show_cart(), {"cart-token": TOKEN})

    def _add_item(self, _match: re.Match[str], body: Json) -> HttpReply:
        if body != {"id": 12, "quantity": 1} or self.stock < 1:
            return refuse(400, "This product cannot be purchased.")
        self.in_cart = True
        return reply(201, self._show_cart())

    def _update_customer(self, _match: re.Match[str], body: Json) -> HttpReply:
        self.address = body["billing_address"]
        if self.preselected and not self.virtual:
            self.shipping = "flat_rate:1"
        return reply(200, self._show_cart())

    def _select_rate(self, _match: re.Match[str], body: Json) -> HttpReply:
        if body["package_id"] != 0:
            return refuse(400, "There is no such package.")
        self.shipping = str(body["rate_id"])
        return reply(200, self._show_cart())

    def _show_cart(self) -> Json:
        rate = {"rate_id": "flat_rate:1", "selected": self.shipping == "flat_rate:1"}
        known = self.address is not None and not self.virtual
        packages = [{"package_id": 0, "shipping_rates": [rate]}] if known else []
        return {
            "items": [{"key": "k", "id": 12, "quantity": 1}] if self.in_cart else [],
            "needs_shipping": not self.virtual,
            "shipping_rates": packages,
            "payment_methods": self.payment_methods,
            "errors": [],
        }

    def _check_out(self, _match: re.Match[str], body: Json) -> HttpReply:
        if not self.in_cart:
            return refuse(400, "Cannot create order from empty cart.")
        if not self.virtual and self.shipping is None:
            return refuse(400, "Sorry, this order requires a shipping option.")
        address = body["billing_address"]
        assert isinstance(address, dict)
        order = self.place_order(str(address["email"]), marked=True)
        return reply(200, {"order_id": order.id, "status": "processing", "order_key": "wc_order"})

    def place_order(self, email: str, *, marked: bool) -> Order:
        order = Order(100 + len(self.orders), email, marked)
        self.orders[order.id] = order
        self.stock -= 1
        return order

    def _remove(self, match: re.Match[str], _body: Json) -> HttpReply:
        order = self.orders.get(int(match[1]))
        if order is None or not order.marked:
            return refuse(404, f"{match[1]} is no marked order.")
        before, self.stock = self.stock, self.stock + 1
        del self.orders[order.id]
        return reply(200, self._show_removed(order, before))

    def _show_removed(self, order: Order, before: int) -> Json:
        change = {"product_id": 12, "before": before, "after": self.stock, "expected": before + 1}
        return {
            "order_id": order.id,
            "number": str(order.id),
            "status": "processing",
            "total": self.total,
            "currency": self.currency,
            "country": "US",
            "stock": [change],
            "removed": True,
            "leftovers": 0,
        }


def have_check(script: CheckScript, shop: FakeWooCommerce) -> None:
    """Drive a check against the shop until it returns or raises."""
    call = next(script)
    with suppress(StopIteration):
        while True:
            call = script.send(shop.answer(call))


def have_conversation(script: ProbeScript, shop: FakeWooCommerce) -> OrderProof:
    """Drive a probe against the shop until it returns or raises."""
    call = next(script)
    while True:
        try:
            call = script.send(shop.answer(call))
        except StopIteration as end:
            proof = end.value
            assert isinstance(proof, OrderProof)
            return proof
