"""How much money, how far, and sizes that are neither."""

import re
from decimal import Decimal

from core.language.items import Item
from core.language.line import Line, Numeral

MILE, MIL = Decimal("1.609"), Decimal(10)
_CURRENCIES = (("EUR", "EUR"), ("SEK", "SEK"), ("GBP", "GBP"))
_PHONE = re.compile(r"(?:\+|00)\d[\d \-()/.]{6,18}\d|0\d{1,4}[ \-/]?\d[\d \-]{3,12}\d")
_HHMM = re.compile(r"0\d{3} ?- ?\d{4}(?!\d)|0\d ?- ?\d{2}(?![\d ]*\d{3})")


def money(line: Line, at: int) -> Item | None:
    """A sum with its sign or word: `£7.20`, `31e`, `620:-`, `six quid`."""
    for tag, code in _CURRENCIES:
        if (line.has(at, tag) and line.tokens[at].text in "€£") or (
            line.has(at, tag) and line.low(at) in ("eur", "sek", "gbp", "kr")
        ):
            number = line.numeral(at + 1)
            if number is not None and number.raw and not line.has(number.last, "HOUR"):
                return Item("money", at, number.last, amount=number.value, currency=code)
    number = line.numeral(at)
    if number is None:
        return None
    return _with_unit(line, at, number)


def _with_unit(line: Line, at: int, number: Numeral) -> Item | None:
    unit = number.last
    for tag, code in _CURRENCIES:
        if size := line.phrase(unit, tag):
            if line.low(unit) in ("e", "k") and line.language == "en" and not line.glued(unit):
                return None
            return Item("money", at, unit + size, amount=number.value, currency=code)
    dash = line.sign(unit, ":,.") and line.sign(unit + 1, "-") and line.glued(unit)
    range_ = line.is_num(unit + 2) and line.glued(unit + 2)
    if number.raw and dash and line.glued(unit + 1) and not range_:
        return Item("money", at, unit + 2, amount=number.value)
    if line.has(unit, "CENT") and number.raw:
        return Item("money", at, unit + 1, amount=number.value / 100)
    return None


def distance(line: Line, at: int) -> Item | None:
    """Kilometres, Swedish mil, English miles; `amount` in km."""
    number = line.numeral(at)
    if number is None:
        return None
    unit = number.last
    half = Decimal(0)
    if line.has(unit, "AND"):
        skip = 2 if line.low(unit + 1) in ("a", "en") else 1
        if line.has(unit + skip, "HALF") and line.has(unit + skip + 1, "KM", "MIL", "MILE"):
            half, unit = Decimal("0.5"), unit + skip + 1
    elif line.has(unit, "HALF") and line.has(unit + 1, "MIL", "MILE") and number.value == 1:
        number = Numeral(Decimal("0.5"), unit + 1)
        unit += 1
    if line.sign(unit, "-") and line.glued(unit):
        unit += 1
    for tag, factor in (("KM", Decimal(1)), ("MIL", MIL), ("MILE", MILE)):
        if line.has(unit, tag):
            km = ((number.value + half) * factor).quantize(Decimal("0.01")).normalize()
            return Item("km", at, unit + 1, amount=km)
    return None


def junk(line: Line, at: int) -> Item | None:
    """Sizes, pressures, weights and dimensions: `3x2,5 mm`, `22mm`, `1,5 bar`."""
    number = line.numeral(at)
    if number is None or not number.raw:
        return None
    last = number.last
    while line.low(last) in ("x", "×") or (
        line.sign(last, "/×*") and line.glued(last) and line.is_num(last + 1)
    ):
        following = line.numeral(last + 1)
        if following is None:
            break
        last = following.last
    if line.has(last, "UNITJUNK") or (line.sign(last, "%\u00b0\u2103")):
        return Item("junk", at, last + 1)
    return Item("junk", at, last) if last > number.last else None


def phone(line: Line, at: int) -> Item | None:
    """A telephone number beginning with + or 0; seven to fifteen digits."""
    token = line.tokens[at]
    if not (token.text == "+" or (token.kind == "num" and token.text[0] == "0")):
        return None
    if token.text.startswith("0") and _HHMM.match(line.text, token.start):
        return None
    match = _PHONE.match(line.text, token.start)
    if match is None:
        return None
    digits = sum(c.isdigit() for c in match.group())
    if not 7 <= digits <= 15 or (digits < 8 and not match.group().startswith("0")):
        return None
    last = at
    while last < len(line.tokens) and line.tokens[last].end <= match.end():
        last += 1
    if line.glued(last) and last < len(line.tokens) and line.tokens[last].kind == "word":
        return None
    return Item("phone", at, last)
