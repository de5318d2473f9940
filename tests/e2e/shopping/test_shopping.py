"""People buy and manage in headless Chromium; pictures stay in build/screenshots/<engine>/."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from e2e.platform_under_test import ROOT
from e2e.shops import Shop, Shops
from store_orchestrator.engines.registry import REGISTRY

HERE = Path(__file__).parent


@pytest.fixture(params=REGISTRY)
def bought_in(shops: Shops, request: pytest.FixtureRequest) -> Shop:
    """A shop whose pages are for people, unlike those of the tests' own engine."""
    return shops.get(request.param, "full")


def test_a_shopper_buys_and_the_merchant_sees_it(bought_in: Shop) -> None:
    run_journey(
        "shopping",
        bought_in,
        SHOP_URL=bought_in.created["url"],
        SHOP_NAME=bought_in.wish.display_name,
        SHOP_CREDENTIALS=json.dumps(bought_in.credentials),
    )


def test_a_sign_in_link_opens_the_admin_once(bought_in: Shop) -> None:
    printed = bought_in.platform.storectl("store", "login", bought_in.name, "-o", "json")
    run_journey("sign-in", bought_in, SIGN_IN_URL=json.loads(printed)["url"])


def run_journey(name: str, shop: Shop, **settings: str) -> None:
    """Run one script with Node's test runner; its report is the failure's message."""
    # Its arguments hold credentials and a link, and pytest prints those of every frame it shows.
    __tracebackhide__ = True
    screenshots = ROOT / "build" / "screenshots" / shop.engine / name
    if screenshots.exists():
        shutil.rmtree(screenshots)
    common = {
        "SHOP_ENGINE": shop.engine,
        "ADMIN_URL": shop.created["admin_url"],
        "SCREENSHOTS_DIR": str(screenshots),
    }
    result = subprocess.run(
        ["node", "--test", "--test-reporter=spec", HERE / f"{name}.test.mjs"],
        env=os.environ | common | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    assert list(screenshots.glob("*.png"))
