"""Reading customers, persons and their addresses."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.kit.paging import Page, decode_cursor, encode_cursor
from core.kit.text import fold
from core.people import policies
from core.people.addresses import mail_address
from core.people.matching import Known, find_keys
from core.people.models import Customer, EmailAddress, Organisation, Person, PhoneNumber

PAGE = 50


def visible_to(actor: Actor) -> sa.Select[Customer]:
    """Select the customers an actor may see, archived ones included."""
    query = sa.select(Customer)
    return query if policies.can_see(actor) else query.where(sa.false())


def persons_visible_to(actor: Actor) -> sa.Select[Person]:
    """Select the persons an actor may see, archived ones included."""
    query = sa.select(Person)
    return query if policies.can_see(actor) else query.where(sa.false())


async def get_customer(
    session: AsyncSession, actor: Actor, customer_id: UUID, *, lock: bool = False
) -> Customer:
    """Return a customer; raises NotFound."""
    query = visible_to(actor).where(Customer.id == customer_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


async def get_person(
    session: AsyncSession, actor: Actor, person_id: UUID, *, lock: bool = False
) -> Person:
    """Return a person; raises NotFound."""
    query = sa.select(Person).where(Person.id == person_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None or not policies.can_see(actor):
        raise NotFound
    return found


async def chosen_language(session: AsyncSession, person_id: UUID | None) -> str | None:
    """Return the language a person has chosen to be written to in, or None."""
    if person_id is None:
        return None
    found: str | None = await session.scalar(
        sa.select(Person.language).where(Person.id == person_id, Person.language_chosen)
    )
    return found


async def get_organisation(
    session: AsyncSession, actor: Actor, organisation_id: UUID, *, lock: bool = False
) -> Organisation:
    """Return an organisation; raises NotFound."""
    query = sa.select(Organisation).where(Organisation.id == organisation_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None or not policies.can_see(actor):
        raise NotFound
    return found


async def persons_by_address(session: AsyncSession, addresses: Collection[str]) -> dict[str, Known]:
    """Return who is behind each mail address, one query; unknown ones are left out."""
    keys = {("mail", mail) for address in addresses if (mail := mail_address(address))}
    return {value: known for (_kind, value), known in (await find_keys(session, keys)).items()}


async def find_customers(
    session: AsyncSession, actor: Actor, text: str, limit: int = 10
) -> Sequence[Customer]:
    """Return the customers in use with a word that begins with each word asked for."""
    query = _matching(visible_to(actor), text).where(Customer.archived_at.is_(None))
    ordered = query.order_by(
        sa.case((Customer.folded_name.startswith(fold(text), autoescape=True), 0), else_=1),
        Customer.folded_name,
    )
    return (await session.scalars(ordered.limit(limit))).all()


async def find_persons(
    session: AsyncSession, actor: Actor, text: str, limit: int = 10
) -> Sequence[tuple[Person, str | None]]:
    """Return persons in use of whose name a word begins as asked, with their organisation."""
    query = (
        persons_visible_to(actor)
        .add_columns(Organisation.name)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.archived_at.is_(None))
    )
    for word in text.split()[:8]:
        begins = Person.name.istartswith(word, autoescape=True)
        query = query.where(begins | Person.name.icontains(f" {word}", autoescape=True))
    rows = await session.execute(query.order_by(Person.name, Person.id).limit(limit))
    return [(person, organisation) for person, organisation in rows]


def _matching(query: sa.Select[Customer], text: str) -> sa.Select[Customer]:
    for word in fold(text).split()[:8]:
        query = query.where(Customer.search_words.contains(f" {word}", autoescape=True))
    return query


async def customers_page(
    session: AsyncSession,
    actor: Actor,
    *,
    text: str = "",
    archived: bool = False,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[Customer]:
    """Return customers by name, a page at a time."""
    query = _matching(visible_to(actor), text)
    query = query.where(Customer.archived_at.is_not(None) if archived
                        else Customer.archived_at.is_(None))  # fmt: skip
    if (after := decode_cursor(cursor)) and len(after) == 2:
        key = sa.tuple_(Customer.folded_name, Customer.id)
        query = query.where(key > sa.tuple_(sa.literal(str(after[0])), _id(after[1])))
    query = query.order_by(Customer.folded_name, Customer.id).limit(size + 1)
    rows = list(await session.scalars(query))
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], encode_cursor(last.folded_name, last.id) if last else None)


def _id(value: object) -> sa.BindParameter[UUID]:
    try:
        return sa.literal(UUID(str(value)), sa.Uuid())
    except ValueError:
        return sa.literal(UUID(int=0), sa.Uuid())


@dataclass(slots=True)
class CustomerCard:
    """A customer with everything known about reaching it."""

    customer: Customer
    organisation: Organisation | None
    persons: list[Person] = field(default_factory=list)
    emails: list[EmailAddress] = field(default_factory=list)
    phones: list[PhoneNumber] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.customer.name

    def emails_of(self, person_id: UUID | None) -> list[EmailAddress]:
        """The mail addresses of one person, or with None the organisation's own."""
        return [row for row in self.emails if row.person_id == person_id]

    def phones_of(self, person_id: UUID | None) -> list[PhoneNumber]:
        """The numbers of one person, or with None the organisation's own."""
        return [row for row in self.phones if row.person_id == person_id]


