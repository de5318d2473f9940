"""What a provider of a cluster must be able to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from local_cluster.stages import Stages


class ImageArchive(Protocol):
    """An image in a file: OCI archive that carries its own reference."""

    @property
    def name(self) -> str:
        """Short name, such as `platform`."""

    @property
    def reference(self) -> str:
        """What pods call it."""

    @property
    def archive(self) -> Path:
        """The file."""


@dataclass(frozen=True)
class Surroundings:
    """What the platform's chart must know about the cluster."""

    ingress_class: str
    controller_namespace: str
    controller_labels: Mapping[str, str]
    """Labels of the ingress controller's pods."""
    ingress_address: str
    """In-cluster URL of the ingress controller."""
    public_port: int
    """Port on 127.0.0.1 where the ingress controller answers."""
    api_server_cidrs: Sequence[str]
    """Addresses of the Kubernetes API as pods see it."""


class Provider(Protocol):
    """A cluster to install into. Every method may be called again at any time."""

    def ensure(self, stages: Stages) -> None:
        """Bring the cluster to where it takes workloads, from whatever state it is in."""

    def load_images(self, stages: Stages, images: Collection[ImageArchive]) -> Mapping[str, str]:
        """Make the images known to the cluster; returns name -> reference for pods."""

    def check(self, stages: Stages) -> None:
        """Check what nothing waited for during `ensure`; called when all else stands."""

    def get_kubeconfig(self) -> Path:
        """Return the administrator's kubeconfig. Raises LocalClusterError when there is none."""

    def get_surroundings(self) -> Surroundings:
        """Return what the platform must know. Raises LocalClusterError when something lacks."""

    def stop(self, stages: Stages, *, purge: bool) -> None:
        """End what `ensure` started; with `purge` also remove the stores' data."""
