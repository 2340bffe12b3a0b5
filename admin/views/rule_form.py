"""The form of a routing rule: its fields, what they show of a rule, and the rule they mean."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin import fields
from admin.base import ids_of
from admin.pages.routing_words import PRIORITIES, STATES, WAYS
from admin.pages.week_words import spoken, understood
from core.errors import Invalid
from core.intake.models import RoutingRule
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.kit.text import fold
from core.people.models import Customer
from core.people.queries import names_of
from core.sources.queries import all_sources
from core.staff.queries import active_members, active_teams
from core.work.queries import workflows

LINES = ("recipients", "senders", "words")
ANSWERS = {"fi": N_("Answer in Finnish"), "sv": N_("Answer in Swedish"),
           "en": N_("Answer in English")}  # fmt: skip


async def rule_fields(session: AsyncSession) -> dict[str, Any]:
    """Return the fields, with the choices of this moment, in the reader's language."""
    return {
        "name": fields.text(N_("Name"), required=True),
        **_condition_fields(fields.rows_choices(await all_sources(session))),
        **_action_fields(
            fields.rows_choices(await active_teams(session)),
            fields.rows_choices(await active_members(session)),
            await _places(session),
        ),
        **{
            f"answer_{tongue}": fields.area(label, rows=4) for tongue, label in ANSWERS.items()
        },
        "position": fields.number(
            N_("Order"), N_("Smaller numbers are tried first."), high=10_000, default=100
        ),
        "goes_on": fields.check(
            N_("Try further rules too"), N_("What this rule decided stays; others add to it.")
        ),
        "active": fields.check(N_("In use"), default=True),
    }  # fmt: skip


def _condition_fields(sources: fields.Choices) -> dict[str, Any]:
    one_each = N_("One on each line; any of them is enough.")
    return {
        "words": fields.area(N_("It says"), one_each, rows=3),
        "senders": fields.area(
            N_("It is from"), N_("An address, @domain, or a part of a name; one on each line."),
            rows=2,
        ),
        "recipients": fields.area(
            N_("It was sent to"), N_("Whole addresses or parts of one, one on each line."), rows=2
        ),
        "sources": fields.checks(N_("It came to"), sources, N_("Nothing ticked: from anywhere.")),
        "languages": fields.checks(N_("It is in"), fields.LANGUAGES),
        "customers": fields.area(
            N_("It is from the customer"), N_("Names as they are in Customers, one on each line."),
            rows=2,
        ),
        "times": fields.area(
            N_("It comes"), N_("Days and times, one span on each line: Mon-Fri 16-8, or Sat-Sun."),
            rows=2,
        ),
        "tagged": fields.text(
            N_("An earlier rule tagged it"), N_("With commas between; any of them is enough.")
        ),
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
        "lists": fields.check(
            N_("Also for mailing lists"),
            N_("A newsletter or a list opens no request unless a rule says so here."),
        ),
    }  # fmt: skip


async def _places(session: AsyncSession) -> list[tuple[str, str]]:
    places: list[tuple[str, str]] = []
    for workflow in await workflows(session):
        places.append((str(workflow.id), workflow.name))
        places += [(str(stage.id), f"{workflow.name} → {stage.name}")
                   for stage in workflow.stages if not stage.is_archived]  # fmt: skip
    return places


def values_of(row: RoutingRule, customers: list[str]) -> dict[str, Any]:
    """Return what the form shows of a rule; `customers` are the names of those it is about."""
    conditions, actions = row.conditions, row.actions
    answer = actions.get("answer") or {}
    return {
        **{name: getattr(row, name) for name in ("name", "position", "goes_on", "active")},
        **{name: "\n".join(conditions.get(name, ())) for name in LINES},
        **{f"answer_{tongue}": answer.get(tongue, "") for tongue in ANSWERS},
        "customers": "\n".join(customers),
        "times": "\n".join(spoken(one) for one in conditions.get("times", ())),
        "tagged": ", ".join(conditions.get("tags", ())),
        "sources": conditions.get("sources", []), "languages": conditions.get("languages", []),
        **{name: actions.get(name) or "" for name in ("team_id", "assignee_id", "spread", "state")},
        "lists": bool(actions.get("lists")),
        "place": actions.get("stage_id") or actions.get("workflow_id") or "",
        "tags": ", ".join(actions.get("tags", ())), "priority": str(actions.get("priority", 0)),
    }  # fmt: skip


