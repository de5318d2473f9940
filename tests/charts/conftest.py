"""Every chart rendered once per session, in each of its shapes."""

from pathlib import Path

import pytest

from charts.rendering import Chart, Rendered, read_values
from charts.stores import ENGINES_AND_PLANS, KEY, PLATFORM, PLATFORMS, build_values
from local_cluster.programs import ensure_program
from package_charts import package_charts
from store_orchestrator.domain.names import RELEASE_NAME, derive_namespace
from store_orchestrator.engines.registry import get_engine

PLATFORM_SHAPES = ["platform", "platform-everything"]
STORE_SHAPES = [f"store-{engine}/{plan}" for engine, plan in ENGINES_AND_PLANS]
OTHER_SHAPES = [f"store-{e}/{name}" for e in dict(ENGINES_AND_PLANS) for name in PLATFORMS]


@pytest.fixture(scope="session")
def charts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Chart]:
    """All application charts, packaged as for the platform image."""
    helm = ensure_program("helm")
    folders = package_charts(tmp_path_factory.mktemp("charts"))
    return {folder.name: _build_chart(helm, folder) for folder in folders}


def _build_chart(helm: Path, folder: Path) -> Chart:
    if folder.name.startswith("store-"):
        return Chart(helm, folder, RELEASE_NAME, derive_namespace(KEY))
    return Chart(helm, folder, "store-orchestrator", "store-orchestrator")


@pytest.fixture(scope="session")
def every_shape(charts: dict[str, Chart]) -> dict[str, Rendered]:
    """Chart and values by the name of the shape, rendered."""
    shapes = {}
    for shape in PLATFORM_SHAPES:
        values = read_values(shape)
        shapes[shape] = Rendered(charts["platform"], values, charts["platform"].render(values))
    for shape in [*STORE_SHAPES, *OTHER_SHAPES]:
        name, plan = shape.split("/")
        engine = get_engine(name.removeprefix("store-"))
        size = engine.plans[0].name if plan in PLATFORMS else plan
        values = build_values(engine, size, PLATFORMS.get(plan, PLATFORM))
        shapes[shape] = Rendered(charts[name], values, charts[name].render(values))
    return shapes


@pytest.fixture(params=[*PLATFORM_SHAPES, *STORE_SHAPES, *OTHER_SHAPES])
def rendered(request: pytest.FixtureRequest, every_shape: dict[str, Rendered]) -> Rendered:
    """Each chart in each shape."""
    return every_shape[request.param]


@pytest.fixture(params=[*STORE_SHAPES, *OTHER_SHAPES])
def store(request: pytest.FixtureRequest, every_shape: dict[str, Rendered]) -> Rendered:
    """Each store chart in each shape."""
    return every_shape[request.param]


@pytest.fixture(params=PLATFORM_SHAPES)
def platform(request: pytest.FixtureRequest, every_shape: dict[str, Rendered]) -> Rendered:
    """The platform chart in each shape."""
    return every_shape[request.param]
