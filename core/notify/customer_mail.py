"""A mail to a customer that nobody wrote by hand: in their language, in a thread they may answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.config import Settings
from core.conversations import letters, tokens
from core.conversations.service import add_message, open_conversation
from core.kit.crypto import Keyring
from core.notify import rendering
from core.outbound.service import queue_message
from core.people.models import Customer, EmailAddress, Person
from core.settings.queries import Company
from core.sources.models import SourceKind
from core.sources.queries import source_for


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a customer gets mail; `language` is the person's, if it is known."""

    address: str
    person_id: UUID | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail: `kind` names its template, `once_key` keeps it from leaving twice.

    It leaves at `due_at`, or at once.
    """

    kind: str
    once_key: str
    to: Reach
    customer_id: UUID | None
    language: str
    values: Mapping[str, Any]
    subject_kind: str
    subject_id: UUID
    due_at: datetime | None = None


async def reach_of(session: AsyncSession, customer_id: UUID, address: str = "") -> Reach | None:
    """Return where a customer gets mail: at `address`, else at their oldest working one."""
    theirs = sa.or_(
        EmailAddress.organisation_id == Customer.organisation_id,
        EmailAddress.person_id == Customer.person_id,
        Person.organisation_id == Customer.organisation_id,
    )
    statement = (
        sa.select(EmailAddress.address, EmailAddress.person_id, Person.language)
        .outerjoin(Person, Person.id == EmailAddress.person_id)
        .join(Customer, theirs)
        .where(Customer.id == customer_id, EmailAddress.bounced_at.is_(None))
    )
    if address:
        statement = statement.where(EmailAddress.address == address)
    row = (await session.execute(statement.order_by(EmailAddress.id).limit(1))).first()
    if row is not None:
        return Reach(*row)
    return Reach(address, None, None) if address else None


async def write(session: AsyncSession, company: Company, letter: Letter) -> UUID | None:
    """Put a mail into the outbox and its thread; None when it is there already."""
    overrides = await rendering.load_overrides(session, [letter.kind])
    said = rendering.render(letter.kind, "mail", letter.language, letter.values, overrides)
    return await post(session, company, letter, said)


async def post(
    session: AsyncSession, company: Company, letter: Letter, said: rendering.Rendered
) -> UUID | None:
    """Put a mail with these words into the outbox and its thread, as `write` does."""
    source = await source_for(session, SourceKind.MAILBOX)
    thread = await open_conversation(
        session, channel="mail", partner_address=letter.to.address, subject=said.subject,
        source_id=source.id if source else None, person_id=letter.to.person_id,
        customer_id=letter.customer_id, language=letter.language,
    )  # fmt: skip
    settings: Settings = session.info["settings"]
    keyring: Keyring = session.info["keyring"]
    message_id = tokens.message_id_for(keyring, thread.token, settings.mail_domain)
    message = await add_message(
        session, thread, direction="out", kind="own", text=said.body, subject=said.subject,
        author_name=company.name, to_addresses=[letter.to.address], mail_message_id=message_id,
        sent_at=letter.due_at,
    )  # fmt: skip
    body = letters.compose(
        said.body, signature=company.mail_signature or company.name,
        marker=tokens.marker_line(keyring, thread.token, letter.language),
    )  # fmt: skip
    payload: dict[str, Any] = {
        "to": letter.to.address, "subject": said.subject, "text": body.text, "html": body.html,
        "message_id": message_id, "in_reply_to": None, "references": [], "file_ids": [],
        "auto_submitted": "auto-generated", "from_name": company.name,
    }  # fmt: skip
    message.outbound_id = await queue_message(
        session, once_key=letter.once_key, channel="mail", kind=letter.kind,
        address=letter.to.address, payload=payload, subject=said.subject,
        subject_kind=letter.subject_kind, subject_id=letter.subject_id,
        source_id=source.id if source else None, due_at=letter.due_at,
    )  # fmt: skip
    return message.outbound_id
