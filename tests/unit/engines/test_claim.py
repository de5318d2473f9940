"""The conversation by which a shop becomes somebody's."""

import pytest

from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.probe import ClaimScript, HttpCall, HttpReply, ProbeFailed
from store_orchestrator.engines.base import Shop
from store_orchestrator.engines.claim import build_store_claim

SHOP = Shop(
    "summer",
    "abcdefgh",
    "small",
    "summer.shops.test",
    "http://summer.shops.test/",
    Choices("Sommer & Söhne", country="DE", currency="EUR"),
)
NEW = {"admin_password": "new password", "probe_secret": "new secret"}
FORMER = {"admin_password": "old password", "probe_secret": "old secret"}
DONE = HttpReply(200, {"claimed": True})
FORBIDDEN = HttpReply(403, {"message": "who is this"})


def _talk(*replies: HttpReply) -> list[HttpCall]:
    """The calls until the conversation has ended well."""
    script: ClaimScript = build_store_claim(SHOP, NEW, FORMER)
    calls = [next(script)]
    for reply in replies:
        try:
            calls.append(script.send(reply))
        except StopIteration:
            return calls
    raise AssertionError("the conversation goes on")


def test_the_shop_is_told_everything_under_its_former_secret() -> None:
    [call] = _talk(DONE)
    assert (call.method, call.path) == ("POST", "/store-claim")
    assert call.headers == {"X-Store-Secret": "old secret"}
    assert call.json == {
        "url": "http://summer.shops.test/",
        "display_name": "Sommer & Söhne",
        "country": "DE",
        "currency": "EUR",
        "credentials": NEW,
    }


def test_a_shop_that_was_told_before_is_told_the_same_under_its_new_secret() -> None:
    first, second = _talk(FORBIDDEN, DONE)
    assert second.headers == {"X-Store-Secret": "new secret"}
    assert second.json == first.json


@pytest.mark.parametrize(
    ("replies", "reachable"),
    [
        ([FORBIDDEN, FORBIDDEN], True),
        ([HttpReply(500, {"message": "no"})], True),
        ([HttpReply(200, {"claimed": False})], True),
        ([HttpReply(404, None)], False),
        ([HttpReply(503, None)], False),
    ],
)
def test_anything_else_is_a_failure(replies: list[HttpReply], reachable: bool) -> None:
    with pytest.raises(ProbeFailed) as caught:
        _talk(*replies)
    assert caught.value.reachable is reachable
    assert "secret" not in str(caught.value)
