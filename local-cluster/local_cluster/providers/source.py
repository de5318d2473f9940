"""The from-source cluster: a single-node Kubernetes compiled and run by this checkout."""

from __future__ import annotations

import datetime
import http.client
from collections.abc import Collection, Mapping
from pathlib import Path

from local_cluster.addons import (
    AddonImages,
    apply_access,
    apply_addons,
    ensure_addon_images,
    wait_for_metrics,
)
from local_cluster.commands import capture, run
from local_cluster.errors import LocalClusterError
from local_cluster.files import write_file
from local_cluster.kernel import require_kernel
from local_cluster.kubectl import Kubectl, wait_until
from local_cluster.layout import API_SERVICE_ADDRESS, NODE_NAME, Addresses, Layout, ensure_addresses
from local_cluster.node import (
    NodePlan,
    get_node_key,
    observe_node,
    remove_state,
    require_free_port,
    start_node,
    stop_node,
)
from local_cluster.node_config import build_config_files
from local_cluster.packages import ensure_debian_packages
from local_cluster.pki import ensure_pki
from local_cluster.programs import HELM, NODE, TRAEFIK, ensure_group, is_compiled
from local_cluster.providers.base import ImageArchive, Surroundings
from local_cluster.services import build_service_files, build_services
from local_cluster.settings import Settings
from local_cluster.stages import Stages

_PACKAGES = {
    "containerd": "runs the containers",
    "runc": "starts the containers",
    "s6": "supervises the node's services",
    "iproute2": "links the node's network to the host's",
    "iptables": "rules that enforce network policies",
    "ipset": "sets of addresses in those rules",
    "nftables": "rules that make services reachable",
    "kmod": "loads kernel modules",
    "util-linux": "makes namespaces",
    "mount": "mounts the node's file system",
}
# A live kubelet renews its lease every 10 s; on a loaded machine a little later.
_LEASE_PERIOD = datetime.timedelta(seconds=40)
_COMPILE = "The compiler's output is in the log; Go modules must be reachable."
_RESTART = "Look into the log, then try: make down, make up."


