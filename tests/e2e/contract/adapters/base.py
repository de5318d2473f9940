"""What an adapter provides: how shopper and merchant use one kind of shop, through public APIs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import httpx2

Credentials = Mapping[str, str]


class OrderRefused(Exception):
    """The shop answered, but took no order."""


@dataclass(frozen=True)
class Offer:
    """What shoppers see of a shop, apart from its name.

    Attributes:
        country: where it sells, ISO 3166-1 alpha-2, upper case.
        currency: what it charges in, ISO 4217, upper case.
        products: titles on sale.
    """

    country: str
    currency: str
    products: tuple[str, ...]


class Adapter(Protocol):
    """One kind of shop. ``shop`` is a client of its public address.

    Every method raises ``httpx2.HTTPError`` when the shop does not answer or answers with an error.
    """

    @property
    def database_program(self) -> str:
        """Name of the process that keeps orders, as /proc/PID/comm has it."""

    def read_offer(self, shop: httpx2.Client, credentials: Credentials) -> Offer:
        """What a shopper finds out."""

    def place_order(self, shop: httpx2.Client, credentials: Credentials) -> str:
        """Buy one of something; the order's number once the shop has confirmed it.

        Raises:
            OrderRefused: the shop answered without taking the order.
        """

    def list_orders(self, shop: httpx2.Client, credentials: Credentials) -> set[str]:
        """Numbers of the orders that wait for the merchant, seen after a sign-in with these."""

    def upload(
        self, shop: httpx2.Client, credentials: Credentials, name: str, picture: bytes
    ) -> str:
        """Add a PNG picture as the merchant; the path where everybody finds it."""

    def is_signed_in(self, shop: httpx2.Client) -> bool:
        """Whether this client's cookies are a merchant's."""
