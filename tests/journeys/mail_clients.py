"""Replies as ten mail programs write them in three languages, quoting a mail of ours."""

import email
import email.policy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape

LIISA = "Liisa Peltola <liisa.peltola@customer.example>"
POLICY = email.policy.SMTP.clone(max_line_length=998)


@dataclass(frozen=True)
class Ours:
    """A mail of ours as the customer's program got it; `words` are the program's, in a language."""

    message: EmailMessage
    words: Mapping[str, str]

    @classmethod
    def of(cls, raw: bytes, language: str = "fi") -> "Ours":
        """Parse the bytes that left."""
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return cls(parsed, PROGRAM_WORDS[language])

    def says(self, name: str) -> str:
        """A line of the program's about who wrote and when."""
        return self.words[name].format(sender=self.sender, name=self.name)

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


PROGRAM_WORDS: Mapping[str, Mapping[str, str]] = {
    "fi": {
        "gmail": "ti 31. maalisk. 2026 klo 15.05 {sender} kirjoitti:",
        "headers": "Lähettäjä Lähetetty Vastaanottaja Aihe",
        "outlook_date": "tiistai 31. maaliskuuta 2026 15.05",
        "outlook_app": "Hanki Outlook for iOS",
        "prefix": "VS",
        "apple": "{sender} kirjoitti 31.3.2026 kello 15.05:",
        "iphone": "Lähetetty iPhonesta",
        "thunderbird": "{name} kirjoitti 31.3.2026 klo 15.05:",
        "yahoo": "tiistai 31. maaliskuuta 2026 klo 15.05.12 UTC+3, {sender} kirjoitti:",
        "samsung": "Alkuperäinen viesti|31.3.2026 15.05 (GMT+02:00)|Lähettäjä|Päivämäärä|Saaja|Aihe",
        "galaxy": "Lähetetty Galaxy-puhelimesta",
        "k9": "31. maaliskuuta 2026 15.05.12 GMT+03:00, {sender} kirjoitti:",
        "android": "Lähetetty Android-laitteestani K-9 Maililla. Pahoittelut vähäsanaisuudestani.",
        "roundcube": "{name} kirjoitti 2026-03-31 15:05:",
    },
    "sv": {
        "gmail": "Den tis 31 mars 2026 kl 15:05 skrev {sender}:",
        "headers": "Från Skickat Till Ämne",
        "outlook_date": "den 31 mars 2026 15:05",
        "outlook_app": "Skaffa Outlook för iOS",
        "prefix": "SV",
        "apple": "31 mars 2026 kl. 15:05 skrev {sender}:",
        "iphone": "Skickat från min iPhone",
        "thunderbird": "Den 2026-03-31 kl. 15:05, skrev {name}:",
        "yahoo": "Den tisdag 31 mars 2026 15:05:12 CEST skrev {sender}:",
        "samsung": "Originalmeddelande|2026-03-31 15:05 (GMT+02:00)|Från|Datum|Till|Ämne",
        "galaxy": "Skickat från min Galaxy",
        "k9": "Den 31 mars 2026 15:05:12 GMT+03:00, skrev {sender}:",
        "android": "Skickat från min Android-enhet med K-9 Mail. Ursäkta min fåordighet.",
        "roundcube": "{name} skrev den 2026-03-31 15:05:",
    },
    "en": {
        "gmail": "On Tue, Mar 31, 2026 at 3:05 PM {sender} wrote:",
        "headers": "From Sent To Subject",
        "outlook_date": "Tuesday, March 31, 2026 3:05 PM",
        "outlook_app": "Get Outlook for iOS",
        "prefix": "RE",
        "apple": "On 31 Mar 2026, at 15:05, {sender} wrote:",
        "iphone": "Sent from my iPhone",
        "thunderbird": "On 3/31/26 3:05 PM, {name} wrote:",
        "yahoo": "On Tuesday, March 31, 2026 at 03:05:12 PM GMT+3, {sender} wrote:",
        "samsung": "Original message|31/03/2026 15:05 (GMT+02:00)|From|Date|To|Subject",
        "galaxy": "Sent from my Galaxy",
        "k9": "On 31 March 2026 15:05:12 EEST, {sender} wrote:",
        "android": "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
        "roundcube": "On 2026-03-31 15:05, {name} wrote:",
    },
}
"""What the programs write themselves, in the languages they are set to."""


