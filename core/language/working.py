"""Reports of finished work: book them, or ask for what is missing or doubtful."""

from dataclasses import replace

from core.kit.i18n import N_
from core.language.entries import read_work
from core.language.guarding import verdict
from core.language.items import Item
from core.language.ledger import Ledger
from core.language.notes import notes
from core.language.presence import tells_two_moments
from core.language.reading import Draft, Entry, Reading
from core.language.sense import Sense


def work(sense: Sense) -> Reading:
    """What the message reports; `none` when it reports nothing."""
    _quiet_numbers(sense)
    ledger = read_work(sense)
    judged = verdict(sense)
    language = sense.language
    if judged == "none":
        return Reading("none", language=language)
    if not ledger.amounts.found:
        return _without_amount(sense, ledger, judged == "ask")
    if judged == "ask":
        ledger.ask("intent", N_("Whether it is done, planned or another's is not sure."))
    if ledger.asks:
        return asking(ledger, language)
    entries = tuple(
        replace(e, note=note) if note else e
        for e, note in zip(ledger.entries, notes(sense, ledger), strict=True)
    )
    return Reading(ledger.intent, entries, language=language)


def asking(ledger: Ledger, language: str) -> Reading:
    """Ask back with what was understood."""
    draft = Draft(ledger.intent, tuple(ledger.entries), tuple(ledger.choices[:3]))
    asks, whys = tuple(ledger.asks), tuple(ledger.whys)
    return Reading("ask", ask=asks, draft=draft, language=language, why=whys)


def _quiet_numbers(sense: Sense) -> None:
    """Codes, rooms and order numbers are no amounts."""
    for word in sense.items.words("THING"):
        for other in (sense.items.after(word), sense.items.before(word)):
            if other is not None and other.kind == "num":
                other.used = True
        after = sense.items.after(word)
        while after is not None and (
            (after.kind == "word" and after.has("STATE", "FILL", "THIRD"))
            or (after.kind == "sign" and sense.items.text(after) in ":=")
        ):
            after = sense.items.after(after)
        if after is not None and after.kind == "length" and _is_code(sense.items.text(after)):
            after.used = True  # "code 3h2"


def _is_code(text: str) -> bool:
    return text[:1].isdigit() and not any(c.isspace() for c in text) and text[-1].isdigit()


def _without_amount(sense: Sense, ledger: Ledger, doubtful: bool) -> Reading:
    """A customer but no amount: ask for it where work is reported, else say nothing."""
    language = sense.language
    if _is_fragment(sense):
        drafted = Ledger([Entry(date=sense.today)])
        drafted.ask("customer", N_("A name is used as a customer's that is not known."))
        drafted.ask("duration", N_("A bare number does not say whether it is hours."))
        return asking(drafted, language)
    if _is_meal(sense) and sense.known_customer:
        drafted = Ledger([_draft_entry(sense)], choices=ledger.choices)
        drafted.ask("amount", N_("A sum is said without its currency."))
        return asking(drafted, language)
    if sense.known_customer and sense.items.says("ONEHALF", "TREKVART") and _bare_number(sense):
        doubtful = False
    if sense.known_customer and tells_two_moments(sense.items):
        drafted = Ledger([_draft_entry(sense)], choices=ledger.choices)
        drafted.ask("duration", N_("Whose coming and leaving it is, or how long, is not sure."))
        return asking(drafted, language)
    if not sense.known_customer or doubtful or sense.items.of("phone", "street", "mail"):
        return Reading("none", language=language)
    drafted = Ledger([_draft_entry(sense)], choices=ledger.choices)
    if sense.items.says("TRAVEL", "EXPENSE", "KM") and not _only_walk(sense):
        drafted.ask("amount", N_("No amount is said."))
        drafted.ask("intent", N_("No amount is said."))
    elif _bare_number(sense) or ledger.amounts.doubt or _until_when(sense):
        drafted.ask("duration", N_("A bare number does not say whether it is hours."))
    if not drafted.asks:
        return Reading("none", language=language)
    if "customer" in ledger.asks:
        drafted.ask("customer", ledger.whys[ledger.asks.index("customer")])
    return asking(drafted, language)


def _is_meal(sense: Sense) -> bool:
    """`lounas 12,90 koskela`: a sum or a time?"""
    numbers = [i.num.raw for i in sense.items.of("num") if i.num is not None]
    cents = [raw for raw in numbers if len(raw.replace(",", ".").partition(".")[2]) == 2]
    return len(numbers) == len(cents) == 1 and all(
        i.has("BREAK", "FILL") for i in sense.items.of("word")
    )


def _is_fragment(sense: Sense) -> bool:
    """`k 3`: one unknown word and one small number, nothing else."""
    if len(sense.items.all) != 2:
        return False
    numbers = [i.num for i in sense.items.of("num") if i.num is not None and i.num.raw]
    unknown = [i for i in sense.items.of("word") if not i.tags or len(sense.token(i).low) == 1]
    return len(numbers) == len(unknown) == 1 and 0 < numbers[0].value <= 24


def _only_walk(sense: Sense) -> bool:
    return bool(sense.items.of("junk"))


def _draft_entry(sense: Sense) -> Entry:
    mention = sense.customers[0]
    customer = sense.customer(mention.places[0]) if len(mention.places) == 1 else None
    return Entry(
        date=sense.today,
        customer=customer.name if customer else None,
        customer_ref=customer.ref if customer else None,
    )


def _until_when(sense: Sense) -> bool:
    """`olin Lehdolla aamusta puoleenpäivään`, `worked at Bell till 2`: work with one clock time."""
    said = sense.items.says("DID") and not sense.items.says("START", "STOP", "ARRIVE")
    moments = sense.items.of("clock")
    return bool(moments) and (said or len(moments) > 1)


def _bare_number(sense: Sense) -> bool:
    """`Lehto 3`: a name, a number and nothing that explains it."""
    numbers = [i for i in sense.items.of("num") if i.num is not None]
    numbers += [i for i in sense.items.words("ONEHALF", "TREKVART") if not i.used]
    numbers += [i for i in sense.items.of("day") if _is_decimal(sense.items.text(i))]
    if sense.items.of("junk") or not numbers:
        return False
    several = ("THERE", "AND", "THEN", "CLOCK", "CAME", "LEFT", "START", "STOP", "ABSENT",
               "HOURSQ", "SUMUP", "DAYWORD")  # fmt: skip
    plain = _PLAIN if len(numbers) == 1 else (*_PLAIN, *several)
    if len(numbers) > 1 and not all(_is_small(i) for i in numbers):
        return False
    return all(i.has(*plain) for i in sense.items.of("word"))


_PLAIN = ("FILL", "DID", "ABOUT", "BREAK", "ONEHALF", "TREKVART", "TIMER")


def _is_small(item: Item) -> bool:
    """May it be hours or an hour of the day (`8 Bell, 12 Nolan, 4 home`)?"""
    return item.num is None or 0 < item.num.value <= 24


def _is_decimal(text: str) -> bool:
    """`1.5` may be the first of May, or hours."""
    whole, _, part = text.partition(".")
    return whole.isdigit() and part in ("5", "25", "75")
