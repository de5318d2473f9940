"""The stages at which earlier systems failed, each by its name."""

import json
import signal
from pathlib import Path

import pytest

from e2e.platform_under_test import Platform
from e2e.reliability.faults import stopped_api_server
from e2e.reliability.lanes import Lane, build_settings, list_leftovers, open_lane
from e2e.reliability.lives import MIDWAY, find_faults, find_remains
from e2e.reliability.outcomes import Outcomes

GROUP = "Stages at which earlier systems failed"
FINALIZER = "example.org/hold"


def delete(lane: Lane, name_or_id: object) -> None:
    """Ask for deletion and see everything gone."""
    [store_id] = [each for each in lane.made if each == name_or_id]
    lane.bench.delete_stores([store_id])
    row = lane.wait(store_id, "deleted_at IS NOT NULL")
    assert list(find_remains(lane, row)) == []


@pytest.mark.parametrize(
    ("stage", "number", "reason"),
    [
        ("ReleaseSlowToStart", signal.SIGSTOP, "ReleaseSlowToStart"),
        ("HelmKilledMidway", signal.SIGKILL, "HelmFailed"),
    ],
)
def test_helm_does_not_end_well(
    platform: Platform,
    tmp_path: Path,
    outcomes: Outcomes,
    stage: str,
    number: signal.Signals,
    reason: str,
) -> None:
    with open_lane(platform, tmp_path) as lane:
        lane.start(MORTAL_HELM_SECONDS="10")
        lane.arm(MIDWAY, number=0, helm=[number])
        store_id = lane.create("helmless")
        row = lane.wait(store_id, "ready_at IS NOT NULL AND lease_token IS NULL")
        assert lane.has_met_fate()
        reasons = lane.list_reasons(store_id)
        assert [reasons.count(r) for r in (reason, "ReleaseUnfinished", "Ready")] == [1, 1, 1]
        assert list(find_faults(lane, row, None)) == []
        delete(lane, store_id)
    what = "is stopped in its middle and never ends" if number == signal.SIGSTOP else "is killed"
    outcomes.note(
        GROUP,
        f"{stage}: Helm {what}",
        f"event {reason}; the pending revision is healed and made anew; Ready",
    )


def test_namespace_terminating(platform: Platform, tmp_path: Path, outcomes: Outcomes) -> None:
    with open_lane(platform, tmp_path) as lane:
        lane.start()
        store_id = lane.create("stuck")
        row = lane.wait(store_id, "ready_at IS NOT NULL AND lease_token IS NULL")
        held = {"name": "held", "namespace": f"store-{row['key']}", "finalizers": [FINALIZER]}
        manifest = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": held})
        platform.kubectl("apply", "-f", "-", stdin=manifest)
        lane.bench.delete_stores([store_id])
        lane.wait(store_id, f"conditions::text LIKE '%%{FINALIZER}%%'")
        lane.bench.processes[lane.orchestrator].kill()
        lane.wait(store_id, f"conditions::text LIKE '%%{FINALIZER}%%'")
        assert lane.bench.get_store(store_id)["deleted_at"] is None
        freed = '{"metadata": {"finalizers": null}}'
        target = ("configmap", "held", "-n", held["namespace"])
        platform.kubectl("patch", *map(str, target), "--type=merge", "-p", freed)
        row = lane.wait(store_id, "deleted_at IS NOT NULL")
        assert list(find_remains(lane, row)) == []
        assert lane.list_reasons(store_id).count("RemovalBegun") == 1
    outcomes.note(
        GROUP,
        "NamespaceTerminating: a finalizer holds the namespace",
        "Deleting, and the status names the finalizer; Deleted only when it is really gone",
    )


def test_deleted_while_queued(platform: Platform, tmp_path: Path, outcomes: Outcomes) -> None:
    with open_lane(platform, tmp_path) as lane:
        store_id = lane.create("unborn")
        lane.bench.delete_stores([store_id])
        lane.start()
        row = lane.wait(store_id, "deleted_at IS NOT NULL")
        told = ["Requested", "DeletionRequested", "Deleting", "Deleted"]
        assert lane.list_reasons(store_id) == told
        assert list_leftovers(platform, row["key"]) == []
        assert not (lane.scratch / "moments").read_text().count("ensure_namespace")
    outcomes.note(
        GROUP,
        "DeletedWhileQueued: deletion is asked for before anybody has looked at the store",
        "Deleted; nothing was ever made",
    )


def test_setup_never_ready(platform: Platform, tmp_path: Path, outcomes: Outcomes) -> None:
    images = json.loads(build_settings()["SO_IMAGES"]) | {"tiny": "localhost/nobody/made:this"}
    with open_lane(platform, tmp_path) as lane:
        lane.start(SO_IMAGES=json.dumps(images), SO_DEADLINE_SECONDS="8")
        store_id = lane.create("never")
        row = lane.wait(store_id, "(failure->>'permanent')::boolean")
        assert row["failure"]["reason"] == "ImageUnavailable", row["failure"]
        assert "Ready" not in lane.list_reasons(store_id)
        delete(lane, store_id)
    outcomes.note(
        GROUP,
        "SetupNeverReady: the shop's image cannot be had",
        "Failed at the deadline with the cause and one action, never Ready; it can be deleted",
    )


def test_hint_lost(platform: Platform, tmp_path: Path, outcomes: Outcomes) -> None:
    with open_lane(platform, tmp_path) as lane:
        lane.start(MORTAL_HINTS="none", SO_RESYNC_SECONDS="2")
        store_id = lane.create("unheard")
        row = lane.wait(store_id, "ready_at IS NOT NULL AND lease_token IS NULL", seconds=120)
        assert list(find_faults(lane, row, None)) == []
        delete(lane, store_id)
    outcomes.note(
        GROUP,
        "HintLost: no notification and no watch says anything",
        "Ready and Deleted all the same, a little later",
    )


def test_watch_expired_410(platform: Platform, tmp_path: Path, outcomes: Outcomes) -> None:
    # One that was started on a database with a past remembers none of it.
    with stopped_api_server(platform):
        pass
    with open_lane(platform, tmp_path) as lane:
        lane.start(MORTAL_HINTS="expired")
        lane.bench.wait_until(lambda: lane.has_logged("watch_expired"), 60, "a real 410")
        store_id = lane.create("expired")
        row = lane.wait(store_id, "ready_at IS NOT NULL AND lease_token IS NULL")
        assert list(find_faults(lane, row, None)) == []
        expired = [line["path"] for line in lane.read_log("watch_expired")]
        assert len(expired) == len(set(expired)), "told once for each watch"
        delete(lane, store_id)
    outcomes.note(
        GROUP,
        "WatchExpired410: the API server has forgotten the version to watch from",
        "listed and watched anew, told once for each watch",
    )
