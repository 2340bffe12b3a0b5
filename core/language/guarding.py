"""Whether a message reports finished work at all: plans, conditions and facts write nothing."""

from typing import Literal

from core.language.items import Item
from core.language.pairing import clauses
from core.language.partial import unclear_amounts
from core.language.presence import came_and_went
from core.language.sense import Sense

Verdict = Literal["book", "ask", "none"]


def verdict(sense: Sense) -> Verdict:
    """`book` when nothing speaks against a report; `ask` where one is thinkable; else `none`."""
    if sense.items.says("UNSURE"):
        return "ask" if sense.known_customer else "none"
    if _asks_to_write(sense):
        return "ask" if sense.known_customer else "none"
    words = [i for i in sense.items.of("word") if not _is_harmless(i)]
    against = [i for i in words if i.has("NEVER", "COND", "PLAN")]
    if against:
        return "ask" if _still_reports(sense, against) else "none"
    if _orders_others(sense) or _almost(sense):
        return "none"
    if _ahead(sense):
        return "ask" if sense.known_customer else "none"
    if not sense.customers and not sense.items.of("money", "name") and _only_states(sense, words):
        return "none"
    if sense.items.says("ABSENT") and sense.known_customer:
        return "ask"
    if unclear_amounts(sense):
        return "ask"
    if any(i.has("CONTACT") and not i.has("DID", "FILL") for i in words):
        return "ask" if sense.known_customer else "none"
    words = [i for i in words if not _states(sense, i)]
    if any(i.has("STATE", "NEG", "OFTEN", "QWORD") for i in words):
        return "ask" if sense.known_customer or sense.items.of("money") else "none"
    return "book"


_REST = frozenset(
    ["remaining", "rest", "left", "kvar", "återstående", "återstod", "loput", "loppu", "jäljellä"]
)


def _still_reports(sense: Sense, against: list[Item]) -> bool:
    """`en ollut Lehdolla vaan Koskella 4h`, `the remaining two at Koski`: part of it was done."""
    if not sense.known_customer:
        return False
    if all(i.has("LEFT", "CAME") for i in against) and came_and_went(sense.items):
        return True
    if not sense.items.of("length", "span", "km", "money"):
        return False
    if all(sense.line.low(i.first) in _REST for i in against) or _turned_out(sense, against):
        return True
    if _then_plans(sense, against):
        return True
    never = all(i.has("NEVER") for i in against)
    return never and (sense.items.says("RATHER") or bool(_BUT & {t.low for t in sense.line.tokens}))


def _then_plans(sense: Sense, against: list[Item]) -> bool:
    """`bell 3h, will be back tomorrow`: a report, and behind it in words of its own a plan."""
    if any(i.has("COND", "NEVER") for i in against):
        return False
    numbers = clauses(sense.items)
    planned = {numbers[i.first] for i in against}
    named = {numbers[m.item.first] for m in sense.customers if not m.doubtful}
    amounts = {numbers[i.first] for i in sense.items.of("length", "span", "km", "money")}
    return any(n < min(planned) for n in named & amounts)


_TOOK = frozenset(["took", "tog", "meni", "kesti", "tagit", "taken", "mennyt", "menny"])
_ESTIMATES = ("arvio", "planera", "estimat", "quote", "budget", "offert", "plan", "expect", "tarjo",
              "räkna", "beräkna", "suunnit", "uppskatt")  # fmt: skip


def _turned_out(sense: Sense, against: list[Item]) -> bool:
    """`quoted 3h for Bell, took 4h`, `3 tim mer än planerat`: how it was, beside what was planned."""
    if any(i.has("COND", "NEVER") for i in against):
        return False
    lows = {t.low for t in sense.line.tokens}
    if lows & _TOOK and len(sense.items.of("length", "num")) > 1:
        return True
    first = sense.items.of("length", "span", "km", "money")[0]
    return all(
        first.first < i.first and sense.line.low(i.first).startswith(_ESTIMATES) for i in against
    )


_BUT = frozenset(["but", "instead", "utan", "istället", "vaan", "sensijaan"])


