"""A cluster of the user's: used only when asked for by name, and never started or stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from pathlib import Path

from local_cluster.commands import CommandError, capture, run
from local_cluster.errors import LocalClusterError, UsageError
from local_cluster.files import write_file
from local_cluster.kubectl import Kubectl
from local_cluster.layout import CHECKOUT
from local_cluster.packages import ensure_debian_packages
from local_cluster.programs import ensure_program
from local_cluster.providers.base import ImageArchive, Surroundings
from local_cluster.settings import Settings
from local_cluster.stages import Stages

_HTTP_PORT = 80
_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
# IngressClass controller -> labels of its Service and pods, by its own chart.
_CONTROLLERS = {"traefik.io/ingress-controller": {"app.kubernetes.io/name": "traefik"}}


class ExistingProvider:
    """Installs into the context KUBE_CONTEXT; images go to REGISTRY."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kubeconfig = CHECKOUT / "build" / "existing" / "kubeconfig"

    def ensure(self, stages: Stages) -> None:
        """Check that the context exists and its cluster answers; changes nothing in it."""
        with stages.stage("Compile Helm and kubectl"):
            ensure_program("helm")
            ensure_program("kubectl")
        with stages.stage("Check the cluster"):
            self._write_kubeconfig()
            kubectl = self._kubectl()
            if not kubectl.is_ready():
                raise LocalClusterError(
                    f"the cluster of context {self._settings.context} does not answer",
                    remedy=f"Try: kubectl --context {self._settings.context} get --raw /readyz",
                )
            _require_default_storage(kubectl)

    def load_images(self, stages: Stages, images: Collection[ImageArchive]) -> Mapping[str, str]:
        """Push the images to the registry; buildah's sign-in (`buildah login`) is used."""
        with stages.stage(
            "Push images to the registry",
            remedy="Sign in first: buildah login REGISTRY; the registry must take pushes.",
        ) as stage:
            ensure_debian_packages({"buildah": "pushes images to the registry"})
            references = {}
            for image in images:
                tag = image.reference.rpartition(":")[2]
                reference = f"{self._settings.registry}/{image.name}:{tag}"
                stage.note(reference)
                source = f"oci-archive:{image.archive}"
                name = capture(["buildah", "pull", "--quiet", source]).strip()
                run(["buildah", "push", name, f"docker://{reference}"], log=stage.log)
                references[image.name] = reference
        return references

    def check(self, stages: Stages) -> None:
        """Nothing is left to check: `ensure` did."""

    def get_kubeconfig(self) -> Path:
        """Return a kubeconfig that holds the one context only."""
        self._write_kubeconfig()
        return self._kubeconfig

    def get_surroundings(self) -> Surroundings:
        """Find the default IngressClass and the controller's Service by their standard labels."""
        kubectl = self._kubectl()
        name, controller = _get_ingress_class(kubectl)
        labels = _CONTROLLERS.get(controller)
        if labels is None:
            raise LocalClusterError(
                f"IngressClass {name}: the controller {controller} is not known to this driver",
                remedy="Install Traefik with its own chart, and make its class the default.",
            )
        namespace, address = _get_controller(kubectl, labels)
        return Surroundings(
            ingress_class=name,
            controller_namespace=namespace,
            controller_labels=labels,
            ingress_address=address,
            public_port=self._settings.ingress_port,
            api_server_cidrs=["0.0.0.0/0"],
        )

    def stop(self, stages: Stages, *, purge: bool) -> None:
        """Leave the cluster alone: it is the user's. Raises UsageError when asked to purge."""
        if purge:
            raise UsageError(
                "PURGE=1 is not for a cluster of yours",
                remedy="Delete the stores, then: helm uninstall store-orchestrator "
                "--namespace store-orchestrator",
            )
        self._kubeconfig.unlink(missing_ok=True)
        stages.say("The cluster is yours: nothing in it was stopped or removed.")

    def _kubectl(self) -> Kubectl:
        return Kubectl(ensure_program("kubectl"), self._kubeconfig)

    def _write_kubeconfig(self) -> None:
        context = self._settings.context
        view = ["config", "view", "--raw", "--minify", "--flatten", f"--context={context}"]
        try:
            text = capture([ensure_program("kubectl"), *view])
        except CommandError as error:
            source = os.environ.get("KUBECONFIG", "~/.kube/config")
            raise UsageError(
                f"KUBE_CONTEXT={context}: no such context in {source}",
                remedy="List them with: kubectl config get-contexts --output name",
            ) from error
        write_file(self._kubeconfig, text, mode=0o600)


def _require_default_storage(kubectl: Kubectl) -> None:
    key = "storageclass.kubernetes.io/is-default-class"
    for item in json.loads(kubectl.call("get", "storageclasses", "--output=json"))["items"]:
        if item["metadata"].get("annotations", {}).get(key) == "true":
            return
    raise LocalClusterError(
        "the cluster has no default StorageClass, so stores' volumes cannot be made",
        remedy=f"Annotate one with {key}=true.",
    )


def _get_ingress_class(kubectl: Kubectl) -> tuple[str, str]:
    items = json.loads(kubectl.call("get", "ingressclasses", "--output=json"))["items"]
    for item in items:
        if item["metadata"].get("annotations", {}).get(_DEFAULT_CLASS) == "true" or len(items) == 1:
            return str(item["metadata"]["name"]), str(item["spec"]["controller"])
    raise LocalClusterError(
        "the cluster has no default IngressClass, so shops would have no address",
        remedy="Install Traefik, or annotate an IngressClass with " + _DEFAULT_CLASS + "=true.",
    )


def _get_controller(kubectl: Kubectl, labels: Mapping[str, str]) -> tuple[str, str]:
    selector = ",".join(f"{key}={value}" for key, value in labels.items())
    arguments = ("services", "--all-namespaces", f"--selector={selector}", "--output=json")
    for item in json.loads(kubectl.call("get", *arguments))["items"]:
        name, namespace = item["metadata"]["name"], item["metadata"]["namespace"]
        if any(port["port"] == _HTTP_PORT for port in item["spec"].get("ports", [])):
            return namespace, f"http://{name}.{namespace}.svc:{_HTTP_PORT}"
    raise LocalClusterError(
        f"no Service with the labels {selector} and port {_HTTP_PORT} was found",
        remedy="Traefik's own chart makes one; is its entry point `web` exposed?",
    )
