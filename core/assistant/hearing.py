"""Understanding a turn's words with what this company and this person make them mean."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time

from core.assistant.memory import Memory, Saved, as_context
from core.assistant.turns import Turn
from core.kit import clock
from core.language.inquiries import Inquiry, inquiry
from core.language.reading import Context, Draft, Entry, Reading, Said
from core.language.understand import read

LONGEST = 4000
"""Characters of a message that are read; nobody reports hours in a longer one."""


def hear(turn: Turn, text: str, context: Context | None = None, *, crew: bool = False) -> Reading:
    """Return what the words mean, as of the moment they were said.

    `context` is what a correction may mean, as a rule what was saved last. `crew` knows colleagues
    by name even where the person may not log for them: to say so, never to book.
    """
    names = turn.names
    return read(
        text[:LONGEST],
        now=turn.now,
        tz=turn.actor.zone,
        lang=turn.actor.language,
        directory=names.crew if crew else names.for_actor(turn.actor),
        context=context or as_context(_meant(turn), names, turn.actor.zone, turn.actor.staff_id),
        region=names.company.country,
        currency=names.company.currency,
    )


def _meant(turn: Turn) -> Memory:
    return replace(turn.memory, saved=turn.pointed) if turn.pointed else turn.memory


def others_named(turn: Turn) -> list[str]:
    """Return the colleagues whose hours the words tell, where the person may not log for them."""
    names = turn.names
    if names.for_actor(turn.actor) is names.crew:
        return []
    entries = hear(turn, turn.text, crew=True).entries
    others = (one.person for one in entries if one.person != turn.actor.name)
    return list(dict.fromkeys(name for name in others if name))


def inquired(turn: Turn) -> Inquiry | None:
    """Return what the words ask about people and places, or None."""
    return inquiry(said_of(turn, turn.text))


def said_of(turn: Turn, text: str, *, crew: bool = False) -> Said:
    """Return words as said now by the turn's writer; `crew` knows every colleague by name."""
    names = turn.names
    return Said(
        text, turn.now, turn.actor.zone, turn.actor.language, names.company.country,
        names.company.currency, names.crew if crew else names.for_actor(turn.actor), Context(),
    )  # fmt: skip


def as_anothers(reading: Reading) -> Reading:
    """Return what forwarded words mean: they are somebody else's, so nothing is done unasked."""
    if reading.intent in ("ask", "none", "query", "help"):
        return reading
    logs = reading.intent == "multi" or reading.intent.startswith("log_")
    draft = Draft(reading.intent, reading.entries) if logs else Draft("none")
    return Reading("ask", ask=("intent",), draft=draft, language=reading.language)


def first_entry(reading: Reading) -> Entry | None:
    """Return the first entry of a reading or of its draft."""
    entries = reading.entries or (reading.draft.entries if reading.draft else ())
    return entries[0] if entries else None


def point_at(turn: Turn, rows: Iterable[Saved]) -> None:
    """Let a correction mean the rows of an answered card and no others."""
    turn.pointed = tuple(rows)
    wanted = {one.id for one in turn.pointed}
    rest = [one for one in turn.memory.saved if one.id not in wanted]
    turn.memory = replace(turn.memory, saved=(*turn.pointed, *rest))


def moment(turn: Turn, day: date, wall: time) -> datetime:
    """Return the UTC moment of the person's wall time."""
    return clock.at(day, wall, turn.actor.zone)
