"""What is sent for what was typed at creation."""

import pytest

from unit.client.conftest import Storectl
from unit.client.fake_platform import FakePlatform

CREATE = ("store", "create", "demo", "-e", "medusa")


def test_what_was_not_chosen_is_left_to_the_server(
    platform: FakePlatform, storectl: Storectl
) -> None:
    assert storectl(*CREATE).code == 0
    assert platform.bodies == [{"name": "demo", "engine": "medusa"}]


def test_every_choice_is_sent_and_codes_may_be_typed_small(
    platform: FakePlatform, storectl: Storectl
) -> None:
    ran = storectl(
        *CREATE, "--plan", "large", "--display-name", "Bei Ada \u2615", "--country", "ch",
        "--currency", "eur", "--empty",
    )  # fmt: skip
    assert ran.code == 0
    assert platform.bodies == [
        {
            "name": "demo",
            "engine": "medusa",
            "plan": "large",
            "display_name": "Bei Ada \u2615",
            "country": "CH",
            "currency": "EUR",
            "sample_products": False,
        }
    ]


@pytest.mark.parametrize(
    "option",
    ["--plan", "--display-name", "--country", "--currency", "--empty", "--wait", "--timeout"],
)
def test_help_names_every_choice(storectl: Storectl, option: str) -> None:
    assert option in storectl("store", "create", "--help").out
