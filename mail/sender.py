"""Mail out: each mailbox's own SMTP account, one mail and one recipient at a time."""

import asyncio
import hashlib
import ssl
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import aiosmtplib
from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPResponseException,
    SMTPTimeoutError,
)

from core.files.queries import get_files
from core.files.storage import Storage
from core.kit.ids import parse_id
from core.outbound.ports import NoAccount, Outgoing, RefusedForGood, Sent, TryLater, Unclear
from core.settings.queries import load_company
from core.sources import queries as sources
from core.sources.errors import SecretsUnreadable
from core.sources.models import Source, SourceKind
from core.sources.service import secrets_of
from core.startup import App
from mail.composing import BadAddress, DkimKey, Enclosure, Letter, build, sendable, sign

COMMAND_SECONDS = 30.0
SLOWEST = 20_000  # bytes a second
LONG_PAUSE = 600.0  # seconds: until somebody mends the account
_ABREAST = 3  # connections to one account at once


@dataclass(frozen=True, slots=True)
class Account:
    """How to hand mail over; `tls` is tls, starttls or none, `user` empty for no login."""

    source_id: UUID
    host: str
    port: int
    tls: str
    user: str
    password: str
    address: str
    dkim: DkimKey | None


class MailSender:
    """The outbox's sender for mail; without an SMTP account nothing leaves."""

    channel = "mail"
    time_limit = 300.0

    def __init__(self, app: App, *, tls: ssl.SSLContext | None = None) -> None:
        self._app = app
        self._tls = tls
        self._abreast: defaultdict[UUID, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(_ABREAST)
        )

    async def send(self, message: Outgoing) -> Sent:
        """Send one mail; raises a SendProblem."""
        account, letter = await self._prepare(message)
        try:
            recipient = sendable(message.address)
            raw = await asyncio.to_thread(_bytes, letter, account.dkim)
        except BadAddress as wrong:
            raise RefusedForGood(str(wrong)) from None
        async with self._abreast[account.source_id]:
            await self._hand_over(account, letter, recipient, raw)
        return Sent(letter.message_id, "accepted")

    # --- what to send, and by which account -----------------------------------------------------

    async def _prepare(self, message: Outgoing) -> tuple[Account, Letter]:
        payload = message.payload
        async with self._app.sessions.reading() as session:
            source = await self._source(session, message.source_id)
            try:
                secrets = await secrets_of(session, source)
            except SecretsUnreadable:
                raise TryLater(LONG_PAUSE, "credentials unreadable") from None
            company = await load_company(session)
            ids = [found for one in payload.get("file_ids") or () if (found := parse_id(one))]
            files = await get_files(session, ids)
        kept = [(one.name, one.content_type, one.storage_key) for one in files]
        enclosures = await asyncio.to_thread(_enclosures, self._app.storage, kept)
        auto = payload.get("auto_submitted")
        letter = Letter(
            from_address=source.address,
            from_name=str(payload.get("from_name") or company.name or source.name),
            to=message.address,
            subject=message.subject or str(payload.get("subject") or ""),
            text=str(payload.get("text") or ""),
            html=payload.get("html"),
            date=message.created_at,
            message_id=str(payload.get("message_id") or f"<{message.id.hex}@{self._domain}>"),
            in_reply_to=payload.get("in_reply_to"),
            references=list(payload.get("references") or ()),
            auto_submitted="auto-generated" if auto is True else str(auto or ""),
            loop_mark=hashlib.sha256(self._domain.encode()).hexdigest()[:16],
            enclosures=enclosures,
        )
        return account_of(source, secrets), letter

    @property
    def _domain(self) -> str:
        return self._app.settings.mail_domain

    async def _source(self, session: Any, source_id: UUID | None) -> Source:
        """The message's own mailbox, else the first that can send; raises NoAccount."""
        usable = [
            one
            for one in await sources.active_sources(session, SourceKind.MAILBOX)
            if one.config.get("smtp_host") and one.address
        ]
        if source_id is not None:
            own = await sources.get_source(session, source_id)
            if own.kind == SourceKind.MAILBOX:
                usable = [one for one in usable if one.id == own.id]
        if not usable:
            raise NoAccount
        return usable[0]

    # --- handing over ---------------------------------------------------------------------------

    async def _hand_over(
        self, account: Account, letter: Letter, recipient: str, raw: bytes
    ) -> None:
        client = await self._connected(account)
        # Automatic mail has no return path: a bounce of it, or an answer to it, helps nobody.
        sender = "" if letter.auto_submitted else sendable(account.address)
        try:
            size = [f"size={len(raw)}"] if client.supports_extension("size") else []
            await client.mail(sender, options=size)
            await client.rcpt(recipient)
        except (SMTPException, OSError, TimeoutError) as error:
            client.close()
            raise _surely_not_sent(error) from None
        try:
            await client.data(raw, timeout=COMMAND_SECONDS + len(raw) / SLOWEST)
        except SMTPResponseException as error:
            raise _surely_not_sent(error) from None
        except (SMTPException, OSError, TimeoutError) as error:
            # The server may have it. It is sent again with the same Message-ID.
            raise Unclear(type(error).__name__) from None
        finally:
            if client.is_connected:
                with suppress(SMTPException, OSError, TimeoutError):
                    await client.quit(timeout=5)
            client.close()

    async def _connected(self, account: Account) -> SMTP:
        """Return a connection that is ready for mail; every trouble is surely before sending."""
        context = None if account.tls == "none" else self._tls or ssl.create_default_context()
        client = SMTP(
            hostname=account.host, port=account.port, timeout=COMMAND_SECONDS, tls_context=context,
            use_tls=account.tls == "tls", start_tls=account.tls == "starttls",
            local_hostname=_greeting(self._domain),
        )  # fmt: skip
        try:
            await client.connect()
            # An own relay without encryption may know no login at all.
            relay = account.tls == "none" and not client.supports_extension("auth")
            if account.user and account.password and not relay:
                await client.login(account.user, account.password)
        except aiosmtplib.SMTPAuthenticationError as error:
            client.close()
            raise TryLater(LONG_PAUSE, f"{error.code} login refused") from None
        except (SMTPException, OSError, TimeoutError) as error:
            client.close()
            raise TryLater(code=_words(error)) from None
        return client


