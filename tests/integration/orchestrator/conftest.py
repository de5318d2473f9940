"""A rig over the test's own database."""

from pathlib import Path

import pytest

from integration.orchestrator.rig import Rig
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue


@pytest.fixture
def rig(queue: StoreQueue, api_database: Database, tmp_path: Path) -> Rig:
    return Rig(queue, api_database, tmp_path)
