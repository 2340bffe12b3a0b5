"""What was said in numbers: working time with its breaks, distances and sums."""

from dataclasses import dataclass
from decimal import Decimal

from core.language.breaks import breaks
from core.language.clocks import NOON, Span, clock
from core.language.daylists import hours_of_days
from core.language.items import Item, Items
from core.language.repeating import add_up, repeat
from core.language.sense import Sense
from core.language.wordlists import words


@dataclass(slots=True)
class Quantity:
    """One amount to be booked. Times are minutes after midnight, `rest` minutes of break."""

    kind: str
    item: Item
    minutes: Decimal | None = None
    start: int | None = None
    end: int | None = None
    rest: int = 0
    amount: Decimal | None = None
    currency: str | None = None
    doubt: bool = False
    net: bool = False


@dataclass(slots=True)
class Amounts:
    """All quantities of a message in order; `doubt`: a break of unknown length."""

    found: list[Quantity]
    doubt: bool = False
    numbers: tuple[Item, ...] = ()


def amounts(sense: Sense) -> Amounts:
    """Find them all; breaks are taken off, a net time beside a range is joined with it."""
    items = sense.items
    hours_of_days(sense)
    _pair_clocks(sense)
    _drop_whole_days(sense)
    rest, doubt = breaks(sense)
    unsure = repeat(sense)
    unsure = add_up(sense) or unsure
    _drop_lone_metres(sense)
    found = _sums(sense)
    times = _times(sense)
    times = _join_net(sense, times)
    if rest:
        doubt = not _take_off(times, rest, sense) or doubt
    elif doubt and not any(q.start is not None for q in times) and len(times) != 1:
        doubt = bool(times)
    found += times
    found.sort(key=lambda q: q.item.first)
    numbers = tuple(i for i in items.of("num"))
    return Amounts(found, (doubt or unsure) and bool(times), numbers)


# ------------------------------------------------------------------ clock times apart


def as_clock(sense: Sense, item: Item) -> int | None:
    """Minutes after midnight of a clock piece, or of a number that may be one."""
    if item.clock is not None:
        return item.clock.minute
    if item.num is not None or (item.length is not None and ":" in sense.token(item).text):
        found = clock(sense.line, item.first, bare=True)
        return found.minute if found is not None else None
    return None


def _pair_clocks(sense: Sense) -> None:
    """`seiskalta alotin ja puol kolmelta lopetin`, `började 7.20 och slutade 15.50` is a range."""
    starts, stops = sense.items.words("START"), sense.items.words("STOP")
    if not starts or not stops:
        return
    moments = [i for i in sense.items.of("clock", "num") if as_clock(sense, i) is not None]
    if len(moments) < 2:
        return
    first = _nearest(sense.items, starts[0], moments)
    last = _nearest(sense.items, stops[0], [m for m in moments if m is not first])
    begin, end = as_clock(sense, first), as_clock(sense, last)
    if begin is None or end is None or begin == end:
        return
    if end <= begin < NOON and end < NOON and not (last.clock and last.clock.sure):
        end += NOON
    first.kind, first.span = "span", Span(begin, end, first.last)
    last.used = True


def _nearest(items: Items, word: Item, moments: list[Item]) -> Item:
    place = items.place(word)
    return min(moments, key=lambda m: abs(items.place(m) - place))


# ------------------------------------------------------------------ breaks


def _take_off(times: list[Quantity], rest: int, sense: Sense) -> bool:
    """Take the break off the only range, or a length where a minus was said."""
    ranges = [q for q in times if q.start is not None and q.end is not None]
    if len(ranges) == 1:
        ranges[0].rest = rest
        return True
    if not ranges and len(times) == 1 and times[0].minutes is not None:
        minus = list(sense.items.words("MINUS", "LESS"))
        if minus and times[0].minutes > rest:
            times[0].minutes -= rest
            return True
    return not times


# ------------------------------------------------------------------ times


def _drop_whole_days(sense: Sense) -> None:
    """`loppupäivän 5,5 tuntia`, `all day at Bell 8-16`: the hours say how long the day was."""
    for item in sense.items.of("length"):
        if not sense.line.phrase(item.first, "WHOLEDAY"):
            continue
        others = [i for i in sense.items.of("length", "span") if i is not item]
        beside = [i for i in (sense.items.after(item), sense.items.before(item)) if i in others]
        places = {p for m in sense.customers for p in m.places}
        if not beside and len(others) == 1 and len(places) <= 1:
            beside = others
        if any(o.kind == "span" or (o.length is not None and not o.length.doubt) for o in beside):
            item.kind, item.tags = "word", frozenset({"FILL"})


