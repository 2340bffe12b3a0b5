"""Where each slot of an entry came from: the words it was read from, and how surely."""

from core.kit import formatting
from core.kit.i18n import _, ngettext
from core.language.items import Item
from core.language.lines import entry_line
from core.language.pieces import how_written, name_of, rivals
from core.language.quantities import Quantity
from core.language.reading import Entry, Reading
from core.language.sense import Sense
from core.language.trace import Trace

_AMOUNTS = ("minutes", "start", "end", "km", "amount", "currency")
_NAMED = {"customer": "customer", "project": "project", "task": "task", "person": "colleague"}


def slot_lines(trace: Trace, reading: Reading) -> list[str]:
    """A line for each filled slot of each entry, of the answer or of what it asks about."""
    sense = trace.sense
    assert sense is not None
    entries = reading.entries or (reading.draft.entries if reading.draft else ())
    lines = []
    for number, entry in enumerate(entries):
        if len(entries) > 1:
            lines.append("  " + _("Entry {number}:").format(number=number + 1))
        quantity = _quantity_of(trace, number, len(entries))
        for slot, value in entry_line(entry, kind=False).items():
            source = _source(sense, slot, entry, quantity)
            lines.append(f"  {slot} = {value}  ← {source}")
    return lines


def _quantity_of(trace: Trace, number: int, count: int) -> Quantity | None:
    found = trace.ledger.amounts.found if trace.ledger is not None else []
    if len(found) == count:
        return found[number]
    return found[0] if len(found) == 1 else None


def _source(sense: Sense, slot: str, entry: Entry, quantity: Quantity | None) -> str:
    if slot in _NAMED:
        return _name_source(sense, _NAMED[slot], str(getattr(entry, slot)))
    if slot == "date":
        days = sense.items.of("day")
        return _all_of(sense, days) if days else _("not said, so the day of writing")
    if slot == "billable":
        return _all_of(sense, sense.items.words("NOTBILL", "BILL"))
    if slot in _AMOUNTS and quantity is not None:
        return _amount_source(sense, slot, quantity)
    return _("reckoned from the words and what was saved")


def _all_of(sense: Sense, items: list[Item]) -> str:
    return ", ".join(formatting.quoted(sense.items.text(i).strip()) for i in items)


def _amount_source(sense: Sense, slot: str, quantity: Quantity) -> str:
    text = formatting.quoted(sense.items.text(quantity.item).strip())
    if slot == "minutes" and quantity.rest:
        rest = formatting.span(quantity.rest)
        return _("{text} less a break of {span}").format(text=text, span=rest)
    if quantity.doubt:
        return _("{text} (doubtful)").format(text=text)
    return text


def _name_source(sense: Sense, kind: str, name: str) -> str:
    """The words that name it, how they were written and the margin to the next best."""
    for item in sense.items.of("name"):
        assert item.match is not None
        if any(t.kind == kind and name_of(sense, t) == name for t in item.match.targets):
            text = formatting.quoted(sense.items.text(item))
            return f"{text}, {how_written(item)}; {_margin(sense, item)}"
    return _("said once for several entries, or of what was saved")


def _margin(sense: Sense, item: Item) -> str:
    """How far the next best name is, in letters; nothing near is sure."""
    assert item.match is not None
    if len({(t.kind, t.index) for t in item.match.targets}) > 1:
        return _("no margin: several fit as well")
    near = rivals(sense, item)
    if not near:
        return _("no other name is near")
    apart, word = near[0]
    return ngettext(
        "the next best, {word}, is {count} letter away",
        "the next best, {word}, is {count} letters away", apart,
    ).format(word=formatting.quoted(word), count=apart)  # fmt: skip