def account_of(source: Source, secrets: dict[str, str]) -> Account:
    """Return the SMTP account that a mailbox's fields describe."""
    config = source.config
    selector, key = str(config.get("dkim_selector") or ""), secrets.get("dkim_key", "")
    domain = str(config.get("dkim_domain") or source.address.rpartition("@")[2])
    return Account(
        source_id=source.id,
        host=str(config["smtp_host"]),
        port=int(config.get("smtp_port") or 465),
        tls=str(config.get("smtp_tls") or "tls"),
        user=str(config.get("smtp_user") or config.get("user") or source.address),
        password=secrets.get("smtp_password") or secrets.get("password", ""),
        address=source.address,
        dkim=DkimKey(selector, domain, key) if selector and key and domain else None,
    )


def _greeting(domain: str) -> str:
    """What we call ourselves to a mail server: a name, or an address literal (RFC 5321, 4.1.3)."""
    return f"[{domain}]" if domain.replace(".", "").isdigit() else domain


def _enclosures(storage: Storage, found: Sequence[tuple[str, str, str]]) -> list[Enclosure]:
    try:
        return [Enclosure(name, kind, storage.read(key)) for name, kind, key in found]
    except FileNotFoundError:
        raise RefusedForGood("an attachment is missing in the storage") from None


def _bytes(letter: Letter, key: DkimKey | None) -> bytes:
    raw = build(letter)
    return sign(raw, key) if key else raw


def _surely_not_sent(error: Exception) -> Exception:
    """Return what a refusal before the end of DATA means: 4xx later, 5xx never."""
    code = int(getattr(error, "code", 0))
    if code in (530, 535, 538):  # the account, not the mail, is what is wrong
        return TryLater(LONG_PAUSE, _words(error))
    return RefusedForGood(_words(error)) if code >= 500 else TryLater(code=_words(error))


def _words(error: Exception) -> str:
    """The server's code and words, or what broke; addresses are left out of them."""
    if isinstance(error, SMTPResponseException):
        words = " ".join(word for word in str(error.message).split() if "@" not in word)
        return f"{error.code} {words}"[:200]
    if isinstance(error, SMTPTimeoutError | TimeoutError):
        return "timeout"
    return type(error).__name__
