"""Run benchmarks against the platform that ``make up`` started.

usage: python -m bench [plan_step|ready|burst|memory|claim|scale|chaos …]   (all unless named)

Environment: CLUSTER_NAME as for ``make up``, BENCH_RUNS (10 creations per engine), BENCH_ENGINES
("medusa woocommerce"; all engines unless given). ``scale`` and ``chaos`` need no platform: they
start a control plane with simulated nodes; BENCH_SCALE_STORES (1000), BENCH_SCALE_IDLE (300
seconds), BENCH_SCALE_SIDE (100), BENCH_SCALE_ROWS (10000), BENCH_CHAOS_STORES (200).
"""

import argparse
import asyncio

from bench import burst, claim, memory, plan_step, ready
from bench.simulated import chaos, scale

ALONE = {"plan_step": plan_step.main, "scale": scale.main, "chaos": chaos.main}
LIVE = {"ready": ready.main, "burst": burst.main, "memory": memory.main, "claim": claim.main}


def main() -> None:
    """Run them one after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name")
    known = [*ALONE, *LIVE]
    names = parser.parse_args().names or known
    if unknown := set(names) - set(known):
        # argparse's own choices refuse an empty list on Python 3.11.
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}")
    for name in names:
        if name in ALONE:
            ALONE[name]()
        else:
            asyncio.run(LIVE[name]())


if __name__ == "__main__":
    main()
