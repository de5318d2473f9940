"""What an operator may set, read from the environment (`make up CLUSTER=existing …`)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local_cluster.errors import UsageError
from local_cluster.images.plugin import find_given_zip

_PROVIDERS = ("source", "existing")
# Part of interface, folder and cgroup names: short and plain.
_NAME = re.compile(r"[a-z][a-z0-9]{0,9}")
_LARGEST_PORT = 65535


@dataclass(frozen=True)
class Settings:
    """Settings of one call of the driver."""

    provider: str = "source"
    """CLUSTER: `source` (built here) or `existing` (a cluster of yours)."""
    name: str = "default"
    """CLUSTER_NAME: several from-source clusters may run side by side, each with its own data."""
    ingress_port: int = 8080
    """INGRESS_PORT: port on 127.0.0.1 where shops and dashboard answer."""
    purge: bool = False
    """PURGE: `down` also removes the stores' data."""
    context: str = ""
    """KUBE_CONTEXT: kubeconfig context to use; only, and always, with CLUSTER=existing."""
    pool: Mapping[str, Any] = field(default_factory=dict)
    """POOL: stores to keep ready, as JSON `{"woocommerce": {"small": 2}}`; none unless given."""
    registry: str = ""
    """REGISTRY: where that cluster pulls images from, such as `registry.example.com/shops`."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read and check the settings. Raises UsageError that names the variable at fault."""
    given = {key: value.strip() for key, value in environment.items() if value.strip()}
    # Before the long work; the image's recipe reads it again.
    find_given_zip(given.get("WOOCOMMERCE_ZIP", ""))
    settings = Settings(
        provider=_choice(given, "CLUSTER", _PROVIDERS, "source"),
        name=_name(given),
        ingress_port=_port(given),
        purge=_choice(given, "PURGE", ("0", "1"), "0") == "1",
        pool=_pool(given),
        context=given.get("KUBE_CONTEXT", ""),
        registry=given.get("REGISTRY", "").rstrip("/"),
    )
    _check_existing(settings)
    return settings


def _choice(given: Mapping[str, str], key: str, allowed: tuple[str, ...], default: str) -> str:
    value = given.get(key, default)
    if value not in allowed:
        raise UsageError(f"{key}={value}: must be one of {', '.join(allowed)}")
    return value


def _name(given: Mapping[str, str]) -> str:
    value = given.get("CLUSTER_NAME", "default")
    if not _NAME.fullmatch(value):
        raise UsageError(
            f"CLUSTER_NAME={value}: must be 1 to 10 lowercase letters and digits, a letter first"
        )
    return value


def _pool(given: Mapping[str, str]) -> Mapping[str, Any]:
    value = given.get("POOL", "{}")
    try:
        pool = json.loads(value)
    except ValueError:
        pool = None
    if not isinstance(pool, dict) or not all(isinstance(plans, dict) for plans in pool.values()):
        raise UsageError(f'POOL={value}: must be JSON like {{"woocommerce": {{"small": 2}}}}')
    return pool


def _port(given: Mapping[str, str]) -> int:
    value = given.get("INGRESS_PORT", "8080")
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= _LARGEST_PORT:
        raise UsageError(f"INGRESS_PORT={value}: must be a number from 1 to {_LARGEST_PORT}")
    return int(value)


def _check_existing(settings: Settings) -> None:
    if settings.provider != "existing":
        for key, value in (("KUBE_CONTEXT", settings.context), ("REGISTRY", settings.registry)):
            if value:
                raise UsageError(
                    f"{key} is set, but the cluster is built from source",
                    remedy="Say CLUSTER=existing to use a cluster of yours, or leave it out.",
                )
        return
    if not settings.context:
        raise UsageError(
            "CLUSTER=existing needs KUBE_CONTEXT, the kubeconfig context to install into",
            remedy="List them with: kubectl config get-contexts --output name",
        )
    if not settings.registry:
        raise UsageError(
            "CLUSTER=existing needs REGISTRY, a registry that the cluster pulls images from",
            remedy="For example: make up CLUSTER=existing KUBE_CONTEXT=… REGISTRY=host/project",
        )
