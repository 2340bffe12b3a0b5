"""Project, kind of work and billing of the entries: only when said, never inferred."""

from dataclasses import replace
from typing import TypeVar

from core.kit.i18n import N_
from core.language.items import Item
from core.language.ledger import Ledger
from core.language.names import NEAR
from core.language.pairing import by_order, clauses
from core.language.sense import Sense

V = TypeVar("V", int, tuple[int, str])


def add_projects(sense: Sense, ledger: Ledger) -> None:
    """A project goes with the entries of its customer, by order where several are named."""
    marks: list[tuple[Item, tuple[int, str]]] = []
    for item in sense.items.of("name"):
        assert item.match is not None
        targets = [t for t in item.match.targets if t.kind == "project"]
        if not targets or item.match.quality > NEAR:
            continue
        names = {e.customer for e in ledger.entries}
        places = [place for name in names for place in sense.places_of(name)]
        own = [t for place in places for t in item.match.projects_of(place)]
        if own:
            marks.append((item, (own[0].index, sense.project(own[0].index, own[0].sub).name)))
        elif any(names) and not all(t.alias for t in targets):
            ledger.ask("project", N_("The project belongs to another customer."))
    for number, (place, name) in _assigned(sense, ledger, marks):
        entry = ledger.entries[number]
        if entry.customer != sense.customer(place).name:
            continue
        if entry.project not in (None, name):
            ledger.ask("project", N_("Several projects are named."))
        project = next(p for p in sense.customer(place).projects if p.name == name)
        ledger.entries[number] = replace(entry, project=name, project_ref=project.ref)


def _assigned(sense: Sense, ledger: Ledger, marks: list[tuple[Item, V]]) -> list[tuple[int, V]]:
    """Which entries each project or kind of work is said of: (entry, mark)."""
    found = ledger.amounts.found
    values = {value for _, value in marks}
    everybody = list(range(len(ledger.entries)))
    if len(values) <= 1 or len(found) <= 1 or len(found) != len(ledger.entries):
        return [(n, value) for item, value in marks for n in _meant(sense, item, everybody, ledger)]
    paired = by_order(sense.items, marks, [q.item for q in found])
    return [] if paired is None else list(enumerate(paired))


def _meant(sense: Sense, item: Item, fitting: list[int], ledger: Ledger) -> list[int]:
    """Which of several entries a project or kind of work is said of."""
    found = ledger.amounts.found
    if len(fitting) <= 1 or len(found) <= 1:
        return fitting
    if len(found) != len(ledger.entries):
        return []
    inside = found[0].item.first < item.first < found[-1].item.first
    before = sense.items.before(item)
    with_customer = before is not None and before.kind == "name"
    names = {ledger.entries[n].customer for n in fitting}
    if (
        (not inside or with_customer)
        and len(names) == 1
        and len(fitting) == len(found)
        and not inside
    ):
        return fitting
    numbers = clauses(sense.items)
    here = [n for n in fitting if numbers[found[n].item.first] == numbers[item.first]]
    if here:
        return here
    return fitting if len(names) == 1 and with_customer else []


def add_tasks(sense: Sense, ledger: Ledger) -> None:
    """Kinds of work; two for one piece of work are left out, for one cannot be chosen."""
    marks: list[tuple[Item, int]] = []
    for item in sense.items.of("name"):
        assert item.match is not None
        targets = [t for t in item.match.targets if t.kind == "task"]
        if targets:
            marks.append((item, targets[0].index))
    if len({place for _, place in marks}) > 1 and len(ledger.amounts.found) == 1:
        return
    for number, place in _assigned(sense, ledger, marks):
        task = sense.said.directory.tasks[place]
        if ledger.entries[number].kind == "time":
            entry = replace(ledger.entries[number], task=task.name, task_ref=task.ref)
            ledger.entries[number] = entry


_YET = frozenset(["yet", "än", "ännu"])


def add_billing(sense: Sense, ledger: Ledger) -> None:
    no, yes = sense.items.words("NOTBILL"), sense.items.words("BILL")
    if not no and not yes:
        return
    if any(t.low in _YET for t in sense.line.tokens) and (no or sense.items.says("NEG")):
        return  # "not billed yet" tells of the invoice, not whether there will be one
    negated = bool(no) or sense.items.says("NEG")
    marks = no or yes
    for number in _meant(sense, marks[0], list(range(len(ledger.entries))), ledger):
        ledger.entries[number] = replace(ledger.entries[number], billable=not negated)
