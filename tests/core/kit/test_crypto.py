"""Keys, signatures and stored credentials."""

import pytest

from core.kit.crypto import CannotDecrypt, Keyring


def test_a_signature_holds_for_its_text_and_purpose_only() -> None:
    keys = Keyring("a" * 40)
    signed = keys.sign("thread", "R-1")
    assert keys.verify("thread", "R-1", signed)
    assert keys.verify("thread", "R-1", signed.upper())
    assert not keys.verify("thread", "R-2", signed)
    assert not keys.verify("link", "R-1", signed)
    assert not Keyring("b" * 40).verify("thread", "R-1", signed)


@pytest.mark.parametrize("forged", ["", "a", "ä" * 16, "a" * 9, "a" * 60])
def test_a_short_or_odd_signature_is_never_right(forged: str) -> None:
    assert not Keyring("a" * 40).verify("thread", "R-1", forged)


def test_credentials_need_the_key_they_were_stored_with() -> None:
    sealed = Keyring("a" * 40).encrypt("s3cret ä")
    assert b"s3cret" not in sealed
    assert Keyring("a" * 40).decrypt(sealed) == "s3cret ä"
    with pytest.raises(CannotDecrypt):
        Keyring("b" * 40).decrypt(sealed)
