"""Credentials sealed for one store and one key."""

from uuid import UUID

import pytest

from store_orchestrator.db.cipher import CredentialCipher, Sealed
from store_orchestrator.db.errors import CredentialsUnreadable

OLD, NEW = b"o" * 32, b"n" * 32
STORE = UUID(int=1)
CREDENTIALS = {"password": "swordfish", "umlaut": "\u00e4"}


def test_what_was_sealed_opens_again_and_looks_different_each_time() -> None:
    cipher = CredentialCipher({"old": OLD}, "old")
    first, second = cipher.seal(STORE, CREDENTIALS), cipher.seal(STORE, CREDENTIALS)
    assert cipher.unseal(STORE, first) == cipher.unseal(STORE, second) == CREDENTIALS
    assert first.data != second.data
    assert b"swordfish" not in first.data


def test_another_store_another_key_or_another_byte_do_not_open() -> None:
    cipher = CredentialCipher({"old": OLD}, "old")
    sealed = cipher.seal(STORE, CREDENTIALS)
    flipped = Sealed("old", sealed.data[:-1] + bytes([sealed.data[-1] ^ 1]))
    for store_id, data, used in (
        (UUID(int=2), sealed, cipher),
        (STORE, flipped, cipher),
        (STORE, Sealed("old", b""), cipher),
        (STORE, sealed, CredentialCipher({"old": NEW}, "old")),
    ):
        with pytest.raises(CredentialsUnreadable, match="do not open"):
            used.unseal(store_id, data)


def test_after_a_rotation_new_ones_take_the_new_key_and_old_ones_open() -> None:
    before = CredentialCipher({"old": OLD}, "old")
    after = CredentialCipher({"old": OLD, "new": NEW}, "new")
    assert after.unseal(STORE, before.seal(STORE, CREDENTIALS)) == CREDENTIALS
    assert after.seal(STORE, CREDENTIALS).key_id == "new"
    with pytest.raises(CredentialsUnreadable, match="'new', which is not configured"):
        before.unseal(STORE, after.seal(STORE, CREDENTIALS))


def test_wrong_keys_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="31 bytes"):
        CredentialCipher({"short": b"x" * 31}, "short")
    with pytest.raises(ValueError, match="no encryption key"):
        CredentialCipher({"old": OLD}, "new")
