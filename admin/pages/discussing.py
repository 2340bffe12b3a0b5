"""Speaking about a thing: its timeline, comments, whom one may name, following."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from admin.pages.around import around
from admin.pages.forms import Form, read_form
from admin.pages.rendering import render, safe_path, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.timeline import About, as_show, timeline_of
from admin.pages.timeline_rows import CommentRow, Said, comments
from core.access.actor import Actor
from core.access.subjects import Seen, get_seen, who_sees
from core.discussion import documents, mentioning, service
from core.discussion.models import Comment
from core.discussion.queries import get_comment, mark_mentions_seen
from core.errors import DomainError, NotFound
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import fold
from core.notify.service import mark_subject_seen
from core.staff.queries import actors_for

SUGGESTED = 8


def is_fragment(request: Request) -> bool:
    """Tell whether a script of ours asks for a part of a page."""
    return request.headers.get("hx-request") == "true"


def id_in(request: Request) -> UUID:
    """Return the id of an address; raises NotFound."""
    if (found := parse_id(str(request.path_params["id"]))) is None:
        raise NotFound
    return found


async def about_of(request: Request, session: AsyncSession, actor: Actor) -> tuple[About, Seen]:
    """Return the thing an address names, as the actor sees it; raises NotFound."""
    kind = request.path_params["kind"]
    found = await get_seen(session, actor, kind, id_in(request))
    return About(kind, found.id, found.path), found


async def timeline_page(request: Request) -> Response:
    """GET /app/timeline/{kind}/{id}?show=&cursor=: a part of a page, or by itself a page."""
    asked = request.query_params
    async with reading(request) as (session, actor):
        about, found = await about_of(request, session, actor)
        told = await timeline_of(
            session, actor, about.kind, about.id, asked.get("cursor"),
            show=as_show(asked.get("show")),
        )  # fmt: skip
        context: dict[str, Any] = {"about": about, "timeline": told, "title": found.title}
        if not is_fragment(request):
            return await show(request, session, "timeline_page.html", **context)
    part = "parts/timeline_entries.html" if asked.get("cursor") else "parts/timeline.html"
    return render(request, part, **context)


async def beside(request: Request) -> Response:
    """GET /app/beside/{kind}/{id}: documents, notes and followers; with that, news are seen."""
    async with reading(request) as (session, actor):
        about, found = await about_of(request, session, actor)
        lists = await around(session, actor, about.kind, about.id)
        context: dict[str, Any] = {"about": about, "around": lists, "title": found.title}
        if is_fragment(request):
            page: Response = render(request, "parts/beside.html", **context)
        else:
            page = await show(request, session, "beside_page.html", **context)
    if lists.is_news and not actor.seeing_as:
        page.background = BackgroundTask(news_seen, request, about.kind, about.id)
    return page


async def news_seen(request: Request, kind: str, subject_id: UUID) -> None:
    """Note it once the page has left: whoever reads need not wait for a writer's turn."""
    async with writing(request) as (session, actor):
        await mark_mentions_seen(session, actor, kind, subject_id)
        await mark_subject_seen(session, actor, kind, subject_id)


async def uploads_of(request: Request, form: Form) -> list[documents.Upload]:
    """Read the files before the transaction: no waiting for a slow phone inside it."""
    limit = request.state.app.settings.max_upload_bytes
    return [
        (one.filename or "", one.content_type or "", await one.read(limit + 1))
        for one in form.files
    ]


async def add(request: Request) -> Response:
    """POST /app/discuss/{kind}/{id}: say something; what was refused stays in the form."""
    form = await read_form(request)
    limit = request.state.app.settings.max_upload_bytes
    try:
        files = await uploads_of(request, form)
        async with writing(request) as (session, actor):
            about, _found = await about_of(request, session, actor)
            stored = await documents.store(session, files, limit=limit)
            comment = await service.add_comment(
                session, actor, about.kind, about.id, text=form.text("text", limit=20_000),
                files=stored,
            )  # fmt: skip
            comment_id = comment.id
    except DomainError as refusal:
        return await _kept(request, form, refusal)
    if not is_fragment(request):
        return see_other(safe_path(form.text("back"), about.path), done="commented")
    async with reading(request) as (session, actor):
        said = await comment_row(session, comment_id)
    return render(request, "parts/comment_added.html", about=about, comment=said, tab="note")


async def _kept(request: Request, form: Form, refusal: DomainError) -> Response:
    """Show the form again with what was typed, and why it was refused."""
    async with reading(request) as (session, actor):
        about, found = await about_of(request, session, actor)
        context: dict[str, Any] = {
            "about": about, "tab": "note", "typed": form.typed, **refusal_of(refusal),
        }  # fmt: skip
        if not is_fragment(request):
            return await show(
                request, session, "composer_page.html", 422, title=found.title, **context
            )
    return render(request, "parts/composer.html", **context)


async def comment_row(session: AsyncSession, comment_id: UUID) -> CommentRow:
    """Return one comment as a timeline shows it; that it may be seen, the caller makes sure."""
    said = Said()
    for row in await session.execute(sa.union_all(*comments(Comment.id == comment_id))):
        said.take(*row)
    said.put_together()
    if comment_id not in said.comments:
        raise NotFound
    return said.comments[comment_id]


