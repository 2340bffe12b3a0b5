"""Who is told what about comments: those mentioned (C12), followers, and whose work it is."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.subjects import seen, subjects_of, who_sees
from core.contact_requests.models import ContactRequest
from core.discussion.events import CommentAdded, CommentEdited, CommentRemoved
from core.discussion.following import followers_of
from core.discussion.models import Comment
from core.events.bus import Event, Happened, Subscriber
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import shorten
from core.notify.models import Notice
from core.notify.telling import Rows, Telling, tell_many
from core.outbound.cards import Button, press
from core.outbound.service import cancel_queued
from core.people.models import Customer
from core.staff.queries import actors_for
from core.work.models import Project, Task

LINES, LENGTH = 4, 300
CONCERNED: dict[str, tuple[Any, ...]] = {
    "task": (Task.id, Task.doer_id, Task.responsible_id),
    "contact_request": (ContactRequest.id, ContactRequest.assignee_id),
    "project": (Project.id, Project.responsible_id),
    "customer": (Customer.id, Customer.responsible_id),
}
"""Whose work a thing is: they are told what is said about it, whether they follow it or not."""


@dataclass(frozen=True, slots=True)
class Where:
    """What a comment is about, for everybody's eyes that may see it."""

    kind: str
    id: UUID
    title: str
    path: str
    label: str

    def words(self) -> str:
        """Return number and title, or the kind of thing where it has neither."""
        ref = self.path.rsplit("/", 1)[-1]
        number = "" if parse_id(ref) else ref
        return " · ".join(one for one in (number, self.title) if one) or _(self.label)


async def where_of(session: AsyncSession, kind: str, subject_id: UUID) -> Where | None:
    """Return what a comment is about, None when the thing is gone."""
    found = await seen(session, system("notices"), kind, [subject_id])
    if subject_id not in found:
        return None
    one = found[subject_id]
    return Where(
        kind, subject_id, shorten(one.title, 80), one.path, subjects_of(session)[kind].label
    )


async def concerned_by(session: AsyncSession, kind: str, subject_id: UUID) -> set[UUID]:
    """Return whose work a thing is: doer, responsible, assignee."""
    if kind not in CONCERNED:
        return set()
    key, *columns = CONCERNED[kind]
    row = (await session.execute(sa.select(*columns).where(key == subject_id))).one_or_none()
    return {one for one in row or () if one is not None}


async def able(
    session: AsyncSession, kind: str, subject_id: UUID, staff_ids: Collection[UUID]
) -> set[UUID]:
    """Return those who may see a thing."""
    actors = await actors_for(session, staff_ids)
    return await who_sees(session, kind, subject_id, list(actors.values()))


async def commented(session: AsyncSession, happened: Happened) -> None:
    """Somebody said something: each is told once, being mentioned comes first."""
    event = happened.event
    assert isinstance(event, CommentAdded | CommentEdited)
    assert event.about_id is not None
    kind, subject_id = event.about_kind, event.about_id
    comment = await session.get(Comment, event.comment_id)
    mentioned = set(event.mentioned) - {happened.actor.id}
    others: set[UUID] = set()
    if isinstance(event, CommentAdded):
        others = {*await followers_of(session, kind, subject_id),
                  *await concerned_by(session, kind, subject_id)}  # fmt: skip
        others -= {happened.actor.id, *mentioned}
    seeing = await able(session, kind, subject_id, mentioned | others)
    where = await where_of(session, kind, subject_id) if seeing else None
    if comment is None or where is None:
        return
    text = first_lines(comment.text)
    is_free = await _nobody_has(session, kind, subject_id)
    tell = _teller(where, happened.actor.name, text, comment.id, is_free=is_free)
    await tell_many(session, [
        tell("mentioned" if one in mentioned else "commented", one) for one in sorted(seeing)
    ])  # fmt: skip


async def _nobody_has(session: AsyncSession, kind: str, subject_id: UUID) -> bool:
    """Tell whether a task or a request waits for somebody to take it."""
    if kind not in ("task", "contact_request"):
        return False
    key, doer, *_others = CONCERNED[kind]
    return await session.scalar(sa.select(doer).where(key == subject_id)) is None


def _buttons(where: Where, comment_id: UUID, *, is_free: bool) -> Rows:
    """Answering; of what nobody has, taking it; a task is shown with all that can be done to it."""
    buttons = [Button(_("Answer"), press("comment", comment_id))]
    if is_free:
        verb = "takeit" if where.kind == "task" else "take"
        buttons.append(Button(_("Take"), press(verb, where.id)))
    if where.kind != "task":
        return (tuple(buttons),)
    return (tuple(buttons), (Button(_("Show the task"), press("task", where.id)),))


def _teller(
    where: Where, by: str, text: str, comment_id: UUID, *, is_free: bool
) -> Callable[[str, UUID], Telling]:
    def telling(kind: str, staff_id: UUID) -> Telling:
        return Telling(
            staff_id, kind, f"{kind}-{comment_id}",
            lambda _person: {"by": by, "where": where.words(), "text": text or _("(only files)")},
            buttons=lambda: _buttons(where, comment_id, is_free=is_free),
            path=where.path, subject_kind=where.kind, subject_id=where.id,
        )  # fmt: skip

    return telling


def first_lines(text: str) -> str:
    """Return the first lines of what was said, as they stand."""
    lines = [line for line in text.splitlines() if line.strip()][:LINES]
    words = "\n".join(lines)
    return words if len(words) <= LENGTH else words[: LENGTH - 1].rstrip() + "…"


async def removed(session: AsyncSession, happened: Happened) -> None:
    """The words were taken back: nobody is told of them any more."""
    event = happened.event
    assert isinstance(event, CommentRemoved)
    gone = await session.scalars(
        sa.delete(Notice)
        .where(
            Notice.subject_kind == event.about_kind, Notice.subject_id == event.about_id,
            Notice.kind.in_(("mentioned", "commented")),
            Notice.once_key.contains(str(event.comment_id)),
        )
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if ids := gone.all():
        await cancel_queued(session, once_keys=[f"notice-{one}" for one in ids])


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    CommentAdded: [commented],
    CommentEdited: [commented],
    CommentRemoved: [removed],
}
