"""What comments, files, notes, search and links may be about: anything, by kind and id.

`core.views.subjects` lists the kinds; `startup` hands the list to every session as
`session.info["subjects"]`, so that a low part need not know the domains.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing. `label` is its name (a msgid), `icon` of the panel's set.

    `visible(actor)` selects (id, title, ref) of what the actor may see, nothing else: hidden equals
    absent. `path` is its page with {ref}. `id` is the column that `visible` is narrowed by.
    """

    kind: str
    label: str
    icon: str
    path: str
    id: Any
    visible: Callable[[Actor], Any]


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
    if subject is None or not ids:
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