async def one_comment(request: Request) -> Response:
    """GET /app/comments/{id}?edit=1: one comment, or the form that changes it."""
    async with reading(request) as (session, actor):
        return await _comment(request, session, actor, "edit" in request.query_params)


async def _comment(
    request: Request, session: AsyncSession, actor: Actor, editing: bool, **more: Any
) -> Response:
    row = await get_comment(session, actor, id_in(request))
    about = await get_seen(session, actor, row.subject_kind, row.subject_id)
    context = {"comment": await comment_row(session, row.id), "editing": editing, **more}
    if is_fragment(request):
        return render(request, "parts/comment.html", **context)
    return await show(
        request, session, "comment_page.html", 422 if more else 200,
        about=About(about.kind, about.id, about.path), title=about.title, **context,
    )  # fmt: skip


async def change(request: Request) -> Response:
    """POST /app/comments/{id}/{verb}: edit, remove, restore."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            row = await _change(session, actor, id_in(request), request.path_params["verb"], form)
            kind, subject_id = row.subject_kind, row.subject_id
    except DomainError as refusal:
        if isinstance(refusal, NotFound):
            raise
        async with reading(request) as (session, actor):
            return await _comment(
                request, session, actor, True, typed=form.typed, **refusal_of(refusal)
            )
    async with reading(request) as (session, actor):
        if is_fragment(request):
            return await _comment(request, session, actor, False)
        found = await get_seen(session, actor, kind, subject_id)
    return see_other(found.path, done="saved")


async def _change(
    session: AsyncSession, actor: Actor, comment_id: UUID, verb: str, form: Form
) -> Comment:
    match verb:
        case "edit":
            return await service.edit_comment(
                session, actor, comment_id, text=form.text("text", limit=20_000),
                version=form.number("version"),
            )  # fmt: skip
        case "remove":
            return await service.remove_comment(session, actor, comment_id)
        case "restore":
            return await service.restore_comment(session, actor, comment_id)
    raise NotFound


async def who(request: Request) -> Response:
    """GET /app/discuss/{kind}/{id}/who?q=: colleagues and teams that may be named there."""
    asked = fold(request.query_params.get("q", "")[:80])
    async with reading(request) as (session, actor):
        about, _found = await about_of(request, session, actor)
        crew = await mentioning.load_crew(session)
        fits = [one for one in (*crew.people, *crew.teams) if _begins(one, asked)][: 3 * SUGGESTED]
        wanted = {one.id for one in fits if not one.is_team}
        wanted |= {one for team in fits for one in crew.members.get(team.id, ())}
        able = await who_sees(
            session, about.kind, about.id, list((await actors_for(session, wanted)).values())
        )
    seen = [one for one in fits if one.id in able or able & set(crew.members.get(one.id, ()))]
    return HTMLResponse(_options(seen[:SUGGESTED], crew, actor))


def _begins(one: mentioning.Named, asked: str) -> bool:
    """Tell whether a name, one of its words or its handle begins so."""
    name = fold(one.name)
    return one.handle.startswith(asked) or any(
        name[at:].startswith(asked)
        for at in [0, *[at + 1 for at, c in enumerate(name) if c == " "]]
    )


def _written(one: mentioning.Named, crew: mentioning.Crew) -> str:
    """Return a mention as people read it: the name as it is, where that means nobody else."""
    found = mentioning.find(f"@{one.name}", crew)
    alone = [named.id for named in (*found.people, *found.teams)] == [one.id]
    return f"@{one.name}" if alone else f"@{one.handle}"


def _options(found: list[mentioning.Named], crew: mentioning.Crew, actor: Actor) -> str:
    """Return the entries of a list box; what is put into the text is never ambiguous."""
    option = Markup('<li role="option" id="who-{}" data-insert="{}"><span>{}</span>{}</li>')
    more = Markup(' <span class="quiet small">{}</span>')
    return Markup("").join(
        option.format(
            at, _written(one, crew), one.name,
            more.format(_("team") if one.is_team else _("you") if one.id == actor.id else ""),
        )
        for at, one in enumerate(found)
    )  # fmt: skip


async def follow(request: Request) -> Response:
    """POST /app/discuss/{kind}/{id}/{verb}: follow or unfollow."""
    verb = request.path_params["verb"]
    async with writing(request) as (session, actor):
        about, _found = await about_of(request, session, actor)
        if verb == "follow":
            await service.follow(session, actor, about.kind, about.id)
        elif verb == "unfollow":
            await service.unfollow(session, actor, about.kind, about.id)
        else:
            raise NotFound
    if is_fragment(request):
        return await beside(request)
    return see_other(about.path, done="saved")


ROUTES = [
    Route("/app/timeline/{kind}/{id}", timeline_page),
    Route("/app/beside/{kind}/{id}", beside),
    Route("/app/discuss/{kind}/{id}/who", who),
    Route("/app/discuss/{kind}/{id}", add, methods=["POST"]),
    Route("/app/discuss/{kind}/{id}/{verb}", follow, methods=["POST"]),
    Route("/app/comments/{id}", one_comment),
    Route("/app/comments/{id}/{verb}", change, methods=["POST"]),
]
