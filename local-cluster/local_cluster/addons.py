"""Add-ons of the from-source cluster: DNS, ingress, storage class, metrics."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from local_cluster.cache import building, cache_root, content_key, keep_newest
from local_cluster.kubectl import Kubectl
from local_cluster.layout import DNS_ADDRESS, INGRESS_NODE_PORT
from local_cluster.oci import ScratchImage, write_scratch_image

_MANIFESTS = Path(__file__).resolve().parent.parent / "manifests"
_ADDONS = ("coredns", "metrics-server")
_PATIENCE = 120


@dataclass(frozen=True)
class AddonImages:
    """Images that the node needs before any other: both hold static programs and nothing else."""

    pause: ScratchImage
    addons: ScratchImage


def ensure_addon_images(programs: Path, traefik: Path) -> AddonImages:
    """Return the images, written when they are not in the cache."""
    files = {name: programs / name for name in _ADDONS}
    files["traefik"] = traefik / "traefik"
    # The programs' folders are named by their content.
    key = content_key([Path(__file__).with_name("oci.py")], programs.name, traefik.name)
    pause = _ensure_image("pause", key, {"pause": programs / "pause"}, entrypoint="/pause")
    return AddonImages(pause=pause, addons=_ensure_image("addons", key, files))


_STORAGE_CLASS = "standard"


def apply_access(kubectl: Kubectl) -> None:
    """Apply the roles of the node's own programs; the node is not Ready before they work."""
    kubectl.apply((_MANIFESTS / "access.yaml").read_text())


def apply_addons(kubectl: Kubectl, image: str) -> None:
    """Apply all manifests and wait until names and routes work.

    Metrics take a while longer and nothing waits for them: see `wait_for_metrics`.
    """
    values = {
        "ADDONS_IMAGE": image,
        "DNS_ADDRESS": DNS_ADDRESS,
        "INGRESS_NODE_PORT": str(INGRESS_NODE_PORT),
    }
    _remove_outdated_class(kubectl)
    kubectl.apply(build_manifest(values))
    kubectl.wait_for_rollout("kube-system", ["deployment/coredns"], _PATIENCE)
    kubectl.wait_for_rollout("ingress", ["deployment/traefik"], _PATIENCE)


def _remove_outdated_class(kubectl: Kubectl) -> None:
    """Make way for a StorageClass that cannot be changed in place; volumes live on without it."""
    present = kubectl.find("storageclass", _STORAGE_CLASS)
    if present is not None and present["volumeBindingMode"] != "Immediate":
        kubectl.call("delete", "storageclass", _STORAGE_CLASS)


def wait_for_metrics(kubectl: Kubectl) -> None:
    """Wait until the metrics server has measured the node once."""
    kubectl.wait_for_rollout("kube-system", ["deployment/metrics-server"], _PATIENCE)


def build_manifest(values: dict[str, str]) -> str:
    """Return all manifests as one YAML stream, with the words in `values` replaced."""
    text = "\n---\n".join(path.read_text() for path in sorted(_MANIFESTS.glob("*.yaml")))
    for word, value in values.items():
        text = text.replace(word, value)
    return text


def _ensure_image(
    name: str, key: str, files: dict[str, Path], *, entrypoint: str = ""
) -> ScratchImage:
    reference = f"localhost/store-orchestrator/{name}:{key}"
    archive = cache_root() / "node-images" / f"{name}-{key}.tar"
    if not archive.exists():
        with building(archive) as made:
            if not archive.exists():
                write_scratch_image(made, reference, files, entrypoint=entrypoint)
        keep_newest(archive.parent, 4)
    os.utime(archive)
    return ScratchImage(name=name, reference=reference, archive=archive)
