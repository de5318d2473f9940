"""Drawing store keys: short, unguessable, valid in every Kubernetes name."""

import secrets

from store_orchestrator.domain.names import KEY_ALPHABET, KEY_FIRST_ALPHABET, KEY_LENGTH


def draw_key() -> str:
    """A random key; about 40 bits, so the database still checks that it is free."""
    rest = (secrets.choice(KEY_ALPHABET) for _ in range(KEY_LENGTH - 1))
    return secrets.choice(KEY_FIRST_ALPHABET) + "".join(rest)
