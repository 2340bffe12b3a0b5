"""Signing outgoing mail (DKIM, RFC 6376): rsa-sha256, relaxed/relaxed.

Our own, because the well-kept library for it has no wheel (ADR 0008). Signing only: verifying what
others signed is another matter.
"""

import base64
import hashlib
import re
from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_SPACE = re.compile(rb"[ \t]+")
_FOLD = re.compile(rb"\r\n(?=[ \t])")


class UnusableKey(ValueError):
    """The text is not an RSA private key in PEM."""


def relaxed_body(body: bytes) -> bytes:
    """Return a body in canonical form (RFC 6376 section 3.4.4)."""
    lines = [_SPACE.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def relaxed_header(name: bytes, value: bytes) -> bytes:
    """Return a header field in canonical form, without its line end (RFC 6376 section 3.4.2)."""
    unfolded = _SPACE.sub(b" ", _FOLD.sub(b"", value)).strip()
    return name.strip().lower() + b":" + unfolded


def _headers(head: bytes) -> list[tuple[bytes, bytes]]:
    fields = re.split(rb"\r\n(?![ \t])", head)
    return [
        (name, value) for name, colon, value in (one.partition(b":") for one in fields) if colon
    ]


def _private_key(pem: str) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError) as error:
        raise UnusableKey("not a private key in PEM") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise UnusableKey("not an RSA key")
    return key


def sign(
    raw: bytes, *, selector: str, domain: str, pem: str, names: Sequence[str], moment: int
) -> bytes:
    """Return the DKIM-Signature header line for a mail with CRLF line ends.

    `names` are the header fields to sign, lower case; those the mail lacks are left out. `moment`
    is Unix time. Raises UnusableKey.
    """
    key = _private_key(pem)
    head, _blank, body = raw.partition(b"\r\n\r\n")
    last = {name.strip().lower(): (name, value) for name, value in _headers(head)}
    signed = [name.encode() for name in names if name.encode() in last]
    digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest())
    tags = b"; ".join((
        b"v=1", b"a=rsa-sha256", b"c=relaxed/relaxed", b"d=" + domain.encode("idna"),
        b"s=" + selector.encode(), b"t=" + str(moment).encode(), b"h=" + b" : ".join(signed),
        b"bh=" + digest, b"b=",
    ))  # fmt: skip
    covered = [relaxed_header(*last[name]) for name in signed]
    covered.append(relaxed_header(b"dkim-signature", tags))
    seal = key.sign(b"\r\n".join(covered), padding.PKCS1v15(), hashes.SHA256())
    return b"DKIM-Signature: " + _folded(tags) + _in_lines(base64.b64encode(seal)) + b"\r\n"


def _folded(tags: bytes) -> bytes:
    """Fold between tags; relaxed canonicalisation reads it as before."""
    return tags.replace(b"; ", b";\r\n ")


def _in_lines(text: bytes, width: int = 70) -> bytes:
    """Fold the signature, whose white space does not count."""
    return b"\r\n ".join(text[at : at + width] for at in range(0, len(text), width))
