"""Keeping credentials out of what is shown: logs of shops become evidence."""

import base64
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import quote, quote_plus

from store_orchestrator.domain.observed import Observed, Problem

MASK: Final = "***"


def scrub_observed(observed: Observed, secrets: Collection[str]) -> Observed:
    """The observation without any of these texts in what would be shown."""
    if not observed.problems or not secrets:
        return observed
    problems = tuple(_scrub_problem(problem, secrets) for problem in observed.problems)
    return replace(observed, problems=problems)


def scrub_text(text: str, secrets: Iterable[str]) -> str:
    """The text with each secret blotted out, also where it was encoded for a URL or in Base64."""
    forms = {form for secret in secrets for form in _list_forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, MASK)
    return text


def _scrub_problem(problem: Problem, secrets: Collection[str]) -> Problem:
    return replace(
        problem,
        cause=scrub_text(problem.cause, secrets),
        evidence=scrub_text(problem.evidence, secrets),
    )


def _list_forms(secret: str) -> Iterator[str]:
    if not secret:
        return
    yield from (secret, quote(secret, safe=""), quote_plus(secret))
    encoded = base64.b64encode(secret.encode()).decode()
    yield encoded
    yield encoded.rstrip("=")
