"""The names a message may use, indexed once and reused for every message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from core.language.firms import PART, customer_keys, genitive_stem, words_of
from core.language.first_names import FIRST_NAMES
from core.language.known import Customer, Named
from core.language.names import NameIndex, Target


@dataclass(frozen=True)
class Directory:
    """Known names. `colleagues` None: hours of other people are never logged."""

    customers: tuple[Customer, ...] = ()
    project_aliases: Mapping[str, str] = field(default_factory=dict)
    tasks: tuple[Named, ...] = ()
    colleagues: tuple[Named, ...] | None = None

    @cached_property
    def index(self) -> NameIndex:
        """All names, findable by what people write."""
        index = NameIndex()
        for number, customer in enumerate(self.customers):
            _add_customer(index, number, customer)
        self._add_projects(index)
        for number, task in enumerate(self.tasks):
            for name in (task.name, *task.aliases):
                index.add(words_of(name), Target("task", number), swedish=True)
        for number, colleague in enumerate(self.colleagues or ()):
            _add_colleague(index, number, colleague)
        _ = self.places  # made here, not in the first message
        return index

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each customer's name stands in `customers`."""
        found: dict[str, list[int]] = {}
        for number, customer in enumerate(self.customers):
            found.setdefault(customer.name, []).append(number)
        return found

    def _add_projects(self, index: NameIndex) -> None:
        places: dict[str, list[tuple[int, int]]] = {}
        for number, customer in enumerate(self.customers):
            for sub, project in enumerate(customer.projects):
                places.setdefault(project.name, []).append((number, sub))
                target = Target("project", number, sub)
                if words := words_of(project.name):
                    index.add(words, target, swedish=True)
                for alias in project.aliases:
                    if words := words_of(alias):
                        index.add(words, Target("project", number, sub, alias=True), swedish=True)
        for alias, name in self.project_aliases.items():
            for number, sub in places.get(name, ()):
                if words := words_of(alias):
                    index.add(words, Target("project", number, sub, alias=True), swedish=True)


def _add_customer(index: NameIndex, number: int, customer: Customer) -> None:
    for words, much in customer_keys(customer.name):
        index.add(words, Target("customer", number, part=much == PART))
    for alias in customer.aliases:
        if words := words_of(alias):
            index.add(words, Target("customer", number))
    if stem := genitive_stem(customer.name):
        index.add_genitive(stem, Target("customer", number, part=True))


def _add_colleague(index: NameIndex, number: int, colleague: Named) -> None:
    words = words_of(colleague.name)
    target = Target("colleague", number)
    if not words:
        return
    index.add(words, target)
    if len(words) == 2:
        index.add((words[1], words[0]), target)
        surname = words[0] if words[1] in FIRST_NAMES and words[0] not in FIRST_NAMES else words[1]
        given = words[1] if surname == words[0] else words[0]
        index.add((given,), Target("colleague", number, part=True))
        index.add((surname,), Target("colleague", number, part=True))
    for alias in colleague.aliases:
        if spoken := words_of(alias):
            index.add(spoken, target)
