"""Comments: adding, editing and removing one's own; whom they mention."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.access.subjects import get_seen, who_sees
from core.db.adding import add_rows
from core.discussion import mentioning, policies
from core.discussion.errors import AlreadyRemoved, CannotSeeIt, WhoIsMeant
from core.discussion.events import (
    CommentAdded,
    CommentEdited,
    CommentRemoved,
    CommentRestored,
)
from core.discussion.following import follow_too
from core.discussion.models import Comment, Mention
from core.discussion.queries import get_comment
from core.errors import Invalid, check_version
from core.events.bus import record
from core.files.models import StoredFile
from core.kit import clock, ids
from core.kit.i18n import _
from core.kit.text import storable
from core.staff.queries import actors_for

MAX_TEXT = 20_000


async def add_comment(
    session: AsyncSession,
    actor: Actor,
    kind: str,
    subject_id: UUID,
    *,
    text: str,
    files: Collection[StoredFile] = (),
) -> Comment:
    """Say something about a thing to whoever may see it; the author follows it from then on.

    `files` were stored for it and belong to it then. Raises CannotSeeIt, WhoIsMeant, Invalid.
    """
    await get_seen(session, actor, kind, subject_id)
    require(policies.can_comment(actor))
    said = _checked(text, has_files=bool(files))
    mentioned = await _mentioned(session, actor, kind, subject_id, said)
    comment = Comment(
        subject_kind=kind, subject_id=subject_id, author_id=actor.staff_id, text=said,
        edited_at=None, removed_at=None,
    )  # fmt: skip
    session.add(comment)
    await session.flush()
    for file in files:
        file.subject_kind, file.subject_id = "comment", comment.id
    await _mention(session, comment, mentioned)
    await follow_too(session, actor.staff_id, kind, subject_id)
    await record(session, actor, CommentAdded(kind, subject_id, comment.id, tuple(mentioned)))
    return comment


async def edit_comment(
    session: AsyncSession, actor: Actor, comment_id: UUID, *, text: str, version: int | None = None
) -> Comment:
    """Change one's own words; only those who are mentioned anew are told."""
    comment = await get_comment(session, actor, comment_id, lock=True)
    require(policies.can_edit_comment(actor, comment))
    check_version(comment.version, version)
    if comment.removed_at is not None:
        raise AlreadyRemoved
    said = _checked(text, has_files=True)
    if said == comment.text:
        return comment
    mentioned = await _mentioned(session, actor, comment.subject_kind, comment.subject_id, said)
    known = set(
        await session.scalars(sa.select(Mention.staff_id).where(Mention.comment_id == comment.id))
    )
    new = [one for one in mentioned if one not in known]
    await session.execute(
        sa.delete(Mention)
        .where(Mention.comment_id == comment.id, Mention.staff_id.not_in(mentioned))
        .execution_options(synchronize_session=False)
    )
    comment.text, comment.edited_at = said, clock.now()
    await session.flush()
    await _mention(session, comment, new)
    await record(session, actor, CommentEdited(
        comment.subject_kind, comment.subject_id, comment.id, tuple(new)
    ))  # fmt: skip
    return comment


async def remove_comment(session: AsyncSession, actor: Actor, comment_id: UUID) -> Comment:
    """Take one's own words out of sight; that there were some stays. Twice is harmless."""
    comment = await get_comment(session, actor, comment_id, lock=True)
    require(policies.can_edit_comment(actor, comment))
    if comment.removed_at is None:
        comment.removed_at = clock.now()
        await record(
            session, actor, CommentRemoved(comment.subject_kind, comment.subject_id, comment.id)
        )
    return comment


async def restore_comment(session: AsyncSession, actor: Actor, comment_id: UUID) -> Comment:
    """Show one's own removed words again."""
    comment = await get_comment(session, actor, comment_id, lock=True)
    require(policies.can_edit_comment(actor, comment))
    if comment.removed_at is not None:
        comment.removed_at = None
        await record(
            session, actor, CommentRestored(comment.subject_kind, comment.subject_id, comment.id)
        )
    return comment


def _checked(text: str, *, has_files: bool) -> str:
    said = storable(text).strip()
    if not said and not has_files:
        raise Invalid(_("Write the comment."), field="text")
    if len(said) > MAX_TEXT:
        sentence = _("This is too long: {length} characters, at most {limit} fit.")
        raise Invalid(sentence.format(length=len(said), limit=MAX_TEXT), field="text")
    return said


async def _mentioned(
    session: AsyncSession, actor: Actor, kind: str, subject_id: UUID, text: str
) -> list[UUID]:
    """Return the ids of colleagues a text names; who named in person may not see it is refused.

    Of a team those are meant who may see the thing; a team of which nobody may is refused.
    """
    if "@" not in text:
        return []
    crew = await mentioning.load_crew(session)
    found = mentioning.find(text, crew)
    if found.unclear:
        word, choices = found.unclear[0]
        handles = ", ".join(f"@{one.handle}" for one in choices)
        raise WhoIsMeant(name=word, choices=handles)
    wanted = {one.id for one in found.people}
    for team in found.teams:
        wanted.update(crew.members.get(team.id, ()))
    actors = await actors_for(session, wanted)
    able = await who_sees(session, kind, subject_id, list(actors.values()))
    blind = [one.name for one in found.people if one.id not in able]
    blind += [
        one.name for one in found.teams if not able.intersection(crew.members.get(one.id, ()))
    ]
    if blind:
        raise CannotSeeIt(names=", ".join(blind))
    order = [one.id for one in found.people]
    order += [one for team in found.teams for one in crew.members.get(team.id, ()) if one in able]
    by_team = {one for team in found.teams for one in crew.members.get(team.id, ())}
    own = {actor.id} if actor.id in by_team else set()
    return [one for one in dict.fromkeys(order) if one not in own]


async def _mention(session: AsyncSession, comment: Comment, mentioned: Collection[UUID]) -> None:
    moment = clock.now()
    rows = [
        {"id": ids.new_id(), "created_at": moment, "comment_id": comment.id, "staff_id": one,
         "seen_at": moment if one == comment.author_id else None}
        for one in mentioned
    ]  # fmt: skip
    if rows:
        await add_rows(session, Mention, *rows)
