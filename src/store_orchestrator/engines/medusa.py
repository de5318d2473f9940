"""Medusa shops: sizes, credentials, Helm values and the order probe."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from store_orchestrator.domain.probe import ProbeScript
from store_orchestrator.engines import medusa_order
from store_orchestrator.engines.base import (
    Credentials,
    CredentialSpec,
    Plan,
    Platform,
    Shop,
    UnknownPlan,
    Values,
)

HEXADECIMAL_DIGITS: Final = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class _Resources:
    """One container's share: CPU in millicores, memory in MiB, each as request and limit."""

    cpu: tuple[int, int]
    memory: tuple[int, int]

    def build_values(self) -> Values:
        return {
            "requests": {"cpu": f"{self.cpu[0]}m", "memory": f"{self.memory[0]}Mi"},
            "limits": {"cpu": f"{self.cpu[1]}m", "memory": f"{self.memory[1]}Mi"},
        }


@dataclass(frozen=True, slots=True)
class _Size:
    """What one plan buys; storage in GiB, heap in MiB."""

    shop: _Resources
    heap: int
    database: _Resources
    uploads: int
    database_storage: int

    def build_quota(self) -> Values:
        """The namespace's quota: everything, and the larger pod once more.

        A pod that is replaced may still be terminating when its successor starts; without this
        head-room an upgrade of a full namespace would wait for ever.
        """
        shares = (self.shop, self.database)
        cpu = [sum(s.cpu[i] for s in shares) + max(s.cpu[i] for s in shares) for i in (0, 1)]
        memory = [
            sum(s.memory[i] for s in shares) + max(s.memory[i] for s in shares) for i in (0, 1)
        ]
        return {
            "requests.cpu": f"{cpu[0]}m",
            "limits.cpu": f"{cpu[1]}m",
            "requests.memory": f"{memory[0]}Mi",
            "limits.memory": f"{memory[1]}Mi",
            "requests.storage": f"{self.uploads + self.database_storage}Gi",
            "persistentvolumeclaims": "2",
            "pods": "4",
            "services.nodeports": "0",
            "services.loadbalancers": "0",
        }


# A Medusa process needs 302 MB after boot and 350 MB after load with a heap of 288 MB; booting is
# bound by the CPU (3 s with two cores, 4.1 s with one), so limits are well above requests.
_SIZES: Final = {
    "small": _Size(
        shop=_Resources(cpu=(100, 2000), memory=(384, 512)),
        heap=288,
        database=_Resources(cpu=(50, 1000), memory=(96, 256)),
        uploads=1,
        database_storage=1,
    ),
    "standard": _Size(
        shop=_Resources(cpu=(250, 2000), memory=(640, 1024)),
        heap=640,
        database=_Resources(cpu=(100, 2000), memory=(192, 512)),
        uploads=5,
        database_storage=5,
    ),
}


class Medusa:
    """Medusa 2 with its admin and a shop front, on a PostgreSQL of its own."""

    name = "medusa"
    title = "Medusa"
    description = "A fast headless shop on Node.js with an admin dashboard and a shop front."
    images = ("medusa", "postgresql")
    plans = (
        Plan("small", "Small", "For trying out and small shops: 512 MB memory, 1 GB of files."),
        Plan("standard", "Standard", "For a busy shop: 1 GB memory, 5 GB of files."),
    )
    credentials = (
        CredentialSpec(
            "admin_email",
            "Admin e-mail",
            fixed="admin@{key}.store.invalid",
            shown=True,
            secret=False,
        ),
        CredentialSpec("admin_password", "Admin password", length=20, shown=True),
        CredentialSpec(
            "publishable_key",
            "Publishable API key",
            length=64,
            alphabet=HEXADECIMAL_DIGITS,
            prefix="pk_",
            shown=True,
            secret=False,
        ),
        CredentialSpec("database_password", "Database password", length=32),
        CredentialSpec("jwt_secret", "Session token secret", length=48),
        CredentialSpec("cookie_secret", "Cookie secret", length=48),
    )
    deadline = timedelta(minutes=10)

    def build_admin_url(self, shop: Shop) -> str:
        """Where the merchant signs in."""
        return f"{shop.url}app"

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:
        """Helm values for the chart ``store-medusa``, valid under its schema.

        Raises:
            UnknownPlan: if the shop's plan is not one of :attr:`plans`.
        """
        size = self._get_size(shop.plan)
        return {
            "store": {"key": shop.key, "name": shop.name, "host": shop.host, "url": shop.url},
            "images": {name: platform.images[name] for name in self.images},
            "ingress": {
                "className": platform.ingress_class,
                "controllerNamespace": platform.ingress_namespace,
                "controllerPodLabels": dict(platform.ingress_pod_labels),
            },
            "storageClass": platform.storage_class,
            "credentials": {spec.name: credentials[spec.name] for spec in self.credentials},
            "shop": {
                "heapMegabytes": size.heap,
                "resources": size.shop.build_values(),
                "storage": f"{size.uploads}Gi",
            },
            "database": {
                "resources": size.database.build_values(),
                "storage": f"{size.database_storage}Gi",
            },
            "quota": size.build_quota(),
        }

    def build_order_probe(self, shop: Shop, credentials: Credentials) -> ProbeScript:  # noqa: ARG002
        """The conversation that places a real, marked order and cancels it again."""
        return medusa_order.build_order_probe(
            credentials["publishable_key"],
            credentials["admin_email"],
            credentials["admin_password"],
        )

    def _get_size(self, plan: str) -> _Size:
        try:
            return _SIZES[plan]
        except KeyError:
            raise UnknownPlan(self.name, plan, _SIZES) from None
