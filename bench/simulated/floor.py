"""What nobody can beat: the same charts installed by Helm alone, without an orchestrator."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Final

from bench.simulated.paper.engine import Paper
from bench.simulated.rig import ENGINE, Rig, build_settings
from store_orchestrator.domain.choices import Choices
from store_orchestrator.engines.base import Platform, Shop

PARALLEL: Final = 4


def measure_floor(rig: Rig, count: int) -> dict[str, object]:
    """So many plain ``helm install``, four at a time, each into a namespace that it makes."""
    started = perf_counter()
    with ThreadPoolExecutor(PARALLEL) as pool:
        for _ in pool.map(lambda number: _install(rig, number), range(count)):
            pass
    lasted = perf_counter() - started
    return {
        "installs": count,
        "parallel": PARALLEL,
        "seconds": round(lasted, 2),
        "installs_per_minute": round(count / lasted * 60, 1),
    }


def _install(rig: Rig, number: int) -> None:
    values = _build_values(number)
    subprocess.run(
        [
            *(str(rig.helm), "install", "shop", str(rig.chart), "--values=-"),
            *(f"--namespace=floor-{number}", "--create-namespace"),
            f"--kubeconfig={rig.cluster.kubeconfig}",
            *("--disable-openapi-validation", "--hide-notes"),
        ],
        input=json.dumps(values).encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _build_values(number: int) -> dict[str, object]:
    engine, settings = Paper(), build_settings("")
    platform = Platform(json.loads(settings["SO_IMAGES"]), "simulated", "ingress", {"app": "none"})
    host = f"floor-{number}.localhost"
    shop = Shop(
        ENGINE, f"floor{number}", "small", host, f"http://{host}/", Choices("Floor", "US", "USD")
    )
    return engine.build_values(shop, {"admin_password": "of no use"}, platform)
