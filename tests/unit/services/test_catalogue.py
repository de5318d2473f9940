"""Which engines can be asked for."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.store import Spec
from store_orchestrator.engines.registry import REGISTRY
from store_orchestrator.engines.sign_in import SIGN_IN_SECRET
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.errors import EngineUnavailable, Invalid, UnknownEngine
from unit.services.paper_engine import PaperEngine

TEMPLATE = "https://{host}.shops.example:8443/"
ENGINE = next(iter(REGISTRY.values()))
NOW = datetime(2026, 1, 1, tzinfo=UTC)


PAPER = PaperEngine()


def _build(*images: str) -> Catalogue:
    return Catalogue(REGISTRY, images or ENGINE.images, TEMPLATE)


def _build_on_paper(images: tuple[str, ...], **absences: str) -> Catalogue:
    return Catalogue({PAPER.name: PAPER}, images, TEMPLATE, absences)


def test_every_plan_of_an_available_engine_can_be_asked_for() -> None:
    for plan in ENGINE.plans:
        assert _build().get_offered_engine(ENGINE.name, plan.name) is ENGINE


def test_refusals_name_the_field_and_the_choices() -> None:
    with pytest.raises(UnknownEngine) as unknown:
        _build().get_offered_engine("nothing", "small")
    assert unknown.value.field == "engine"
    assert ENGINE.name in unknown.value.remedy
    with pytest.raises(Invalid) as invalid:
        _build().get_offered_engine(ENGINE.name, "nothing")
    assert invalid.value.field == "plan"
    assert ENGINE.plans[0].name in invalid.value.remedy


def test_an_engine_without_an_image_is_shown_and_refused() -> None:
    catalogue = _build(*ENGINE.images[1:], "unrelated")
    [offer] = [offer for offer in catalogue.list_offers() if offer.name == ENGINE.name]
    assert not offer.available
    with pytest.raises(EngineUnavailable, match=ENGINE.images[0]):
        catalogue.get_offered_engine(ENGINE.name, ENGINE.plans[0].name)


def test_an_offer_says_what_an_engine_can_do_in_a_stable_order() -> None:
    [offer] = _build_on_paper(PAPER.images).list_offers()
    assert offer.available
    assert offer.countries == ["CH", "DE", "US"]
    assert offer.currencies == ["EUR", "USD"]
    assert [plan.isolation_tested for plan in offer.plans] == [False, True]
    assert not offer.sign_in_link


def test_an_engine_whose_shops_have_the_secret_of_links_has_links() -> None:
    engine = PaperEngine()
    engine.credentials = (SIGN_IN_SECRET,)
    [offer] = Catalogue({"paper": engine}, PAPER.images, TEMPLATE).list_offers()
    assert offer.sign_in_link


def test_the_reason_for_an_absent_image_is_told_once_and_refuses() -> None:
    why = "There was no plugin to build it from."
    catalogue = _build_on_paper((), pen=why, paper=why, unrelated="Never mind.")
    [offer] = catalogue.list_offers()
    assert offer.unavailable_reason == why
    with pytest.raises(EngineUnavailable) as refused:
        catalogue.get_offered_engine("paper", "small")
    assert refused.value.detail == why


def test_an_absence_without_a_reason_is_told_beside_one_with() -> None:
    [offer] = _build_on_paper((), pen="No ink.").list_offers()
    assert offer.unavailable_reason == "No ink. This installation lacks the Paper images: paper."


def test_an_absence_of_an_image_that_is_there_says_nothing() -> None:
    [offer] = _build_on_paper(PAPER.images, pen="No ink.").list_offers()
    assert offer.unavailable_reason is None


def test_a_shop_has_its_own_host_under_the_template() -> None:
    spec = Spec(UUID(int=1), "abcdefgh", "demo", ENGINE.name, "small", Choices("Demo"), 1, NOW, NOW)
    shop = _build().build_shop(spec)
    assert shop.url == "https://demo-abcdefgh.shops.example:8443/"
    assert shop.host == "demo-abcdefgh.shops.example"
