"""Questions about people and places that book nothing: a phone number, who is there, a balance.

Beside the contract of `apuri understand`: asked of the assistant only, after a glance at the words
shows that it may be one.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Literal

from core.kit.text import fold
from core.language.folding import storable
from core.language.known import Customer, Named
from core.language.reading import Said
from core.language.resolving import Doubtful, query_period
from core.language.sense import Sense, make_sense
from core.language.shared import one_customer, projects_named

About = Literal["bank", "phone", "who", "balance", "missing", "project"]

_WORDS: tuple[tuple[About, str], ...] = (
    ("bank", r"tuntipank\w*|timban\w*|time banks?|hours? banks?"),
    ("phone", (r"puhelinnumero\w*|puhelin|puhnro|puh|numero|yhteystiedot|telefonnummer\w*|telefon"
              r"|tel|nummer|numret|kontaktuppgifter|phone|phone number|number|contact details")),
    ("who", r"kuka|ketka|ketaa|onko joku|onko kukaan|vem|vilka|nagon hos|who|whos|anyone|anybody"),
    ("balance", (r"\w*saldo\w*|liukuma\w*|plussalla|miinuksella|plussaa|miinusta|flex\w*|balance"
                r"|overtime|ylitoita|ylitunteja|overtid\w*|overtimmar")),
    ("missing", (r"puuttuu\w*|puuttuvat|puuttuuko|kirjaamatta|unohtunut|saknas|fattas"
                r"|oregistrerat|glomt|missing|forgot|forgotten|unlogged")),
    ("project", r"tunnit|tuntia|tunteja|timmar|timmarna|tid|hours|time"),
)  # fmt: skip
_PATTERNS = tuple((about, re.compile(rf"\b(?:{words})\b")) for about, words in _WORDS)
_BOOKING = ("length", "span", "km", "money", "clock", "phone")
_MOST = 80
"""Characters; whoever writes more tells something."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked: about which customer or project, in which days (None: none said)."""

    about: About
    customer: Customer | None = None
    project: Named | None = None
    first: dt.date | None = None
    last: dt.date | None = None


def inquiry(said: Said) -> Inquiry | None:
    """Return what a short message asks about people and places, or None."""
    text = storable(said.text)
    folded = fold(text).replace("’", "").replace("'", "")
    fits = [about for about, words in _PATTERNS if words.search(folded)]
    if not fits or len(text) > _MOST:
        return None
    sense = make_sense(replace(said, text=text))
    if sense.items.of(*_BOOKING) or sense.items.says("TASK", "START", "STOP", "UNDO", "CORRECT"):
        return None
    return next((found for about in fits if (found := _found(about, sense))), None)


def _found(about: About, sense: Sense) -> Inquiry | None:
    place = one_customer(sense)
    customer = sense.customer(place) if place is not None else None
    if about == "bank":
        return Inquiry(about, customer) if customer is not None or not sense.customers else None
    if about in ("phone", "who"):
        named = customer is not None and not sense.items.of("num")
        return Inquiry(about, customer) if named else None
    if about == "project":
        return _project(sense)
    if sense.customers:
        return None
    first, last = _period(sense)
    if about == "missing" and first is None and not _own(sense):
        return None
    return Inquiry(about, None, None, first, last)


def _project(sense: Sense) -> Inquiry | None:
    """Hours of one project that was named, with its customer or without."""
    named = {(owner, one.ref): one for owner, one in projects_named(sense)}
    if len(named) != 1:
        return None
    ((owner, _ref), project), *_none = named.items()
    first, last = _period(sense)
    return Inquiry("project", sense.customer(owner), project, first, last)


def _period(sense: Sense) -> tuple[dt.date | None, dt.date | None]:
    specs = [item.day for item in sense.items.of("day") if item.day is not None]
    try:
        period = query_period(specs[0], sense.today) if specs else None
    except Doubtful:
        return None, None
    return (period.first, period.last) if period else (None, None)


def _own(sense: Sense) -> bool:
    """Nothing but small words beside what is asked: `mitä multa puuttuu`, `vad saknas?`."""
    words = [item for item in sense.items.of("word", "name") if not item.has("FILL", "ME", "IT")]
    return len(words) <= 3
