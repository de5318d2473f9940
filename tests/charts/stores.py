"""Values for store charts, made by the engines themselves as the orchestrator does."""

from store_orchestrator.engines.base import Engine, Platform, Shop, Values
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
)
BARE_PLATFORM = Platform(
    images=PLATFORM.images,
    ingress_class="",
    ingress_namespace="edge",
    ingress_pod_labels={"app": "traefik"},
)


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
    shop = Shop("corner-shop", KEY, plan, HOST, f"http://{HOST}:8080/")
    return engine.build_values(shop, build_credentials(engine), platform)
