"""One store at a time under an orchestrator that can be killed at a named moment."""

import base64
import json
import signal
import subprocess
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from e2e.contract.tiny.engine import Tiny
from e2e.platform_under_test import INGRESS_PORT, OUTPUT, Platform, open_client
from e2e.tree import TREE
from local_cluster import programs
from store_orchestrator.domain.names import derive_host_label
from workbench import Workbench

MORTAL: Final = Path(__file__).with_name("mortal.py")
LEASE_SECONDS: Final = 4
PATIENCE: Final = 90.0
STARTED = "orchestrator_started"
HELD = "store-orchestrator.io/store"


def build_settings(**changes: str) -> dict[str, str]:
    """Settings of an orchestrator beside the cluster under test."""
    document = json.loads((OUTPUT / "images.json").read_text(encoding="utf-8"))
    images = {name: image["reference"] for name, image in document.items()}
    return {
        "SO_IMAGES": json.dumps(images),
        "SO_SELF_TEST_IMAGE": images["platform"],
        "SO_STORE_URL_TEMPLATE": f"http://{{host}}.localhost:{INGRESS_PORT}/",
        "SO_INGRESS_ADDRESS": f"http://127.0.0.1:{INGRESS_PORT}",
        "SO_INGRESS_CLASS": "traefik",
        "SO_HELM": str(programs.ensure_program("helm")),
        "SO_LEASE_SECONDS": str(LEASE_SECONDS),
        **changes,
    }


@contextmanager
def open_bench(platform: Platform, folder: Path, **changes: str) -> Iterator[Workbench]:
    """A workbench at the cluster under test."""
    folder.mkdir(exist_ok=True)
    bench = Workbench(
        folder=folder,
        sources=TREE,
        kubeconfig=platform.kubeconfig,
        kubectl=platform.kubectl_binary,
        settings=build_settings(**changes),
        engines={"tiny": Tiny()},
        pauses=(0.1,),
    )
    with bench:
        yield bench


