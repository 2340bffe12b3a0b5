"""The pages that are measured: who asks for them, and their addresses by turn."""

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from core.startup import App


@dataclass
class House:
    """One installation that is measured: its browsers, and what its pages are about."""

    app: App
    client: httpx.AsyncClient
    clerk: httpx.AsyncClient  # somebody who sees only their own and their team's tasks
    customers: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    hours: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    deep: str = ""
    statements: list[str] = field(default_factory=list)


TYPED = ("hana", "vuoto+putki", "hana+1234", "T-2020-77", "kat", "pistorasia+ovi+99")
Address = Callable[[House, int], str]


def _one(house: House, kind: str, turn: int) -> str:
    found: list[str] = getattr(house, kind)
    return found[turn % len(found)]


PAGES: dict[str, Address] = {
    "home": lambda _house, _turn: "/app",
    "list": lambda _house, _turn: "/app/tasks?view=team",
    "list, by date": lambda _house, _turn: "/app/tasks?view=due",
    "list, filtered": lambda _house, turn: (
        f"/app/tasks?view=team&f.due_on.until=2026-{1 + turn % 12:02}-01"
    ),
    "list, of mine": lambda _house, _turn: "/app/tasks?view=team&f.doer.is=me",
    "list, deep": lambda house, _turn: house.deep,
    "list, words": lambda house, turn: f"/app/tasks?view=done&q={_one(house, 'tasks', turn)}",
    "search": lambda _house, turn: f"/app/search?q={TYPED[turn % len(TYPED)]}",
    "palette": lambda _house, turn: f"/app/palette?text={TYPED[turn % len(TYPED)]}",
    "board": lambda _house, _turn: "/app/tasks/board",
    "calendar": lambda _house, _turn: "/app/tasks/calendar",
    "customers": lambda _house, _turn: "/app/customers",
    "customer": lambda house, turn: f"/app/customers/{_one(house, 'customers', turn)}",
    "persons": lambda _house, _turn: "/app/persons",
    "person": lambda house, turn: f"/app/persons/{_one(house, 'persons', turn)}",
    "project": lambda house, turn: f"/app/projects/{_one(house, 'projects', turn)}",
    "task (with its form)": lambda house, turn: f"/app/tasks/{_one(house, 'tasks', turn)}",
    "customer, its timeline": lambda house, turn: (
        f"/app/timeline/customer/{_one(house, 'customers', turn)}"
    ),
    "hours entries": lambda _house, _turn: "/app/hours/entries",
    "hours, edit form": lambda house, turn: f"/app/hours/{_one(house, 'hours', turn)}",
    "inbox": lambda _house, _turn: "/app/inbox?view=all",
    "messages": lambda _house, _turn: "/app/messages",
    "clerk: home": lambda _house, _turn: "/app",
    "clerk: list": lambda _house, _turn: "/app/tasks?view=team",
    "clerk: list, done": lambda _house, _turn: "/app/tasks?view=done",
    "clerk: list, by date": lambda _house, _turn: "/app/tasks?view=due",
    "clerk: board": lambda _house, _turn: "/app/tasks/board",
    "clerk: messages": lambda _house, _turn: "/app/messages",
}


def asked_by(house: House, page: str) -> httpx.AsyncClient:
    """Return the browser that asks for a page."""
    return house.clerk if page.startswith("clerk") else house.client
