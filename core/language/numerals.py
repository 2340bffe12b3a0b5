"""Number words of the three languages with their case, and numbers written in digits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class NumberWord:
    """Value and, in Finnish, case: nom, gen, part, from (elative, ablative), to (illative), at."""

    value: int
    case: str = "nom"


_FINNISH = {  # nominatives; stems of closed syllables; illatives; partitives
    1: ("yksi yks", "yhde yhe", "yhteen", "yhtä"),
    2: ("kaksi kaks", "kahde kahe", "kahteen", "kahta"),
    3: ("kolme kolm", "kolme", "kolmeen", "kolmea kolmee"),
    4: ("neljä nelj", "neljä", "neljään", "neljää"),
    5: ("viisi viis", "viide vii", "viiteen", "viittä"),
    6: ("kuusi kuus", "kuude kuue", "kuuteen", "kuutta"),
    7: ("seitsemän seittemän seitsemä seittemä seittämän", "seitsemä seittemä seittämä",
        "seitsemään seittemään", "seitsemää seittemää"),
    8: ("kahdeksan kaheksan kaheks kaheksa", "kahdeksa kaheksa", "kahdeksaan kaheksaan",
        "kahdeksaa kaheksaa"),
    9: ("yhdeksän yheksän yheks yheksä", "yhdeksä yheksä", "yhdeksään yheksään",
        "yhdeksää yheksää"),
    10: ("kymmenen kymmene kytä", "kymmene", "kymmeneen", "kymmentä kymment"),
}  # fmt: skip
_NICKNAMES = {
    1: ("ykkönen", "ykkö"), 2: ("kakkonen", "kakko"), 3: ("kolmonen", "kolmo"),
    4: ("nelonen", "nelo"), 5: ("vitonen", "vito"), 6: ("kutonen", "kuto"),
}  # fmt: skip
_FROM = ("sta", "stä", "st", "lta", "ltä", "lt")
_AT = ("lla", "llä", "lle", "ssa", "ssä")
_HUNDREDS = "kaksi kaks kolme neljä viisi viis kuusi kuus seitsemän kahdeksan yhdeksän"
_TENS = {
    20: "kaksi kaks kak", 30: "kolme kol", 40: "neljä nelj nel", 50: "viisi viis", 60: "kuusi kuus",
    70: "seitsemän seittemän seis seit", 80: "kahdeksan kaheksan kasi", 90: "yhdeksän yheksän ysi",
}  # fmt: skip


_SCALES = {
    "hundred": 100, "hundra": 100, "sata": 100, "sataa": 100,
    "thousand": 1000, "grand": 1000, "tusen": 1000, "tuhat": 1000, "tuhatta": 1000,
    "million": 10**6, "miljoona": 10**6, "miljoonaa": 10**6, "miljon": 10**6, "miljoner": 10**6,
    "dozen": 12, "dussin": 12, "tusina": 12, "tusinaa": 12,
}  # fmt: skip
_JOINTS = {
    "fi": (("miljoonaa", 10**6), ("miljoona", 10**6), ("tuhatta", 1000), ("tuhat", 1000),
           ("sataa", 100), ("sata", 100), ("kymmentä", 10), ("kymppiä", 10), ("kymppii", 10)),
    "sv": (("miljoner", 10**6), ("miljon", 10**6), ("tusen", 1000), ("hundra", 100)),
}  # fmt: skip
_JOINTED = re.compile("sata|tuhat|miljoon|kymmentä|kymppi|hundra|tusen|miljon|hundred|thousand")
_LONGEST = 60


def _cases(number: int) -> Iterator[tuple[str, str]]:
    names, stems, illatives, partitives = _FINNISH[number]
    for word in names.split():
        yield word, "nom"
    for stem in stems.split():
        yield stem + "n", "nom" if number >= 7 else "gen"
        for tail in _FROM:
            yield stem + tail, "from"
        for tail in _AT:
            yield stem + tail, "at"
        yield stem + "ksi", "to"
        yield stem + "ks", "to"
    for word in illatives.split():
        yield word, "to"
    for word in partitives.split():
        yield word, "part"


def _nicknames() -> Iterator[tuple[str, int, str]]:
    for number, (name, stem) in _NICKNAMES.items():
        yield name, number, "nom"
        yield stem + "seen", number, "to"
        for tail in _FROM:
            yield stem + "se" + tail, number, "from"
    for number, stem, to in ((7, "seiska", "seiskaan"), (8, "kasi", "kasiin"), (9, "ysi", "ysiin"),
                             (10, "kympi", "kymppiin"), (5, "vitose", "vitoseen")):  # fmt: skip
        yield ("kymppi" if number == 10 else stem), number, "nom"
        yield to, number, "to"
        for tail in _FROM:
            yield stem + tail, number, "from"
        for tail in _AT:
            yield stem + tail, number, "at"


def _finnish() -> dict[str, NumberWord]:
    found: dict[str, NumberWord] = {"nolla": NumberWord(0)}
    for number in _FINNISH:
        for word, case in _cases(number):
            found.setdefault(word, NumberWord(number, case))
            if number < 10:
                for tail in ("toista", "toist"):
                    found.setdefault(word + tail, NumberWord(number + 10, case))
    for word, number, case in _nicknames():
        found[word] = NumberWord(number, case)
    for tens, names in _TENS.items():
        for name in names.split():
            for tail in ("kymmentä", "kymment", "kyt", "ky", "kytä", "kymmenen"):
                found[name + tail] = NumberWord(tens)
                for unit in range(1, 10):
                    for word in _FINNISH[unit][0].split():
                        found.setdefault(name + tail + word, NumberWord(tens + unit))
    for stem, tens in (("kahden", 20), ("kolmen", 30), ("neljän", 40), ("viiden", 50)):
        found[stem + "kymmenen"] = NumberWord(tens, "gen")
        found[stem + "kymmenenviiden"] = NumberWord(tens + 5, "gen")
    found.update(kolmisen=NumberWord(3), nelisen=NumberWord(4), viitisen=NumberWord(5),
                 kuutisen=NumberWord(6))  # fmt: skip
    for name in _HUNDREDS.split():
        found[name + "sataa"] = NumberWord(found[name].value * 100)
    found.update(sata=NumberWord(100), satanen=NumberWord(100), satasen=NumberWord(100),
                 sadan=NumberWord(100, "gen"))  # fmt: skip
    for odd in ("kuuel", "vii", "viin", "kuulla", "kuusta", "kuulle", "kuult"):
        found.pop(odd, None)
    return found


def _table(text: str) -> dict[str, NumberWord]:
    found = {}
    for entry in text.split():
        value, names = entry.split(":")
        for name in names.split(","):
            found[name] = NumberWord(int(value))
    return found


def _swedish() -> dict[str, NumberWord]:
    found = _compound(_SWEDISH, "")
    for name, word in _SWEDISH.items():
        if 0 < word.value < 10 and name not in ("en", "nie"):
            found[name + "hundra"] = NumberWord(word.value * 100)
    found.update(hundra=NumberWord(100), etthundra=NumberWord(100), ett=NumberWord(1))
    return found


def _compound(table: dict[str, NumberWord], glue: str) -> dict[str, NumberWord]:
    tens = [(w, n.value) for w, n in table.items() if 20 <= n.value < 100]
    units = [(w, n.value) for w, n in table.items() if 0 < n.value < 10]
    made = {t + glue + u: NumberWord(a + b) for t, a in tens for u, b in units}
    return {**made, **table}


_SWEDISH = _table(
    "0:noll 1:en,ett 2:två,tvåan,tu 3:tre 4:fyra,fyran 5:fem 6:sex 7:sju,sjuan 8:åtta,åttan "
    "9:nio,nie 10:tio,tie 11:elva 12:tolv 13:tretton 14:fjorton 15:femton 16:sexton 17:sjutton "
    "18:arton 19:nitton 20:tjugo,tjugi 30:trettio,tretti 40:fyrtio,fyrti,förti 50:femtio,femti "
    "60:sextio,sexti 70:sjuttio 80:åttio 90:nittio"
)
_ENGLISH = _table(
    "0:zero,nil 1:one,a,an 2:two 3:three 4:four 5:five 6:six 7:seven 8:eight 9:nine 10:ten "
    "11:eleven 12:twelve 13:thirteen 14:fourteen 15:fifteen 16:sixteen 17:seventeen 18:eighteen "
    "19:nineteen 20:twenty 30:thirty 40:forty,fourty 50:fifty 60:sixty 70:seventy 80:eighty "
    "90:ninety"
)
WORDS: dict[str, dict[str, NumberWord]] = {
    "fi": _finnish(),
    "sv": _swedish(),
    "en": _ENGLISH,
}
FOLDED: dict[str, dict[str, NumberWord]] = {
    name: {
        w.replace("ä", "a").replace("å", "a").replace("ö", "o"): n
        for w, n in table.items()
        if not w.isascii()
    }
    for name, table in WORDS.items()
}


def number_word(language: str, low: str) -> NumberWord | None:
    """A single number word in the message's language."""
    found = WORDS[language].get(low)
    if found is None and len(low) > 2:
        found = FOLDED[language].get(low)
        if found is None and 4 < len(low) <= _LONGEST and _JOINTED.search(low):
            found = _jointed(language, low)
    return found


