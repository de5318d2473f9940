"""What a merchant decides when a shop is created, beside its name, engine and plan."""

import unicodedata
from dataclasses import dataclass

DISPLAY_NAME_MAX_LENGTH = 60
DEFAULT_COUNTRY = "US"
DEFAULT_CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Choices:
    """How the new shop introduces itself and what it starts with.

    Attributes:
        display_name: what shoppers read, 1 to 60 characters.
        country: where the shop sells, ISO 3166-1 alpha-2, upper case.
        currency: what prices are in, ISO 4217, upper case.
        sample_products: whether the shop starts with products to try out, or empty.
    """

    display_name: str
    country: str = DEFAULT_COUNTRY
    currency: str = DEFAULT_CURRENCY
    sample_products: bool = True


def derive_display_name(name: str) -> str:
    """A display name for who gives none: ``my-shop`` becomes ``My Shop``."""
    return " ".join(word.capitalize() for word in name.split("-"))


def check_display_name(value: str) -> str:
    """The display name without spaces around it.

    Raises:
        ValueError: it is empty, too long, or has characters that no line of text has.
    """
    text = unicodedata.normalize("NFC", value).strip()
    if not text:
        raise ValueError("must not be empty")
    if len(text) > DISPLAY_NAME_MAX_LENGTH:
        raise ValueError(
            f"has {len(text)} characters, at most {DISPLAY_NAME_MAX_LENGTH} are allowed"
        )
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in text):
        raise ValueError("must be one line of text without control characters")
    return text
