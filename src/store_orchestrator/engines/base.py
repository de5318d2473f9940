"""What every engine module provides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from string import ascii_letters, digits
from typing import Protocol

from store_orchestrator.domain.capacity import Demand
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.probe import CheckScript, ClaimScript, ProbeScript

Values = dict[str, object]
"""Helm values as JSON-compatible data."""

Credentials = Mapping[str, str]
"""Credential name to plain text."""


class UnknownPlan(LookupError):
    """An engine has no plan of this name; the text lists the ones it has."""

    def __init__(self, engine: str, plan: str, known: Iterable[str]) -> None:
        super().__init__(f"engine {engine!r} has no plan {plan!r}; it offers: {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class Plan:
    """A size a merchant can choose.

    Attributes:
        isolation_tested: whether a store becomes Ready only after its isolation self-test.
        demand: what the cluster sets aside for one store.
    """

    name: str
    title: str
    description: str
    isolation_tested: bool = False
    demand: Demand = field(default_factory=Demand)


@dataclass(frozen=True, slots=True)
class Mail:
    """The SMTP server through which shops send.

    Attributes:
        networks: CIDRs that the shops may reach on ``port``; nothing else of the outside is open.
        security: ``"starttls"``, ``"tls"`` or ``"none"``.
        sender: address that mails come from.
        user: empty when the server wants no sign-in.
    """

    host: str
    port: int
    security: str
    sender: str
    networks: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CredentialSpec:
    """One secret or sign-in detail of a store, drawn once.

    Attributes:
        name: key in the stored credentials, snake_case.
        label: what people read beside it.
        length: random characters to draw; 0 when ``fixed`` is given.
        alphabet: the characters to draw from, each as likely as any other.
        prefix: goes before the drawn characters.
        fixed: literal value instead of a drawn one; ``{key}`` stands for the store's key.
        shown: whether a merchant may reveal it; the others are for the shop's programs only.
        secret: whether it must be masked on a screen.
    """

    name: str
    label: str
    length: int = 0
    alphabet: str = ascii_letters + digits
    prefix: str = ""
    fixed: str | None = None
    shown: bool = False
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Platform:
    """What an engine has to know of the platform around the store.

    Attributes:
        images: image name ("medusa", "postgresql") to full reference.
        ingress_class: IngressClass of store routes; empty for the cluster's default.
        ingress_namespace: namespace of the ingress controller's pods.
        ingress_pod_labels: labels of the ingress controller's pods.
        storage_class: empty for the cluster's default.
        versions: image name to component ("woocommerce") to version, as the image says.
        mail: None when no SMTP server is set; shops then drop their mail.
    """

    images: Mapping[str, str]
    ingress_class: str
    ingress_namespace: str
    ingress_pod_labels: Mapping[str, str]
    storage_class: str = ""
    versions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mail: Mail | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """One store as its engine sees it.

    Attributes:
        host: full host name of the shop, without port.
        url: public address, with scheme and port, ending in a slash.
    """

    name: str
    key: str
    plan: str
    host: str
    url: str
    choices: Choices


class Engine(Protocol):
    """A kind of shop. All methods are pure."""

    @property
    def name(self) -> str:
        """Stable name in API and storage, also of the chart ``store-<name>``."""

    @property
    def title(self) -> str:
        """Name for people."""

    @property
    def description(self) -> str:
        """One sentence for somebody who chooses."""

    @property
    def images(self) -> tuple[str, ...]:
        """Names of the images without which it is unavailable."""

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The sizes on offer; the first is the default."""

    @property
    def credentials(self) -> tuple[CredentialSpec, ...]:
        """What to draw for a new store."""

    @property
    def countries(self) -> frozenset[str]:
        """Where its shops can sell, ISO 3166-1 alpha-2."""

    @property
    def currencies(self) -> frozenset[str]:
        """What its shops can charge in, ISO 4217."""

    @property
    def deadline(self) -> timedelta:
        """How long provisioning may take before it counts as failed."""

    def build_admin_url(self, shop: Shop) -> str:
        """Where the merchant signs in."""

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:
        """Helm values for the chart, valid under its schema."""

    @property
    def claimable(self) -> bool:
        """Whether its shops can be made ahead and become somebody's without a restart."""

    def build_claim(self, shop: Shop, credentials: Credentials, former: Credentials) -> ClaimScript:
        """The conversation that turns a running shop into this one.

        Its pod, which must be the same whoever the shop is for, keeps running. Afterwards nothing
        of the former credentials opens anything, and having the conversation again is fine.

        Args:
            former: what the shop had before.
        """

    def build_order_probe(self, shop: Shop, credentials: Credentials) -> ProbeScript:
        """The conversation that places a real, marked order and cancels it again."""

    def build_check(self, shop: Shop, credentials: Credentials) -> CheckScript:
        """A conversation that goes as far as a checkout, in few calls.

        It is repeated for ever, so it orders nothing and leaves nothing behind, and it costs the
        shop as little as a look at a few pages does. A shop that is empty on purpose passes.
        """

    def build_notices(self, shop: Shop, platform: Platform) -> tuple[Notice, ...]:
        """What the merchant should know of such a shop here although nothing is wrong."""

    def build_sign_in_url(
        self, shop: Shop, credentials: Credentials, nonce: str, expires_at: datetime
    ) -> str | None:
        """A link that signs its first user into the admin; None if the engine has none.

        Args:
            nonce: 32 random hexadecimal characters; a link works once per nonce.
        """
