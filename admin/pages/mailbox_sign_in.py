"""Signing in a mailbox with Google or Microsoft 365: to their page and back with a refresh token.

The way back is bound to the source, to whoever went, and to a quarter of an hour; the refresh token
is stored encrypted and shown to nobody.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.notices import refused_at
from admin.pages.rendering import see_other
from admin.pages.serving import reading, writing
from core.access.actor import Actor, require
from core.config import Settings
from core.errors import Invalid
from core.kit import clock
from core.kit.crypto import Keyring
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.sources import policies, queries, signing_in
from core.sources.service import secrets_of, set_secrets
from core.sources.signing_in import ClientRefused, EndpointAway, Grant, SignInAgain

BACK = "/app/sources/signed-in"
GOOD_FOR = 15 * 60  # seconds
_PURPOSE = "mailbox sign-in"


def redirect_uri(settings: Settings) -> str:
    """Return the address that the app's registration at the provider has to name."""
    return settings.public_url + BACK


async def leave(request: Request) -> Response:
    """GET /app/sources/{id}/sign-in: to the provider's page."""
    settings: Settings = request.state.app.settings
    source_id = parse_id(request.path_params["source_id"])
    async with reading(request) as (session, actor):
        if source_id is None:
            raise HTTPException(404)
        grant = await _grant(session, actor, source_id)
    if not grant.client_id:
        refusal = Invalid(_("Fill in the client ID and save first."), field="client_id")
        return see_other(refused_at(request, _page(source_id), refusal))
    state = _state(request.state.app.keyring, source_id, actor)
    there = signing_in.sign_in_url(
        grant, settings, redirect_uri=redirect_uri(settings), state=state
    )
    return RedirectResponse(there, 303)


async def come_back(request: Request) -> Response:
    """GET /app/sources/signed-in?state=…&code=…: fetch the refresh token and keep it."""
    settings: Settings = request.state.app.settings
    async with reading(request) as (session, actor):
        source_id = _source_in(request, actor)
        grant = await _grant(session, actor, source_id)
    code = request.query_params.get("code", "")
    if not code:
        sentence = _("{provider} did not let us in. Sign in again and allow what it asks.")
        refusal = Invalid(sentence.format(provider=signing_in.NAMES[grant.provider]))
        return see_other(refused_at(request, _page(source_id), refusal))
    try:
        token = await signing_in.exchange(settings, grant, code, redirect_uri(settings))
    except (SignInAgain, ClientRefused, EndpointAway) as trouble:
        refusal = Invalid(signing_in.words_for(trouble))
        return see_other(refused_at(request, _page(source_id), refusal))
    async with writing(request) as (session, actor):
        source = await queries.get_source(session, source_id, lock=True)
        await set_secrets(session, actor, source, {"refresh_token": token})
    return see_other(_page(source_id), done="mailbox_signed_in")


async def _grant(session: AsyncSession, actor: Actor, source_id: UUID) -> Grant:
    require(policies.can_manage_sources(actor))
    source = await queries.get_source(session, source_id)
    grant = signing_in.grant_of(source, await secrets_of(session, source))
    if grant is None:
        raise HTTPException(404)
    return grant


def _page(source_id: UUID) -> str:
    return f"/settings/source/edit/{source_id}"


def _state(keyring: Keyring, source_id: UUID, actor: Actor) -> str:
    said = f"{source_id.hex}.{int(clock.now().timestamp())}"
    return f"{said}.{keyring.sign(_PURPOSE, f'{said}.{actor.staff_id.hex}', 32)}"


def _source_in(request: Request, actor: Actor) -> UUID:
    """Return the source that this very person went for not long ago."""
    said, _dot, signature = request.query_params.get("state", "").rpartition(".")
    keyring: Keyring = request.state.app.keyring
    good = keyring.verify(_PURPOSE, f"{said}.{actor.staff_id.hex}", signature)
    found, _dot, moment = said.partition(".")
    source_id = parse_id(found)
    if not good or source_id is None:
        raise HTTPException(400)
    if clock.now().timestamp() - int(moment) > GOOD_FOR:
        raise HTTPException(400)
    return source_id


ROUTES = [
    Route(BACK, come_back, methods=["GET"]),
    Route("/app/sources/{source_id}/sign-in", leave, methods=["GET"]),
]
