"""Orchestrators on a simulated cluster: everything that a measurement stands on."""

import json
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.simulated.paper.engine import Paper
from bench.simulated.stand_in import run_stand_in
from engine_overlay import REGISTRY, NewEngine
from local_cluster.commands import capture
from local_cluster.layout import CHECKOUT
from local_cluster.platform import NAMESPACE, Images, build_values
from local_cluster.programs import KUBERNETES_VERSION, ensure_program
from local_cluster.providers.base import Surroundings
from local_cluster.simulated import SimulatedCluster, run_simulated_cluster
from workbench import Workbench

ENGINE: Final = "paper"
_PAPER: Final = Path(__file__).parent / "paper"
_NO_IMAGE: Final = "none.invalid/none:1"
# The platform's roles and admission policies; the rest of it runs here, outside the cluster.
_PARTS: Final = ("rbac", "access", "serviceaccount")
_IMAGES: Final = ("platform", "postgresql", ENGINE)


@dataclass(frozen=True)
class Rig:
    """What a measurement works with."""

    cluster: SimulatedCluster
    bench: Workbench

    @property
    def chart(self) -> Path:
        """The chart of the shops, complete in itself."""
        return self.bench.folder / "charts" / f"store-{ENGINE}"

    def find_postgres(self) -> int:
        """Process id of the database's first process."""
        first = (self.bench.server.folder / "data" / "postmaster.pid").read_text().split()[0]
        return int(first)

    @property
    def helm(self) -> Path:
        """The Helm program that the orchestrators use."""
        return ensure_program("helm")


@contextmanager
def open_rig(settings: Mapping[str, str]) -> Iterator[Rig]:
    """A control plane, the platform's rights in it, a database, and a stand-in for all shops.

    Args:
        settings: ``SO_…`` for every orchestrator.
    """
    folder = Path(tempfile.mkdtemp(prefix="so-scale-"))
    try:
        write_sources(folder / "tree")
        with run_simulated_cluster() as cluster, run_stand_in() as shops:
            install_rights(cluster)
            logs = folder / "logs"
            logs.mkdir()
            bench = Workbench(
                logs,
                folder / "tree",
                cluster.kubeconfig,
                cluster.kubectl.program,
                build_settings(shops) | dict(settings),
                {ENGINE: Paper()},
            )
            with bench:
                yield Rig(cluster, bench)
    finally:
        shutil.rmtree(folder)


def find_free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_sources(target: Path) -> None:
    """A copy of the package and the charts in which the engine Paper is one of the engines."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "src", target / "src", ignore=ignored)
    shutil.copytree(CHECKOUT / "charts", target / "charts")
    shutil.copytree(_PAPER / "chart", target / "charts" / f"store-{ENGINE}")
    registry = target / REGISTRY
    shutil.copy2(_PAPER / "engine.py", registry.with_name(f"{ENGINE}.py"))
    registry.write_text(NewEngine(ENGINE, "Paper").register(registry.read_text()))


def install_rights(cluster: SimulatedCluster) -> None:
    """Make what the platform's chart makes for its orchestrator, except the orchestrator."""
    cluster.kubectl.call("create", "namespace", NAMESPACE)
    images = Images(dict.fromkeys(_IMAGES, _NO_IMAGE), {}, {})
    shown = [f"--show-only=templates/orchestrator/{part}.yaml" for part in _PARTS]
    manifest = capture(
        [
            *(str(ensure_program("helm")), "template", "store-orchestrator"),
            *(str(CHECKOUT / "charts/platform"), f"--namespace={NAMESPACE}", "--values=-", *shown),
            f"--kube-version={KUBERNETES_VERSION}",
        ],
        stdin=json.dumps(build_values(images, _SURROUNDINGS, {})).encode(),
    )
    cluster.kubectl.apply(manifest)


_SURROUNDINGS: Final = Surroundings(
    ingress_class="simulated",
    controller_namespace="ingress",
    controller_labels={"app.kubernetes.io/name": "simulated"},
    ingress_address="http://127.0.0.1",
    public_port=80,
    api_server_cidrs=["0.0.0.0/0"],
)


def build_settings(shops: str) -> dict[str, str]:
    """Settings of the orchestrators, as the platform's chart would make them."""
    images: dict[str, Any] = dict.fromkeys(("medusa", "woocommerce", *_IMAGES), _NO_IMAGE)
    return {
        "SO_HELM": str(ensure_program("helm")),
        "SO_IMAGES": json.dumps(images),
        "SO_SELF_TEST_IMAGE": _NO_IMAGE,
        "SO_STORE_URL_TEMPLATE": "http://{host}.localhost/",
        "SO_INGRESS_ADDRESS": shops,
        "SO_INGRESS_CLASS": _SURROUNDINGS.ingress_class,
        "SO_LOG_LEVEL": "info",
    }
