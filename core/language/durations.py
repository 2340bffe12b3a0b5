"""How long: every way of saying a length of time, with its doubts."""

from dataclasses import dataclass
from decimal import Decimal

from core.language.line import Line, Numeral
from core.language.numerals import looks_like_minutes, number_word
from core.language.wordlists import words

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Length:
    """Minutes said at tokens up to `last`; None or `doubt` when it cannot be booked as it is."""

    minutes: Decimal | None
    last: int
    doubt: bool = False
    lone_m: bool = False


def duration(line: Line, at: int) -> Length | None:
    """A length of time beginning here, or None."""
    found = (
        _vague(line, at) or _fraction_words(line, at) or _compound(line, at) or _counted(line, at)
    )
    if found is None:
        return None
    minutes = found.minutes
    if minutes is not None and not found.doubt and not 0 < minutes <= DAY_MINUTES:
        return Length(minutes, found.last, doubt=True)
    return found


HOUR = 60
_FULL = words(
    """extra full whole solid good straight more further additional working hela fulla goda långa raka
    extra ytterligare effektiva täyttä kokonaista ylimääräistä lisä reilua hyvää long billable"""
)
"""Words between a number and its unit: `2 extra hours`, `tre hela timmar`."""
_TAILS = (
    ("tuntinen", HOUR), ("tuntisen", HOUR), ("tuntista", HOUR), ("tuntia", HOUR), ("tuntii", HOUR),
    ("tunnin", HOUR), ("tunti", HOUR), ("timmars", HOUR), ("varttia", 15), ("vartin", 15),
    ("minuuttia", 1), ("minuutin", 1), ("minuters", 1), ("minsan", 1),
)  # fmt: skip


def _compound(line: Line, at: int) -> Length | None:
    """`kolmetuntia`, `kahdentunnin`, `puolitoistatuntinen`, `kolmevarttia`, `tvåtimmars`."""
    low = line.low(at)
    for tail, minutes in _TAILS:
        if low.endswith(tail) and len(low) > len(tail) + 1:
            head = low[: -len(tail)]
            if minutes == HOUR and head in ("puolitoista", "puolentoista", "puoltoista"):
                return Length(Decimal(90), at + 1)
            number = number_word(line.language, _STEMS.get(head, head))
            return Length(Decimal(number.value * minutes), at + 1) if number else None
    return _piece_of_work(line, at)


_STEMS = {"kolmi": "kolme", "neli": "neljä", "viisi": "viisi", "kuusi": "kuusi", "yksi": "yksi"}


def _piece_of_work(line: Line, at: int) -> Length | None:
    """Swedish `ett tvåtimmarsjobb`, `trettiominuterspass`."""
    low = line.low(at)
    for joint, minutes in (("timmars", HOUR), ("minuters", 1)):
        head, found, tail = low.partition(joint)
        if found and head and len(tail) > 2 and line.language == "sv":
            number = number_word("sv", head)
            return Length(Decimal(number.value * minutes), at + 1) if number else None
    return None


def _of(line: Line, at: int) -> int:
    """Past `of`, `of an`, `an`, `med` before a unit."""
    if line.low(at) in ("of", "med") and not line.is_num(at + 1):
        at += 1
    if line.low(at) in ("an", "a", "the", "en"):
        at += 1
    return at


def _vague(line: Line, at: int) -> Length | None:
    rhythm = line.low(at) == "a" and (line.has(at - 1, "HOUR", "MINUTE") or line.is_num(at - 1))
    if (size := line.phrase(at, "WHOLEDAY")) and not rhythm:  # but "8h a day at Bell"
        if line.low(at) == "the" and any("HOUR" in tags for tags in line.tags):
            return None  # "4 hours the day": today
        return Length(None, at + size, doubt=True)
    start = at + 1 if line.low(at) in ("a", "ett", "en") else at
    if line.has(start, "FEW"):
        unit = _of(line, start + 1)
        if line.has(unit, "HOUR", "MINUTE", "QUARTER"):
            return Length(None, unit + 1, doubt=True)
        return None
    if line.has(start, "PAIR"):
        return _pair(line, start + 1)
    return None


