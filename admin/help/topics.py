"""All topics of help, and those that concern a reader."""

from collections.abc import Iterator
from dataclasses import dataclass

from admin.help import everyday, hours, requests, settings, work
from admin.help.shape import Topic
from core.access.actor import Actor
from core.access.modules import is_off
from core.kit.i18n import N_, _
from core.search.words import prepared

GROUPS: tuple[tuple[str, tuple[Topic, ...]], ...] = (
    (N_("Everyday things"), everyday.TOPICS),
    (N_("Contact requests and customers"), requests.TOPICS),
    (N_("Work"), work.TOPICS),
    (N_("Hours"), hours.TOPICS),
    (N_("Settings"), settings.TOPICS),
)
TOPICS = tuple(topic for _name, topics in GROUPS for topic in topics)


@dataclass(frozen=True, slots=True)
class Told:
    """A topic in the reader's language, without what does not concern them."""

    key: str
    title: str
    about: str
    lines: tuple[str, ...]
    keys: tuple[tuple[tuple[str, ...], str], ...]
    examples: tuple[str, ...]

    @property
    def words(self) -> str:
        """Everything that is said, for searching."""
        keys = (text for _keys, text in self.keys)
        return " ".join((self.title, self.about, *self.lines, *keys, *self.examples))


def tell(topic: Topic, actor: Actor) -> Told:
    """Return a topic in the current language, with the sentences that concern the reader."""
    return Told(
        topic.key, _(topic.title), _(topic.about),
        tuple(_(line.text) for line in topic.lines if line.for_reader(actor)),
        tuple((tuple(key.keys.split()), _(key.text)) for key in topic.keys if key.for_reader(actor)),
        tuple(_(line.text) for line in topic.examples if line.for_reader(actor)),
    )  # fmt: skip


def topic_at(path: str, actor: Actor) -> Topic | None:
    """Return the topic of a page for a reader, or None."""
    if is_off(path, actor.modules_off):
        return None
    fits = [(topic.fit(path), topic) for topic in TOPICS if topic.for_reader(actor)]
    found = max(fits, key=lambda pair: pair[0], default=None)
    return found[1] if found and found[0] else None


def topic_named(key: str, actor: Actor) -> Topic | None:
    """Return a topic by its key, or None when it is not the reader's."""
    return next((one for one in TOPICS if one.key == key and one.for_reader(actor)), None)


def groups_for(actor: Actor, text: str = "") -> Iterator[tuple[str, list[Told]]]:
    """Yield (group, topics) of the reader in which the beginning of each typed word is found."""
    typed = prepared(text[:100])
    for name, topics in GROUPS:
        told = [tell(topic, actor) for topic in topics if topic.for_reader(actor)]
        if found := [one for one in told if _has(one, typed)]:
            yield _(name), found


def _has(told: Told, typed: list[str]) -> bool:
    words = prepared(told.words)
    return all(any(word.startswith(one) for word in words) for one in typed)
