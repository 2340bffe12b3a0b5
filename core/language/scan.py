"""From tokens to typed pieces: one pass, left to right, the most telling reading first."""

from collections.abc import Callable

from core.language.clocks import clock, span
from core.language.days import day
from core.language.durations import duration
from core.language.first_names import FIRST_NAMES
from core.language.items import Item, Items
from core.language.lexicon import is_vocabulary
from core.language.line import Line
from core.language.names import EXACT, NEAR, Match, NameIndex
from core.language.ordinals import ORDINALS
from core.language.ordinary import ORDINARY
from core.language.sums import distance, junk, money, phone, price
from core.language.tokens import Token
from core.language.wordlists import words

PREPOSITIONS = words("hos at till åt på for vid från in @ w with to onto from i kring nära")
_GRAMMAR = words(
    """HOUR MINUTE QUARTER HALF HALFHOUR PAIR FEW KM MIL MILE BREAK UNTIL FROM AND OR EACH NEG PLAN
    COND LAST NEXT WEEK MONTH DAYWORD NIGHT CLOCK PAST BEFORE ME THEN AGO WEEKEND ABOUT THIS QWORD
    EUR SEK GBP USD AM PM MINUS WITH STOP START UNDO FILL"""
)
_STREET_TAILS = (
    "gatan", "gata", "vägen", "gränd", "gränden", "torget", "stigen", "katu", "kadulla", "kadun",
    "kuja", "kujalla", "polku", "polulla", "vagen", "tielle", "kadulle", "katua",
)  # fmt: skip
_UNITS = ("HOUR", "MINUTE", "KM", "MIL", "MILE", "EUR", "SEK", "GBP", "USD")
NEAR_BUDGET = 80  # words of one message looked up for slips


def scan(line: Line, index: NameIndex) -> Items:
    """All pieces of the message."""
    items = Items(line)
    budget = [NEAR_BUDGET]

    def near(token: Token) -> bool:
        if (
            len(token.fold) < 4
            or budget[0] <= 0
            or token.fold in ORDINARY
            or token.fold in FIRST_NAMES
            or is_vocabulary(token.low)
        ):
            return False
        budget[0] -= 1
        return True

    at = 0
    while at < len(line.tokens):
        item = _piece(line, at, index, near)
        item.place = len(items.all)
        items.all.append(item)
        at = max(item.last, at + 1)
    _negate_billing(items)
    return items


_BILLS = words(
    """laskua laskuu laskulle laskuun lasku bill invoice charge charged billed faktura fakturan fakturera
    faktureras betalt debitering debiteras laskutusta laskutettavaa veloitusta laskuteta veloiteta bills"""
)
_BETWEEN = ("FILL", "ORDER", "IT", "ME", "PLAN", "OTHERS", "THIRD", "DID", "STATE", "RUNNING")


def _negate_billing(items: Items) -> None:
    """`eikä siitä laskua`, `not going on the bill`: a no that reaches a bill is one phrase."""
    for item in items.all:
        if item.kind != "word" or not item.has("NEG") or item.has("NOTBILL"):
            continue
        reach = items.all[item.place + 1 : item.place + 6]
        for number, other in enumerate(reach):
            if other.kind != "word":
                break
            if other.has("BILL") or items.line.low(other.first) in _BILLS:
                for one in (item, *reach[: number + 1]):
                    one.tags = frozenset({"NOTBILL", "FILL"})
                break
            if other.tags and not other.has(*_BETWEEN):
                break


def _piece(line: Line, at: int, index: NameIndex, near: Callable[[Token], bool]) -> Item:
    token = line.tokens[at]
    if token.kind in ("mail", "link", "ref", "line"):
        return Item(token.kind, at, at + 1)
    if token.kind == "word":
        street, named = _street(line, at), _name(line, at, index, near)
        if street is not None and not _named_after_it(line, street, named):
            return street
        if named is not None:
            return named
    elif (
        token.kind == "num"
        and token.text in index.words
        and (found := _name(line, at, index, near)) is not None
    ):
        return found
    return _timed(line, at) or _word(line, at)


def _timed(line: Line, at: int) -> Item | None:
    """Dates, phones, ranges, lengths, sums, distances, clock times, numbers."""
    token = line.tokens[at]
    if token.kind == "word" and not _may_begin_time(line, at):
        return None
    if (named := day(line, at)) is not None:
        return Item("day", at, named.last, day=named)
    if token.kind in ("num", "sign") and (found := phone(line, at)) is not None:
        return found
    if token.kind == "sign" and not line.tags[at] and token.text not in "½¼¾@":
        return None
    if (shift := span(line, at)) is not None:
        return Item("span", at, shift.last, span=shift)
    if (cost := price(line, at)) is not None:
        return cost
    colon = line.is_num(at) and ":" in token.text and _clock_context(line, at)
    if colon and (moment := clock(line, at, bare=True)) is not None:
        return Item("clock", at, moment.last, clock=moment)
    if (length := duration(line, at)) is not None:
        return Item("length", at, length.last, length=length)
    if (found := money(line, at) or distance(line, at) or junk(line, at)) is not None:
        return found
    return _moment(line, at)


def _clock_context(line: Line, at: int) -> bool:
    before = at - 1
    return line.has(before, "CLOCK", "START", "STOP", "FROM", "UNTIL") or line.low(before) in (
        "at", "@", "from", "since",
    )  # fmt: skip


def _moment(line: Line, at: int) -> Item | None:
    moment = clock(line, at, bare=False)
    number = line.numeral(at)
    dotted = number is not None and bool(number.raw) and not number.raw.isdigit()
    if moment is None and number is not None and number.case in ("from", "to", "at"):
        moment = clock(line, at, bare=True)
    if moment is not None and not dotted:
        return Item("clock", at, moment.last, clock=moment)
    if number is not None and (number.raw or not line.has(at, "FILL", "SOMEONE")):
        return Item("num", at, number.last, num=number)
    if line.is_num(at):
        return Item("junk", at, at + 1)
    return None


