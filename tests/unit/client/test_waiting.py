"""Commands that wait: what ends them, and what they survive."""

import json

import pytest

from store_orchestrator.client import waiting
from store_orchestrator.client.following import Pace
from unit.client.conftest import Storectl
from unit.client.fake_platform import (
    FakePlatform,
    Json,
    answer_bad_gateway,
    answer_no_route,
    become,
    build_problem,
    change_nothing,
)
from unit.client.platform_server import PlatformServer
from unit.client.test_details import ISOLATION, TIMELINE

CREATE = ("store", "create", "demo", "-e", "medusa", "--wait")
FAILURE = {
    "reason": "ImageMissing",
    "cause": "the image is missing",
    "suggestion": "Load the image.",
    "permanent": True,
    "at": "2026-11-24T15:00:00Z",
}
ORDER = {
    "number": 7,
    "requested": 7,
    "ok": True,
    "order_id": "order_01",
    "order_number": "12",
    "total": "12.50",
    "currency": "EUR",
    "message": "",
    "at": "2026-11-24T15:00:00Z",
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    def build_pace() -> Pace:
        return Pace(first_delay=0.01, longest_delay=0.05, poll=0.02, patience=30.0)

    monkeypatch.setattr(waiting, "Pace", build_pace)


def stage_creation(platform: FakePlatform) -> None:
    """Three looks until Ready, each with its event."""

    def start(store: Json) -> None:
        platform.add_event(store, "Provisioning", "Being set up.")
        become("Provisioning", "Waiting for the database")(store)

    def finish(store: Json) -> None:
        platform.add_event(store, "Ready", "A test order went through.")
        become("Ready", "A shopper can buy.")(store)

    platform.script.extend([start, change_nothing, finish])


def count(text: str, part: str) -> int:
    return sum(part in line for line in text.splitlines())


def test_create_ends_when_a_shopper_can_buy(platform: FakePlatform, storectl: Storectl) -> None:
    stage_creation(platform)
    ran = storectl(*CREATE)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "store/demo is Ready"
    assert platform.stores[0]["url"] in ran.out
    assert count(ran.err, "Provisioning: Being set up.") == 1
    assert count(ran.err, "Provisioning: Waiting for the database") == 1
    assert count(ran.err, "Ready: A test order went through.") == 1
    assert "storectl store credentials demo" in ran.err


def test_create_ends_with_where_the_time_went(platform: FakePlatform, storectl: Storectl) -> None:
    notice = {"reason": "MailDropped", "message": "No SMTP server is set."}
    ready = become("Ready", "sells", timeline=TIMELINE, notices=[notice])
    platform.script.append(ready)
    lines = storectl(*CREATE).out.splitlines()
    took = "  Took:   5.25s: namespace 0.31s, pods 2.89s, OfTheFuture 0.50s, rest 1.55s"
    assert took in lines
    assert "  Note:   No SMTP server is set." in lines
    assert storectl("store", "retry", "demo").code == 0
    platform.script.append(ready)
    # Of a later attempt the milestones tell nothing: they are those of the first.
    assert "Took" not in storectl("store", "retry", "demo", "--wait").out


def test_a_route_that_is_lost_meanwhile_is_waited_for(
    platform: FakePlatform, storectl: Storectl
) -> None:
    stage_creation(platform)

    def lose(store: Json) -> None:
        for end in (store["id"], "/events"):
            platform.stage_fault("GET", end, *[answer_no_route] * 4)

    platform.script.insert(1, lose)
    ran = storectl(*CREATE)
    assert ran.code == 0
    assert "store/demo is Ready" in ran.out
    assert count(ran.err, "Trying again: this is not the API") == 1
    assert count(ran.err, "The server answers again.") == 1


def test_a_store_that_the_api_does_not_know_any_more_ends_the_waiting(
    platform: FakePlatform, storectl: Storectl
) -> None:
    """A 404 of the API's own is an answer."""
    platform.script.append(platform.stores.remove)
    ran = storectl(*CREATE)
    assert ran.code == 1
    assert "there is no such store" in ran.err


def test_stdout_holds_the_final_document_only(platform: FakePlatform, storectl: Storectl) -> None:
    stage_creation(platform)
    ran = storectl(*CREATE, "-o", "json")
    assert json.loads(ran.out) == platform.stores[0]
    assert json.loads(ran.out)["phase"] == "Ready"


def test_a_ready_of_an_earlier_generation_is_not_taken_for_the_answer(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.add_store("demo", phase="Failed", observed_generation=1, failure=FAILURE)
    platform.script.extend([change_nothing, change_nothing, become("Ready", "sells")])
    ran = storectl("store", "retry", "demo", "--wait")
    assert ran.code == 0
    assert "is Ready" in ran.out


def test_a_failed_store_is_told_with_cause_and_suggestion(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.script.append(become("Failed", "the image is missing", failure=FAILURE))
    ran = storectl(*CREATE, "-o", "json")
    assert ran.code == 1
    assert "Error: store/demo failed: the image is missing" in ran.err
    assert "What to do: Load the image" in ran.err
    assert json.loads(ran.out)["failure"] == FAILURE


def test_time_runs_out_and_the_store_goes_on(platform: FakePlatform, storectl: Storectl) -> None:
    platform.script.append(become("Provisioning", "Waiting for the database"))
    ran = storectl(*CREATE, "--timeout", "1s", "-o", "json")
    assert ran.code == 3
    assert "was not Ready within 1s; it is Provisioning: Waiting for the database" in ran.err
    assert "goes on by itself" in ran.err
    assert "storectl store get demo" in ran.err
    assert json.loads(ran.out)["phase"] == "Provisioning"


def test_a_silent_orchestrator_is_told(platform: FakePlatform, storectl: Storectl) -> None:
    platform.script.extend(
        [
            become("Provisioning", "Waiting for the database"),
            become("Provisioning", "Waiting for the database", stale=True),
            become("Ready", "sells", stale=False),
        ]
    )
    ran = storectl(*CREATE)
    assert count(ran.err, "Provisioning: Waiting for the database") == 1
    assert count(ran.err, "Provisioning (stale): Waiting for the database") == 1


def test_a_store_that_somebody_deletes_meanwhile(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.script.append(
        become("Deleting", "Removing", delete_requested_at="2026-11-24T15:00:00Z")
    )
    ran = storectl(*CREATE)
    assert ran.code == 1
    assert "store/demo is being deleted meanwhile" in ran.err


@pytest.mark.parametrize("cut", [0, 1])
def test_broken_streams_lose_nothing(platform: FakePlatform, storectl: Storectl, cut: int) -> None:
    platform.cut_streams_after = cut
    stage_creation(platform)
    ran = storectl(*CREATE)
    assert ran.code == 0
    assert count(ran.err, "Provisioning: Being set up.") == 1
    assert count(ran.err, "Ready: A test order went through.") == 1


def test_a_lost_answer_to_create_is_repeated_with_its_key(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.lost_answers = 1
    stage_creation(platform)
    assert storectl(*CREATE).code == 0
    assert len(platform.stores) == 1


def test_an_api_that_restarts_meanwhile(
    platform: FakePlatform, storectl: Storectl, server: PlatformServer
) -> None:
    stage_creation(platform)
    finish = platform.script.pop()
    # Only the API that came back shows the store Ready.
    platform.script.append(lambda _: server.restart_soon(lambda: platform.script.append(finish)))
    ran = storectl(*CREATE)
    assert ran.code == 0
    assert "store/demo is Ready" in ran.out
    assert count(ran.err, "Ready: A test order went through.") == 1


def test_an_api_behind_a_proxy_that_says_bad_gateway(
    platform: FakePlatform, storectl: Storectl
) -> None:
    stage_creation(platform)

    def lose(store: Json) -> None:
        platform.stage_fault("GET", store["id"], *[answer_bad_gateway] * 9)

    platform.script.insert(1, lose)
    ran = storectl(*CREATE)
    assert ran.code == 0
    assert count(ran.err, "Trying again: the server is not available") == 1
    assert count(ran.err, "The server answers again.") == 1


def test_history_that_cannot_be_read_does_not_cost_the_result(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.stage_fault("GET", "/events", *[answer_bad_gateway] * 999)
    platform.script.append(become("Ready", "sells"))
    assert storectl(*CREATE).code == 0


def test_a_server_that_stays_away_ends_the_waiting(
    platform: FakePlatform,
    storectl: Storectl,
    server: PlatformServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "Pace", lambda: Pace(0.01, 0.01, 0.01, patience=0.05))

    def go_away(store: Json) -> None:
        for end in (store["id"], "/events"):
            platform.stage_fault("GET", end, *[answer_bad_gateway] * 9999)

    platform.script.append(go_away)
    ran = storectl(*CREATE)
    assert ran.code == 1
    assert f"Where: GET {server.url}" in ran.err
    assert "store/demo goes on by itself" in ran.err


def test_a_refusal_while_waiting_ends_it(platform: FakePlatform, storectl: Storectl) -> None:
    def refuse(store: Json) -> None:
        platform.stage_fault(
            "GET", store["id"], lambda: build_problem("unauthenticated", 401, "expired")
        )

    platform.script.append(refuse)
    ran = storectl(*CREATE)
    assert ran.code == 1
    assert "Error: expired" in ran.err
    assert "goes on by itself" in ran.err


def test_delete_shows_what_is_left_and_then_the_receipt(
    platform: FakePlatform, storectl: Storectl
) -> None:
    store = platform.add_store("demo", phase="Ready")
    platform.add_event(store, "Ready", "An old event")
    item = {
        "kind": "PersistentVolume",
        "name": "pv-1",
        "uid": "u-2",
        "gone_at": "2026-11-24T16:00:00Z",
    }
    receipt = {"issued_at": "2026-11-24T16:00:00Z", "items": [item]}
    platform.script.extend(
        [
            become("Deleting", "Waiting until gone: PersistentVolume pv-1."),
            become("Deleted", "gone", deleted_at="2026-11-24T16:00:00Z", receipt=receipt),
        ]
    )
    ran = storectl("store", "delete", "demo", "--wait")
    assert ran.code == 0
    assert "Deleting: Waiting until gone: PersistentVolume pv-1." in ran.err
    assert "An old event" not in ran.err
    assert "pv-1" in ran.out
    assert f"storectl store get {store['id']}" in ran.err


def test_deleting_what_is_deleted_is_done_at_once(
    platform: FakePlatform, storectl: Storectl
) -> None:
    gone = {"deleted_at": "2026-11-24T16:00:00Z", "delete_requested_at": "2026-11-24T15:00:00Z"}
    store = platform.add_store("demo", phase="Deleted", **gone)
    assert storectl("store", "delete", store["id"], "--wait").code == 0


def test_verify_prints_the_order(platform: FakePlatform, storectl: Storectl) -> None:
    old = {**ORDER, "number": 6, "order_number": "11"}
    platform.add_store("demo", phase="Ready", observed_generation=1, verification=old)
    platform.script.extend([change_nothing, become("Ready", "sells", verification=ORDER)])
    ran = storectl("store", "verify", "demo")
    assert ran.code == 0
    assert "#12 (order_01)" in ran.out
    assert "12.50 EUR" in ran.out


def test_verify_of_a_shop_that_could_not_sell(platform: FakePlatform, storectl: Storectl) -> None:
    platform.add_store("demo", phase="Ready", observed_generation=1)
    unsold = {**ORDER, "ok": False, "message": "could not pay: no provider", "order_number": None}
    platform.script.append(become("Degraded", "cannot sell", verification=unsold))
    ran = storectl("store", "verify", "demo", "-o", "json")
    assert ran.code == 1
    assert "store/demo could not sell: could not pay: no provider" in ran.err
    assert json.loads(ran.out)["verification"] == unsold


def test_verify_of_a_failed_store_does_not_wait_for_ever(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.add_store("demo", phase="Failed", observed_generation=1, failure=FAILURE)
    ran = storectl("store", "verify", "demo")
    assert ran.code == 1
    assert "the image is missing" in ran.err


def test_isolation_prints_every_check_of_its_own_answer(
    platform: FakePlatform, storectl: Storectl
) -> None:
    old = {**ISOLATION, "number": 2, "ok": False, "checks": []}
    platform.add_store("demo", phase="Ready", observed_generation=1, isolation=old)
    platform.script.extend([change_nothing, become("Ready", "sells", isolation=ISOLATION)])
    ran = storectl("store", "isolation", "demo")
    assert ran.code == 0
    lines = [line.split() for line in ran.out.splitlines()]
    assert lines[0][:3] == ["Isolation", "self-test", "passed"]
    assert lines[1] == ["CHECK", "TARGET", "RESULT", "MESSAGE"]
    assert [line[0] for line in lines[2:]] == ["KubernetesApi", "OtherStore"]


@pytest.mark.parametrize("output", ["table", "json"])
def test_something_that_could_be_reached_is_a_failure(
    platform: FakePlatform, storectl: Storectl, output: str
) -> None:
    platform.add_store("demo", phase="Ready", observed_generation=1)
    refused, reached = ISOLATION["checks"]
    report = {**ISOLATION, "ok": False, "checks": [refused, {**reached, "ok": False}]}
    platform.script.append(become("Ready", "sells", isolation=report))
    ran = storectl("store", "isolation", "demo", "-o", output)
    assert ran.code == 1
    assert "Error: store/demo is not isolated: OtherStore failed" in ran.err
    assert "What to do: tell the operator" in ran.err
    if output == "json":
        assert json.loads(ran.out)["isolation"] == report
    else:
        assert "FAILED" in ran.out


def test_a_self_test_that_could_not_be_made_is_a_failure_with_its_reason(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.add_store("demo", phase="Ready", observed_generation=1)
    report = {**ISOLATION, "ok": False, "message": "The pod did not start.", "checks": []}
    platform.script.append(become("Ready", "sells", isolation=report))
    ran = storectl("store", "isolation", "demo")
    assert ran.code == 1
    assert "could not be tested: The pod did not start." in ran.err
    assert "storectl store events demo" in ran.err


def test_isolation_without_waiting(platform: FakePlatform, storectl: Storectl) -> None:
    platform.add_store("demo")
    ran = storectl("store", "isolation", "demo", "--no-wait", "-o", "json")
    assert json.loads(ran.out) == {"isolation": 3}
