"""How much money, how far, and sizes that are neither."""

import re
from decimal import Decimal

from core.language.items import Item
from core.language.line import Line, Numeral

MILE, MIL = Decimal("1.609"), Decimal(10)
_CURRENCIES = ("EUR", "SEK", "GBP", "USD", "NOK", "DKK")
_SIGNS = "€£$"
_CODES = ("eur", "sek", "gbp", "usd", "nok", "dkk", "kr")
_THOUSANDS = {"tkr": "SEK", "ksek": "SEK", "keur": "EUR"}
_PHONE = re.compile(r"(?:\+|00)\d[\d \-()/.]{6,18}\d|0\d{1,4}[ \-/]?\d[\d \-]{3,12}\d")
_HHMM = re.compile(r"0\d{3} ?- ?\d{4}(?!\d)|0\d ?- ?\d{2}(?![\d ]*\d{3})")


def money(line: Line, at: int) -> Item | None:
    """A sum with its sign or word: `£7.20`, `31e`, `620:-`, `six quid`, `12 kr 50 öre`."""
    for code in _CURRENCIES:
        if line.has(at, code) and (line.tokens[at].text in _SIGNS or line.low(at) in _CODES):
            sum_ = line.numeral(at + 1)
            if sum_ is not None and sum_.raw and not line.has(sum_.last, "HOUR"):
                return _prefixed(line, at, sum_, code)
    if (coin := _coin(line, at)) is not None:
        return coin
    one_half = Numeral(Decimal("1.5"), at + 1, half=True) if line.has(at, "ONEHALF") else None
    number = one_half or line.numeral(at)
    if number is None:
        return None
    return _with_unit(line, at, _with_half(line, number, *_CURRENCIES))


_COINS = {
    "en": {"tenner": 10, "tenners": 10, "fiver": 5, "fivers": 5},
    "sv": {"tia": 10, "tjuga": 20, "tjugolapp": 20, "femtilapp": 50, "femtiolapp": 50, "femtis": 50,
           "hundring": 100, "hundralapp": 100, "femhundring": 500, "femhundralapp": 500,
           "tusenlapp": 1000, "tusing": 1000, "lax": 1000, "laxar": 1000},
    "fi": {"vitosen": 5, "viitosen": 5, "kympin": 10, "kymppiä": 10, "kymppii": 10, "satasen": 100,
           "satkun": 100, "tonnin": 1000},
}  # fmt: skip
_COINED = {"en": "GBP", "sv": "SEK", "fi": "EUR"}


def _coin(line: Line, at: int) -> Item | None:
    """`a tenner`, `två hundringar`, `kympin`: banknotes; in Finnish only beside an expense."""
    number = line.numeral(at)
    unit = number.last if number is not None else at
    value = _COINS[line.language].get(line.low(unit))
    if value is None or (number is not None and (not number.whole or number.value < 1)):
        return None
    if line.language == "fi" and not any("EXPENSE" in tags for tags in line.tags):
        return None
    times = number.value if number is not None else Decimal(1)
    return Item("money", at, unit + 1, amount=times * value, currency=_COINED[line.language])


def price(line: Line, at: int) -> Item | None:
    """Swedish `34:90`: a sum with a colon that can be no clock time, beside a word for money."""
    if not line.is_num(at) or line.language != "sv":
        return None
    whole, mark, cents = line.tokens[at].text.partition(":")
    if not (mark and whole.isdigit() and cents.isdigit() and len(cents) == 2 and len(whole) < 6):
        return None
    size = line.phrase(at + 1, "SEK")
    spent = any("EXPENSE" in tags for tags in line.tags)
    if not size and not (spent and (int(cents) > 59 or int(whole) > 24)):
        return None
    return Item("money", at, at + 1 + size, amount=Decimal(f"{whole}.{cents}"), currency="SEK")


def _prefixed(line: Line, at: int, number: Numeral, code: str) -> Item:
    """`£1.2k`, `£12 50p`."""
    value, last = number.value, number.last
    if line.low(last) == "k" and line.glued(last):
        value, last = value * 1000, last + 1
    cents, last = _cents(line, last)
    return Item("money", at, last, amount=value + cents, currency=code)


