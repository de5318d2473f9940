"""Log lines are JSON, and an error's local variables stay out of them."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from store_orchestrator.observability.logging import configure_logging


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_error_shows_where_it_was_and_no_local_variable(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    configure_logging(json=form == "json", level="info")

    def fail(password: str) -> None:
        raise ValueError(len(password))

    try:
        fail("".join(("sword", "fish")))
    except ValueError:
        structlog.get_logger("test").exception("failed")
        logging.getLogger("library").exception("failed too")
    text = capsys.readouterr().err
    assert "swordfish" not in text
    assert text.count("ValueError") >= 2
    if form == "json":
        assert [json.loads(line)["event"] for line in text.splitlines()] == ["failed", "failed too"]


def test_lines_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(json=True, level="warning")
    structlog.get_logger("test").info("quiet")
    structlog.get_logger("test").warning("loud")
    assert json.loads(capsys.readouterr().err)["event"] == "loud"
