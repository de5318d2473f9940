"""Making a store due: the one rule for hints and intents."""

from typing import Any

from sqlalchemy import case, func

from store_orchestrator.db.tables import stores


def build_wake_columns() -> dict[str, Any]:
    """Column values that say "look now".

    An idle store becomes due at once (and a trigger notifies the orchestrators). A leased one
    keeps its place, because somebody works on it; ``due_again`` makes it due when the lease is
    released, so that what came in the meantime is not lost.
    """
    idle = stores.c.lease_token.is_(None)
    return {
        "due_at": case((idle, func.least(stores.c.due_at, func.now())), else_=stores.c.due_at),
        "due_again": ~idle,
    }
