"""When somebody on vacation says to be back: a date near words like 'asti', 'till', 'until'."""

import re
from datetime import date, timedelta

MAX_TEXT = 3_000
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "tammikuu januari january jan",
            "helmikuu februari february feb",
            "maaliskuu mars march mar",
            "huhtikuu april apr",
            "toukokuu maj may",
            "kesäkuu juni june jun",
            "heinäkuu juli july jul",
            "elokuu augusti august aug",
            "syyskuu september sep sept",
            "lokakuu oktober october oct okt",
            "marraskuu november nov",
            "joulukuu december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_STEMS = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH = rf"(?:{_STEMS})(?:n|ta|na|ssa)?"
_DATE = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?<![\d.])(?P<d>\d{1,2})(?P<cut>[./])(?P<m>\d{1,2})(?:[./](?P<y>\d{4}|\d{2})?)?(?!\d|:)"
    rf"|(?<!\d)(?P<d2>\d{{1,2}})(?:st|nd|rd|th|:e|\.)? (?:of )?(?P<month>{_MONTH})\b\.?"
    r"(?:,? (?P<y2>\d{4}))?"
    rf"|\b(?P<month3>{_MONTH})\.? (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.:]\d)"
    r"(?:,? (?P<y3>\d{4}))?",
    re.IGNORECASE,
)
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "maanantai måndag monday mon",
            "tiistai tisdag tuesday tue",
            "keskiviikko onsdag wednesday wed",
            "torstai torsdag thursday thu",
            "perjantai fredag friday fri",
            "lauantai lördag saturday sat",
            "sunnuntai söndag sunday sun",
        )
    )
    for name in names.split()
}
_BACK = re.compile(
    r"\b(?:palaan|palaamme|palaa|takaisin|tavoitettavissa|töissä|tavattavissa|paikalla|back"
    r"|return\w*|åter\w{0,10}|tillbaka|i tjänst|kommer (?:in|tillbaka)|resum\w+)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:asti|saakka|until|till|through|thru|t\.?o\.?m\.?|to|ad)\s*(?:och )?(?:med )?(?:den )?$"
    r"|[-–—]\s*$",
    re.IGNORECASE,
)
_THROUGH = re.compile(r"\s*\.?,?\s*(?:asti|saakka)\b", re.IGNORECASE)
_WEEKDAY = re.compile(
    rf"\b(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})(?:na|en|s)?\b", re.IGNORECASE
)
_WEEK = re.compile(r"\b(?:viiko\w+|vecka|week|vk\w{0,3}|v\.)\s?(?P<week>\d{1,2})\b", re.IGNORECASE)
NEAR = 40
"""How many letters may stand between 'back' and the day."""


def return_date(text: str, sent: date) -> date | None:
    """The first day back: the date said with 'back', else the day after the last one of 'until'."""
    words = text[:MAX_TEXT]
    dated = [
        (day, found.start(), found.end())
        for found in _DATE.finditer(words)
        if (day := _day(found, sent)) and timedelta(0) <= day - sent <= timedelta(days=400)
    ]
    for day, start, _ in dated:
        if _is_back(words, start):
            return day
    until = [
        day
        for day, start, end in dated
        if _UNTIL.search(words[max(0, start - 30) : start]) or _THROUGH.match(words[end : end + 12])
    ]
    return max(until) + timedelta(days=1) if until else _named_day(words, sent)


def _is_back(words: str, start: int) -> bool:
    """Whether 'back' stands before a place of the text, with no end of a sentence or range between."""
    before = words[max(0, start - NEAR) : start]
    found = list(_BACK.finditer(before))
    if not found:
        return False
    between = before[found[-1].end() :]
    return not re.search(r"[!?\n]|\.\s+[A-ZÅÄÖ]", between)


def _named_day(words: str, sent: date) -> date | None:
    """'Palaan maanantaina', 'åter vecka 50': the next such day, or the Monday of that week."""
    for found in _WEEK.finditer(words):
        week = int(found["week"])
        if _is_back(words, found.start()) and 1 <= week <= 52:
            year = sent.year if week >= sent.isocalendar().week else sent.year + 1
            return date.fromisocalendar(year, week, 1)
    for found in _WEEKDAY.finditer(words):
        if _is_back(words, found.start()):
            ahead = (_DAYS[found["day"].lower()] - sent.weekday() - 1) % 7 + 1
            return sent + timedelta(days=ahead)
    return None


def _day(found: re.Match[str], sent: date) -> date | None:
    day, month, year = _numbers(found)
    if found["iso"]:
        return _made(*(int(piece) for piece in found["iso"].split("-")))
    this = _made(year, month, day) if year else _next(month, day, sent)
    if found["cut"] == "/" and (this is None or this < sent or (this - sent).days > 300):
        american = _made(year, day, month) if year else None
        return american if american is not None and american >= sent else this
    return this


def _next(month: int, day: int, sent: date) -> date | None:
    this = _made(sent.year, month, day)
    return this if this is None or this >= sent else _made(sent.year + 1, month, day)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _numbers(found: re.Match[str]) -> tuple[int, int, int]:
    """(day, month, year or 0) of a match."""
    if found["d"]:
        return int(found["d"]), int(found["m"]), int(found["y"] or 0)
    word = (found["month"] or found["month3"] or "").lower()
    month = _MONTHS.get(word) or _MONTHS.get(re.sub(r"(?:n|ta|na|ssa)$", "", word)) or 0
    return int(found["d2"] or found["d3"] or 0), month, int(found["y2"] or found["y3"] or 0)
