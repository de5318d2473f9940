"""``storectl store get`` and ``store login``: everything that is known, readable by people."""

import json
import re

from unit.client.conftest import Storectl
from unit.client.fake_platform import CREATED, FakePlatform, Json

TIMELINE = [
    {"milestone": "Accepted", "at": CREATED, "seconds": 0.0},
    {"milestone": "NamespaceEnsured", "at": CREATED, "seconds": 0.312},
    {"milestone": "WorkloadsAvailable", "at": CREATED, "seconds": 3.2},
    {"milestone": "OfTheFuture", "at": CREATED, "seconds": 3.7},
    {"milestone": "Ready", "at": CREATED, "seconds": 5.25},
]
ISOLATION: Json = {
    "number": 3,
    "requested": 3,
    "ok": True,
    "message": "2 targets were refused.",
    "at": CREATED,
    "checks": [
        {"name": "KubernetesApi", "target": "10.96.0.1:443", "ok": True, "message": "timed out"},
        {"name": "OtherStore", "target": "10.1.2.3:80", "ok": True, "message": "timed out"},
    ],
}


def split(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_choices_are_among_the_first_things_shown(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.add_store("demo", sample_products=False)
    fields = dict(
        line.split(":", 1) for line in storectl("store", "get", "demo").out.splitlines()[:8]
    )
    shown = {name: value.strip() for name, value in fields.items() if name != "ID"}
    assert shown == {
        "Name": "demo",
        "Display name": "My Shop",
        "Engine": "medusa",
        "Plan": "small",
        "Country": "DE",
        "Currency": "EUR",
        "Products": "began empty",
    }


def test_the_timeline_shows_seconds_and_what_each_step_took(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.add_store("demo", timeline=TIMELINE)
    lines = split(storectl("store", "get", "demo").out)
    start = lines.index(["MILESTONE", "AFTER", "STEP"])
    assert lines[start + 1 : start + 6] == [
        ["Accepted", "0.00s", "+0.00s"],
        ["NamespaceEnsured", "0.31s", "+0.31s"],
        ["WorkloadsAvailable", "3.20s", "+2.89s"],
        ["OfTheFuture", "3.70s", "+0.50s"],
        ["Ready", "5.25s", "+1.55s"],
    ]


def test_notices_and_the_self_test_are_tables(platform: FakePlatform, storectl: Storectl) -> None:
    notice = {"reason": "MailDropped", "message": "No SMTP server is set."}
    platform.add_store("demo", notices=[notice], isolation=ISOLATION)
    out = storectl("store", "get", "demo").out
    assert ["MailDropped", "No", "SMTP", "server", "is", "set."] in split(out)
    assert ["KubernetesApi", "10.96.0.1:443", "passed", "timed", "out"] in split(out)
    assert "Isolation self-test passed" in out


def test_a_store_of_an_older_server_shows_without_what_it_does_not_know(
    platform: FakePlatform, storectl: Storectl
) -> None:
    store = platform.add_store("demo")
    for name in ("display_name", "country", "currency", "sample_products", "timeline", "notices"):
        del store[name]
    ran = storectl("store", "get", "demo")
    assert ran.code == 0
    for label in ("Display name", "Country", "Products", "MILESTONE", "NOTICE", "CHECK"):
        assert label not in ran.out


def test_login_prints_the_link_alone(platform: FakePlatform, storectl: Storectl) -> None:
    store = platform.add_store("demo")
    ran = storectl("store", "login", "demo")
    assert ran.code == 0
    assert ran.out == f"{store['url']}sign-in#payload.signature\n"
    assert "once, until 15:02:00 UTC" in ran.err
    as_json = storectl("store", "login", "demo", "-o", "json")
    assert json.loads(as_json.out)["expires_at"] == "2026-11-24T15:02:00Z"
    assert as_json.err == ""


def test_the_latest_test_order_is_told_also_when_it_failed(
    platform: FakePlatform, storectl: Storectl
) -> None:
    order = {"number": 1, "ok": True, "order_number": "7", "total": "12.50", "currency": "EUR"}
    platform.add_store("good", verification={**order, "at": CREATED})
    platform.add_store(
        "bad", verification={"number": 1, "ok": False, "message": "could not pay", "at": CREATED}
    )
    assert "#7, 12.50 EUR, " in storectl("store", "get", "good").out
    assert " ago: could not pay" in storectl("store", "get", "bad").out


def test_it_says_when_the_shop_was_last_proven_to_sell(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.add_store("demo", proven_at=CREATED)
    assert re.search(r"Proven: +\d\S* ago: a shopper", storectl("store", "get", "demo").out)
    platform.add_store("fresh")
    assert "Proven" not in storectl("store", "get", "fresh").out
