"""What can be found beside the things that can be talked about, and how kinds are called."""

from typing import Any

import sqlalchemy as sa

from core.access.actor import Actor
from core.access.subjects import Subject
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest, RequestState
from core.conversations.models import Message
from core.discussion.models import Note
from core.discussion.policies import COMPANY
from core.kit.i18n import N_
from core.search.keys import GROUPS

ORDER = ("contact_request", "task", "customer", "person", "project", "message", "remark")
LABELS = {
    "contact_request": N_("Contact requests"), "task": N_("Tasks"), "customer": N_("Customers"),
    "person": N_("Persons"), "project": N_("Projects"), "message": N_("Messages"),
    "remark": N_("Comments and notes"),
}  # fmt: skip
ICONS = {
    "contact_request": "inbox", "task": "work", "customer": "customers", "person": "person",
    "project": "project", "message": "mail", "remark": "chat",
}  # fmt: skip
PARTS = {"task": "work", "project": "projects"}
"""Kinds that vanish with a part of the product that is off."""


READ_BY_PEOPLE = ("human", "list", "note")
"""Kinds of messages that somebody wrote; acknowledgements and reports are not what people look for."""


def _requests(actor: Actor) -> Any:
    """Contact requests but rubbish, which only the list of rubbish finds."""
    query = requests.visible_to(actor).where(ContactRequest.state != RequestState.SPAM)
    return query.with_only_columns(ContactRequest.id, ContactRequest.subject, ContactRequest.number)


def _messages(actor: Actor) -> Any:
    """Messages are seen by whoever sees the request they stand in."""
    title = sa.func.coalesce(sa.func.nullif(Message.subject, ""), ContactRequest.subject)
    return (
        requests.visible_to(actor)
        .join(Message, Message.conversation_id == ContactRequest.conversation_id)
        .where(ContactRequest.state != RequestState.SPAM, Message.kind.in_(READ_BY_PEOPLE))
        .with_only_columns(Message.id, title, ContactRequest.number)
    )


def _company_notes(actor: Actor) -> Any:
    query = sa.select(Note.id, Note.title, Note.id)
    seen = actor.kind != "customer" and actor.has("notes")
    return query.where(Note.subject_kind == COMPANY, Note.archived_at.is_(None), sa.literal(seen))


ALSO = {
    "contact_request": Subject("contact_request", N_("Contact request"), "inbox",
                               "/app/requests/{ref}", ContactRequest.id, _requests),
    "message": Subject("message", N_("Message"), "mail", "/app/requests/{ref}", Message.id, _messages),
    COMPANY: Subject(COMPANY, N_("Note"), "chat", "/app/notes/{ref}", Note.id, _company_notes),
}  # fmt: skip
"""What is found otherwise than it is talked about, or beside it."""

assert set(ORDER) == set(GROUPS)
