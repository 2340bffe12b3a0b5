"""The SMTP sink answers as a real server does, and never forgets what it took."""

import asyncio
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from tests.fakes.certificate import client_context, server_context, write_certificate
from tests.fakes.smtp_sink import SmtpSink, read_record


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    sink = SmtpSink(record=tmp_path / "mails.jsonl").start()
    yield sink
    sink.stop()


def _mail(to: str, name: str = "1") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.test", to, "Hei"
    mail["Message-ID"] = f"<{name}@example.test>"
    mail.set_content("Päivää\n.piste rivin alussa\n", cte="8bit")
    return mail


async def test_a_mail_is_kept_byte_for_byte_in_memory_and_on_disk(
    sink: SmtpSink, tmp_path: Path
) -> None:
    mail = _mail("b@example.test")
    await aiosmtplib.send(mail, hostname="127.0.0.1", port=sink.port, start_tls=False)

    assert [m.message_id for m in sink.to("b@example.test")] == ["<1@example.test>"]
    assert b"\r\n.piste rivin alussa" in sink.mails[0].data
    assert read_record(tmp_path / "mails.jsonl") == sink.mails


async def test_a_refused_recipient_gets_its_code_and_the_others_their_mail(sink: SmtpSink) -> None:
    sink.refuse("gone@example.test", "550 5.1.1 No such user")
    sink.refuse("full@example.test", "452 4.2.2 Mailbox full")
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=sink.port, start_tls=False) as client:
        to = ["gone@example.test", "full@example.test", "b@example.test"]
        refused, _text = await client.sendmail("a@example.test", to, bytes(_mail("b@example.test")))

    assert {name: answer.code for name, answer in refused.items()} == {
        "gone@example.test": 550,
        "full@example.test": 452,
    }
    assert sink.mails[0].recipients == ["b@example.test"]


@pytest.mark.parametrize("address", ["nobody", "x@localhost", "two@@example.test"])
async def test_what_is_no_address_is_refused(sink: SmtpSink, address: str) -> None:
    with pytest.raises(aiosmtplib.SMTPException):
        await aiosmtplib.send(
            b"Subject: x\r\n\r\nx\r\n", sender="a@example.test", recipients=[address],
            hostname="127.0.0.1", port=sink.port, start_tls=False,
        )  # fmt: skip
    assert sink.mails == []


async def test_refused_data_is_not_kept_and_the_next_try_is(sink: SmtpSink) -> None:
    sink.refuse_data("451 4.3.0 Try again later")

    async def send() -> None:
        await aiosmtplib.send(
            _mail("b@example.test"), hostname="127.0.0.1", port=sink.port, start_tls=False
        )

    with pytest.raises(aiosmtplib.SMTPDataError, match="Try again"):
        await send()
    assert sink.mails == []
    await send()
    assert len(sink.mails) == 1


async def test_a_connection_cut_after_data_leaves_the_sender_unsure_but_the_mail_kept(
    sink: SmtpSink,
) -> None:
    sink.cut_after_data()
    with pytest.raises((aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPReadTimeoutError)):
        await aiosmtplib.send(
            _mail("b@example.test"),
            hostname="127.0.0.1",
            port=sink.port,
            start_tls=False,
            timeout=5,
        )
    assert len(sink.mails) == 1


async def test_without_tls_and_the_right_password_nothing_gets_in(tmp_path: Path) -> None:
    write_certificate(tmp_path)
    trusted = client_context(tmp_path)
    sink = SmtpSink(starttls=server_context(tmp_path), login=("bot", "secret")).start()

    async def send(password: str, *, tls: bool, context: ssl.SSLContext | None = trusted) -> None:
        await aiosmtplib.send(
            _mail("b@example.test"), hostname="127.0.0.1", port=sink.port, start_tls=tls,
            username="bot" if password else None, password=password or None,
            tls_context=context if tls else None, timeout=5,
        )  # fmt: skip

    try:
        with pytest.raises(aiosmtplib.SMTPException):
            await send("secret", tls=False)
        with pytest.raises(aiosmtplib.SMTPException):
            await send("", tls=True)
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await send("wrong", tls=True)
        with pytest.raises(ssl.SSLCertVerificationError):
            await send("secret", tls=True, context=ssl.create_default_context())
        assert sink.mails == []
        await send("secret", tls=True)
        assert sink.mails[0].user == "bot"
    finally:
        sink.stop()


async def test_a_mail_over_the_limit_is_refused() -> None:
    sink = SmtpSink(size_limit=1000).start()
    try:
        with pytest.raises(smtplib.SMTPException):
            await asyncio.to_thread(_send_big, sink.port)
        assert sink.mails == []
    finally:
        sink.stop()


def _send_big(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        client.sendmail("a@example.test", ["b@example.test"], b"x" * 70 + b"\r\n" * 2000)
