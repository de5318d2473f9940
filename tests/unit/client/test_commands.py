"""Commands that end at once: what they print, and how they end."""

import json
from pathlib import Path

import pytest
import yaml
from starlette.responses import PlainTextResponse, Response

from unit.client.conftest import Storectl
from unit.client.fake_platform import (
    TOKEN,
    FakePlatform,
    become,
    build_problem,
)
from unit.client.platform_server import PlatformServer

RECEIPT = {
    "issued_at": "2026-11-24T16:00:00Z",
    "items": [
        {"kind": "Namespace", "name": "store-x", "uid": "u-1", "gone_at": "2026-11-24T16:00:00Z"},
        {"kind": "PersistentVolume", "name": "pv-1", "uid": "u-2", "gone_at": None},
    ],
}


def test_create_says_what_comes_next_beside_its_result(
    platform: FakePlatform, storectl: Storectl
) -> None:
    ran = storectl("store", "create", "demo", "--engine", "medusa")
    assert ran.code == 0
    assert ran.out == f"store/demo is being set up at {platform.stores[0]['url']}\n"
    assert "storectl store events demo --follow" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("store", "create", "demo", "-e", "medusa"),
        ("store", "get", "demo"),
        ("store", "delete", "demo"),
        ("store", "retry", "demo"),
    ],
)
def test_json_and_yaml_are_the_apis_documents(
    platform: FakePlatform, storectl: Storectl, arguments: tuple[str, ...]
) -> None:
    if arguments[1] != "create":
        platform.add_store("demo")
    as_json = storectl(*arguments, "-o", "json")
    assert json.loads(as_json.out) == platform.stores[0]
    if arguments[1] != "create":
        platform.stores.clear()
        platform.add_store("demo")
        assert yaml.safe_load(storectl(*arguments, "-o", "yaml").out) == platform.stores[0]


@pytest.mark.parametrize("verb", ["get", "delete", "retry"])
def test_name_is_one_line(platform: FakePlatform, storectl: Storectl, verb: str) -> None:
    platform.add_store("demo")
    assert storectl("store", verb, "demo", "-o", "name").out == "store/demo\n"


def test_list_shows_live_stores_as_columns(platform: FakePlatform, storectl: Storectl) -> None:
    platform.add_store("a-shop-with-a-quite-long-name-indeed-yes", phase="Ready")
    platform.add_store("demo", stale=True)
    platform.add_store("gone", deleted_at="2026-11-24T16:00:00Z", phase="Deleted")
    lines = storectl("store", "list").out.splitlines()
    assert lines[0].split() == ["NAME", "ENGINE", "PLAN", "PHASE", "AGE", "URL"]
    assert [line.split()[0] for line in lines[1:]] == [
        "a-shop-with-a-quite-long-name-indeed-yes",
        "demo",
    ]
    assert platform.stores[0]["url"] in lines[1]
    assert "Pending (stale)" in lines[2]
    assert "\x1b" not in "".join(lines)


def test_list_all_shows_deleted_stores_with_ids(platform: FakePlatform, storectl: Storectl) -> None:
    gone = platform.add_store("gone", deleted_at="2026-11-24T16:00:00Z", phase="Deleted")
    ran = storectl("store", "list", "--all")
    assert gone["id"] in ran.out
    assert "http://" not in ran.out


def test_an_empty_list_says_how_to_begin_and_stays_parseable(storectl: Storectl) -> None:
    table = storectl("store", "list")
    assert (table.out, table.code) == ("", 0)
    assert "storectl store create" in table.err
    assert json.loads(storectl("store", "list", "-o", "json").out) == {
        "items": [],
        "next_cursor": None,
    }


def test_list_names(platform: FakePlatform, storectl: Storectl) -> None:
    platform.add_store("one")
    platform.add_store("two")
    assert storectl("store", "list", "-o", "name").out == "store/one\nstore/two\n"


def test_get_tells_what_is_known(platform: FakePlatform, storectl: Storectl) -> None:
    condition = {
        "type": "Reachable",
        "status": "False",
        "reason": "NotReachable",
        "message": "no answer \x1b[31mfrom the shop",
        "last_transition_time": "2026-11-24T15:00:00Z",
    }
    failure = {
        "reason": "X",
        "cause": "the image is missing",
        "suggestion": "Load it.",
        "permanent": True,
        "at": "2026-11-24T15:00:00Z",
    }
    platform.add_store("demo", phase="Failed", conditions=[condition], failure=failure)
    out = storectl("store", "get", "demo").out
    assert "the image is missing" in out
    assert "Load it." in out
    assert "no answer  [31mfrom the shop" in out
    assert "\x1b" not in out