@dataclass
class Lane:
    """A bench with one mortal orchestrator.

    Attributes:
        orchestrator: its name on the bench, which is that of its folder too.
    """

    platform: Platform
    bench: Workbench
    orchestrator: str = "mortal"
    made: list[UUID] = field(default_factory=list)

    @property
    def scratch(self) -> Path:
        """Where moments, fates and Helm's files are."""
        return self.bench.folder / self.orchestrator

    def start(self, **settings: str) -> None:
        """Start the orchestrator, or start it anew with other settings; it looks for work then."""
        if self.orchestrator in self.bench.processes:
            self.bench.processes[self.orchestrator].stop()
        self.scratch.mkdir(exist_ok=True)
        program = (str(MORTAL), str(self.scratch))
        lives = len(self.read_log(STARTED)) if self.scratch.with_suffix(".log").exists() else 0
        self.bench.start(self.orchestrator, program=program, **settings)
        self.bench.wait_until(lambda: len(self.read_log(STARTED)) > lives, PATIENCE, "it starts")

    def arm(self, moment: str, *, number: int = signal.SIGKILL, helm: Collection[int] = ()) -> None:
        """Let this happen once the moment comes: signals to Helm, then one to itself (0: none)."""
        (self.scratch / "met").unlink(missing_ok=True)
        fate = {"moment": moment, "signal": int(number), "helm": [int(each) for each in helm]}
        new = self.scratch / "fate.new"
        new.write_text(json.dumps(fate), encoding="utf-8")
        new.rename(self.scratch / "fate")

    def has_met_fate(self) -> bool:
        """Whether what was armed has happened."""
        return (self.scratch / "met").exists()

    def read_moments(self) -> list[str]:
        """Every moment reached so far, in order."""
        return (self.scratch / "moments").read_text(encoding="utf-8").splitlines()

    def create(self, name: str, plan: str = "small") -> UUID:
        """Ask for a store."""
        [store_id] = self.bench.add_stores([name], engine="tiny", plan=plan)
        self.made.append(store_id)
        return store_id

    def wait(self, store_id: UUID, condition: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """The store's row once this holds for it."""
        where = f"id = '{store_id}' AND ({condition})"
        try:
            self.bench.wait_until(lambda: self.bench.count(where) == 1, seconds, condition)
        except TimeoutError as error:
            events = [f"{e['reason']}: {e['message']}" for e in self.bench.list_events(store_id)]
            raise AssertionError("\n".join([str(error), *events])) from error
        return self.bench.get_store(store_id)

    def list_reasons(self, store_id: UUID) -> list[str]:
        """What its history says, oldest first."""
        return [event["reason"] for event in self.bench.list_events(store_id)]

    def list_warnings(self, store_id: UUID) -> list[dict[str, Any]]:
        """Events that are no good news."""
        return [event for event in self.bench.list_events(store_id) if event["type"] == "Warning"]

    def read_log(self, event: str | None = None) -> list[dict[str, Any]]:
        """What the orchestrator logged; of one event only, if it is named."""
        lines = self.bench.read_log(self.orchestrator)
        return [line for line in lines if event in (None, line["event"])]

    def has_logged(self, event: str) -> bool:
        """Whether there is such a line."""
        return bool(self.read_log(event))

    def list_versions(self, store: Mapping[str, Any]) -> dict[str, str]:
        """Resource versions of what an orchestrator or Helm writes: any write changes one."""
        kinds = "secrets,services,ingresses,networkpolicies,serviceaccounts,rolebindings,pvc"
        found = self.platform.kubectl_json("get", kinds, "-n", f"store-{store['key']}")
        return {
            f"{item['kind']}/{item['metadata']['name']}": item["metadata"]["resourceVersion"]
            for item in found["items"]
        }

    def find_releases(self, store: Mapping[str, Any]) -> dict[int, str]:
        """Helm's revisions of the store: number to state."""
        namespace = f"store-{store['key']}"
        found = self.platform.kubectl_json("get", "secrets", "-n", namespace, "-l", "owner=helm")
        labels = [secret["metadata"]["labels"] for secret in found["items"]]
        return {int(label["version"]): label["status"] for label in labels}

    def holds(self, store: Mapping[str, Any], credentials: Mapping[str, str]) -> bool:
        """Whether the cluster's Secret has exactly these values."""
        namespace = f"store-{store['key']}"
        secret = self.platform.kubectl_json("get", "secret", "credentials", "-n", namespace)
        held = {name: base64.b64decode(data).decode() for name, data in secret["data"].items()}
        return all(held.get(name.replace("_", "-")) == value for name, value in credentials.items())

    def list_orders(self, store: Mapping[str, Any]) -> list[Any]:
        """What its merchant would see."""
        credentials = self.bench.find_credentials(store["id"]) or {}
        headers = {"Authorization": f"Bearer {credentials['admin_password']}"}
        host = derive_host_label(store["name"], store["key"])
        with open_client(f"http://{host}.localhost:{INGRESS_PORT}/") as shop:
            reply = shop.get("/api/admin/orders", headers=headers).raise_for_status()
        orders: list[Any] = reply.json()["orders"]
        return orders

    def close(self) -> None:
        """Remove from the cluster what a failed test left there."""
        keys = {self.bench.get_store(store_id)["key"] for store_id in self.made}
        listed = self.platform.kubectl("get", "ns", "-l", HELD, "-o", "name").split()
        left = [name for name in listed if name.removeprefix("namespace/store-") in keys]
        for process in self.bench.processes.values():
            process.close()
        if left:
            self.platform.kubectl("delete", *left, "--wait=false")


@contextmanager
def open_lane(platform: Platform, folder: Path, **changes: str) -> Iterator[Lane]:
    """A lane with a database of its own; nothing of its stores stays in the cluster."""
    with open_bench(platform, folder, **changes) as bench:
        lane = Lane(platform, bench)
        try:
            yield lane
        finally:
            lane.close()


def list_leftovers(platform: Platform, key: str) -> list[str]:
    """Every object of any kind, volume and folder that still names this store."""
    return platform.find_traces(key)


def find_helms(home: Path) -> list[int]:
    """Every Helm that runs with this folder as its home."""
    found = subprocess.run(["pgrep", "-x", "helm"], capture_output=True, text=True, check=False)
    pids = [int(pid) for pid in found.stdout.split()]
    return [pid for pid in pids if f"HOME={home}".encode() in _read_environment(pid)]


def _read_environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""  # it ended while we looked
