"""Routing in words: conditions, actions, why a request is where it is, why a message stands here."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from admin.fields import LANGUAGES
from admin.pages.week_words import spoken
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.kit.text import shorten

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
    ("languages", N_("is in {list}")), ("customers", N_("is from the customer {list}")),
    ("tags", N_("is tagged {list}")), ("times", N_("comes {list}")),
)  # fmt: skip
EVIDENCE: Mapping[str, str] = {
    "ids": N_("Answers a message of this conversation"),
    "token": N_("Holds our signed reference, from the address it was sent to"),
    "token_other": N_("Holds our signed reference, but comes from another address"),
    "chat": N_("The same chat goes on"),
    "ancestor": N_("Another message named it before it came"),
    "number": N_("The subject has the number, and the sender takes part"),
    "flood": N_("The sender wrote very many messages within an hour"),
}
"""Why a message joined its conversation, the surest first."""
SUGGESTED: Mapping[str, str] = {
    "same_subject": N_("The same sender wrote about the same subject:"),
    "names_request": N_("The subject names this request, but the sender takes no part in it:"),
}
_FIELDS = {
    "team_id": N_("A rule names a team that is not in use any more."),
    "assignee_id": N_("A rule names a person who does not work here any more."),
}
Names = Mapping[str, str]


def conditions_in_words(conditions: Mapping[str, Iterable[str]], names: Names) -> str:
    """Return when a rule fits, in one line."""
    told = [
        _(words).format(list=", ".join(_entry(name, one, names) for one in conditions[name]))
        for name, words in CONDITIONS
        if conditions.get(name)
    ]
    return " · ".join(told) or _("every message")


def _entry(name: str, entry: str, names: Names) -> str:
    if name == "times":
        return spoken(entry)
    if name == "languages":
        return dict(LANGUAGES).get(entry, entry)
    if name in ("sources", "customers"):
        return names.get(entry, _("somebody who is gone"))
    return entry


def actions_in_words(actions: Mapping[str, Any], names: Names) -> str:
    """Return what a rule does, in one line."""
    unknown = _("somebody who is gone")
    told = []
    if team := actions.get("team_id"):
        told.append(_("to team: {name}").format(name=names.get(str(team), unknown)))
    if way := actions.get("spread"):
        told.append(_(WAYS[way]))
    if person := actions.get("assignee_id"):
        told.append(_("to: {name}").format(name=names.get(str(person), unknown)))
    if place := actions.get("stage_id") or actions.get("workflow_id"):
        told.append(_("makes a task: {name}").format(name=names.get(str(place), "")))
    if tags := actions.get("tags"):
        told.append(_("tags: {list}").format(list=", ".join(tags)))
    if priority := actions.get("priority"):
        told.append(_("priority: {word}").format(word=_(PRIORITIES[str(priority)]).lower()))
    if actions.get("answer"):
        told.append(_("answers in its own words"))
    if actions.get("lists"):
        told.append(_("also for mailing lists"))
    if state := actions.get("state"):
        told.append(_(STATES[state]))
    return " · ".join(told) or _("nothing yet")


def evidence_in_words(evidence: Mapping[str, Any] | None) -> str:
    """Return why a message stands in its conversation and how sure that is; '' when it began it."""
    words = EVIDENCE.get((evidence or {}).get("by", ""))
    if not evidence or words is None:
        return ""
    why = _(words)
    told = _("{why} · {score} % sure").format(why=why, score=evidence.get("score", 0))
    return told.replace(" %", "\N{NO-BREAK SPACE}%")


def trace_in_words(trace: Iterable[Mapping[str, Any]], names: Names) -> list[tuple[str, str]]:
    """Return why a request is where it is: (heading, sentence) of each step, rules first."""
    lines = []
    for step in trace:
        if "rule" in step:
            matched = {name: [entry] for name, entry in (step.get("matched") or {}).items()}
            when = conditions_in_words(matched, names)
            then = actions_in_words(step.get("actions") or {}, names)
            lines.append((str(step["rule"]), f"{when} → {then}"))
        elif "group" in step:
            then = actions_in_words(step.get("actions") or {}, names)
            lines.append((_("Project group: {name}").format(name=step["group"]), then))
        elif "chosen" in step:
            name = names.get(str(step["chosen"]), _("somebody who is gone"))
            way = WAYS.get(str(step.get("way")))
            lines.append((_("Chosen: {name}").format(name=name), _(way) if way else ""))
        elif remark := _remark(step):
            lines.append((remark, ""))
    return lines


def _remark(step: Mapping[str, Any]) -> str:
    match step.get("remark"):
        case "claims_staff":
            return _("The sender has an address of our staff, but nothing proves who wrote.")
        case "guessed_customer":
            company = shorten(str(step.get("company") or ""), 80)
            return _("The customer was guessed from the name {name}.").format(name=company)
        case "gone":
            words = _FIELDS.get(str(step.get("field")), N_("A rule names what is gone."))
            return _(words)
    return ""


def ids_in(trace: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """Return every id that a trace names, so that the names can be read."""
    found: set[UUID] = set()
    for step in trace:
        values = [step.get("chosen"), *(step.get("actions") or {}).values()]
        values += list((step.get("matched") or {}).values())
        found |= {one for value in values if isinstance(value, str) and (one := parse_id(value))}
    return found


def place_in_words(place: Mapping[str, Any], names: Names) -> str:
    """Return where a message goes, in a few words."""
    return actions_in_words(place, names) if place else _("nobody yet")
