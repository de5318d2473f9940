"""What all reliability tests share.

They are run when RELIABILITY=1 says so, and not with the others yet: the matrix has not been
through a whole run on a quiet machine.
"""

import os

import pytest

from e2e.reliability.outcomes import Outcomes

collect_ignore_glob = [] if os.environ.get("RELIABILITY") == "1" else ["test_*.py"]


@pytest.fixture(scope="session")
def outcomes() -> Outcomes:
    """The table that this run fills."""
    return Outcomes()
