"""Corrections that say no word for one: only what was saved a moment ago can be meant.

`lopetinkin jo 15`, `kvittot var på 349 kr`, `project is VPN`, `gårdagen var 6 tim`, `lisää tunti`.
Each needs a fitting newest entry and nothing else in the message; else it is no correction.
"""

from decimal import Decimal

from rapidfuzz.distance import OSA

from core.language.amending import PUTS, Values
from core.language.items import Item
from core.language.pointing import is_its_own, is_subject
from core.language.quantities import as_clock
from core.language.reading import SavedEntry
from core.language.resolving import Doubtful, work_days
from core.language.sense import Sense
from core.language.shared import projects_named
from core.language.wordlists import words

_EMPHASIS = words(
    "jo vasta kyllä redan ju först förrän already actually only just faktiskt itse asiassa ändå"
)
_END_NOUNS = words(
    """loppu lopetus lopetusaika lopetusajaksi lopetusajaks alku aloitus aloitusaika aloitusajaksi
    aloitusajaks loppuaika alkuaika slut alotus alotusaika sluttid sluttiden starttid starttiden start end finish"""
)
_COPULAS = words(
    """luki stod said says oli olikin oliki tuli tulikin tuliki maksoi makso maksoikin var blev löd kostade gick was
    were came cost costed"""
)
_DEFINITE = words(
    """kuitissa kuitin summa loppusumma lasku kvittot beloppet summan parkeringen avgiften tankningen resan
    sträckan körningen milen kilometrarna utlägget receipt mileage total amount distance matka
    matkaa kilometrit kilometrejä kilsat kilsoja"""
)
_PROJECT = words(
    "projekti projektiks projektiksi projektille projektin projekt projektet project työmaa job"
)
_STRANGE = ("CONTACT", "OTHERS", "COND", "NEVER", "TASK", "QWORD", "STATE", "TIMER")


def restates(sense: Sense, values: Values) -> bool:
    """Can the message only be about the entry saved last (or that of a day it names)?"""
    entries = sense.said.context.last_entries
    if not entries or any(sense.items.text(i) == "?" for i in sense.items.of("sign")):
        return False
    if _day_is(sense, values) or _days_customer_is(sense, values):
        return True
    if sense.customers:
        return False
    if values.of("day"):
        return _puts_day(sense, values)
    newest = entries[0]
    return (
        moves_end(sense, values, newest)
        or _sum_is(sense, values, newest)
        or _puts_length(sense, values)
        or _puts_project(sense, values, newest)
    )


def moves_end(sense: Sense, values: Values, newest: SavedEntry) -> bool:
    """`lopetinkin jo 15`, `började inte förrän 9`, `end time was 3.30`: today's range is changed."""
    if sense.said.context.running_timer is not None or newest.date != sense.today:
        return False
    if newest.start is None or newest.end is None or values.of("length", "span", "km", "money"):
        return False
    moments = [i for i in values.of("clock", "num") if as_clock(sense, i) is not None]
    if len(moments) != 1 or not sense.items.says("START", "STOP", "UNTIL", "KIN"):
        return False
    if not all(_of_range(sense, i) for i in sense.items.of("word")):
        return False
    late = sense.items.says("NEG") and sense.items.says("UNTIL")
    said = sense.items.says("KIN", "CORRECT") or bool(_lows(sense) & (_EMPHASIS | _END_NOUNS))
    return (said or late) and (sense.items.says("START", "STOP", "UNTIL") or _towards(moments[0]))


_BEING = words(
    """oli olin olikin oltiin olimme tein tehtiin vedettiin painettiin meni tuli siellä var höll jobbade jobba
    stannade arbetade was were did worked stayed is are är on i'd i'll should be time"""
)
_OF_RANGE = ("START", "STOP", "UNTIL", "KIN", "CORRECT", "FILL", "IT", "EMPH", "CLOCK", "NEG", "ME", "NOTOLD",
             "RATHER", "INSTEAD", "SMALL", "HELLO", "FROM", "OOPS", "AM", "PM", "DAYPART")  # fmt: skip


def _of_range(sense: Sense, item: Item) -> bool:
    """A word that speaks of when the work began or ended, and of nothing else."""
    return item.has(*_OF_RANGE) or sense.line.low(item.first) in _BEING


def _towards(item: Item) -> bool:
    """Finnish `kolmeen`, `kasista`."""
    case = item.clock.case if item.clock is not None else item.num.case if item.num else ""
    return case in ("to", "from")


