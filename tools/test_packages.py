"""Install the Debian packages that only the tests need: a browser, PostgreSQL, tools that look.

Usage: python tools/test_packages.py   (needs root when something is missing)
"""

import os
import sys
from pathlib import Path

from local_cluster.errors import LocalClusterError
from local_cluster.packages import ensure_debian_packages

POSTGRESQL_PROGRAMS = Path("/usr/lib/postgresql")
# Read by pg_createcluster(1): the package must not set up and start a server of its own.
NO_SERVER = Path("/etc/postgresql-common/createcluster.d/store-orchestrator.conf")


def ensure_postgresql() -> None:
    """Install PostgreSQL's programs unless they are there; no server is made."""
    if any(POSTGRESQL_PROGRAMS.glob("*/bin/initdb")):
        return
    ensure_debian_packages({"postgresql-common": "keeps PostgreSQL from starting by itself"})
    NO_SERVER.parent.mkdir(exist_ok=True)
    NO_SERVER.write_text("create_main_cluster = false\n", encoding="utf-8")
    try:
        ensure_debian_packages({"postgresql": "database of the integration tests"})
    finally:
        NO_SERVER.unlink()


def main() -> int:
    """Install what is missing; the exit code of the problem when that cannot be done."""
    looking = "shows whether the cluster leaves anything behind"
    packages = {"iproute2": looking, "iptables": looking, "nftables": looking}
    if "CHROMIUM" not in os.environ:
        packages["chromium"] = "browser of the dashboard's test"
    try:
        ensure_debian_packages(packages)
        ensure_postgresql()
    except LocalClusterError as error:
        print(f"Error: {error}\n  What to do: {error.remedy}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
