"""What the setting of the pools means."""

from pathlib import Path

import pytest

from store_orchestrator.domain.pool import PoolKey
from store_orchestrator.engines.base import Credentials, Engine, Platform, Shop, UnknownPlan, Values
from store_orchestrator.engines.registry import REGISTRY
from store_orchestrator.orchestrator.pool_keeper import (
    PoolInvalid,
    build_pool_choices,
    build_wanted,
)
from store_orchestrator.orchestrator.target import Targets
from unit.services.paper_engine import PaperEngine

IMAGES = {"pen": "registry.test/pen:1", "paper": "registry.test/paper:1"}
ENGINES: dict[str, Engine] = {"paper": PaperEngine()}


class Ready(PaperEngine):
    """A paper engine whose shops can be made ahead; its values name its images."""

    claimable = True

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:  # noqa: ARG002
        return {"images": dict(platform.images)}


READY: dict[str, Engine] = {"paper": Ready()}


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    chart = tmp_path / "store-paper"
    chart.mkdir()
    (chart / "Chart.yaml").write_text("name: paper\n")
    return tmp_path


def _targets(charts: Path, images: dict[str, str]) -> Targets:
    platform = Platform(images, "", "ingress", {})
    return Targets(READY, platform, charts, "http://{host}.shops.test/")


def test_each_pool_has_its_size_and_version(charts: Path) -> None:
    wanted = build_wanted({"paper": {"small": 2}}, READY, IMAGES, _targets(charts, IMAGES))
    assert wanted.keys() == {PoolKey("paper", "small")}
    assert wanted[PoolKey("paper", "small")].size == 2


def test_other_images_or_another_chart_are_another_version(charts: Path) -> None:
    first = _targets(charts, IMAGES).derive_version(READY["paper"], "small")
    assert first == _targets(charts, IMAGES).derive_version(READY["paper"], "small")
    other = {**IMAGES, "pen": "registry.test/pen:2"}
    assert first != _targets(charts, other).derive_version(READY["paper"], "small")
    (charts / "store-paper" / "values.yaml").write_text("more: 1\n")
    assert first != _targets(charts, IMAGES).derive_version(READY["paper"], "small")


def test_a_pool_of_an_engine_without_images_stays_empty(charts: Path) -> None:
    assert build_wanted({"paper": {"small": 2}}, READY, {}, _targets(charts, IMAGES)) == {}


def test_what_cannot_be_is_named(charts: Path) -> None:
    targets = _targets(charts, IMAGES)
    with pytest.raises(PoolInvalid, match="'pencil'"):
        build_wanted({"pencil": {"small": 1}}, READY, IMAGES, targets)
    with pytest.raises(PoolInvalid, match="cannot be made ahead"):
        build_wanted({"paper": {"small": 1}}, ENGINES, IMAGES, targets)
    with pytest.raises(UnknownPlan, match="huge"):
        build_wanted({"paper": {"huge": 1}}, READY, IMAGES, targets)


def test_shops_of_a_pool_sell_where_their_engine_can() -> None:
    for name, choices in build_pool_choices(REGISTRY).items():
        assert choices.country in REGISTRY[name].countries
        assert choices.currency in REGISTRY[name].currencies
        assert choices.sample_products