def test_a_deleted_store_shows_its_receipt_by_id(
    platform: FakePlatform, storectl: Storectl
) -> None:
    gone = platform.add_store("gone", deleted_at="2026-11-24T16:00:00Z", receipt=RECEIPT)
    table = storectl("store", "get", gone["id"])
    assert "PersistentVolume" in table.out
    assert "still here" in table.out
    document = json.loads(storectl("store", "get", gone["id"], "-o", "json").out)
    assert document["receipt"] == RECEIPT


def test_a_name_that_nobody_bears(storectl: Storectl) -> None:
    ran = storectl("store", "get", "nobody")
    assert ran.code == 1
    assert "there is no store 'nobody'" in ran.err
    assert "storectl store list" in ran.err


@pytest.mark.parametrize("reference", ["Demo", "x", "two--hyphens", "6f0c1d0a-6c8e"])
def test_a_reference_that_is_none_is_wrong_usage(storectl: Storectl, reference: str) -> None:
    ran = storectl("store", "get", reference)
    assert ran.code == 2
    assert "neither a store's ID nor a name" in ran.err


def test_name_in_use_is_the_servers_problem(platform: FakePlatform, storectl: Storectl) -> None:
    platform.add_store("demo")
    ran = storectl("store", "create", "demo", "-e", "medusa")
    assert ran.code == 1
    assert ran.out == ""
    assert "Error: a store 'demo' exists" in ran.err
    assert "name: is in use" in ran.err
    assert "What to do: choose another name" in ran.err
    assert "POST http://" in ran.err
    assert len(platform.stores) == 1


def test_a_field_at_fault_is_wrong_usage(platform: FakePlatform, storectl: Storectl) -> None:
    errors = [{"field": "name", "message": "must start with a letter"}]
    platform.stage_fault(
        "POST",
        "/stores",
        lambda: build_problem("validation", 422, "the request is not valid", errors=errors),
    )
    ran = storectl("store", "create", "9lives", "-e", "medusa")
    assert ran.code == 2
    assert "  name: must start with a letter" in ran.err


def test_a_field_is_named_even_when_the_problem_said_everything(
    platform: FakePlatform, storectl: Storectl
) -> None:
    said = "There is no engine 'magento'."
    errors = [{"field": "engine", "message": said}]
    platform.stage_fault(
        "POST", "/stores", lambda: build_problem("unknown-engine", 422, said, errors=errors)
    )
    ran = storectl("store", "create", "demo", "-e", "magento")
    assert ran.code == 2
    assert ran.err.splitlines()[:2] == [f"Error: {said}", "  Field: engine"]


def test_a_servers_mistake_is_told_with_what_finds_it(
    platform: FakePlatform, storectl: Storectl
) -> None:
    problem = build_problem("internal", 500, "a mistake", remedy="tell the operator")
    platform.stage_fault("GET", "/stores", *[lambda: problem] * 9)
    ran = storectl("store", "list")
    assert ran.code == 1
    assert "a mistake" in ran.err
    assert "(/x)" in ran.err
    assert "tell the operator" in ran.err


