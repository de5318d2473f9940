"""The shops that the tests of all engines share: two of each, created at once when first needed."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx2
import pytest

from e2e.contract.adapters import Adapter, get_adapter
from e2e.platform_under_test import Platform, open_client
from store_orchestrator.engines.registry import REGISTRY

ENGINES = (*REGISTRY, "tiny")
"""Names of all engines that the platform under test must have."""

# A picture of one transparent point.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000b4944415478da636000020000050001e9fadcd80000000049454e44ae426082"
)


@dataclass(frozen=True)
class Wish:
    """What a store is created with; the first place and currency that the engine has is taken."""

    display_name: str
    places: tuple[tuple[str, str], ...]
    empty: bool
    prefers_tested: bool


WISHES = {
    "full": Wish("Käse & Söhne", (("DE", "EUR"), ("US", "USD")), empty=False, prefers_tested=False),
    "empty": Wish("Nothing Yet", (("JP", "JPY"), ("US", "USD")), empty=True, prefers_tested=True),
}


@dataclass
class Shop:
    """One store that became Ready, with what it was asked to be.

    Attributes:
        orders: numbers of all orders that it has confirmed to shoppers of the tests.
    """

    platform: Platform
    engine: str
    wish: Wish
    place: tuple[str, str]
    plan: Mapping[str, Any]
    created: dict[str, Any]
    orders: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Its name on the platform."""
        name: str = self.created["name"]
        return name

    @property
    def namespace(self) -> str:
        """Where its pods are."""
        namespace: str = self.created["namespace"]
        return namespace

    @cached_property
    def adapter(self) -> Adapter:
        """How such a shop is used."""
        return get_adapter(self.engine)

    @cached_property
    def credentials(self) -> dict[str, str]:
        """What its merchant was shown."""
        return self.platform.credentials(self.name)

    @cached_property
    def upload(self) -> str:
        """Path of a picture that its merchant has uploaded."""
        with self.visit() as visitor:
            return self.adapter.upload(visitor, self.credentials, "kept.png", PICTURE)

    @contextmanager
    def visit(self) -> Iterator[httpx2.Client]:
        """A new browser, so to say, without any cookie."""
        with open_client(self.created["url"]) as visitor:
            yield visitor

    def buy(self) -> str:
        """Order something as a shopper; the number is remembered."""
        with self.visit() as visitor:
            number = self.adapter.place_order(visitor, self.credentials)
        self.orders.add(number)
        return number

    def list_orders(self) -> set[str]:
        """What its merchant sees."""
        with self.visit() as visitor:
            return self.adapter.list_orders(visitor, self.credentials)

    def find_upload(self) -> bytes | None:
        """The picture as everybody gets it; None while the shop does not answer."""
        with self.visit() as visitor:
            try:
                reply = visitor.get(self.upload)
            except httpx2.TransportError:
                return None
            return reply.content if reply.is_success else None

    def find_pod(self) -> dict[str, Any]:
        """The one pod of the shop."""
        selector = "app.kubernetes.io/component=shop,!store-orchestrator.io/self-test"
        pods = self.platform.kubectl_json("get", "pods", "-n", self.namespace, "-l", selector)
        [pod] = pods["items"]
        document: dict[str, Any] = pod
        return document


class Shops:
    """All of them; creating one takes as long as creating all, so all are created at once."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.offers = read_offers(platform)
        self._pool = ThreadPoolExecutor(len(ENGINES) * len(WISHES))
        self._created: dict[tuple[str, str], Future[Shop]] = {
            (engine, kind): self._pool.submit(self._create, engine, kind)
            for engine in ENGINES
            if self.offers.get(engine, {}).get("available")
            for kind in WISHES
        }

    def get(self, engine: str, kind: str) -> Shop:
        """The shop, once it is Ready; skips the test where the engine cannot be had here."""
        offer = self.offers.get(engine)
        assert offer is not None, f"GET /engines does not list {engine}"
        if not offer["available"]:
            pytest.skip(f"{engine} is unavailable: {offer['unavailable_reason']}")
        return self._created[engine, kind].result()

    def list_created(self, kind: str) -> list[Shop]:
        """Those of this kind that became Ready; the others fail their own tests."""
        created = [future for (_, each), future in self._created.items() if each == kind]
        return [future.result() for future in created if future.exception() is None]

    def close(self) -> None:
        """Wait for creations that nobody waited for."""
        self._pool.shutdown()

    def _create(self, engine: str, kind: str) -> Shop:
        wish, offer = WISHES[kind], self.offers[engine]
        place = next(
            (country, currency)
            for country, currency in wish.places
            if country in offer["countries"] and currency in offer["currencies"]
        )
        plans = [p for p in offer["plans"] if p["isolation_tested"] is wish.prefers_tested]
        plan = (plans or offer["plans"])[0]
        name = f"{engine}-{kind}"
        created = self._platform.storectl(
            *("store", "create", name, "--engine", engine, "--plan", plan["name"]),
            *("--display-name", wish.display_name, "--country", place[0], "--currency", place[1]),
            *(["--empty"] if wish.empty else []),
            *("--wait", "-o", "json"),
        )
        return Shop(self._platform, engine, wish, place, plan, json.loads(created))


def read_offers(platform: Platform) -> dict[str, dict[str, Any]]:
    """What GET /engines says, by name."""
    with open_client(f"{platform.url}/api/v1/", platform.token) as api:
        items = api.get("engines").raise_for_status().json()["items"]
    return {item["name"]: item for item in items}
