"""Outlook's winmail.dat: its words, also as compressed rich text with HTML inside, and its files."""

import struct
import time

import pytest

from mail.reading import ReadMail, read_mail
from mail.rtf import decompress, rtf_text

HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
    "0af32068656c090020627705b06c647d0a800fa0"
)
RUN = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def uncompressed(rtf: bytes) -> bytes:
    """Rich text in the envelope that says it was not compressed."""
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def attribute(level: int, kind: int, data: bytes) -> bytes:
    return (
        struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) % 65_536)
    )


def winmail(rtf: bytes, *files: tuple[bytes, bytes]) -> bytes:
    """A winmail.dat with a compressed rich text body and files."""
    padded = rtf + b"\x00" * (-len(rtf) % 4)
    body = struct.pack("<IHHII", 1, 0x0102, 0x1009, 1, len(rtf)) + padded
    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00069003, body)
    for name, data in files:
        out += attribute(2, 0x00069002, b"\x01\x00" + b"\x00" * 12)
        out += attribute(2, 0x00018010, name + b"\x00") + attribute(2, 0x0006800F, data)
    return out


def mail(tnef: bytes, words: bytes = b"") -> ReadMail:
    return read_mail(
        b"From: matti@example.fi\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\n" + words + b"\n--b\nContent-Type: application/ms-tnef; "
        b"name=winmail.dat\nContent-Transfer-Encoding: 8bit\n\n" + tnef + b"\n--b--\n"
    )


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (HELLO, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"),
        (RUN, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
        (uncompressed(b"{\\rtf1 a}"), b"{\\rtf1 a}"),
    ],
)
def test_compressed_rich_text_is_unpacked_as_its_specification_shows(
    packed: bytes, words: bytes
) -> None:
    assert decompress(packed) == words


@pytest.mark.parametrize(
    ("rtf", "words"),
    [
        (
            rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Hei,\par hana vuotaa.\par}",
            "Hei,\nhana vuotaa.\n",
        ),
        (rb"{\rtf1\ansi\ansicpg1252 \'c4iti k\'e4vi}", "Äiti kävi"),
        (rb"{\rtf1\ansi\uc1 \u196?iti {\uc2 \u8364??} 5}", "Äiti € 5"),
        (rb"{\rtf1\ansicpg1251 \'cf\'f0\'e8}", "При"),
        (rb"{\rtf1 a\{b\}\\c{\*\unknown secret}}", "a{b}\\c"),
    ],
)
def test_rich_text_is_told_in_words(rtf: bytes, words: str) -> None:
    assert rtf_text(rtf) == (words, False)


def test_html_inside_rich_text_is_the_body_and_files_are_listed() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hei \'e4iti"
        rb"\htmlrtf \par}\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag64 <p>}Vuotaa{\*\htmltag72 </p>}}"
    )
    found = mail(winmail(uncompressed(rtf), (b"kuva.jpg", b"\xff\xd8\xff")))

    assert found.body_text == "Hei äiti\n\nVuotaa"
    assert found.body_html == "<p>Hei äiti</p><p>Vuotaa</p>"
    assert [(one.name, one.data) for one in found.attachments[1:]] == [
        ("kuva.jpg", b"\xff\xd8\xff")
    ]
    assert "tnef" in found.flags


def test_words_beside_a_winmail_stay_the_body() -> None:
    assert mail(winmail(HELLO), b"Hei itse").body_text == "Hei itse"


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"x" * 40,
        struct.pack("<II4sI", 9, 4_000_000_000, b"LZFu", 0) + b"\x00" * 400_000,
        struct.pack("<II4sI", 9, 4_000_000_000, b"LZFu", 0) + (b"\xff" + b"\x00\x0f" * 8) * 30_000,
        uncompressed(b"{" * 500_000),
        uncompressed(b"\\u-1 \\'" * 100_000),
    ],
    ids=["empty", "junk", "zeros", "runs", "braces", "letters"],
)
def test_broken_rich_text_costs_little_and_never_stops_a_mail(packed: bytes) -> None:
    read_mail(b"From: a@example.com\n\nwarm zzyzx\n")  # the model of languages is loaded once
    begun = time.process_time()
    found = mail(winmail(packed))

    assert time.process_time() - begun < 1.0
    assert "unreadable" not in found.flags