async def customer_card(session: AsyncSession, actor: Actor, customer_id: UUID) -> CustomerCard:
    """Return a customer's card, three queries; raises NotFound."""
    theirs = sa.or_(
        Person.id == Customer.person_id, Person.organisation_id == Customer.organisation_id
    )
    rows = (
        await session.execute(
            visible_to(actor)
            .add_columns(Organisation, Person)
            .outerjoin(Organisation, Organisation.id == Customer.organisation_id)
            .outerjoin(Person, sa.and_(theirs, Person.archived_at.is_(None)))
            .where(Customer.id == customer_id)
            .order_by(Person.name)
        )
    ).all()
    if not rows:
        raise NotFound
    customer, organisation, _person = rows[0]
    card = CustomerCard(customer, organisation, [row[2] for row in rows if row[2] is not None])
    people = [person.id for person in card.persons]
    card.emails = await _reach(session, EmailAddress, people, customer.organisation_id)
    card.phones = await _reach(session, PhoneNumber, people, customer.organisation_id)
    return card


R = TypeVar("R", EmailAddress, PhoneNumber)


async def _reach(
    session: AsyncSession, table: type[R], people: list[UUID], organisation_id: UUID | None
) -> list[R]:
    whose: sa.ColumnElement[bool] = table.person_id.in_(people)
    if organisation_id is not None:
        whose = sa.or_(whose, table.organisation_id == organisation_id)
    return list(await session.scalars(sa.select(table).where(whose).order_by(table.id)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer is and which number answers; each may be empty."""

    address: str = ""
    phone: str = ""


async def places_of(session: AsyncSession, customer_ids: Collection[UUID]) -> dict[UUID, Place]:
    """Return where customers are, by id, in two statements: for somebody on the way to them."""
    rows = (await session.execute(
        sa.select(Customer.id, Customer.person_id, Customer.organisation_id, Organisation)
        .outerjoin(Organisation, Organisation.id == Customer.organisation_id)
        .where(Customer.id.in_(list(customer_ids)))
    )).all()  # fmt: skip
    numbers = await session.scalars(
        sa.select(PhoneNumber)
        .where(sa.or_(
            PhoneNumber.person_id.in_([row[1] for row in rows if row[1]]),
            PhoneNumber.organisation_id.in_([row[2] for row in rows if row[2]]),
        ))
        .order_by(PhoneNumber.id.desc())
    )  # fmt: skip
    first = {one.person_id or one.organisation_id: one.number for one in numbers}
    return {
        row[0]: Place(_address(row[3]), first.get(row[2]) or first.get(row[1]) or "")
        for row in rows
    }


def _address(organisation: Organisation | None) -> str:
    if organisation is None:
        return ""
    town = f"{organisation.postal_code} {organisation.city}".strip()
    return ", ".join(part for part in (organisation.street, town) if part)


async def names_of(session: AsyncSession, customer_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of customers by id."""
    if not customer_ids:
        return {}
    rows = await session.execute(
        sa.select(Customer.id, Customer.name).where(Customer.id.in_(customer_ids))
    )
    return {row.id: row.name for row in rows}
