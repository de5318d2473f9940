"""The order probe as the shop and the engine see it."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import httpx2
import pytest

from store_orchestrator.domain.probe import HttpCall, OrderProof, ProbeFailed, ProbeScript
from store_orchestrator.orchestrator.prober import Prober

URL = "http://shop-abcdefgh.localhost:8080/"
PROOF = OrderProof("order_1", "7", "12.50", "EUR")


def script() -> ProbeScript:
    cart = yield HttpCall("POST", "/carts?x=1", {"a": 1}, {"x-key": "k"})
    if cart.status != 200:
        raise ProbeFailed("make a cart", f"status {cart.status}", reachable=cart.json is not None)
    if cart.json != {"id": "c"}:
        raise ProbeFailed("make a cart", f"odd answer {cart.json}")
    yield HttpCall("GET", "/carts/c")
    return PROOF


def open_prober(answer: Callable[[httpx2.Request], httpx2.Response], patience: float = 0) -> Prober:
    return Prober("http://ingress.test", httpx2.MockTransport(answer), patience)


async def test_it_talks_to_the_ingress_under_the_shops_name() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"id": "c"})

    prober = open_prober(answer)
    assert (await prober.probe(URL, script)).proof == PROOF
    await prober.close()
    assert [(r.method, str(r.url)) for r in seen] == [
        ("POST", "http://ingress.test/carts?x=1"),
        ("GET", "http://ingress.test/carts/c"),
    ]
    assert {r.headers["Host"] for r in seen} == {"shop-abcdefgh.localhost:8080"}
    assert seen[0].headers["x-key"] == "k"
    assert json.loads(seen[0].content) == {"a": 1}


async def test_a_route_that_is_not_there_yet_is_waited_for() -> None:
    calls: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        calls.append(request.url.path)
        if len(calls) == 1:
            return httpx2.Response(404, text="404 page not found")
        return httpx2.Response(200, json={"id": "c"})

    prober = open_prober(answer, patience=60)
    assert (await prober.probe(URL, script)).proof == PROOF
    await prober.close()
    assert calls == ["/carts", "/carts", "/carts/c"], "the conversation began anew"


async def test_a_sale_lasts_from_the_first_useful_answer_to_the_last() -> None:
    async def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            await asyncio.sleep(0.05)
        return httpx2.Response(200, json={"id": "c"})

    prober = Prober("http://ingress.test", httpx2.MockTransport(answer), 0)
    sale = await prober.probe(URL, script)
    await prober.close()
    assert sale.duration >= timedelta(seconds=0.05)


async def test_a_sale_of_one_answer_took_no_time_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def sell_at_once() -> ProbeScript:
        yield HttpCall("GET", "/")
        return PROOF

    prober = open_prober(lambda _request: httpx2.Response(200, json={}))
    ticks = count()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: next(ticks) / 1000)
    sale = await prober.probe(URL, sell_at_once)
    await prober.close()
    assert sale.duration == timedelta()


async def test_a_shop_that_stays_away_is_unreachable() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    prober = open_prober(answer)
    with pytest.raises(ProbeFailed, match="POST /carts: refused") as caught:
        await prober.probe(URL, script)
    await prober.close()
    assert not caught.value.reachable


async def test_a_shop_that_answers_badly_is_reachable_and_not_asked_again() -> None:
    calls: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        calls.append(request.url.path)
        return httpx2.Response(500, json={"message": "no"})

    prober = open_prober(answer, patience=60)
    with pytest.raises(ProbeFailed, match="status 500") as caught:
        await prober.probe(URL, script)
    await prober.close()
    assert caught.value.reachable
    assert calls == ["/carts"]


async def test_redirects_are_not_followed_and_other_texts_are_no_json() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.url.host == "ingress.test"
        return httpx2.Response(302, headers={"Location": "http://elsewhere.test/"}, text="moved")

    prober = open_prober(answer)
    with pytest.raises(ProbeFailed, match="status 302"):
        await prober.probe(URL, script)
    await prober.close()
