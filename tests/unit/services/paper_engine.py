"""An engine on paper: what use cases look at, without a chart behind it."""

# ruff: noqa: ARG002 - an engine on paper looks at nothing

from datetime import datetime, timedelta

from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.probe import CheckScript, ClaimScript, OrderProof, ProbeScript
from store_orchestrator.engines.base import (
    Credentials,
    CredentialSpec,
    Plan,
    Platform,
    Shop,
    Values,
)


class PaperEngine:
    """Sells in three countries for two currencies; knows no sign-in links."""

    name = "paper"
    title = "Paper"
    description = "Exists on paper only."
    images = ("pen", "paper")
    plans = (Plan("small", "Small", "Small."), Plan("tested", "Tested", "Safe.", True))
    credentials: tuple[CredentialSpec, ...] = (CredentialSpec("password", "Password", length=24),)
    countries = frozenset({"US", "DE", "CH"})
    currencies = frozenset({"USD", "EUR"})
    deadline = timedelta(minutes=10)
    claimable = False

    def build_admin_url(self, shop: Shop) -> str:
        return f"{shop.url}admin"

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:
        return {}

    def build_order_probe(self, shop: Shop, credentials: Credentials) -> ProbeScript:
        yield from ()
        return OrderProof("order", "1", "1.00", "USD")

    def build_claim(self, shop: Shop, credentials: Credentials, former: Credentials) -> ClaimScript:
        yield from ()

    def build_check(self, shop: Shop, credentials: Credentials) -> CheckScript:
        yield from ()

    def build_notices(self, shop: Shop, platform: Platform) -> tuple[Notice, ...]:
        return ()

    def build_sign_in_url(
        self, shop: Shop, credentials: Credentials, nonce: str, expires_at: datetime
    ) -> str | None:
        return None
