"""Cursors and keys."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest

from store_orchestrator.db.keys import draw_key
from store_orchestrator.services.cursors import build_cursor, parse_cursor
from store_orchestrator.services.errors import Invalid

POSITION = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), UUID(int=7)


def test_a_cursor_leads_back_to_its_position() -> None:
    assert parse_cursor(build_cursor(*POSITION)) == POSITION


@pytest.mark.parametrize(
    "cursor", ["", "x", "%", "MjAyNg", build_cursor(*POSITION)[:-2], "\u00e4" * 8]
)
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_cursor(cursor)
    assert caught.value.field == "cursor"


def test_a_position_without_time_zone_is_refused() -> None:
    with pytest.raises(Invalid):
        parse_cursor(build_cursor(POSITION[0].replace(tzinfo=None), POSITION[1]))


def test_keys_are_valid_everywhere_and_differ() -> None:
    keys = {draw_key() for _ in range(500)}
    assert len(keys) == 500
    assert all(re.fullmatch(r"[a-z][a-z2-7]{7}", key) for key in keys)
