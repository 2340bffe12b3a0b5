"""Putting the core together: settings in, a running installation's parts out."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.config import Settings, read_keyring
from core.db.session import Sessions
from core.events.bus import Bus
from core.events.subscribing import NamedBus
from core.files.storage import FolderStorage, Storage
from core.inbox.grouping import GroupCommit
from core.kit.crypto import Keyring
from core.kit.late import LateMapping, late_call


class Wakes:
    """In-process wake-ups: a shortcut only, the due columns are the truth."""

    def __init__(self) -> None:
        self._events: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._listeners: list[Callable[[str], None]] = []

    def __call__(self, name: str) -> None:
        """Wake whoever waits for `name`."""
        self._events[name].set()
        for listener in self._listeners:
            listener(name)

    def listen(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with the name of every wake-up."""
        self._listeners.append(listener)

    async def wait(self, name: str, seconds: float) -> bool:
        """Wait until woken, at most so many seconds; tells whether woken."""
        event = self._events[name]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
        woken = event.is_set()
        event.clear()
        return woken


@dataclass(eq=False)
class App:
    """One installation in this process: what every edge needs."""

    settings: Settings
    sessions: Sessions
    keyring: Keyring
    storage: Storage
    bus: Bus
    wake: Wakes = field(default_factory=Wakes)
    arrivals: GroupCommit = field(init=False)
    is_demo: bool = False

    def __post_init__(self) -> None:
        self.arrivals = GroupCommit(self.sessions)

    async def wait_for(self, name: str, seconds: float) -> bool:
        """Wait for a wake-up; see `Wakes.wait`."""
        return await self.wake.wait(name, seconds)

    async def close(self) -> None:
        """Close the database."""
        await self.sessions.dispose()


TOLD = {
    "core.contact_requests.events": (
        "core.notify.about_requests", "core.notify.about_followed", "core.views.subscribers",
    ),
    "core.discussion.events": ("core.notify.about_comments", "core.views.subscribers"),
    "core.inbox.events": ("core.notify.about_work",),
    "core.outbound.events": ("core.notify.about_requests",),
    "core.people.events": ("core.views.subscribers",),
    "core.sources.events": ("core.notify.about_work",),
    "core.staff.events": ("core.timesheets.subscribers",),
    "core.timesheets.bank_events": ("core.notify.about_banks",),
    "core.timesheets.events": (
        "core.timesheets.subscribers", "core.notify.about_work", "core.notify.about_mornings",
        "core.notify.about_crew", "core.notify.about_hours",
    ),
    "core.timesheets.missing_events": ("core.notify.about_work", "core.notify.about_missing"),
    "core.work.activity_events": ("core.notify.about_activities", "core.views.subscribers"),
    "core.work.events": (
        "core.work.subscribers", "core.timesheets.subscribers", "core.notify.about_work",
        "core.notify.about_stages", "core.notify.about_followed", "core.views.subscribers",
    ),
    "core.work.stage_events": ("core.views.subscribers",),
    "core.work.task_events": ("core.notify.about_activities", "core.views.subscribers"),
}  # fmt: skip
"""Which modules are told of the facts of which, in this order; what of, their SUBSCRIPTIONS say."""


def build_bus() -> NamedBus:
    """Return who is told of which event; nobody is loaded before their first one."""
    return NamedBus(TOLD)


def compose(settings: Settings) -> App:
    """Build the parts of an installation; opens no connection and imports no channel."""
    settings.data.mkdir(parents=True, exist_ok=True)
    keyring = read_keyring(settings)
    storage = FolderStorage(settings.data / "files")
    wakes = Wakes()
    bus = build_bus()
    info: dict[str, Any] = {
        "bus": bus, "keyring": keyring, "storage": storage, "settings": settings, "wake": wakes,
        "subjects": LateMapping("core.views.subjects", "SUBJECTS"),
        "waiting_words": late_call("core.assistant.queries", "waiting_words"),
        "ensure_open": late_call("core.timesheets.locking", "ensure_open"),
        "withheld": late_call("core.notify.withholding", "withheld"),
    }  # fmt: skip
    sessions = Sessions(settings.url, info)
    return App(settings, sessions, keyring, storage, bus, wakes)
