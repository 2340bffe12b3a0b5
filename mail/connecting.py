"""From a source's fields to an open folder, and from what went wrong to a sentence for people."""

import ssl
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.sources.errors import SecretsUnreadable
from core.sources.models import Source
from core.sources.service import secrets_of
from core.sources.signing_in import (
    ClientRefused,
    Grant,
    SignInAgain,
    Tokens,
    grant_of,
)
from mail.imap import Connection, LoginRefused, Refused, Selected

TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How to reach a mailbox; `tls` is tls, starttls or none, `after` keep, move or flag.

    With a `grant` the password is an access token that is asked for at each connection.
    """

    host: str
    port: int
    tls: str
    user: str
    password: str
    folder: str
    after: str
    processed_folder: str
    grant: Grant | None = None


class FolderMissing(Exception):
    """The server has no such folder."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder


def mailbox_from(source: Source, secrets: dict[str, str]) -> Mailbox:
    """Return the mailbox that a source's fields describe."""
    config = source.config
    return Mailbox(
        host=str(config.get("imap_host") or ""),
        port=int(config.get("imap_port") or 993),
        tls=str(config.get("imap_tls") or "tls"),
        user=str(config.get("user") or source.address),
        password=secrets.get("password", ""),
        folder=str(config.get("folder") or "INBOX"),
        after=_after(config),
        processed_folder=str(config.get("processed_folder") or "Processed"),
        grant=grant_of(source, secrets),
    )


def _after(config: dict[str, Any]) -> str:
    """Moving into the very folder that is read would never end."""
    same = str(config.get("processed_folder") or "") == str(config.get("folder") or "INBOX")
    return "keep" if same else str(config.get("after") or "keep")


async def load_mailbox(session: AsyncSession, source: Source) -> Mailbox:
    """Return a source's mailbox with its password; raises SecretsUnreadable."""
    return mailbox_from(source, await secrets_of(session, source))


async def open_mailbox(
    box: Mailbox,
    tokens: Tokens,
    *,
    tls: ssl.SSLContext | None = None,
    timeout: float = TIMEOUT,
) -> tuple[Connection, Selected]:
    """Connect, sign in and open the folder; `tls` replaces the system's list of authorities."""
    token = await tokens.access_token(box.grant) if box.grant else ""
    try:
        return await _open(box, token, tls, timeout)
    except LoginRefused:
        if box.grant is None:
            raise
    token = await tokens.access_token(box.grant, refused=token)  # it was revoked before its end
    try:
        return await _open(box, token, tls, timeout)
    except LoginRefused:
        raise SignInAgain(box.grant.provider, box.user) from None


@cache
def trusted() -> ssl.SSLContext:
    """Return the one context of this process with the system's authorities: 1 MB for each other."""
    return ssl.create_default_context()


async def _open(
    box: Mailbox, token: str, tls: ssl.SSLContext | None, timeout: float
) -> tuple[Connection, Selected]:
    context = None if box.tls == "none" else tls or trusted()
    starttls = box.tls == "starttls"
    connection = Connection(box.host, box.port, tls=None if starttls else context, timeout=timeout)
    try:
        await connection.connect(starttls=context if starttls else None)
        if box.grant:
            await connection.login_by_token(box.user, token)
        else:
            await connection.login(box.user, box.password)
        try:
            return connection, await connection.select(box.folder)
        except Refused:
            raise FolderMissing(box.folder) from None
    except BaseException:
        connection.abort()
        raise


def is_grave(error: BaseException) -> bool:
    """Tell whether trying again soon is useless until somebody does something."""
    return isinstance(
        error,
        LoginRefused | SignInAgain | ClientRefused | FolderMissing | SecretsUnreadable
        | ssl.SSLCertVerificationError,
    )  # fmt: skip
