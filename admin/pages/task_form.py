"""The form of a task, new or old: what was typed becomes what the services take."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.forms import Form
from admin.pages.own_fields import custom_of, tags_of
from admin.pages.picking import customer_of, person_of, project_of
from core.access.actor import Actor
from core.errors import Invalid
from core.fields.models import Module
from core.kit import clock
from core.kit.i18n import _

NEW_ONLY = ("workflow_id",)


async def fields_of_form(session: AsyncSession, actor: Actor, form: Form) -> dict[str, Any]:
    """Return what the task form says, for create_task and change_task alike; raises Invalid."""
    customer_id = await customer_of(session, actor, form)
    fields: dict[str, Any] = {
        "title": form.needed("title", _("Give the task a title.")),
        "description": form.text("description", limit=20_000),
        "customer_id": customer_id,
        "project_id": await project_of(session, form, customer_id),
        **_when(form, actor.zone),
    }
    if "person" in form.typed:
        fields["person_id"] = await person_of(session, actor, form)
    for name in ("doer_id", "responsible_id", "team_id", "workflow_id"):
        if name in form.typed and (name != "workflow_id" or form.id(name)):
            fields[name] = form.id(name)
    fields |= _amounts(form)
    custom = await custom_of(session, actor, Module.TASK, form)
    return fields | {"custom": custom, "tags": tags_of(form)}


def _amounts(form: Form) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if "planned" in form.typed:
        fields["planned_minutes"] = form.minutes("planned")
    if "percent" in form.typed:
        typed = form.text("percent").rstrip("% ") or "0"
        if not typed.isdecimal() or len(typed) > 3:
            sentence = _("Give the percentage as a number from 0 to 100.")
            raise Invalid(sentence, field="percent")
        fields["percent"] = int(typed)
    if "priority" in form.typed:
        fields["priority"] = int(form.typed["priority"]) if form.typed["priority"] in _WAYS else 0
    return fields


_WAYS = ("-1", "0", "1")


def _when(form: Form, zone: str) -> dict[str, Any]:
    """Return when: a to-do has a due day and time, an event a beginning and an end in the zone."""
    if form.text("is_event") != "1":
        return {
            "due_on": form.day("due_on"), "due_time": form.wall("due_time"),
            "starts_at": None, "ends_at": None,
        }  # fmt: skip
    first, last = form.day("starts_on"), form.day("ends_on")
    begin, end = form.wall("starts_time"), form.wall("ends_time")
    if first is None or begin is None:
        raise Invalid(_("Say the day and the time at which the event begins."), field="starts_on")
    if end is None:
        raise Invalid(_("Say when the event ends."), field="ends_time")
    starts_at = clock.at(first, begin, zone)
    ends_at = clock.at(last or first, end, zone)
    if last is None and ends_at <= starts_at:  # over midnight
        ends_at = clock.at(first + timedelta(days=1), end, zone)
    return {"starts_at": starts_at, "ends_at": ends_at}


def wall_parts(moment: datetime | None, zone: str) -> tuple[str, str]:
    """Return a moment as the day and time that inputs of a zone show; '' for none."""
    if moment is None:
        return "", ""
    wall = clock.local(moment, zone)
    return wall.date().isoformat(), f"{wall:%H:%M}"
