"""The Dovecot of the tests is a real one, and what is counted from outside is what IMAP sees."""

import imaplib
import smtplib
import ssl
from collections.abc import Iterator

import pytest

from tests.fakes.dovecot import Dovecot, program

pytestmark = [
    pytest.mark.dovecot,
    pytest.mark.skipif(program() is None, reason="apt-get install dovecot-imapd dovecot-lmtpd"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    server = Dovecot().start()
    yield server
    server.stop()


def _log_in(server: Dovecot, user: str, password: str | None = None) -> imaplib.IMAP4_SSL:
    client = imaplib.IMAP4_SSL("localhost", server.imaps_port, ssl_context=server.tls(), timeout=10)
    try:
        client.login(user, password or server.password)
    except imaplib.IMAP4.error:
        client.shutdown()
        raise
    return client


def test_a_dropped_mail_is_read_by_imap_and_a_moved_one_is_counted_in_its_folder(
    server: Dovecot,
) -> None:
    user = server.fresh_user()
    server.drop(user, b"Subject: one\r\n\r\nhei\r\n")
    server.drop(user, b"Subject: two\r\n\r\nhei\r\n")
    assert (server.count(user), server.count(user, "Processed")) == (2, 0)

    client = _log_in(server, user)
    client.select("INBOX")
    assert client.uid("SEARCH", "ALL")[1] == [b"1 2"]
    assert client.uid("MOVE", "1", "Processed")[0] == "OK"
    client.logout()

    assert (server.count(user), server.count(user, "Processed")) == (1, 1)
    assert server.mails(user, "Processed") == [b"Subject: one\r\n\r\nhei\r\n"]


def test_lmtp_delivers_to_the_box_before_the_plus_and_keeps_the_detail(server: Dovecot) -> None:
    user = server.fresh_user("bot")
    name, _at, domain = user.partition("@")
    server.deliver(b"Subject: x\r\n\r\nx\r\n", f"{name}+token@{domain}", "ann@example.test")

    (raw,) = server.mails(user)
    assert f"Delivered-To: {name}+token@{domain}".encode() in raw
    assert b"Return-Path: <ann@example.test>" in raw


def test_folder_names_outside_ascii_lie_under_their_own_name(server: Dovecot) -> None:
    user = server.fresh_user()
    server.drop(user, b"Subject: x\r\n\r\nx\r\n", "Käsitelty")
    client = _log_in(server, user)
    assert client.select('"K&AOQ-sitelty"') == ("OK", [b"1"])  # modified UTF-7 on the wire
    client.logout()

    assert "Käsitelty" in server.folders(user)


def test_a_wrong_password_and_an_unknown_certificate_are_refused(
    server: Dovecot,
) -> None:
    with pytest.raises(imaplib.IMAP4.error, match=r"(?i)auth"):
        _log_in(server, server.fresh_user(), "wrong")
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        imaplib.IMAP4_SSL(
            "localhost", server.imaps_port, ssl_context=ssl.create_default_context(), timeout=10
        )


def test_lmtp_refuses_what_is_no_recipient(server: Dovecot) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server.deliver(b"Subject: x\r\n\r\nx\r\n", "two words@example.test")


def test_users_do_not_see_each_others_mail(server: Dovecot) -> None:
    one, other = server.fresh_user(), server.fresh_user()
    server.drop(one, b"Subject: x\r\n\r\nx\r\n")
    client = _log_in(server, other)
    assert client.select("INBOX") == ("OK", [b"0"])
    client.logout()


def test_mail_survives_a_restart_of_the_server_and_nothing_stays_after_its_end() -> None:
    server = Dovecot().start()
    user = server.fresh_user()
    server.drop(user, b"Subject: x\r\n\r\nx\r\n")
    server.restart()
    client = _log_in(server, user)
    assert client.select("INBOX") == ("OK", [b"1"])
    client.logout()
    server.stop()

    assert not server.root.exists()
