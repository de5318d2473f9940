"""A shop that sold: created, proven with an order and shown with its credentials."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local_cluster.commands import CommandError, capture, run
from local_cluster.errors import LocalClusterError
from local_cluster.kubectl import wait_until
from local_cluster.layout import CHECKOUT
from local_cluster.platform import Installation
from local_cluster.stages import Stage, Stages

NAME = "demo"
_ENGINE = "medusa"
_PATIENCE = 300
_STORECTL = CHECKOUT / "bin" / "storectl"


@dataclass(frozen=True)
class Demo:
    """The shop, its last proven order and how to sign in to its administration."""

    url: str
    admin_url: str
    order: str
    credentials: Mapping[str, str]
    """Label -> value."""


def run_demo(installation: Installation, stages: Stages) -> Demo:
    """Create the shop `demo` unless it exists, prove it with an order, fetch its credentials."""
    remedy = f"Ask why: . build/storectl.env; bin/storectl store events {NAME}"
    storectl = _Storectl(installation)
    if not storectl.has_store(NAME):
        with stages.stage("Create the shop", remedy=remedy) as stage:
            arguments = ("store", "create", NAME, "--engine", _ENGINE, "--wait")
            run([_STORECTL, *arguments], log=stage.log, env=storectl.environment)
    with stages.stage("Order something in the shop", remedy=remedy) as stage:
        _order(storectl, stage)
    store = storectl.get_json("store", "get", NAME)
    verification = store.get("verification") or {}
    if not verification.get("ok"):
        raise LocalClusterError(
            f"the shop's order failed: {verification.get('message', 'no answer')}", remedy=remedy
        )
    items = storectl.get_json("store", "credentials", NAME)["items"]
    return Demo(
        url=str(store["url"]),
        admin_url=str(store["admin_url"]),
        order=str(verification.get("order_number") or verification.get("order_id")),
        credentials={str(item["label"]): str(item["value"]) for item in items},
    )


def _order(storectl: _Storectl, stage: Stage) -> None:
    """Place a test order. A shop of an earlier run may be getting new images right now."""
    wait_until(lambda: storectl.is_ready(NAME), _PATIENCE, f"the shop {NAME} is Ready")
    try:
        run([_STORECTL, "store", "verify", NAME], log=stage.log, env=storectl.environment)
    except CommandError:
        if storectl.is_ready(NAME):
            raise
        stage.note("the shop is being renewed")
        wait_until(lambda: storectl.is_ready(NAME), _PATIENCE, f"the shop {NAME} is Ready")
        run([_STORECTL, "store", "verify", NAME], log=stage.log, env=storectl.environment)


class _Storectl:
    """bin/storectl as an operator of this installation."""

    def __init__(self, installation: Installation) -> None:
        self.environment = {
            "STORECTL_URL": installation.url,
            "STORECTL_TOKEN": installation.token,
        }

    def has_store(self, name: str) -> bool:
        items = self.get_json("store", "list")["items"]
        return any(item["name"] == name for item in items)

    def is_ready(self, name: str) -> bool:
        return str(self.get_json("store", "get", name)["phase"]) == "Ready"

    def get_json(self, *arguments: str) -> dict[str, Any]:
        text = capture([_STORECTL, *arguments, "--output", "json"], env=self.environment)
        try:
            document: dict[str, Any] = json.loads(text)
        except ValueError as error:
            raise CommandError("storectl", 0, None, text.splitlines()[-3:]) from error
        return document
