"""Which engines there are: the only place that knows them all."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from store_orchestrator.engines.base import Engine
from store_orchestrator.engines.medusa import Medusa
from store_orchestrator.engines.woocommerce import WooCommerce

_ENGINES: Final[tuple[Engine, ...]] = (WooCommerce(), Medusa())

REGISTRY: Final[Mapping[str, Engine]] = MappingProxyType({e.name: e for e in _ENGINES})
"""Engine name to engine, in the order in which they are offered."""


class UnknownEngine(LookupError):
    """There is no engine of this name; the text lists the known ones."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no engine {name!r}; known engines: {', '.join(REGISTRY)}")
        self.name = name


def get_engine(name: str) -> Engine:
    """The engine of this name.

    Raises:
        UnknownEngine: if there is none.
    """
    engine = REGISTRY.get(name)
    if engine is None:
        raise UnknownEngine(name)
    return engine
