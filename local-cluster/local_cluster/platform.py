"""Installing the platform into a cluster and writing down how to reach it."""

from __future__ import annotations

import base64
import http.client
import json
import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_cluster.files import write_file
from local_cluster.helm import Release
from local_cluster.kubectl import Kubectl, wait_until
from local_cluster.layout import CHECKOUT
from local_cluster.providers.base import Surroundings
from local_cluster.stages import Stage

NAMESPACE = "store-orchestrator"
DASHBOARD_HOST = "dashboard.localhost"
_RELEASE = "store-orchestrator"
_SECRET = "store-orchestrator-secrets"  # noqa: S105 - an object's name
_PATIENCE = 180
_HTTP_OK = 200
# Images that are the platform's own; every other one is offered to stores.
_PLATFORM_ONLY = ("platform",)


@dataclass(frozen=True)
class Installation:
    """How an operator reaches the installed platform."""

    url: str
    token: str


@dataclass(frozen=True)
class Images:
    """What the cluster can run.

    Attributes:
        references: image name -> what pods call it.
        versions: image name -> component -> version.
        absences: image name -> a sentence that says why there is none.
    """

    references: Mapping[str, str]
    versions: Mapping[str, Mapping[str, str]]
    absences: Mapping[str, str]


def install_platform(
    stage: Stage,
    kubectl: Kubectl,
    helm: Path,
    images: Images,
    surroundings: Surroundings,
    pool: Mapping[str, Any],
) -> Installation:
    """Install or upgrade the platform and wait until it answers through the ingress.

    Args:
        pool: engine to plan to number of stores to keep ready.
    """
    kubectl.apply(json.dumps(_build_namespace()))
    secret = ensure_secret(kubectl)
    release = Release(helm, kubectl, _RELEASE, NAMESPACE, CHECKOUT / "charts" / "platform")
    stage.note("helm")
    release.ensure(build_values(images, surroundings, pool), stage.log)
    stage.note("waiting for its pods")
    workloads = kubectl.call(
        *("--namespace", NAMESPACE, "get", "statefulsets,deployments", "--output=name")
    )
    kubectl.wait_for_rollout(NAMESPACE, workloads.split(), _PATIENCE)
    stage.note("waiting for its address")
    port = surroundings.public_port
    wait_until(lambda: _is_ready(port), 60, f"{DASHBOARD_HOST}:{port}/readyz answers 200")
    token = base64.b64decode(secret["data"]["operator-token"]).decode()
    return Installation(url=f"http://{DASHBOARD_HOST}:{port}", token=token)


def build_values(
    images: Images, surroundings: Surroundings, pool: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values of charts/platform for a cluster whose shops live below .localhost."""
    references = images.references
    names = [name for name in references if name not in _PLATFORM_ONLY]
    return {
        "images": {"platform": references["platform"], "postgresql": references["postgresql"]},
        "stores": {
            "images": {name: references[name] for name in names},
            "versions": {name: dict(images.versions.get(name, {})) for name in names},
            "absences": dict(images.absences),
            "pool": dict(pool),
        },
        "secretName": _SECRET,
        "ingress": {
            "host": DASHBOARD_HOST,
            "className": surroundings.ingress_class,
            "address": surroundings.ingress_address,
            "controllerNamespace": surroundings.controller_namespace,
            "controllerPodLabels": dict(surroundings.controller_labels),
            "storeUrlTemplate": f"http://{{host}}.localhost:{surroundings.public_port}/",
        },
        "apiServer": {"cidrs": list(surroundings.api_server_cidrs)},
    }


def ensure_secret(kubectl: Kubectl) -> Mapping[str, Any]:
    """Return the platform's Secret; it is drawn at the first install and never changed."""
    found = kubectl.find("secret", _SECRET, f"--namespace={NAMESPACE}")
    if found is not None:
        return found
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": _SECRET, "namespace": NAMESPACE},
        "stringData": {
            "database-password": secrets.token_urlsafe(32),
            "encryption-key": base64.b64encode(os.urandom(32)).decode(),
            "encryption-key-id": f"k-{secrets.token_hex(4)}",
            "operator-token": secrets.token_urlsafe(32),
        },
    }
    created = kubectl.call(
        "create", "--filename=-", "--output=json", stdin=json.dumps(secret).encode()
    )
    document: Mapping[str, Any] = json.loads(created)
    return document


def write_settings(folder: Path, installation: Installation) -> Path:
    """Write storectl.env, for `. build/storectl.env`; only its owner can read it."""
    path = folder / "storectl.env"
    lines = [
        f"export STORECTL_URL={shlex.quote(installation.url)}",
        f"export STORECTL_TOKEN={shlex.quote(installation.token)}",
    ]
    write_file(path, "\n".join(lines) + "\n", mode=0o600)
    return path


def _build_namespace() -> dict[str, Any]:
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    metadata = {"name": NAMESPACE, "labels": labels}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}


def _is_ready(port: int) -> bool:
    """Ask through the ingress, by address: not every resolver knows names below .localhost."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"{DASHBOARD_HOST}:{port}"})
        return connection.getresponse().status == _HTTP_OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
