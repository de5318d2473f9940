"""``python -m store_orchestrator.client``: storectl without its wrapper."""

from store_orchestrator.client.cli import main

main()