def _pair(line: Line, at: int) -> Length | None:
    unit = _of(line, at)
    if line.has(unit, "HOUR"):
        extra = _more(line, unit + 1)
        return Length(Decimal(120) + extra[0], extra[1])
    if line.has(unit, "QUARTER"):
        return Length(Decimal(30), unit + 1)
    if line.has(unit, "MINUTE"):
        return Length(None, unit + 1, doubt=True)
    following = at + 1 if line.sign(at, "-") or line.has(at, "OR", "UNTIL") else at
    other = line.numeral(following)
    if other is not None and line.has(other.last, "HOUR", "MINUTE"):
        return Length(None, other.last + 1, doubt=True)
    return None


def _fraction_words(line: Line, at: int) -> Length | None:
    """Half hours, quarters and one and a half, spoken."""
    one = at + 1 if line.low(at) in ("a", "an", "en", "ett", "yks", "yksi") else at
    if line.phrase(one, "HALFHOUR"):
        return Length(Decimal(30), one + line.phrase(one, "HALFHOUR"))
    if line.sign(one + 1, "-") and line.has(one, "HALF") and line.has(one + 2, "HOUR"):
        return Length(Decimal(30), one + 3)
    if line.has(one, "HALF"):
        unit = _of(line, one + 1)
        if line.has(unit, "HOUR"):
            return Length(Decimal(30), unit + 1)
        return None
    if line.has(at, "ONEHALF"):
        unit = at + 1
        if line.has(unit, "HOUR"):
            extra = _more(line, unit + 1)
            return Length(Decimal(90) + extra[0], extra[1])
        return None
    if size := line.phrase(one, "TREKVART"):
        unit = _of(line, one + size)
        return Length(Decimal(45), unit + 1 if line.has(unit, "HOUR") else one + size)
    if line.has(one, "QUARTER") and not _clock_follows(line, one + 1):
        return Length(Decimal(15), _past_hour(line, one + 1))
    return None


def _past_hour(line: Line, at: int) -> int:
    unit = _of(line, at)
    return unit + 1 if line.has(unit, "HOUR") else at


def _clock_follows(line: Line, at: int) -> bool:
    """`kvart i tolv`, `quarter past two`, `varttia yli kahdeksan` are clock times."""
    if not line.has(at, "PAST", "BEFORE"):
        return False
    number = line.numeral(at + 1)
    return (number is not None and 0 < number.value <= 24) or line.has(at + 1, "HALF")


def _counted(line: Line, at: int) -> Length | None:
    if line.is_num(at) and ":" in line.tokens[at].text:
        return _hours_and_minutes(line, at)
    number = line.numeral(at)
    if number is None:
        return _bare_hour(line, at)
    if (other := _span(line, number)) is not None:
        return other
    if _part_without_unit(line, number):
        return Length(None, number.last + 1, doubt=True)
    number = _plus_half(line, number)
    unit = number.last
    if line.sign(unit, "-") and line.glued(unit) and line.has(unit + 1, "HOUR", "MINUTE"):
        unit += 1
    if line.low(unit) in _FULL and line.has(unit + 1, "HOUR", "MINUTE", "QUARTER"):
        unit += 1
    if line.sign(unit, "-") and number.raw == "" and line.has(unit + 1, "QUARTER"):
        unit += 1
    unit = _of(line, unit) if number.raw == "" else unit
    if line.has(unit, "DAYWORD") and line.low(at) not in ("a", "an"):
        ahead = line.has(unit + 1, "AGO", "IN") or line.low(at - 1) in ("in", "om", "för")
        return None if ahead else Length(None, unit + 1, doubt=True)
    if line.has(unit, "HALF") and line.has(unit + 1, "HOUR"):
        return Length(number.value * 30, unit + 2)
    if line.has(unit, "HALFHOUR"):
        return Length(number.value * 30, unit + 1)
    if line.has(unit, "QUARTER"):
        return Length(number.value * 15, _past_hour(line, unit + 1))
    if line.has(unit, "HOUR"):
        return _hours(line, number, unit)
    if line.has(unit, "MINUTE"):
        lone = line.low(unit) == "m"
        doubt = not number.whole
        return Length(number.value, unit + 1, doubt=doubt, lone_m=lone)
    return None


