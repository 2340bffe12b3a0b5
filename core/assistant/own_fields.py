"""Own fields as the assistant knows them: what is named, where it stands, reading and setting it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.assistant import parts
from core.assistant.turns import Subject, Turn
from core.contact_requests import queries as requests
from core.contact_requests import service as request_service
from core.errors import Invalid, NotFound
from core.fields import queries, values
from core.fields.models import FieldKind, Module
from core.fields.values import Field
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import fold
from core.language.labels import Filling, Labels, filling
from core.language.reading import Context, Said
from core.people import queries as people
from core.people import service as people_service
from core.timesheets import queries as hours
from core.timesheets import service as hours_service
from core.work import queries as work
from core.work import service as work_service
from core.work.finding import find_spoken
from core.work.models import Project

MOST = 6
"""So many places are offered when several may be meant."""
CLEARING = frozenset(fold(word) for word in (
    "-", "–", "pois", "tyhjä", "tyhjäksi", "poista", "empty", "clear", "remove", "tom", "töm",
    "ta bort", "ingenting",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A field of one record; `title` is how people call the record."""

    field: Field
    id: UUID
    title: str

    @property
    def line(self) -> str:
        """Record and field, for a card or a button."""
        return " · ".join(part for part in (self.title, self.field.label) if part)


async def every_field(turn: Turn) -> dict[str, Field]:
    """Return all fields in use by `module:key`; no statement unless one changed of late."""
    found: dict[str, Field] = {}
    for module in (one for one in Module if parts.has_fields(turn.actor, one)):
        for one in await queries.fields_of(turn.session, module):
            found[f"{module}:{one.key}"] = one
    return found


async def meant(turn: Turn) -> tuple[Filling, list[Field]] | None:
    """Return what the words say of a known field, and the fields of that name."""
    fields = await every_field(turn)
    if not fields:
        return None
    names = turn.names
    found = filling(
        Said(turn.text, turn.now, turn.actor.zone, turn.actor.language, names.company.country,
             names.company.currency, names.for_actor(turn.actor), Context()),
        _labels(turn, fields),
    )  # fmt: skip
    return None if found is None else (found, [fields[ref] for ref in found.refs])


def _labels(turn: Turn, fields: Mapping[str, Field]) -> Labels:
    """Return the index of the fields' names, made once for a set of fields."""
    named = tuple((one.label, ref) for ref, one in fields.items())
    shelf: dict[str, Any] = turn.session.info.get("kept", {})
    kept: tuple[Any, Labels] | None = shelf.get(__name__)
    if kept is None or kept[0] != named:
        kept = shelf[__name__] = (named, Labels(named))
    return kept[1]


async def places_of(turn: Turn, said: Filling, fields: list[Field]) -> list[Place]:
    """Return where the field may stand: of what was named, else of the card that was answered."""
    found: list[Place] = []
    for one in fields:
        found += [Place(one, key, title) for key, title in await _records(turn, one, said)]
    return found[:MOST]


async def _records(turn: Turn, one: Field, said: Filling) -> list[tuple[UUID, str]]:
    if said.number:
        return await _numbered(turn, one, said.number)
    if said.customers or said.projects or said.name:
        return await _named(turn, one, said)
    return await _of_card(turn, one)


async def _numbered(turn: Turn, one: Field, number: str) -> list[tuple[UUID, str]]:
    if one.module == Module.TASK:
        task = await find_spoken(turn.session, turn.actor, number)
        return [(task.id, f"{task.number} {task.title}")] if task is not None else []
    if one.module == Module.REQUEST and number.startswith("R-"):
        request = await requests.find_spoken(turn.session, turn.actor, number)
        return [(request.id, f"{request.number} {request.subject}")] if request else []
    return []


async def _named(turn: Turn, one: Field, said: Filling) -> list[tuple[UUID, str]]:
    found: list[tuple[UUID, str]] = []
    if one.module == Module.CUSTOMER:
        found = [(key, who.name) for who in said.customers if (key := parse_id(who.ref or ""))]
    elif one.module == Module.PROJECT:
        found = [(key, what.name) for what in said.projects if (key := parse_id(what.ref or ""))]
    elif one.module == Module.PERSON and said.name:
        persons = await people.find_persons(turn.session, turn.actor, said.name, limit=MOST)
        found = [(who.id, who.name) for who, _firm in persons]
    return found


