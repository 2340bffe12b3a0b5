"""Opening requests: the row every door writes, and the one written by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests import policies
from core.contact_requests.assigning import check_assignee
from core.contact_requests.events import RequestOpened
from core.contact_requests.models import ContactRequest, RequestState
from core.conversations.models import Conversation
from core.conversations.service import add_message, open_conversation
from core.errors import Invalid
from core.events.bus import record
from core.fields.filling import clean_tags, set_values
from core.fields.models import Module
from core.kit import clock, ids
from core.kit.i18n import _
from core.kit.text import one_line, shorten
from core.numbering.service import next_number
from core.people import queries as people
from core.people.addresses import mail_address, phone_number
from core.people.matching import Contact, ensure_persons
from core.settings.queries import Company, load_company

MAX_SUBJECT = 300
PREVIEW = 200


def row_of(
    conversation_id: UUID,
    *,
    number: str,
    channel: str,
    subject: str,
    text: str,
    company: Company,
    moment: datetime,
    **values: Any,
) -> dict[str, Any]:
    """Return the columns of a new request; without a subject its first words are one."""
    state = values.pop("state", RequestState.NEW)
    waits = state in (RequestState.NEW, RequestState.VERIFY, RequestState.IN_WORK)
    follow_up = moment + timedelta(hours=company.follow_up_hours)
    return {
        "id": ids.new_id(), "created_at": moment, "version": 1, "number": number, "state": state,
        "subject": shorten(subject or text, MAX_SUBJECT if subject else 80) or number,
        "preview": shorten(text, PREVIEW), "channel": channel,
        "conversation_id": conversation_id, "opened_at": moment, "last_activity_at": moment,
        "waiting_since": moment if waits else None, "follow_up_at": follow_up if waits else None,
        "follow_up_count": 0, "priority": 0, "tags": [], "custom": {}, "routing_trace": [], "unread": True,
        "asker_name": "", "asker_address": "", "source_id": None, "person_id": None,
        "customer_id": None, "language": None, "team_id": None, "assignee_id": None,
        "first_answered_at": None, "closed_at": None, "duplicate_of_id": None,
        "has_moves": False, **values,
    }  # fmt: skip


async def open_request(
    session: AsyncSession,
    actor: Actor,
    *,
    conversation: Conversation,
    subject: str,
    text: str = "",
    custom: Mapping[str, Any] | None = None,
    **values: Any,
) -> ContactRequest:
    """Open a request about a conversation; `values` are columns of ContactRequest.

    `custom` is what was typed into the company's own fields, by key.
    The system may always; staff need the right to handle requests.
    """
    require(policies.may_handle(actor))
    company = await load_company(session)
    moment = clock.now()
    number = await next_number(session, "R", year=clock.local(moment, company.zone).year)
    values.setdefault("person_id", conversation.person_id)
    values.setdefault("customer_id", conversation.customer_id)
    values.setdefault("source_id", conversation.source_id)
    values.setdefault("language", conversation.language)
    values.setdefault("asker_address", conversation.partner_address)
    row = ContactRequest(**row_of(
        conversation.id, number=number, channel=conversation.channel, subject=subject, text=text,
        company=company, moment=moment, **values,
    ))  # fmt: skip
    await set_values(session, actor, Module.REQUEST, row, custom, is_new=True)
    session.add(row)
    await session.flush()
    await record(session, actor, RequestOpened(
        row.id, number, row.channel, row.team_id, row.assignee_id
    ))  # fmt: skip
    return row


async def write_down(
    session: AsyncSession,
    actor: Actor,
    *,
    text: str,
    subject: str = "",
    asker_name: str = "",
    asker_address: str = "",
    customer_id: UUID | None = None,
    team_id: UUID | None = None,
    assignee_id: UUID | None = None,
    tags: Sequence[str] = (),
    priority: int = 0,
    custom: Mapping[str, Any] | None = None,
) -> ContactRequest:
    """Open a request that somebody told us by voice; the asker becomes known by the address."""
    require(policies.may_handle(actor))
    if not one_line(text or subject):
        raise Invalid(_("Write what was asked."), field="text")
    await check_assignee(session, staff_id=assignee_id, team_id=team_id)
    if customer_id is not None:
        await people.get_customer(session, actor, customer_id)
    conversation, name = await _told_by(
        session, actor, Contact("manual", asker_address, one_line(asker_name)), subject, customer_id
    )
    request = await open_request(
        session, actor, conversation=conversation, subject=subject, text=text, asker_name=name,
        team_id=team_id, assignee_id=assignee_id, tags=clean_tags(tags), priority=priority,
        custom=custom,
    )  # fmt: skip
    await add_message(
        session, conversation, direction="in", text=text, subject=subject, author_name=name,
        from_address=conversation.partner_address, person_id=conversation.person_id,
    )  # fmt: skip
    return request


async def _told_by(
    session: AsyncSession, actor: Actor, asker: Contact, subject: str, customer_id: UUID | None
) -> tuple[Conversation, str]:
    """Begin a conversation with whoever told us; return it and their name."""
    company = await load_company(session)
    (known,) = await ensure_persons(session, actor, [asker], country=company.country)
    address = mail_address(asker.address) or phone_number(asker.address, company.country) or ""
    conversation = await open_conversation(
        session, channel="manual", partner_address=address, subject=subject,
        person_id=known.person_id, customer_id=customer_id or known.customer_id,
        language=known.language or company.language,
    )  # fmt: skip
    return conversation, asker.name[:200] or known.name
