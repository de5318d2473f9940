"""Names of stores and what is derived from them."""

import re

NAME_MIN_LENGTH = 3
NAME_MAX_LENGTH = 40
NAME_PATTERN = r"^[a-z](-?[a-z0-9])*$"
KEY_LENGTH = 8
# RFC 4648 base32 letters and digits in lower case; the first place takes letters only, so that
# every name derived from a key is a valid DNS label (RFC 1035).
KEY_FIRST_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
KEY_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
RELEASE_NAME = "store"

LABEL_STORE = "store-orchestrator.io/store"
LABEL_MANAGED = "store-orchestrator.io/managed"
LABEL_VALUES_DIGEST = "store-orchestrator.io/values"
# On a release: with it and the release's values a store can be recognised.
LABEL_PLAN = "store-orchestrator.io/plan"
# Its number, on the pod of an isolation self-test; what looks at the pods of a shop leaves it out.
LABEL_SELF_TEST = "store-orchestrator.io/self-test"
# Charts put these on the shop's pods, which their network policies then select.
LABEL_COMPONENT = "app.kubernetes.io/component"
COMPONENT_SHOP = "shop"


class InvalidName(ValueError):
    """A store name breaks the rule; the text says how and what a valid one looks like."""


def check_name(name: str) -> str:
    """Return ``name`` if it is a valid store name.

    Raises:
        InvalidName: with the rule that was broken.
    """
    if not NAME_MIN_LENGTH <= len(name) <= NAME_MAX_LENGTH:
        raise InvalidName(
            f"must have {NAME_MIN_LENGTH} to {NAME_MAX_LENGTH} characters, has {len(name)}"
        )
    if not re.fullmatch(NAME_PATTERN, name):
        raise InvalidName(
            "must start with a lowercase letter and contain only lowercase letters, digits "
            "and single hyphens between them, like 'summer-shop2'"
        )
    return name


def derive_namespace(key: str) -> str:
    """The Kubernetes namespace that holds everything of the store with this key."""
    return f"store-{key}"


def derive_host_label(name: str, key: str) -> str:
    """The first DNS label of the store's address; at most 49 characters, never colliding."""
    return f"{name}-{key}"
