"""What every address of the API shares: whose key, refusals as JSON, how often, exactly once."""

import functools
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from limits import parse as parse_limit
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin.throttle import limiter_of
from core.access.actor import Actor
from core.db.refused import names_nothing
from core.errors import Changed, DomainError, Invalid, NotAllowed, NotFound, NotThere
from core.kit.i18n import N_, _, best_language, use_language
from core.staff import api_keys
from core.staff.models import ApiCall, ApiKey
from core.startup import App

_ZERO = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
LIMIT = parse_limit("600 per minute")
Handler = Callable[[Request], Awaitable[Response]]


class NoKey(DomainError):
    """No key, or one that works no more."""

    code = "no_key"
    message = N_("Send a key that works: “Authorization: Bearer apuri_…”.")


class TooOften(DomainError):
    """More calls than anybody needs."""

    code = "too_often"
    message = N_("Too many calls in a short time. Wait a minute.")


class KeyReused(DomainError):
    """One idempotency key, two different requests."""

    code = "key_reused"
    message = N_("This idempotency key was used for another request. Use a new one.")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a program acts for, and by which key."""

    actor: Actor
    key: ApiKey


@dataclass(frozen=True, slots=True)
class Made:
    """What a change answers: the record's place and a few facts."""

    status: int
    answer: Mapping[str, Any] = field(default_factory=dict)


STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NoKey, 401), (TooOften, 429), (NotFound, 404), (NotAllowed, 403), (Changed, 409),
    (KeyReused, 409),
)  # fmt: skip


def door(handler: Handler) -> Handler:
    """Answer refusals as JSON in the caller's language; raises nothing that is one."""

    @functools.wraps(handler)
    async def answered(request: Request) -> Response:
        language = best_language(request.headers.get("accept-language"))
        with use_language(language):
            try:
                return await handler(request)
            except DomainError as error:
                return refused(error)

    return answered


def refused(error: DomainError) -> Response:
    """Return a refusal: {"error": {"code", "message", "field"}}."""
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 422)
    told = {"code": error.code, "message": error.sentence()}
    if named := getattr(error, "field", ""):
        told["field"] = named
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"error": told}, status, headers=headers)


async def caller(request: Request, session: AsyncSession) -> Caller:
    """Return who calls; raises NoKey or TooOften."""
    scheme, _space, secret = request.headers.get("authorization", "").partition(" ")
    found = None
    if scheme.lower() == "bearer" and 10 < len(secret) < 200:
        found = await api_keys.actor_for_key(session, secret.strip())
    if found is None:
        visitor = request.client.host if request.client else "?"
        if not await limiter_of(request).hit(LIMIT, "api-no-key", visitor):
            raise TooOften
        raise NoKey
    if not await limiter_of(request).hit(LIMIT, "api", str(found[1].id)):
        raise TooOften
    return Caller(*found)


async def note_used(request: Request, key: ApiKey) -> None:
    """Note at times that a key is in use."""
    if api_keys.is_used_again(key):
        app: App = request.state.app
        async with app.sessions.begin() as session:
            await api_keys.note_used(session, key.id)


def has_zero(text: str) -> bool:
    """Tell whether JSON holds a zero character, which no database takes."""
    return _ZERO.search(text) is not None


async def body_of(request: Request, shape: type[BaseModel]) -> tuple[Any, str]:
    """Return the JSON body in a shape and its digest; raises Invalid naming the field."""
    raw = await request.body()
    if has_zero(raw.decode(errors="replace")):
        raise Invalid(_("What was sent could not be understood. Go back and try again."))
    try:
        return shape.model_validate_json(raw or b"{}"), hashlib.sha256(raw).hexdigest()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        named = ".".join(str(part) for part in first["loc"])
        sentence = _("This is not as the guide of the API says: {what}").format(what=first["msg"])
        raise Invalid(sentence, field=named) from None


Change = Callable[[AsyncSession, Actor, Any, Request], Awaitable[Made]]


def changing(shape: type[BaseModel], change: Change) -> Handler:
    """Return the address of a change: one transaction, exactly once for an idempotency key."""

    @door
    async def handler(request: Request) -> Response:
        app: App = request.state.app
        if not request.headers.get("authorization"):
            raise NoKey
        wanted, digest = await body_of(request, shape)
        given = request.headers.get("idempotency-key", "")[:200]
        try:
            async with app.sessions.begin() as session:
                who = await caller(request, session)
                if given and (before := await _before(session, who, given, digest, request)):
                    return JSONResponse(dict(before.answer), before.status)
                made = await change(session, who.actor, wanted, request)
                if given:
                    session.add(_call(who, given, digest, request, made))
        except StaleDataError:
            raise Changed from None
        except IntegrityError as error:
            if names_nothing(error):
                raise NotThere from None
            raise
        await note_used(request, who.key)
        return JSONResponse(dict(made.answer), made.status)

    return handler


async def _before(
    session: AsyncSession, who: Caller, given: str, digest: str, request: Request
) -> ApiCall | None:
    """Return the call made under the same idempotency key; raises KeyReused for another body.

    The same call at the same moment waits here until the first one is done.
    """
    if session.get_bind().dialect.name == "postgresql":
        once = sa.func.hashtextextended(f"{who.key.id} {given}", 4712)
        await session.execute(sa.select(sa.func.pg_advisory_xact_lock(once)))
    found: ApiCall | None = await session.scalar(
        sa.select(ApiCall).where(ApiCall.key_id == who.key.id, ApiCall.idempotency_key == given)
    )
    if found is not None and found.digest != _digest(digest, request):
        raise KeyReused
    return found


def _call(who: Caller, given: str, digest: str, request: Request, made: Made) -> ApiCall:
    return ApiCall(
        key_id=who.key.id, idempotency_key=given, digest=_digest(digest, request),
        status=made.status, answer=dict(made.answer),
    )  # fmt: skip


def _digest(digest: str, request: Request) -> str:
    return f"{request.method} {request.url.path} {digest}"
