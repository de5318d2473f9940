"""Renders charts with the real Helm, and finds things in what comes out."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

KUBERNETES_VERSION = "1.34"
VALUES = Path(__file__).parent / "values"

Manifest = dict[str, Any]
Values = Mapping[str, Any]


class Refused(Exception):
    """Helm did not accept the values; the text is what it said."""


@dataclass(frozen=True)
class Chart:
    """A packaged chart and how it is installed."""

    helm: Path
    folder: Path
    release: str
    namespace: str

    def render(self, values: Values, *options: str) -> list[Manifest]:
        """All manifests, hooks included, as Helm would send them; ``options`` are for Helm.

        Raises:
            Refused: if the values break the chart's schema.
        """
        command = [
            *(str(self.helm), "template", self.release, str(self.folder)),
            *("--namespace", self.namespace, "--kube-version", KUBERNETES_VERSION),
            *("--values", "-"),
            *options,
        ]
        done = subprocess.run(
            command, input=json.dumps(values), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise Refused(done.stderr)
        return [document for document in yaml.safe_load_all(done.stdout) if document]


@dataclass(frozen=True)
class Rendered:
    """One chart rendered with one set of values."""

    chart: Chart
    values: Values
    manifests: Sequence[Manifest]

    def list_kind(self, *kinds: str) -> list[Manifest]:
        """All manifests of these kinds."""
        return [m for m in self.manifests if m["kind"] in kinds]

    def get(self, kind: str, name: str) -> Manifest:
        """The one manifest of this kind and name."""
        (found,) = [m for m in self.list_kind(kind) if m["metadata"]["name"] == name]
        return found

    def list_pods(self) -> Iterator[tuple[str, Manifest]]:
        """Every pod template with the name of what owns it."""
        for manifest in self.list_kind("Deployment", "StatefulSet", "Job"):
            yield describe(manifest), manifest["spec"]["template"]

    def list_containers(self) -> Iterator[tuple[str, Manifest]]:
        """Every container of every pod, init containers included."""
        for owner, pod in self.list_pods():
            for key in ("initContainers", "containers"):
                for container in pod["spec"].get(key, []):
                    yield f"{owner}/{container['name']}", container


def describe(manifest: Manifest) -> str:
    """Kind and name."""
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def read_values(name: str) -> dict[str, Any]:
    """A file of ``values/``."""
    loaded: dict[str, Any] = yaml.safe_load((VALUES / f"{name}.yaml").read_text())
    return loaded


def merge(base: Values, path: str, value: object) -> dict[str, Any]:
    """A copy of ``base`` with ``value`` at the dotted ``path``."""
    copy: dict[str, Any] = json.loads(json.dumps(base))
    *parents, last = path.split(".")
    place = copy
    for parent in parents:
        place = place.setdefault(parent, {})
    place[last] = value
    return copy


def remove(base: Values, path: str) -> dict[str, Any]:
    """A copy of ``base`` without what is at the dotted ``path``."""
    copy: dict[str, Any] = json.loads(json.dumps(base))
    *parents, last = path.split(".")
    place = copy
    for parent in parents:
        place = place[parent]
    del place[last]
    return copy
