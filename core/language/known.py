"""What a company knows by name: customers with projects, kinds of work, colleagues."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Named:
    """A project, kind of work or colleague; `ref` is opaque and comes back beside the name."""

    name: str
    ref: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    """Whoever the work is done for; projects belong to it."""

    name: str
    ref: str | None = None
    aliases: tuple[str, ...] = ()
    projects: tuple[Named, ...] = field(default=())
