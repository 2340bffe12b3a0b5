"""Project groups: who always serves a customer."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.picking import customer_of, doers
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, NotFound
from core.kit.ids import parse_id
from core.staff.queries import active_teams
from core.work import policies, service
from core.work.project_queries import get_group, groups

BASE = "/app/project-groups"


async def group_list(request: Request) -> Response:
    """GET /app/project-groups"""
    async with reading(request) as (session, actor):
        require(policies.can_edit_projects(actor))
        every = await groups(session, archived=True)
        return await show(
            request, session, "project_groups.html",
            groups=[one for one in every if not one.group.is_archived],
            archived=[one for one in every if one.group.is_archived],
        )  # fmt: skip


async def group_page(request: Request) -> Response:
    """GET /app/project-groups/new, /app/project-groups/{id}"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


def _id(request: Request) -> UUID | None:
    """Return the group's id, None for a new one; raises NotFound for nonsense."""
    said = request.path_params["id"]
    if said == "new":
        return None
    if (key := parse_id(said)) is None:
        raise NotFound
    return key


async def _page(
    request: Request, session: AsyncSession, actor: Actor, form: Form | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    require(policies.can_edit_projects(actor))
    key = _id(request)
    found = await get_group(session, key) if key else None
    members = [str(one) for one, _name in found.members] if found else []
    return await show(
        request, session, "project_group.html", 422 if refusal else 200, found=found,
        members=form.lists.get("member", []) if form else members,
        people=sorted({*await doers(session), *(found.members if found else ())},
                      key=lambda one: one[1].casefold()),
        teams=[(team.id, team.name) for team in await active_teams(session)],
        typed=form.typed if form else {}, **refusal_of(refusal),
    )  # fmt: skip


async def save(request: Request) -> Response:
    """POST /app/project-groups/{id}: the form, or `how` archive or restore."""
    form, key = await read_form(request), _id(request)
    try:
        async with writing(request) as (session, actor):
            await _save(session, actor, key, form)
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, form, refusal)
    done = {"archive": "archived", "restore": "restored"}.get(form.text("how"), "saved")
    return see_other(BASE, done=done)


async def _save(session: AsyncSession, actor: Actor, key: UUID | None, form: Form) -> None:
    how = form.text("how")
    if key is not None and how in ("archive", "restore"):
        act = service.archive_group if how == "archive" else service.restore_group
        await act(session, actor, key)
        return
    fields: dict[str, Any] = {
        "name": form.text("name"), "customer_id": await customer_of(session, actor, form),
        "team_id": form.id("team_id"),
        "member_ids": [one for said in form.lists.get("member", ()) if (one := parse_id(said))],
    }  # fmt: skip
    if key is None:
        await service.create_group(session, actor, **fields)
    else:
        version = form.number("version")
        await service.change_group(session, actor, key, version=version, **fields)


ROUTES = [
    Route(BASE, group_list),
    Route(BASE + "/{id}", group_page),
    Route(BASE + "/{id}", save, methods=["POST"]),
]
