"""Google and Microsoft 365: mailboxes are read and written through by access tokens."""

import asyncio
import base64
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, AuthResult

from core.kit.i18n import use_language
from core.kit.loops import BackOff
from core.outbound.ports import TryLater
from core.sources.models import Source, SourceStatus
from core.sources.service import secrets_of
from core.sources.signing_in import (
    ClientRefused,
    EndpointAway,
    Grant,
    SignInAgain,
    Tokens,
    grant_of,
    words_for,
)
from core.startup import App
from mail.connecting import mailbox_from, open_mailbox
from mail.probing import MailboxUnusable, probe_mailbox
from mail.sender import MailSender
from tests.fakes.certificate import server_context
from tests.fakes.dovecot import Dovecot, program
from tests.fakes.smtp_sink import SmtpSink
from tests.fakes.token_endpoint import TokenEndpoint, user_and_token
from tests.mail.conftest import Mailbox, a_mail, a_mailbox, until
from tests.mail.test_sender import outgoing

pytestmark = pytest.mark.dovecot


@pytest.fixture
def provider(app: App) -> Iterator[TokenEndpoint]:
    """The provider that this installation signs in at."""
    endpoint = TokenEndpoint().start()
    app.sessions.info["settings"] = app.settings.model_copy(
        update={"google_oauth": endpoint.url, "microsoft_login": endpoint.url}
    )
    yield endpoint
    endpoint.stop()


@pytest.fixture
def server(provider: TokenEndpoint) -> Iterator[Dovecot]:
    """A Dovecot that asks the provider about tokens."""
    if program() is None:
        pytest.skip("no Dovecot: apt-get install dovecot-imapd dovecot-lmtpd")
    server = Dovecot(introspection=f"{provider.url}/introspect").start()
    yield server
    server.stop()


class TokenSink(SmtpSink):
    """An SMTP server that takes the provider's tokens, and explains a refusal as a challenge."""

    def __init__(self, provider: TokenEndpoint, **options: Any) -> None:
        self._provider = provider
        self.users: list[str] = []
        super().__init__(**options)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> Any:  # noqa: N802 - aiosmtpd's
        """SASL XOAUTH2 as Google and Microsoft speak it."""
        user, token = user_and_token(args[1].encode())
        if self._provider.is_good(user, token):
            self.users.append(user)
            return AuthResult(success=True, auth_data=user)
        await server.challenge_auth('{"status":"400"}')
        return AuthResult(success=False, handled=False)


async def by_token(
    app: App, server: Dovecot, provider: TokenEndpoint, kind: str = "google", **config: Any
) -> Mailbox:
    mailbox = await a_mailbox(app, server, sign_in=kind, client_id="client", **config)
    provider.users["refresh"] = mailbox.user
    await give(mailbox, {"refresh_token": "refresh", "client_secret": "client-secret"})
    return mailbox


async def give(mailbox: Mailbox, secrets: dict[str, str]) -> None:
    """Store credentials beside any event."""
    import json

    sealed = mailbox.app.keyring.encrypt(json.dumps(secrets))
    async with mailbox.app.sessions.begin() as session:
        await session.execute(sa.update(Source).values(secrets=sealed))
    mailbox.source = await mailbox.now()


async def fares(mailbox: Mailbox, status: SourceStatus) -> bool:
    return (await mailbox.now()).status == status


@pytest.mark.parametrize("kind", ["google", "microsoft"])
async def test_a_mailbox_is_read_by_access_tokens(
    app: App, server: Dovecot, provider: TokenEndpoint, kind: str
) -> None:
    mailbox = await by_token(app, server, provider, kind, tenant="lehto.example")
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
    async with mailbox.being_read():
        mailbox.drop(a_mail(2))
        await mailbox.has(2)

    (form,) = provider.asked  # the second connection used the token that was kept
    path = {"google": "/token", "microsoft": "/lehto.example/oauth2/v2.0/token"}[kind]
    assert provider.paths == [path]
    assert form["grant_type"] == "refresh_token"
    assert form["refresh_token"] == "refresh"
    assert ("mail.google.com" in form["scope"]) == (kind == "google")


async def test_a_token_revoked_before_its_end_is_fetched_anew_by_itself(
    app: App, server: Dovecot, provider: TokenEndpoint
) -> None:
    mailbox = await by_token(app, server, provider)
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
    provider.revoke_access()
    async with mailbox.being_read():
        mailbox.drop(a_mail(2))
        await mailbox.has(2)
    assert len(provider.asked) == 2
    assert await fares(mailbox, SourceStatus.OK)


async def test_a_refused_refresh_token_says_who_must_sign_in_again_and_how(
    app: App, server: Dovecot, provider: TokenEndpoint
) -> None:
    mailbox = await by_token(app, server, provider)
    mailbox.drop(a_mail(1))
    provider.users.clear()
    async with mailbox.being_read(pauses=(BackOff(0.01, 0.05), BackOff(0.01, 0.05))):
        await until(lambda: fares(mailbox, SourceStatus.FAILING), "a failing source")
        shown = await mailbox.now()
        provider.users["fresh"] = mailbox.user
        await give(mailbox, {"refresh_token": "fresh", "client_secret": "client-secret"})
        await mailbox.has(1)
        await until(lambda: fares(mailbox, SourceStatus.OK), "a working source")

    assert shown.status_since is not None
    assert "Google" in shown.status_detail
    assert mailbox.user in shown.status_detail


