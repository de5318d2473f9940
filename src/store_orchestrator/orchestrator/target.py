"""What a store is to become: the engine's wishes made concrete for one store."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from store_orchestrator.cluster.door import WantedRelease
from store_orchestrator.db.queue import Leased
from store_orchestrator.domain.choices import DEFAULT_COUNTRY, DEFAULT_CURRENCY, Choices
from store_orchestrator.domain.plan import Wanted
from store_orchestrator.engines.address import build_shop
from store_orchestrator.engines.base import Engine, Plan, Platform, Shop, UnknownPlan

# A label's value has at most 63 characters; 160 bits are plenty to tell values apart.
DIGEST_LENGTH: Final = 40
# Shorter values are no secrets, and blotting them out would make messages unreadable.
SECRET_MINIMUM_LENGTH: Final = 8


class TargetUnknown(Exception):
    """A store asks for an engine that this orchestrator does not have."""


@dataclass(frozen=True, slots=True)
class Target:
    """Engine, shop and, once all credentials are drawn, the release."""

    engine: Engine
    shop: Shop
    wanted: Wanted
    release: WantedRelease | None


class Targets:
    """Builds targets.

    Args:
        charts_dir: folder that holds the charts ``store-<engine>``.
        deadline: overrides the engines' own.
        recheck: how old a proof that a shop sells may get; None lets it get as old as it may.
    """

    def __init__(
        self,
        engines: Mapping[str, Engine],
        platform: Platform,
        charts_dir: Path,
        url_template: str,
        deadline: timedelta | None = None,
        recheck: timedelta | None = None,
    ) -> None:
        self._engines = engines
        self._platform = platform
        self._url_template = url_template
        self._deadline = deadline
        self._recheck = recheck
        self._charts = {name: charts_dir / f"store-{name}" for name in engines}
        self._chart_digests = {name: digest_chart(path) for name, path in self._charts.items()}

    def build(self, leased: Leased) -> Target:
        """The target of this store.

        Raises:
            TargetUnknown: the engine is not there.
            UnknownPlan: the engine has no such plan.
        """
        spec = leased.spec
        engine = self._engines.get(spec.engine)
        if engine is None:
            raise TargetUnknown(f"This orchestrator has no engine {spec.engine!r}.")
        shop = build_shop(spec, self._url_template)
        release = self._build_release(engine, shop, leased.credentials)
        deadline = self._deadline or engine.deadline
        wanted = Wanted(
            values_digest=release.digest if release is not None else None,
            deadline=deadline,
            isolation_tested=find_plan(engine, spec.plan).isolation_tested,
            notices=engine.build_notices(shop, self._platform),
            recheck=self._recheck,
        )
        return Target(engine, shop, wanted, release)

    def derive_version(self, engine: Engine, plan: str) -> str:
        """Identifies what a store of this engine and plan would be if it were made now."""
        choices = build_default_choices(engine)
        shop = Shop("nobody", "nobody", plan, "nobody", "http://nobody/", choices)
        blank = {spec.name: spec.name for spec in engine.credentials}
        values = engine.build_values(shop, blank, self._platform)
        return derive_digest(values, self._chart_digests[engine.name])

    def _build_release(
        self, engine: Engine, shop: Shop, credentials: Mapping[str, str] | None
    ) -> WantedRelease | None:
        if credentials is None or any(c.name not in credentials for c in engine.credentials):
            return None
        values = engine.build_values(shop, credentials, self._platform)
        return WantedRelease(
            chart=self._charts[engine.name],
            values=values,
            digest=derive_digest(values, self._chart_digests[engine.name]),
            secrets=_list_secrets(credentials, self._platform),
        )


def build_default_choices(engine: Engine) -> Choices:
    """What a shop starts with that is nobody's yet."""
    return Choices(
        display_name="Pool",
        country=_prefer(DEFAULT_COUNTRY, engine.countries),
        currency=_prefer(DEFAULT_CURRENCY, engine.currencies),
    )


def _prefer(code: str, offered: Collection[str]) -> str:
    return code if code in offered else min(offered)


def _list_secrets(credentials: Mapping[str, str], platform: Platform) -> list[str]:
    mail = [platform.mail.password] if platform.mail is not None else []
    return [v for v in (*credentials.values(), *mail) if len(v) >= SECRET_MINIMUM_LENGTH]


def find_plan(engine: Engine, name: str) -> Plan:
    """The engine's plan of this name.

    Raises:
        UnknownPlan: it has none.
    """
    for plan in engine.plans:
        if plan.name == name:
            return plan
    raise UnknownPlan(engine.name, name, [plan.name for plan in engine.plans])


def derive_digest(values: Mapping[str, object], chart_digest: str) -> str:
    """Identifies values and chart together; equal values in another order are the same."""
    canonical = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{chart_digest}\n{canonical}".encode()).hexdigest()[:DIGEST_LENGTH]


def digest_chart(folder: Path) -> str:
    """Identifies a chart by everything in it, so that no change of it goes unnoticed.

    Raises:
        FileNotFoundError: there is no chart in this folder.
    """
    if not (folder / "Chart.yaml").is_file():
        raise FileNotFoundError(f"no chart in {folder}: check SO_CHARTS_DIR")
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder)}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
