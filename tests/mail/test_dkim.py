"""DKIM signatures hold for exactly what they cover (RFC 6376, relaxed/relaxed)."""

import base64
import hashlib
import re
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from mail.composing import DkimKey, sign
from mail.dkim import UnusableKey, relaxed_body
from mail.dkim import sign as signature_of

MAIL = (
    b"From:  Ville  <ville@putki.example>\r\nTo: a@b.example\r\n"
    b"Subject: Hana\r\n\tvuotaa \r\nX-Other: 1\r\n\r\nTulemme \t huomenna. \r\n\r\n\r\n"
)
CANONICAL_BODY = b"Tulemme huomenna.\r\n"
CANONICAL_HEAD = b"from:Ville <ville@putki.example>\r\nsubject:Hana vuotaa\r\n"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _pem(key: Any) -> str:
    form = serialization.PrivateFormat.TraditionalOpenSSL
    plain = serialization.NoEncryption()
    return str(key.private_bytes(serialization.Encoding.PEM, form, plain).decode())


def _line(key: rsa.RSAPrivateKey) -> bytes:
    names = ("from", "subject", "in-reply-to")
    return signature_of(
        MAIL,
        selector="s1",
        domain="putki.example",
        pem=_pem(key),
        names=names,
        moment=1_774_958_700,
    )


def _tag(line: bytes, name: str) -> bytes:
    found = re.search(rb"[;\s]" + name.encode() + rb"=([^;]*)", line)
    assert found is not None
    return re.sub(rb"\s", b"", found[1])


def _check(key: rsa.RSAPrivateKey, line: bytes, head: bytes) -> None:
    own = re.sub(rb"\s+", b" ", line.partition(b":")[2]).strip()
    unsigned = b"dkim-signature:" + own[: own.rindex(b"b=") + 2]
    key.public_key().verify(
        base64.b64decode(_tag(line, "b")), head + unsigned, padding.PKCS1v15(), hashes.SHA256()
    )


def test_a_signature_covers_the_named_headers_and_the_body(key: rsa.RSAPrivateKey) -> None:
    line = _line(key)
    assert base64.b64decode(_tag(line, "bh")) == hashlib.sha256(CANONICAL_BODY).digest()
    assert _tag(line, "h") == b"from:subject"  # what the mail lacks is not signed
    assert (_tag(line, "d"), _tag(line, "s")) == (b"putki.example", b"s1")
    _check(key, line, CANONICAL_HEAD)
    with pytest.raises(InvalidSignature):
        _check(key, line, CANONICAL_HEAD.replace(b"Hana", b"Ovi"))


def test_no_line_is_longer_than_mail_allows(key: rsa.RSAPrivateKey) -> None:
    assert max(map(len, _line(key).split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    ("body", "canonical"),
    [(b"", b""), (b"\r\n\r\n", b""), (b"a", b"a\r\n"), (b"a  b\t\r\n \r\n", b"a b\r\n")],
)
def test_bodies_are_made_canonical_as_the_rfc_says(body: bytes, canonical: bytes) -> None:
    assert relaxed_body(body) == canonical


def test_a_key_typed_into_one_line_works_and_another_kind_is_refused(
    key: rsa.RSAPrivateKey,
) -> None:
    one_line = " ".join(_pem(key).split("\n"))
    signed = sign(MAIL, DkimKey("s1", "putki.example", one_line))
    assert signed.endswith(MAIL)
    assert signed.startswith(b"DKIM-Signature: v=1;")
    other = _pem(ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(UnusableKey):
        signature_of(MAIL, selector="s", domain="d", pem=other, names=("from",), moment=1)
