"""Mail leaves through its mailbox's own account, and each answer of a server is taken at its word."""

import base64
import email
import email.policy
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from core.files.service import store_file
from core.kit import clock
from core.kit.ids import new_id
from core.outbound.ports import NoAccount, Outgoing, RefusedForGood, TryLater, Unclear
from core.sources.models import Source, SourceKind, SourceStatus
from core.startup import App
from mail.sender import MailSender
from tests import make
from tests.fakes.certificate import client_context, server_context, write_certificate
from tests.fakes.ports import free_port
from tests.fakes.smtp_sink import SmtpSink


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    sink = SmtpSink().start()
    yield sink
    sink.stop()


async def account(app: App, port: int, **config: Any) -> Source:
    fields = {"smtp_host": "localhost", "smtp_port": port, "smtp_tls": "none", "user": "u"} | config
    async with app.sessions.begin() as session:
        return await make.a_source(
            session, SourceKind.MAILBOX, address="office@putki.example", config=fields,
            secrets=app.keyring.encrypt('{"password": "s3cret"}'),
        )  # fmt: skip


def outgoing(source: Source | None = None, **payload: Any) -> Outgoing:
    given = {"text": "Hei", "message_id": "<m1@putki.example>", "from_name": "Putki Oy"} | payload
    return Outgoing(
        new_id(), "mail", "reply", "ann@example.com", "Re: Vuoto", given,
        source.id if source else None, clock.now(),
    )  # fmt: skip


async def test_a_mail_reaches_the_server_with_its_headers(app: App, sink: SmtpSink) -> None:
    source = await account(app, sink.port)
    async with app.sessions.begin() as session:
        file = await store_file(
            session, name="tarjous.txt", data=b"100 e", content_type="text/plain"
        )
    sent = await MailSender(app).send(
        outgoing(source, in_reply_to="<their@id>", references=["<first@id>", "<their@id>"],
                 html="<p>Hei</p>", file_ids=[str(file.id)])
    )  # fmt: skip

    (mail,) = sink.mails
    assert (mail.sender, mail.recipients) == ("office@putki.example", ["ann@example.com"])
    assert sent.provider_id == mail.message_id == "<m1@putki.example>"
    message = email.message_from_bytes(mail.data, policy=email.policy.default)
    assert message["In-Reply-To"] == "<their@id>"
    assert message["References"] == "<first@id> <their@id>"
    assert message["From"] == "Putki Oy <office@putki.example>"
    names = [part.get_filename() for part in message.walk() if part.get_filename()]
    assert names == ["tarjous.txt"]


async def test_automatic_mail_has_no_return_path(app: App, sink: SmtpSink) -> None:
    source = await account(app, sink.port)
    await MailSender(app).send(outgoing(source, auto_submitted="auto-replied"))

    (mail,) = sink.mails
    assert mail.sender == "<>"  # as aiosmtpd shows the null sender
    assert b"Auto-Submitted: auto-replied\r\n" in mail.data


@pytest.mark.parametrize("config", [None, {"smtp_host": ""}])
async def test_without_an_account_nothing_leaves(app: App, config: dict[str, Any] | None) -> None:
    source = await account(app, 1, **config) if config else None
    with pytest.raises(NoAccount):
        await MailSender(app).send(outgoing(source))


async def test_a_mailbox_without_an_account_never_writes_through_anothers(
    app: App, sink: SmtpSink
) -> None:
    await account(app, sink.port)
    async with app.sessions.begin() as session:
        other = await make.a_source(session, SourceKind.MAILBOX, address="b@putki.example")
    with pytest.raises(NoAccount):
        await MailSender(app).send(outgoing(other))
    assert sink.mails == []


@pytest.mark.parametrize(
    ("answer", "problem", "code"),
    [
        ("450 4.2.1 Busy", TryLater, "450"),
        ("550 5.1.1 No such user", RefusedForGood, "550"),
        ("530 5.7.0 Log in first", TryLater, "530"),
    ],
)
async def test_a_refused_recipient_is_taken_at_its_code(
    app: App, sink: SmtpSink, answer: str, problem: type[Exception], code: str
) -> None:
    source = await account(app, sink.port)
    sink.refuse("ann@example.com", answer)
    with pytest.raises(problem, match=code):
        await MailSender(app).send(outgoing(source))
    assert sink.mails == []


@pytest.mark.parametrize(
    ("answer", "problem"),
    [("451 4.3.0 Later", TryLater), ("554 5.6.0 Spam", RefusedForGood)],
)
async def test_content_refused_after_data_was_surely_not_taken(
    app: App, sink: SmtpSink, answer: str, problem: type[Exception]
) -> None:
    source = await account(app, sink.port)
    sink.refuse_data(answer)
    with pytest.raises(problem):
        await MailSender(app).send(outgoing(source))


async def test_a_line_cut_after_data_leaves_a_doubt_and_the_repeat_has_the_same_id(
    app: App, sink: SmtpSink
) -> None:
    source = await account(app, sink.port)
    sink.cut_after_data()
    message = outgoing(source)
    with pytest.raises(Unclear):
        await MailSender(app).send(message)
    await MailSender(app).send(message)
    assert [mail.message_id for mail in sink.mails] == ["<m1@putki.example>"] * 2


async def test_a_server_that_is_away_is_tried_later(app: App) -> None:
    source = await account(app, free_port())
    with pytest.raises(TryLater):
        await MailSender(app).send(outgoing(source))


