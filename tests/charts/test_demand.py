"""What a plan is said to demand is what its pods request, or capacity would be a guess."""

import pytest

from charts.rendering import Rendered
from charts.stores import ENGINES_AND_PLANS
from store_orchestrator.cluster.requests import derive_demand, parse_quantity
from store_orchestrator.engines.demands import Demands
from store_orchestrator.engines.registry import REGISTRY

GIB = 2**30


@pytest.mark.parametrize(("engine", "plan"), ENGINES_AND_PLANS)
def test_demand_is_what_the_chart_requests(
    every_shape: dict[str, Rendered], engine: str, plan: str
) -> None:
    rendered = every_shape[f"store-{engine}/{plan}"]
    [(_, pod)] = list(rendered.list_pods())
    requested = derive_demand(pod["spec"])
    claims = rendered.list_kind("PersistentVolumeClaim")
    sizes = [c["spec"]["resources"]["requests"]["storage"] for c in claims]
    demand = Demands(REGISTRY).find(engine, plan)
    assert (demand.cpu, demand.memory, demand.pods) == (requested.cpu, requested.memory, 1)
    assert demand.storage == sum(parse_quantity(size) for size in sizes) / GIB
