"""Keys for programs: made with chosen rights, shown once, ended with a tap."""

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.access.permissions import SENTENCES, Permission
from core.errors import DomainError, NotFound
from core.kit.i18n import N_, _
from core.staff import api_keys

PATH = "/app/keys"
LASTING = (("90", N_("90 days")), ("365", N_("a year")), ("", N_("until it is ended")))


async def page(request: Request) -> Response:
    """GET /app/keys"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, form: Form | None = None,
    refusal: DomainError | None = None, secret: str = "",
) -> Response:  # fmt: skip
    require(actor.may(Permission.USE_API))
    rights = [right for right in SENTENCES if actor.may(right) and right != Permission.USE_API]
    return await show(
        request, session, "keys.html", 422 if refusal else 200,
        keys=await api_keys.keys_of(session, actor), secret=secret,
        rights=[(right.value, _(SENTENCES[right])) for right in rights],
        sentences={right.value: _(words) for right, words in SENTENCES.items()},
        lasting=[(days, _(words)) for days, words in LASTING],
        chosen=set(form.lists.get("scopes", ())) if form else set(),
        typed=form.typed if form else {}, **refusal_of(refusal),
    )  # fmt: skip


async def make(request: Request) -> Response:
    """POST /app/keys: the secret is in this answer and nowhere else."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            _key, secret = await api_keys.make_key(
                session, actor, name=form.text("name"), scopes=form.lists.get("scopes", ()),
                days=form.number("days"),
            )  # fmt: skip
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, form, refusal)
    async with reading(request) as (session, actor):
        return await _page(request, session, actor, secret=secret)


async def end(request: Request) -> Response:
    """POST /app/keys/end"""
    form = await read_form(request)
    async with writing(request) as (session, actor):
        if (key_id := form.id("key_id")) is None:
            raise NotFound
        await api_keys.revoke_key(session, actor, key_id)
    return see_other(PATH, done="key_ended")


ROUTES = [
    Route(PATH, page),
    Route(PATH, make, methods=["POST"]),
    Route(PATH + "/end", end, methods=["POST"]),
]
