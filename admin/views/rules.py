"""Routing rules in words: when a message is like this, do that."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqladmin.pagination import Pagination
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from admin import fields
from admin.base import Act, ServiceView, version_of
from admin.views.archiving import archived_filter
from core.access.actor import Actor
from core.access.permissions import Permission
from core.intake import service
from core.intake.models import RoutingRule
from core.intake.queries import get_rule
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.sources.queries import all_sources
from core.staff.queries import active_members, active_teams
from core.work.queries import workflows

WAYS: Mapping[str, str] = {
    "round_robin": N_("its people in turn"),
    "least_busy": N_("whoever has the fewest open requests"),
}
STATES: Mapping[str, str] = {
    "spam": N_("mark it as spam"),
    "ignored": N_("keep it, but open no request"),
}
PRIORITIES: Mapping[str, str] = {"1": N_("High"), "0": N_("Normal"), "-1": N_("Low")}
CONDITIONS: tuple[tuple[str, str], ...] = (
    ("sources", N_("came to {list}")), ("recipients", N_("was sent to {list}")),
    ("senders", N_("is from {list}")), ("words", N_("says {list}")),
    ("languages", N_("is in {list}")), ("customers", N_("is from a chosen customer")),
)  # fmt: skip
Names = Mapping[str, str]


async def names_in(session: AsyncSession) -> dict[str, str]:
    """Return the names of sources, teams, people, workflows and stages by id."""
    rows: list[Any] = [
        *await active_teams(session), *await active_members(session),
        *await workflows(session, archived=True),
    ]  # fmt: skip
    stages = [stage for row in await workflows(session, archived=True) for stage in row.stages]
    names = {str(row.id): row.name for row in [*rows, *stages]}
    return {**names, **{str(one.id): one.name for one in await all_sources(session)}}


def conditions_in_words(rule: RoutingRule, names: Names) -> str:
    """Return when a rule fits, in one line."""
    languages = dict(fields.LANGUAGES)
    told = [
        _(words).format(
            list=", ".join(names.get(one, languages.get(one, one))
                           for one in rule.conditions.get(name, ()))
        )
        for name, words in CONDITIONS
        if rule.conditions.get(name)
    ]  # fmt: skip
    return " · ".join(told) or _("every message")


def actions_in_words(rule: RoutingRule, names: Names) -> str:
    """Return what a rule does, in one line."""
    actions = rule.actions
    unknown = _("somebody who is gone")
    told = []
    if team := actions.get("team_id"):
        told.append(_("to team: {name}").format(name=names.get(team, unknown)))
    if way := actions.get("spread"):
        told.append(_(WAYS[way]))
    if person := actions.get("assignee_id"):
        told.append(_("to: {name}").format(name=names.get(person, unknown)))
    if place := actions.get("stage_id") or actions.get("workflow_id"):
        told.append(_("makes a task: {name}").format(name=names.get(place, "")))
    if tags := actions.get("tags"):
        told.append(_("tags: {list}").format(list=", ".join(tags)))
    if priority := actions.get("priority"):
        told.append(_("priority: {word}").format(word=_(PRIORITIES[str(priority)]).lower()))
    if state := actions.get("state"):
        told.append(_(STATES[state]))
    return " · ".join(told) or _("nothing yet")


def _when(rule: RoutingRule, _name: str, request: Request) -> str:
    return conditions_in_words(rule, request.state.rule_names)


def _then(rule: RoutingRule, _name: str, request: Request) -> str:
    return actions_in_words(rule, request.state.rule_names)


class RuleView(ServiceView, model=RoutingRule):
    """Routing rules."""

    right = Permission.MANAGE_SOURCES
    name, name_plural = N_("Routing rule"), N_("Routing rules")
    about = N_("Who gets what: rules are tried in order, and the first that fits decides.")
    none_yet = N_("Without rules every request waits for somebody to take it.")
    new_label = N_("New rule")
    icon = "inbox"
    column_list = ("position", "name", "conditions", "actions", "active")
    column_labels = {
        "position": N_("Order"), "name": N_("Name"), "conditions": N_("When a message"),
        "actions": N_("Then"), "active": N_("In use"),
    }  # fmt: skip
    column_formatters = {"conditions": _when, "actions": _then}
    column_searchable_list = ("name",)
    column_default_sort = [("position", False), ("id", False)]
    filters = (archived_filter(RoutingRule),)
    acts = (
        Act("archive", N_("Put away"), service.archive_rule, lambda one: not one.is_archived,
            done="archived"),
        Act("restore", N_("Take into use again"), service.restore_rule,
            lambda one: one.is_archived, done="restored"),
    )  # fmt: skip

    async def list(self, request: Request) -> Pagination:
        """Return a page, and the names its rules speak of."""
        await self._learn_names(request)
        return await super().list(request)

    async def get_model_objects(self, request: Request, limit: int | None = 0) -> Any:
        """Return the rows to export, and the names they speak of."""
        await self._learn_names(request)
        return await super().get_model_objects(request, limit)

    async def _learn_names(self, request: Request) -> None:
        async with request.state.app.sessions.reading() as session:
            request.state.rule_names = await names_in(session)

    async def fields(self, session: AsyncSession, row: RoutingRule | None) -> dict[str, Any]:
        """Name and order, conditions, actions."""
        return {
            "name": fields.text(N_("Name"), required=True),
            "position": fields.number(
                N_("Order"), N_("Smaller numbers are tried first."), high=10_000, default=100
            ),
            **_condition_fields(fields.rows_choices(await all_sources(session))),
            **_action_fields(
                fields.rows_choices(await active_teams(session)),
                fields.rows_choices(await active_members(session)),
                await _places(session),
            ),
            "goes_on": fields.check(
                N_("Try further rules too"), N_("What this rule decided stays; others add to it.")
            ),
            "active": fields.check(N_("In use"), default=True),
        }

    def values(self, row: RoutingRule) -> dict[str, Any]:
        """Return what the form shows."""
        conditions, actions = row.conditions, row.actions
        lines = {name: "\n".join(conditions.get(name, ())) for name in _LINES}
        place = actions.get("stage_id") or actions.get("workflow_id") or ""
        return {
            **{name: getattr(row, name) for name in ("name", "position", "goes_on", "active")},
            **lines,
            "sources": conditions.get("sources", []),
            "languages": conditions.get("languages", []),
            **{name: actions.get(name) or "" for name in ("team_id", "assignee_id", "spread", "state")},
            "place": place,
            "tags": ", ".join(actions.get("tags", ())),
            "priority": str(actions.get("priority", 0)),
        }  # fmt: skip

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> Any:
        """Make a rule."""
        return await service.create_rule(session, actor, **await _given(session, data, {}))

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> Any:
        """Change a rule; a condition this form does not show stays."""
        present = (await get_rule(session, actor, pk)).conditions
        given = await _given(session, data, present)
        return await service.change_rule(session, actor, pk, version=version_of(data), **given)


_LINES = ("recipients", "senders", "words")


def _condition_fields(sources: fields.Choices) -> dict[str, Any]:
    one_each = N_("One on each line; any of them is enough.")
    return {
        "sources": fields.checks(N_("It came to"), sources, N_("Nothing ticked: from anywhere.")),
        "recipients": fields.area(
            N_("It was sent to"), N_("Whole addresses or parts of one, one on each line."), rows=2
        ),
        "senders": fields.area(
            N_("It is from"), N_("An address, @domain, or a part of a name; one on each line."),
            rows=2,
        ),
        "words": fields.area(N_("It says"), one_each, rows=3),
        "languages": fields.checks(N_("It is in"), fields.LANGUAGES),
    }  # fmt: skip


def _action_fields(
    teams: fields.Choices, people: fields.Choices, places: fields.Choices
) -> dict[str, Any]:
    nobody = _("Nobody yet")
    return {
        "team_id": fields.choice(N_("Goes to the team"), teams, empty=nobody),
        "spread": fields.choice(
            N_("Within the team to"), [(way, _(words)) for way, words in WAYS.items()],
            empty=_("whoever takes it"),
        ),
        "assignee_id": fields.choice(N_("Goes to the person"), people, empty=nobody),
        "place": fields.choice(N_("Makes a task in"), places, empty=_("No task")),
        "tags": fields.text(N_("Tags"), N_("With commas between.")),
        "priority": fields.choice(
            N_("Priority"), [(value, _(words)) for value, words in PRIORITIES.items()], default="0"
        ),
        "state": fields.choice(
            N_("And"), [(state, _(words)) for state, words in STATES.items()],
            empty=_("open a request"),
        ),
    }  # fmt: skip


async def _places(session: AsyncSession) -> list[tuple[str, str]]:
    places: list[tuple[str, str]] = []
    for workflow in await workflows(session):
        places.append((str(workflow.id), workflow.name))
        places += [(str(stage.id), f"{workflow.name} → {stage.name}")
                   for stage in workflow.stages if not stage.is_archived]  # fmt: skip
    return places


async def _given(
    session: AsyncSession, data: dict[str, Any], present: dict[str, Any]
) -> dict[str, Any]:
    """Return what the service takes; `present` are the conditions the form may not show."""
    shown = {name: fields.lines_in(data[name]) for name in _LINES}
    shown |= {name: data[name] or [] for name in ("sources", "languages")}
    tags = [tag.strip() for tag in (data["tags"] or "").split(",")]
    workflow_id, stage_id = await _place(session, data["place"])
    actions = {
        **{name: data[name] or None for name in ("team_id", "assignee_id", "spread", "state")},
        "workflow_id": workflow_id, "stage_id": stage_id, "tags": tags,
        "priority": int(data["priority"] or 0),
    }  # fmt: skip
    return {
        "name": data["name"] or "", "position": data["position"], "active": data["active"],
        "goes_on": data["goes_on"], "conditions": {**present, **shown}, "actions": actions,
    }  # fmt: skip


async def _place(session: AsyncSession, chosen: str | None) -> tuple[str | None, str | None]:
    """Return workflow and stage of a chosen place, which is the id of either."""
    wanted = parse_id(chosen or "")
    for workflow in await workflows(session) if wanted else ():
        if workflow.id == wanted:
            return str(wanted), None
        if any(stage.id == wanted for stage in workflow.stages):
            return str(workflow.id), str(wanted)
    return None, None
