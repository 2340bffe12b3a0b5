"""Orders about whole weeks of hours: send mine, approve or send back somebody's, take mine back."""

import datetime as dt
from collections.abc import Sequence

from core.language.directory import Directory
from core.language.folding import fold
from core.language.items import Item
from core.language.known import Named
from core.language.reading import Intent, Reading, Said, WeekOrder
from core.language.resolving import Doubtful, query_period
from core.language.sense import Sense, make_sense


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


_POLITE = _folded("please ole hyvä snälla kan du voitko voisitko can could you would nyt nu now")
_SEND = _folded("submit send hand lähetä lähetän lähetetään toimita skicka lämna sänd")
_APPROVE = _folded("approve hyväksy hyväksyn hyväksytään godkänn godkänner godkänna attestera")
_RETURN = _folded("palauta palautan hylkää hylkään reject return underkänn avvisa")
_TAKE = _folded("recall peru perun peruuta ota otan ta tar take")
_BACK = _folded("back takaisin tillbaka tilbaka")
_IN = _folded(
    "in approval hyväksyttäväksi hyväksyntään hyväksyttävä godkännande attest attestering"
)
_WEEK = _folded(
    """week weeks timesheet timesheets viikko viikon viikkoni viikkoa viikot viikoni vecka veckan
    veckor veckorna veckans tidrapport tidrapporten"""
)
_SMALL = _folded(
    """my mine the a for to be approved of off s hours oma omat oman minun mun tunnit tuntini tunnin
    min mina mitt timmar timmarna tid att godkännas godkänt lähetys lähetyksen in out from över"""
)
_LISTS = _folded(
    """hyväksyttävät_viikot hyväksyttävät weeks_to_approve veckor_att_godkänna att_godkänna
    what_to_approve odottavat_viikot väntande_veckor waiting_weeks"""
)
_LONGEST = 12
"""Words of an order; what is longer is a story."""
_NAME = 3
"""Words of a person's name."""


def week_order(sense: Sense) -> Reading | None:
    """`hyväksy Matin viikko 46`, `skicka in veckan`, `submit my week`; None for anything else."""
    tokens = sense.line.tokens
    folds = [token.fold for token in tokens[: _LONGEST + 1]]
    start = next((at for at, fold in enumerate(folds) if fold not in _POLITE), 0)
    if start > _NAME or not folds:
        return None
    if "_".join(folds) in _LISTS:
        return _reading(sense, "approve_week", WeekOrder())
    intent = _intent(folds[start:])
    if intent is None:
        return None
    end = next((at for at, token in enumerate(tokens) if token.text in (":", "\n")), len(tokens))
    if end > _LONGEST or _tells_work(sense, end):
        return None
    weeks = [item for item in sense.items.of("day") if _is_week(item) and item.first < end]
    covered = {at for item in weeks for at in range(item.first, item.last)}
    said = [at for at in range(start + 1, end) if at not in covered and folds[at] not in _BACK]
    has_week = bool(weeks) or any(folds[at] in _WEEK for at in said)
    rest = [at for at in said if folds[at] not in _WEEK | _SMALL | _IN | _POLITE]
    own = intent in ("submit_week", "recall_week")
    if not has_week or len(weeks) > 1 or len(rest) > (0 if own else _NAME):
        return None
    comment = sense.line.text[tokens[end].end :].strip() if end < len(tokens) else ""
    person = " ".join(tokens[at].text for at in rest)
    order = WeekOrder(_monday(sense, weeks), person or None, comment or None)
    return _reading(sense, intent, order)


def _intent(folds: Sequence[str]) -> Intent | None:
    """What the first word orders; `send back` is the reverse of `send`."""
    first, back = folds[0], not _BACK.isdisjoint(folds[1:])
    if first in _APPROVE:
        return "approve_week"
    if first in _RETURN or (first in _SEND and back):
        return "reject_week"
    if first in _SEND:
        return "submit_week"
    if first in _TAKE and (back or "lahetys" in folds or "lahetyksen" in folds or first[0] == "r"):
        return "recall_week"
    return None


def _tells_work(sense: Sense, end: int) -> bool:
    """Hours, distances or sums make it a booking, not an order."""
    told = sense.items.of("length", "span", "km", "money", "clock")
    return any(item.first < end for item in told)


def _is_week(item: Item) -> bool:
    return item.day is not None and item.day.kind == "week"


def _monday(sense: Sense, weeks: Sequence[Item]) -> dt.date | None:
    """The Monday of the week that was said; None when only `my week` was."""
    if not weeks or weeks[0].day is None:
        return None
    try:
        first = query_period(weeks[0].day, sense.today).first
    except Doubtful:
        return None
    return first - dt.timedelta(days=first.weekday())


def _reading(sense: Sense, intent: Intent, order: WeekOrder) -> Reading:
    return Reading(intent, week=order, language=sense.language)


def people_meant(text: str, colleagues: Sequence[Named], now: dt.datetime) -> list[Named]:
    """The colleagues that words such as `Matin` or `Sam's` may mean, each once."""
    sense = make_sense(Said(text, now, directory=Directory(colleagues=tuple(colleagues))))
    places: dict[int, None] = {}
    for item in sense.items.of("name"):
        if item.match is not None:
            places.update(dict.fromkeys(t.index for t in item.match.targets))
    return [colleagues[at] for at in places]
