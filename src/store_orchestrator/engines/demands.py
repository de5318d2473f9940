"""What one store of each engine and plan demands."""

from collections.abc import Mapping

from store_orchestrator.domain.capacity import Demand
from store_orchestrator.engines.base import Engine


class Demands:
    """Looks demands up.

    Args:
        engines: engine name to engine.
    """

    def __init__(self, engines: Mapping[str, Engine]) -> None:
        self._demands = {
            (engine.name, plan.name): plan.demand
            for engine in engines.values()
            for plan in engine.plans
        }

    def find(self, engine: str, plan: str) -> Demand:
        """What one such store demands; nothing where engine or plan are gone."""
        return self._demands.get((engine, plan), Demand(pods=0))
