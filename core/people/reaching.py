"""Mail addresses and phone numbers of persons and organisations; bounces mark them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import NotFound
from core.events.bus import record
from core.kit.clock import now
from core.kit.text import shorten
from core.people import policies
from core.people.addresses import mail_address, phone_number
from core.people.errors import AddressTaken, NotAnAddress, NotAPhoneNumber
from core.people.events import (
    AddressBounced,
    OrganisationChanged,
    PersonChanged,
)
from core.people.models import EmailAddress, PhoneNumber


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose address or number it is: one of the two."""

    person_id: UUID | None = None
    organisation_id: UUID | None = None


async def _note(session: AsyncSession, actor: Actor, whose: Owner, field: str, before: str | None,
                after: str | None) -> None:  # fmt: skip
    changes = {field: [before, after]}
    if whose.person_id:
        await record(session, actor, PersonChanged(whose.person_id, changes))
    elif whose.organisation_id:
        await record(session, actor, OrganisationChanged(whose.organisation_id, changes))


async def add_email(
    session: AsyncSession, actor: Actor, whose: Owner, address: str
) -> EmailAddress:
    """Add a mail address; raises NotAnAddress, AddressTaken."""
    require(policies.can_edit(actor))
    clean = mail_address(address)
    if clean is None:
        raise NotAnAddress(address=shorten(address, 80))
    found: EmailAddress | None = await session.scalar(
        sa.select(EmailAddress).where(EmailAddress.address == clean)
    )
    if found is not None:
        if Owner(found.person_id, found.organisation_id) != whose:
            raise AddressTaken(address=clean)
        return found
    row = EmailAddress(
        address=clean, person_id=whose.person_id, organisation_id=whose.organisation_id
    )
    session.add(row)
    await session.flush()
    await _note(session, actor, whose, "email", None, clean)
    return row


async def remove_email(session: AsyncSession, actor: Actor, email_id: UUID) -> None:
    """Forget a mail address."""
    require(policies.can_edit(actor))
    row = await session.get(EmailAddress, email_id)
    if row is None:
        raise NotFound
    await session.delete(row)
    await _note(session, actor, Owner(row.person_id, row.organisation_id), "email", row.address,
                None)  # fmt: skip


async def add_phone(
    session: AsyncSession,
    actor: Actor,
    whose: Owner,
    number: str,
    *,
    country: str = "FI",
    label: str = "",
) -> PhoneNumber:
    """Add a phone number as people write it; raises NotAPhoneNumber."""
    require(policies.can_edit(actor))
    clean = phone_number(number, country)
    if clean is None:
        raise NotAPhoneNumber(number=shorten(number, 40))
    row = PhoneNumber(
        number=clean, label=label, person_id=whose.person_id,
        organisation_id=whose.organisation_id,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await _note(session, actor, whose, "phone", None, clean)
    return row


async def remove_phone(session: AsyncSession, actor: Actor, phone_id: UUID) -> None:
    """Forget a phone number."""
    require(policies.can_edit(actor))
    row = await session.get(PhoneNumber, phone_id)
    if row is None:
        raise NotFound
    await session.delete(row)
    await _note(session, actor, Owner(row.person_id, row.organisation_id), "phone", row.number,
                None)  # fmt: skip


async def mark_bounced(
    session: AsyncSession, actor: Actor, addresses: Collection[str], *, reason: str, permanent: bool
) -> int:
    """Mark mail addresses that refused a mail for good; a passing refusal is only recorded."""
    known = {clean for address in addresses if (clean := mail_address(address))}
    if not known:
        return 0
    rows = (
        await session.scalars(sa.select(EmailAddress).where(EmailAddress.address.in_(known)))
    ).all()
    for row in rows:
        if permanent:
            row.bounced_at, row.bounce_reason = now(), shorten(reason, 300)
        await record(session, actor, AddressBounced(row.id, permanent))
    return len(rows)


async def stop_messages(session: AsyncSession, number: str, *, stopped: bool) -> int:
    """Note that a number's owner answered STOP (or START again); returns how many rows."""
    result = await session.execute(
        sa.update(PhoneNumber)
        .where(PhoneNumber.number == number)
        .values(stopped_at=now() if stopped else None)
        .execution_options(synchronize_session=False)
        .returning(PhoneNumber.id)
    )
    return len(result.all())
