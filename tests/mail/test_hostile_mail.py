"""Strangers' bytes: never an exception, never a second, never text that a database refuses."""

import json
import random
import time

import pytest

from mail.reading import ReadMail, read_mail

HEAD = b"From: a@example.com\nSubject: x\nMessage-ID: <1@example.com>\n"
TEXT = HEAD + b"Content-Type: text/plain; charset=utf-8\n\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\n\n"


def nested(depth: int) -> bytes:
    lines = [
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
        for number in range(depth)
    ]
    return HEAD + b"".join(lines) + b"Content-Type: text/plain\n\ndeep words\n"


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "only newlines": b"\n\n\n",
    "no header": b"just words without any header\nsecond line\n",
    "comments": b"From: " + b"(" * 900 + b"a@example.com\n\nwords\n",
    "many comments": b"From: " + b"(a)" * 20_000 + b"<a@example.com>\n\nwords\n",
    "nested multiparts": nested(1_500),
    "many recipients": b"To: " + b"a b <a@example.com>,\n " * 40_000 + b"\n\nwords\n",
    "wrote": TEXT + b"On " * 30_000,
    "wrote lines": TEXT + b"On Mon, Nov 23, 2026 at 10:00 X <a@example.com>\n" * 20_000,
    "colons": TEXT + b"From: \n" * 50_000,
    "quotes": TEXT + b">" * 500_000 + b"\n> a\nb\n" * 20_000,
    "dashes": TEXT + b"-" * 300_000 + b"\n-- \n" * 30_000,
    "spaces": TEXT + b" " * 1_000_000 + b"x",
    "digits": TEXT + b"0401234567 " * 50_000 + b"\n--\n" + b"1" * 100_000,
    "ats": TEXT + b"a@" * 200_000,
    "one long line": TEXT + b"word. " * 500_000,
    "encoded words": b"Subject: " + b"=?a?q?" * 10_000 + b"\n\nwords\n",
    "parameters": HEAD + b"Content-Type: text/plain" + b'; a*0="b' * 9_000 + b"\n\nwords\n",
    "spaced parameters": HEAD + b"Content-Type: text/plain;" + b" " * 60_000 + b"x\n\nwords\n",
    "false boundaries": HEAD
    + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\nwords\n"
    + b"\n--ab" * 1_000_000,
    "boundaries": HEAD
    + b"Content-Type: multipart/mixed; boundary=a\n\n"
    + b"--a\nContent-Type: text/html\n\n<p>words\n" * 30_000,
    "divs": HTML + b"<div>" * 50_000 + b"words",
    "tables": HTML + b"<table><tr><td>x" * 50_000 + b"words",
    "attributes": HTML + b"<p style='" + b"display " * 100_000 + b"'>words</p>",
    "open tags": HTML + b"words " + b"<" * 500_000,
    "uuencode": TEXT + b"words\n" + b"begin 644 a\n#86)C\n" * 30_000,
    "bounce": b"From: mailer-daemon@example.com\nSubject: failure\n\n" + b"to to: <a@b " * 50_000,
    "bounced chain": b"From: mailer-daemon@example.com\nSubject: failure notice\n\napu"
    + b"@example.org" * 5_000,
    "bounced dots": b"From: mailer-daemon@example.com\nSubject: failure notice\n\n"
    b"to a@" + b"b-b." * 10_000,
    "markers": TEXT + b"##-" * 300_000,
    "torn": TEXT + b"On 1.1.2026 10:00 X\n<\na@b.fi\n>\n" * 10_000,
    "drawn lines": TEXT + b"On 1.1.2026 10:00 <a@b.fi> wrote -----\n" * 10_000,
    "signed text": TEXT + b"-----BEGIN PGP SIGNED MESSAGE-----\n\n- a?\n" * 20_000,
    "calendar": HEAD + b"Content-Type: text/calendar\n\nBEGIN:VEVENT\n" + b'A;B="C' * 60_000,
    "away": HEAD
    + b"Auto-Submitted: auto-replied\nDate: Mon, 23 Nov 2026 10:00:00 +0200\n\n"
    + b"back until 4.12. to Dec 4 " * 20_000,
    "not base64": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"YWFh\n" * 200_000 + b"a b\n",
    "status": b"From: <>\nContent-Type: multipart/report; boundary=a\n\n"
    b"--a\nContent-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 50_000,
    "tnef": HEAD + b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22" + b"\x01" * 5_000,
    "base64 pads": HEAD
    + b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
    + b"YQ==\n" * 200_000,
    "reports": HEAD + b"References: " + b"<" * 60_000 + b"\n\nwords\n",
    "utf-7": HEAD + b"Content-Type: text/plain; charset=utf-7\n\n+2AA-words\n",
    "surrogates": HEAD
    + b"Content-Type: text/plain; charset=utf-16\n\n\xff\xfe\x00\xd8w\x00\x00\x00\n",
    "flowed": HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"word \n" * 200_000,
    "big attachment": HEAD
    + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\nwords\n--a\n"
    + b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
    + b"QUJD" * 19 * 130_000
    + b"\n--a--\n",
}


def check(mail: ReadMail) -> None:
    """All text of a mail can be stored."""
    for value in (mail.subject, mail.body_text, mail.reply_text, mail.signature, mail.from_name):
        text = value or ""
        assert "\x00" not in text
        text.encode("utf-8")
    names = [one.name for one in mail.attachments]
    json.dumps([names, mail.references, mail.to, mail.contact.name]).encode()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_within_a_second(name: str) -> None:
    started = time.process_time()
    mail = read_mail(HOSTILE[name])
    spent = time.process_time() - started

    check(mail)
    assert "unreadable" not in mail.flags
    assert spent < 1.0, f"{name} took {spent:.2f} s"


@pytest.mark.parametrize(
    "name", [name for name, raw in HOSTILE.items() if b"words" in raw and name != "encoded words"]
)
def test_words_of_a_hostile_mail_survive_where_they_fit(name: str) -> None:
    mail = read_mail(HOSTILE[name])

    assert "word" in mail.body_text or "body-truncated" in mail.flags or mail.attachments


@pytest.mark.parametrize("seed", range(60))
def test_damaged_mail_is_read_without_an_exception(seed: int) -> None:
    chance = random.Random(seed)
    whole = bytearray(HOSTILE["boundaries"][:3_000] + HTML + b"<p>a</p>" + nested(5))
    for _ in range(chance.randint(1, 60)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    cut = bytes(whole[chance.randrange(50) : chance.randrange(200, len(whole))])

    mail = read_mail(cut)

    check(mail)
    assert "unreadable" not in mail.flags
