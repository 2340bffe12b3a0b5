"""What the company names itself: types of activities, steps of projects; one page each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, NotFound
from core.kit.i18n import N_, _
from core.work import policies, service
from core.work.activity_queries import activity_types
from core.work.models import StageColor
from core.work.project_queries import statuses

COLORS = {
    StageColor.BLUE: N_("Blue"), StageColor.TEAL: N_("Turquoise"), StageColor.GREEN: N_("Green"),
    StageColor.YELLOW: N_("Yellow"), StageColor.ORANGE: N_("Orange"), StageColor.RED: N_("Red"),
    StageColor.PURPLE: N_("Purple"), StageColor.GREY: N_("Grey"),
}  # fmt: skip
STEP = 10


@dataclass(frozen=True, slots=True)
class OwnList:
    """One list: its page, its words, and the services that change it."""

    path: str
    title: str
    about: str
    empty: str
    placeholder: str
    read: Callable[..., Any]
    create: Callable[..., Any]
    change: Callable[..., Any]
    archive: Callable[..., Any]
    restore: Callable[..., Any]
    may_end: bool = False


LISTS = (
    OwnList(
        "/app/activity-types", N_("Types of activities"),
        N_("What is counted by person and period: calls, meetings, demos."),
        N_("No types yet. Without them activities are just words."), N_("Call"),
        activity_types, service.create_type, service.change_type, service.archive_type,
        service.restore_type,
    ),
    OwnList(
        "/app/project-steps", N_("Steps of projects"),
        N_("The steps that your projects go through, in order."),
        N_("No steps yet. Without them projects are open or closed."), N_("Offered"),
        statuses, service.create_status, service.change_status, service.archive_status,
        service.restore_status, may_end=True,
    ),
)  # fmt: skip


def _list(request: Request) -> OwnList:
    return next(one for one in LISTS if request.url.path.startswith(one.path))


async def list_page(request: Request) -> Response:
    """GET /app/activity-types, /app/project-steps"""
    async with reading(request) as (session, actor):
        return await _page(request, session, actor)


async def _page(
    request: Request, session: AsyncSession, actor: Actor, typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    require(policies.can_manage_workflows(actor))
    own = _list(request)
    every = await own.read(session, archived=True)
    return await show(
        request, session, "own_list.html", 422 if refusal else 200, own=own,
        rows=[one for one in every if not one.is_archived],
        archived=[one for one in every if one.is_archived],
        colors=[(key.value, _(words)) for key, words in COLORS.items()], typed=typed or {},
        **refusal_of(refusal),
    )  # fmt: skip


async def change(request: Request) -> Response:
    """POST: `how` new, save, up, down, archive or restore."""
    form, own = await read_form(request), _list(request)
    try:
        async with writing(request) as (session, actor):
            await _do(session, actor, own, form)
    except DomainError as refusal:
        async with reading(request) as (session, actor):
            return await _page(request, session, actor, form.typed, refusal)
    return see_other(own.path, done="saved")


async def _do(session: AsyncSession, actor: Actor, own: OwnList, form: Form) -> None:
    how = form.text("how")
    fields: dict[str, Any] = {"name": form.text("name"), "color": form.text("color")}
    if own.may_end:
        fields["is_closed"] = form.ticked("is_closed")
    if how == "new":
        await own.create(session, actor, **fields)
        return
    if (key := form.id("id")) is None:
        raise NotFound
    version = form.number("version")
    match how:
        case "save":
            await own.change(session, actor, key, version=version, **fields)
        case "archive":
            await own.archive(session, actor, key)
        case "restore":
            await own.restore(session, actor, key)
        case "up" | "down":
            rows = await own.read(session)
            for row, position in _moved(rows, str(key), -1 if how == "up" else 1):
                await own.change(session, actor, row.id, position=position)
        case _:
            raise NotFound


def _moved(rows: Sequence[Any], key: str, by: int) -> list[tuple[Any, int]]:
    """Return the rows with the positions that they have after one of them moved."""
    order = list(rows)
    at = next((place for place, row in enumerate(order) if str(row.id) == key), None)
    if at is None or not 0 <= at + by < len(order):
        return []
    order[at], order[at + by] = order[at + by], order[at]
    return [(row, STEP * place) for place, row in enumerate(order, 1)]


ROUTES = [
    route for one in LISTS
    for route in (Route(one.path, list_page), Route(one.path, change, methods=["POST"]))
]  # fmt: skip
