"""What a message says of the work beside its slots: kept with the entry as its note, as typed."""

from core.language.items import Item
from core.language.ledger import Ledger
from core.language.pairing import clauses
from core.language.sense import Sense
from core.language.wordlists import words

_PAYING = words(
    """maksoin makso maksoi maksettu maksettiin ostin ostettu ostettiin ostokset ostos hankin hankittu kuitti
    kuitin kuitilla kuitit kulut kulu kuluja kuluna kulukirjaus vuokrasin laskutuslisä makso betalade
    betalat betalt betala köpte köpt handlade handlat inköp kvitto kvittot kvitton utlägg utlägget kostnad
    hyrde hyrt paid paying spent bought purchased purchase purchases expense expenses receipt receipts
    charged_me cost_me charged cost hired topped filled"""
)


def notes(sense: Sense, ledger: Ledger) -> list[str | None]:
    """The note of each entry in order; a cost keeps its subject (`tarvikkeita K-Rauta`)."""
    found = ledger.amounts.found
    costs = {q.item.first for q in found if q.kind == "expense"}
    if len(found) != len(ledger.entries) or len(found) == 1:
        note = _text(sense, [i for i in sense.items.all if _tells(sense, i, cost=bool(costs))])
        return [note] * len(ledger.entries)
    numbers = clauses(sense.items)
    apart = {numbers[first] for first in costs}
    made: list[str | None] = []
    for quantity in found:
        here, cost = numbers[quantity.item.first], quantity.kind == "expense"
        kept = [
            i for i in sense.items.all
            if _tells(sense, i, cost=cost)
            and (numbers[i.first] == here if cost else numbers[i.first] not in apart)
        ]  # fmt: skip
        made.append(_text(sense, kept))
    return made


def _tells(sense: Sense, item: Item, *, cost: bool) -> bool:
    """A word that nothing else explains, and of a cost the word for what was bought."""
    if item.kind != "word":
        return False
    if not item.tags:
        return True
    bought = cost and item.has("EXPENSE") and not item.has("DID", "FILL")
    return bought and sense.line.low(item.first) not in _PAYING


def _text(sense: Sense, kept: list[Item]) -> str | None:
    """The words as typed, with the sign inside a name such as `K-Rauta`."""
    line, text, last = sense.line, "", -1
    for item in kept:
        sign = last >= 0 and item.first == last + 1 and line.sign(last, "-&/'+")
        glued = sign and line.glued(last) and line.glued(item.first)
        text += line.tokens[last].text if glued else " " if text else ""
        text += sense.items.text(item)
        last = item.last
    return text or None