async def given(
    session: AsyncSession, data: dict[str, Any], present: RoutingRule | None = None
) -> dict[str, Any]:
    """Return what the service takes; raises Invalid for names and times nobody knows."""
    meant = present.conditions.get("customers", ()) if present else ()
    workflow_id, stage_id = await _place(session, data["place"])
    conditions = {
        **{name: fields.lines_in(data[name]) for name in LINES},
        **{name: data[name] or [] for name in ("sources", "languages")},
        "customers": await _customers(session, fields.lines_in(data["customers"]), meant),
        "times": [_span(line) for line in fields.lines_in(data["times"])],
        "tags": _commas(data["tagged"]),
    }
    actions = {
        **{name: data[name] or None for name in ("team_id", "assignee_id", "spread", "state")},
        "workflow_id": workflow_id, "stage_id": stage_id, "tags": _commas(data["tags"]),
        "priority": int(data["priority"] or 0), "lists": bool(data["lists"]),
        "answer": {tongue: data[f"answer_{tongue}"] or "" for tongue in ANSWERS},
    }  # fmt: skip
    return {
        "name": data["name"] or "", "position": data["position"], "active": data["active"],
        "goes_on": data["goes_on"], "conditions": conditions, "actions": actions,
    }  # fmt: skip


def _commas(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").split(",") if one.strip()]


def _span(line: str) -> str:
    entry = understood(line)
    if entry is None:
        sentence = _("“{line}” is no time of the week. Write days and times: Mon-Fri 16-8.")
        raise Invalid(sentence.format(line=line), field="times")
    return entry


async def _customers(session: AsyncSession, names: list[str], present: Sequence[str]) -> list[str]:
    """Return the ids of customers by their names; all of those who share one.

    Who is meant already stays meant, and one whose name is gone stays in the rule: without its
    only condition a rule would fit every message.
    """
    known = await names_of(session, ids_of(present)) if present else {}
    kept = {fold(name): str(identity) for identity, name in known.items()}
    gone = [one for one in present if parse_id(one) not in known]
    found = {name: [identity] for name, identity in kept.items()}
    asked = {fold(name) for name in names} - found.keys()
    found |= await _called(session, asked, names) if asked else {}
    return [*gone, *(identity for name in names for identity in found[fold(name)])]


async def _called(
    session: AsyncSession, wanted: set[str], names: list[str]
) -> dict[str, list[str]]:
    """Return the customers of these folded names; raises Invalid for a name nobody has."""
    rows = await session.execute(
        sa.select(Customer.folded_name, Customer.id).where(Customer.folded_name.in_(wanted))
    )
    found: dict[str, list[str]] = {}
    for folded, identity in rows:
        found.setdefault(folded, []).append(str(identity))
    missing = [name for name in names if fold(name) in wanted - found.keys()]
    if missing:
        sentence = _("No customer is called “{name}”.")
        raise Invalid(sentence.format(name=missing[0]), field="customers")
    return found


async def _place(session: AsyncSession, chosen: str | None) -> tuple[str | None, str | None]:
    """Return workflow and stage of a chosen place, which is the id of either."""
    wanted = parse_id(chosen or "")
    for workflow in await workflows(session) if wanted else ():
        if workflow.id == wanted:
            return str(wanted), None
        if any(stage.id == wanted for stage in workflow.stages):
            return str(workflow.id), str(wanted)
    return None, None