def scale_of(low: str) -> int:
    """What a word such as `hundred` or `tuhatta` multiplies by, else 0."""
    return _SCALES.get(low, 0)


@lru_cache(maxsize=1024)
def _jointed(language: str, low: str) -> NumberWord | None:
    """Words grown together: `satakaksikymmentä`, `tvåhundrafemtio`, `kolmetuhatta`."""
    if language == "en":
        size = _SCALES.get(low, 0)
        return NumberWord(size) if size >= 100 else None
    for joint, size in _JOINTS[language]:
        head, found, tail = low.partition(joint)
        if not found:
            continue
        count = number_word(language, head) if head else NumberWord(1)
        rest = number_word(language, tail) if tail else NumberWord(0)
        if count is None or rest is None or not 0 < count.value < max(size, 100):
            return None
        if rest.value >= size or (size == 10 and not head):
            return None
        return NumberWord(count.value * size + rest.value)
    return None


def digits(raw: str) -> Decimal | None:
    """`8`, `7,5`, `7.5`, `1.284,50`, `1,249.99` as a number; None for clock times and dates."""
    if ":" in raw:
        return None
    marks = [c for c in raw if c in ".,"]
    if len(marks) > 1:
        return _grouped(raw, marks)
    if marks and len(raw) - raw.index(marks[0]) == 4 and raw[0] != "0" and len(raw) <= 7:
        return Decimal(raw.replace(marks[0], ""))  # "2,400": no amount has three decimals
    return Decimal(raw.replace(",", "."))


def _grouped(raw: str, marks: list[str]) -> Decimal | None:
    group, point = marks[0], marks[-1]
    whole, _, cents = raw.rpartition(point) if group != point else (raw, "", "")
    parts = whole.split(group)
    if not (1 <= len(parts[0]) <= 3 and all(len(p) == 3 for p in parts[1:]) and len(parts) > 1):
        return None
    return Decimal("".join(parts) + (f".{cents}" if cents else ""))


def looks_like_minutes(raw: str) -> bool:
    """A decimal such as 2.15 or 1,45 whose two digits may be minutes."""
    _, mark, tail = raw.replace(",", ".").partition(".")
    return bool(mark) and len(tail) == 2 and int(tail) < 60 and tail not in ("00", "25", "50")
