"""Laying one more engine over a copy of the sources, as CONTRIBUTING.md says to add one."""

import re
from dataclasses import dataclass
from pathlib import Path

REGISTRY = Path("src/store_orchestrator/engines/registry.py")

_FIRST_STATEMENT = re.compile(r"^_ENGINES\b", re.MULTILINE)
_LAST_ENGINE = re.compile(r"^(_ENGINES: [^=]+ = \([^\n]*?),?\)$", re.MULTILINE)


class RegistryChanged(Exception):
    """The registry cannot take one more engine in one line."""


@dataclass(frozen=True)
class NewEngine:
    """An engine that the checkout does not have: ``class Tiny`` in ``engines/tiny.py``."""

    module: str
    class_name: str

    @property
    def import_line(self) -> str:
        """What the registry imports."""
        return f"from store_orchestrator.engines.{self.module} import {self.class_name}\n"

    def register(self, source: str) -> str:
        """The registry's source with this engine as the last one on offer.

        Raises:
            RegistryChanged: it does not list its engines in one line.
        """
        added, count = _LAST_ENGINE.subn(rf"\1, {self.class_name}())", source)
        if count != 1:
            raise RegistryChanged(f"{REGISTRY} does not list its engines in one line any more")
        return _FIRST_STATEMENT.sub(f"{self.import_line}\n\\g<0>", added, count=1)
