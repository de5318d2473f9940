"""Credentials at rest: AES-256-GCM with a key id, bound to their store."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store_orchestrator.db.errors import CredentialsUnreadable

KEY_BYTES = 32
# NIST SP 800-38D: 96-bit nonces; random ones are safe far beyond the number of stores per key.
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Sealed:
    """Encrypted credentials: nonce, ciphertext and tag; ``key_id`` says which key opens them."""

    key_id: str
    data: bytes


class CredentialCipher:
    """Seals and opens credentials.

    The store's id is associated data: a ciphertext copied to another row does not open there.
    New data is sealed with the current key; older keys stay readable until they are removed.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        for key_id, key in keys.items():
            if len(key) != KEY_BYTES:
                raise ValueError(f"encryption key {key_id!r} has {len(key)} bytes, needs 32")
        if current not in keys:
            raise ValueError(f"there is no encryption key with the current id {current!r}")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = current

    def seal(self, store_id: UUID, credentials: Mapping[str, str]) -> Sealed:
        """Encrypt with the current key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = json.dumps(dict(credentials), sort_keys=True).encode()
        data = self._ciphers[self._current].encrypt(nonce, plain, store_id.bytes)
        return Sealed(self._current, nonce + data)

    def unseal(self, store_id: UUID, sealed: Sealed) -> dict[str, str]:
        """Decrypt.

        Raises:
            CredentialsUnreadable: unknown key id, wrong key, or other data than was sealed for
                this store.
        """
        cipher = self._ciphers.get(sealed.key_id)
        if cipher is None:
            raise CredentialsUnreadable(
                f"credentials of store {store_id} were sealed with key {sealed.key_id!r}, "
                "which is not configured; add it to SO_ENCRYPTION_KEYS"
            )
        nonce, data = sealed.data[:NONCE_BYTES], sealed.data[NONCE_BYTES:]
        try:
            plain = cipher.decrypt(nonce, data, store_id.bytes)
        except (InvalidTag, ValueError) as error:
            raise CredentialsUnreadable(
                f"credentials of store {store_id} do not open with key {sealed.key_id!r}"
            ) from error
        return {str(name): str(value) for name, value in json.loads(plain).items()}
