"""Sources of messages, their credentials and how they fare."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Record, Versioned, blob, json, words


class SourceKind(StrEnum):
    """What a source speaks."""

    MAILBOX = "mailbox"  # IMAP in, SMTP out
    SMTP = "smtp"  # the local SMTP door
    TELEGRAM = "telegram"
    SMS = "sms"
    FORM = "form"
    WEBCHAT = "webchat"
    MANUAL = "manual"


class SourceStatus(StrEnum):
    """How a source fares."""

    NEW = "new"
    OK = "ok"
    FAILING = "failing"
    OFF = "off"


class Source(Versioned, Archivable, Record):
    """A mailbox, bot, number or form.

    `config` by kind: mailbox {imap_host, imap_port, imap_tls, sign_in ("password"|"google"|
    "microsoft"), user, client_id, tenant, folder, after ("keep"|"move"|"flag"), processed_folder,
    smtp_host, smtp_port, smtp_tls ("tls"|"starttls"|"none"), smtp_user};
    telegram {bot_username, mode ("polling"|"webhook")}; sms {account_sid, numbers}; form {slug,
    title, intro}.
    `secrets` is an encrypted JSON object (password, client_secret, refresh_token, token, …).
    `address` is the mail address, phone number or form slug that people write to.
    `status` is how it fares in receiving; `sending_status` how a mailbox fares in sending.
    """

    __tablename__ = "sources"
    kind: Mapped[str] = words()
    name: Mapped[str] = words()
    address: Mapped[str] = words("contact", default="")
    language: Mapped[str | None] = words(default=None)
    active: Mapped[bool] = mapped_column(default=True)
    config: Mapped[dict[str, Any]] = json(default=dict)
    secrets: Mapped[bytes | None] = blob(default=None)
    status: Mapped[str] = words(default=SourceStatus.NEW)
    status_since: Mapped[datetime | None]
    status_detail: Mapped[str] = words(default="")
    last_ok_at: Mapped[datetime | None]
    sending_status: Mapped[str] = words(
        default=SourceStatus.NEW, server_default=SourceStatus.NEW.value
    )
    sending_since: Mapped[datetime | None] = mapped_column(default=None)
    sending_detail: Mapped[str] = words(default="", server_default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
