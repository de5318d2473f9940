"""The engines on offer in this installation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from store_orchestrator.domain.store import Spec
from store_orchestrator.engines.address import build_shop
from store_orchestrator.engines.base import Engine, Plan, Shop
from store_orchestrator.services.errors import EngineUnavailable, Invalid, UnknownEngine


@dataclass(frozen=True, slots=True)
class Offer:
    """An engine as somebody who chooses sees it."""

    name: str
    title: str
    description: str
    plans: Sequence[Plan]
    unavailable_reason: str | None

    @property
    def available(self) -> bool:
        """Whether a store of this engine can be asked for."""
        return self.unavailable_reason is None


class Catalogue:
    """Looks engines up and says which of them can be used here.

    Args:
        registry: engine name to engine.
        images: names of the images this installation has.
        url_template: see :func:`store_orchestrator.engines.address.build_shop`.
    """

    def __init__(
        self, registry: Mapping[str, Engine], images: Collection[str], url_template: str
    ) -> None:
        self._registry = registry
        self._images = frozenset(images)
        self._url_template = url_template

    def list_offers(self) -> list[Offer]:
        """Every engine, in the registry's order."""
        return [
            Offer(e.name, e.title, e.description, e.plans, self._find_reason(e))
            for e in self._registry.values()
        ]

    def check_order(self, engine_name: str, plan_name: str) -> None:
        """Return if a store of this engine and plan can be made here.

        Raises:
            UnknownEngine: no engine has this name.
            EngineUnavailable: it lacks something here.
            Invalid: it has no such plan.
        """
        engine = self.find_engine(engine_name)
        if engine is None:
            names = ", ".join(self._registry)
            raise UnknownEngine(
                f"There is no engine {engine_name!r}.", f"Choose one of: {names}.", field="engine"
            )
        reason = self._find_reason(engine)
        if reason is not None:
            raise EngineUnavailable(
                reason, "Choose another engine, or ask the operator to add it.", field="engine"
            )
        plans = [plan.name for plan in engine.plans]
        if plan_name not in plans:
            raise Invalid(
                f"Engine {engine_name!r} has no plan {plan_name!r}.",
                f"Choose one of: {', '.join(plans)}.",
                field="plan",
            )

    def find_engine(self, name: str) -> Engine | None:
        """The engine of this name; None also for one that a later version dropped."""
        return self._registry.get(name)

    def build_shop(self, spec: Spec) -> Shop:
        """The store as its engine sees it, with its address."""
        return build_shop(spec, self._url_template)

    def _find_reason(self, engine: Engine) -> str | None:
        missing = [image for image in engine.images if image not in self._images]
        if not missing:
            return None
        return f"This installation lacks the {engine.title} images: {', '.join(missing)}."