async def _of_card(turn: Turn, one: Field) -> list[tuple[UUID, str]]:
    """The record of an answered card; for hours also what was booked last."""
    shown: list[Subject] = [(str(kind), UUID(str(key))) for kind, key in (
        turn.card.subjects if turn.card is not None else ())]  # fmt: skip
    if one.module == Module.TASK:
        ids = [key for kind, key in shown if kind in ("task", "done", "seen")]
        return [(key, "") for key in ids]
    if one.module == Module.TIME_ENTRY:
        saved = next((row for row in turn.memory.saved if row.kind == "time_entry"), None)
        return [(saved.id, "")] if saved is not None else []
    return []


async def custom_at(turn: Turn, place: Place) -> dict[str, Any]:
    """Return the stored values of a place's record; raises NotFound when it is hidden."""
    record = await _record(turn, place)
    return dict(record.custom or {})


async def _record(turn: Turn, place: Place) -> Any:
    session, actor = turn.session, turn.actor
    match place.field.module:
        case Module.CUSTOMER:
            return await people.get_customer(session, actor, place.id)
        case Module.PERSON:
            return await people.get_person(session, actor, place.id)
        case Module.REQUEST:
            return await requests.get_request_by_id(session, actor, place.id)
        case Module.TASK:
            return await work.get_task(session, actor, place.id)
        case Module.PROJECT:
            return await _project(turn, place.id)
    return await hours.get_entry(session, actor, place.id)


async def _project(turn: Turn, project_id: UUID) -> Any:
    found = await turn.session.scalar(
        work.projects_visible_to(turn.actor).where(Project.id == project_id)
    )
    if found is None:
        raise NotFound
    return found


async def shown_value(turn: Turn, place: Place, custom: Mapping[str, Any]) -> str:
    """Return a value in words; '' for none."""
    names = await queries.names_of(turn.session, turn.actor, [place.field], [custom])
    return values.in_words(place.field, custom.get(place.field.key), turn.actor.language, names)


async def typed_value(turn: Turn, one: Field, text: str) -> Any:
    """Return what words put into a field: None clears it; who is named becomes an id.

    Raises Invalid when nobody, or more than one, bears the name.
    """
    words = text.strip()
    if fold(words) in CLEARING:
        return None
    if one.kind == FieldKind.CUSTOMER:
        customers = await people.find_customers(turn.session, turn.actor, words, limit=20)
        return _only(one, words, [(row.id, row.name) for row in customers])
    if one.kind == FieldKind.PERSON:
        persons = await people.find_persons(turn.session, turn.actor, words, limit=20)
        return _only(one, words, [(row.id, row.name) for row, _firm in persons])
    return words


def _only(one: Field, words: str, found: list[tuple[UUID, str]]) -> str:
    exact = [key for key, name in found if fold(name) == fold(words)]
    fits = exact or [key for key, _name in found]
    if len(fits) == 1:
        return str(fits[0])
    if not fits:
        sentence = _("Nobody is called “{name}”. {field} takes somebody who is known.")
    else:
        sentence = _("Several are called “{name}”. Write the whole name for {field}.")
    raise Invalid(sentence.format(name=words[:60], field=one.label), field=one.name)


async def put(turn: Turn, place: Place, value: Any) -> Any:
    """Set one field through the record's own service; returns the record as it is now."""
    session, actor, custom = turn.session, turn.actor, {place.field.key: value}
    match place.field.module:
        case Module.CUSTOMER:
            return await people_service.change_customer(session, actor, place.id, custom=custom)
        case Module.PERSON:
            return await people_service.change_person(session, actor, place.id, custom=custom)
        case Module.REQUEST:
            request = await requests.get_request_by_id(session, actor, place.id)
            return await request_service.change_request(
                session, actor, request.number, custom=custom
            )
        case Module.TASK:
            return await work_service.change_task(session, actor, place.id, custom=custom)
        case Module.PROJECT:
            return await work_service.change_project(session, actor, place.id, custom=custom)
    return await hours_service.correct_entry(
        session, actor, place.id, confirmed=turn.confirmed, custom=custom
    )


async def lacking(
    turn: Turn, module: Module, custom: Mapping[str, Any], required: list[str] | None = None
) -> list[Field]:
    """Return the fields of a module that must be filled and are not."""
    return values.missing(await queries.fields_of(turn.session, module), custom, required)
