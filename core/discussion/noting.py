"""Lasting notes on a thing (P10), and the company's own notes and scripts (P31)."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.access.subjects import get_seen
from core.discussion import policies
from core.discussion.events import NoteAdded, NoteArchived, NoteChanged, NoteRestored
from core.discussion.models import Note
from core.discussion.policies import COMPANY
from core.discussion.queries import get_note
from core.errors import Invalid, check_version
from core.events.bus import record
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import one_line, shorten, storable

MAX_TITLE = 200
MAX_TEXT = 50_000


async def add_note(
    session: AsyncSession,
    actor: Actor,
    kind: str,
    subject_id: UUID | None,
    *,
    text: str,
    title: str = "",
    is_pinned: bool = False,
) -> Note:
    """Write a note on a thing one may see, or (`company`) one for everybody on the staff."""
    if kind == COMPANY:
        require(policies.can_write_company_notes(actor))
        subject_id = None
    else:
        assert subject_id is not None
        await get_seen(session, actor, kind, subject_id)
        require(policies.can_comment(actor))
    title, said = _checked(kind, title, text)
    note = Note(
        subject_kind=kind, subject_id=subject_id, title=title, text=said, is_pinned=is_pinned,
        author_id=actor.id if actor.kind == "staff" else None,
    )  # fmt: skip
    session.add(note)
    await session.flush()
    await record(session, actor, NoteAdded(kind, subject_id, note.id))
    return note


async def change_note(
    session: AsyncSession,
    actor: Actor,
    note_id: UUID,
    *,
    text: str,
    title: str,
    is_pinned: bool,
    version: int | None = None,
) -> Note:
    """Change a note; raises Changed when somebody else did meanwhile."""
    note = await _to_change(session, actor, note_id)
    check_version(note.version, version)
    note.title, note.text = _checked(note.subject_kind, title, text)
    note.is_pinned = is_pinned
    await session.flush()
    await record(session, actor, NoteChanged(note.subject_kind, note.subject_id, note.id))
    return note


async def archive_note(session: AsyncSession, actor: Actor, note_id: UUID) -> Note:
    """Put a note away; twice is harmless."""
    note = await _to_change(session, actor, note_id)
    if note.archived_at is None:
        note.archived_at = clock.now()
        await record(session, actor, NoteArchived(note.subject_kind, note.subject_id, note.id))
    return note


async def restore_note(session: AsyncSession, actor: Actor, note_id: UUID) -> Note:
    """Take a note back into sight."""
    note = await _to_change(session, actor, note_id)
    if note.archived_at is not None:
        note.archived_at = None
        await record(session, actor, NoteRestored(note.subject_kind, note.subject_id, note.id))
    return note


async def _to_change(session: AsyncSession, actor: Actor, note_id: UUID) -> Note:
    note = await get_note(session, actor, note_id, lock=True)
    require(policies.can_change_note(actor, note))
    return note


def _checked(kind: str, title: str, text: str) -> tuple[str, str]:
    """Return title and text as they are stored; a company note is found by its title."""
    title, said = one_line(title), storable(text).strip()
    if len(title) > MAX_TITLE:
        title = shorten(title, MAX_TITLE)
    if not said:
        raise Invalid(_("Write the note."), field="text")
    if kind == COMPANY and not title:
        raise Invalid(_("Give the note a title."), field="title")
    if len(said) > MAX_TEXT:
        sentence = _("This is too long: {length} characters, at most {limit} fit.")
        raise Invalid(sentence.format(length=len(said), limit=MAX_TEXT), field="text")
    return title, said
