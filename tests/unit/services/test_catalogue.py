"""Which engines can be asked for."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from store_orchestrator.domain.store import Spec
from store_orchestrator.engines.registry import REGISTRY
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.errors import EngineUnavailable, Invalid, UnknownEngine

TEMPLATE = "https://{host}.shops.example:8443/"
ENGINE = next(iter(REGISTRY.values()))
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _build(*images: str) -> Catalogue:
    return Catalogue(REGISTRY, images or ENGINE.images, TEMPLATE)


def test_every_plan_of_an_available_engine_can_be_asked_for() -> None:
    for plan in ENGINE.plans:
        _build().check_order(ENGINE.name, plan.name)


def test_refusals_name_the_field_and_the_choices() -> None:
    with pytest.raises(UnknownEngine) as unknown:
        _build().check_order("nothing", "small")
    assert unknown.value.field == "engine"
    assert ENGINE.name in unknown.value.remedy
    with pytest.raises(Invalid) as invalid:
        _build().check_order(ENGINE.name, "nothing")
    assert invalid.value.field == "plan"
    assert ENGINE.plans[0].name in invalid.value.remedy


def test_an_engine_without_an_image_is_shown_and_refused() -> None:
    catalogue = _build(*ENGINE.images[1:], "unrelated")
    [offer] = [offer for offer in catalogue.list_offers() if offer.name == ENGINE.name]
    assert not offer.available
    with pytest.raises(EngineUnavailable, match=ENGINE.images[0]):
        catalogue.check_order(ENGINE.name, ENGINE.plans[0].name)


def test_a_shop_has_its_own_host_under_the_template() -> None:
    spec = Spec(UUID(int=1), "abcdefgh", "demo", ENGINE.name, "small", 1, NOW, NOW)
    shop = _build().build_shop(spec)
    assert shop.url == "https://demo-abcdefgh.shops.example:8443/"
    assert shop.host == "demo-abcdefgh.shops.example"
