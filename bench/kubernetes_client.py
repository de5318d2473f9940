"""Memory and speed of Kubernetes clients for asyncio (docs/decisions/0003-kubernetes-client.md).

Each client runs in a fresh process against the cluster of KUBECONFIG, on the same 100 Deployments
without pods in a namespace that is made for it and removed again. ``kubernetes_asyncio`` is no
dependency of the project: install it into an environment of its own to repeat this.

    python -m bench.kubernetes_client
"""

import asyncio
import importlib.util
import json
import resource
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter, process_time

from bench.report import write_report

NAMESPACE = "bench-kubernetes-client"
OBJECTS = 100
LISTS = 200
GETS = 500

Call = Callable[[], Awaitable[object]]


def read_resident_megabytes() -> float:
    """Memory of this process that is resident now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * resource.getpagesize() / 1e6, 1)


async def measure_calls(call: Call, count: int) -> dict[str, float]:
    """Milliseconds of wall and processor time per call, one after the other."""
    await call()
    wall, cpu = perf_counter(), process_time()
    for _ in range(count):
        await call()
    return {
        "wall_ms": round((perf_counter() - wall) / count * 1e3, 2),
        "cpu_ms": round((process_time() - cpu) / count * 1e3, 2),
    }


async def measure(list_all: Call, get_one: Call, watch_all: Call) -> dict[str, object]:
    """What one client costs; its calls are typed, so they pay for decoding."""
    await get_one()
    figures: dict[str, object] = {"resident_mb_after_first_call": read_resident_megabytes()}
    figures["list_100"] = await measure_calls(list_all, LISTS)
    figures["resident_mb_after_lists"] = read_resident_megabytes()
    figures["get"] = await measure_calls(get_one, GETS)
    figures["watch_100_events"] = await measure_calls(watch_all, 20)
    figures["resident_mb_at_end"] = read_resident_megabytes()
    return figures


async def measure_lightkube() -> dict[str, object]:
    """lightkube's typed objects, decoded by msgspec."""
    from lightkube import AsyncClient  # noqa: PLC0415 - its import is part of the measurement
    from lightkube.resources.apps_v1 import Deployment  # noqa: PLC0415

    client = AsyncClient(namespace=NAMESPACE)

    async def list_all() -> object:
        return [item.status async for item in client.list(Deployment)]

    async def get_one() -> object:
        return (await client.get(Deployment, "d-0")).status

    async def watch_all() -> object:
        seen = 0
        async for _, item in client.watch(Deployment):
            seen += item.status is not None
            if seen == OBJECTS:
                break
        return seen

    figures = await measure(list_all, get_one, watch_all)
    await client.close()
    return figures


async def measure_kubernetes_asyncio() -> dict[str, object]:
    """The official client's models over aiohttp."""
    from kubernetes_asyncio import client, config, watch  # type: ignore[import-not-found]  # noqa: PLC0415

    await config.load_kube_config()
    async with client.ApiClient() as connection:
        apps = client.AppsV1Api(connection)

        async def list_all() -> object:
            found = await apps.list_namespaced_deployment(NAMESPACE)
            return [item.status for item in found.items]

        async def get_one() -> object:
            return (await apps.read_namespaced_deployment("d-0", NAMESPACE)).status

        async def watch_all() -> object:
            seen = 0
            async with watch.Watch() as events:
                async for event in events.stream(apps.list_namespaced_deployment, NAMESPACE):
                    seen += event["object"].status is not None
                    if seen == OBJECTS:
                        break
            return seen

        return await measure(list_all, get_one, watch_all)


MEASURES: dict[str, Callable[[], Awaitable[dict[str, object]]]] = {
    "lightkube": measure_lightkube,
    "kubernetes_asyncio": measure_kubernetes_asyncio,
}


async def make_objects() -> None:
    """A namespace with Deployments that want no pods."""
    import msgspec  # noqa: PLC0415
    from lightkube import AsyncClient  # noqa: PLC0415
    from lightkube.models.meta_v1 import ObjectMeta  # noqa: PLC0415
    from lightkube.resources.apps_v1 import Deployment  # noqa: PLC0415
    from lightkube.resources.core_v1 import Namespace  # noqa: PLC0415

    client = AsyncClient()
    await client.create(Namespace(metadata=ObjectMeta(name=NAMESPACE)))
    for number in range(OBJECTS):
        labels = {"app": f"d-{number}"}
        container = {"name": "shop", "image": "none:1", "env": [{"name": "A", "value": "1"}]}
        document = {
            "metadata": {"name": f"d-{number}", "namespace": NAMESPACE, "labels": labels},
            "spec": {
                "replicas": 0,
                "selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
            },
        }
        await client.create(msgspec.convert(document, Deployment))
    await client.close()


async def remove_objects() -> None:
    """The namespace with everything in it."""
    from lightkube import AsyncClient  # noqa: PLC0415
    from lightkube.resources.core_v1 import Namespace  # noqa: PLC0415

    client = AsyncClient()
    await client.delete(Namespace, NAMESPACE)
    await client.close()


def measure_in_new_process(name: str) -> object:
    """Figures of one client, or why there are none."""
    if importlib.util.find_spec(name) is None:
        return "not installed here"
    command = [sys.executable, "-m", "bench.kubernetes_client", name]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def main() -> None:
    """Measure all clients, each in a process of its own."""
    asyncio.run(make_objects())
    try:
        figures = {name: measure_in_new_process(name) for name in MEASURES}
    finally:
        asyncio.run(remove_objects())
    write_report("kubernetes-client", {"objects": OBJECTS, "clients": figures})


async def measure_client(name: str) -> None:
    """Print one client's figures as JSON."""
    before = read_resident_megabytes()
    figures = await MEASURES[name]()
    print(json.dumps({"resident_mb_of_bare_process": before, **figures}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(measure_client(sys.argv[1]))
    else:
        main()
