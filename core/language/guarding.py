"""Whether a message reports finished work at all: plans, conditions and facts write nothing."""

from typing import Literal

from core.language.items import Item
from core.language.sense import Sense

Verdict = Literal["book", "ask", "none"]


def verdict(sense: Sense) -> Verdict:
    """`book` when nothing speaks against a report; `ask` where one is thinkable; else `none`."""
    words = [i for i in sense.items.of("word") if not _is_harmless(i)]
    if any(i.has("NEVER", "COND", "PLAN") for i in words):
        return "none"
    if _ahead(sense):
        return "ask" if sense.known_customer else "none"
    if any(i.has("STATE", "NEG", "OFTEN", "QWORD") for i in words):
        return "ask" if sense.known_customer or sense.items.of("money") else "none"
    return "book"


_HARMLESS = ("NOTBILL", "NOBREAK", "BILL", "BREAK", "MINUS")


def _is_harmless(item: Item) -> bool:
    return item.has(*_HARMLESS) or (item.has("DID") and item.has("PLAN", "STATE"))


def _ahead(sense: Sense) -> bool:
    """`in 40 min`, `om 25 min`, `vartin päästä`: still to come."""
    for item in sense.items.of("length"):
        before, after = sense.items.before(item), sense.items.after(item)
        if (
            before is not None
            and before.kind == "word"
            and sense.line.low(before.first) in ("in", "om")
        ):
            return True
        if after is not None and after.has("IN") and sense.language == "fi":
            return True
    return False
