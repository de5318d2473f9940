"""Tiny shops: one small program with one volume, so that tests can see what any engine needs."""

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta

from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.probe import (
    CheckScript,
    ClaimScript,
    HttpCall,
    HttpReply,
    OrderProof,
    ProbeScript,
)
from store_orchestrator.engines.base import (
    Credentials,
    CredentialSpec,
    Plan,
    Platform,
    Shop,
    Values,
)
from store_orchestrator.engines.claim import build_store_claim
from store_orchestrator.engines.conversation import Answer, ask
from store_orchestrator.engines.release import build_common_values
from store_orchestrator.engines.sign_in import SIGN_IN_SECRET, build_sign_in_link
from store_orchestrator.engines.sizes import Resources, build_demand, build_quota

SHARE = Resources(cpu=(10, 500), memory=(32, 96))
STORAGE_GIB = 1
# So large that only a few fit beside everything else on one machine.
LARGE = Resources(cpu=(400, 500), memory=(32, 96))

PROBE_EMAIL = "probe@tiny.invalid"

DEMAND = build_demand([SHARE], [STORAGE_GIB])


class Tiny:
    """A shop for tests."""

    name = "tiny"
    title = "Tiny"
    description = "A shop for tests of the platform."
    images = ("tiny",)
    plans: tuple[Plan, ...] = (
        Plan("small", "Small", "Starts as soon as it sells.", demand=DEMAND),
        Plan(
            "tested",
            "Tested",
            "Starts when its isolation is proven too.",
            isolation_tested=True,
            demand=DEMAND,
        ),
        Plan(
            "large",
            "Large",
            "Fills a cluster quickly.",
            demand=build_demand([LARGE], [STORAGE_GIB]),
        ),
    )
    credentials = (
        CredentialSpec("admin_password", "Admin password", length=20, shown=True),
        CredentialSpec("probe_secret", "Secret of the platform", length=48),
        SIGN_IN_SECRET,
    )
    countries = frozenset({"US", "DE"})
    currencies = frozenset({"USD", "EUR"})
    deadline = timedelta(minutes=5)
    claimable = True

    def build_admin_url(self, shop: Shop) -> str:
        """Where the merchant signs in."""
        return f"{shop.url}admin"

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:
        """Helm values for the chart ``store-tiny``."""
        share = LARGE if shop.plan == "large" else SHARE
        return {
            **build_common_values(shop, platform, self.images),
            "credentials": {spec.name: credentials[spec.name] for spec in self.credentials},
            "resources": share.build_values(),
            "storage": f"{STORAGE_GIB}Gi",
            "quota": build_quota([share], [STORAGE_GIB]),
        }

    def build_claim(self, shop: Shop, credentials: Credentials, former: Credentials) -> ClaimScript:
        """The conversation that turns a running shop into this one."""
        return build_store_claim(shop, credentials, former)

    def build_order_probe(self, shop: Shop, credentials: Credentials) -> ProbeScript:
        """Buy something as a shopper, find the order as the merchant, remove it."""
        merchant = {"authorization": f"Bearer {credentials['admin_password']}"}
        yield from _remove_left_orders(merchant)
        seen = yield from ask("look up the products", HttpCall("GET", "/api/shop"))
        products = seen.get("products").items()
        product = products[0] if products else (yield from _add_product(merchant))
        order = {"product_id": int(product.get("id").number()), "email": PROBE_EMAIL}
        placed = yield from ask("place an order", HttpCall("POST", "/api/orders", order))
        number = str(placed.get("number").number())
        yield from _find_order(number, merchant)
        yield from _remove_order(number, merchant)
        if not products:
            path = f"/api/admin/products/{order['product_id']}"
            yield from ask("remove the product", HttpCall("DELETE", path, headers=merchant))
        return OrderProof(number, number, placed.get("total").text(), shop.choices.currency)

    def build_check(self, shop: Shop, credentials: Credentials) -> CheckScript:  # noqa: ARG002
        """See whether it is open, without ordering anything."""
        seen = yield from ask("look up the products", HttpCall("GET", "/api/shop"))
        if seen.find("open") is not True:
            raise seen.fail("the shop is closed")

    def build_notices(self, shop: Shop, platform: Platform) -> tuple[Notice, ...]:  # noqa: ARG002
        """It has nothing to say."""
        return ()

    def build_sign_in_url(
        self, shop: Shop, credentials: Credentials, nonce: str, expires_at: datetime
    ) -> str | None:
        """A link that signs the merchant in once."""
        return build_sign_in_link(shop, credentials[SIGN_IN_SECRET.name], nonce, expires_at)


def _add_product(merchant: Mapping[str, str]) -> Generator[HttpCall, HttpReply, Answer]:
    product = {"title": "Order probe", "price": "1.00", "hidden": True}
    call = HttpCall("POST", "/api/admin/products", product, merchant)
    return (yield from ask("add a product", call))


def _remove_left_orders(merchant: Mapping[str, str]) -> Generator[HttpCall, HttpReply, None]:
    """Those of probes that were interrupted before they could."""
    call = HttpCall("GET", "/api/admin/orders", headers=merchant)
    seen = yield from ask("look for orders of interrupted probes", call)
    for order in seen.get("orders").items():
        if order.find("email") == PROBE_EMAIL:
            yield from _remove_order(str(order.get("number").number()), merchant)


def _remove_order(number: str, merchant: Mapping[str, str]) -> Generator[HttpCall, HttpReply, None]:
    call = HttpCall("DELETE", f"/api/admin/orders/{number}", headers=merchant)
    yield from ask("remove the order", call)


def _find_order(number: str, merchant: Mapping[str, str]) -> Generator[HttpCall, HttpReply, None]:
    call = HttpCall("GET", "/api/admin/orders", headers=merchant)
    seen = yield from ask("find the order as the merchant", call)
    if not any(order.find("number") == int(number) for order in seen.get("orders").items()):
        raise seen.fail(f"order {number} is not among the merchant's")