def _only_states(sense: Sense, words: list[Item]) -> bool:
    """`regnet öste ner i tre timmar`: it tells how things were, of nobody's work."""
    return any(i.has("STATE") for i in words) and not sense.items.says("DID", "INTERNAL", "ME")


_HARMLESS = ("NOTBILL", "NOBREAK", "BILL", "BREAK", "MINUS")


def _is_harmless(item: Item) -> bool:
    return item.has(*_HARMLESS) or (item.has("DID") and item.has("PLAN", "STATE"))


def _states(sense: Sense, item: Item) -> bool:
    """Swedish `hos Wallin blev det fyra timmar`: the verb before its subject, but no question."""
    if sense.language != "sv" or item.last - item.first < 2 or not item.has("QWORD"):
        return False
    before = sense.items.before(item)
    asks = any(sense.items.text(i) == "?" for i in sense.items.of("sign"))
    inverted = sense.line.low(item.last - 1) in ("det", "jag", "vi")
    return not asks and inverted and before is not None and before.kind in (
        "day", "name", "length", "span", "money", "km",
    )  # fmt: skip


_NEARLY = frozenset(["melkein", "nästan", "nearly", "almost"])


def _almost(sense: Sense) -> bool:
    """`melkein lähdin lehdolle`, `nearly went to Bell`: it did not happen; `nearly 3h` did."""
    for item in sense.items.of("word"):
        after = sense.items.after(item)
        if sense.line.low(item.first) in _NEARLY and after is not None and after.kind == "word":
            return True
    return False


def _ahead(sense: Sense) -> bool:
    """`in 40 min`, `om 25 min`, `vartin päästä`: still to come."""
    for item in sense.items.of("length"):
        before, after = sense.items.before(item), sense.items.after(item)
        if (
            before is not None
            and before.kind == "word"
            and sense.line.low(before.first) == ("om" if sense.language == "sv" else "in")
        ):
            return True
        if after is not None and after.has("IN") and sense.language == "fi":
            return True
        if _ago(sense, item, after):
            return True
    return False


def _ago(sense: Sense, item: Item, after: Item | None) -> bool:
    """`3h ago`, `för 3 timmar sen`; `sitten` and `sen` before another word mean then."""
    before = sense.items.before(item)
    if before is not None and before.kind == "word" and sense.line.low(before.first) == "för":
        return True
    if after is None or not after.has("AGO"):
        return False
    last = sense.items.after(after)
    return not after.has("THEN") or last is None or last.kind in ("sign", "line")


_POLITE = frozenset(["please", "snälla", "vänligen", "kindly"])
_WRITES = frozenset(
    ["add", "log", "put", "book", "record", "enter", "register", "note", "lägg", "skriv", "logga",
     "boka", "registrera", "notera", "lisää", "kirjaa", "merkkaa", "laita"]
)  # fmt: skip


def _asks_to_write(sense: Sense) -> bool:
    """`could you put me down for 3h at Walsh`, `kan du lägga in 3 tim`: asked of whom?"""
    said = [sense.line.low(i.first) for i in sense.items.of("word")][:6]
    asked = bool(said) and said[0] in _ASKED
    return asked and any(low in _WRITES | _TO_WRITE for low in said[1:])


_ASKED = frozenset(["kan", "kunde", "can", "could", "would", "voitko", "voisitko", "voisiksä"])
_TO_WRITE = frozenset(
    ["lägga", "skriva", "registrera", "merkata", "merkitä", "kirjata", "laittaa", "lisätä"]
)


def _orders_others(sense: Sense) -> bool:
    """`go to Hill 8-4`, `käy Tikalla 2h`: somebody is told to do it."""
    words = [i for i in sense.items.all if i.kind in ("word", "name", "length", "span", "day")]
    if not words or words[0].kind != "word" or not words[0].has("ORDER"):
        return False
    polite = sense.line.low(words[0].first) in _POLITE
    return not (polite and any(sense.line.low(i.first) in _WRITES for i in words[1:6]))
