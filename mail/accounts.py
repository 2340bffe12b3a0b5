"""A mailbox's account for sending: from its fields to a connection that is ready for mail."""

import ssl
from dataclasses import dataclass
from uuid import UUID

import aiosmtplib
from aiosmtplib import SMTP

from core.kit.i18n import _
from core.sources.models import Source
from core.sources.signing_in import (
    ClientRefused,
    EndpointAway,
    Grant,
    SignInAgain,
    Tokens,
    grant_of,
    words_for,
)
from mail.composing import DkimKey
from mail.connecting import trusted
from mail.imap import ConnectionLost
from mail.troubles import of_the_line

COMMAND_SECONDS = 30.0
LOGIN_CODES = (530, 534, 535, 538)  # the account, not the mail, is what is wrong


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
    grant: Grant | None = None


def account_of(source: Source, secrets: dict[str, str]) -> Account:
    """Return the SMTP account that a mailbox's fields describe."""
    config = source.config
    selector, key = str(config.get("dkim_selector") or ""), secrets.get("dkim_key", "")
    domain = str(config.get("dkim_domain") or source.address.rpartition("@")[2])
    own_login = bool(config.get("smtp_user") and secrets.get("smtp_password"))
    return Account(
        source_id=source.id,
        host=str(config["smtp_host"]),
        port=int(config.get("smtp_port") or 465),
        tls=str(config.get("smtp_tls") or "tls"),
        user=str(config.get("smtp_user") or config.get("user") or source.address),
        password=secrets.get("smtp_password") or secrets.get("password", ""),
        address=source.address,
        dkim=DkimKey(selector, domain, key) if selector and key and domain else None,
        grant=None if own_login else grant_of(source, secrets),  # a relay beside Google's inbox
    )


async def connect(
    account: Account, tokens: Tokens, *, domain: str, tls: ssl.SSLContext | None = None
) -> SMTP:
    """Return a connection that is ready for mail.

    Raises aiosmtplib's exceptions, OSError, and those of signing in by tokens.
    """
    token = await tokens.access_token(account.grant) if account.grant else ""
    try:
        return await _connected(account, token, domain, tls)
    except aiosmtplib.SMTPAuthenticationError as error:
        if account.grant is None or 400 <= error.code < 500:
            raise
    token = await tokens.access_token(account.grant, refused=token)
    try:
        return await _connected(account, token, domain, tls)
    except aiosmtplib.SMTPAuthenticationError:
        raise SignInAgain(account.grant.provider, account.user) from None


async def _connected(account: Account, token: str, domain: str, tls: ssl.SSLContext | None) -> SMTP:
    context = None if account.tls == "none" else tls or trusted()
    client = SMTP(
        hostname=account.host, port=account.port, timeout=COMMAND_SECONDS, tls_context=context,
        use_tls=account.tls == "tls", start_tls=account.tls == "starttls",
        local_hostname=_greeting(domain),
    )  # fmt: skip
    try:
        await client.connect()
        if account.grant:
            await client.auth_xoauth2(account.user, token)
        # An own relay without encryption may know no login at all.
        elif account.password and not (
            account.tls == "none" and not client.supports_extension("auth")
        ):
            await client.login(account.user, account.password)
    except BaseException:
        client.close()
        raise
    return client


def _greeting(domain: str) -> str:
    """What we call ourselves to a mail server: a name, or an address literal (RFC 5321, 4.1.3)."""
    return f"[{domain}]" if domain.replace(".", "").isdigit() else domain


def is_login(error: BaseException) -> bool:
    """Tell whether trying again soon is useless until somebody types or signs in anew."""
    if isinstance(error, SignInAgain | ClientRefused):
        return True
    return int(getattr(error, "code", 0) or 0) in LOGIN_CODES


def sentence_for(error: BaseException, account: Account) -> str:
    """Return why nothing can be sent and what to do, in the reader's language."""
    if isinstance(error, SignInAgain | ClientRefused | EndpointAway):
        return words_for(error)
    if is_login(error):
        return _(
            "{host} refuses the user name or the password for sending. Type the SMTP password "
            "again. Answers wait in the outbox meanwhile."
        ).format(host=account.host)
    cause: BaseException | None = error  # aiosmtplib's own are OSErrors too, and hide the real one
    while cause is not None and (
        isinstance(cause, aiosmtplib.SMTPException) or not isinstance(cause, OSError)
    ):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return of_the_line(cause, account.host, account.port)
    if isinstance(error, aiosmtplib.SMTPServerDisconnected | aiosmtplib.SMTPTimeoutError):
        return of_the_line(ConnectionLost(), account.host, account.port)
    return _("{host} takes no mail ({words}). It is tried again by itself.").format(
        host=account.host, words=(str(error) or type(error).__name__)[:200]
    )
