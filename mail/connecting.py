"""From a source's fields to an open folder, and from what went wrong to a sentence for people."""

import errno
import socket
import ssl
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.i18n import _
from core.sources.errors import SecretsUnreadable
from core.sources.models import Source
from core.sources.service import secrets_of
from mail.imap import Connection, ConnectionLost, LoginRefused, Refused, Selected

TIMEOUT = 60.0
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How to reach a mailbox; `tls` is tls, starttls or none, `after` keep, move or flag."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    folder: str
    after: str
    processed_folder: str


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
    )


def _after(config: dict[str, Any]) -> str:
    """Moving into the very folder that is read would never end."""
    same = str(config.get("processed_folder") or "") == str(config.get("folder") or "INBOX")
    return "keep" if same else str(config.get("after") or "keep")


async def load_mailbox(session: AsyncSession, source: Source) -> Mailbox:
    """Return a source's mailbox with its password; raises SecretsUnreadable."""
    return mailbox_from(source, await secrets_of(session, source))


async def open_mailbox(
    box: Mailbox, *, tls: ssl.SSLContext | None = None, timeout: float = TIMEOUT
) -> tuple[Connection, Selected]:
    """Connect, sign in and open the folder; `tls` replaces the system's list of authorities."""
    context = None if box.tls == "none" else tls or ssl.create_default_context()
    starttls = box.tls == "starttls"
    connection = Connection(box.host, box.port, tls=None if starttls else context, timeout=timeout)
    try:
        await connection.connect(starttls=context if starttls else None)
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
        error, LoginRefused | FolderMissing | SecretsUnreadable | ssl.SSLCertVerificationError
    )


def sentence_for(error: BaseException, box: Mailbox | None) -> str:
    """Return what is wrong and what to do, in the reader's language."""
    host, port = (box.host, box.port) if box else ("", 0)
    if isinstance(error, SecretsUnreadable):
        return error.sentence()
    if isinstance(error, LoginRefused):
        return _("{host} refuses the user name or the password. Type the password again.").format(
            host=host
        )
    if isinstance(error, FolderMissing):
        return _("The mailbox has no folder called {folder}.").format(folder=error.folder)
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("The certificate of {host} cannot be trusted ({reason}).").format(
            host=host, reason=error.verify_message
        )
    if isinstance(error, ssl.SSLError):
        return _("{host} does not speak TLS on port {port}. Check port and encryption.").format(
            host=host, port=port
        )
    if isinstance(error, socket.gaierror):
        return _("There is no server called {host}. Check its name.").format(host=host)
    if isinstance(error, ConnectionLost | TimeoutError):
        return _("The connection to {host} breaks off. It is tried again by itself.").format(
            host=host
        )
    if isinstance(error, OSError) and error.errno not in _DISK:
        return _("Nothing answers at {host}, port {port}. Check name, port and network.").format(
            host=host, port=port
        )
    if isinstance(error, Refused):
        return _("{host} refuses: {words}").format(host=host, words=error.text[:200])
    if isinstance(error, OSError):
        return _("Reading mail is interrupted: {reason}.").format(
            reason=error.strerror or type(error).__name__
        )
    return _("Reading mail is interrupted. It is tried again by itself.")
