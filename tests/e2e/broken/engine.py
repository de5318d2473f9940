"""Shops that break on purpose, one way per plan, so that tests can see what people are told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from e2e.contract.tiny.engine import Tiny
from store_orchestrator.engines.base import Credentials, Plan, Platform, Shop, Values

HUGE: Final = {"requests": {"memory": "512Gi"}, "limits": {"memory": "512Gi"}}
# Python alone needs more.
MEAGRE: Final = {"requests": {"memory": "8Mi"}, "limits": {"memory": "8Mi"}}
REFUSED: Final = "refused-by-a-rule"
UNFIT: Final = "echo 'set-up failed: the template does not fit this database' >&2; exit 1"
CRASHING: Final = (
    "echo 'cannot read the catalogue' >&2; "
    'echo "signed in with $(cat /etc/store/admin-password)" >&2; exit 3'
)


def _run(script: str) -> dict[str, object]:
    return {"command": ["/bin/sh", "-c", script]}


FAULTS: Final[Mapping[str, Mapping[str, object]]] = {
    "image": {"images": {"tiny": "registry.invalid/nothing:1"}},
    "quota": {"quota": {"requests.memory": "16Mi"}},
    "room": {"resources": HUGE, "quota": {"requests.memory": "600Gi"}},
    "volume": {"storageClass": "no-such-class"},
    "memory": {"resources": MEAGRE},
    "crash": _run(CRASHING),
    "setup": _run(UNFIT),
    # A rule that the test makes refuses pods with this word in their command.
    "rule": _run(f"echo {REFUSED}"),
}


class Broken(Tiny):
    """A tiny shop with one fault."""

    name = "broken"
    title = "Broken"
    description = "A shop that breaks, for tests of the platform."
    plans = tuple(Plan(fault, fault.title(), f"Breaks by {fault}.") for fault in FAULTS)
    # Long enough for Kubernetes to say what is wrong.
    deadline = timedelta(seconds=40)

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:
        """Those of a tiny shop, and what breaks it."""
        return {**super().build_values(shop, credentials, platform), **FAULTS[shop.plan]}
