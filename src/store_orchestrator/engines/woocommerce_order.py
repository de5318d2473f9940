"""Order probe and check of a WooCommerce shop: a shopper's calls, and the shop's own cleaning up.

The shopper's calls are those of WooCommerce's public Store API
(https://developer.woocommerce.com/docs/apis/store-api/). Each carries the store's probe secret in a
header: the shop marks the order that is made under it, mails nobody about it, and removes orders
with that mark and no others (``images/woocommerce``, must-use plugin). So no shopper can make an
order vanish by pretending to be a probe, and what an interrupted probe left goes with the next.
"""

from collections.abc import Generator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from store_orchestrator.domain.probe import (
    CheckScript,
    HttpCall,
    HttpReply,
    OrderProof,
    ProbeScript,
)
from store_orchestrator.engines.conversation import Answer, ask, read

SHOP_API: Final = "/wp-json/wc/store/v1"
PROBE_API: Final = "/wp-json/store-orchestrator/v1"
PROBE_HEADER: Final = "X-Order-Probe"
CART_HEADER: Final = "Cart-Token"

# Ways of paying that ask nobody outside, WooCommerce's own; the first is what shops start with.
OFFLINE_PAYMENTS: Final = ("cod", "bacs", "cheque")
# What an order is after it was placed and nobody has paid yet.
PLACED: Final = ("processing", "on-hold", "pending", "completed")

Step = Generator[HttpCall, HttpReply, Answer]


def build_order_probe(probe_secret: str) -> ProbeScript:
    """Place a marked order as a shopper, then have the shop cancel and remove it.

    The shop says what can be bought (a hidden product that it makes for this when it has none) and
    an address that its country accepts.

    Raises:
        ProbeFailed: as soon as the shop does not behave like a shop that sells.
    """
    marked = {PROBE_HEADER: probe_secret}
    offer = yield from _choose_product(marked)
    shopper = yield from _open_cart(marked)
    yield from _fill_cart(offer, shopper)
    address = _read_address(offer)
    cart = yield from _give_address(address, shopper)
    cart = yield from _choose_shipping(cart, shopper)
    order_id = yield from _check_out(cart, address, shopper)
    removed = yield from _remove_order(order_id, marked)
    return OrderProof(
        order_id=order_id,
        order_number=removed.get("number").text(),
        total=_read_total(removed),
        currency=removed.get("currency").text(),
    )


def build_check(probe_secret: str) -> CheckScript:
    """See whether the catalogue answers and a cart opens that could be paid for.

    Reading an empty cart leaves no session behind. A product in it would, for two days each time.

    Raises:
        ProbeFailed: as soon as the shop does not behave like a shop that sells.
    """
    marked = {PROBE_HEADER: probe_secret}
    call = HttpCall("GET", f"{SHOP_API}/products?per_page=1", None, marked)
    products = yield from ask("look up the products", call)
    products.items()
    cart = yield from ask("open a cart", HttpCall("GET", f"{SHOP_API}/cart", None, marked))
    _choose_payment(cart)


def _choose_product(marked: Mapping[str, str]) -> Step:
    call = _post(f"{PROBE_API}/probe-product", {}, marked)
    return (yield from ask("choose a product", call))


def _open_cart(marked: Mapping[str, str]) -> Generator[HttpCall, HttpReply, dict[str, str]]:
    step = "open a cart"
    call = HttpCall("GET", f"{SHOP_API}/cart", None, marked)
    reply = yield call
    answer = read(step, call, reply)
    token = reply.headers.get(CART_HEADER.lower())
    if not token:
        raise answer.fail(f"the shop gave no {CART_HEADER}")
    return {**marked, CART_HEADER: token}


def _fill_cart(offer: Answer, shopper: Mapping[str, str]) -> Step:
    body = {"id": int(offer.get("id").number()), "quantity": 1}
    step = "put a product into the cart"
    cart = yield from ask(step, _post(f"{SHOP_API}/cart/add-item", body, shopper))
    cart.get("items").first("item in the cart after one was added")
    return cart


def _read_address(offer: Answer) -> dict[str, object]:
    address = offer.find("address")
    offer.get("address", "country").text()
    offer.get("address", "email").text()
    return dict(address) if isinstance(address, Mapping) else {}


def _give_address(address: Mapping[str, object], shopper: Mapping[str, str]) -> Step:
    body = {"billing_address": address, "shipping_address": _without_email(address)}
    return (
        yield from ask("give an address", _post(f"{SHOP_API}/cart/update-customer", body, shopper))
    )


def _choose_shipping(cart: Answer, shopper: Mapping[str, str]) -> Step:
    """Take the first rate of each package that has none selected yet."""
    if cart.find("needs_shipping") is not True:
        return cart
    for package in cart.get("shipping_rates").items():
        rates = package.get("shipping_rates")
        first = rates.first("shipping to that address")
        if any(rate.find("selected") is True for rate in rates.items()):
            continue
        body = {
            "package_id": package.find("package_id"),
            "rate_id": first.get("rate_id").text(),
        }
        call = _post(f"{SHOP_API}/cart/select-shipping-rate", body, shopper)
        cart = yield from ask("choose shipping", call)
    return cart


def _choose_payment(cart: Answer) -> str:
    offered = cart.find("payment_methods")
    methods = offered if isinstance(offered, list) else []
    for method in OFFLINE_PAYMENTS:
        if method in methods:
            return method
    raise cart.fail(
        "the shop offers none of the ways of paying that a test order can use "
        f"({', '.join(OFFLINE_PAYMENTS)}), but: {', '.join(map(str, methods)) or 'nothing'}"
    )


def _check_out(
    cart: Answer, address: Mapping[str, object], shopper: Mapping[str, str]
) -> Generator[HttpCall, HttpReply, str]:
    body = {
        "billing_address": address,
        "shipping_address": _without_email(address),
        "payment_method": _choose_payment(cart),
        "payment_data": [],
    }
    order = yield from ask("check out", _post(f"{SHOP_API}/checkout", body, shopper))
    status = order.get("status").text()
    if status not in PLACED:
        raise order.fail(f"the order's status is {status!r} after it was placed")
    return str(int(order.get("order_id").number()))


def _remove_order(order_id: str, marked: Mapping[str, str]) -> Step:
    call = _post(f"{PROBE_API}/probe-orders/{order_id}/remove", {}, marked)
    answer = yield from ask("cancel and remove the order", call)
    if answer.find("removed") is not True:
        raise answer.fail("the order is still there")
    for product in answer.get("stock").items():
        after, expected = product.get("after").number(), product.get("expected").number()
        if after != expected:
            raise answer.fail(
                f"product {product.find('product_id')} has {after} in stock after the order was "
                f"cancelled, not {expected} as before"
            )
    return answer


def _read_total(removed: Answer) -> str:
    """The shop writes totals with as many decimals as its currency has."""
    total = removed.get("total").text()
    try:
        amount = Decimal(total)
    except InvalidOperation:
        raise removed.fail(f"the order's total is {total!r}, which is no number") from None
    return f"{amount:f}"


def _without_email(address: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in address.items() if name != "email"}


def _post(path: str, body: Mapping[str, object], headers: Mapping[str, str]) -> HttpCall:
    return HttpCall("POST", path, body, headers)
