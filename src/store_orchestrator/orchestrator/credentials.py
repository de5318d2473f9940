"""Drawing a new store's credentials."""

import secrets
from collections.abc import Iterable

from store_orchestrator.engines.base import CredentialSpec


def draw_credentials(specs: Iterable[CredentialSpec], key: str) -> dict[str, str]:
    """Draw each credential from the operating system's randomness.

    Args:
        key: the store's key, for fixed values that contain it.
    """
    return {spec.name: _draw(spec, key) for spec in specs}


def _draw(spec: CredentialSpec, key: str) -> str:
    if spec.fixed is not None:
        return spec.fixed.format(key=key)
    drawn = "".join(secrets.choice(spec.alphabet) for _ in range(spec.length))
    return spec.prefix + drawn
