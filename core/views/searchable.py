"""What is searched of each kind of thing: its rows as entries of the index, a few statements a set.

Erased and removed things have no entry, nor have archived tasks, which nobody sees. Names of
customers stand in what is done for them.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.discussion.models import Comment, Note
from core.people.models import Customer, EmailAddress, Organisation, Person, PhoneNumber
from core.people.privacy import ERASED
from core.search.service import Entry
from core.work.models import ChecklistItem, Project, Task

COMMENT, NOTE = "comment:", "note:"


def _flat(value: Any) -> Iterable[str]:
    """Yield the words of the company's own fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _flat(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)


def _texts(*values: Any) -> tuple[str, ...]:
    return tuple(text for value in values for text in _flat(value) if text)


async def _tasks(session: AsyncSession, ids: Collection[UUID]) -> list[Entry]:
    rows = await session.execute(
        sa.select(Task.id, Task.number, Task.title, Task.description, Task.tags, Task.custom,
                  Task.created_at, Customer.name, Project.name)
        .outerjoin(Customer, Customer.id == Task.customer_id)
        .outerjoin(Project, Project.id == Task.project_id)
        .where(Task.id.in_(ids), Task.archived_at.is_(None))
    )  # fmt: skip
    lines = await session.execute(
        sa.select(ChecklistItem.task_id, ChecklistItem.text).where(ChecklistItem.task_id.in_(ids))
    )
    steps: dict[UUID, list[str]] = {}
    for task_id, text in lines:
        steps.setdefault(task_id, []).append(text)
    return [
        Entry("task", "task", row[0], f"{row[1]} {row[2]}",
              _texts(*row[7:], row[3], row[4], row[5], steps.get(row[0])), row[6])
        for row in rows
    ]  # fmt: skip


async def _requests(session: AsyncSession, ids: Collection[UUID]) -> list[Entry]:
    request = ContactRequest
    rows = await session.execute(
        sa.select(request.id, request.number, request.subject, request.opened_at,
                  request.asker_name, request.asker_address, Customer.name, request.preview,
                  request.tags, request.custom)
        .outerjoin(Customer, Customer.id == request.customer_id)
        .where(request.id.in_(ids))
    )  # fmt: skip
    return [
        Entry("contact_request", "contact_request", row[0], f"{row[1]} {row[2]}",
              _texts(*row[4:]), row[3])
        for row in rows
    ]  # fmt: skip


async def _reached(
    session: AsyncSession, column: str, ids: Collection[UUID]
) -> dict[UUID, list[str]]:
    """Return mail addresses and numbers by the id of whom they reach, one statement."""
    parts = []
    for table, what in ((EmailAddress, EmailAddress.address), (PhoneNumber, PhoneNumber.number)):
        whose = getattr(table, column)
        parts.append(sa.select(whose.label("whose"), what.label("what")).where(whose.in_(ids)))
    found: dict[UUID, list[str]] = {}
    for whose, what in await session.execute(sa.union_all(*parts)):
        found.setdefault(whose, []).append(what)
    return found


async def _customers(session: AsyncSession, ids: Collection[UUID]) -> list[Entry]:
    rows = (
        await session.execute(
            sa.select(Customer.id, Customer.name, Customer.created_at, Customer.organisation_id,
                      Customer.aliases, Customer.note, Customer.tags, Customer.custom,
                      Organisation.name, Organisation.business_id, Organisation.street,
                      Organisation.postal_code, Organisation.city)
            .outerjoin(Organisation, Organisation.id == Customer.organisation_id)
            .where(Customer.id.in_(ids), Customer.name != ERASED)
        )
    ).all()  # fmt: skip
    companies = [row.organisation_id for row in rows if row.organisation_id]
    reached = await _reached(session, "organisation_id", companies) if companies else {}
    return [
        Entry("customer", "customer", row[0], row[1], _texts(*row[4:], reached.get(row[3])), row[2])
        for row in rows
    ]


async def _persons(session: AsyncSession, ids: Collection[UUID]) -> list[Entry]:
    rows = (
        await session.execute(
            sa.select(Person.id, Person.name, Person.created_at, Organisation.name, Person.custom)
            .outerjoin(Organisation, Organisation.id == Person.organisation_id)
            .where(Person.id.in_(ids), Person.name != ERASED)
        )
    ).all()
    reached = await _reached(session, "person_id", [row[0] for row in rows]) if rows else {}
    return [
        Entry("person", "person", row[0], row[1], _texts(*row[3:], reached.get(row[0])), row[2])
        for row in rows
    ]


async def _projects(session: AsyncSession, ids: Collection[UUID]) -> list[Entry]:
    rows = await session.execute(
        sa.select(Project.id, Project.name, Project.created_at, Project.aliases, Customer.name,
                  Project.description, Project.tags, Project.custom)
        .outerjoin(Customer, Customer.id == Project.customer_id)
        .where(Project.id.in_(ids))
    )  # fmt: skip
    return [Entry("project", "project", row[0], row[1], _texts(*row[3:]), row[2]) for row in rows]


async def _messages(session: AsyncSession, ids: Collection[UUID]) -> list[Entry]:
    rows = await session.execute(
        sa.select(Message.id, Message.subject, Message.sent_at, Message.author_name,
                  Message.from_address, Message.text)
        .where(Message.id.in_(ids), sa.or_(Message.text != "", Message.subject != ""))
    )  # fmt: skip
    return [Entry("message", "message", row[0], row[1], _texts(*row[3:]), row[2]) for row in rows]


async def _remarks(session: AsyncSession, ids: Collection[UUID]) -> list[Entry]:
    """Comments and notes; of a note for everybody the subject is the note itself."""
    comments = await session.scalars(
        sa.select(Comment).where(Comment.id.in_(ids), Comment.removed_at.is_(None))
    )
    notes = await session.scalars(
        sa.select(Note).where(Note.id.in_(ids), Note.archived_at.is_(None))
    )
    said = [
        Entry("remark", one.subject_kind, one.subject_id, "", (one.text,), one.created_at,
              f"{COMMENT}{one.id}")
        for one in comments
    ]  # fmt: skip
    return said + [
        Entry("remark", one.subject_kind, one.subject_id or one.id,
              one.title, (one.text,), one.created_at, f"{NOTE}{one.id}")
        for one in notes
    ]  # fmt: skip


LOADERS: dict[str, Callable[[AsyncSession, Collection[UUID]], Awaitable[list[Entry]]]] = {
    "task": _tasks, "contact_request": _requests, "customer": _customers, "person": _persons,
    "project": _projects, "message": _messages, "remark": _remarks,
}  # fmt: skip
"""By group of the index; `remark` takes ids of comments and of notes."""

TABLES: dict[str, tuple[Any, ...]] = {
    "task": (Task,), "contact_request": (ContactRequest,), "customer": (Customer,),
    "person": (Person,), "project": (Project,), "message": (Message,), "remark": (Comment, Note),
}  # fmt: skip
"""Where the ids of a group come from."""
