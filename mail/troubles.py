"""From what went wrong with a mailbox to a sentence for people: what it is and what to do."""

import errno
import socket
import ssl

from sqlalchemy.exc import SQLAlchemyError

from core.kit.i18n import _
from core.sources.errors import SecretsUnreadable
from core.sources.signing_in import ClientRefused, EndpointAway, SignInAgain, words_for
from mail.connecting import FolderMissing, Mailbox
from mail.imap import ConnectionLost, LoginRefused, Refused

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DISK = (*_FULL, errno.EIO, errno.EROFS)


def sentence_for(error: BaseException, box: Mailbox | None) -> str:
    """Return what is wrong and what to do, in the reader's language."""
    host, port = (box.host, box.port) if box else ("", 0)
    if isinstance(error, SecretsUnreadable):
        return error.sentence()
    if isinstance(error, SignInAgain | ClientRefused | EndpointAway):
        return words_for(error)
    if isinstance(error, LoginRefused):
        return _("{host} refuses the user name or the password. Type the password again.").format(
            host=host
        )
    if isinstance(error, FolderMissing):
        return _("The mailbox has no folder called {folder}.").format(folder=error.folder)
    if isinstance(error, Refused):
        return _("{host} refuses: {words}").format(host=host, words=error.text[:200])
    return of_ourselves(error) or of_the_line(error, host, port)


def of_ourselves(error: BaseException) -> str:
    """Return what is wrong with this installation, or nothing when it is the line or server."""
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL or _is_full(error):
        return _(
            "The disk of this installation is full. Make room: mail waits at its server "
            "meanwhile, and is fetched by itself."
        )
    if number in _DISK:
        return _("Reading mail is interrupted: {reason}.").format(
            reason=getattr(error, "strerror", None) or type(error).__name__
        )
    if _is_database(error):
        return _(
            "The database does not answer. Mail waits at its server meanwhile, and is fetched by "
            "itself."
        )
    return ""


def of_the_line(error: BaseException, host: str, port: int) -> str:
    """Return what is wrong with the connection to a server."""
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
    if isinstance(error, OSError):
        return _("Nothing answers at {host}, port {port}. Check name, port and network.").format(
            host=host, port=port
        )
    return _("Reading mail is interrupted. It is tried again by itself.")


def _is_full(error: BaseException) -> bool:
    """SQLite says it in words, PostgreSQL by a code of its own (53100, disk_full)."""
    original = getattr(error, "orig", None)
    return isinstance(error, SQLAlchemyError) and (
        "disk is full" in str(original) or getattr(original, "sqlstate", "") == "53100"
    )


def _is_database(error: BaseException) -> bool:
    """asyncpg's refusals to connect are plain OSErrors: a connection's begin is where they begin."""
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_globals.get("__name__", "").startswith("sqlalchemy."):
            return True
        frame = frame.tb_next
    return isinstance(error, SQLAlchemyError)
