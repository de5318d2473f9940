"""The store's address, the same for everybody who needs it."""

from urllib.parse import urlsplit

from store_orchestrator.domain.names import derive_host_label
from store_orchestrator.domain.store import Spec
from store_orchestrator.engines.base import Shop


def build_shop(spec: Spec, url_template: str) -> Shop:
    """The store as its engine sees it.

    Args:
        url_template: public address with ``{host}`` for the store's host label, ending in a
            slash (setting ``SO_STORE_URL_TEMPLATE``).
    """
    url = url_template.replace("{host}", derive_host_label(spec.name, spec.key))
    return Shop(
        name=spec.name,
        key=spec.key,
        plan=spec.plan,
        host=urlsplit(url).hostname or "",
        url=url,
        choices=spec.choices,
    )
