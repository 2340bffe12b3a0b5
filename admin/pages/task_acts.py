"""What is done on a task's page by one button: moving, checklist, activities, links, reminders."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.discussing import is_fragment
from admin.pages.forms import Form, read_form
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading, writing
from admin.pages.task import LINK_CHOICES, WORDS, again, link_choices
from admin.pages.task_beside import beside
from core.access.actor import Actor
from core.errors import DomainError, Invalid, NotFound
from core.kit import clock
from core.kit.i18n import _
from core.work import policies, queries, service
from core.work.models import TaskLinkKind

Doing = Callable[[AsyncSession, Actor, str, Form], Awaitable[Any]]


async def act(request: Request) -> Response:
    """POST /app/tasks/{number}/{verb}: see VERBS."""
    form = await read_form(request)
    number, verb = request.path_params["number"], request.path_params["verb"]
    doing = VERBS.get(verb)
    if doing is None:
        raise NotFound
    refused: DomainError | None = None
    try:
        async with writing(request) as (session, actor):
            await doing(session, actor, number, form)
    except DomainError as refusal:
        refused = refusal
    if verb in PARTS and is_fragment(request):
        return await _part(request, PARTS[verb], refused)
    if refused is not None:
        return await again(request, form, refused)
    if verb == "archive":
        return see_other("/app/tasks", done="task_archived")
    place = f"#{PARTS[verb]}" if verb in PARTS else ""
    return see_other(f"/app/tasks/{number}?done=task_{verb}{place}")


async def _part(request: Request, name: str, refused: DomainError | None) -> Response:
    """Return one part of the page as it is now, with why nothing changed when it was refused."""
    async with reading(request) as (session, actor):
        task = await queries.get_task(session, actor, request.path_params["number"])
        return render(
            request, f"parts/task_{name}.html", task=task,
            lists=await beside(session, actor, task),
            may_change=policies.can_change_task(actor, task), today=clock.today(actor.zone),
            link_choices=link_choices(), part_refusal=refused.sentence() if refused else "",
            **WORDS,
        )  # fmt: skip


async def _stage(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    if (stage_id := form.id("stage_id")) is None:
        raise Invalid(_("Choose a stage."), field="stage_id")
    version = form.number("version")
    await service.move_task(session, actor, number, stage_id=stage_id, version=version)


async def _done(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    await service.complete_task(session, actor, number, version=form.number("version"))


async def _reopen(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    await service.reopen_task(session, actor, number, version=form.number("version"))


async def _sign(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    comment = form.text("comment", limit=1_000)
    await service.sign(session, actor, number, role_id=form.id("role_id"), comment=comment)


async def _withdraw(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    if (role_id := form.id("role_id")) is None:
        raise NotFound
    await service.withdraw(session, actor, number, role_id=role_id)


async def _archive(session: AsyncSession, actor: Actor, number: str, _form: Form) -> None:
    await service.archive_task(session, actor, number)


async def _remind(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    day, wall = form.day("remind_on"), form.wall("remind_time")
    if day is None or wall is None:
        raise Invalid(_("Say the day and the time of the reminder."), field="remind_on")
    task = await queries.get_task(session, actor, number)
    await service.create_reminder(
        session, actor, remind_at=clock.at(day, wall, actor.zone), task_id=task.id,
        text=form.text("remind_text"),
    )  # fmt: skip


async def _forget(session: AsyncSession, actor: Actor, _number: str, form: Form) -> None:
    if reminder_id := form.id("reminder_id"):
        await service.cancel_reminder(session, actor, reminder_id)


async def _defer(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    until: date | None = form.day("deferred_until")
    if until is None:
        raise Invalid(_("Choose the day on which it comes back."), field="deferred_until")
    version = form.number("version")
    await service.defer_task(session, actor, number, until=until, version=version)


async def _undefer(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    version = form.number("version")
    await service.defer_task(session, actor, number, until=None, version=version)


async def _percent(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    await service.change_task(session, actor, number, percent=form.number("percent") or 0)


async def _item(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    for line in form.text("item", limit=10_000).splitlines() or [""]:
        await service.add_item(session, actor, number, text=line)


async def _tick(session: AsyncSession, actor: Actor, _number: str, form: Form) -> None:
    if (item_id := form.id("item_id")) is None:
        raise NotFound
    match form.text("how"):
        case "up" | "down":
            place = form.number("place") or 0
            await service.move_item(session, actor, item_id, place=place)
        case "rename":
            await service.rename_item(session, actor, item_id, text=form.text("text"))
        case "remove":
            await service.remove_item(session, actor, item_id)
        case how:
            await service.tick_item(session, actor, item_id, done=how != "untick")


async def _direct(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    """Direct an activity to each of the chosen people, or change one that is there."""
    fields: dict[str, Any] = {
        "type_id": form.id("type_id"), "text": form.text("activity_text", limit=2_000),
        "due_on": form.day("activity_on"), "due_time": form.wall("activity_time"),
    }  # fmt: skip
    staff_id = form.id("staff_id")
    if staff_id is None:
        raise Invalid(_("Choose whom it is directed to."), field="staff_id")
    if activity_id := form.id("activity_id"):
        version = form.number("version")
        await service.change_activity(
            session, actor, activity_id, staff_id=staff_id, version=version, **fields
        )
    else:
        await service.create_activity(session, actor, number, staff_id=staff_id, **fields)


async def _acted(session: AsyncSession, actor: Actor, _number: str, form: Form) -> None:
    if (activity_id := form.id("activity_id")) is None:
        raise NotFound
    match form.text("how"):
        case "reopen":
            await service.reopen_activity(session, actor, activity_id)
        case "remove":
            await service.remove_activity(session, actor, activity_id)
        case _:
            result = form.text("result", limit=2_000)
            await service.finish_activity(session, actor, activity_id, result=result)


async def _link(session: AsyncSession, actor: Actor, number: str, form: Form) -> None:
    way = next((one for one in LINK_CHOICES if one[0] == form.text("way")), None)
    if way is None:
        raise Invalid(_("Choose how the tasks belong together."), field="way")
    other = form.needed("other", _("Say the number of the other task.")).upper()
    try:
        await queries.get_task(session, actor, other)
    except NotFound:
        sentence = _("No task of yours has the number {number}.")
        raise Invalid(sentence.format(number=other), field="other") from None
    first, second = (number, other) if way[2] else (other, number)
    await service.link_tasks(session, actor, first, second, kind=TaskLinkKind(way[1]))


async def _unlink(session: AsyncSession, actor: Actor, _number: str, form: Form) -> None:
    if link_id := form.id("link_id"):
        await service.unlink_tasks(session, actor, link_id)


VERBS: Mapping[str, Doing] = {
    "stage": _stage, "done": _done, "reopen": _reopen, "sign": _sign, "withdraw": _withdraw,
    "archive": _archive, "remind": _remind,
    "forget": _forget, "defer": _defer, "undefer": _undefer, "percent": _percent, "item": _item,
    "tick": _tick, "direct": _direct, "acted": _acted, "link": _link, "unlink": _unlink,
}  # fmt: skip
PARTS: Mapping[str, str] = {
    "item": "checklist", "tick": "checklist", "direct": "activities", "acted": "activities",
    "link": "links", "unlink": "links",
}  # fmt: skip
"""The part of the page that a button changes: an element's id, and its template."""
ROUTES = [Route("/app/tasks/{number}/{verb}", act, methods=["POST"])]