class SourceProvider:
    """Compiles and runs the node."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._layout = Layout(settings.name)

    def ensure(self, stages: Stages) -> None:
        """Compile, start and furnish the node; a running, unchanged one is left alone."""
        with stages.stage("Check the machine") as stage:
            require_kernel()
            if observe_node(self._layout) is None:
                # Before the long work, not after it.
                require_free_port(self._settings.ingress_port)
            stage.note("packages")
            ensure_debian_packages(_PACKAGES)
        programs = self._compile(stages)
        addresses = ensure_addresses(self._layout)
        images = ensure_addon_images(programs, ensure_group(TRAEFIK))
        with stages.stage("Start the node", remedy=_RESTART):
            self._start(programs, addresses, images)
        with stages.stage("Install DNS, ingress, storage and metrics", remedy=_RESTART):
            self._import([images.pause, images.addons])
            kubectl = self._kubectl(programs)
            apply_addons(kubectl, images.addons.reference)
            wait_until(self._door_answers, 60, "the ingress answers on 127.0.0.1")

    def load_images(self, stages: Stages, images: Collection[ImageArchive]) -> Mapping[str, str]:
        """Import the archives into the node's container runtime."""
        with stages.stage("Load images into the node", remedy=_RESTART):
            self._import(images)
            self._forget_images({image.reference for image in images})
        return {image.name: image.reference for image in images}

    def check(self, stages: Stages) -> None:
        """Wait for the metrics server."""
        with stages.stage("Measure the node", remedy=_RESTART):
            wait_for_metrics(self._kubectl(ensure_group(NODE)))

    def get_kubeconfig(self) -> Path:
        """Return the kubeconfig. Raises LocalClusterError when the node does not run."""
        if observe_node(self._layout) is None:
            raise LocalClusterError(
                f"the cluster {self._layout.name} does not run", remedy="Start it: make up"
            )
        return self._layout.kubeconfig

    def get_surroundings(self) -> Surroundings:
        """Return Traefik's place in the node and the API server's addresses."""
        node = ensure_addresses(self._layout).node
        return Surroundings(
            ingress_class="traefik",
            controller_namespace="ingress",
            controller_labels={"app.kubernetes.io/name": "traefik"},
            ingress_address="http://traefik.ingress.svc:80",
            public_port=self._settings.ingress_port,
            api_server_cidrs=[f"{node}/32", f"{API_SERVICE_ADDRESS}/32"],
        )

    def stop(self, stages: Stages, *, purge: bool) -> None:
        """End the node; say what stays."""
        with stages.stage("Stop the node"):
            stop_node(self._layout)
            self._layout.kubeconfig.unlink(missing_ok=True)
        if purge:
            with stages.stage("Remove the stores' data"):
                remove_state(self._layout)
                for name in ("storectl.env", "images.json"):
                    (self._layout.build / name).unlink(missing_ok=True)
                if self._settings.name != "default" and self._layout.build.exists():
                    self._layout.build.rmdir()

    def _compile(self, stages: Stages) -> Path:
        """Return the node's programs; what is not in the cache is compiled, each in a stage."""
        for group in (HELM, NODE, TRAEFIK):
            if not is_compiled(group):
                with stages.stage(f"Compile {group.title}", remedy=_COMPILE) as stage:
                    ensure_group(group, stage)
        return ensure_group(NODE)

    def _start(self, programs: Path, addresses: Addresses, images: AddonImages) -> None:
        layout, port = self._layout, self._settings.ingress_port
        ensure_pki(layout.pki, addresses)
        admin = (layout.pki / "admin.kubeconfig").read_text()
        write_file(layout.kubeconfig, admin, mode=0o600)
        services = build_services(layout, addresses, port)
        files = {
            **build_config_files(layout, addresses, images.pause.reference),
            **build_service_files(services),
        }
        plan = NodePlan(layout, addresses, programs, port, files)
        since = datetime.datetime.now(datetime.UTC)
        if observe_node(layout) is None or get_node_key(layout) != plan.key:
            stop_node(layout)
            start_node(plan)
        else:
            since -= _LEASE_PERIOD
        kubectl = self._kubectl(programs)
        wait_until(kubectl.is_ready, 90, "the API server is ready")
        apply_access(kubectl)
        wait_until(lambda: _is_node_ready(kubectl, since), 90, "the node is Ready")

    def _import(self, images: Collection[ImageArchive]) -> None:
        socket = self._layout.containerd_socket
        wait_until(socket.exists, 30, "the container runtime answers")
        present = set(self._list_images())
        for image in images:
            if image.reference not in present:
                run([*self._ctr(), "images", "import", str(image.archive)])

    def _forget_images(self, wanted: set[str]) -> None:
        """Remove images of earlier builds that no container uses: nothing else ever would."""
        containers = capture([*self._ctr(), "containers", "list"]).splitlines()[1:]
        used = {line.split()[1] for line in containers}
        names = {reference.rpartition(":")[0] for reference in wanted}
        for reference in self._list_images():
            ours = reference.rpartition(":")[0] in names
            if ours and reference not in wanted | used:
                run([*self._ctr(), "images", "remove", reference])

    def _list_images(self) -> list[str]:
        return capture([*self._ctr(), "images", "list", "--quiet"]).split()

    def _ctr(self) -> list[str]:
        socket = self._layout.containerd_socket
        return ["ctr", "--address", str(socket), "--namespace", "k8s.io"]

    def _kubectl(self, programs: Path) -> Kubectl:
        return Kubectl(programs / "kubectl", self._layout.kubeconfig)

    def _door_answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._settings.ingress_port, timeout=2)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True


def _is_node_ready(kubectl: Kubectl, since: datetime.datetime) -> bool:
    """Return whether the node is Ready and its kubelet alive: the object outlives a dead node."""
    node = kubectl.find("node", NODE_NAME)
    if node is None:
        return False
    conditions = node["status"].get("conditions", [])
    if not any(one["type"] == "Ready" and one["status"] == "True" for one in conditions):
        return False
    # A new node gets its lease only after a while, and has no former life to be mistaken for.
    if _read_time(node["metadata"]["creationTimestamp"]) > since:
        return True
    lease = kubectl.find("lease", NODE_NAME, "--namespace=kube-node-lease")
    return lease is not None and _read_time(lease["spec"]["renewTime"]) > since


def _read_time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)
