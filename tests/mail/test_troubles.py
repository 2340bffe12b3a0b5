"""Every trouble of a mailbox is a sentence in three languages that says what to do."""

import errno
import socket
import ssl
from typing import Any

import aiosmtplib
import pytest
from sqlalchemy.exc import OperationalError

from core.kit.i18n import use_language
from core.sources.errors import SecretsUnreadable
from core.sources.models import Source
from core.sources.signing_in import ClientRefused, EndpointAway, SignInAgain
from mail.accounts import account_of
from mail.accounts import sentence_for as of_sending
from mail.connecting import FolderMissing, mailbox_from
from mail.imap import ConnectionLost, LoginRefused, Refused
from mail.troubles import sentence_for

CONFIG = {"imap_host": "imap.lehto.example", "smtp_host": "smtp.lehto.example", "user": "u"}
SOURCE = Source(kind="mailbox", address="u@lehto.example", config=CONFIG)


def database(words: str) -> OperationalError:
    return OperationalError("INSERT", {}, Exception(words))


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (LoginRefused("LOGIN", "no"), "Type the password again"),
        (SignInAgain("google", "u@lehto.example"), "u@lehto.example. Whoever uses that mailbox"),
        (SignInAgain("microsoft", "u"), "press “Sign in with Microsoft 365”"),
        (ClientRefused("google"), "type them again"),
        (EndpointAway("google", "503"), "tried again by itself"),
        (SecretsUnreadable(name="Office"), "Type them again"),
        (FolderMissing("Nope"), "no folder called Nope"),
        (Refused("SELECT", "quota"), "refuses: quota"),
        (ConnectionLost("cut"), "tried again by itself"),
        (TimeoutError(), "tried again by itself"),
        (ConnectionRefusedError(), "Check name, port and network"),
        (socket.gaierror(), "Check its name"),
        (ssl.SSLError(), "Check port and encryption"),
        (OSError(errno.ENOSPC, "full"), "Make room"),
        (OSError(errno.EROFS, "Read-only file system"), "Read-only file system"),
        (database("database or disk is full"), "Make room"),
        (database("database is locked"), "The database does not answer"),
        (KeyError("x"), "tried again by itself"),
    ],
)
def test_reading(error: Exception, advice: str) -> None:
    box = mailbox_from(SOURCE, {})
    assert advice in sentence_for(error, box)
    said = set()
    for language in ("fi", "sv", "en"):
        with use_language(language):
            said.add(sentence_for(error, box))
    assert len(said) == 3


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (aiosmtplib.SMTPAuthenticationError(535, "no"), "Type the SMTP password again"),
        (aiosmtplib.SMTPSenderRefused(530, "log in", "a@b"), "Type the SMTP password again"),
        (SignInAgain("google", "u"), "Whoever uses that mailbox must sign in again"),
        (aiosmtplib.SMTPServerDisconnected("x"), "tried again by itself"),
        (aiosmtplib.SMTPTimeoutError("x"), "tried again by itself"),
        (aiosmtplib.SMTPConnectResponseError(554, "no service"), "takes no mail"),
        (socket.gaierror(), "Check its name"),
    ],
)
def test_sending(error: Any, advice: str) -> None:
    account = account_of(SOURCE, {})
    assert advice in of_sending(error, account)
    said = set()
    for language in ("fi", "sv", "en"):
        with use_language(language):
            said.add(of_sending(error, account))
    assert len(said) == 3