async def test_a_server_that_refuses_every_token_ends_the_waiting_and_is_told(
    app: App, server: Dovecot, provider: TokenEndpoint
) -> None:
    mailbox = await by_token(app, server, provider)
    provider.users["refresh"] = "somebody.else@example.test"  # the token is good, but not for it
    async with asyncio.timeout(20):  # aioimaplib alone would wait for ever for an empty line
        async with app.sessions.reading() as session:
            box = mailbox_from(mailbox.source, await secrets_of(session, mailbox.source))
        with pytest.raises(SignInAgain):
            await open_mailbox(box, Tokens(app.sessions), tls=server.tls(), timeout=15)
    assert len(provider.asked) == 2


async def test_a_renewed_refresh_token_is_kept_without_a_new_version_of_the_source(
    app: App, server: Dovecot, provider: TokenEndpoint
) -> None:
    mailbox = await by_token(app, server, provider, "microsoft")
    before = mailbox.source.version
    provider.renews = True
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
    now = await mailbox.now()
    async with app.sessions.reading() as session:
        secrets = await secrets_of(session, now)
    assert secrets == {"refresh_token": "refresh-1", "client_secret": "client-secret"}
    assert now.version == before


def a_grant(**values: Any) -> Grant:
    from core.kit.ids import new_id

    given: dict[str, Any] = {"source_id": new_id(), "provider": "google", "user": "office@lehto.example",
             "client_id": "client", "client_secret": "client-secret", "tenant": "organizations",
             "refresh_token": "refresh"} | values  # fmt: skip
    return Grant(**given)


async def test_a_token_is_asked_for_once_and_again_only_shortly_before_its_end(
    app: App, provider: TokenEndpoint
) -> None:
    provider.users["refresh"] = "office@lehto.example"
    tokens, grant = Tokens(app.sessions), a_grant()
    found = await asyncio.gather(*(tokens.access_token(grant) for _each in range(5)))
    assert set(found) == {"access-1"}

    provider.life = 0  # what comes now is over at once
    assert await tokens.access_token(grant, refused="access-1") == "access-2"
    assert await tokens.access_token(grant) == "access-3"
    assert len(provider.asked) == 3


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (400, {"error": "invalid_grant"}, SignInAgain),
        (400, {"error": "interaction_required"}, SignInAgain),
        (401, {"error": "invalid_client"}, ClientRefused),
        (503, {"error": "x"}, EndpointAway),
        (429, {"error": "slow_down"}, EndpointAway),
        (400, {"error": "temporarily_unavailable"}, EndpointAway),
        (200, "<html>a portal</html>", EndpointAway),
        (200, ["no object"], EndpointAway),
    ],
)
async def test_each_answer_of_the_endpoint_is_taken_for_what_it_means(
    app: App, provider: TokenEndpoint, status: int, body: Any, problem: type[Exception]
) -> None:
    provider.next_answer(status, body)
    with pytest.raises(problem) as caught:
        await Tokens(app.sessions).access_token(a_grant())
    words = set()
    for language in ("fi", "sv", "en"):
        with use_language(language):
            words.add(words_for(caught.value))  # type: ignore[arg-type]
    assert len(words) == 3


async def test_an_endpoint_that_is_away_is_tried_again(app: App, provider: TokenEndpoint) -> None:
    provider.stop()
    with pytest.raises(EndpointAway):
        await Tokens(app.sessions).access_token(a_grant())
    provider.__init__()  # type: ignore[misc]
    provider.start()


async def test_without_a_refresh_token_somebody_has_to_sign_in(app: App) -> None:
    with pytest.raises(SignInAgain):
        await Tokens(app.sessions).access_token(a_grant(refresh_token=""))
    assert grant_of(Source(kind="mailbox", config={"sign_in": "password"}), {}) is None


async def test_mail_leaves_by_the_same_tokens_and_a_refusal_shows_in_sending_alone(
    app: App, server: Dovecot, provider: TokenEndpoint
) -> None:
    sink = TokenSink(provider, token_login=True, starttls=server_context(server.root)).start()
    try:
        mailbox = await by_token(
            app, server, provider, smtp_host="localhost", smtp_port=sink.port, smtp_tls="starttls"
        )
        sender = MailSender(app, tls=server.tls())
        await sender.send(outgoing(mailbox.source))
        provider.revoke_access()
        await sender.send(outgoing(mailbox.source))
        assert sink.users == [mailbox.user] * 2

        provider.revoke_access()
        provider.users.clear()
        with pytest.raises(TryLater, match="login refused"):
            await sender.send(outgoing(mailbox.source))
        shown = await mailbox.now()
        assert shown.sending_status == SourceStatus.FAILING
        assert mailbox.user in shown.sending_detail
        assert shown.status == SourceStatus.NEW
    finally:
        sink.stop()


async def test_trying_a_mailbox_signs_in_for_sending_too(
    app: App, server: Dovecot, provider: TokenEndpoint
) -> None:
    sink = TokenSink(provider, token_login=True, starttls=server_context(server.root)).start()
    try:
        mailbox = await by_token(
            app, server, provider, smtp_host="localhost", smtp_port=sink.port, smtp_tls="starttls"
        )
        secrets = {"refresh_token": "refresh", "client_secret": "client-secret"}
        tried = await probe_mailbox(app.sessions, mailbox.source, secrets, tls=server.tls())
        assert tried == "INBOX holds 0 mails."
        assert sink.users == [mailbox.user]
        with pytest.raises(MailboxUnusable, match="sign in again"):
            await probe_mailbox(
                app.sessions, mailbox.source, secrets | {"refresh_token": "old"}, tls=server.tls()
            )
    finally:
        sink.stop()


def test_the_sasl_words_are_those_of_the_providers() -> None:
    sasl = base64.b64encode(b"user=a@b\x01auth=Bearer t\x01\x01")
    assert user_and_token(sasl) == ("a@b", "t")
