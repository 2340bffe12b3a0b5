"""Who may do what: roles beside each other, every right as a sentence; and looking as a role."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.navigation import sections_for
from admin.notices import done_in
from admin.pages.forms import Form, read_form
from admin.pages.rendering import HOME, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import require
from core.access.modules import rights_of
from core.access.permissions import GROUPS, SENTENCES
from core.errors import DomainError, NotFound
from core.kit.i18n import _
from core.staff import policies, queries, service
from core.staff.models import Role

PATH = "/settings/rights"
MANY = 5_000
"""Boxes in a form of all roles."""


async def page(request: Request) -> Response:
    """GET /settings/rights"""
    return await _page(request)


async def _page(
    request: Request, form: Form | None = None, refusal: DomainError | None = None
) -> Response:
    async with reading(request) as (session, actor):
        require(policies.can_manage_staff(actor))
        roles = await queries.all_roles(session)
        hidden = rights_of(actor.modules_off)
        return await show(
            request, session, "sqladmin/rights.html", 422 if refusal else 200, roles=roles,
            groups=[(_(label), [(right, _(SENTENCES[right])) for right in rights
                                if right not in hidden]) for label, rights in GROUPS],
            may_change={role.id: policies.can_grant(actor, [role]) for role in roles},
            ticked=_ticked(roles, form), factors=_factors(roles, form), actor_may=actor.may,
            sections=sections_for(actor, request.app.state.views), done=done_in(request),
            typed=form.typed if form else {}, **refusal_of(refusal),
        )  # fmt: skip


def _ticked(roles: Sequence[Role], form: Form | None) -> dict[Any, set[str]]:
    """Return the rights that each role's column shows: what was typed, else what is stored."""
    if form is None:
        return {role.id: {str(right) for right in role.allows} for role in roles}
    return {role.id: set(form.lists.get(f"may_{role.id}", ())) for role in roles}


def _factors(roles: Sequence[Role], form: Form | None) -> set[Any]:
    if form is None:
        return {role.id for role in roles if role.second_factor_required}
    return {role.id for role in roles if form.ticked(f"factor_{role.id}")}


async def save(request: Request) -> Response:
    """POST /settings/rights: every column that the actor may change, all or nothing."""
    form = await read_form(request, max_fields=MANY)
    try:
        async with writing(request) as (session, actor):
            require(policies.can_manage_staff(actor))
            for role in await queries.all_roles(session):
                version = form.number(f"version_{role.id}")
                if version is None or not policies.can_grant(actor, [role]):
                    continue
                hidden = role.allows & rights_of(actor.modules_off)
                await service.change_role(
                    session, actor, role.id, version=version,
                    permissions={*form.lists.get(f"may_{role.id}", ()), *hidden},
                    second_factor_required=form.ticked(f"factor_{role.id}"),
                )  # fmt: skip
    except DomainError as refusal:
        return await _page(request, form, refusal)
    return see_other(PATH, done="saved")


async def see_as(request: Request) -> Response:
    """POST /app/see-as: look at the panel with a role's eyes."""
    form = await read_form(request)
    async with writing(request) as (session, actor):
        if (role_id := form.id("role_id")) is None:
            raise NotFound
        await service.see_as(session, actor, request.state.sign_in.id, role_id)
    return see_other(HOME)


async def own_eyes(request: Request) -> Response:
    """POST /app/see-as/end"""
    async with writing(request) as (session, actor):
        await service.see_as_oneself(session, actor, request.state.sign_in.id)
    return see_other(PATH)


ROUTES = [
    Route(PATH, page),
    Route(PATH, save, methods=["POST"]),
    Route("/app/see-as", see_as, methods=["POST"]),
    Route("/app/see-as/end", own_eyes, methods=["POST"]),
]