def _drop_lone_metres(sense: Sense) -> None:
    """A lone `m` is minutes only where minutes make sense."""
    lengths = [i for i in sense.items.of("length") if i.length is not None]
    for item in lengths:
        assert item.length is not None
        if not item.length.lone_m:
            continue
        after = sense.items.after(item)
        minutes = item.length.minutes or Decimal(0)
        alone = len(lengths) == 1 and not sense.items.of("span") and minutes % 5 == 0
        plain = after is None or after.kind in ("name", "sign", "line", "day") or (
            after.kind == "word" and after.has("FILL") and not after.has("OFSTUFF")
        )  # fmt: skip
        if not (alone and plain and not sense.items.of("junk")):
            item.kind = "junk"


def is_negative(sense: Sense, item: Item) -> bool:
    """`-3h`: a minus glued to the amount and to nothing before it; `- 3h` is a bullet."""
    line, at = sense.line, item.first - 1
    if not line.sign(at, "-−–") or not line.glued(item.first):
        return False
    return not line.glued(at) or line.tokens[at - 1].kind in ("sign", "line")


def _times(sense: Sense) -> list[Quantity]:
    found = []
    for item in sense.items.of("length", "span"):
        if item.span is not None:
            found.append(Quantity("time", item, start=item.span.start, end=item.span.end))
        elif item.length is not None:
            doubt = item.length.doubt or is_negative(sense, item) or _may_be_sum(sense, item)
            doubt = doubt or _is_bound(sense, item)
            found.append(Quantity("time", item, minutes=item.length.minutes, doubt=doubt))
    _doubt_clocks(sense, found)
    previous: Quantity | None = None
    for quantity in found:
        apart = previous is not None and any(
            i.kind == "day" for i in sense.items.between(previous.item, quantity.item)
        )
        _evening(sense, quantity, None if apart else previous)
        previous = quantity
    return _with_start(sense, found)


def _doubt_clocks(sense: Sense, found: list[Quantity]) -> None:
    """`8:00 … 12:00`: two bare times of one customer and day may be from when until when."""
    bare = [q for q in found if q.minutes is not None and ":" in sense.token(q.item).text
            and q.item.last == q.item.first + 1]  # fmt: skip
    places = {place for m in sense.customers for place in m.places}
    if len(bare) < 2 or len(places) > 1 or len(sense.items.of("day")) >= len(bare):
        return
    if any(q.minutes is not None and q.minutes >= _MORNING for q in bare):
        for quantity in bare:
            quantity.doubt = True


_MORNING = 5 * 60
_BOUNDS = words(
    """alle yli vähintään enintään korkeintaan ainakin minst högst över under max min maks maksimissaan
    over least most than än upto kauemmin pitempään atleast"""
)
_LOWER = ("up", "to")


def _is_bound(sense: Sense, item: Item) -> bool:
    """`less than an hour`, `minst 3 tim`, `yli tunti`: at most or at least so long, not how long."""
    before = sense.line.low(item.first - 1)
    if before in ("under", "over") and sense.line.low(item.first - 2) == "just":
        return False
    return before in _BOUNDS or (sense.line.low(item.first - 2), before) == _LOWER


def _may_be_sum(sense: Sense, item: Item) -> bool:
    """`köpte skruv 12:50`: money as Swedes write it, or hours?"""
    bare = item.last == item.first + 1 and ":" in sense.token(item).text
    return bare and sense.items.says("EXPENSE")


def _evening(sense: Sense, quantity: Quantity, previous: Quantity | None) -> None:
    """`illalla 6-9` is 18 to 21, `wed night 10-6` 22 to 6, `8-12 and 1-4` 13 to 16."""
    start, end = quantity.start, quantity.end
    span = quantity.item.span
    if start is None or end is None or span is None or span.sure:
        return
    said = _said(sense)
    days = [i.day for i in sense.items.of("day") if i.day is not None]
    if "NIGHT" in said or any(d.night for d in days):
        if 5 * 60 < start < NOON:
            later = span.end_said > start
            quantity.start = start + NOON
            quantity.end = (span.end_said + NOON) % (24 * 60) if later else span.end_said
        return
    if not 60 <= start < end <= NOON:
        return
    if previous is not None and previous.end is not None and start < previous.end <= start + NOON:
        quantity.start, quantity.end = start + NOON, end + NOON
    elif "MORNING" in said:
        return
    elif "EVENING" in said and start < 11 * 60:
        quantity.start, quantity.end = start + NOON, end + NOON
    elif start < 5 * 60:
        quantity.doubt = True  # "2-5": in the night or in the afternoon?