def _bare_hour(line: Line, at: int) -> Length | None:
    """`tunti`, `tunnin`, `timme` without a number is one hour."""
    low = line.low(at)
    if line.language == "fi" and low in ("tuntia", "tuntii"):
        return _counted_after(line, at + 1)
    if line.language == "fi" and low in ("tunti", "tunnin", "tuntinen", "tunnis", "tuntin"):
        extra = _more(line, at + 1)
        return Length(Decimal(60) + extra[0], extra[1])
    if low in ("timme", "timma", "timmes", "timmas") and line.language == "sv":
        extra = _more(line, at + 1)
        return Length(Decimal(60) + extra[0], extra[1])
    if (low == "hour" and line.has(at + 1, "AND")) or low == "hour's":
        extra = _more(line, at + 1)
        return Length(Decimal(60) + extra[0], extra[1])
    return None


def _counted_after(line: Line, at: int) -> Length | None:
    """`tuntia kolme`, `tuntii tuli viis`: the number stands behind its unit."""
    at = at + 1 if line.low(at) in ("tuli", "meni", "oli", "kului") else at
    number = line.numeral(at)
    if number is None or number.raw or not number.whole or not 1 <= number.value <= 12:
        return None
    if line.has(number.last, "HOUR", "MINUTE", "AND") or line.number_word(number.last) is not None:
        return None
    return Length(number.value * 60, number.last) if number.case == "nom" else None


def _span(line: Line, number: Numeral) -> Length | None:
    """`3-4 h`, `two to three hours`, `2 tai 3 tuntia`: how long exactly is doubtful."""
    at = number.last
    if not (line.sign(at, "-") or line.has(at, "UNTIL", "OR") or line.low(at) == "to"):
        return None
    other = line.numeral(at + 1)
    if other is None:
        return None
    other = _plus_half(line, other)
    if line.has(other.last, "HOUR", "MINUTE") and number.value < other.value:
        if line.low(other.last) == "m" or ":" in number.raw:
            return None
        return Length(None, other.last + 1, doubt=True)
    return None


def _part_without_unit(line: Line, number: Numeral) -> bool:
    """`två och en halv`, `2 and a half` with no hours behind it."""
    at = number.last
    if not line.has(at, "AND"):
        return False
    at += 2 if line.low(at + 1) in ("a", "an", "en", "ett") else 1
    if not line.has(at, "HALF", "QUARTER", "TREKVART"):
        return False
    unit = _of(line, at + 1)
    following = line.numeral(at + 1)  # "half past", "quarter to", "halv sju" are clock times
    units = ("HOUR", "KM", "MIL", "MILE", "PAST", "BEFORE", "EUR", "SEK", "GBP", "USD")
    return not line.has(unit, *units) and following is None


def _plus_half(line: Line, number: Numeral) -> Numeral:
    """`två och en halv`, `kahden ja puolen`, `six n a half` before the unit."""
    at = number.last
    if not line.has(at, "AND"):
        return number
    following = at + 1
    if line.low(following) in ("a", "an", "en", "ett"):
        following += 1
    part = Decimal(0)
    if line.has(following, "HALF"):
        part = Decimal("0.5")
    elif line.has(following, "QUARTER"):
        part = Decimal("0.25")
    elif line.has(following, "TREKVART"):
        part = Decimal("0.75")
    elif (count := line.numeral(following)) and line.has(count.last, "QUARTER"):
        part, following = count.value / 4 if count.value < 4 else part, count.last
    unit = _of(line, following + 1)
    if part and line.has(unit, "HOUR"):
        return Numeral(number.value + part, unit, "", number.case, half=True)
    return number


