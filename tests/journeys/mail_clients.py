"""Replies as ten mail programs write them, quoting a mail of ours each in its own way."""

import email
import email.policy
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape

LIISA = "Liisa Peltola <liisa.peltola@customer.example>"
POLICY = email.policy.SMTP.clone(max_line_length=998)


@dataclass(frozen=True)
class Ours:
    """A mail of ours as the customer's program got it."""

    message: EmailMessage

    @classmethod
    def of(cls, raw: bytes) -> "Ours":
        """Parse the bytes that left."""
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return cls(parsed)

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content()).strip()

    @property
    def text(self) -> str:
        """Its plain part."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """Its HTML part."""
        return self._body("html")

    @property
    def sender(self) -> str:
        """Name and address, as it says."""
        return str(self.message["From"])

    @property
    def name(self) -> str:
        """The name beside the address."""
        return self.sender.partition("<")[0].strip().strip('"')

    @property
    def quoted(self) -> str:
        """Its text with an arrow before each line."""
        return "\n".join(f"> {line}".rstrip() for line in self.text.splitlines())


def gmail(ours: Ours, new: str) -> tuple[str, str | None]:
    """Gmail in a browser: an attribution, folded in the plain part."""
    said = f"ti 31. maalisk. 2026 klo 15.05 {ours.sender} kirjoitti:"
    folded = said.replace(" <", "\n<")
    html = (
        f'<div dir="ltr">{_divs(new)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(said)}<br></div><blockquote '
        'class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid;'
        f'padding-left:1ex">{ours.html}</blockquote></div>'
    )
    return f"{new}\n\n{folded}\n\n{ours.quoted}\n", html


def _outlook_headers(ours: Ours) -> list[tuple[str, str]]:
    return [
        ("Lähettäjä", ours.sender), ("Lähetetty", "tiistai 31. maaliskuuta 2026 15.05"),
        ("Vastaanottaja", "Liisa Peltola"), ("Aihe", str(ours.message["Subject"])),
    ]  # fmt: skip


def outlook_desktop(ours: Ours, new: str) -> tuple[str, str | None]:
    """Outlook for Windows: a header block under a thin line, nothing marked as quoted."""
    headers = _outlook_headers(ours)
    block = "<br>".join(f"<b>{name}:</b> {escape(value)}" for name, value in headers)
    paragraphs = "".join(f"<p class=MsoNormal>{escape(line)}<o:p></o:p></p>" for line in
                         new.splitlines() if line)  # fmt: skip
    html = (
        f"<html><body lang=FI><div class=WordSection1>{paragraphs}<p class=MsoNormal>"
        "<o:p>&nbsp;</o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt "
        f"0cm 0cm 0cm'><p class=MsoNormal>{block}<o:p></o:p></p></div>{ours.html}</div></body></html>"
    )
    plain = "\n".join(f"{name}: {value}" for name, value in headers)
    return f"{new}\n\n{plain}\n\n{ours.text}\n", html


def outlook_web(ours: Ours, new: str) -> tuple[str, str | None]:
    """Outlook in a browser: a rule, then the header block."""
    headers = _outlook_headers(ours)
    block = "<br>".join(f"<b>{name}:</b> {escape(value)}" for name, value in headers)
    html = (
        f'<html><body dir="ltr"><div class="elementToProof">{_divs(new)}</div>'
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{block}</font>'
        f"<div>&nbsp;</div></div>{ours.html}</body></html>"
    )
    plain = "\n".join(f"{name}: {value}" for name, value in headers)
    return f"{new}\n{'_' * 32}\n{plain}\n\n{ours.text}\n", html


def outlook_mobile(ours: Ours, new: str) -> tuple[str, str | None]:
    """Outlook on a phone: its own line above what the web version writes."""
    plain, html = outlook_web(ours, f"{new}\n\nHanki Outlook for iOS<https://aka.ms/o0ukef>")
    assert html is not None
    line = '<div>Hanki <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div>'
    return plain, html.replace(
        escape("Hanki Outlook for iOS<https://aka.ms/o0ukef>").join(("<div>", "</div>")), line
    )


def apple(ours: Ours, new: str) -> tuple[str, str | None]:
    """Mail on an iPhone: the device's line, the attribution inside the quote."""
    said = f"{ours.sender} kirjoitti 31.3.2026 kello 15.05:"
    html = (
        f'<html><body dir="auto">{_divs(new)}<br><div dir="ltr">Lähetetty iPhonesta</div><div '
        f'dir="ltr"><br><blockquote type="cite">{escape(said)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{ours.html}</div></blockquote></body></html>'
    )
    return f"{new}\n\nLähetetty iPhonesta\n\n> {said}\n> \n{ours.quoted}\n", html


