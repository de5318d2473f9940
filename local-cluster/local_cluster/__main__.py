"""Command line of the local cluster: `python -m local_cluster up|down|demo|status`."""

from __future__ import annotations

from local_cluster.cli import main

if __name__ == "__main__":
    main()
