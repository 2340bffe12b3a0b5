"""Reading what was typed or pasted into a cell of the week: a length, or from when until when."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time

from admin.pages.forms import minutes_in
from core.errors import Invalid
from core.kit.i18n import _
from core.kit.text import storable
from core.language.kinds import pieces_of
from core.language.understand import read

EMPTY = frozenset(("", "0", "-", "–", "—"))
LONGEST = 60
_PARTS = frozenset(("length", "span", "num", "sign"))
_BREAK = ("BREAK", "LESS", "MINUS", "AND")
_DOUBTFUL = re.compile(r"(\d{1,2})[.,]([0-5][05])")
_DECIMALS = frozenset(("00", "25", "50", "75", "05", "95"))
_NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)
"""Any moment: a cell says no day."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Net minutes (0: empty), and wall times when both were said."""

    minutes: int
    start: time | None = None
    end: time | None = None


def typed_in(text: str, language: str) -> Typed:
    """Return what a cell says: `7,5`, `7:30`, `7h30`, `8-15.30`, `8-16 lunch 30 min`.

    Raises Invalid with a sentence that names it: nothing is guessed.
    """
    text = storable(text).replace("\xa0", " ").strip()
    if text in EMPTY:
        return Typed(0)
    doubtful = _DOUBTFUL.fullmatch(text)
    if doubtful and doubtful[2] not in _DECIMALS:
        raise Invalid(
            _("“{text}” may mean two things. Write {decimal} or {clock}.").format(
                text=text, decimal=_decimal(text), clock=f"{int(doubtful[1])}:{doubtful[2]}"
            )
        )
    minutes = minutes_in(text) if len(text) <= LONGEST else None
    found = Typed(minutes) if minutes is not None else _said(text, language)
    if found is None:
        sentence = _("“{text}” is no length of time. Write it as {decimal}, {clock} or {range}.")
        raise Invalid(sentence.format(
            text=text[:LONGEST], decimal=_("7.5"), clock="7:30", range="8-15.30"
        ))  # fmt: skip
    return found


def _decimal(text: str) -> str:
    mark = _("7.5")[1]
    return text.replace(",", ".").rstrip("0").replace(".", mark)


def _said(text: str, language: str) -> Typed | None:
    """Let the language understand it, if it says nothing but one stretch of work."""
    if len(text) > LONGEST:
        return None
    pieces = pieces_of(text, language).all
    if not all(one.kind in _PARTS or one.has(*_BREAK) for one in pieces):
        return None
    reading = read(text, now=_NOON, lang=language)
    entries = reading.entries or (reading.draft.entries if reading.draft else ())
    asked = set(reading.ask) - {"customer"}
    if len(entries) != 1 or asked or entries[0].kind != "time" or not entries[0].minutes:
        return None
    only = entries[0]
    if only.start is None or only.end is None:
        return Typed(entries[0].minutes)
    return Typed(entries[0].minutes, only.start, only.end)
