"""How a running shop learns that it is somebody's: the same conversation for every engine.

``POST /store-claim`` with the header ``X-Store-Secret``. A shop that believes the secret takes
the credentials, the address and what the merchant chose, and answers ``{"claimed": true}``; with
the new secret the same request again is fine, with anything else it answers 403.
"""

from collections.abc import Mapping
from typing import Final

from store_orchestrator.domain.probe import ClaimScript, HttpCall
from store_orchestrator.engines.base import Credentials, Shop
from store_orchestrator.engines.conversation import read

CLAIM_PATH: Final = "/store-claim"
SECRET_HEADER: Final = "X-Store-Secret"  # noqa: S105 - a header's name
_STEP: Final = "take the shop over"
_FORBIDDEN: Final = 403


def build_store_claim(
    shop: Shop,
    credentials: Credentials,
    former: Credentials,
    more: Mapping[str, object] | None = None,
) -> ClaimScript:
    """Make the shop, which has the ``former`` credentials, this one.

    A process that was killed may have told the shop already: then it knows only the new secret.

    Args:
        more: fields of the request that only this engine's shops read.
    """
    document = {
        "url": shop.url,
        "display_name": shop.choices.display_name,
        "country": shop.choices.country,
        "currency": shop.choices.currency,
        "credentials": dict(credentials),
        **(more or {}),
    }
    call = HttpCall("POST", CLAIM_PATH, document, {SECRET_HEADER: former["probe_secret"]})
    reply = yield call
    if reply.status == _FORBIDDEN:
        call = HttpCall("POST", CLAIM_PATH, document, {SECRET_HEADER: credentials["probe_secret"]})
        reply = yield call
    answer = read(_STEP, call, reply)
    if answer.find("claimed") is not True:
        raise answer.fail("the shop did not say that it is")
