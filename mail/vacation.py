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
_WORD = r"(?P<month>[^\W\d_]{3,12})"
_DATE = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2})|(?P<d>\d{1,2})[./](?P<m>\d{1,2})(?:[./](?P<y>\d{4}"
    r"|\d{2})?)?(?!\d|:)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|:e|\.)? (?:of )?{_WORD}\.?(?:,? (?P<y2>\d{{4}}))?"
    r"|(?P<month3>[A-Z][a-z]{2,8})\.? (?P<d3>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<y3>\d{4}))?",
)
_BACK = re.compile(
    r"\b(?:palaan|palaa|takaisin|tavoitettavissa|töissä|back|return\w*|åter|tillbaka|i tjänst)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:asti|saakka|until|till|through|t\.?o\.?m|to|through|-|–|ad)\b|[-–]", re.IGNORECASE
)


def return_date(text: str, sent: date) -> date | None:
    """The first day back: the date said with 'back', else the day after the last one of 'until'."""
    dated = [
        (day, found.start(), found.end())
        for found in _DATE.finditer(text[:MAX_TEXT])
        if (day := _day(found, sent)) and timedelta(0) <= day - sent <= timedelta(days=400)
    ]
    for day, start, _ in dated:
        if _BACK.search(text[max(0, start - 40) : start]):
            return day
    until = [
        day
        for day, start, end in dated
        if _UNTIL.search(text[max(0, start - 20) : start])
        or _UNTIL.match(text[end : end + 8].strip())
    ]
    return max(until) + timedelta(days=1) if until else None


def _day(found: re.Match[str], sent: date) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        day, month, year = _numbers(found)
        if not month:
            return None
        if year:
            return date(year if year > 99 else 2000 + year, month, day)
        this = date(sent.year, month, day)
        return this if this >= sent else date(sent.year + 1, month, day)
    except ValueError:
        return None


def _numbers(found: re.Match[str]) -> tuple[int, int, int]:
    """(day, month, year or 0) of a match."""
    if found["d"]:
        return int(found["d"]), int(found["m"]), int(found["y"] or 0)
    word = (found["month"] or found["month3"] or "").lower()
    stem = re.sub(r"(?:n|ta|na|ssa|hun)$", "", word)
    month = _MONTHS.get(word) or _MONTHS.get(stem) or 0
    return int(found["d2"] or found["d3"]), month, int(found["y2"] or found["y3"] or 0)
