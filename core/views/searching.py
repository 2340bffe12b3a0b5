"""Searching as somebody: what they may see of what was found, named, with the found words marked.

Hidden equals absent: what one may not see is neither shown nor counted, and when much is hidden more
is looked for.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.subjects import Subject, subjects_of
from core.conversations.models import Message
from core.discussion.models import Comment, Note
from core.search.asking import Asked, asked_for
from core.search.excerpts import Piece, excerpt, marked
from core.search.queries import Hit, find
from core.views.findable import ALSO, ORDER, PARTS
from core.views.searchable import COMMENT, NOTE

SHOWN = 5
AT_ONCE = 40
"""So many hits of each kind are looked at for every look."""
ROUNDS = 4
"""So many looks a page may take when most of what is found is hidden."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found: its title with the found words marked, and where they stand in its text."""

    group: str
    path: str
    title: list[Piece]
    excerpt: list[Piece]
    at: datetime
    number: str = ""


@dataclass(slots=True)
class Results:
    """What was found by kind, in the order they are shown; `before` leads on to what is older."""

    asked: Asked
    groups: dict[str, list[Result]] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.groups.values())


@dataclass(frozen=True, slots=True)
class _Named:
    title: str
    path: str
    number: str


async def search(
    session: AsyncSession,
    actor: Actor,
    text: str,
    *,
    kinds: Sequence[str] = ORDER,
    shown: int = SHOWN,
    before: Mapping[str, int] | None = None,
    thorough: bool = False,
) -> Results:
    """Return the best `shown` things of each kind that the actor may see.

    A look costs two to four statements, the texts of messages and remarks one more; with
    `thorough` several looks are taken when most of what is found is hidden.
    """
    asked = asked_for(text)
    wanted = [kind for kind in ORDER if kind in kinds and actor.has(PARTS.get(kind, ""))]
    found: dict[str, list[tuple[Hit, _Named]]] = {kind: [] for kind in wanted}
    further: dict[str, int] = {}
    bounds, limit = dict(before or {}), max(AT_ONCE, shown)
    for _round in range(ROUNDS if thorough else 1):
        hits = await find(session, asked, kinds=wanted, limit=limit, before=bounds,
                          thorough=thorough)  # fmt: skip
        names = await _names(session, actor, hits)
        for hit in hits:
            if (hit.kind, hit.id) in names:
                found[hit.group].append((hit, names[hit.kind, hit.id]))
        further = {kind: key for kind in wanted if (key := _last_of(hits, kind, limit))}
        bounds |= further
        wanted = [kind for kind in further if len(found[kind]) < shown]
        if not wanted:
            break
    results = Results(asked, before={kind: bounds[kind] for kind in further})
    rows = {kind: some if thorough else some[:shown] for kind, some in found.items()}
    texts = await _texts(session, [hit for some in rows.values() for hit, _named in some])
    for kind, some in rows.items():
        results.groups[kind] = [_result(hit, named, texts, asked) for hit, named in some]
    return results


def _last_of(hits: Iterable[Hit], kind: str, limit: int) -> int | None:
    """Return the key below which a kind goes on; None when all of it was found."""
    keys = sorted((hit.key for hit in hits if hit.group == kind), reverse=True)
    return keys[limit - 1] if len(keys) >= limit else None


async def _names(
    session: AsyncSession, actor: Actor, hits: Sequence[Hit]
) -> dict[tuple[str, UUID], _Named]:
    """Return what the actor may see of the hits, by kind and id; one statement for all kinds."""
    known = {**subjects_of(session), **ALSO}
    wanted: dict[str, set[UUID]] = {}
    for hit in hits:
        if hit.kind in known and actor.has(PARTS.get(hit.kind, "")):
            wanted.setdefault(hit.kind, set()).add(hit.id)
    if not wanted:
        return {}
    parts = [_select(known[kind], actor, ids) for kind, ids in wanted.items()]
    rows = (await session.execute(_together(parts))).all()
    return {
        (kind, identity): _Named(
            title or "", known[kind].path.format(ref=ref or identity), ref or ""
        )
        for kind, identity, title, ref in rows
    }


def _together(parts: Sequence[Any]) -> Any:
    return parts[0] if len(parts) == 1 else sa.union_all(*parts)


def _select(subject: Subject, actor: Actor, ids: Collection[UUID]) -> Any:
    """Select (kind, id, title, number) of the visible ones; without a number the id is in the path."""
    query = subject.visible(actor).where(subject.id.in_(ids))
    identity, title, ref = [column["expr"] for column in query.column_descriptions]
    no_number = isinstance(ref.type, sa.Uuid)
    number = sa.null() if no_number else ref
    return query.with_only_columns(
        sa.literal(subject.kind, sa.Text).label("kind"), identity.label("id"),
        sa.cast(title, sa.Text).label("title"), sa.cast(number, sa.Text).label("ref"),
    )  # fmt: skip


async def _texts(session: AsyncSession, hits: Sequence[Hit]) -> dict[str, str]:
    """Return what messages and remarks say, by id as text; one statement."""
    said: dict[Any, list[UUID]] = {}
    for hit in hits:
        if hit.group == "message":
            said.setdefault(Message, []).append(hit.id)
        elif hit.part:
            table = Comment if hit.part.startswith(COMMENT) else Note
            said.setdefault(table, []).append(
                UUID(hit.part.removeprefix(COMMENT).removeprefix(NOTE))
            )
    parts = [sa.select(table.id.label("id"), table.text.label("text")).where(table.id.in_(ids))
             for table, ids in said.items()]  # fmt: skip
    if not parts:
        return {}
    rows = (await session.execute(_together(parts))).all()
    return {str(identity): text for identity, text in rows}


def _result(hit: Hit, named: _Named, texts: Mapping[str, str], asked: Asked) -> Result:
    text = texts.get(hit.part.partition(":")[2] or str(hit.id), "")
    said = excerpt(text, asked) if text else []
    return Result(hit.group, named.path, marked(named.title, asked), said, hit.at, named.number)
