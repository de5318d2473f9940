"""A shop of every engine that was made ahead and claimed is a new one of its new owner."""

import base64
from collections.abc import Iterator

import httpx2
import pytest

from e2e.contract.test_contract import Text
from e2e.platform_under_test import Platform, Secrets
from e2e.pools import PLAN, Pool, create, open_pool
from e2e.shops import WISHES, Shop, Shops

REFUSED = (AssertionError, httpx2.HTTPStatusError)
NAMES_OF_NO_SECRET = {"admin_user", "admin_email"}
COUNTRY, CURRENCY = "DE", "EUR"


@pytest.fixture(scope="module")
def pool(platform: Platform, shops: Shops) -> Iterator[Pool]:
    """One shop of every engine that can be had here."""
    available = [name for name, offer in shops.offers.items() if offer["available"]]
    with open_pool(platform, {name: 1 for name in available if name != "broken"}) as pool:
        yield pool


def read_credentials(platform: Platform, namespace: str) -> dict[str, str]:
    """What the shop was made with, as its Secret holds it."""
    data = platform.kubectl_json("get", "secret", "credentials", "-n", namespace)["data"]
    return Secrets(
        {name.replace("-", "_"): base64.b64decode(value).decode() for name, value in data.items()}
    )


def test_a_claimed_shop_is_its_owners(
    platform: Platform, shops: Shops, pool: Pool, engine: str
) -> None:
    if engine not in pool.sizes:
        pytest.skip(f"{engine} is unavailable: {shops.offers[engine]['unavailable_reason']}")
    [spare] = pool.wait_until_full(engine)
    former = read_credentials(platform, spare["namespace"])
    wish = WISHES["full"]
    choices = ("--display-name", wish.display_name, "--country", COUNTRY, "--currency", CURRENCY)
    created = create(platform, f"claimed-{engine}", engine, "--plan", PLAN, *choices)
    assert created["namespace"] == spare["namespace"]
    assert created["claimed_at"] is not None

    shop = Shop(platform, engine, wish, (COUNTRY, CURRENCY), {}, created)
    with shop.visit() as visitor:
        page = visitor.get("/", follow_redirects=True).raise_for_status()
        offer = shop.adapter.read_offer(visitor, shop.credentials)
    assert wish.display_name in "".join(Text(page.text).words)
    assert (offer.country, offer.currency) == shop.place
    assert offer.products
    assert {shop.buy()} == shop.list_orders()

    with shop.visit() as visitor, pytest.raises(REFUSED):
        shop.adapter.list_orders(visitor, former)
    now = read_credentials(platform, spare["namespace"])
    assert {name for name in former if former[name] == now[name]} <= NAMES_OF_NO_SECRET
    platform.storectl("store", "delete", created["name"], "--yes", "--wait")
