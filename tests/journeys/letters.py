"""Mails as customers' programs write them."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from core.kit import clock


def a_letter(
    sender: str, to: str, subject: str, text: str, *, message_id: str | None = None,
    answers: str | None = None, references: str | None = None,
) -> bytes:  # fmt: skip
    """Return a mail; `answers` is the Message-ID it replies to."""
    mail = EmailMessage(policy=SMTP.clone(max_line_length=998))
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = message_id or make_msgid(domain="customer.example")
    if answers:
        mail["In-Reply-To"] = answers
        mail["References"] = references or answers
    mail.set_content(text)
    return mail.as_bytes()
