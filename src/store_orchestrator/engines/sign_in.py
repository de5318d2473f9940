"""Sign-in links: short-lived, good for one use, checked by the shop itself.

The token is ``<payload>.<signature>``. The payload is unpadded base64url of the JSON object
``{"exp": <Unix seconds>, "nonce": "<32 hexadecimal characters>"}``; the signature is the lower-case
hexadecimal HMAC-SHA256 of the payload's characters under the store's ``sign_in_secret``. It travels
in the link's fragment, which browsers do not send: no log and no Referer header ever shows it.
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

from store_orchestrator.engines.base import CredentialSpec, Shop

LINK_LIFETIME = timedelta(minutes=2)
SIGN_IN_SECRET = CredentialSpec("sign_in_secret", "Secret of sign-in links", length=48)


def build_sign_in_token(secret: str, nonce: str, expires_at: datetime) -> str:
    """The token; ``expires_at`` is timezone-aware and cut to whole seconds."""
    content = {"exp": int(expires_at.timestamp()), "nonce": nonce}
    text = json.dumps(content, separators=(",", ":")).encode()
    payload = base64.urlsafe_b64encode(text).decode().rstrip("=")
    signature = hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
    return f"{payload}.{signature}"


def build_sign_in_link(shop: Shop, secret: str, nonce: str, expires_at: datetime) -> str:
    """The address to open in a browser."""
    return f"{shop.url}sign-in#{build_sign_in_token(secret, nonce, expires_at)}"
