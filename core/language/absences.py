"""Sick days, holidays, days off: no work, so nothing is booked for any customer."""

import re

from core.language.items import Item
from core.language.leaving import periods, written
from core.language.reading import Leave, Reading
from core.language.resolving import Doubtful, Period
from core.language.sense import Sense

_KINDS = (
    ("parental", ("vanhempainvap isyysvap aitiysvap hoitovap foraldraled pappaled mammaled paternity "
                 "maternity parental")),
    ("balance", "saldovap pekkas plusvap kompled flexled toil"),
    ("training", "opintovap koulutusvap studieled utbildningsled"),
    ("unpaid", "palkat tjanstled unpaid obetald"),
    ("sick_child", "vab"),
    ("sick", "saira saik flunss kuume sjuk influensa feber sick flu"),
    ("vacation", "loma kesalom talvilom vuosilom hiihtolom semester holiday vacation annual leave"),
)  # fmt: skip
"""Beginnings of words, folded; the first kind that fits is meant."""
_STEMS = tuple(stem for _kind_, stems in _KINDS for stem in stems.split())
_CHILD = frozenset(
    [
        "lapsi",
        "lapsen",
        "lapset",
        "lapsella",
        "barn",
        "barnet",
        "barnen",
        "dotter",
        "son",
        "child",
        "kid",
        "kids",
        "daughter",
    ]
)
_OWN = re.compile(
    r"\b(?:(?:palkattomalla|palkaton|koulutus|opinto)\w*\s*vapaa\w*|koulutusvapaa\w*|vapaalla|ledig|"
    r"lediga|unpaid leave|study leave|vacation|studieledig|utbildningsledig|obetald ledighet)\b"
)
"""Words of absence alone; beside a length or a customer they may mean something else."""
_HALF = re.compile(
    r"\b(?:puoli päivää|puolikas|puolipäivää|aamupäivä[nä]?|iltapäivä[nä]?|halv dag|halva dagen|"
    r"halvdag|förmiddagen?|eftermiddagen?|half (?:a )?day|half-day|afternoon)\b"
)
_FREE = frozenset(
    [
        "olen",
        "oon",
        "olin",
        "oli",
        "on",
        "olla",
        "tulen",
        "jään",
        "jaan",
        "pidän",
        "pidan",
        "är",
        "ar",
        "ska",
        "kommer",
        "blir",
        "tar",
        "var",
        "varit",
        "jag",
        "minä",
        "mä",
        "ma",
        "i",
        "i'm",
        "im",
        "am",
        "is",
        "was",
        "were",
        "been",
        "be",
        "will",
        "going",
        "have",
        "had",
        "took",
        "taking",
        "off",
        "on",
        "at",
        "the",
        "a",
        "an",
        "my",
        "mun",
        "min",
        "hemma",
        "kotona",
        "home",
        "poissa",
        "töistä",
        "toista",
        "work",
        "från",
        "till",
        "från",
        "jobbet",
        "leave",
        "vapaa",
        "vapaalla",
        "ledig",
        "ledigt",
        "päivän",
        "paivan",
        "päivää",
        "dag",
        "dagen",
        "day",
        "days",
        "koko",
        "hela",
        "whole",
        "all",
        "for",
        "again",
        "taas",
        "igen",
        "med",
        "with",
        "and",
        "ja",
        "och",
        "vapaata",
        "vapaalta",
        "palkattomalla",
        "palkaton",
        "unpaid",
        "obetald",
        "ledighet",
        "study",
        "vacation",
        "annual",
    ]
)
"""Words that say nothing of somebody else."""


def absence(sense: Sense) -> Reading | None:
    """`sairaana 8h`, `vabbar idag`, `off sick`; what it denies is no absence."""
    if sense.items.says("NEG", "NEVER"):
        return None
    if not sense.items.says("ABSENT") and not _says_own(sense):
        return None
    if sense.known_customer and _after_work(sense):
        return None
    return Reading("absence", language=sense.language, leave=_leave(sense))


def _after_work(sense: Sense) -> bool:
    """`bell 4h then went home sick`: the work before it is asked about."""
    away = sense.items.words("ABSENT")
    done = sense.items.of("length", "span", "num")
    if not away or not done or done[0].first > away[0].first:
        return False
    return any(
        i.kind in ("sign", "day", "line") or i.has("AND", "THEN")
        for i in sense.items.between(done[0], away[0])
    )


def _says_own(sense: Sense) -> bool:
    if not _OWN.search(sense.line.text.lower()):
        return False
    return not sense.items.of("length", "span", "clock", "km", "money", "name")


def _leave(sense: Sense) -> Leave | None:
    """Return who is away when and why; None where it may be about somebody else."""
    if sense.items.of("name", "km", "money", "phone", "mail"):
        return None
    try:
        options, said = periods(sense)
    except Doubtful:
        options, said = [], True
    kind = _kind(sense)
    if not options and not said and kind in ("sick", "sick_child"):
        options = [Period(sense.today, sense.today)]
    minutes, half, doubt = _part(sense)
    sure = (
        not doubt
        and "?" not in sense.line.text
        and all(_is_plain(sense, item) for item in sense.items.all)
    )
    return Leave(kind, tuple((one.first, one.last) for one in options), minutes, half, sure)


def _kind(sense: Sense) -> str | None:
    words = [token.fold for token in sense.line.tokens]
    found = next(
        (kind for kind, stems in _KINDS if any(
            word.startswith(stem) for word in words for stem in stems.split()
        )), None,
    )  # fmt: skip
    return "sick_child" if found == "sick" and _CHILD & set(words) else found


def _part(sense: Sense) -> tuple[int | None, bool, bool]:
    """Return the minutes of each day that are off, whether half of it is, and whether to ask."""
    half = bool(_HALF.search(sense.line.text.lower()))
    lengths = [one for one in sense.items.of("length") if one.length is not None]
    known = [one.length.minutes for one in lengths if one.length and one.length.minutes is not None]
    if len(known) == 1:
        return int(known[0]), False, False
    spans = [one.span for one in sense.items.of("span") if one.span is not None]
    if spans and not _range_of_days(sense):
        minutes = (spans[0].end - spans[0].start) % (24 * 60)
        return minutes, False, not spans[0].sure
    bare = [one for one in sense.items.of("num", "clock") if not _range_of_days(sense)]
    return None, half, len(known) > 1 or bool(bare) or (bool(lengths) and not half)


def _range_of_days(sense: Sense) -> bool:
    """Do the figures belong to a written range of dates?"""
    try:
        return written(sense) is not None
    except Doubtful:
        return False


def _is_plain(sense: Sense, item: Item) -> bool:
    """Is it a word that tells of nobody else?"""
    if item.kind not in ("word", "junk", "ref", "street"):
        return True
    tokens = sense.line.tokens[item.first : item.last]
    return bool(item.tags) or all(
        token.low in _FREE or token.fold in _CHILD or token.fold.startswith(_STEMS)
        for token in tokens
    )
