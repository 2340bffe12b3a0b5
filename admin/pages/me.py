"""My own settings: how I am told, my password, my browsers, my Telegram, language and look."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.rendering import THEME_COOKIE, THEMES, safe_path, see_other, zones
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor
from core.errors import DomainError, Invalid, NotFound
from core.kit.i18n import N_, _, supported
from core.sources.models import SourceKind
from core.sources.queries import source_for
from core.staff import queries, service
from core.staff.fields import CHANNELS, MemberChanges
from core.staff.models import LinkPurpose
from core.staff.sign_in_queries import failed_sign_ins

YEAR = 365 * 24 * 3600
CHANNEL_WORDS = {
    "telegram": N_("Telegram"),
    "webchat": N_("Web chat"),
    "mail": N_("Mail"),
    "sms": N_("Text message"),
}


async def my_page(request: Request) -> Response:
    """GET /app/me"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None, **context: Any,
) -> Response:  # fmt: skip
    member = await queries.get_member(session, actor.staff_id)
    bot = await source_for(session, SourceKind.TELEGRAM)
    rest = [name for name in CHANNELS if name not in member.channels]
    return await show(
        request, session, "me.html", 422 if refusal else 200, member=member,
        zones=[(name, name.replace("_", " ")) for name in zones()],
        channel_options=[(name, _(words)) for name, words in CHANNEL_WORDS.items()],
        channels=[(name, _(CHANNEL_WORDS[name]), name in member.channels)
                  for name in (*member.channels, *rest)],
        accounts=await queries.accounts_of(session, member.id),
        browsers=await queries.sessions_of(session, member.id),
        failures=await failed_sign_ins(session, member.id, limit=5),
        bot_name=(bot.config.get("bot_username") or "") if bot else "",
        this_browser=getattr(getattr(request.state, "sign_in", None), "id", None),
        typed=typed or {}, telegram_link=context.pop("telegram_link", None),
        **refusal_of(refusal), **context,
    )  # fmt: skip


async def change_me(request: Request) -> Response:
    """POST /app/me: save the form of my own settings."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            await service.change_member(
                session, actor, actor.staff_id, version=form.number("version"), **_fields(form)
            )
    except DomainError as refusal:
        return await _again(request, form, refusal)
    return see_other("/app/me", done="saved")


def _fields(form: Form) -> MemberChanges:
    chosen = [name for name in form.lists.get("channel", []) if name in CHANNELS]
    first = form.text("first_channel")
    if first in chosen:
        chosen = [first, *(name for name in chosen if name != first)]
    return {
        "name": form.text("name"),
        "phone": form.text("phone"),
        "language": form.text("language"),
        "zone": form.text("zone"),
        "channels": chosen,
        "quiet_from": form.wall("quiet_from"),
        "quiet_until": form.wall("quiet_until"),
        "morning_at": form.wall("morning_at"),
    }


async def _again(request: Request, form: Form, refusal: DomainError) -> Response:
    async with reading(request) as (session, actor):
        return await _page(request, session, actor, form.typed, refusal)


async def change_password(request: Request) -> Response:
    """POST /app/me/password: my other browsers are signed out."""
    form = await read_form(request)
    sign_in = getattr(request.state, "sign_in", None)
    try:
        if form.typed.get("password") != form.typed.get("password_again"):
            raise Invalid(_("The two new passwords are not the same."), field="password_again")
        async with writing(request) as (session, actor):
            await service.change_password(
                session, actor, present=form.typed.get("present", ""),
                password=form.typed.get("password", ""),
                keep_session=sign_in.id if sign_in else None,
            )  # fmt: skip
    except DomainError as refusal:
        form.typed.clear()
        return await _again(request, form, refusal)
    return see_other("/app/me", done="password_changed")


async def end_browser(request: Request) -> Response:
    """POST /app/me/end-session: sign one of my browsers out."""
    form = await read_form(request)
    async with writing(request) as (session, actor):
        if (session_id := form.id("session_id")) is None:
            raise NotFound
        await service.end_session(session, actor, session_id)
    return see_other("/app/me", done="session_ended")


async def link_telegram(request: Request) -> Response:
    """POST /app/me/telegram: show a link that works once and soon ends."""
    async with writing(request) as (session, actor):
        token = await service.make_link(session, LinkPurpose.TELEGRAM, actor.staff_id)
    async with reading(request) as (session, actor):
        bot = await source_for(session, SourceKind.TELEGRAM)
        name = (bot.config.get("bot_username") or "") if bot else ""
        if not name:
            raise NotFound
        link = f"https://t.me/{name}?start={token}"
        return await _page(request, session, actor, telegram_link=link)


async def unlink(request: Request) -> Response:
    """POST /app/me/unlink: a chat account is mine no more."""
    form = await read_form(request)
    async with writing(request) as (session, actor):
        if (account_id := form.id("account_id")) is None:
            raise NotFound
        await service.unlink_account(session, actor, account_id)
    return see_other("/app/me", done="unlinked")


async def change_language(request: Request) -> Response:
    """POST /app/me/language: the menu's quick choice."""
    form = await read_form(request)
    async with writing(request) as (session, actor):
        if chosen := supported(form.typed.get("language")):
            await service.change_member(session, actor, actor.staff_id, language=chosen)
    return see_other(safe_path(form.typed.get("back")))


async def change_theme(request: Request) -> Response:
    """POST /app/me/theme: kept in this browser."""
    form = await read_form(request)
    response = see_other(safe_path(form.typed.get("back")))
    theme = form.typed.get("theme", "auto")
    if theme in THEMES:
        secure = request.state.app.settings.is_https
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, secure=secure, httponly=True, samesite="lax"
        )
    return response


ROUTES = [
    Route("/app/me", my_page),
    Route("/app/me", change_me, methods=["POST"]),
    Route("/app/me/password", change_password, methods=["POST"]),
    Route("/app/me/end-session", end_browser, methods=["POST"]),
    Route("/app/me/telegram", link_telegram, methods=["POST"]),
    Route("/app/me/unlink", unlink, methods=["POST"]),
    Route("/app/me/language", change_language, methods=["POST"]),
    Route("/app/me/theme", change_theme, methods=["POST"]),
]
