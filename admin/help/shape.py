"""What help is made of; pure. Words are msgids, spoken in the reader's language when shown."""

from dataclasses import dataclass

from core.access.actor import Actor
from core.access.modules import Part, is_off
from core.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; `right`: only for whoever has it."""

    text: str
    right: Permission | None = None

    def for_reader(self, actor: Actor) -> bool:
        """Tell whether the sentence concerns the reader."""
        return self.right is None or actor.may(self.right)


@dataclass(frozen=True, slots=True)
class Key:
    """Keys to press, with spaces between them, and what they do."""

    keys: str
    text: str
    right: Permission | None = None

    def for_reader(self, actor: Actor) -> bool:
        """Tell whether the reader can do it."""
        return self.right is None or actor.may(self.right)


@dataclass(frozen=True, slots=True)
class Topic:
    """The help of one kind of page.

    `paths` are addresses; one that ends with `*` stands for all that begin so, and the longest
    that fits wins. `rights`: the reader has one of them (none: everybody's). `examples` are
    sentences to say to the assistant.
    """

    key: str
    paths: tuple[str, ...]
    title: str
    about: str
    lines: tuple[Line, ...]
    keys: tuple[Key, ...] = ()
    examples: tuple[Line, ...] = ()
    rights: tuple[Permission, ...] = ()
    part: Part | None = None

    def for_reader(self, actor: Actor) -> bool:
        """Tell whether the reader may open the pages, and the company uses that part."""
        allowed = not self.rights or any(actor.may(right) for right in self.rights)
        used = self.part is None or actor.has(self.part)
        return allowed and used and not is_off(self.paths[0], actor.modules_off)

    def fit(self, path: str) -> int:
        """Return how closely the topic fits a path; 0: not at all."""
        return max((_fit(pattern, path) for pattern in self.paths), default=0)


def _fit(pattern: str, path: str) -> int:
    """An exact address beats any beginning, a long beginning a short one."""
    if not pattern.endswith("*"):
        return 1000 if path == pattern else 0
    start = pattern.removesuffix("*")
    return len(start) if path.startswith(start) else 0
