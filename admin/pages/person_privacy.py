"""Giving out everything held about a person, and erasing them after saying what will go."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor
from core.errors import DomainError, Invalid, NotFound
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.privacy import service
from core.privacy.exporting import archive


def _id(request: Request) -> UUID:
    if (person_id := parse_id(request.path_params["id"])) is None:
        raise NotFound
    return person_id


async def export(request: Request) -> Response:
    """GET /app/persons/{id}/export: an archive of everything held about a person."""
    async with reading(request) as (session, actor):
        found = await service.export_person(session, actor, _id(request))
    data = await archive(request.state.app.storage, found)
    return Response(
        data, media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{_id(request)}.zip"',
            "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
        },
    )  # fmt: skip


async def erase(request: Request) -> Response:
    """GET and POST /app/persons/{id}/erase: what will go and what stays, then doing it."""
    if request.method == "GET":
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, {})
    form = await read_form(request)
    try:
        if not form.ticked("sure"):
            raise Invalid(_("Tick that you know it cannot be undone."), field="sure")
        async with reading(request) as (session, actor):
            found = await service.look(session, actor, _id(request))
        async with writing(request) as (session, actor):
            await service.erase_person(
                session, actor, _id(request), reason=form.text("reason"), found=found
            )
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, form.typed, refusal)
    return see_other("/app/customers", done="erased")


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str],
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    told = await service.foretell(session, actor, _id(request))
    return await show(
        request, session, "person_erase.html", 422 if refusal else 200, told=told, typed=typed,
        person_id=_id(request), **refusal_of(refusal),
    )  # fmt: skip


ROUTES = [
    Route("/app/persons/{id}/export", export),
    Route("/app/persons/{id}/erase", erase, methods=["GET", "POST"]),
]
