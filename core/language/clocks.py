"""When in the day: clock times and ranges of them, written and spoken."""

from dataclasses import dataclass, replace

from core.language.line import Line, Numeral
from core.language.numerals import number_word

NOON = 12 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes after midnight. `sure`: am, pm or a 24-hour form was said; `case` as in numerals."""

    minute: int
    last: int
    sure: bool = False
    case: str = "nom"
    bare: bool = False
    half: str = ""

    @property
    def small(self) -> bool:
        """Could it be read as morning or afternoon?"""
        return not self.sure and 60 <= self.minute < 13 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """From one clock time to another; `night` when the end is on the next day."""

    start: int
    end: int
    last: int
    sure: bool = False
    end_said: int = 0

    @property
    def night(self) -> bool:
        """Does it cross midnight?"""
        return self.end <= self.start


def clock(line: Line, at: int, *, bare: bool) -> Clock | None:
    """A clock time here; a lone whole number counts only when `bare` allows it."""
    prefixed = at
    if line.has(at, "CLOCK") or line.low(at) in ("at", "@"):
        prefixed = at + 1
        if line.sign(prefixed, ".") and line.glued(prefixed):
            prefixed += 1
    allowed = bare or prefixed > at
    found = _spoken(line, prefixed, bare=allowed) or _written(line, prefixed, bare=allowed)
    if found is None:
        return None
    found = _half_day(line, found)
    if line.low(found.last) in ("o'clock", "oclock"):
        found = replace(found, last=found.last + 1, bare=False)
    return found


def _half_day(line: Line, found: Clock) -> Clock:
    """Apply am or pm after the time."""
    tag = next((t for t in ("AM", "PM") if line.has(found.last, t)), None)
    last = found.last + 1
    dotted = line.sign(last, ".") and line.low(last + 1) == "m" and line.glued(last + 1)
    if tag is None and dotted and line.low(found.last) in ("a", "p"):
        tag = "AM" if line.low(found.last) == "a" else "PM"
        last += 2
        last += 1 if line.sign(last, ".") and line.glued(last) else 0
    if tag is None and line.low(found.last) in ("fm", "em"):
        tag = "AM" if line.low(found.last) == "fm" else "PM"
    if tag is None or found.minute >= 13 * 60:
        return found
    minute = found.minute % NOON + (NOON if tag == "PM" else 0)
    return Clock(minute, last, sure=True, case=found.case, half=tag)


_ENDINGS = {
    "sta": "from", "stä": "from", "lta": "from", "ltä": "from", "st": "from", "lt": "from",
    "een": "to", "aan": "to", "ään": "to", "iin": "to", "hin": "to", "seen": "to", "n": "to",
}  # fmt: skip
"""Finnish cases behind digits: `7:stä 15:een`."""


def _written(line: Line, at: int, *, bare: bool) -> Clock | None:
    if not line.is_num(at):
        return None
    last = at + 1
    if line.language == "fi" and line.sign(last, ":") and line.glued(last):
        case = _ENDINGS.get(line.low(last + 1), "") if line.glued(last + 1) else ""
        found = _digits(line, at, bare=True) if case else None
        return replace(found, last=last + 2, case=case, bare=False) if found else None
    return _digits(line, at, bare=bare)


def _digits(line: Line, at: int, *, bare: bool) -> Clock | None:
    raw = line.tokens[at].text
    if raw.isdigit():
        if len(raw) in (3, 4) and bare and int(raw[:-2]) < 24 and int(raw[-2:]) < 60:
            return Clock(int(raw[:-2]) * 60 + int(raw[-2:]), at + 1, sure=raw[0] == "0")
        if len(raw) > 2 or int(raw) > 24:
            return None
        follows = line.has(at + 1, "AM", "PM") or line.low(at + 1) in (
            "a",
            "p",
            "o'clock",
            "oclock",
        )
        if not bare and not follows:
            return None
        hour = int(raw)
        return Clock(hour % 24 * 60, at + 1, sure=hour > 12 or raw[0] == "0", bare=True)
    for mark in (":", ".", ","):
        hours, found, minutes = raw.partition(mark)
        if found and len(minutes) == 2 and minutes.isdigit() and hours.isdigit():
            if mark == "," or int(hours) > 24 or int(minutes) > 59 or len(hours) > 2:
                return None
            sure = int(hours) > 12 or hours[0] == "0" or int(hours) == 0
            return Clock(int(hours) % 24 * 60 + int(minutes), at + 1, sure=sure)
    return None


def _spoken(line: Line, at: int, *, bare: bool) -> Clock | None:
    if line.has(at, "NOON"):
        case = "to" if line.low(at).endswith(("ään", "vään")) else "nom"
        case = "from" if "sta" in line.low(at)[-4:] or "lta" in line.low(at) else case
        return Clock(NOON, at + 1, sure=True, case=case, half="PM")
    if line.has(at, "MIDNIGHT"):
        return Clock(0, at + 1, sure=True)
    if line.has(at, "HALF"):
        return _half(line, at)
    start = at + 1 if line.low(at) in ("a", "en") and line.has(at + 1, "QUARTER") else at
    if (found := _around(line, start)) is not None:
        return found
    if not bare:
        return _part_compound(line, at)
    number = line.number_word(at)
    if number is not None and 0 < number.value <= 24 and line.low(at) not in ("a", "an"):
        past = _minutes_word(line, at + 1)
        if past is not None:
            minute = number.value % 24 * 60 + int(past.value)
            return Clock(minute, past.last, number.value > 12, past.case)
        return Clock(number.value % 24 * 60, at + 1, number.value > 12, number.case, bare=True)
    return _part_compound(line, at)


def _minutes_word(line: Line, at: int) -> Numeral | None:
    """`seven thirty`, `sju trettio`: tens in words right behind the hour, counting nothing."""
    number = line.numeral(at) if line.number_word(at) is not None else None
    if number is None or number.raw or not 10 <= number.value < 60 or number.value % 5:
        return None
    if line.tokens[at].kind != "word" or line.has(number.last, "HOUR", "MINUTE", "KM", "DAYWORD"):
        return None
    return number if number.value >= 15 or line.language != "fi" else None


def _part_compound(line: Line, at: int) -> Clock | None:
    """Finnish `aamukuudesta`, `iltakuuteen`."""
    low = line.low(at)
    for head, evening in (("aamu", False), ("ilta", True), ("iltapäivä", True), ("yö", False)):
        if low.startswith(head) and line.language == "fi":
            number = number_word("fi", low[len(head) :])
            if number is not None and 0 < number.value <= 12:
                minute = number.value % 12 * 60 + (NOON if evening else 0)
                half = "PM" if evening else "AM" if head == "aamu" else ""
                return Clock(minute, at + 1, sure=True, case=number.case, half=half)
    return None


def _half(line: Line, at: int) -> Clock | None:
    """`puoli seitsemän`, `halv sju` are 6:30, `half eight` and `half past eight` 8:30."""
    english = line.low(at) == "half"
    following = at + 1
    if english and line.low(following) == "past":
        following += 1
    number = _hour(line, following)
    if number is None or line.has(number.last, "HOUR", "MINUTE"):
        return None
    hour = int(number.value) if english else int(number.value) - 1
    case = number.case
    if line.low(at) in ("puolesta", "puolelta"):
        case = "from"
    return Clock((hour % 12 or 12 if hour <= 12 else hour) * 60 % (24 * 60) + 30, number.last,
                 case=case, sure=hour > 12)  # fmt: skip


def _hour(line: Line, at: int) -> Numeral | None:
    number = line.numeral(at)
    if number is None or not number.whole or not 1 <= number.value <= 24:
        return None
    if len(number.raw) > 2 or line.low(at) in ("a", "an"):
        return None
    return number


def _around(line: Line, at: int) -> Clock | None:
    """Minutes before or after an hour or half hour: `kvart i tolv`, `viittä vaille kolme`."""
    if line.has(at, "QUARTER"):
        minutes, mark = 15, at + 1
    else:
        number = line.numeral(at)
        if number is None or not number.whole or not 0 < number.value < 30 or number.half:
            return None
        minutes, mark = int(number.value), number.last
        if not number.raw and minutes % 5 and line.low(mark) == "to":
            return None  # "eight to four" is a range
        if line.has(mark, "MINUTE"):
            mark += 1
        elif number.raw and not line.has(mark, "PAST"):
            if line.low(mark) not in ("i", "vaille", "to") or int(number.raw or 0) % 5:
                return None
            if line.low(mark) == "to":  # "8 to 5" is a range, "ten to five" a time
                return None
    after = line.has(mark, "PAST")
    if not after and not line.has(mark, "BEFORE"):
        return None
    if line.low(at) in ("a", "an"):
        return None
    half = line.has(mark + 1, "HALF")
    base = _half(line, mark + 1) if half else None
    if base is None:
        hour = _hour(line, mark + 1)
        if hour is None or line.has(hour.last, "HOUR", "MINUTE", "DAYWORD", "KM"):
            return None
        base = Clock(int(hour.value) % 24 * 60, hour.last, hour.value > 12, hour.case)
    minute = base.minute + (minutes if after else -minutes)
    if base.minute == 60 and not after:
        minute += NOON  # a quarter to one is rather 12:45 than 0:45
    return Clock(minute % (24 * 60), base.last, base.sure, base.case)


def span(line: Line, at: int) -> Span | None:
    """A range of clock times: `7-16`, `from 10:20 until 13:05`, `kasista kolmeen`."""
    start_at, opened = at, False
    if line.has(at, "FROM") and not line.number_word(at):
        start_at = at + 1
    elif line.low(at) in ("mellan", "between"):
        start_at, opened = at + 1, True
    first = clock(line, start_at, bare=True)
    if first is None:
        return None
    middle = first.last
    while line.low(middle) in ("aina", "noin", "n") or line.has(middle, "DAYPART"):
        middle += 1
    joined = _joined(line, middle, first, opened)
    if joined is None:
        return None
    second = clock(line, joined, bare=True)
    if second is None or _refused(line, first, second, start_at):
        return None
    last = second.last
    if line.has(last, "UNTIL") and line.low(last) in ("asti", "saakka"):
        last += 1
    past_noon = not second.sure and NOON <= second.minute < NOON + 60
    if first.minute >= _LATE and past_noon and line.tokens[second.last - 1].kind == "word":
        second = replace(second, minute=second.minute - NOON)  # until half past twelve at night
    start, end = settled(first, second)
    if start == end:
        return None
    sure = not (first.small and second.small)
    return Span(start, end, last, sure, second.minute)


def _joined(line: Line, at: int, first: Clock, opened: bool) -> int | None:
    """Where the second time begins, if a range follows."""
    if line.sign(at, "-") or line.low(at) in ("viiva", "streck", "bindestreck", "dash"):
        return at + 1
    if opened and line.has(at, "AND"):
        return at + 1
    size = line.phrase(at, "UNTIL")
    if size and line.low(at) not in ("asti", "saakka"):
        return at + size
    told = first.case == "nom" and not first.bare and line.language == "fi"
    if first.case == "from" or (told and line.number_word(at) is not None):
        second = clock(line, at, bare=True)
        if second is not None and (
            second.case == "to" or (not told and line.low(second.last) in ("asti", "saakka"))
        ):
            return at
    return None


def _refused(line: Line, first: Clock, second: Clock, at: int) -> bool:
    """Is what looks like a range something else: hours, kilometres, sizes, an article?"""
    after = second.last
    if line.low(second.last - 1) in ("a", "an") or _ends_with_date(line, after):
        return True
    if first.bare and second.bare and line.has(after, "HOUR", "MINUTE"):
        return True
    if line.has(after, "KM", "MIL", "MILE", "EUR", "SEK", "GBP", "USD") and (
        first.bare or second.bare
    ):
        return True
    if line.sign(after, "€£%/x") or (line.sign(after, "-") and line.is_num(after + 1)):
        return True
    if line.has(after, "UNITJUNK", "PLAINNUM") and line.glued(after):
        return True
    raw = line.tokens[at].text
    return bool(raw.isdigit() and len(raw) == 4 and raw[:2] in ("19", "20") and raw[0] != "0"
                and line.tokens[second.last - 1].text[:2] in ("19", "20"))  # fmt: skip


def _ends_with_date(line: Line, at: int) -> bool:
    """`8-16.11.` looks like days of November."""
    if not (line.sign(at, ".") and line.glued(at) and line.is_num(at - 1)):
        return False
    _, _, month = line.tokens[at - 1].text.partition(".")
    likely_time = month in ("00", "05", "10", "15") and at + 1 == len(line.tokens)
    return month.isdigit() and 1 <= int(month) <= 12 and not likely_time


_LATE = 18 * 60


def settled(first: Clock, second: Clock) -> tuple[int, int]:
    """Both ends 1 to 12 and the end not after the start: the end is in the afternoon."""
    start, end = first.minute, second.minute
    if second.half == "PM" and not first.sure and start + NOON < end:
        start += NOON  # "2-4pm"
    if first.half == "AM" and second.small and not second.half and end <= start:
        end += NOON  # "7am to 3"
    if first.half == "PM" and second.small and not second.half and start < end + NOON < 24 * 60:
        end += NOON  # "2pm-5"
    if first.small and second.small and end <= start:
        end = end % NOON + NOON
        if end <= start:
            start, end = first.minute, second.minute
    return start, end