def thunderbird(ours: Ours, new: str) -> tuple[str, str | None]:
    """Thunderbird as it is installed: plain text, the answer below the quote."""
    return f"{ours.name} kirjoitti 31.3.2026 klo 15.05:\n{ours.quoted}\n\n{new}\n", None


def yahoo(ours: Ours, new: str) -> tuple[str, str | None]:
    """Yahoo in a browser: the quote is only indented in the plain part."""
    said = f"tiistai 31. maaliskuuta 2026 klo 15.05.12 UTC+3, {ours.sender} kirjoitti:"
    indented = "\n".join(f"  {line}" for line in ours.text.splitlines())
    html = (
        f'<html><body><div class="ydp1yahoo-style-wrap"><div dir="ltr">{_divs(new)}</div><div><br>'
        '</div></div><div id="ydp2yahoo_quoted_1" class="ydp2yahoo_quoted"><div><div>'
        f"{escape(said)}</div><div><br></div><div>{ours.html}</div></div></div></body></html>"
    )
    return f" {new}\n\n    {said}  \n \n{indented}\n", html


def samsung(ours: Ours, new: str) -> tuple[str, str | None]:
    """Samsung's mail program: a dashed line and a short header block."""
    lines = [
        "-------- Alkuperäinen viesti --------", f"Lähettäjä: {ours.sender}",
        "Päivämäärä: 31.3.2026 15.05 (GMT+02:00)", "Saaja: liisa.peltola@customer.example",
        f"Aihe: {ours.message['Subject']}",
    ]  # fmt: skip
    block = "".join(f"<div>{escape(line)}</div>" for line in lines)
    html = (
        f'<html><body dir="auto">{_divs(new)}<div><br></div><div id="composer_signature" dir="auto">'
        '<div style="font-size:12px;color:#575757">Lähetetty Galaxy-puhelimesta</div></div>'
        f'<div><br></div><div dir="auto"><!-- originalMessage -->{block}<div><br></div></div>'
        f"{ours.html}</body></html>"
    )
    plain = "\n".join(lines)
    return f"{new}\n\nLähetetty Galaxy-puhelimesta\n\n{plain}\n\n{ours.text}\n", html


def k9(ours: Ours, new: str) -> tuple[str, str | None]:
    """K-9 on Android: plain text with its signature above the quote."""
    said = f"31. maaliskuuta 2026 15.05.12 GMT+03:00, {ours.sender} kirjoitti:"
    signature = "-- \nLähetetty Android-laitteestani K-9 Maililla. Pahoittelut vähäsanaisuudestani."
    return f"{new}\n{signature}\n\n{said}\n{ours.quoted}\n", None


def roundcube(ours: Ours, new: str) -> tuple[str, str | None]:
    """Roundcube: the answer below the quote."""
    said = f"{ours.name} kirjoitti 2026-03-31 15:05:"
    return f"{said}\n{ours.quoted}\n\n{new}\n", None


CLIENTS: dict[str, Callable[[Ours, str], tuple[str, str | None]]] = {
    one.__name__: one
    for one in (gmail, outlook_desktop, outlook_web, outlook_mobile, apple, thunderbird, yahoo,
                samsung, k9, roundcube)
}  # fmt: skip


def reply(client: str, ours: Ours, new: str, *, keeps_headers: bool = True) -> bytes:
    """Return a reply of a program; without its thread headers as some gateways leave it."""
    text, html = CLIENTS[client](ours, new)
    mail = EmailMessage(policy=POLICY)
    mail["From"], mail["To"] = LIISA, ours.sender
    prefix = "VS" if client.startswith("outlook") else "Re"
    mail["Subject"] = f"{prefix}: {str(ours.message['Subject']).removeprefix('Re: ')}"
    mail["Date"] = "Tue, 31 Mar 2026 16:00:00 +0300"
    mail["Message-ID"] = f"<{client}.{len(new)}@customer.example>"
    if keeps_headers:
        mail["In-Reply-To"] = str(ours.message["Message-ID"])
        chain = f"{ours.message['References'] or ''} {ours.message['Message-ID']}"
        mail["References"] = chain.strip()
    mail.set_content(text, cte="quoted-printable")
    if html:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def _divs(text: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.splitlines())
