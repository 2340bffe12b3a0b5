"""The order in which a message is tried: the first fitting reading wins, doubt asks."""

from collections.abc import Callable
from dataclasses import replace

from core.kit.i18n import N_
from core.language.absences import absence
from core.language.chores import chore
from core.language.correcting import correcting
from core.language.errands import errand
from core.language.folding import storable
from core.language.moving import moving
from core.language.newcomers import newcomer
from core.language.noise import is_noise, without_device_lines
from core.language.questions import question
from core.language.reading import Reading, Said
from core.language.requests import request_order
from core.language.resuming import resuming
from core.language.sense import Sense, make_sense
from core.language.smalltalk import helping
from core.language.timing import timing
from core.language.trace import Trace
from core.language.undoing import undoing
from core.language.weeks import week_order
from core.language.working import work

READERS: tuple[Callable[[Sense], Reading | None], ...] = (
    request_order, week_order, helping, errand, chore, newcomer, moving, resuming, question, absence,
    undoing, correcting, timing, work,
)  # fmt: skip
_SHORT = 6
"""Pieces of a message no automatic reply is so short as."""


def decide(said: Said, trace: Trace | None = None) -> Reading:
    """What the message wants; every text gets an answer. A `trace` is told how it was found."""
    text = without_device_lines(storable(said.text))
    if not any(c.isalnum() for c in text):
        return Reading("none")
    sense = make_sense(replace(said, text=text))
    if trace is not None:
        trace.sense, sense.trace = sense, trace
    try:
        return _decided(sense)
    except OverflowError:  # a day that no calendar has
        return Reading(
            "ask", ask=("date",), language=sense.language, why=(N_("No calendar has that day."),)
        )


def _decided(sense: Sense) -> Reading:
    if is_noise(sense):
        if sense.trace is not None:
            sense.trace.noise = True
        found = absence(sense) if len(sense.items.all) <= _SHORT else None
        return found or Reading("none", language=sense.language)
    for reader in READERS:
        found = reader(sense)
        if sense.trace is not None:
            sense.trace.tried.append((reader.__name__, found))
        if found is not None:
            return found if sense.line.whole else _too_long(found)
    return Reading("none", language=sense.language)


def _too_long(found: Reading) -> Reading:
    """Of a text too long to be read to its end nothing is booked."""
    if found.intent in ("none", "ask"):
        return found
    why = N_("The text is too long to be read to its end.")
    return Reading("ask", ask=("intent",), language=found.language, why=(why,))
