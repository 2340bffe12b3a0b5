"""Signing in to Google and Microsoft 365: refresh tokens become access tokens (RFC 6749, XOAUTH2).

An access token is kept until shortly before it expires; one that a mail server refuses is fetched
anew once. A refused refresh token needs a person: `SignInAgain` says whom.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import httpx

from core.config import Settings
from core.db.session import Sessions
from core.kit.i18n import _
from core.sources import queries as sources
from core.sources.models import Source
from core.sources.service import renew_secret

ANSWER_SECONDS = 20.0
SPARE_SECONDS = 300.0  # before its end an access token is no longer used
_UNKNOWN_LIFE = 600.0  # seconds, when the endpoint says nothing
_CLIENT_REFUSED = ("invalid_client", "unauthorized_client")
_TEMPORARY = ("temporarily_unavailable", "server_error", "slow_down")

NAMES = {"google": "Google", "microsoft": "Microsoft 365"}
SCOPES = {
    "google": "https://mail.google.com/",
    "microsoft": "offline_access https://outlook.office.com/IMAP.AccessAsUser.All "
    "https://outlook.office.com/SMTP.Send",
}


class SignInAgain(Exception):
    """The refresh token is refused, or there is none yet: `user` must sign in."""

    def __init__(self, provider: str, user: str) -> None:
        super().__init__(f"{provider} refuses the refresh token")
        self.provider, self.user = provider, user


class ClientRefused(Exception):
    """The provider does not know this client ID with this secret."""

    def __init__(self, provider: str) -> None:
        super().__init__(f"{provider} refuses the client")
        self.provider = provider


class EndpointAway(Exception):
    """The provider's token endpoint does not answer as it should; later it may."""

    def __init__(self, provider: str, why: str) -> None:
        super().__init__(f"token endpoint of {provider}: {why}")
        self.provider = provider


Trouble = SignInAgain | ClientRefused | EndpointAway


@dataclass(frozen=True, slots=True)
class Grant:
    """What a mailbox gets its access tokens by; `provider` is google or microsoft."""

    source_id: UUID
    provider: str
    user: str
    client_id: str
    client_secret: str
    tenant: str
    refresh_token: str


@dataclass(frozen=True, slots=True)
class _Kept:
    refresh_tokens: tuple[str, str]  # the one it was got by, and the one to use next
    access_token: str
    until: float  # monotonic seconds


def grant_of(source: Source, secrets: dict[str, str]) -> Grant | None:
    """Return how a source signs in by tokens, or None when it uses a password."""
    config = source.config
    provider = str(config.get("sign_in") or "password")
    if provider not in NAMES:
        return None
    return Grant(
        source_id=source.id,
        provider=provider,
        user=str(config.get("user") or source.address),
        client_id=str(config.get("client_id") or ""),
        client_secret=secrets.get("client_secret", ""),
        tenant=str(config.get("tenant") or "organizations"),
        refresh_token=secrets.get("refresh_token", ""),
    )


def token_url(settings: Settings, grant: Grant) -> str:
    """Return the address of the provider's token endpoint."""
    if grant.provider == "google":
        return f"{settings.google_oauth.rstrip('/')}/token"
    tenant = quote(grant.tenant, safe="")
    return f"{settings.microsoft_login.rstrip('/')}/{tenant}/oauth2/v2.0/token"