async def test_an_address_that_cannot_be_written_is_refused_for_good(
    app: App, sink: SmtpSink
) -> None:
    source = await account(app, sink.port)
    message = Outgoing(
        new_id(), "mail", "reply", "ännä@example.com", "x", {"text": "x"}, source.id, clock.now()
    )
    with pytest.raises(RefusedForGood):
        await MailSender(app).send(message)


async def now(app: App, source: Source) -> Source:
    async with app.sessions.reading() as session:
        found = await session.get(Source, source.id)
        assert found is not None
        return found


async def test_sending_is_noted_when_it_is_news_and_every_few_minutes(
    app: App, sink: SmtpSink, queries: Any, clock: Any
) -> None:
    source = await account(app, sink.port)
    sender = MailSender(app)
    await sender.send(outgoing(source))
    with queries() as seen:
        await sender.send(outgoing(source))
    assert [one for one in seen if one.startswith("UPDATE")] == []
    first = (await now(app, source)).sent_at
    clock.shift(timedelta(minutes=6))
    await sender.send(outgoing(source))
    later = (await now(app, source)).sent_at
    assert first is not None
    assert later is not None
    assert later > first


async def test_a_server_that_is_away_twice_shows_in_sending(app: App) -> None:
    source = await account(app, free_port())
    sender = MailSender(app)
    for status in (SourceStatus.NEW, SourceStatus.FAILING):
        with pytest.raises(TryLater):
            await sender.send(outgoing(source))
        assert (await now(app, source)).sending_status == status
    assert "localhost" in (await now(app, source)).sending_detail


@pytest.mark.parametrize("password", ["s3cret", "wrong"])
async def test_the_login_happens_over_tls(app: App, tmp_path: Any, password: str) -> None:
    write_certificate(tmp_path)
    sink = SmtpSink(starttls=server_context(tmp_path), login=("u", password)).start()
    try:
        source = await account(app, sink.port, smtp_tls="starttls")
        sender = MailSender(app, tls=client_context(tmp_path))
        if password == "wrong":
            with pytest.raises(TryLater, match="login refused"):
                await sender.send(outgoing(source))
            shown = await now(app, source)
            assert shown.sending_status == SourceStatus.FAILING
            assert shown.sending_since is not None
            assert shown.status == SourceStatus.NEW  # whether it can be read is another question
            assert "SMTP" in shown.sending_detail
        else:
            await sender.send(outgoing(source))
            assert sink.mails[0].user == "u"
            assert (await now(app, source)).sending_status == SourceStatus.OK
    finally:
        sink.stop()


async def test_a_certificate_of_nobody_is_not_trusted(app: App, tmp_path: Any) -> None:
    write_certificate(tmp_path)
    sink = SmtpSink(starttls=server_context(tmp_path)).start()
    try:
        source = await account(app, sink.port, smtp_tls="starttls")
        with pytest.raises(TryLater):
            await MailSender(app).send(outgoing(source))
        assert sink.mails == []
    finally:
        sink.stop()


def _canonical(raw: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Return a mail's fields, relaxed (RFC 6376), the last of each name, and its body."""
    head, _blank, body = raw.partition(b"\r\n\r\n")
    fields = {}
    for one in re.split(rb"\r\n(?![ \t])", head):
        name, _colon, value = one.partition(b":")
        fields[name.lower()] = re.sub(rb"[ \t]+", b" ", re.sub(rb"\r\n", b"", value)).strip()
    return fields, body


async def test_a_mail_arrives_with_a_signature_that_holds(app: App, sink: SmtpSink) -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    source = await account(app, sink.port, dkim_selector="s1")
    async with app.sessions.begin() as session:
        row = await session.get_one(Source, source.id)
        secrets = json.dumps({"password": "s3cret", "dkim_key": pem})
        row.secrets = app.keyring.encrypt(secrets)
    await MailSender(app).send(outgoing(source, html="<p>Hei ä</p>", references=["<a@b>"]))

    fields, body = _canonical(sink.mails[0].data)
    line = fields[b"dkim-signature"]
    tags = dict(re.findall(rb"(\w+)=([^;]*)", re.sub(rb"\s", b"", line)))
    assert (tags[b"d"], tags[b"s"]) == (b"putki.example", b"s1")
    assert {b"from", b"to", b"subject", b"message-id", b"references"} <= set(tags[b"h"].split(b":"))
    lines = [re.sub(rb"[ \t]+", b" ", one).rstrip() for one in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    digest = hashlib.sha256(b"".join(one + b"\r\n" for one in lines)).digest()
    assert base64.b64decode(tags[b"bh"]) == digest
    covered = [name + b":" + fields[name] for name in tags[b"h"].split(b":")]
    covered.append(b"dkim-signature:" + line[: line.rindex(b"b=") + 2])
    key.public_key().verify(
        base64.b64decode(tags[b"b"]), b"\r\n".join(covered), padding.PKCS1v15(), hashes.SHA256()
    )


async def test_a_mail_for_later_bears_the_moment_it_is_meant_to_leave(
    app: App, sink: SmtpSink
) -> None:
    source = await account(app, sink.port)
    await MailSender(app).send(outgoing(source, date="2026-04-02T06:30:00+00:00"))
    assert b"Date: Thu, 02 Apr 2026 06:30:00 +0000\r\n" in sink.mails[0].data
