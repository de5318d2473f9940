"""WooCommerce, through its Store API for shoppers and WordPress's REST API for the merchant."""

from typing import Any
from urllib.parse import urlsplit

import httpx2

from e2e.contract.adapters.base import Credentials, Offer, OrderRefused

STORE = "/wp-json/wc/store/v1"
PAGE = 100
ADDRESS = {
    "first_name": "Erika",
    "last_name": "Muster",
    "company": "",
    "address_1": "Hauptstraße 1",
    "address_2": "",
    "city": "Berlin",
    "state": "",
    "postcode": "10115",
    "country": "DE",
    "phone": "030 1234567",
}


class WooCommerceAdapter:
    """A cart is found again by its token, the merchant by WordPress's cookies and a nonce."""

    database_program = "mariadbd"

    def read_offer(self, shop: httpx2.Client, credentials: Credentials) -> Offer:
        """The cart says what money it takes, the merchant's settings where the shop is."""
        cart = shop.get(f"{STORE}/cart").raise_for_status().json()
        products = shop.get(f"{STORE}/products", params={"per_page": PAGE}).raise_for_status()
        titles = tuple(product["name"] for product in products.json())
        path = "/wp-json/wc/v3/settings/general/woocommerce_default_country"
        setting = shop.get(path, headers=_sign_in(shop, credentials)).raise_for_status().json()
        country = setting["value"].partition(":")[0]
        return Offer(country, cart["totals"]["currency_code"], titles)

    def place_order(self, shop: httpx2.Client, credentials: Credentials) -> str:  # noqa: ARG002
        """Cart, address, shipping, cash on delivery."""
        cart = shop.get(f"{STORE}/cart").raise_for_status()
        token = {"Cart-Token": cart.headers["Cart-Token"]}
        products = shop.get(f"{STORE}/products", params={"type": "simple"}).raise_for_status()
        item = {"id": products.json()[0]["id"], "quantity": 1}
        _post(shop, f"{STORE}/cart/add-item", item, token)
        addresses = {
            "billing_address": {**ADDRESS, "email": "shopper@example.com"},
            "shipping_address": ADDRESS,
        }
        filled = _post(shop, f"{STORE}/cart/update-customer", addresses, token)
        package = filled["shipping_rates"][0]
        choice = {
            "package_id": package["package_id"],
            "rate_id": package["shipping_rates"][0]["rate_id"],
        }
        _post(shop, f"{STORE}/cart/select-shipping-rate", choice, token)
        payment = {**addresses, "payment_method": "cod", "payment_data": []}
        done = _post(shop, f"{STORE}/checkout", payment, token)
        if done["status"] != "processing":
            raise OrderRefused(f"the order's status is {done['status']}")
        return str(done.get("order_number") or done["order_id"])

    def list_orders(self, shop: httpx2.Client, credentials: Credentials) -> set[str]:
        """Page by page."""
        merchant = _sign_in(shop, credentials)
        found: set[str] = set()
        for number in range(1, 100):
            params = {"per_page": str(PAGE), "page": str(number), "_fields": "number"}
            reply = shop.get("/wp-json/wc/v3/orders", params=params, headers=merchant)
            page = reply.raise_for_status().json()
            found |= {order["number"] for order in page}
            if len(page) < PAGE:
                break
        return found

    def upload(
        self, shop: httpx2.Client, credentials: Credentials, name: str, picture: bytes
    ) -> str:
        """The media library keeps the original beside what it derives from it."""
        headers = {
            **_sign_in(shop, credentials),
            "Content-Type": "image/png",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        reply = shop.post("/wp-json/wp/v2/media", content=picture, headers=headers)
        address: str = reply.raise_for_status().json()["source_url"]
        return urlsplit(address).path

    def is_signed_in(self, shop: httpx2.Client) -> bool:
        """Strangers are sent from the admin to the sign-in page."""
        return shop.get("/wp-admin/index.php").status_code == httpx2.codes.OK


def _sign_in(shop: httpx2.Client, credentials: Credentials) -> dict[str, str]:
    """Headers for the REST API; the cookies stay in the client."""
    form = {"log": credentials["admin_user"], "pwd": credentials["admin_password"]}
    cookie = {"Cookie": "wordpress_test_cookie=WP%20Cookie%20check"}
    reply = shop.post("/wp-login.php", data={**form, "testcookie": "1"}, headers=cookie)
    assert reply.status_code == httpx2.codes.FOUND, "WordPress refused the credentials"
    nonce = shop.get("/wp-admin/admin-ajax.php", params={"action": "rest-nonce"})
    return {"X-WP-Nonce": nonce.raise_for_status().text}


def _post(
    shop: httpx2.Client, path: str, body: dict[str, Any], headers: dict[str, str]
) -> dict[str, Any]:
    document: dict[str, Any] = shop.post(path, json=body, headers=headers).raise_for_status().json()
    return document


ADAPTER = WooCommerceAdapter()