def _with_half(line: Line, number: Numeral, *units: str) -> Numeral:
    """`two and a half` before one of the units."""
    if not line.has(number.last, "AND"):
        return number
    half = number.last + (2 if line.low(number.last + 1) in ("a", "en") else 1)
    if line.has(half, "HALF") and line.has(half + 1, *units):
        return Numeral(number.value + Decimal("0.5"), half + 1, half=True)
    return number


def _with_unit(line: Line, at: int, number: Numeral) -> Item | None:
    unit = number.last
    for code in _CURRENCIES:
        if size := line.phrase(unit, code):
            if line.low(unit) in ("e", "k") and line.language == "en" and not line.glued(unit):
                return None
            cents, last = _cents(line, unit + size)
            return Item("money", at, last, amount=number.value + cents, currency=code)
    if code := _THOUSANDS.get(line.low(unit), ""):
        return Item("money", at, unit + 1, amount=number.value * 1000, currency=code)
    dash = line.sign(unit, ":,.") and line.sign(unit + 1, "-") and line.glued(unit)
    range_ = line.is_num(unit + 2) and line.glued(unit + 2)
    if number.raw and dash and line.glued(unit + 1) and not range_:
        return Item("money", at, unit + 2, amount=number.value)
    if line.has(unit, "CENT") and (number.raw or len(line.low(unit)) > 1):
        return Item("money", at, unit + 1, amount=number.value / 100)
    return None


def _cents(line: Line, at: int) -> tuple[Decimal, int]:
    """`50 öre`, `50p` behind a sum, and where it ends; `12e50`, a last `12 pounds 50` are too."""
    linked = at + 1 if line.has(at, "AND") else at
    number = line.numeral(linked)
    if number is None or not number.whole or not 0 < number.value < 100:
        return Decimal(0), at
    if line.has(number.last, "CENT"):
        return number.value / 100, number.last + 1
    written = line.tokens[at].text
    two = number.value >= 10 if not written.isdigit() else len(written) == 2
    if linked == at and two and (line.glued(at) or _counts_nothing(line, number.last)):
        return number.value / 100, number.last
    return Decimal(0), at


def _counts_nothing(line: Line, at: int) -> bool:
    """Does the number before stand alone: no unit and no plain word that it may count?"""
    if at >= len(line.tokens) or line.tokens[at].kind != "word":
        return not line.sign(at, "-/:x%€£$")
    units = ("HOUR", "MINUTE", "KM", "MIL", "MILE", "PLAINNUM", "UNITJUNK", "OFSTUFF", "QUARTER")
    return bool(line.tags[at]) and not line.has(at, *units)


def distance(line: Line, at: int) -> Item | None:
    """Kilometres, Swedish mil, English miles; `amount` in km."""
    one_half = Numeral(Decimal("1.5"), at + 1, half=True) if line.has(at, "ONEHALF") else None
    number = one_half or line.numeral(at)
    if number is None:
        return None
    unit = number.last
    if line.has(unit, "AND"):
        number = _with_half(line, number, "KM", "MIL", "MILE")
        unit = number.last
    elif line.has(unit, "HALF") and line.has(unit + 1, "MIL", "MILE") and number.value == 1:
        number = Numeral(Decimal("0.5"), unit + 1)
        unit += 1
    if line.sign(unit, "-") and line.glued(unit):
        unit += 1
    for tag, factor in (("KM", Decimal(1)), ("MIL", MIL), ("MILE", MILE)):
        if line.has(unit, tag):
            km = (number.value * factor).quantize(Decimal("0.01")).normalize()
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
        if following is None or not following.raw:
            break
        last = following.last
    counted = ("MINUTE", "HOUR", "KM", "MIL", "MILE", *_CURRENCIES)
    if last > number.last and line.has(last, *counted) and line.low(last) != "m":
        return None  # "2 x 15 min": so often so long
    if line.low(last) == "a" and not line.glued(last) and line.language == "en":
        return None  # "7.5 a day"
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
