"""Stores that are made ahead: how many there shall be, and which can be claimed."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from e2e import tree
from e2e.platform_under_test import Platform, wait_for
from local_cluster import programs

NAMESPACE = "store-orchestrator"
PLAN = "small"


@dataclass(frozen=True)
class Pool:
    """The pool of the platform under test.

    Attributes:
        sizes: stores that there shall be, by engine.
    """

    platform: Platform
    sizes: Mapping[str, int]

    def set_sizes(self, sizes: Mapping[str, int]) -> None:
        """Change the setting and wait until the orchestrator runs with it."""
        wanted = {engine: {PLAN: size} for engine, size in sizes.items()}
        subprocess.run(
            [
                *(programs.ensure_program("helm"), "--kubeconfig", self.platform.kubeconfig),
                *("upgrade", "store-orchestrator", tree.TREE / "charts" / "platform"),
                *("--namespace", NAMESPACE, "--reuse-values"),
                *("--set-json", f"stores.pool={json.dumps(wanted)}"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        self.platform.kubectl(
            *("-n", NAMESPACE, "rollout", "status", "deployment/orchestrator", "--timeout=120s")
        )

    def remove(self) -> None:
        """No pool any more, and nothing left of it."""
        self.set_sizes(dict.fromkeys(self.sizes, 0))
        wait_for("an empty pool", lambda: not self.list_stores(), seconds=180)

    def list_stores(self) -> list[dict[str, Any]]:
        """Stores that are nobody's yet."""
        document = json.loads(self.platform.storectl("pool", "-o", "json"))
        stores: list[dict[str, Any]] = document["stores"]
        return stores

    def list_ready(self, engine: str) -> list[dict[str, Any]]:
        """Those of this engine that can be claimed."""
        stores = self.list_stores()
        return [one for one in stores if (one["engine"], one["state"]) == (engine, "ready")]

    def wait_until_full(self, engine: str) -> list[dict[str, Any]]:
        """As many of this engine as there shall be."""
        return wait_for(
            f"a full pool of {engine}",
            lambda: found if len(found := self.list_ready(engine)) == self.sizes[engine] else None,
            seconds=240,
        )


@contextmanager
def open_pool(platform: Platform, sizes: Mapping[str, int]) -> Iterator[Pool]:
    """A pool of this many stores; without one again afterwards."""
    pool = Pool(platform, sizes)
    pool.set_sizes(sizes)
    yield pool
    pool.remove()


def create(platform: Platform, name: str, engine: str, *more: str) -> dict[str, Any]:
    """Ask for a store and wait until it is Ready."""
    arguments = ("store", "create", name, "--engine", engine, *more, "--wait", "-o", "json")
    document: dict[str, Any] = json.loads(platform.storectl(*arguments))
    return document
