"""Names, backoff, receipts, staleness."""

from datetime import timedelta

import pytest

from store_orchestrator.domain.failure import BACKOFF_LIMIT, derive_backoff
from store_orchestrator.domain.names import (
    NAME_MAX_LENGTH,
    InvalidName,
    check_name,
    derive_host_label,
    derive_namespace,
)
from store_orchestrator.domain.phase import STALE_AFTER, derive_stale
from store_orchestrator.domain.receipt import derive_removal
from unit.domain.builders import BEGIN, NOW, VOLUME


@pytest.mark.parametrize("name", ["abc", "a1b", "summer-shop2", "a" * NAME_MAX_LENGTH])
def test_valid_names(name: str) -> None:
    assert check_name(name) == name
    assert len(derive_host_label(name, "abcdefgh")) <= 63


@pytest.mark.parametrize(
    "name",
    ["", "ab", "a" * 41, "1ab", "-ab", "ab-", "a--b", "Abc", "a_b", "a.b", "äbc", "abc\n", "a b"],
)
def test_invalid_names(name: str) -> None:
    with pytest.raises(InvalidName, match="must"):
        check_name(name)


def test_names_in_the_cluster() -> None:
    assert derive_namespace("abcdefgh") == "store-abcdefgh"
    assert derive_host_label("shop", "abcdefgh") == "shop-abcdefgh"


def test_backoff_doubles_up_to_its_limit_and_spreads() -> None:
    assert [derive_backoff(n, 1).total_seconds() for n in (0, 1, 2, 3, 4)] == [1, 1, 2, 4, 8]
    assert derive_backoff(10_000, 1) == BACKOFF_LIMIT
    assert derive_backoff(3, 0) == timedelta(seconds=2)


def test_a_volume_that_is_seen_again_is_not_gone() -> None:
    gone = derive_removal((VOLUME,), (), NOW)
    assert gone[0].gone_at == NOW
    assert derive_removal(gone, (VOLUME,), NOW) == (VOLUME,)


def test_staleness() -> None:
    late = BEGIN + STALE_AFTER + timedelta(seconds=1)
    assert derive_stale(BEGIN, None, late)
    assert not derive_stale(BEGIN, None, BEGIN + STALE_AFTER)
    assert not derive_stale(BEGIN, late + timedelta(seconds=1), late)
    assert derive_stale(BEGIN, late - timedelta(seconds=1), late)
