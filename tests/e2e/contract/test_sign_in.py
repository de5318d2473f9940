"""A sign-in link signs the merchant in once, soon, and only if the platform made it."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx2
import pytest

from e2e.shops import Shop
from store_orchestrator.engines.sign_in import build_sign_in_token

NONCE = "0123456789abcdef0123456789abcdef"
MINUTE = timedelta(minutes=1)


def make_link(shop: Shop) -> str:
    """What ``storectl store login`` prints."""
    answer = json.loads(shop.platform.storectl("store", "login", shop.name, "-o", "json"))
    left = datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
    assert timedelta() < left <= 2 * MINUTE
    link: str = answer["url"]
    return link


def read_secret(shop: Shop) -> str:
    """The key that this shop's links are signed with; nobody else is ever shown it."""
    secret = shop.platform.kubectl_json("get", "secret", "credentials", "-n", shop.namespace)
    return base64.b64decode(secret["data"]["sign-in-secret"]).decode()


def present(visitor: httpx2.Client, token: str) -> httpx2.Response:
    """What the page behind a link does with its fragment."""
    return visitor.post("/sign-in", data={"token": token})


def test_a_link_works_once(shop: Shop) -> None:
    link = urlsplit(make_link(shop))
    assert link.query == ""
    with shop.visit() as merchant:
        page = merchant.get(link.path).raise_for_status()
        assert "text/html" in page.headers["content-type"]
        assert not shop.adapter.is_signed_in(merchant)
        assert present(merchant, link.fragment).is_redirect
        assert shop.adapter.is_signed_in(merchant)
    with shop.visit() as thief:
        assert_refused(shop, thief, link.fragment)


def test_the_redirect_leads_into_the_admin(shop: Shop) -> None:
    with shop.visit() as merchant:
        answer = present(merchant, urlsplit(make_link(shop)).fragment)
        arrived = merchant.get(answer.headers["location"], follow_redirects=True)
    assert arrived.status_code == httpx2.codes.OK
    assert str(arrived.url).startswith(shop.created["admin_url"].rstrip("/"))


def expire(secret: str) -> str:
    return build_sign_in_token(secret, NONCE, datetime.now(UTC) - MINUTE)


def sign_with_another_key(secret: str) -> str:
    return build_sign_in_token(secret[::-1], NONCE, datetime.now(UTC) + MINUTE)


def prolong(secret: str) -> str:
    """The signature of an expired token under a payload that is not."""
    _, signature = expire(secret).split(".")
    payload, _ = build_sign_in_token(secret, NONCE, datetime.now(UTC) + MINUTE).split(".")
    return f"{payload}.{signature}"


def say_nothing(_secret: str) -> str:
    return ""


def talk_nonsense(_secret: str) -> str:
    return "täuschung.0000"


@pytest.mark.parametrize(
    "forge", [expire, sign_with_another_key, prolong, say_nothing, talk_nonsense]
)
def test_no_other_token_works(shop: Shop, forge: Callable[[str], str]) -> None:
    with shop.visit() as thief:
        assert_refused(shop, thief, forge(read_secret(shop)))


def assert_refused(shop: Shop, visitor: httpx2.Client, token: str) -> None:
    answer = present(visitor, token)
    assert answer.status_code == httpx2.codes.FORBIDDEN
    assert "text/html" in answer.headers["content-type"]
    assert not shop.adapter.is_signed_in(visitor)
