"""What strangers' mail programs really send: one mail for every trap of Python's own parser."""

import base64
from dataclasses import dataclass

PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).decode()
HEAVY = b"hei " * 10


@dataclass(frozen=True)
class Case:
    """A mail, and what must be found in its message: words, sender, names of its files."""

    raw: bytes
    words: str = "hana vuotaa"
    sender: str = "ann@example.com"
    files: tuple[str, ...] = ()


def _mail(
    headers: str = "", body: str | bytes = "hana vuotaa", *, sender: str = "Ann <ann@example.com>",
    kind: str = "text/plain; charset=utf-8", message_id: str | None = None,
) -> bytes:  # fmt: skip
    _mail.count += 1  # type: ignore[attr-defined]
    named = message_id or f"<hostile{_mail.count}@example.com>"  # type: ignore[attr-defined]
    head = (
        f"From: {sender}\nTo: office@work.example\nSubject: Case\nMessage-ID: {named}\n"
        f"MIME-Version: 1.0\nContent-Type: {kind}\n{headers}"
    )
    content = body.encode() if isinstance(body, str) else body
    whole = head.encode("utf-8", "surrogateescape") + b"\n" + content
    return whole.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


_mail.count = 0  # type: ignore[attr-defined]


def _parts(*parts: str, kind: str = "mixed", extra: str = "") -> bytes:
    body = "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
    return _mail(kind=f'multipart/{kind}; boundary="b"{extra}', body=body)


_WORDS = "Content-Type: text/plain; charset=utf-8\n\nhana vuotaa"


def _file(headers: str, content: str = PDF, kind: str = "application/pdf") -> str:
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n{headers}\n\n{content}"


def _attached(name: str) -> str:
    return _file(f"Content-Disposition: attachment; {name}")


def _nested(depth: int) -> bytes:
    lines = "".join(
        f'Content-Type: multipart/mixed; boundary="n{one}"\n\n--n{one}\n' for one in range(depth)
    )
    return _mail(kind='multipart/mixed; boundary="top"', body=f"--top\n{lines}{_WORDS}\n--top--\n")


_INNER = base64.b64encode(
    b"From: b@example.com\r\nSubject: Inner\r\n\r\nhana vuotaa sis\xc3\xa4ll\xc3\xa4\r\n"
).decode()

CASES: dict[str, Case] = {
    "unknown charset": Case(_mail(kind="text/plain; charset=x-unknown-1")),
    "misspelt charset": Case(_mail(kind="text/plain; charset=cp-850")),
    "charset with junk": Case(_mail(kind='text/plain; charset="utf-8; format=flowed"')),
    "wrong charset": Case(_mail(body="hana vuotaa päivällä".encode("latin-1")), "päivällä"),
    "brackets in the Message-ID": Case(_mail(message_id="<[a]@b>")),
    "space in the Message-ID": Case(_mail(message_id="<a b@c>")),
    "comments without end": Case(_mail(sender="(" * 900 + "ann@example.com")),
    "nested multiparts": Case(_nested(1500), words=""),
    "brackets in the name": Case(_mail(sender="[Jira] Foo <ann@example.com>")),
    "at sign in the name": Case(_mail(sender="Foo (x) @ Company <ann@example.com>")),
    "bad date": Case(_mail("Date: yesterday at noon\n")),
    "date without zone": Case(_mail("Date: Mon, 23 Nov 2026 10:00:00\n")),
    "minus zero zone": Case(_mail("Date: Mon, 23 Nov 2026 10:00:00 -0000\n")),
    "missing boundary": Case(_mail(kind="multipart/mixed")),
    "encoded inner mail": Case(
        _parts(
            _WORDS, f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{_INNER}"
        )
    ),
    "path as a file name": Case(
        _parts(_WORDS, _attached('filename="../../etc/passwd"')), files=("passwd",)
    ),
    "encoded file name": Case(
        _parts(_WORDS, _attached('filename="=?utf-8?q?p=C3=A4iv=C3=A4?="')), files=("päivä",)
    ),
    "file name in pieces": Case(
        _parts(_WORDS, _attached("filename*0*=utf-8''p%C3%A4; filename*1*=iv%C3%A4.pdf")),
        files=("päivä.pdf",),
    ),
    "raw file name": Case(_parts(_WORDS, _attached('filename="päivä.pdf"')), files=("päivä.pdf",)),
    "attached text only": Case(
        _mail("Content-Disposition: attachment; filename=note.txt\n"), words="", files=("note.txt",)
    ),
    "a file and nothing else": Case(
        _mail(
            "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.pdf\n",
            PDF,
            kind="application/pdf",
        ),
        words="",
        files=("a.pdf",),
    ),
    "related only": Case(
        _parts(
            "Content-Type: text/html\n\n<p>hana vuotaa<img src='cid:i1'></p>",
            _file(
                "Content-ID: <i1>\nContent-Disposition: inline; filename=i.png", PNG, "image/png"
            ),
            kind="related",
        ),
        files=("i.png",),
    ),
    "signed": Case(
        _parts(
            _WORDS,
            _attached('filename="smime.p7s"').replace("/pdf", "/pkcs7-signature"),
            kind="signed",
            extra="; protocol=x",
        )
    ),
    "uuencoded": Case(
        _mail("Content-Transfer-Encoding: x-uuencode\n", "begin 644 a\n+:&%N82!V=6]T86$\n \nend\n")
    ),
    "many addresses": Case(
        _mail("Cc: " + ",\n ".join(f"a{one}@example.com" for one in range(4000)) + "\n")
    ),
    "tabs between references": Case(_mail("References: <a@x>\t<b@x>\n\t<c@x>\n")),
    "winmail.dat": Case(
        _parts(
            _WORDS,
            _file(
                "Content-Disposition: attachment; filename=winmail.dat",
                "eJ8+IgEB",
                "application/ms-tnef",
            ),
        ),
        files=("winmail.dat",),
    ),
    "enciphered": Case(
        _mail(
            "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=smime.p7m\n",
            PDF,
            kind="application/pkcs7-mime; smime-type=enveloped-data",
        ),
        words="",
        files=("smime.p7m",),
    ),
    "no header at all": Case(b"hana vuotaa\r\n", sender="relay@example.com"),
    "null bytes": Case(_mail(body=b"hana vuotaa\0\0 heti")),
    "lone surrogates": Case(_mail(kind="text/plain; charset=utf-7", body="hana vuotaa +2AA-")),
}
