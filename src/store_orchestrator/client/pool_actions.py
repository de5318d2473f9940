"""The work of ``storectl pool``."""

from rich.console import Group, RenderableType

from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.pool_models import PoolList
from store_orchestrator.client.screen import build_table, print_hint, print_result
from store_orchestrator.client.tables import format_since
from store_orchestrator.client.terms import OutputFormat


async def show_pool(client: ApiClient, output: OutputFormat) -> None:
    """Show what is kept ready."""
    found = await client.get_pool()
    if not found.pools and output is OutputFormat.TABLE:
        print_hint("No store is kept ready. The setting SO_POOL says how many are (stores.pool).")
        return
    names = [f"store/{store.key}" for store in found.stores]
    print_result(output, found.raw, names=names, people=build_pools(found))


def build_pools(found: PoolList) -> RenderableType:
    """The pools, and below them their stores."""
    pools = [
        (pool.engine, pool.plan, str(pool.size), str(pool.counts.get("ready", 0)), rest)
        for pool in found.pools
        for rest in [", ".join(f"{n} {s}" for s, n in pool.counts.items() if n and s != "ready")]
    ]
    stores = [
        (s.namespace, s.engine, s.plan, s.state, format_since(s.created_at), s.reason)
        for s in found.stores
    ]
    parts: list[RenderableType] = [
        build_table(("ENGINE", "PLAN", "SIZE", "READY", "OTHERS"), pools)
    ]
    if stores:
        headings = ("NAMESPACE", "ENGINE", "PLAN", "STATE", "AGE", "REASON")
        parts += ["", build_table(headings, stores)]
    return Group(*parts)
