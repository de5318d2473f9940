"""WooCommerce shops: sizes, credentials, Helm values, sign-in and the order probe."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from store_orchestrator.domain.capacity import Demand
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.probe import CheckScript, ClaimScript, ProbeScript
from store_orchestrator.engines import woocommerce_order
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
from store_orchestrator.engines.release import build_common_values
from store_orchestrator.engines.sign_in import SIGN_IN_SECRET, build_sign_in_link
from store_orchestrator.engines.sizes import Resources, build_demand, build_quota, sum_resources
from store_orchestrator.engines.woocommerce_markets import COUNTRIES, CURRENCIES, get_decimals


@dataclass(frozen=True, slots=True)
class _Size:
    """What one plan buys.

    Attributes:
        children: requests that PHP works on at the same time.
        buffer_pool: MiB of the database's page cache.
        data: GiB for the database.
        uploads: GiB for pictures and files.
    """

    php: Resources
    children: int
    database: Resources
    buffer_pool: int
    nginx: Resources
    data: int
    uploads: int

    @property
    def demand(self) -> Demand:
        """What the cluster sets aside for one store."""
        return build_demand([self.php, self.database, self.nginx], [self.data, self.uploads])

    def build_values(self) -> Values:
        """The values that the plan decides; ``php`` lacks what the merchant decides."""
        pod = sum_resources([self.php, self.database, self.nginx])
        return {
            "nginx": {"resources": self.nginx.build_values()},
            "database": {
                "bufferPool": f"{self.buffer_pool}M",
                "resources": self.database.build_values(),
            },
            "storage": {"data": f"{self.data}Gi", "uploads": f"{self.uploads}Gi"},
            "quota": build_quota([pod], [self.data, self.uploads]),
        }


_NGINX: Final = Resources(cpu=(5, 500), memory=(8, 64))
# Starting takes 3 seconds of CPU, idling next to none: limits are far above requests. Measured for
# "small", idle and with eight shoppers and two merchants at once: PHP 45 and 151 MiB, of which 68
# are code that its children share, MariaDB 71 MiB both times, nginx 4 and 12 MiB.
_SIZES: Final = {
    "small": _Size(
        php=Resources(cpu=(50, 2000), memory=(96, 256)),
        children=4,
        database=Resources(cpu=(25, 2000), memory=(72, 192)),
        buffer_pool=32,
        nginx=_NGINX,
        data=1,
        uploads=1,
    ),
    "standard": _Size(
        php=Resources(cpu=(150, 2000), memory=(192, 640)),
        children=8,
        database=Resources(cpu=(75, 2000), memory=(160, 320)),
        buffer_pool=128,
        nginx=_NGINX,
        data=5,
        uploads=5,
    ),
    "large": _Size(
        php=Resources(cpu=(400, 4000), memory=(384, 1088)),
        children=16,
        database=Resources(cpu=(200, 4000), memory=(576, 896)),
        buffer_pool=512,
        nginx=_NGINX,
        data=20,
        uploads=20,
    ),
}


class WooCommerce:
    """WordPress with WooCommerce on a MariaDB of its own, all in one pod."""

    name = "woocommerce"
    title = "WooCommerce"
    description = "The shop system on WordPress: pages, blog, and extensions for everything."
    images = ("woocommerce", "woocommerce-database")
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
        CredentialSpec("admin_user", "Admin user name", fixed="merchant", shown=True, secret=False),
        CredentialSpec(
            "admin_email",
            "Admin e-mail",
            fixed="admin@{key}.store.invalid",
            shown=True,
            secret=False,
        ),
        CredentialSpec("admin_password", "Admin password", length=20, shown=True),
        CredentialSpec("database_password", "Database password", length=32),
        CredentialSpec("salts_seed", "Seed of session keys", length=64),
        CredentialSpec("probe_secret", "Secret of test orders", length=48),
        SIGN_IN_SECRET,
    )
    countries = COUNTRIES
    currencies = CURRENCIES
    claimable = True
    deadline = timedelta(minutes=10)

    def build_admin_url(self, shop: Shop) -> str:
        """Where the merchant signs in."""
        return f"{shop.url}wp-admin/"

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:
        """Helm values for the chart ``store-woocommerce``, valid under its schema.

        Raises:
            UnknownPlan: if the shop's plan is not one of :attr:`plans`.
        """
        size = self._get_size(shop.plan)
        return {
            **build_common_values(shop, platform, self.images),
            **size.build_values(),
            "credentials": {spec.name: credentials[spec.name] for spec in self.credentials},
            "php": {
                "children": size.children,
                "currencyDecimals": get_decimals(shop.choices.currency),
                "resources": size.php.build_values(),
            },
        }

    def build_claim(self, shop: Shop, credentials: Credentials, former: Credentials) -> ClaimScript:
        """The conversation that turns a running shop into this one."""
        more = {"currency_decimals": get_decimals(shop.choices.currency)}
        return build_store_claim(shop, credentials, former, more)

    def build_order_probe(self, shop: Shop, credentials: Credentials) -> ProbeScript:  # noqa: ARG002
        """The conversation that places a real, marked order and removes it again."""
        return woocommerce_order.build_order_probe(credentials["probe_secret"])

    def build_check(self, shop: Shop, credentials: Credentials) -> CheckScript:  # noqa: ARG002
        """The conversation that looks up products and opens a cart."""
        return woocommerce_order.build_check(credentials["probe_secret"])

    def build_notices(self, shop: Shop, platform: Platform) -> tuple[Notice, ...]:  # noqa: ARG002
        """That mail is dropped, where no SMTP server is set."""
        if platform.mail is not None:
            return ()
        return (
            Notice(
                "MailDropped",
                "The shop sends no mail, as no SMTP server is set for this platform: neither order "
                "confirmations nor links for new passwords arrive.",
            ),
        )

    def build_sign_in_url(
        self, shop: Shop, credentials: Credentials, nonce: str, expires_at: datetime
    ) -> str:
        """A link that signs the merchant into WordPress, once."""
        return build_sign_in_link(shop, credentials[SIGN_IN_SECRET.name], nonce, expires_at)

    def _get_size(self, plan: str) -> _Size:
        try:
            return _SIZES[plan]
        except KeyError:
            raise UnknownPlan(self.name, plan, _SIZES) from None
