"""Putting the core together: settings in, a running installation's parts out."""

import asyncio
import contextlib
import importlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.assistant.queries import waiting_words
from core.config import Settings, read_keyring
from core.db.session import Sessions
from core.events.bus import Bus, Event, Subscriber
from core.files.storage import FolderStorage, Storage
from core.inbox.grouping import GroupCommit
from core.kit.crypto import Keyring
from core.notify.withholding import withheld
from core.timesheets.locking import ensure_open
from core.views.subjects import SUBJECTS


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


def build_bus() -> Bus:
    """Return who is told of which event, domain by domain."""
    bus: dict[type[Event], list[Subscriber]] = {}
    for name in (
        "core.work.subscribers",
        "core.timesheets.subscribers",
        "core.notify.subscribers",
        "core.notify.about_followed",
        "core.views.indexing",
    ):
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError:
            continue
        for event, subscribers in module.SUBSCRIPTIONS.items():
            bus.setdefault(event, []).extend(subscribers)
    return bus


def compose(settings: Settings) -> App:
    """Build the parts of an installation; opens no connection and imports no channel."""
    settings.data.mkdir(parents=True, exist_ok=True)
    keyring = read_keyring(settings)
    storage = FolderStorage(settings.data / "files")
    wakes = Wakes()
    bus = build_bus()
    info: dict[str, Any] = {
        "bus": bus, "keyring": keyring, "storage": storage, "settings": settings, "wake": wakes,
        "subjects": SUBJECTS, "waiting_words": waiting_words, "ensure_open": ensure_open, "withheld": withheld,
    }  # fmt: skip
    sessions = Sessions(settings.url, info)
    return App(settings, sessions, keyring, storage, bus, wakes)
