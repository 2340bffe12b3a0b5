"""Who may say, note and attach what; pure. Seeing the thing itself comes first."""

from core.access.actor import Actor
from core.access.permissions import Permission
from core.discussion.models import Comment, Note

COMPANY = "company"
"""The kind of notes and scripts that are about nothing in particular."""


def can_comment(actor: Actor) -> bool:
    """Every member of the staff; customers never read what is said here."""
    return actor.kind == "staff"


def can_edit_comment(actor: Actor, comment: Comment) -> bool:
    """Only whoever wrote it."""
    return actor.kind == "staff" and comment.author_id == actor.id


def can_write_company_notes(actor: Actor) -> bool:
    """Whoever changes customers or the company's settings; everybody on the staff reads them."""
    able = actor.may(Permission.MANAGE_SETTINGS) or actor.may(Permission.EDIT_CUSTOMERS)
    return actor.kind != "customer" and able


def can_change_note(actor: Actor, note: Note) -> bool:
    """A note on a thing is everybody's who sees it; a company note its writers' or author's."""
    if note.subject_kind != COMPANY:
        return actor.kind == "staff"
    return can_write_company_notes(actor) or (actor.kind == "staff" and note.author_id == actor.id)
