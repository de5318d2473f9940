"""Every chart rendered once per session, in each of its shapes."""

from pathlib import Path

import pytest

from charts.rendering import Chart, Rendered, read_values
from charts.stores import BARE_PLATFORM, ENGINES_AND_PLANS, KEY, build_values
from local_cluster.programs import ensure_program
from package_charts import package_charts
from store_orchestrator.domain.names import RELEASE_NAME, derive_namespace
from store_orchestrator.engines.registry import get_engine

PLATFORM_SHAPES = ["platform", "platform-everything"]
STORE_SHAPES = [f"store-{engine}/{plan}" for engine, plan in ENGINES_AND_PLANS]
BARE_SHAPES = [f"store-{engine}/bare" for engine in dict(ENGINES_AND_PLANS)]


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
    for shape in [*STORE_SHAPES, *BARE_SHAPES]:
        name, plan = shape.split("/")
        engine = get_engine(name.removeprefix("store-"))
        bare = plan == "bare"
        given = build_values(engine, engine.plans[0].name, BARE_PLATFORM) if bare else None
        values = given or build_values(engine, plan)
        shapes[shape] = Rendered(charts[name], values, charts[name].render(values))
    return shapes


@pytest.fixture(params=[*PLATFORM_SHAPES, *STORE_SHAPES, *BARE_SHAPES])
def rendered(request: pytest.FixtureRequest, every_shape: dict[str, Rendered]) -> Rendered:
    """Each chart in each shape."""
    return every_shape[request.param]


@pytest.fixture(params=[*STORE_SHAPES, *BARE_SHAPES])
def store(request: pytest.FixtureRequest, every_shape: dict[str, Rendered]) -> Rendered:
    """Each store chart in each shape."""
    return every_shape[request.param]


@pytest.fixture(params=PLATFORM_SHAPES)
def platform(request: pytest.FixtureRequest, every_shape: dict[str, Rendered]) -> Rendered:
    """The platform chart in each shape."""
    return every_shape[request.param]