_TIME_TAGS = words(
    """HALF QUARTER HALFHOUR ONEHALF PAIR FEW TREKVART WHOLEDAY CLOCK FROM NOON MIDNIGHT LAST NEXT
    THIS WEEK WEEKEND NIGHT LASTNIGHT FUZZYDAY LASTWEEK THISWEEK HOUR EUR SEK GBP USD MONTH YEAR COIN
    """
)
_TIME_WORDS = frozenset(
    ["i", "på", "nu", "the", "den", "för", "at", "from", "mellan", "between", "a", "an", "@", "klo"]
)


def _may_begin_time(line: Line, at: int) -> bool:
    tags = line.tags[at]
    if tags & _TIME_TAGS or line.low(at) in _TIME_WORDS or at in line.phrases:
        return True
    if line.low(at) in ORDINALS or any(t[:2] in ("WD", "MO") or t[:3] == "DAY" for t in tags):
        return True
    low = line.low(at)
    if (
        low[:4] in ("aamu", "ilta")
        or "tunt" in low
        or "tunnin" in low
        or "minuut" in low
        or low.endswith(("varttia", "minsan"))
        or "timmars" in low
        or "minuters" in low
    ):
        return True
    return line.number_word(at) is not None


def _street(line: Line, at: int) -> Item | None:
    """`Berggatan 8`, `Storgatan 8-16`: an address, with its numbers."""
    low = line.low(at)
    if not low.endswith(_STREET_TAILS) or len(low) < 6:
        return None
    last = at + 1
    while line.is_num(last) or (line.sign(last, "-/") and line.is_num(last + 1)):
        last += 1
    return Item("street", at, last)


def _named_after_it(line: Line, street: Item, named: Item | None) -> bool:
    """`Asunto Oy Kotkankatu 5`, `Kotkankatu`: a customer bears the address as its name."""
    if named is None or named.match is None or named.match.quality >= NEAR:
        return False
    if line.sign(named.last, "-/") and line.is_num(named.last + 1):
        return False
    if street.last == street.first + 1:  # no number follows: `Kotkankatu` may be a customer's name
        return named.match.quality == EXACT
    return named.last >= street.first + 2


def _name(line: Line, at: int, index: NameIndex, near: Callable[[Token], bool]) -> Item | None:
    finnish = line.language == "fi"
    match = index.longest_match(line.tokens, at, near, inflected=finnish)
    if match is not None and line.is_num(match.last - 1) and line.has(match.last, *_UNITS):
        # `Huolto 3h` tells three hours although there is a `Huolto 3`
        match = index.longest_match(line.tokens[: match.last - 1], at, near, inflected=finnish)
    if match is None:
        return None
    if match.last == at + 1 and not _counts(line, at, match):
        return None
    last = match.last
    if line.sign(last, ":") and line.glued(last) and line.glued(last + 1) and (
        line.tokens[last + 1].kind == "word" if last + 1 < len(line.tokens) else False
    ):  # fmt: skip
        last += 2
    customers = any(t.kind == "customer" for t in match.targets)
    if customers and line.has(last, "STREET") and _is_address(line, at, last):
        last += 1
        return Item("street", at, last + 1 if line.is_num(last) else last)
    return Item("name", at, last, tags=line.tags[at], match=match)


def _is_address(line: Line, first: int, last: int) -> bool:
    return line.tokens[last].capital or line.is_num(first - 1) or line.is_num(last + 1)


def _counts(line: Line, at: int, match: Match) -> bool:
    """Is a single word that also is an ordinary word meant as a name?"""
    token, tags = line.tokens[at], line.tags[at]
    if match.quality > NEAR and not any(t.kind == "customer" for t in match.targets):
        return False
    if match.quality >= NEAR and any(t.kind == "colleague" for t in match.targets):
        return False
    ordinary = bool(tags) or line.number_word(at) is not None
    if not ordinary:
        return True
    if match.quality >= NEAR:
        return False
    if any(t.kind in ("project", "task") for t in match.targets):
        return match.quality == 0 or not tags & _GRAMMAR
    if match.quality == 0 and tags & _GRAMMAR == {"PLAN"} and _heads_amount(line, at, match.last):
        return True  # "price 2h, hill 3h"
    preposition = line.low(at - 1) in PREPOSITIONS
    if tags & _GRAMMAR or line.number_word(at) is not None:
        return (token.capital and at > 0) or (preposition and match.quality == 0)
    return match.quality == 0 or preposition or token.capital


def _heads_amount(line: Line, at: int, last: int) -> bool:
    """Does the word begin a clause with an amount right behind it?"""
    head = at == 0 or line.tokens[at - 1].kind in ("sign", "line")
    return head and line.is_num(last)


def _word(line: Line, at: int) -> Item:
    token = line.tokens[at]
    if found := line.phrases.get(at):
        if found[0][1] == "WHOLEDAY" and (
            line.has(at - 1, "HOUR", "MINUTE") or line.is_num(at - 1)
        ):
            found = [one for one in found if one[1] == "EACH"] or found  # "7.5 a day at Bell"
        size = found[0][0]
        tags = frozenset(tag for length, tag in found if length == size)
        if "QWORD" in tags:
            tags = tags.union(*line.tags[at : at + size])
        return Item("word", at, at + size, tags=tags)
    if token.kind == "word" or line.tags[at]:
        return Item("word", at, at + 1, tags=line.tags[at])
    return Item("sign", at, at + 1)
