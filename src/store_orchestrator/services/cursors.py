"""Cursors of lists: opaque to clients, stable while stores come and go."""

import base64
import binascii
from datetime import datetime
from uuid import UUID

from store_orchestrator.services.errors import Invalid


def build_cursor(created_at: datetime, store_id: UUID) -> str:
    """A cursor that points behind this store."""
    text = f"{created_at.isoformat()} {store_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parse_cursor(cursor: str) -> tuple[datetime, UUID]:
    """The position of a cursor made by :func:`build_cursor`.

    Raises:
        Invalid: it was made by something else.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        created_at, store_id = base64.urlsafe_b64decode(padded.encode()).decode().split(" ")
        position = datetime.fromisoformat(created_at), UUID(store_id)
    except (ValueError, binascii.Error):
        position = None
    if position is None or position[0].tzinfo is None:
        raise Invalid(
            "This is not a cursor of this list.",
            "Take it from next_cursor of the page before, or leave it out.",
            field="cursor",
        )
    return position
