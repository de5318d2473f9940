"""Medusa shops: sizes, credentials, Helm values, sign-in and the order probe."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from store_orchestrator.domain.capacity import Demand
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.probe import CheckScript, ClaimScript, ProbeScript
from store_orchestrator.engines import medusa_order
from store_orchestrator.engines.base import (
    Credentials,
    CredentialSpec,
    Plan,
    Platform,
    Shop,
    UnknownPlan,
    Values,
)
from store_orchestrator.engines.claim import build_store_claim
from store_orchestrator.engines.medusa_markets import COUNTRIES, CURRENCIES
from store_orchestrator.engines.release import build_common_values
from store_orchestrator.engines.sign_in import SIGN_IN_SECRET, build_sign_in_link
from store_orchestrator.engines.sizes import Resources, build_demand, build_quota, sum_resources

HEXADECIMAL_DIGITS: Final = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class _Size:
    """What one plan buys.

    Attributes:
        heap: MiB of the server's heap; the process needs about 100 more.
        shared_buffers: MiB of the database's page cache.
        data: GiB for the database.
        uploads: GiB for pictures and files.
    """

    shop: Resources
    heap: int
    database: Resources
    shared_buffers: int
    data: int
    uploads: int

    @property
    def demand(self) -> Demand:
        """What the cluster sets aside for one store."""
        return build_demand([self.shop, self.database], [self.data, self.uploads])

    def build_values(self) -> Values:
        """The values that the plan decides."""
        pod = sum_resources([self.shop, self.database])
        return {
            "shop": {"heapMegabytes": self.heap, "resources": self.shop.build_values()},
            "database": {
                "sharedBuffers": f"{self.shared_buffers}MB",
                "resources": self.database.build_values(),
            },
            "storage": {"data": f"{self.data}Gi", "uploads": f"{self.uploads}Gi"},
            "quota": build_quota([pod], [self.data, self.uploads]),
        }


# A Medusa process needs 302 MB after boot and 350 MB after load with a heap of 288 MB; booting is
# bound by the CPU (3 s with two cores, 4.1 s with one), so limits are well above requests.
_SIZES: Final = {
    "small": _Size(
        shop=Resources(cpu=(100, 2000), memory=(384, 512)),
        heap=288,
        database=Resources(cpu=(50, 1000), memory=(96, 256)),
        shared_buffers=32,
        data=1,
        uploads=1,
    ),
    "standard": _Size(
        shop=Resources(cpu=(250, 2000), memory=(640, 1024)),
        heap=640,
        database=Resources(cpu=(100, 2000), memory=(192, 512)),
        shared_buffers=96,
        data=5,
        uploads=5,
    ),
    "large": _Size(
        shop=Resources(cpu=(500, 4000), memory=(1280, 2048)),
        heap=1536,
        database=Resources(cpu=(200, 4000), memory=(512, 1024)),
        shared_buffers=256,
        data=20,
        uploads=20,
    ),
}


class Medusa:
    """Medusa 2 with its admin and a storefront, on a PostgreSQL of its own, all in one pod."""

    name = "medusa"
    title = "Medusa"
    description = "A fast headless shop on Node.js with an admin dashboard and a storefront."
    images = ("medusa",)
    plans = (
        Plan(
            "small",
            "Small",
            "For trying out and small shops: 512 MB memory, 1 GB of files.",
            demand=_SIZES["small"].demand,
        ),
        Plan(
            "standard",
            "Standard",
            "For a busy shop: 1 GB memory, 5 GB of files.",
            isolation_tested=True,
            demand=_SIZES["standard"].demand,
        ),
        Plan(
            "large",
            "Large",
            "For a large shop: 2 GB memory, 20 GB of files.",
            isolation_tested=True,
            demand=_SIZES["large"].demand,
        ),
    )
    credentials = (
        CredentialSpec(
            "admin_email",
            "Admin e-mail",
            fixed="admin@{key}.store.invalid",
            shown=True,
            secret=False,
        ),
        CredentialSpec("admin_password", "Admin password", length=20, shown=True),
        CredentialSpec(
            "publishable_key",
            "Publishable API key",
            length=64,
            alphabet=HEXADECIMAL_DIGITS,
            prefix="pk_",
            shown=True,
            secret=False,
        ),
        CredentialSpec("database_password", "Database password", length=32),
        CredentialSpec("jwt_secret", "Session token secret", length=48),
        CredentialSpec("cookie_secret", "Cookie secret", length=48),
        SIGN_IN_SECRET,
        CredentialSpec("probe_secret", "Secret of claims", length=48),
    )
    countries = COUNTRIES
    currencies = CURRENCIES
    claimable = True
    deadline = timedelta(minutes=10)

    def build_admin_url(self, shop: Shop) -> str:
        """Where the merchant signs in."""
        return f"{shop.url}app"

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:
        """Helm values for the chart ``store-medusa``, valid under its schema.

        Raises:
            UnknownPlan: if the shop's plan is not one of :attr:`plans`.
        """
        size = self._get_size(shop.plan)
        values = {
            **build_common_values(shop, platform, self.images),
            **size.build_values(),
            "credentials": {spec.name: credentials[spec.name] for spec in self.credentials},
        }
        # It sends none, so its network stays closed for the mail server too.
        values.pop("mail", None)
        return values

    def build_claim(self, shop: Shop, credentials: Credentials, former: Credentials) -> ClaimScript:
        """The conversation that turns a running shop into this one."""
        return build_store_claim(shop, credentials, former)

    def build_order_probe(self, shop: Shop, credentials: Credentials) -> ProbeScript:
        """The conversation that places a real, marked order and cancels it again."""
        return medusa_order.build_order_probe(
            shop.choices.country, credentials["publishable_key"], credentials["jwt_secret"]
        )

    def build_check(self, shop: Shop, credentials: Credentials) -> CheckScript:
        """The conversation that looks at the storefront, products and ways of paying."""
        return medusa_order.build_check(shop.choices.country, credentials["publishable_key"])

    def build_notices(self, shop: Shop, platform: Platform) -> tuple[Notice, ...]:  # noqa: ARG002
        """That it sends no mail: Medusa by itself has no provider for it."""
        return (
            Notice(
                "MailDropped",
                "The shop sends no mail: shoppers see their order's number on the page only, and a "
                "forgotten admin password cannot be reset by mail; use a sign-in link.",
            ),
        )

    def build_sign_in_url(
        self, shop: Shop, credentials: Credentials, nonce: str, expires_at: datetime
    ) -> str:
        """A link that signs the merchant into the admin, once."""
        return build_sign_in_link(shop, credentials[SIGN_IN_SECRET.name], nonce, expires_at)

    def _get_size(self, plan: str) -> _Size:
        try:
            return _SIZES[plan]
        except KeyError:
            raise UnknownPlan(self.name, plan, _SIZES) from None
