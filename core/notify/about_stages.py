"""What customers are told when their task enters a stage: the words its workflow has for that.

The message waits as long as an answer does; a task that leaves the stage meanwhile takes it back.
It goes into the thread of the request that the task was made of, else to the task's person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from jinja2 import TemplateError
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests import delivering
from core.contact_requests.errors import NowhereToAnswer
from core.contact_requests.models import ContactRequest
from core.contact_requests.pairing import UNDONE, root_of
from core.conversations import queries as conversations
from core.conversations.models import Message
from core.conversations.service import add_message
from core.errors import Invalid
from core.events.bus import Event, Happened, Subscriber, record
from core.fields import words as own
from core.fields.models import Module
from core.kit import clock, formatting
from core.kit.i18n import _, supported, use_language
from core.notify import customer_mail, rendering
from core.notify.about_signing import signature_wanted
from core.notify.customer_mail import Letter, Reach
from core.notify.rendering import Rendered
from core.outbound.cards import Card
from core.outbound.service import cancel_queued, queue_message
from core.people.models import Customer, EmailAddress, Person
from core.settings.queries import Company, load_company
from core.work.changing import facts
from core.work.events import TaskCreated, TaskMoved
from core.work.models import Stage, Task
from core.work.stage_events import EntryMessageNotSent

KIND = "stage_entered"
SAMPLE = dict.fromkeys(("number", "title", "stage", "due", "name", "customer", "company"), "…")
"""The blanks of such a message."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A task in the stage it has just entered, and the words for it by language."""

    task: Task
    stage: Stage
    company: Company
    once_key: str
    leaves_at: datetime


async def entered(session: AsyncSession, happened: Happened) -> None:
    """A task came into a stage, new or from another one: its customer is told, if it has words."""
    event = happened.event
    assert isinstance(event, TaskMoved | TaskCreated)
    if isinstance(event, TaskMoved):
        if event.quietly:
            return
        await _take_back(session, event)
    task = await session.get(Task, event.task_id)
    stage = await session.get(Stage, task.stage_id) if task else None
    if task is None or stage is None or not stage.entry_template:
        return
    if not (task.contact_request_id or task.person_id or task.customer_id):
        return
    company = await load_company(session)
    leaves_at = clock.now() + timedelta(seconds=company.answer_delay_seconds)
    key = _once_key(task.id, stage.id, task.stage_since)
    entry = Entry(task, stage, company, key, leaves_at)
    if not await _tell(session, entry):
        not_sent = EntryMessageNotSent(**facts(task), stage=stage.name)
        await record(session, happened.actor, not_sent)


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    TaskMoved: [entered, signature_wanted],
    TaskCreated: [entered, signature_wanted],
}


def _once_key(task_id: UUID, stage_id: UUID, since: datetime | None) -> str:
    return f"stage-{task_id}-{stage_id}-{since.isoformat() if since else ''}"


async def _take_back(session: AsyncSession, event: TaskMoved) -> None:
    """Stop the message of the stage that was left, if it waits still."""
    left = await session.get(Stage, event.from_stage_id) if event.from_stage_id else None
    if left is None or not left.entry_template:
        return
    key = _once_key(event.task_id, left.id, event.left_since)
    stopped = await cancel_queued(session, once_keys=[key])
    for message in await session.scalars(
        sa.select(Message).where(Message.outbound_id.in_(stopped))
    ):
        message.flags = [*message.flags, UNDONE]


async def _tell(session: AsyncSession, entry: Entry) -> bool:
    """Put the message into the outbox; False when there is nowhere to write to."""
    request_id = entry.task.contact_request_id
    request = await session.get(ContactRequest, request_id) if request_id else None
    if request is not None:
        return await _answer(session, entry, await root_of(session, request))
    reach = await _reach(session, entry.task)
    if reach is None:
        return False
    language = supported(reach.language) or entry.company.language
    said, spoken = await _said(session, entry, language)
    await customer_mail.post(session, entry.company, Letter(
        KIND, entry.once_key, reach, entry.task.customer_id, spoken, {}, "task", entry.task.id,
        entry.leaves_at,
    ), said)  # fmt: skip
    return True