def _said(sense: Sense) -> set[str]:
    """Tags of all words but the am and pm of a clock time."""
    line = sense.line
    return {
        tag
        for at, tags in enumerate(line.tags)
        if not (line.is_num(at - 1) and line.has(at, "AM", "PM"))
        for tag in tags
    }


def _with_start(sense: Sense, times: list[Quantity]) -> list[Quantity]:
    """A start with a duration: `varttia yli kahdeksasta eteenpäin kolme tuntia`."""
    lengths = [q for q in times if q.minutes is not None and not q.doubt]
    moments = sense.items.of("clock")
    if len(times) == 1 and len(lengths) == 1 and len(moments) == 1 and moments[0].clock:
        near = sense.items.before(moments[0])
        starts = sense.items.says("START", "FROM") or moments[0].clock.case == "from"
        if starts or (near is not None and near.has("FROM")):
            minutes = lengths[0].minutes
            assert minutes is not None
            lengths[0].start = moments[0].clock.minute
            moments[0].used = True
    return times


_SUM_WORDS = frozenset(
    ["yhteensä", "yht", "total", "totalt", "altogether", "sammanlagt", "eli", "=", "alltså", "ie",
     "netto", "net", "in_total", "kaikkiaan", "all", "summa", "tot"]
)  # fmt: skip


def _join_net(sense: Sense, times: list[Quantity]) -> list[Quantity]:
    """A range with a duration beside it: the duration is the net time."""
    ranges = [q for q in times if q.end is not None]
    lengths = [q for q in times if q.end is None]
    if len(ranges) != 1 or len(lengths) != 1:
        return times
    places = {p for m in sense.customers for p in m.places}
    apart = list(sense.items.between(ranges[0].item, lengths[0].item))
    if len(places) > 1 and any(i.kind == "name" for i in apart):
        return times
    if any(i.has("THEN", "AND") for i in apart) and not any(
        sense.items.text(i).lower() in _SUM_WORDS for i in apart if i.kind == "word"
    ):
        return times
    if lengths[0].doubt or lengths[0].minutes is None:
        ranges[0].doubt = True
    ranges[0].minutes, ranges[0].net = lengths[0].minutes, True
    return ranges


# ------------------------------------------------------------------ money and distance


def _sums(sense: Sense) -> list[Quantity]:
    items = sense.items
    found = [Quantity("travel", i, amount=i.amount) for i in items.of("km")]
    sums = items.of("money")
    if not sums and items.says("EXPENSE"):
        sums = _bare_sum(sense)
    default = sense.said.currency
    found += [Quantity("expense", i, amount=i.amount, currency=i.currency or default) for i in sums]
    for quantity in found:
        quantity.doubt = quantity.amount is None or quantity.amount <= 0
    return found


_LEAST = 5
"""The least number in words that a word for money makes a sum."""


def _bare_sum(sense: Sense) -> list[Item]:
    """`parkkimaksu 8,40`, `paid 18.50 for parking`: the word makes the number a sum."""
    items = sense.items
    numbers = [i for i in items.of("num") if i.num is not None and i.num.raw]
    if not numbers:
        numbers = [i for i in items.of("num") if i.num is not None and i.num.value >= _LEAST]
    cents = [i for i in numbers if i.num and i.num.raw and not i.num.raw.isdigit()]
    likely = cents if len(cents) == 1 else [i for i in numbers if not _counts_things(items, i)]
    if len(likely) != 1:
        return []
    item = likely[0]
    assert item.num is not None
    item.kind, item.amount = "money", item.num.value
    return [item]


_GOODS = words(
    """screw screws nail nails tool tools part parts bit bits fixing fixings stamp stamps ticket
    tickets skruv skruvar spik spikar verktyg del delar reservdelar biljett biljetter grejer prylar
    ruuvia ruuvit ruuveja naulaa nauloja osaa osia varaosaa varaosia lippu lippua liput"""
)


def _counts_things(items: Items, item: Item) -> bool:
    """`2 hanaa`, `200 screws`: a whole number before a plain word or goods counts pieces."""
    after = items.after(item)
    if after is None or after.kind != "word":
        return False
    if item.num is not None and item.num.whole and items.line.low(after.first) in _GOODS:
        return True
    return not after.tags or after.has("PLAINNUM", "UNITJUNK", "OFSTUFF")