def test_a_wrong_token_has_a_remedy_that_storectl_knows(
    storectl: Storectl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORECTL_TOKEN", "wrong-token")
    ran = storectl("store", "list")
    assert ran.code == 1
    assert "the token is unknown or expired" in ran.err
    assert "storectl login URL" in ran.err
    assert "wrong-token" not in ran.err


def test_what_one_may_not_do_has_the_servers_remedy(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.stage_fault(
        "GET", "/stores", lambda: build_problem("forbidden", 403, "no", remedy="ask an admin")
    )
    ran = storectl("store", "list")
    assert ran.code == 1
    assert "What to do: ask an admin" in ran.err


def test_events_as_table_and_document(platform: FakePlatform, storectl: Storectl) -> None:
    store = platform.add_store("demo")
    platform.add_event(store, "NamespaceReady", "made [bold]it[/bold]")
    platform.add_event(store, "Slow", "waiting", kind="Warning")
    table = storectl("store", "events", "demo").out
    assert "made [bold]it[/bold]" in table
    assert "Warning" in table
    assert json.loads(storectl("store", "events", "demo", "-o", "json").out) == {
        "items": platform.events
    }
    assert storectl("store", "events", "demo", "-o", "name").out == "event/1\nevent/2\n"


def test_following_events_ends_when_the_store_is_gone(
    platform: FakePlatform, storectl: Storectl
) -> None:
    store = platform.add_store("demo")
    platform.add_event(store, "Ready", "sells")
    platform.add_event(store, "Deleted", "gone")
    ran = storectl("store", "events", "demo", "--follow", "-o", "json")
    assert [json.loads(line) for line in ran.out.splitlines()] == platform.events
    assert ran.code == 0


def test_following_the_events_of_a_deleted_store_shows_them_and_ends(
    platform: FakePlatform, storectl: Storectl
) -> None:
    store = platform.add_store("demo", deleted_at="2026-11-24T16:00:00Z")
    platform.add_event(store, "Something", "else")
    assert "Something" in storectl("store", "events", store["id"], "-f").out


def test_credentials_are_shown_to_who_asks(platform: FakePlatform, storectl: Storectl) -> None:
    store = platform.add_store("demo")
    lines = [line.split() for line in storectl("store", "credentials", "demo").out.splitlines()]
    assert lines == [
        ["Admin:", store["admin_url"]],
        ["Admin", "e-mail:", "a@b.c"],
        ["Password:", "pw[1]"],
    ]
    document = json.loads(storectl("store", "credentials", "demo", "-o", "json").out)
    assert document["items"][1]["value"] == "pw[1]"


def test_engines(platform: FakePlatform, storectl: Storectl) -> None:
    lines = storectl("engine", "list").out.splitlines()
    headings, medusa, woo = (line.split() for line in lines[:3])
    assert headings == ["NAME", "AVAILABLE", "PLANS", "COUNTRIES", "CURRENCIES", "DESCRIPTION"]
    assert medusa == ["medusa", "yes", "small", "DE,", "US", "5", "A", "headless", "shop"]
    assert woo == ["woo", "no", "Another", "shop"]
    assert lines[3:] == ["", "woo is not available: no image"]
    assert storectl("engine", "list", "-o", "name").out == "engine/medusa\nengine/woo\n"


def test_version_of_both_sides(storectl: Storectl, server: PlatformServer) -> None:
    document = json.loads(storectl("version", "-o", "json").out)
    assert document["server"] == "9.8.7"
    assert document["url"] == server.url
    assert "server" not in json.loads(storectl("version", "--client", "-o", "json").out)


def test_version_without_a_server(run: Storectl) -> None:
    ran = run("version")
    assert (ran.code, ran.err) == (0, "")
    assert "Client:" in ran.out
    assert run("--version").out.startswith("storectl ")


def test_nothing_is_configured(run: Storectl) -> None:
    ran = run("store", "list")
    assert ran.code == 2
    assert "storectl login URL" in ran.err


def test_no_server_answers(storectl: Storectl, server: PlatformServer) -> None:
    server.stop()
    ran = storectl("store", "list")
    assert ran.code == 1
    assert server.url in ran.err
    assert "What to do: check the address" in ran.err


def test_something_else_answers(platform: FakePlatform, storectl: Storectl) -> None:
    platform.stage_fault("GET", "/stores", lambda: PlainTextResponse("404 page not found", 404))
    ran = storectl("store", "list")
    assert ran.code == 1
    assert "not the API of Store Orchestrator" in ran.err


def test_verify_without_waiting(platform: FakePlatform, storectl: Storectl) -> None:
    platform.add_store("demo")
    ran = storectl("store", "verify", "demo", "--no-wait", "-o", "json")
    assert json.loads(ran.out) == {"verification": 7}


@pytest.mark.parametrize(
    "arguments",
    [
        ("store", "create", "demo"),
        ("store", "create"),
        ("store", "list", "-o", "xml"),
        ("store", "create", "demo", "-e", "medusa", "--timeout", "10"),
        ("store", "frobnicate"),
        ("login", "not-an-address"),
    ],
)
def test_wrong_usage(
    platform: FakePlatform, storectl: Storectl, arguments: tuple[str, ...]
) -> None:
    ran = storectl(*arguments)
    assert ran.code == 2
    assert ran.err
    assert platform.requests == []


def test_login_tries_the_token_and_keeps_it_private(
    nowhere: Path, run: Storectl, server: PlatformServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    token_file = nowhere / "token"
    token_file.write_text(f"{TOKEN}\n")
    with token_file.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        ran = run("login", server.url)
    assert ran.code == 0
    assert "as operator (admin) of tenant default" in ran.err
    path = nowhere / "config" / "store-orchestrator" / "storectl.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert run("engine", "list").code == 0


def test_login_with_a_wrong_token_stores_nothing(
    nowhere: Path, run: Storectl, server: PlatformServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    token_file = nowhere / "token"
    token_file.write_text("wrong\n")
    with token_file.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        ran = run("login", server.url)
    assert ran.code == 1
    assert "the token is unknown or expired" in ran.err
    assert not (nowhere / "config").exists()


def test_list_watch_prints_each_store_and_again_when_it_changes(
    platform: FakePlatform, storectl: Storectl
) -> None:
    store = platform.add_store("demo")

    def refuse() -> Response:
        return build_problem("forbidden", 403, "not yours any more")

    def end_first_stream() -> None:
        become("Ready", "sells")(store)
        platform.stage_fault("GET", "/api/v1/events", refuse)

    platform.on_store_stream = end_first_stream
    ran = storectl("store", "list", "--watch")
    assert ran.code == 1
    assert [line.split()[2] for line in ran.out.splitlines()] == ["Pending", "Ready"]
    assert "not yours any more" in ran.err
