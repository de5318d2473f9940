from decimal import Decimal

import pytest

from store_orchestrator.engines.conversation import format_amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("10", "10.00"),
        ("12.5", "12.50"),
        ("1.234", "1.234"),
        ("1E+2", "100.00"),
        ("1234567.89", "1234567.89"),
    ],
)
def test_amounts_have_at_least_two_decimals(amount: str, text: str) -> None:
    assert format_amount(Decimal(amount)) == text