def gmail(ours: Ours, new: str) -> tuple[str, str | None]:
    """Gmail in a browser: an attribution, folded in the plain part."""
    said = ours.says("gmail")
    folded = said.replace(" <", "\n<")
    html = (
        f'<div dir="ltr">{_divs(new)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(said)}<br></div><blockquote '
        'class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid;'
        f'padding-left:1ex">{ours.html}</blockquote></div>'
    )
    return f"{new}\n\n{folded}\n\n{ours.quoted}\n", html


def _outlook_headers(ours: Ours) -> list[tuple[str, str]]:
    values = (ours.sender, ours.words["outlook_date"], "Liisa Peltola", ours.message["Subject"])
    return list(zip(ours.words["headers"].split(), map(str, values), strict=True))


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
    get, _gap, app = ours.words["outlook_app"].partition(" ")
    told = f"{get} {app}<https://aka.ms/o0ukef>"
    plain, html = outlook_web(ours, f"{new}\n\n{told}")
    assert html is not None
    line = f'<div>{get} <a href="https://aka.ms/o0ukef">{app}</a></div>'
    return plain, html.replace(escape(told).join(("<div>", "</div>")), line)


def apple(ours: Ours, new: str) -> tuple[str, str | None]:
    """Mail on an iPhone: the device's line, the attribution inside the quote."""
    said, device = ours.says("apple"), ours.words["iphone"]
    html = (
        f'<html><body dir="auto">{_divs(new)}<br><div dir="ltr">{device}</div><div '
        f'dir="ltr"><br><blockquote type="cite">{escape(said)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{ours.html}</div></blockquote></body></html>'
    )
    return f"{new}\n\n{device}\n\n> {said}\n> \n{ours.quoted}\n", html


def thunderbird(ours: Ours, new: str) -> tuple[str, str | None]:
    """Thunderbird as it is installed: plain text, the answer below the quote."""
    return f"{ours.says('thunderbird')}\n{ours.quoted}\n\n{new}\n", None


def yahoo(ours: Ours, new: str) -> tuple[str, str | None]:
    """Yahoo in a browser: the quote is only indented in the plain part."""
    said = ours.says("yahoo")
    indented = "\n".join(f"  {line}" for line in ours.text.splitlines())
    html = (
        f'<html><body><div class="ydp1yahoo-style-wrap"><div dir="ltr">{_divs(new)}</div><div><br>'
        '</div></div><div id="ydp2yahoo_quoted_1" class="ydp2yahoo_quoted"><div><div>'
        f"{escape(said)}</div><div><br></div><div>{ours.html}</div></div></div></body></html>"
    )
    return f" {new}\n\n    {said}  \n \n{indented}\n", html


def samsung(ours: Ours, new: str) -> tuple[str, str | None]:
    """Samsung's mail program: a dashed line and a short header block."""
    heading, date, *labels = ours.words["samsung"].split("|")
    values = (ours.sender, date, "liisa.peltola@customer.example", ours.message["Subject"])
    lines = [f"-------- {heading} --------"]
    lines += [f"{label}: {value}" for label, value in zip(labels, values, strict=True)]
    device = ours.words["galaxy"]
    block = "".join(f"<div>{escape(line)}</div>" for line in lines)
    html = (
        f'<html><body dir="auto">{_divs(new)}<div><br></div><div id="composer_signature" dir="auto">'
        f'<div style="font-size:12px;color:#575757">{device}</div></div>'
        f'<div><br></div><div dir="auto"><!-- originalMessage -->{block}<div><br></div></div>'
        f"{ours.html}</body></html>"
    )
    plain = "\n".join(lines)
    return f"{new}\n\n{device}\n\n{plain}\n\n{ours.text}\n", html


def k9(ours: Ours, new: str) -> tuple[str, str | None]:
    """K-9 on Android: plain text with its signature above the quote."""
    signature = f"-- \n{ours.words['android']}"
    return f"{new}\n{signature}\n\n{ours.says('k9')}\n{ours.quoted}\n", None


def roundcube(ours: Ours, new: str) -> tuple[str, str | None]:
    """Roundcube: the answer below the quote."""
    return f"{ours.says('roundcube')}\n{ours.quoted}\n\n{new}\n", None


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
    prefix = ours.words["prefix"] if client.startswith("outlook") else "Re"
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
