"""Orders about a contact request by its number: take, answer, close."""

from core.language.reading import Intent, Reading, RequestOrder
from core.language.sense import Sense
from core.language.shared import ask

_ORDERS: tuple[tuple[str, Intent], ...] = (
    ("CLOSEREQ", "close_request"), ("ANSWERREQ", "answer_request"), ("TAKEREQ", "take_request"),
)  # fmt: skip


def request_order(sense: Sense) -> Reading | None:
    """`otan R-2026-0042`, `sulje R-… teksti`; None when no request number is said."""
    numbers = sense.items.of("ref")
    if not numbers:
        return None
    item = numbers[0]
    before = [i for i in sense.items.of("word") if i.first < item.first]
    after = [i for i in sense.items.of("word") if i.first > item.first][:1]
    text = sense.line.text[sense.token(item).end :].strip(" \n:,;-–.") or None
    number = sense.token(item).text.upper()
    negated = any(i.has("NEG", "PLAN", "COND") and not i.has("TAKEREQ", "CLOSEREQ") for i in before)
    for tag, intent in _ORDERS:
        if not negated and any(i.has(tag) for i in before):
            return Reading(intent, request=RequestOrder(number, text), language=sense.language)
    for tag, intent in _ORDERS:
        if not before and after and after[0].has(tag):
            rest = sense.line.text[sense.line.tokens[after[0].last - 1].end :].strip(" \n:,;-–.")
            order = RequestOrder(number, rest or None)
            return Reading(intent, request=order, language=sense.language)
    return ask(sense, "intent")