def _sum_is(sense: Sense, values: Values, newest: SavedEntry) -> bool:
    """`kuitti olikin 18,90`, `sträckan var 54 km`: the sum or the way saved last is another."""
    new = values.of("money", "km", "num")
    if len(new) != 1 or values.of("length", "span", "clock"):
        return False
    kind = {"money": "expense", "km": "travel"}.get(new[0].kind, newest.kind)
    if kind not in ("expense", "travel") or newest.kind != kind:
        return False
    if _strange(sense, but=("STATE",)):
        return False
    lows = _lows(sense)
    if sense.items.says("KIN", "CORRECT"):
        return True
    if not lows & _COPULAS:
        return False
    the = any(sense.line.low(i.first - 1) == "the" for i in sense.items.words("EXPENSE", "TRAVEL"))
    return the or bool(lows & _DEFINITE) or _alike(new[0], newest)


def _alike(item: Item, newest: SavedEntry) -> bool:
    """The same digits in another order, or one of them another: a slip is set right."""
    old = newest.amount if newest.kind == "expense" else newest.km
    new = item.amount if item.amount is not None else item.num.value if item.num else None
    if old is None or new is None or old == new:
        return False
    one, other = _digits(old), _digits(new)
    return len(one) > 1 and (
        sorted(one) == sorted(other) or OSA.distance(one, other, score_cutoff=1) <= 1
    )


def _digits(value: Decimal) -> str:
    return f"{Decimal(value):.2f}".rstrip("0").replace(".", "")


def _day_is(sense: Sense, values: Values) -> bool:
    """`gårdagen var 6 tim`, `yesterday was 6 hours not 3`: the day stands for its entry."""
    days = values.of("day")
    if len(days) != 1 or sense.customers or not values.of("length", "span", "km", "money"):
        return False
    return is_subject(sense, days[0]) and not _strange(sense)


def _days_customer_is(sense: Sense, values: Values) -> bool:
    """`tuesday's walsh was 5h`, `tiistain lehto oli 5h`: an entry that exists is meant."""
    days, amounts = values.of("day"), values.of("length", "span", "km", "money")
    if len(days) != 1 or len(sense.customers) != 1 or len(amounts) != 1 or days[0].place:
        return False
    name = sense.customers[0].item
    if name.place != 1 or not is_its_own(sense, days[0], hours=False):
        return False
    copula = sense.line.low(name.last) in ("oli", "olikin", "var", "was")
    spec = days[0].day
    if not copula or spec is None or len(sense.customers[0].places) != 1:
        return False
    customer = sense.customer(sense.customers[0].places[0]).name
    try:
        said = work_days(spec, sense.today)
    except Doubtful:
        return False
    return any(
        e.customer == customer and e.date in said for e in sense.said.context.last_entries
    ) and not _strange(sense)


def _puts_length(sense: Sense, values: Values) -> bool:
    """`laita se neljäks tunniks`, `bump it to 4h`."""
    if len(values.of("length")) != 1 or not sense.items.says("IT"):
        return False
    first = next(iter(sense.items.of("word")), None)
    return first is not None and sense.line.low(first.first) in PUTS and not _strange(sense)


def _puts_day(sense: Sense, values: Values) -> bool:
    """`pistä se maanantaille`: nothing but another day for it."""
    first = next(iter(sense.items.of("word")), None)
    puts = first is not None and first.first == 0 and sense.line.low(0) in PUTS
    return puts and len(values.new) == 1 and sense.items.says("IT") and not _strange(sense)


def _puts_project(sense: Sense, values: Values, newest: SavedEntry) -> bool:
    """`merkkaa siihen projektiks iltasiivous`, `that was for the loft`: a project it may have."""
    if values.of("length", "span", "km", "money", "clock", "num"):
        return False
    places = sense.places_of(newest.customer)
    named = {p.name for place, p in projects_named(sense) if place in places}
    lows = _lows(sense)
    but = ("TASK", "STATE") if lows & _PROJECT else ("TASK",)
    if len(named) != 1 or _strange(sense, but=but):
        return False
    puts = bool(lows & PUTS) and sense.items.says("IT")
    return puts or bool(lows & _PROJECT) or (sense.items.says("IT") and _began_it_was(sense))


def _began_it_was(sense: Sense) -> bool:
    """`se oli …`, `det gällde …`, `that was for the …`."""
    two = (sense.line.low(0), sense.line.low(1))
    return two[0] in ("se", "toi", "tuo", "det", "den", "it", "that", "this") and two[1] in (
        "oli", "olikin", "var", "gällde", "gäller", "hörde", "was", "should", "is", "kuuluu", "kuului",
    )  # fmt: skip


def _strange(sense: Sense, but: tuple[str, ...] = ()) -> bool:
    """Words that tell some other story."""
    tags = [tag for tag in _STRANGE if tag not in but]
    return any(
        i.has(*tags) and not i.has("CORRECT", "FILL", "IT", "START", "STOP")
        for i in sense.items.of("word")
    )


def _lows(sense: Sense) -> set[str]:
    return {token.low for token in sense.line.tokens}
