"""Medusa 2, through its Store API and Admin API."""

from typing import Any
from urllib.parse import urlsplit

import httpx2

from e2e.contract.adapters.base import Credentials, Offer, OrderRefused

PAGE = 200


class MedusaAdapter:
    """Shoppers show the publishable key, the merchant a token or a session's cookie."""

    database_program = "postgres"

    def read_offer(self, shop: httpx2.Client, credentials: Credentials) -> Offer:
        """Its only region says where and in what; products are those priced there."""
        shopper = _show_key(credentials)
        region = _get_region(shop, shopper)
        [country] = [country["iso_2"].upper() for country in region["countries"]]
        titles = tuple(product["title"] for product in _list_products(shop, shopper, region["id"]))
        return Offer(country, region["currency_code"].upper(), titles)

    def place_order(self, shop: httpx2.Client, credentials: Credentials) -> str:
        """Cart, address, shipping, payment, order."""
        shopper = _show_key(credentials)
        cart = f"/store/carts/{_fill_cart(shop, shopper)}"
        options = shop.get(
            "/store/shipping-options", params={"cart_id": cart.rpartition("/")[2]}, headers=shopper
        )
        option = options.raise_for_status().json()["shipping_options"][0]["id"]
        _post(shop, f"{cart}/shipping-methods", {"option_id": option}, shopper)
        body = {"cart_id": cart.rpartition("/")[2]}
        payment = _post(shop, "/store/payment-collections", body, shopper)["payment_collection"]
        sessions = f"/store/payment-collections/{payment['id']}/payment-sessions"
        _post(shop, sessions, {"provider_id": "pp_system_default"}, shopper)
        done = _post(shop, f"{cart}/complete", {}, shopper)
        if done["type"] != "order":
            raise OrderRefused(done["error"]["message"])
        return str(done["order"]["display_id"])

    def list_orders(self, shop: httpx2.Client, credentials: Credentials) -> set[str]:
        """Page by page; what was cancelled stays in Medusa's list."""
        merchant = _sign_in(shop, credentials)
        found: list[dict[str, Any]] = []
        while len(found) % PAGE == 0:
            params = {"fields": "display_id,status", "limit": str(PAGE), "offset": str(len(found))}
            reply = shop.get("/admin/orders", params=params, headers=merchant)
            page = reply.raise_for_status().json()["orders"]
            if not page:
                break
            found += page
        return {str(order["display_id"]) for order in found if order["status"] == "pending"}

    def upload(
        self, shop: httpx2.Client, credentials: Credentials, name: str, picture: bytes
    ) -> str:
        """The local file provider gives it a name of its own."""
        files = {"files": (name, picture, "image/png")}
        reply = shop.post("/admin/uploads", files=files, headers=_sign_in(shop, credentials))
        address: str = reply.raise_for_status().json()["files"][0]["url"]
        return urlsplit(address).path

    def is_signed_in(self, shop: httpx2.Client) -> bool:
        """Only a user has a page about himself."""
        return shop.get("/admin/users/me").status_code == httpx2.codes.OK


def _get_region(shop: httpx2.Client, shopper: dict[str, str]) -> dict[str, Any]:
    params = {"fields": "id,currency_code,*countries"}
    reply = shop.get("/store/regions", params=params, headers=shopper).raise_for_status()
    regions: list[dict[str, Any]] = reply.json()["regions"]
    [region] = regions
    return region


def _list_products(
    shop: httpx2.Client, shopper: dict[str, str], region: str
) -> list[dict[str, Any]]:
    params = {"region_id": region, "fields": "id,title,*variants,*variants.calculated_price"}
    reply = shop.get("/store/products", params=params, headers=shopper).raise_for_status()
    products: list[dict[str, Any]] = reply.json()["products"]
    return products


def _fill_cart(shop: httpx2.Client, shopper: dict[str, str]) -> str:
    region = _get_region(shop, shopper)
    product = _list_products(shop, shopper, region["id"])[0]
    address = {
        "first_name": "Erika",
        "last_name": "Muster",
        "address_1": "Hauptstraße 1",
        "city": "Berlin",
        "postal_code": "10115",
        "country_code": region["countries"][0]["iso_2"],
    }
    body = {
        "region_id": region["id"],
        "email": "shopper@example.com",
        "shipping_address": address,
        "billing_address": address,
        "items": [{"variant_id": product["variants"][0]["id"], "quantity": 1}],
    }
    cart: str = _post(shop, "/store/carts", body, shopper)["cart"]["id"]
    return cart


def _sign_in(shop: httpx2.Client, credentials: Credentials) -> dict[str, str]:
    body = {"email": credentials["admin_email"], "password": credentials["admin_password"]}
    return {"Authorization": f"Bearer {_post(shop, '/auth/user/emailpass', body, {})['token']}"}


def _show_key(credentials: Credentials) -> dict[str, str]:
    return {"x-publishable-api-key": credentials["publishable_key"]}


def _post(
    shop: httpx2.Client, path: str, body: dict[str, Any], headers: dict[str, str]
) -> dict[str, Any]:
    document: dict[str, Any] = shop.post(path, json=body, headers=headers).raise_for_status().json()
    return document


ADAPTER = MedusaAdapter()
