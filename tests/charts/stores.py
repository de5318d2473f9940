"""Values for store charts, made by the engines themselves as the orchestrator does."""

from dataclasses import replace

from store_orchestrator.domain.choices import Choices
from store_orchestrator.engines.base import Engine, Mail, Platform, Shop, Values
from store_orchestrator.engines.registry import REGISTRY

KEY = "abcdefgh"
HOST = "corner-shop-abcdefgh.localhost"
ENGINES_AND_PLANS = [(e.name, plan.name) for e in REGISTRY.values() for plan in e.plans]

PLATFORM = Platform(
    images={name: f"registry.example/{name}:1" for e in REGISTRY.values() for name in e.images},
    ingress_class="traefik",
    ingress_namespace="edge",
    ingress_pod_labels={"app": "traefik", "tier": "edge"},
    storage_class="fast",
    versions={name: {name: "1.2.3"} for e in REGISTRY.values() for name in e.images},
)
BARE_PLATFORM = Platform(
    images=PLATFORM.images,
    ingress_class="",
    ingress_namespace="edge",
    ingress_pod_labels={"app": "traefik"},
)
MAIL = Mail(
    host="smtp.example.org",
    port=587,
    security="starttls",
    sender="shop@example.org",
    networks=("192.0.2.10/32", "2001:db8::/64"),
    user="shops",
    password="mail-password-of-the-platform",
)
# How a plan's smallest store is rendered on platforms other than PLATFORM.
PLATFORMS = {"bare": BARE_PLATFORM, "mail": replace(PLATFORM, mail=MAIL)}
CHOICES = Choices("Corner Shop", "DE", "EUR")


def build_credentials(engine: Engine) -> dict[str, str]:
    """A recognisable value of the right form for every credential."""
    return {
        spec.name: spec.fixed.format(key=KEY)
        if spec.fixed is not None
        else spec.prefix + (f"{len(spec.name):02x}" * 64)[: spec.length]
        for spec in engine.credentials
    }


def build_values(engine: Engine, plan: str, platform: Platform = PLATFORM) -> Values:
    """What the orchestrator would give to Helm."""
    shop = Shop("corner-shop", KEY, plan, HOST, f"http://{HOST}:8080/", CHOICES)
    return engine.build_values(shop, build_credentials(engine), platform)
