"""What may stand in a routing rule."""

from typing import Any
from uuid import UUID

from jinja2 import TemplateError
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import Invalid
from core.fields.filling import clean_tags
from core.intake import queries, times
from core.intake.routing import CONDITIONS
from core.kit.i18n import LANGUAGES, _
from core.kit.ids import parse_id
from core.kit.text import one_line, storable
from core.notify.rendering import render_written
from core.notify.wording import WORDINGS

WAYS = ("round_robin", "least_busy")
STATES = ("spam", "ignored")
MAX_ENTRIES = 500
MAX_ANSWER = 5_000
_IDS = ("team_id", "assignee_id", "workflow_id", "stage_id")
_ID_LISTS = ("sources", "customers")


def clean_name(name: str) -> str:
    """Return a rule's name on one line; raises Invalid without one."""
    clean = one_line(name)[:200]
    if not clean:
        raise Invalid(_("Give the rule a name."), field="name")
    return clean


def clean_conditions(given: dict[str, Any]) -> dict[str, Any]:
    """Return conditions as they are stored; raises Invalid."""
    unknown = given.keys() - set(CONDITIONS)
    if unknown:
        raise Invalid(_("This condition does not exist: {name}.").format(name=min(unknown)))
    clean: dict[str, list[str]] = {}
    for name, entries in given.items():
        kept = list(dict.fromkeys(text for one in entries or () if (text := one_line(str(one)))))
        _check_entries(name, kept)
        if kept:
            clean[name] = kept
    return clean


def _check_entries(name: str, entries: list[str]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Invalid(_("At most {count} lines fit here.").format(count=MAX_ENTRIES), field=name)
    if name in _ID_LISTS and any(parse_id(one) is None for one in entries):
        raise Invalid(_("Choose from the list."), field=name)
    if name == "languages" and not set(entries) <= set(LANGUAGES):
        raise Invalid(_("Choose from the list."), field=name)
    if name == "times" and any(times.span_of(one) is None for one in entries):
        raise Invalid(_("Write days and times like this: Mon-Fri 16-8."), field=name)


async def clean_actions(session: AsyncSession, given: dict[str, Any]) -> dict[str, Any]:
    """Return actions as they are stored; raises Invalid."""
    clean: dict[str, Any] = {}
    for name in _IDS:
        if given.get(name):
            identity = parse_id(str(given[name]))
            if identity is None:
                raise Invalid(_("Choose from the list."), field=name)
            clean[name] = str(identity)
    await _must_exist(session, clean)
    for name, allowed in (("spread", WAYS), ("state", STATES)):
        if given.get(name):
            if given[name] not in allowed:
                raise Invalid(_("Choose from the list."), field=name)
            clean[name] = given[name]
    if clean.get("spread") and not clean.get("team_id"):
        raise Invalid(_("Choose the team whose members take turns."), field="team_id")
    if tags := clean_tags([str(one) for one in given.get("tags") or ()]):
        clean["tags"] = tags
    if given.get("priority"):
        clean["priority"] = max(-1, min(1, int(given["priority"])))
    if given.get("lists"):
        clean["lists"] = True
    if answer := clean_answer(given.get("answer") or {}):
        clean["answer"] = answer
    return clean


def clean_answer(given: dict[str, Any]) -> dict[str, str]:
    """Return the answer of a rule by language; its blanks are those of the acknowledgement."""
    clean: dict[str, str] = {}
    sample = WORDINGS["acknowledgement"].sample
    for language, text in given.items():
        words = storable(str(text or "")).strip()[:MAX_ANSWER]
        if language not in LANGUAGES or not words:
            continue
        try:
            render_written("", words, sample)
        except (TemplateError, ValueError, TypeError):
            names = ", ".join("{{ " + name + " }}" for name in sample)
            sentence = _("The answer may hold only these blanks: {names}.")
            raise Invalid(sentence.format(names=names), field=f"answer_{language}") from None
        clean[language] = words
    return clean


async def _must_exist(session: AsyncSession, clean: dict[str, Any]) -> None:
    team, person = clean.get("team_id"), clean.get("assignee_id")
    teams, staff = await queries.existing(
        session, team_ids=[UUID(team)] if team else [], staff_ids=[UUID(person)] if person else []
    )
    if team and not teams:
        raise Invalid(_("This team is not in use any more."), field="team_id")
    if person and not staff:
        raise Invalid(_("Choose somebody who works here."), field="assignee_id")
