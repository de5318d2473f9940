"""What all reliability tests share."""

import pytest

from e2e.reliability.outcomes import Outcomes


@pytest.fixture(scope="session")
def outcomes() -> Outcomes:
    """The table that this run fills."""
    return Outcomes()