class Tokens:
    """Access tokens of every mailbox of this process; one request per mailbox at a time."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._kept: dict[UUID, _Kept] = {}
        self._turns: dict[UUID, asyncio.Lock] = {}

    async def access_token(self, grant: Grant, *, refused: str = "") -> str:
        """Return a token that is good for minutes at least, but not the `refused` one.

        Raises SignInAgain, ClientRefused or EndpointAway.
        """
        if not grant.refresh_token:
            raise SignInAgain(grant.provider, grant.user)
        async with self._turns.setdefault(grant.source_id, asyncio.Lock()):
            kept = self._kept.get(grant.source_id)
            if (
                kept is None
                or grant.refresh_token not in kept.refresh_tokens
                or kept.access_token == refused
                or time.monotonic() >= kept.until
            ):
                kept = await self._fetch(grant)
                self._kept[grant.source_id] = kept
            return kept.access_token

    async def _fetch(self, grant: Grant) -> _Kept:
        form = {
            "grant_type": "refresh_token", "refresh_token": grant.refresh_token,
            "client_id": grant.client_id, "scope": SCOPES[grant.provider],
        }  # fmt: skip
        answer = await ask(self._sessions.info["settings"], grant, form)
        said = answer.get("expires_in")
        life = float(said) if isinstance(said, int | float) else _UNKNOWN_LIFE
        renewed = str(answer.get("refresh_token") or grant.refresh_token)
        if renewed != grant.refresh_token:
            await self._keep(grant, renewed)
        spare = min(SPARE_SECONDS, life / 2)
        until = time.monotonic() + life - spare
        return _Kept((grant.refresh_token, renewed), str(answer["access_token"]), until)

    async def _keep(self, grant: Grant, renewed: str) -> None:
        """Store a refresh token that replaces the one just used (Microsoft does so each time)."""
        async with self._sessions.begin() as session:
            source = await sources.get_source(session, grant.source_id)
            await renew_secret(session, source, "refresh_token", grant.refresh_token, renewed)


def tokens_of(sessions: Sessions) -> Tokens:
    """Return the one keeper of access tokens of this installation in this process."""
    kept: dict[str, Any] = sessions.info["kept"]
    if "mail_tokens" not in kept:
        kept["mail_tokens"] = Tokens(sessions)
    found: Tokens = kept["mail_tokens"]
    return found


async def ask(settings: Settings, grant: Grant, form: dict[str, str]) -> dict[str, Any]:
    """Post to the token endpoint; return its answer with an `access_token` in it."""
    if grant.client_secret:
        form = {**form, "client_secret": grant.client_secret}
    try:
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, follow_redirects=False) as client:
            response = await client.post(token_url(settings, grant), data=form)
        answer = response.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise EndpointAway(grant.provider, type(error).__name__) from None
    if not isinstance(answer, dict):
        raise EndpointAway(grant.provider, "no object")
    if response.status_code == 200 and answer.get("access_token"):
        return answer
    problem = str(answer.get("error") or "")
    if problem in _CLIENT_REFUSED:
        raise ClientRefused(grant.provider)
    lasting = response.status_code not in (408, 429) and problem not in _TEMPORARY
    if lasting and 400 <= response.status_code < 500:
        raise SignInAgain(grant.provider, grant.user)  # invalid_grant, interaction_required …
    raise EndpointAway(grant.provider, f"{response.status_code} {problem}"[:100])


def sign_in_url(grant: Grant, settings: Settings, *, redirect_uri: str, state: str) -> str:
    """Return the page where the mailbox's user allows us to read and send (RFC 6749, 4.1.1)."""
    query = {
        "client_id": grant.client_id, "response_type": "code", "redirect_uri": redirect_uri,
        "scope": SCOPES[grant.provider], "state": state, "login_hint": grant.user,
    }  # fmt: skip
    if grant.provider == "google":
        query |= {"access_type": "offline", "prompt": "consent"}  # else no refresh token comes
        return f"https://accounts.google.com/o/oauth2/v2/auth?{urlencode(query)}"
    page = token_url(settings, grant).removesuffix("token") + "authorize"
    return f"{page}?{urlencode(query)}"


async def exchange(settings: Settings, grant: Grant, code: str, redirect_uri: str) -> str:
    """Return the refresh token that a sign-in's code stands for; raises a Trouble."""
    form = {
        "grant_type": "authorization_code", "code": code, "client_id": grant.client_id,
        "redirect_uri": redirect_uri,
    }  # fmt: skip
    answer = await ask(settings, grant, form)
    if not answer.get("refresh_token"):
        raise SignInAgain(grant.provider, grant.user)
    return str(answer["refresh_token"])


def words_for(trouble: Trouble) -> str:
    """Return what is wrong with a sign-in by tokens and what to do, in the reader's language."""
    provider = NAMES[trouble.provider]
    if isinstance(trouble, SignInAgain):
        return _(
            "{provider} no longer accepts the sign-in of {user}. Whoever uses that mailbox must "
            "sign in again: open this source and press “Sign in with {provider}”."
        ).format(provider=provider, user=trouble.user)
    if isinstance(trouble, ClientRefused):
        return _(
            "{provider} refuses the client ID or its secret. Look at the app’s registration there "
            "and type them again."
        ).format(provider=provider)
    return _(
        "The sign-in service of {provider} does not answer. It is tried again by itself."
    ).format(provider=provider)
