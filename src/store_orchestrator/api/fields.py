"""Fields of requests that have rules of their own.

The rules are checked by functions, for their precise messages; the schemas tell clients the same.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from store_orchestrator.domain.choices import DISPLAY_NAME_MAX_LENGTH, check_display_name
from store_orchestrator.domain.names import (
    NAME_MAX_LENGTH,
    NAME_MIN_LENGTH,
    NAME_PATTERN,
    check_name,
)

COUNTRY_PATTERN = "[A-Z]{2}"
CURRENCY_PATTERN = "[A-Z]{3}"


StoreName = Annotated[
    str,
    AfterValidator(check_name),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": NAME_MIN_LENGTH,
            "maxLength": NAME_MAX_LENGTH,
            "pattern": NAME_PATTERN,
        }
    ),
]

DisplayName = Annotated[
    str,
    AfterValidator(check_display_name),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": DISPLAY_NAME_MAX_LENGTH}),
]


def _check_country(code: str) -> str:
    if not re.fullmatch(COUNTRY_PATTERN, code):
        raise ValueError("must be two capital letters of ISO 3166-1, like DE")
    return code


def _check_currency(code: str) -> str:
    if not re.fullmatch(CURRENCY_PATTERN, code):
        raise ValueError("must be three capital letters of ISO 4217, like EUR")
    return code


CountryCode = Annotated[
    str,
    AfterValidator(_check_country),
    WithJsonSchema({"type": "string", "pattern": f"^{COUNTRY_PATTERN}$"}),
]
CurrencyCode = Annotated[
    str,
    AfterValidator(_check_currency),
    WithJsonSchema({"type": "string", "pattern": f"^{CURRENCY_PATTERN}$"}),
]
