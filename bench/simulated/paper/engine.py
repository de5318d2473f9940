"""Paper shops: the objects of any shop, for nodes that run nothing."""

from collections.abc import Generator
from datetime import datetime, timedelta

from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.probe import HttpCall, HttpReply, OrderProof, ProbeScript
from store_orchestrator.engines.base import (
    Credentials,
    CredentialSpec,
    Plan,
    Platform,
    Shop,
    Values,
)
from store_orchestrator.engines.conversation import Answer, ask
from store_orchestrator.engines.release import build_common_values
from store_orchestrator.engines.sizes import Resources, build_quota

SHARE = Resources(cpu=(10, 100), memory=(16, 32))


class Paper:
    """A shop for measurements. An order with it takes as many calls as a real one's essentials."""

    name = "paper"
    title = "Paper"
    description = "A shop for measurements of the platform."
    images = ("paper",)
    plans = (Plan("small", "Small", "Sells on paper."),)
    credentials = (CredentialSpec("admin_password", "Admin password", length=20, shown=True),)
    countries = frozenset({"US"})
    currencies = frozenset({"USD"})
    deadline = timedelta(minutes=30)
    claimable = False

    def build_admin_url(self, shop: Shop) -> str:
        """Where the merchant signs in."""
        return f"{shop.url}admin"

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:
        """Helm values for the chart ``store-paper``."""
        return {
            **build_common_values(shop, platform, self.images),
            "credentials": {spec.name: credentials[spec.name] for spec in self.credentials},
            "resources": SHARE.build_values(),
            "quota": build_quota([SHARE], [0]),
        }

    def build_order_probe(self, shop: Shop, credentials: Credentials) -> ProbeScript:
        """Buy something and cancel it again."""
        yield from self.build_check(shop, credentials)
        order = {"product_id": 1, "email": "probe@paper.invalid"}
        placed = yield from ask("place an order", HttpCall("POST", "/api/orders", order))
        number = str(placed.get("number").number())
        merchant = {"authorization": f"Bearer {credentials['admin_password']}"}
        cancel = HttpCall("DELETE", f"/api/orders/{number}", headers=merchant)
        yield from ask("cancel the order", cancel)
        return OrderProof(number, number, "1.00", shop.choices.currency)

    def build_claim(
        self,
        shop: Shop,  # noqa: ARG002
        credentials: Credentials,  # noqa: ARG002
        former: Credentials,  # noqa: ARG002
    ) -> Generator[HttpCall, HttpReply, None]:
        """It has no pool."""
        yield from ()

    def build_check(
        self,
        shop: Shop,  # noqa: ARG002
        credentials: Credentials,  # noqa: ARG002
    ) -> Generator[HttpCall, HttpReply, None]:
        """Look at the products."""
        products: Answer = yield from ask("look up the products", HttpCall("GET", "/api/products"))
        products.get("products").items()

    def build_notices(self, shop: Shop, platform: Platform) -> tuple[Notice, ...]:  # noqa: ARG002
        """It has nothing to say."""
        return ()

    def build_sign_in_url(
        self,
        shop: Shop,  # noqa: ARG002
        credentials: Credentials,  # noqa: ARG002
        nonce: str,  # noqa: ARG002
        expires_at: datetime,  # noqa: ARG002
    ) -> str | None:
        """Nobody signs in."""
        return None
