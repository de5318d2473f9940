"""What a provider of a cluster must be able to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
class Ingress:
    """How shops are reached: the values that the platform's chart asks for."""

    class_name: str
    controller_namespace: str
    address: str
    """In-cluster URL of the ingress controller."""
    public_port: int


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

    def get_ingress(self) -> Ingress:
        """Return how the cluster's ingress controller is reached."""

    def stop(self, stages: Stages, *, purge: bool) -> None:
        """End what `ensure` started; with `purge` also remove the stores' data."""
