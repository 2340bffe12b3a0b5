"""Opaquely signed mail is read; encrypted mail is said to be; strangers' bytes cost little."""

import base64
import time
import zlib
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from mail.reading import read_mail
from mail.signed import compressed_content, signed_content

INSIDE = (
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "Hei, hana vuotaa. Äiti\r\n"
).encode()
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")


@pytest.fixture(scope="module")
def identity() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65_537, 2_048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Matti")])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    built = built.public_key(key.public_key()).not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
    return built.not_valid_after(datetime(2036, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256()), key


def signed(identity: tuple[x509.Certificate, rsa.RSAPrivateKey], inside: bytes = INSIDE) -> bytes:
    certificate, key = identity
    builder = pkcs7.PKCS7SignatureBuilder().set_data(inside)
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def mail(wrapped: bytes, kind: str = "smime-type=signed-data; ") -> bytes:
    head = (
        f"From: matti@example.fi\nSubject: Vuoto\nContent-Type: application/pkcs7-mime; {kind}"
        "name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
    )
    return head.encode() + base64.encodebytes(wrapped)


@pytest.mark.parametrize("kind", ["smime-type=signed-data; ", ""])
def test_the_words_of_opaquely_signed_mail_are_read(
    identity: tuple[x509.Certificate, rsa.RSAPrivateKey], kind: str
) -> None:
    read = read_mail(mail(signed(identity), kind))

    assert read.body_text == "Hei, hana vuotaa. Äiti"
    assert read.flags == ("signed-opaque",)
    assert read.attachments == ()


def test_a_signature_within_a_signature_is_read_and_the_fourth_is_not(
    identity: tuple[x509.Certificate, rsa.RSAPrivateKey],
) -> None:
    twice = mail(signed(identity, mail(signed(identity))))
    endless = mail(signed(identity, mail(signed(identity, twice))))

    assert read_mail(twice).body_text == "Hei, hana vuotaa. Äiti"
    assert read_mail(endless).body_text == ""
    assert len(read_mail(endless).attachments) == 1


def test_content_in_pieces_of_open_length_is_joined() -> None:
    pieces = b"".join(b"\x04\x04" + INSIDE[at : at + 4].ljust(4) for at in range(0, 40, 4))
    content = b"\xa0\x80\x24\x80" + pieces + b"\x00\x00\x00\x00"
    wrapped = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010701") + content + b"\x00\x00"
    body = b"\x30\x80\x02\x01\x01\x31\x00" + wrapped + b"\x00\x00"
    data = b"\x30\x80" + SIGNED_DATA + b"\xa0\x80" + body + b"\x00\x00\x00\x00"

    assert signed_content(data) == INSIDE[:40]


def test_encrypted_mail_is_said_to_be_and_kept(
    identity: tuple[x509.Certificate, rsa.RSAPrivateKey],
) -> None:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(INSIDE).add_recipient(identity[0])
    wrapped = builder.encrypt(serialization.Encoding.DER, [])
    read = read_mail(mail(wrapped, "smime-type=enveloped-data; "))

    assert read.flags == ("encrypted",)
    assert read.body_text == ""
    assert [one.name for one in read.attachments] == ["smime.p7m"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x85\xff\xff\xff\xff\xff",
        b"\x30\x80" * 200_000,
        b"\x30\x80" + SIGNED_DATA + b"\xa0\x80" + b"\x30\x80" * 100 + b"\x04\x00" * 2_000_000,
        b"\x30\x80" + SIGNED_DATA + b"\xa0\x80\x30\x80" + b"\x24\x00" * 2_000_000,
    ],
    ids=["empty", "half", "too long", "nested", "pieces", "many"],
)
def test_broken_wrapping_gives_nothing_and_costs_little(data: bytes) -> None:
    begun = time.process_time()

    assert signed_content(data) is None
    assert time.process_time() - begun < 0.5


def compressed(inside: bytes) -> bytes:
    """Wrap a mail as RFC 3274 says: version, zlib, then the data."""

    def element(tag: int, *pieces: bytes) -> bytes:
        body = b"".join(pieces)
        return bytes([tag, 0x84]) + len(body).to_bytes(4) + body

    zlib_oid = bytes.fromhex("060b2a864886f70d0109100308")
    data_oid = bytes.fromhex("06092a864886f70d010701")
    packed = element(0xA0, element(0x04, zlib.compress(inside)))
    body = element(0x30, b"\x02\x01\x00", element(0x30, zlib_oid), element(0x30, data_oid, packed))
    return element(0x30, bytes.fromhex("060b2a864886f70d0109100109"), element(0xA0, body))


def test_compressed_mail_is_unpacked(identity: tuple[x509.Certificate, rsa.RSAPrivateKey]) -> None:
    kind = "smime-type=compressed-data; "
    read = read_mail(mail(compressed(INSIDE), kind))
    both = read_mail(mail(compressed(mail(signed(identity))), kind))

    assert (read.body_text, read.flags) == ("Hei, hana vuotaa. Äiti", ("compressed",))
    assert (both.body_text, both.flags) == (
        "Hei, hana vuotaa. Äiti", ("compressed", "signed-opaque"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "inside",
    [compressed(INSIDE)[:-20], compressed(INSIDE).replace(b"\x78\x9c", b"\x00\x00"),
     compressed(b"\0" * 100_000_000)],
    ids=["cut", "not zlib", "bomb"],
)  # fmt: skip
def test_broken_compression_gives_nothing_and_costs_little(inside: bytes) -> None:
    begun = time.process_time()

    assert compressed_content(inside) is None
    assert time.process_time() - begun < 0.5
