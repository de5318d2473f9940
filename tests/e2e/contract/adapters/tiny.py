"""The tests' own tiny shop."""

import httpx2

from e2e.contract.adapters.base import Credentials, Offer


class TinyAdapter:
    """See ../tiny/image/shop.py for its API."""

    database_program = "python3"

    def read_offer(self, shop: httpx2.Client, credentials: Credentials) -> Offer:  # noqa: ARG002
        """One document has it all."""
        seen = shop.get("/api/shop").raise_for_status().json()
        titles = tuple(product["title"] for product in seen["products"])
        return Offer(seen["country"], seen["currency"], titles)

    def place_order(self, shop: httpx2.Client, credentials: Credentials) -> str:  # noqa: ARG002
        """The first product, once."""
        products = shop.get("/api/shop").raise_for_status().json()["products"]
        body = {"product_id": products[0]["id"], "email": "shopper@example.com"}
        return str(shop.post("/api/orders", json=body).raise_for_status().json()["number"])

    def list_orders(self, shop: httpx2.Client, credentials: Credentials) -> set[str]:
        """All of them are in one answer."""
        reply = shop.get("/api/admin/orders", headers=_authorize(credentials))
        return {str(order["number"]) for order in reply.raise_for_status().json()["orders"]}

    def upload(
        self, shop: httpx2.Client, credentials: Credentials, name: str, picture: bytes
    ) -> str:
        """Any content will do."""
        headers = _authorize(credentials)
        reply = shop.post(f"/files/{name}", content=picture, headers=headers)
        path: str = reply.raise_for_status().json()["path"]
        return path

    def is_signed_in(self, shop: httpx2.Client) -> bool:
        """The page of orders is for the merchant only."""
        return shop.get("/admin").status_code == httpx2.codes.OK


def _authorize(credentials: Credentials) -> dict[str, str]:
    return {"Authorization": f"Bearer {credentials['admin_password']}"}


ADAPTER = TinyAdapter()
