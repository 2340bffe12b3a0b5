"""Attachments are decoded fast, and to the very bytes of the standard library's decoder."""

import base64
import binascii
from random import Random

from mail.headers import decode_b
from mail.mime import parse

HEAD = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"


def damaged(chance: Random) -> bytes:
    """Encoded bytes, some of them with foreign letters, missing or doubled padding."""
    end = chance.choice([b"\r\n", b"\n"])
    data = bytearray(base64.encodebytes(chance.randbytes(chance.randint(1, 200))))
    for _each in range(chance.randint(0, 3)):
        place = chance.randrange(len(data) + 1)
        data[place : place + chance.randint(0, 1)] = chance.choice(
            [b"=", b"==", b" ", b"\xff", b"abc", b"\x00", b"-", b"_", b"."]
        )
    return bytes(data).replace(b"\n", end)


def standard(payload: bytes) -> bytes:
    try:
        return binascii.a2b_base64(payload)
    except binascii.Error:
        return decode_b(payload)


def test_what_ends_with_its_padding_is_decoded_as_by_the_standard_library() -> None:
    chance, tried = Random(5), 0
    for _each in range(5_000):
        payload = damaged(chance)
        padding = payload.find(b"=")
        if padding >= 0 and payload[padding:].strip(b"= \r\n"):
            continue  # several pieces one after another: all of them are wanted
        tried += 1
        assert parse(HEAD + payload).decoded() == standard(payload), payload
    assert tried > 2_000
