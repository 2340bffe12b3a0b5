"""Keys, encryption of stored credentials, signatures and hashes of one-time tokens."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken


class CannotDecrypt(Exception):
    """A stored secret was written with another key; it must be typed again."""


class Keyring:
    """Everything derived from the installation's one secret key.

    `secret` is any text of at least 32 characters; separate keys are derived for each purpose.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._derived: dict[str, bytes] = {}
        self._fernet = Fernet(base64.urlsafe_b64encode(self.derive("credentials")))

    def derive(self, purpose: str) -> bytes:
        """Return 32 key bytes for one purpose."""
        key = self._derived.get(purpose)
        if key is None:
            key = self._derived[purpose] = hmac.digest(self._secret, purpose.encode(), "sha256")
        return key

    def encrypt(self, text: str) -> bytes:
        """Encrypt a credential for its column."""
        return self._fernet.encrypt(text.encode())

    def decrypt(self, sealed: bytes) -> str:
        """Return the credential; raises CannotDecrypt when the key has changed."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise CannotDecrypt from None

    def sign(self, purpose: str, text: str, length: int = 16) -> str:
        """Return a lower-case base32 signature of `length` characters (5 bits each, at most 51)."""
        digest = hmac.digest(self.derive(purpose), text.encode(), "sha256")
        return base64.b32encode(digest).decode().lower().rstrip("=")[:length]

    def verify(self, purpose: str, text: str, signature: str) -> bool:
        """Tell in constant time whether `signature` was made by `sign` (at least 10 characters)."""
        if not 10 <= len(signature) <= 51:
            return False
        good = self.sign(purpose, text, len(signature))
        return hmac.compare_digest(good.encode(), signature.lower().encode("utf-8", "replace"))


def token_hash(token: str) -> str:
    """Return the SHA-256 hex digest under which a one-time or session token is stored."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