def _hours(line: Line, number: Numeral, unit: int) -> Length:
    minutes = number.value * 60
    if looks_like_minutes(number.raw):
        return Length(minutes, unit + 1, doubt=True)
    extra, last, doubt = _more_doubt(line, unit + 1, glued_to=unit)
    if extra and not number.whole:
        doubt = True
    total = minutes + extra
    if total != total.to_integral_value():
        total = total.quantize(Decimal(1))
    return Length(total, last, doubt=doubt)


def _more(line: Line, at: int) -> tuple[Decimal, int]:
    extra, last, _ = _more_doubt(line, at, glued_to=-1)
    return extra, last


def _more_doubt(line: Line, at: int, glued_to: int) -> tuple[Decimal, int, bool]:
    """What follows the hours: minutes, a half, a quarter, or two bare digits."""
    following = at + 1 if line.has(at, "AND") else at
    spoken = following
    if line.low(spoken) in ("a", "an", "en", "ett"):
        spoken += 1
    if following > at or spoken == following:
        if line.has(spoken, "HALF") and not line.has(spoken + 1, "HOUR") and following > at:
            return Decimal(30), spoken + 1, False
        if (
            line.has(spoken, "QUARTER")
            and not _clock_follows(line, spoken + 1)
            and (following > at)
        ):
            return Decimal(15), spoken + 1, False
        if line.phrase(spoken, "TREKVART") and following > at:
            return Decimal(45), spoken + line.phrase(spoken, "TREKVART"), False
    number = line.numeral(following)
    if number is None or not number.whole or not 0 < number.value < 60:
        return Decimal(0), at, False
    if line.has(number.last, "QUARTER") and following > at:
        return number.value * 15, number.last + 1, False
    if line.has(number.last, "MINUTE"):
        return number.value, number.last + 1, False
    if not number.raw and number.value >= 10 and number.value % 5 == 0:
        after = number.last  # "tunti kakskyt", "an hour twenty"
        if not line.has(after, "HOUR", "DAYWORD", "PAST", "BEFORE", "KM", "MIL", "MILE"):
            return number.value, after, _is_unknown(line, after)
    if following > at and number.raw and number.value >= 10 and _ends(line, number.last):
        return number.value, number.last, False  # "2h ja 20"
    if following > at or (glued_to < 0 and not number.raw):
        return Decimal(0), at, False
    return _bare_minutes(line, at, number)


def _bare_minutes(line: Line, at: int, number: Numeral) -> tuple[Decimal, int, bool]:
    """`2h45`, `2 h 45`: two digits right after the hours."""
    two_digits = len(number.raw) == 2
    if not two_digits:
        return Decimal(0), at, False
    after = number.last
    if line.glued(at):
        return number.value, after, False
    if line.sign(after, "-:/x€£$%+") or (line.glued(after) and not line.sign(after, ".,;!?)")):
        return Decimal(0), at, False
    if line.has(after, "HOUR", "KM", "MIL", "MILE", "EUR", "SEK", "GBP", "USD", "UNITJUNK"):
        return Decimal(0), at, False
    return number.value, after, _is_unknown(line, after)


def _ends(line: Line, at: int) -> bool:
    """Does the phrase end here?"""
    return at >= len(line.tokens) or line.tokens[at].kind in ("line", "sign")


def _is_unknown(line: Line, at: int) -> bool:
    """Does a plain word follow that the number may count (`2 h 45 sockets`)?"""
    if at >= len(line.tokens) or line.tokens[at].kind != "word" or line.tokens[at].capital:
        return False
    return line.has(at, "PLAINNUM") or not line.tags[at]


def _hours_and_minutes(line: Line, at: int) -> Length | None:
    """Bare `0:50` is hours and minutes."""
    hours, _, minutes = line.tokens[at].text.partition(":")
    if not (minutes.isdigit() and len(minutes) == 2 and len(hours) <= 2 and int(minutes) < 60):
        return None
    doubt = int(hours) > 12 or (len(hours) == 2 and hours[0] == "0" and hours != "00")
    last = at + 1
    if line.has(last, "HOUR"):
        last, doubt = last + 1, False
    return Length(Decimal(int(hours) * 60 + int(minutes)), last, doubt=doubt)
