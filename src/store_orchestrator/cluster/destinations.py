"""What a self-test tries to reach: real things, most of them known to be there."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lightkube.models.discovery_v1 import Endpoint
from lightkube.resources.core_v1 import Service
from lightkube.resources.discovery_v1 import EndpointSlice

from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.errors import Forbidden, NotFound, translated_errors
from store_orchestrator.domain.names import LABEL_MANAGED
from store_orchestrator.domain.store import Spec

# In most clouds it hands out the credentials of the node.
METADATA_ADDRESS: Final = "169.254.169.254"
# Stores that are looked at for one to try; the first that has something running is enough.
NEIGHBOURS: Final = 8
# What a pod can report is limited to 4096 bytes.
DESTINATIONS_LIMIT: Final = 16
_LABEL_SERVICE: Final = "kubernetes.io/service-name"


@dataclass(frozen=True, slots=True)
class Destination:
    """What must not be reached, by TCP.

    Attributes:
        evidence: how it is known that something answers there; empty when nothing is known.
    """

    name: str
    host: str
    port: int
    evidence: str = ""


async def list_destinations(api: KubernetesApi, spec: Spec) -> list[Destination]:
    """Everything that the shop of this store must not reach.

    Raises:
        ClusterError: something could not be looked up; a shorter list would prove less.
    """
    platform = api.typed.namespace
    kubernetes, platforms, neighbour = await asyncio.gather(
        _find_endpoints(api, "kubernetes", "default"),
        _list_services(api, "Platform", platform),
        _list_neighbour(api, spec, besides=platform),
    )
    server = urlsplit(api.typed.config.cluster.server)
    used = Destination(
        "KubernetesApi", server.hostname or "", server.port or 443, "the orchestrator uses it"
    )
    behind = [
        Destination("KubernetesApiEndpoint", d.host, d.port, d.evidence)
        for d in kubernetes
        if (d.host, d.port) != (used.host, used.port)
    ]
    metadata = Destination("CloudMetadata", METADATA_ADDRESS, 80)
    return [used, *behind, metadata, *platforms, *neighbour][:DESTINATIONS_LIMIT]


async def _find_endpoints(api: KubernetesApi, name: str, namespace: str) -> list[Destination]:
    with translated_errors(f"read the endpoints {name} in namespace {namespace}"):
        found = await api.typed.get(EndpointSlice, name, namespace=namespace)
    return list(see_endpoints(found, ""))


async def _list_services(api: KubernetesApi, prefix: str, namespace: str) -> list[Destination]:
    """Services of a namespace with ready pods, and those pods."""
    with translated_errors(f"list services in namespace {namespace}"):
        slices = [item async for item in api.typed.list(EndpointSlice, namespace=namespace)]
        services = [item async for item in api.typed.list(Service, namespace=namespace)]
    return see_services(slices, services, prefix)


def see_services(
    slices: Sequence[EndpointSlice], services: Sequence[Service], prefix: str
) -> list[Destination]:
    """Pods behind services by their own address, then the services by theirs."""
    pods = [d for item in slices for d in see_endpoints(item, prefix)]
    alive = {d.name for d in pods}
    return [*pods, *(d for item in services for d in _see_service(item, prefix, alive))]


def see_endpoints(item: EndpointSlice, prefix: str) -> Iterator[Destination]:
    """The ready addresses of one service."""
    labels = (item.metadata.labels if item.metadata is not None else None) or {}
    name = build_name(prefix, labels.get(_LABEL_SERVICE, ""))
    for endpoint in filter(_is_ready, item.endpoints or []):
        for port in item.ports or []:
            if port.port is not None and (port.protocol or "TCP") == "TCP":
                address = endpoint.addresses[0]
                yield Destination(name, address, port.port, "it is ready for others")


def _is_ready(endpoint: Endpoint) -> bool:
    return endpoint.conditions is None or endpoint.conditions.ready is not False


def _see_service(item: Service, prefix: str, alive: Collection[str]) -> Iterator[Destination]:
    name = build_name(prefix, (item.metadata.name if item.metadata is not None else None) or "")
    address = item.spec.clusterIP if item.spec is not None else None
    if item.spec is None or address in (None, "", "None") or name not in alive:
        return
    for port in item.spec.ports or []:
        if (port.protocol or "TCP") == "TCP":
            yield Destination(
                f"{name}Service", str(address), port.port, "pods behind it are ready for others"
            )


def build_name(prefix: str, service: str) -> str:
    """``Platform`` and ``card-reader`` make ``PlatformCardReader``."""
    return prefix + "".join(word.capitalize() for word in service.split("-"))


async def _list_neighbour(api: KubernetesApi, spec: Spec, besides: str) -> list[Destination]:
    """What another store has running; empty when no other store has anything."""
    found = await api.list_metadata(
        "/api/v1/namespaces", labelSelector=f"{LABEL_MANAGED}=true", limit=str(NEIGHBOURS)
    )
    for namespace in found:
        if namespace.name in (spec.namespace, besides):
            continue
        try:
            running = await _list_services(api, "OtherStore", namespace.name)
        except (Forbidden, NotFound):
            continue  # it is being made or removed just now
        if running:
            return running
    return []
