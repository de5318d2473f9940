"""The engines on offer in this installation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from store_orchestrator.domain.store import Spec
from store_orchestrator.engines.address import build_shop
from store_orchestrator.engines.base import Engine, Plan, Shop
from store_orchestrator.engines.sign_in import SIGN_IN_SECRET
from store_orchestrator.services.errors import EngineUnavailable, Invalid, UnknownEngine


@dataclass(frozen=True, slots=True)
class Offer:
    """An engine as somebody who chooses sees it; codes are sorted."""

    name: str
    title: str
    description: str
    plans: Sequence[Plan]
    countries: Sequence[str]
    currencies: Sequence[str]
    sign_in_link: bool
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
        absences: name of a missing image to a sentence that says why it is missing.
    """

    def __init__(
        self,
        registry: Mapping[str, Engine],
        images: Collection[str],
        url_template: str,
        absences: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._registry = registry
        self._images = frozenset(images)
        self._url_template = url_template
        self._absences = absences

    def list_offers(self) -> list[Offer]:
        """Every engine, in the registry's order."""
        return [self._build_offer(engine) for engine in self._registry.values()]

    def get_offered_engine(self, engine_name: str, plan_name: str) -> Engine:
        """The engine, of which a store with this plan can be made here.

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
        return engine

    def find_engine(self, name: str) -> Engine | None:
        """The engine of this name; None also for one that a later version dropped."""
        return self._registry.get(name)

    def build_shop(self, spec: Spec) -> Shop:
        """The store as its engine sees it, with its address."""
        return build_shop(spec, self._url_template)

    def has_sign_in_link(self, engine: Engine) -> bool:
        """Whether links can sign in to the admin of this engine's shops."""
        return any(spec.name == SIGN_IN_SECRET.name for spec in engine.credentials)

    def _build_offer(self, engine: Engine) -> Offer:
        return Offer(
            name=engine.name,
            title=engine.title,
            description=engine.description,
            plans=engine.plans,
            countries=sorted(engine.countries),
            currencies=sorted(engine.currencies),
            sign_in_link=self.has_sign_in_link(engine),
            unavailable_reason=self._find_reason(engine),
        )

    def _find_reason(self, engine: Engine) -> str | None:
        missing = [image for image in engine.images if image not in self._images]
        if not missing:
            return None
        # Several images are often missing for the same reason.
        reasons = list(dict.fromkeys(self._absences[i] for i in missing if i in self._absences))
        unexplained = [image for image in missing if image not in self._absences]
        if unexplained:
            reasons.append(
                f"This installation lacks the {engine.title} images: {', '.join(unexplained)}."
            )
        return " ".join(reasons)
