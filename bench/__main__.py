"""Run benchmarks against the platform that ``make up`` started.

usage: python -m bench [plan_step|ready|burst|memory …]   (all of them unless named)

Environment: CLUSTER_NAME as for ``make up``, BENCH_RUNS (10 creations per engine), BENCH_ENGINES
("medusa woocommerce"; all engines unless given).
"""

import argparse
import asyncio

from bench import burst, memory, plan_step, ready

LIVE = {"ready": ready.main, "burst": burst.main, "memory": memory.main}


def main() -> None:
    """Run them one after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name")
    known = ["plan_step", *LIVE]
    names = parser.parse_args().names or known
    if unknown := set(names) - set(known):
        # argparse's own choices refuse an empty list on Python 3.11.
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}")
    for name in names:
        if name == "plan_step":
            plan_step.main()
        else:
            asyncio.run(LIVE[name]())


if __name__ == "__main__":
    main()
