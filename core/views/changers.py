"""What lists may change in place and in bulk: each field by its record's own service.

The services check rights, rules and versions and record the facts; nothing is written past them.
A value is kept as JSON: an id, day, key, number, text or a list of texts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.columns import Column, Kind
from core.contact_requests import policies as request_policies
from core.contact_requests import service as requests
from core.contact_requests.queries import get_request_by_id
from core.errors import Invalid
from core.events.bus import plain
from core.fields.values import PREFIX
from core.kit.i18n import _
from core.people import policies as people_policies
from core.people import service as people
from core.views.scope import Scope
from core.work import policies as work_policies
from core.work import service as work

Change = Callable[[AsyncSession, Actor, UUID, int | None, Any], Any]


@dataclass(frozen=True, slots=True)
class Changer:
    """How a column is changed: `change(session, actor, id, version, value)` returns the record.

    `may` asks for the right that everybody needs who changes any; `in_bulk`: many at once too.
    """

    change: Change
    may: Callable[[Actor], bool]
    in_bulk: bool = True


def _task(field: str) -> Change:
    async def change(
        session: AsyncSession, actor: Actor, key: UUID, version: int | None, value: Any
    ) -> Any:
        return await work.change_task(session, actor, key, version=version, **{field: value})

    return change


async def _stage(
    session: AsyncSession, actor: Actor, key: UUID, version: int | None, value: Any
) -> Any:
    if value is None:
        raise Invalid(_("Choose a stage."), field="value")
    return await work.move_task(session, actor, key, stage_id=value, version=version)


def _project(field: str) -> Change:
    async def change(
        session: AsyncSession, actor: Actor, key: UUID, version: int | None, value: Any
    ) -> Any:
        return await work.change_project(session, actor, key, version=version, **{field: value})

    return change


def _customer(field: str) -> Change:
    async def change(
        session: AsyncSession, actor: Actor, key: UUID, version: int | None, value: Any
    ) -> Any:
        return await people.change_customer(session, actor, key, version=version, **{field: value})

    return change


def _request(field: str) -> Change:
    async def change(
        session: AsyncSession, actor: Actor, key: UUID, version: int | None, value: Any
    ) -> Any:
        found = await get_request_by_id(session, actor, key)
        return await requests.change_request(
            session, actor, found.number, version=version, **{field: value}
        )

    return change


def _directed(field: str) -> Change:
    async def change(
        session: AsyncSession, actor: Actor, key: UUID, version: int | None, value: Any
    ) -> Any:
        found = await get_request_by_id(session, actor, key)
        whom = {"staff_id": found.assignee_id, "team_id": found.team_id, field: value}
        return await requests.assign(session, actor, found.number, version=version, **whom)

    return change


def _staff(actor: Actor) -> bool:
    return actor.kind == "staff"


_TASKS = {
    "stage": Changer(_stage, _staff),
    "title": Changer(_task("title"), _staff, in_bulk=False),
    **{name: Changer(_task(field), _staff) for name, field in {
        "doer": "doer_id", "responsible": "responsible_id", "team": "team_id",
        "customer": "customer_id", "project": "project_id", "due_on": "due_on",
        "deferred_until": "deferred_until", "priority": "priority", "percent": "percent",
        "planned": "planned_minutes", "tags": "tags",
    }.items()},
}  # fmt: skip
_PROJECTS = {
    "name": Changer(_project("name"), work_policies.can_edit_projects, in_bulk=False),
    **{name: Changer(_project(field), work_policies.can_edit_projects) for name, field in {
        "status": "status_id", "group": "group_id", "responsible": "responsible_id",
        "starts_on": "starts_on", "ends_on": "ends_on", "budget": "budget_minutes",
        "tags": "tags",
    }.items()},
}  # fmt: skip
_REQUESTS = {
    "assignee": Changer(_directed("staff_id"), request_policies.may_handle),
    "team": Changer(_directed("team_id"), request_policies.may_handle),
    "subject": Changer(_request("subject"), request_policies.may_handle, in_bulk=False),
    "priority": Changer(_request("priority"), request_policies.may_handle),
    "tags": Changer(_request("tags"), request_policies.may_handle),
}
_CUSTOMERS = {
    "name": Changer(_customer("name"), people_policies.can_edit, in_bulk=False),
    "tags": Changer(_customer("tags"), people_policies.can_edit),
}
CHANGERS: Mapping[str, Mapping[str, Changer]] = {
    "task": _TASKS, "project": _PROJECTS, "contact_request": _REQUESTS, "customer": _CUSTOMERS,
}  # fmt: skip
_OWN: Mapping[str, tuple[Callable[[str], Change], Callable[[Actor], bool]]] = {
    "task": (_task, _staff), "project": (_project, work_policies.can_edit_projects),
    "contact_request": (_request, request_policies.may_handle),
    "customer": (_customer, people_policies.can_edit),
}  # fmt: skip


def changers_for(scope: Scope) -> dict[str, Changer]:
    """Return the columns that the actor may try to change, own fields included."""
    kind, actor = scope.module.kind, scope.actor
    found = {name: one for name, one in CHANGERS.get(kind, {}).items()
             if name in scope.columns and one.may(actor)}  # fmt: skip
    make, may = _OWN.get(kind, (None, None))
    if make is not None and may is not None and may(actor):
        found |= {name: Changer(_own(make("custom"), name), may)
                  for name, column in scope.columns.items() if column.is_own}  # fmt: skip
    return found


def _own(change: Change, name: str) -> Change:
    async def changed(
        session: AsyncSession, actor: Actor, key: UUID, version: int | None, value: Any
    ) -> Any:
        typed = {name.removeprefix(PREFIX): value}
        return await change(session, actor, key, version, typed)

    return changed


_EMPTY: Mapping[Kind, Any] = {Kind.TEXT: "", Kind.PERCENT: 0}
"""What an emptied field holds where the database has no NULL."""


def held(value: Any) -> Any:
    """Return a value that a list has read as JSON holds it."""
    return [str(one) for one in value] if isinstance(value, list | tuple) else plain(value)


def restored(column: Column, value: Any) -> Any:
    """Return a kept value as the services take it; raises Invalid for what is none."""
    if column.is_own:
        return "" if value is None else value
    if column.kind is Kind.TAGS:
        return list(value or ())
    if value in (None, ""):
        return _EMPTY.get(column.kind)
    try:
        if column.kind is Kind.REFERENCE:
            return UUID(str(value))
        if column.kind is Kind.DATE:
            return date.fromisoformat(str(value))
        if column.kind is Kind.CHOICE:
            return column.stored(str(value))
        if column.kind in (Kind.MINUTES, Kind.PERCENT, Kind.NUMBER):
            return int(value)
    except (TypeError, ValueError):
        raise Invalid(_("Choose or write a value."), field="value") from None
    return str(value)
