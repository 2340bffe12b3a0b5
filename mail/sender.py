"""Mail out: each mailbox's own SMTP account, one mail and one recipient at a time."""

import asyncio
import hashlib
import ssl
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

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
from core.sources.signing_in import ClientRefused, EndpointAway, SignInAgain, tokens_of
from core.startup import App
from mail.accounts import COMMAND_SECONDS, LOGIN_CODES, Account, account_of, connect, is_login
from mail.composing import BadAddress, DkimKey, Enclosure, Letter, build, sendable, sign
from mail.refusals import blames_address
from mail.sending_state import SendingState

SLOWEST = 20_000  # bytes a second
LONG_PAUSE = 600.0  # seconds: until somebody mends the account
_ABREAST = 3  # connections to one account at once


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
        self._tokens = tokens_of(app.sessions)
        self._state = SendingState(app)

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
            date=_date(message),
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
        named = False
        try:
            size = [f"size={len(raw)}"] if client.supports_extension("size") else []
            await client.mail(sender, options=size)
            named = True
            await client.rcpt(recipient)
        except (SMTPException, OSError, TimeoutError) as error:
            client.close()
            if is_login(error):
                await self._state.fails(account, error)
            raise _surely_not_sent(error, at_recipient=named) from None
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
        await self._state.works(account)

    async def _connected(self, account: Account) -> SMTP:
        """Return a connection that is ready for mail; every trouble is surely before sending."""
        try:
            return await connect(account, self._tokens, domain=self._domain, tls=self._tls)
        except (SMTPException, OSError, TimeoutError, SignInAgain, ClientRefused,
                EndpointAway) as error:  # fmt: skip
            await self._state.fails(account, error)
            if is_login(error):
                code = getattr(error, "code", "")
                raise TryLater(LONG_PAUSE, f"{code} login refused".strip()) from None
            raise TryLater(code=_words(error)) from None


def _date(message: Outgoing) -> datetime:
    """The moment a mail bears, the same at every try: when it was written or is meant to leave."""
    meant = message.payload.get("date")
    return datetime.fromisoformat(meant) if isinstance(meant, str) else message.created_at


def _enclosures(storage: Storage, found: Sequence[tuple[str, str, str]]) -> list[Enclosure]:
    try:
        return [Enclosure(name, kind, storage.read(key)) for name, kind, key in found]
    except FileNotFoundError:
        missing = "an attachment is missing in the storage"
        raise RefusedForGood(missing, of_address=False) from None


def _bytes(letter: Letter, key: DkimKey | None) -> bytes:
    raw = build(letter)
    return sign(raw, key) if key else raw


def _surely_not_sent(error: Exception, *, at_recipient: bool = False) -> Exception:
    """Return what a refusal before the end of DATA means: 4xx later, 5xx never."""
    code = int(getattr(error, "code", 0))
    if code in LOGIN_CODES:
        return TryLater(LONG_PAUSE, _words(error))
    if code < 500:
        return TryLater(code=_words(error))
    return RefusedForGood(_words(error), of_address=blames_address(_words(error), at_recipient))


def _words(error: Exception) -> str:
    """The server's code and words, or what broke; addresses are left out of them."""
    if isinstance(error, SMTPResponseException):
        words = " ".join(word for word in str(error.message).split() if "@" not in word)
        return f"{error.code} {words}"[:200]
    if isinstance(error, SMTPTimeoutError | TimeoutError):
        return "timeout"
    return type(error).__name__
