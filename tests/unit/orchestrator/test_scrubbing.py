"""No credential is shown, however a shop's log spells it."""

import base64

import pytest

from store_orchestrator.domain.observed import Observed, Problem
from store_orchestrator.orchestrator.scrubbing import scrub_observed, scrub_text

SECRET = "p@ss/word+1"


@pytest.mark.parametrize(
    "text",
    [
        f"password={SECRET}",
        "postgres://shop:p%40ss%2Fword%2B1@localhost",
        f"Basic {base64.b64encode(SECRET.encode()).decode()}",
    ],
    ids=["plain", "in a URL", "in Base64"],
)
def test_every_spelling_is_blotted_out(text: str) -> None:
    scrubbed = scrub_text(text, [SECRET])
    assert "***" in scrubbed
    assert "ss/word" not in scrubbed
    assert "p%40ss" not in scrubbed
    assert base64.b64encode(SECRET.encode()).decode() not in scrubbed


def test_problems_are_scrubbed_where_they_speak_for_others() -> None:
    problem = Problem("CrashLoop", f"It said {SECRET}.", "Look.", f"a\n{SECRET}\nb")
    [scrubbed] = scrub_observed(Observed(problems=(problem,)), [SECRET]).problems
    assert (scrubbed.cause, scrubbed.evidence) == ("It said ***.", "a\n***\nb")


def test_without_secrets_nothing_changes() -> None:
    observed = Observed(problems=(Problem("CrashLoop", "x", "y"),))
    assert scrub_observed(observed, []) is observed
    assert scrub_text("x", [""]) == "x"
