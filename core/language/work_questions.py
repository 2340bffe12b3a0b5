"""Questions about open work: `mitä Lehdolla on auki`, `vad har Matti`, `what is late`.

Beside the contract of `apuri understand`, as `inquiries` are. Every word must be understood: what
holds a time, a day or an unknown word is something else.
"""

import re
from dataclasses import dataclass
from typing import Literal

from core.kit.text import fold
from core.language.directory import Directory
from core.language.folding import storable
from core.language.known import Customer, Named
from core.language.names import BARE_S
from core.language.task_orders import folded
from core.language.tokens import Token, cut

Asked = Literal["mine", "open", "late"]
_MOST = 80
"""Characters; whoever writes more tells something."""
_OPEN = folded(
    """auki avoinna avoimia avoimet avointa avoin kesken tekemättä öppet öppna öppen ogjort open pending
    outstanding undone tulossa odottaa väntar waiting"""
)
_LATE = folded(
    "myöhässä myöhästyneet myöhästynyt myöhästyneitä rästissä rästit försenat försenade försenad late "
    "overdue"
)
_TASKS = folded(
    """tehtäviä tehtävät tehtävää hommia hommat homma töitä työt pyyntöjä pyynnöt uppgifter uppgifterna
    uppgift ärenden förfrågningar jobb tasks task jobs work requests todo todos"""
)
_ASKING = folded(
    """mitä mitäs mitkä mikä mikäs onko näytä listaa kerro montako paljonko vad vilka vilket vilken
    visa lista finns hur what whats which is are show list does anything"""
)
_SMALL = folded(
    """on oo ole olisi ovat är is are det nyt nu now still vielä ännu har have has had got kvar hos för
    for åt av of at with the there any some do to att göra på gång meillä we vi asiakkaalla asiakkaan
    customer kund kunden asiakas kaikki alla all några mitään s i från joku jotain något something up
    right juuri just her his hänellä hos"""
)
_ME = folded(
    "minulla mulla minun mun mulle minulle jag mig mina mitt me my mine omat omia own egna i"
)
_GLANCE = re.compile(
    r"\b(?:auki|avoi\w+|kesken|tekemat\w+|opp(?:et|na|en)|ogjort|open|pending|outstanding|undone"
    r"|tulossa|odottaa|vantar|waiting|myohas\w+|rasti\w*|forsen\w+|late|overdue"
    r"|tehtav\w+|homm\w+|toita|tyot|uppgift\w*|arenden|tasks?|jobs?|jobb|work|todos?"
    r"|mita \w.* on|vad har|what (?:does|has))\b"
)


@dataclass(frozen=True, slots=True)
class WorkQuestion:
    """What is asked, and of whom: customers or colleagues; several: which one is not sure."""

    asked: Asked
    customers: tuple[Customer, ...] = ()
    people: tuple[Named, ...] = ()


def work_question(text: str, crew: Directory) -> WorkQuestion | None:
    """Return what a short message asks about open work, or None."""
    text = storable(text).strip()
    if len(text) > _MOST or not _GLANCE.search(fold(text)):
        return None
    tokens = [one for one in cut(text) if one.text not in "?!.,:"]
    words: list[str] = []
    customers: dict[str, Customer] = {}
    people: dict[str, Named] = {}
    at = 0
    while at < len(tokens):
        if tokens[at].fold in _KNOWN:
            words.append(tokens[at].fold)
            at += 1
            continue
        match = crew.index.longest_match(tokens, at, _never)
        if match is None or match.quality > BARE_S:
            return None
        for target in match.targets:
            if target.kind == "customer":
                customer = crew.customers[target.index]
                customers[customer.ref or customer.name] = customer
            elif target.kind == "colleague":
                person = (crew.colleagues or ())[target.index]
                people[person.ref or person.name] = person
        if not customers and not people:
            return None
        at = match.last
    return _question(set(words), text, tuple(customers.values()), tuple(people.values()))


_KNOWN = _OPEN | _LATE | _TASKS | _ASKING | _SMALL | _ME


def _never(_token: Token) -> bool:
    return False


def _question(
    said: set[str], text: str, customers: tuple[Customer, ...], people: tuple[Named, ...]
) -> WorkQuestion | None:
    asks = bool(said & _ASKING) or text.endswith("?")
    named = bool(customers or people)
    if said & _LATE:
        fits = asks or bool(said & _TASKS) or (not named and len(said) == 1)
        return WorkQuestion("late", customers, people) if fits else None
    if named and not said & _ME:
        fits = bool(said & _TASKS) or (asks and bool(said & (_OPEN | _HAS)))
        return WorkQuestion("open", customers, people) if fits else None
    if said & _OPEN and (asks or said & _TASKS):
        return WorkQuestion("mine")
    return None


_HAS = folded("on har have has")
