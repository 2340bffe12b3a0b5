"""What we hold about a person outside our staff: exporting it (article 15), erasing it (17).

Kept until erased on request; a customer card stays as a name of the books, without contact data.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.events.bus import plain, record
from core.events.erasing import erase_actor, erase_payloads
from core.fields.privacy import erase_values
from core.kit.clock import now
from core.people import policies, queries
from core.people.events import PersonErased
from core.people.models import (
    Customer,
    EmailAddress,
    Organisation,
    Person,
    PersonAccount,
    PhoneNumber,
)

ERASED = "–"
"""What stands in place of a name that was erased."""


async def export_person(session: AsyncSession, actor: Actor, person_id: UUID) -> dict[str, Any]:
    """Return everything this domain holds about a person."""
    person = await queries.get_person(session, actor, person_id)
    organisation = (
        await session.get(Organisation, person.organisation_id) if person.organisation_id else None
    )
    customer = await session.scalar(sa.select(Customer).where(Customer.person_id == person.id))
    return {
        "person": _columns(person),
        "organisation": organisation.name if organisation else None,
        "customer": _columns(customer) if customer else None,
        "email_addresses": [_columns(row) for row in await _rows(session, EmailAddress, person)],
        "phone_numbers": [_columns(row) for row in await _rows(session, PhoneNumber, person)],
        "accounts": [_columns(row) for row in await _rows(session, PersonAccount, person)],
    }


async def _rows(session: AsyncSession, table: Any, person: Person) -> list[Any]:
    return list(await session.scalars(sa.select(table).where(table.person_id == person.id)))


def _columns(row: Any) -> dict[str, Any]:
    return {
        attribute.key: plain(getattr(row, attribute.key))
        for attribute in sa.inspect(type(row)).column_attrs
    }


async def erase_person(
    session: AsyncSession, actor: Actor, person_id: UUID, *, reason: str = ""
) -> None:
    """Erase name, addresses, numbers and accounts; the events' digests and seals stay."""
    person = await queries.get_person(session, actor, person_id, lock=True)
    require(policies.can_erase(actor))
    emails = [row.id for row in await _rows(session, EmailAddress, person)]
    for table in (EmailAddress, PhoneNumber, PersonAccount):
        await session.execute(
            sa.delete(table)
            .where(table.person_id == person.id)
            .execution_options(synchronize_session=False)
        )
    customer = await session.scalar(sa.select(Customer).where(Customer.person_id == person.id))
    if customer is not None:
        customer.aliases, customer.name, customer.note = [], ERASED, ""
        customer.custom = {}
        await erase_values(session, [customer.id])
        customer.archived_at = customer.archived_at or now()
        await erase_payloads(session, "customer", [customer.id])
    person.name, person.language, person.organisation_id = ERASED, None, None
    person.custom = {}
    await erase_values(session, [person.id])
    person.archived_at = person.archived_at or now()
    await session.flush()
    await erase_payloads(session, "person", [person.id, *emails])
    await erase_actor(session, "customer", person.id)
    await record(session, actor, PersonErased(person.id, reason))
