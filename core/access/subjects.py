"""What comments, files, notes, search and links may be about: anything, by kind and id.

`core.views.subjects` lists the kinds; `startup` hands the list to every session as
`session.info["subjects"]`, so that a low part need not know the domains.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound

_AT_ONCE = 200
"""SQLite takes at most 500 selects in one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing. `label` is its name (a msgid), `icon` of the panel's set.

    `visible(actor)` selects (id, title, ref) of what the actor may see, nothing else: hidden equals
    absent. `path` is its page with {ref}. `id` is the column that `visible` is narrowed by.
    `part`: the part of the product that it goes with, see `core.access.modules`.
    """

    kind: str
    label: str
    icon: str
    path: str
    id: Any
    visible: Callable[[Actor], Any]
    part: str = ""

    def is_used(self, actor: Actor) -> bool:
        """Tell whether the company uses the part it goes with."""
        return not self.part or actor.has(self.part)


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing as the actor sees it named."""

    kind: str
    id: UUID
    title: str
    path: str


def subjects_of(session: AsyncSession) -> Mapping[str, Subject]:
    """Return the kinds of things of this installation."""
    found: Mapping[str, Subject] = session.info.get("subjects", {})
    return found


async def seen(
    session: AsyncSession, actor: Actor, kind: str, ids: Collection[UUID]
) -> dict[UUID, Seen]:
    """Return those of a kind that the actor may see, one statement; an unknown kind is hidden."""
    subject = subjects_of(session).get(kind)
    if subject is None or not ids or not subject.is_used(actor):
        return {}
    rows = await session.execute(subject.visible(actor).where(subject.id.in_(ids)))
    return {
        identity: Seen(kind, identity, title, subject.path.format(ref=ref))
        for identity, title, ref in rows
    }


async def get_seen(session: AsyncSession, actor: Actor, kind: str, subject_id: UUID) -> Seen:
    """Return one thing as the actor sees it; raises NotFound when it is hidden."""
    found = await seen(session, actor, kind, [subject_id])
    if subject_id not in found:
        raise NotFound
    return found[subject_id]


async def seen_any(
    session: AsyncSession, actor: Actor, things: Collection[tuple[str, UUID]]
) -> dict[tuple[str, UUID], Seen]:
    """Return those of several kinds that the actor may see, by kind and id: one statement."""
    wanted: dict[str, list[UUID]] = {}
    for kind, identity in things:
        wanted.setdefault(kind, []).append(identity)
    known = subjects_of(session)
    parts = [
        _uniform(known[kind], actor).where(known[kind].id.in_(ids))
        for kind, ids in wanted.items() if kind in known and known[kind].is_used(actor)
    ]  # fmt: skip
    if not parts:
        return {}
    rows = await session.execute(_together(parts))
    return {
        (kind, identity): Seen(
            kind, identity, title, known[kind].path.format(ref=ref or identity)
        )
        for kind, identity, title, ref in rows
    }  # fmt: skip


def _uniform(subject: Subject, actor: Actor) -> sa.Select[Any]:
    """Select kind, id, title and ref as text; '' for a ref that is the id itself."""
    found: sa.Select[Any] = subject.visible(actor)
    identity, title, ref = found.selected_columns
    is_id = isinstance(ref.type, sa.Uuid)
    shown = sa.literal("") if is_id else ref
    return found.with_only_columns(sa.literal(subject.kind).label("kind"), identity, title, shown)


async def who_sees(
    session: AsyncSession, kind: str, subject_id: UUID, actors: Collection[Actor]
) -> set[UUID]:
    """Return which of these staff members may see a thing; one statement for up to 200."""
    subject = subjects_of(session).get(kind)
    if subject is None:
        return set()
    members = [one for one in actors if one.id is not None and subject.is_used(one)]
    if not members:
        return set()
    found: set[UUID] = set()
    for at in range(0, len(members), _AT_ONCE):
        parts = [
            subject.visible(one)
            .where(subject.id == subject_id)
            .with_only_columns(sa.literal(one.id, sa.Uuid()))
            for one in members[at : at + _AT_ONCE]
        ]
        found.update((await session.scalars(_together(parts))).all())
    return found


def _together(parts: Sequence[Any]) -> Any:
    return parts[0] if len(parts) == 1 else sa.union_all(*parts)
