"""Reading one person with the company they belong to and the customer they are."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.people.models import Customer, Organisation, Person
from core.people.queries import persons_visible_to


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person; `customer_id` is themselves as a customer, else their company as one."""

    person: Person
    organisation: str | None
    customer_id: UUID | None
    customer: str | None


async def person_line(session: AsyncSession, actor: Actor, person_id: UUID) -> PersonLine:
    """Return a person as their page shows them, one statement; raises NotFound."""
    paying = sa.or_(
        Customer.person_id == Person.id, Customer.organisation_id == Person.organisation_id
    )
    statement = (
        persons_visible_to(actor)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .outerjoin(Customer, paying)
        .where(Person.id == person_id)
        .order_by(Customer.person_id.is_(None))
        .limit(1)
        .add_columns(Organisation.name, Customer.id, Customer.name)
    )
    found = (await session.execute(statement)).first()
    if found is None:
        raise NotFound
    return PersonLine(found[0], found[1], found[2], found[3])