async def _reach(session: AsyncSession, task: Task) -> Reach | None:
    """Return where the task's person gets mail, else its customer."""
    if task.person_id is not None:
        row = (await session.execute(
            sa.select(EmailAddress.address, EmailAddress.person_id, Person.language)
            .join(Person, Person.id == EmailAddress.person_id)
            .where(EmailAddress.person_id == task.person_id, EmailAddress.bounced_at.is_(None))
            .order_by(EmailAddress.id).limit(1)
        )).first()  # fmt: skip
        if row is not None:
            return Reach(*row)
    return await customer_mail.reach_of(session, task.customer_id) if task.customer_id else None


async def _said(session: AsyncSession, entry: Entry, language: str) -> tuple[Rendered, str]:
    """Return the words in a language, else the company's, else any; and which it was."""
    words = entry.stage.entry_template or {}
    chosen = next(one for one in (language, entry.company.language, *words) if one in words)
    written = words[chosen]
    values = await values_of(session, entry, chosen)
    subject = f"{entry.task.title} ({entry.task.number})"
    try:
        said = rendering.render_written(written["subject"], written["body"], values, subject)
    except (TemplateError, ValueError):  # they were checked when they were written
        said = Rendered(subject, written["body"])
    return said, chosen


def check_words(words: Mapping[str, str], language: str) -> None:
    """Raise Invalid for words that could not be sent; nothing written is fine."""
    try:
        sample = {**SAMPLE, "custom": own.SAMPLE}
        rendering.render_written(words.get("subject", ""), words.get("body", ""), sample)
    except (TemplateError, ValueError, TypeError):
        names = ", ".join("{{ " + name + " }}" for name in SAMPLE)
        sentence = _("Only these blanks and conditions may stand in the message: {names}.")
        raise Invalid(sentence.format(names=names), field=f"body_{language}") from None


async def values_of(session: AsyncSession, entry: Entry, language: str) -> Mapping[str, Any]:
    """Return what the blanks of such a message are filled with, in its language."""
    task = entry.task
    person = await session.get(Person, task.person_id) if task.person_id else None
    customer = await session.get(Customer, task.customer_id) if task.customer_id else None
    with use_language(language):
        due = formatting.day(task.due_on) if task.due_on else ""
    return {
        "number": task.number, "title": task.title, "stage": entry.stage.name, "due": due,
        "name": person.name if person else "", "customer": customer.name if customer else "",
        "company": entry.company.name,
        "custom": await own.words_of(session, Module.TASK, task, language),
    }  # fmt: skip


async def _answer(session: AsyncSession, entry: Entry, request: ContactRequest) -> bool:
    """Write into the request's thread, by the door its customer came through."""
    company = entry.company
    thread = await conversations.get_conversation(session, request.conversation_id, lock=True)
    last = await conversations.last_incoming(session, thread.id)
    try:
        route = await delivering.route_of(session, request, thread, last, company)
    except NowhereToAnswer:
        return False
    said, language = await _said(
        session, entry, await delivering.language_of(session, thread, company)
    )
    is_mail = route.channel == "mail"
    ids = await delivering.mail_ids(session, thread, last) if is_mail else None
    message = await add_message(
        session, thread, direction="out", kind="own", text=said.body, channel=route.channel,
        subject=f"Re: {thread.subject or request.subject}", author_name=company.name,
        from_address=route.source.address if route.source else "", to_addresses=[route.address],
        mail_message_id=ids.message_id if ids else None, sent_at=entry.leaves_at,
    )  # fmt: skip
    if ids is not None:
        payload = delivering.mail_payload(
            session, thread, message, ids=ids, last=last, company=company, files=[],
            leaves_at=entry.leaves_at, language=language,
        )  # fmt: skip
        payload |= {"auto_submitted": "auto-generated", "from_name": company.name}
    else:
        payload = _short(route.channel, said)
    message.outbound_id = await queue_message(
        session, once_key=entry.once_key, channel=route.channel, kind=KIND,
        address=route.address, payload=payload, subject=message.subject,
        subject_kind="contact_request", subject_id=request.id,
        source_id=route.source.id if route.source else None, due_at=entry.leaves_at,
    )  # fmt: skip
    return True


def _short(channel: str, said: Rendered) -> dict[str, Any]:
    return {"card": Card(said.body).as_json()} if channel == "telegram" else {"text": said.body}
