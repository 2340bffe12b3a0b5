"""Which rule fits a message and what follows from it; pure.

Conditions are lists; a list holds when any entry fits, all lists must hold. Words are compared
folded and from the beginning of a word, so `hana` fits `Hanasta tippuu`. A sender or recipient is
a whole address, `@domain` with its subdomains, or a part of a name or address. Tags are those that
earlier rules gave; times are wall time of the company.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core.intake import times
from core.intake.models import RoutingRule
from core.kit.text import fold

SEARCHED = 20_000  # characters of a message that words are looked for in


@dataclass(slots=True)
class Facts:
    """What rules look at. `moment` is local; `tags` are what earlier rules gave."""

    source_id: UUID | None = None
    recipients: tuple[str, ...] = ()
    sender_address: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    language: str | None = None
    customer_id: UUID | None = None
    moment: datetime | None = None
    tags: Sequence[str] = ()
    _folded: str | None = field(default=None, repr=False)

    @property
    def folded(self) -> str:
        """Subject and text for comparing, each word behind a space."""
        if self._folded is None:
            plain = f"{self.subject}\n{self.text}"[:SEARCHED]
            letters = (c if c.isalnum() else " " for c in fold(plain))
            self._folded = " " + " ".join("".join(letters).split())
        return self._folded


@dataclass(frozen=True, slots=True)
class Spread:
    """Somebody of a team is to be chosen by a rule: `round_robin` or `least_busy`."""

    rule_id: UUID
    team_id: UUID
    way: str


@dataclass(slots=True)
class Decision:
    """What the rules said; `trace` tells which fitted and why."""

    team_id: UUID | None = None
    assignee_id: UUID | None = None
    spread: Spread | None = None
    tags: list[str] = field(default_factory=list)
    priority: int = 0
    state: str | None = None
    workflow_id: UUID | None = None
    stage_id: UUID | None = None
    answer: dict[str, str] = field(default_factory=dict)  # text by language
    lists: bool = False  # a mailing list's mail may open a request
    trace: list[dict[str, Any]] = field(default_factory=list)

    @property
    def place(self) -> dict[str, str]:
        """Where the message goes: team, person, or away (state)."""
        given = {"team_id": self.team_id, "assignee_id": self.assignee_id, "state": self.state}
        return {name: str(value) for name, value in given.items() if value}

    @property
    def effect(self) -> dict[str, Any]:
        """Everything that differs for the message, to compare two decisions."""
        work = {"workflow_id": self.workflow_id, "stage_id": self.stage_id}
        return {
            **self.place, **{name: str(value) for name, value in work.items() if value},
            "spread": self.spread.way if self.spread else None, "tags": sorted(self.tags),
            "priority": self.priority, "answer": self.answer,
        }  # fmt: skip


def _address_fits(pattern: str, address: str, name: str = "") -> bool:
    wanted, address = pattern.strip().lower(), address.lower()
    if wanted.startswith("@"):
        domain = address.rpartition("@")[2]
        return domain == wanted[1:] or domain.endswith("." + wanted[1:])
    if "@" in wanted:
        return address == wanted
    return bool(wanted) and (wanted in address or fold(wanted) in fold(name))


def _words_fit(phrase: str, folded: str) -> bool:
    letters = (c if c.isalnum() else " " for c in fold(phrase))
    wanted = " ".join("".join(letters).split())
    return bool(wanted) and f" {wanted}" in folded


_TESTS: dict[str, Callable[[Any, Facts], bool]] = {
    "sources": lambda entry, facts: str(entry) == str(facts.source_id),
    "recipients": lambda entry, facts: any(_address_fits(entry, to) for to in facts.recipients),
    "senders": lambda entry, facts: _address_fits(entry, facts.sender_address, facts.sender_name),
    "words": lambda entry, facts: _words_fit(entry, facts.folded),
    "languages": lambda entry, facts: entry == facts.language,
    "customers": lambda entry, facts: str(entry) == str(facts.customer_id),
    "tags": lambda entry, facts: fold(entry) in {fold(tag) for tag in facts.tags},
    "times": lambda entry, facts: times.fits(entry, facts.moment),
}
CONDITIONS = tuple(_TESTS)


def fitting(rule: RoutingRule, facts: Facts) -> dict[str, Any] | None:
    """Return the entry of each condition that fits; None when one of them has none."""
    matched: dict[str, Any] = {}
    for name, test in _TESTS.items():
        entries: Iterable[Any] = rule.conditions.get(name) or ()
        if not entries:
            continue
        found = next((entry for entry in entries if test(entry, facts)), None)
        if found is None:
            return None
        matched[name] = found
    return matched


def route(rules: Sequence[RoutingRule], facts: Facts) -> Decision:
    """Try the rules in order; the first one that fits ends the search unless it `goes_on`.

    What an earlier rule decided stays, a later one only adds.
    """
    decision = Decision()
    facts = replace(facts, tags=decision.tags)
    for rule in rules:
        matched = fitting(rule, facts)
        if matched is None:
            continue
        _apply(rule, decision)
        step = {"rule_id": str(rule.id), "rule": rule.name, "matched": matched}
        decision.trace.append({**step, "actions": _told(rule.actions)})
        if not rule.goes_on:
            break
    return decision


def _told(actions: dict[str, Any]) -> dict[str, Any]:
    """What a rule does, as the trace keeps it: without the words of its answer."""
    return {**actions, "answer": True} if actions.get("answer") else dict(actions)


def _apply(rule: RoutingRule, decision: Decision) -> None:
    actions = rule.actions
    if decision.team_id is None and decision.assignee_id is None:
        decision.team_id = _id(actions.get("team_id"))
        decision.assignee_id = _id(actions.get("assignee_id"))
        way = actions.get("spread")
        if way and decision.team_id and not decision.assignee_id:
            decision.spread = Spread(rule.id, decision.team_id, str(way))
    decision.tags += [tag for tag in actions.get("tags") or () if tag not in decision.tags]
    decision.priority = decision.priority or int(actions.get("priority") or 0)
    decision.state = decision.state or actions.get("state")
    decision.answer = decision.answer or actions.get("answer") or {}
    decision.lists = decision.lists or bool(actions.get("lists"))
    if decision.workflow_id is None:
        decision.workflow_id = _id(actions.get("workflow_id"))
        decision.stage_id = _id(actions.get("stage_id"))


def _id(value: Any) -> UUID | None:
    return UUID(str(value)) if value else None
