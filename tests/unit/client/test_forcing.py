"""Deleting by force: said before it is done, and never done unasked."""

from unit.client.conftest import Storectl
from unit.client.fake_platform import FakePlatform

PATH = "/api/v1/namespaces/store-abcdefgh/configmaps/hold"
STUCK = {
    "reason": "FinalizerStuck",
    "cause": "ConfigMap hold cannot go away.",
    "evidence": f"{PATH}\nfinalizers: example.org/hold",
    "suggestion": "Start its controller.",
}


def test_force_says_which_finalizers_it_takes_off_what(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.add_store("demo", problems=[STUCK], delete_requested_at="2026-11-24T16:00:00Z")
    result = storectl("store", "delete", "demo", "--force", "--yes")
    assert result.code == 0
    assert f"takes the finalizers: example.org/hold off {PATH}" in result.err
    assert platform.forced == ["demo"]


def test_force_without_a_terminal_needs_yes(platform: FakePlatform, storectl: Storectl) -> None:
    platform.add_store("demo")
    result = storectl("store", "delete", "demo", "--force")
    assert result.code == 2
    assert "deletes the store with all its data" in result.err
    assert "add --yes" in result.err
    assert platform.forced == []
    assert platform.stores[0]["delete_requested_at"] is None


def test_without_force_none_is_asked_for(platform: FakePlatform, storectl: Storectl) -> None:
    platform.add_store("demo")
    assert storectl("store", "delete", "demo").code == 0
    assert platform.forced == []


def test_a_store_shows_what_is_wrong_and_what_to_do(
    platform: FakePlatform, storectl: Storectl
) -> None:
    platform.add_store("demo", problems=[STUCK])
    out = storectl("store", "get", "demo").out
    for words in ("FinalizerStuck", STUCK["cause"], PATH, "What to do: Start its controller."):
        assert words in out
