import re
from math import log2

import pytest

from store_orchestrator.domain.choices import Choices
from store_orchestrator.engines.base import Engine, Platform, Shop, UnknownPlan
from store_orchestrator.engines.registry import REGISTRY, UnknownEngine, get_engine

PLATFORM = Platform(
    images={name: f"example.org/{name}:1" for e in REGISTRY.values() for name in e.images},
    ingress_class="traefik",
    ingress_namespace="ingress",
    ingress_pod_labels={"app.kubernetes.io/name": "traefik"},
    storage_class="standard",
)


def build_shop(plan: str) -> Shop:
    host = "corner-shop-abcdefgh.localhost"
    choices = Choices("Corner Shop")
    return Shop("corner-shop", "abcdefgh", plan, host, f"http://{host}:8080/", choices)


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        UnknownEngine, match="no engine 'magento'; known engines: woocommerce, medusa"
    ):
        get_engine("magento")


@pytest.mark.parametrize("name", REGISTRY)
def test_every_engine_is_found_by_its_own_name(name: str) -> None:
    assert get_engine(name).name == name


@pytest.mark.parametrize("engine", REGISTRY.values(), ids=list(REGISTRY))
class TestEveryEngine:
    def test_offers_plans_with_distinct_names(self, engine: Engine) -> None:
        names = [plan.name for plan in engine.plans]
        assert names[0] == "small"
        assert len(names) == len(set(names))

    def test_credentials_are_either_fixed_or_long_enough_to_resist_guessing(
        self, engine: Engine
    ) -> None:
        for spec in engine.credentials:
            assert re.fullmatch(r"[a-z][a-z_]*", spec.name)
            drawn_bits = spec.length * log2(len(spec.alphabet))
            assert (drawn_bits >= 112) != (spec.fixed is not None), spec.name
            assert len(set(spec.alphabet)) == len(spec.alphabet), spec.name

    def test_an_unknown_plan_is_refused_with_the_known_ones(self, engine: Engine) -> None:
        credentials = {spec.name: "x" for spec in engine.credentials}
        with pytest.raises(UnknownPlan, match=r"no plan 'huge'; it offers: small, standard"):
            engine.build_values(build_shop("huge"), credentials, PLATFORM)

    def test_admin_url_is_under_the_shop(self, engine: Engine) -> None:
        shop = build_shop("small")
        assert engine.build_admin_url(shop).startswith(shop.url)

    def test_values_are_the_same_for_the_same_input(self, engine: Engine) -> None:
        credentials = {spec.name: f"value of {spec.name}" for spec in engine.credentials}
        shop = build_shop("small")
        first = engine.build_values(shop, credentials, PLATFORM)
        assert first == engine.build_values(shop, credentials, PLATFORM)
        assert first["credentials"] == credentials

    def test_its_probe_starts_with_a_call_to_the_shop(self, engine: Engine) -> None:
        credentials = {spec.name: "x" for spec in engine.credentials}
        call = next(engine.build_order_probe(build_shop("small"), credentials))
        assert call.path.startswith("/")
