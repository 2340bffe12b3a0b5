"""A seeded stream of mails as a small company gets them: the same seed, the same bytes.

Built by hand, not by a mail library, so that charsets, encodings and line ends are what is wanted
and generating does not take longer than what is measured.
"""

import base64
import quopri
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.header import Header
from random import Random

from tests.bench import mail_words as words

HOUSE = "office@apuri.example"
KINDS = {
    "new": 26, "reply": 20, "reply_to_us": 12, "html": 14, "attachment": 18, "auto_reply": 5,
    "bounce": 5,
}  # fmt: skip
"""How many of a hundred mails are of which kind."""

_ENCODINGS = (
    ("utf-8", "quoted-printable"), ("utf-8", "base64"), ("utf-8", "8bit"),
    ("iso-8859-1", "quoted-printable"), ("iso-8859-1", "8bit"), ("windows-1252", "8bit"),
    ("windows-1252", "quoted-printable"), ("windows-1252", "base64"),
)  # fmt: skip
_FILES = (
    ("application/pdf", "raportti.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    ("image/jpeg", "kuva.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x00"),
    ("image/png", "skärm.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
)
SMALLEST, LARGEST = 50_000, 500_000  # bytes of an attachment


@dataclass(frozen=True, slots=True)
class Mail:
    """A generated mail and what it was meant to be."""

    kind: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class _Earlier:
    message_id: str
    references: tuple[str, ...]
    subject: str
    language: str
    text: str
    writer: tuple[str, str]


@dataclass
class _Writing:
    """The generator's state: who has written what so far."""

    random: Random
    ours: Sequence[str]
    count: int = 0
    earlier: list[_Earlier] = field(default_factory=list)

    def person(self) -> tuple[str, str]:
        """Return a name and an address, one of a few hundred."""
        first, last = self.random.choice(words.FIRST), self.random.choice(words.LAST)
        plain = f"{first}.{last}".lower().translate(str.maketrans("äöå", "aoa"))
        return f"{first} {last}", f"{plain}@{self.random.choice(words.FIRMS)}.example"

    def text(self, language: str, writer: str) -> str:
        """Return some sentences with a greeting and a signature."""
        pool = words.SENTENCES[language]
        said = [self.random.choice(pool) for _each in range(self.random.randint(3, 12))]
        paragraphs = [" ".join(said[at : at + 3]) for at in range(0, len(said), 3)]
        phone = f"+358 40 {self.random.randint(1000000, 9999999)}"
        return "\n\n".join([
            words.GREETINGS[language], *paragraphs, f"{words.CLOSINGS[language]}\n{writer}\n{phone}"
        ])  # fmt: skip


def generate(count: int, *, seed: int = 1, ours: Sequence[str] = ()) -> Iterator[Mail]:
    """Yield mails. `ours` are Message-IDs of mails we sent; without any, replies are to others."""
    state = _Writing(Random(seed), ours)
    kinds, weights = list(KINDS), list(KINDS.values())
    for number in range(count):
        state.count = number
        kind = state.random.choices(kinds, weights)[0]
        if (kind == "reply" and not state.earlier) or (
            kind in ("reply_to_us", "auto_reply", "bounce") and not ours
        ):
            kind = "new"
        yield Mail(kind, _WRITERS[kind](state))


# ------------------------------------------------------------------------------ kinds of mail


def _new(state: _Writing) -> bytes:
    return _human(state, *_words(state))


def _reply(state: _Writing) -> bytes:
    before = state.random.choice(state.earlier[-200:])
    return _human(state, *_answer(state, before), answered=before)


def _reply_to_us(state: _Writing) -> bytes:
    language = state.random.choice(list(words.SENTENCES))
    subject = state.random.choice(words.SUBJECTS[language])
    our_text = state.text(language, "Apuri Oy")
    before = _Earlier(
        state.random.choice(state.ours), (), subject, language, our_text, ("Apuri Oy", HOUSE)
    )
    return _human(state, *_answer(state, before), answered=before)


def _html(state: _Writing) -> bytes:
    language, subject, text, writer = _words(state)
    plain, rich = _body(state, text), _part("text/html; charset=utf-8", "quoted-printable",
                                            quopri.encodestring(_as_html(text).encode()))  # fmt: skip
    if state.random.random() < 0.3:
        return _finish(state, language, subject, text, writer, rich)
    return _finish(state, language, subject, text, writer,
                   _multipart(state, "alternative", [plain, rich]))  # fmt: skip


def _attachment(state: _Writing) -> bytes:
    language, subject, text, writer = _words(state)
    count = 1 if state.random.random() < 0.7 else 2
    parts = [_body(state, text), *(_file(state.random) for _each in range(count))]
    return _finish(state, language, subject, text, writer, _multipart(state, "mixed", parts))


def _auto_reply(state: _Writing) -> bytes:
    language = state.random.choice(list(words.AWAY))
    subject, text = words.AWAY[language]
    ours = state.random.choice(state.ours)
    return _head(
        state, state.person(), f"{subject}: {state.random.choice(words.SUBJECTS[language])}",
        [f"In-Reply-To: {ours}", "Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All",
         "Precedence: bulk"],
    ) + _body(state, text)  # fmt: skip


def _bounce(state: _Writing) -> bytes:
    _name, address = state.person()
    ours = state.random.choice(state.ours)
    words_ = f"Your message could not be delivered to {address}: mailbox unavailable.\r\n".encode()
    status = (
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n"
    ).encode()
    returned = f"From: {HOUSE}\r\nTo: {address}\r\nSubject: Re\r\nMessage-ID: {ours}\r\n".encode()
    report = _multipart(state, 'report; report-type="delivery-status"', [
        _part("text/plain; charset=us-ascii", "7bit", words_),
        _part("message/delivery-status", "7bit", status),
        _part("text/rfc822-headers", "7bit", returned),
    ])  # fmt: skip
    sender = ("Mail Delivery System", "MAILER-DAEMON@mx.example")
    return _head(state, sender, "Undelivered Mail Returned to Sender",
                 ["Auto-Submitted: auto-replied", "Return-Path: <>"]) + report  # fmt: skip


_WRITERS: dict[str, Callable[[_Writing], bytes]] = {
    "new": _new, "reply": _reply, "reply_to_us": _reply_to_us, "html": _html,
    "attachment": _attachment, "auto_reply": _auto_reply, "bounce": _bounce,
}  # fmt: skip


# ------------------------------------------------------------------------------ words and parts


def _words(state: _Writing) -> tuple[str, str, str, tuple[str, str]]:
    language = state.random.choice(list(words.SENTENCES))
    writer = state.person()
    subject = f"{state.random.choice(words.SUBJECTS[language])} {state.count}"
    return language, subject, state.text(language, writer[0]), writer


def _answer(state: _Writing, before: _Earlier) -> tuple[str, str, str, tuple[str, str]]:
    language, writer = before.language, state.person()
    wrote = words.WROTE[language].format(day=state.random.randint(1, 30), name=before.writer[0])
    quote = "\n".join(f"> {line}" for line in before.text.split("\n"))
    text = f"{state.text(language, writer[0])}\n\n{wrote}\n{quote}"
    prefix = f"{words.REPLY[language]}: "
    subject = before.subject if before.subject.startswith(prefix) else prefix + before.subject
    return language, subject, text, writer


def _human(
    state: _Writing, language: str, subject: str, text: str, writer: tuple[str, str], *,
    answered: _Earlier | None = None,
) -> bytes:  # fmt: skip
    body = _body(state, text)
    return _finish(state, language, subject, text, writer, body, answered=answered)


def _finish(
    state: _Writing, language: str, subject: str, text: str, writer: tuple[str, str], body: bytes,
    *, answered: _Earlier | None = None,
) -> bytes:  # fmt: skip
    extra: list[str] = []
    references: tuple[str, ...] = ()
    if answered is not None:
        references = (*answered.references[-10:], answered.message_id)
        extra = [f"In-Reply-To: {answered.message_id}",
                 "References: " + "\r\n ".join(references)]  # fmt: skip
    message_id = f"<{state.count}.{state.random.getrandbits(64):x}@{writer[1].partition('@')[2]}>"
    fresh = text.partition("\n> ")[0]
    state.earlier.append(_Earlier(message_id, references, subject, language, fresh, writer))
    return _head(state, writer, subject, [f"Message-ID: {message_id}", *extra]) + body


def _head(state: _Writing, writer: tuple[str, str], subject: str, extra: list[str]) -> bytes:
    """The headers up to those of the body, with the trace that servers leave."""
    domain = writer[1].partition("@")[2]
    hour, minute = divmod(state.count // 3 % 1440, 60)
    date = f"Tue, 31 Mar 2026 {hour:02}:{minute:02}:00 +0300"
    trace = [f"Received: from mx{hop}.{domain} (mx{hop}.{domain} [192.0.2.{hop}])\r\n\t"
             f"by mx.apuri.example with ESMTPS id {state.random.getrandbits(48):x}\r\n\t"
             f"for <{HOUSE}>; {date}" for hop in (3, 2, 1)]  # fmt: skip
    signature = base64.b64encode(state.random.randbytes(192)).decode()
    signed = "\r\n\t".join(signature[at : at + 70] for at in range(0, len(signature), 70))
    lines = [
        *trace, f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=k1; b={signed}",
        f"From: {Header(writer[0], 'utf-8').encode(linesep=chr(13) + chr(10))} <{writer[1]}>",
        f"To: Apuri <{HOUSE}>", f"Date: {date}",
        f"Subject: {Header(subject, 'utf-8').encode(linesep=chr(13) + chr(10))}",
        "MIME-Version: 1.0", "X-Mailer: Generated", *extra,
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n").encode()


def _body(state: _Writing, text: str) -> bytes:
    charset, encoding = state.random.choice(_ENCODINGS)
    plain = text.replace("\n", "\r\n") + "\r\n"
    # The older charsets of these mails lack nothing but long dashes, which latin-1 has not.
    data = plain.replace("–", "-").encode(charset)
    if encoding == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    return _part(f"text/plain; charset={charset}", encoding, data)


def _as_html(text: str) -> str:
    paragraphs = "".join(
        f'<p class="MsoNormal" style="margin:0cm;font-size:11pt">{one.replace(chr(10), "<br>")}</p>'
        for one in text.split("\n\n")
    )
    style = "<style>p.MsoNormal {margin:0cm; font-family:Calibri} a:link {color:#0563C1}</style>"
    return f"<html><head>{style}</head><body><div>{paragraphs}</div></body></html>"


def _file(random: Random) -> bytes:
    kind, name, magic = random.choice(_FILES)
    data = magic + random.randbytes(random.randint(SMALLEST, LARGEST) - len(magic))
    encoded = base64.encodebytes(data).replace(b"\n", b"\r\n")
    named = Header(name, "utf-8").encode()
    return _part(f'{kind}; name="{named}"', "base64", encoded,
                 f'Content-Disposition: attachment; filename="{named}"\r\n')  # fmt: skip


def _part(kind: str, encoding: str, data: bytes, extra: str = "") -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{extra}\r\n"
    return head.encode() + data


def _multipart(state: _Writing, kind: str, parts: list[bytes]) -> bytes:
    boundary = f"=_{state.random.getrandbits(80):x}"
    inside = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + inside + b"--" + boundary.encode() + b"--\r\n"
