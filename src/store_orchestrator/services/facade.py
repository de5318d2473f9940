"""All use cases of one process, as the API takes them."""

from dataclasses import dataclass

from store_orchestrator.services.access import Access
from store_orchestrator.services.authentication import Authentication
from store_orchestrator.services.capacity import Capacity
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.feed import StoreFeed
from store_orchestrator.services.health import Health
from store_orchestrator.services.orphans import Orphans
from store_orchestrator.services.pool import Pools
from store_orchestrator.services.stores import Stores


@dataclass(frozen=True, slots=True)
class Services:
    """Built once by bootstrap."""

    authentication: Authentication
    catalogue: Catalogue
    stores: Stores
    capacity: Capacity
    orphans: Orphans
    access: Access
    feed: StoreFeed
    health: Health
    pools: Pools
