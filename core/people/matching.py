"""Who is behind an address: found in bulk, made known when nobody is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.db.among import is_among
from core.db.base import table_of
from core.db.bulk import insert_rows
from core.events.bulk import record_many
from core.kit import clock, ids
from core.kit.i18n import supported
from core.kit.text import fold, one_line
from core.people.addresses import mail_address, phone_number
from core.people.events import PersonAdded
from core.people.models import (
    Customer,
    EmailAddress,
    Organisation,
    Person,
    PersonAccount,
    PhoneNumber,
)

MAX_NAME = 200
Key = tuple[str, str]  # ("mail", address), ("phone", E.164) or (channel, external id)


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody presented themselves; `address` is the channel's (mail, E.164, chat user id)."""

    channel: str
    address: str
    name: str = ""
    phone: str | None = None
    email: str | None = None
    company: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Who it is. `guessed_customer_id` follows from a typed company name only: to be verified.

    `language` is what they chose, if `language_chosen`, else what they wrote in last.
    """

    person_id: UUID | None
    name: str = ""
    language: str | None = None
    customer_id: UUID | None = None
    organisation_id: UUID | None = None
    guessed_customer_id: UUID | None = None
    is_new: bool = False
    language_chosen: bool = False


@lru_cache(512)
def keys_of(contact: Contact, country: str) -> tuple[Key, ...]:
    """Return what identifies a contact, the strongest first; nothing when all is unusable."""
    keys: list[Key] = []
    if contact.channel in ("telegram", "webchat") and contact.address:
        keys.append((contact.channel, contact.address))
    mail = mail_address(contact.email) or mail_address(contact.address)
    if mail:
        keys.append(("mail", mail))
    number = phone_number(contact.phone, country)
    if number is None and contact.channel in ("sms", "form", "manual") and not mail:
        number = phone_number(contact.address, country)
    if number and (not keys or contact.channel == "sms"):
        keys.append(("phone", number))
    return tuple(keys)


async def ensure_persons(
    session: AsyncSession, actor: Actor, contacts: Sequence[Contact], *, country: str
) -> list[Known]:
    """Return who each contact is, making unknown ones known; a fixed number of statements.

    Two contacts with the same key are the same person. One without a usable key becomes nobody.
    """
    book = await AddressBook.load(session, actor, contacts, country=country)
    known = [book.ensure(contact) for contact in contacts]
    await book.write(session)
    return known


class AddressBook:
    """Who is behind a batch of contacts; `ensure` notes strangers, `write` stores them."""

    def __init__(
        self,
        actor: Actor,
        country: str,
        known: dict[Key, Known],
        companies: dict[str, UUID],
    ) -> None:
        self._country, self._known, self._companies = country, known, companies
        self._new = _Newcomers(actor, country)
        self._wrote_in: dict[UUID, str] = {}

    @classmethod
    async def load(
        cls, session: AsyncSession, actor: Actor, contacts: Sequence[Contact], *, country: str
    ) -> "AddressBook":
        """Look up all contacts: a statement per kind of key and one for company names."""
        keys = {key for contact in contacts for key in keys_of(contact, country)}
        companies = await _customers_named(session, contacts)
        return cls(actor, country, await find_keys(session, keys), companies)

    def who(self, contact: Contact) -> Known:
        """Return who it is; without a person when nobody is known."""
        keys = keys_of(contact, self._country)
        known = next((self._known[key] for key in keys if key in self._known), Known(None))
        guess = self._companies.get(fold(contact.company)) if contact.company else None
        return replace(known, guessed_customer_id=guess) if not known.customer_id else known

    def ensure(self, contact: Contact) -> Known:
        """Return who it is, noting a stranger with a usable key as a new person."""
        keys = keys_of(contact, self._country)
        if keys and not any(key in self._known for key in keys):
            self._known[keys[0]] = self._new.add(contact, keys)
        known = self.who(contact)
        if known.person_id and not (known.is_new or known.language_chosen):
            self._wrote_in.pop(known.person_id, None)
            if (tag := supported(contact.language)) not in (None, known.language):
                self._wrote_in[known.person_id] = tag
        return known

    async def write(self, session: AsyncSession) -> None:
        """Store the noted strangers, and what language others write in now."""
        await self._new.insert(session)
        if self._wrote_in:
            await session.execute(
                _WROTE_IN,
                [{"of_id": one, "last": tag} for one, tag in sorted(self._wrote_in.items())],
            )


_persons = table_of(Person).c
_WROTE_IN = (
    sa.update(table_of(Person))
    .where(_persons.id == sa.bindparam("of_id"), _persons.language_chosen.is_(False))
    .values(language=sa.bindparam("last"))
)


async def _customers_named(session: AsyncSession, contacts: Sequence[Contact]) -> dict[str, UUID]:
    """Return the customers whose name is exactly a contact's company, unless two have it."""
    names = {fold(contact.company) for contact in contacts if contact.company}
    if not names:
        return {}
    rows = await session.execute(
        sa.select(Customer.folded_name, sa.func.min(sa.cast(Customer.id, sa.Text)))
        .where(Customer.folded_name.in_(names), Customer.archived_at.is_(None))
        .group_by(Customer.folded_name)
        .having(sa.func.count() == 1)
    )
    return {name: UUID(found) for name, found in rows}


async def find_keys(session: AsyncSession, keys: set[Key]) -> dict[Key, Known]:
    """Return the known persons (or organisations) behind keys; a query per kind of key."""
    found: dict[Key, Known] = {}
    by_kind: dict[str, list[str]] = {}
    for kind, value in sorted(keys):
        by_kind.setdefault(kind, []).append(value)
    for kind, values in by_kind.items():
        table, column = _TABLES.get(kind, (PersonAccount, PersonAccount.external_id))
        given = {"wanted": values} | ({"kind": kind} if table is PersonAccount else {})
        for row in await session.execute(_who(table, column), given):
            found[kind, row[0]] = Known(
                row[1], row[2] or "", row[3], row[5] or row[6], row[4],
                language_chosen=bool(row[7]),
            )  # fmt: skip
    return found


_TABLES: dict[str, tuple[Any, Any]] = {
    "mail": (EmailAddress, EmailAddress.address),
    "phone": (PhoneNumber, PhoneNumber.number),
}


@lru_cache  # putting it together costs more than running it
def _who(table: Any, column: Any) -> sa.Select[Any]:
    """Select value, person, name, language, organisation, both ways to a customer, and whether
    the language was chosen.

    The person met last wins: a phone may be shared.
    """
    own, through = sa.orm.aliased(Customer), sa.orm.aliased(Customer)
    organisation: Any = Person.organisation_id
    if table is not PersonAccount:
        organisation = sa.func.coalesce(Person.organisation_id, table.organisation_id)
    query = (
        sa.select(column, Person.id, Person.name, Person.language,
                  sa.type_coerce(organisation, sa.Uuid()), own.id, through.id,
                  Person.language_chosen)
        .select_from(table)
        .outerjoin(Person, Person.id == table.person_id)
        .outerjoin(own, sa.and_(own.person_id == Person.id, own.archived_at.is_(None)))
        .outerjoin(through, sa.and_(through.organisation_id == organisation,
                                    through.archived_at.is_(None)))
        .where(is_among(column))
        .order_by(table.id)
    )  # fmt: skip
    if table is PersonAccount:
        query = query.where(PersonAccount.channel == sa.bindparam("kind"))
    return query


class _Newcomers:
    """Rows of persons nobody knew, inserted in sets."""

    def __init__(self, actor: Actor, country: str) -> None:
        self._actor, self._country, self._at = actor, country, clock.now()
        self._persons: list[dict[str, Any]] = []
        self._reach: dict[Any, dict[Any, dict[str, Any]]] = {
            EmailAddress: {}, PhoneNumber: {}, PersonAccount: {},
        }  # fmt: skip
        self._events: list[tuple[Actor, PersonAdded]] = []

    def add(self, contact: Contact, keys: Sequence[Key]) -> Known:
        """Note a new person with every address they gave."""
        person_id = ids.new_id()
        name = one_line(contact.name)[:MAX_NAME] or contact.address
        self._persons.append(self._row(person_id, name=name, language=contact.language, version=1))
        for kind, value in keys:
            self._reachable(person_id, kind, value)
        number = phone_number(contact.phone, self._country)
        if number and ("phone", number) not in keys:
            self._reachable(person_id, "phone", number)
        self._events.append((self._actor, PersonAdded(person_id, contact.channel)))
        return Known(person_id, name, contact.language, is_new=True)

    def _row(self, identity: UUID, **values: Any) -> dict[str, Any]:
        return {"id": identity, "created_at": self._at, **values}

    def _reachable(self, person_id: UUID, kind: str, value: str) -> None:
        row = self._row(ids.new_id(), person_id=person_id)
        if kind == "mail":
            self._reach[EmailAddress].setdefault(value, row | {"address": value})
        elif kind == "phone":
            key = (person_id, value)
            self._reach[PhoneNumber].setdefault(key, row | {"number": value})
        else:
            account = row | {"channel": kind, "external_id": value}
            self._reach[PersonAccount].setdefault((kind, value), account)

    async def insert(self, session: AsyncSession) -> None:
        """Write the noted rows, parents first."""
        if not self._persons:
            return
        await insert_rows(session, Person, self._persons)
        for table, rows in self._reach.items():
            await insert_rows(session, table, list(rows.values()))
        await record_many(session, self._events)


async def ensure_person(
    session: AsyncSession,
    actor: Actor,
    *,
    address: str,
    name: str = "",
    phone: str | None = None,
    company: str | None = None,
    channel: str = "manual",
    language: str | None = None,
    country: str = "FI",
) -> Person | None:
    """Return the person behind an address or number, made known when nobody was; None without one.

    A typed company links to an existing organisation of that name or makes a new one.
    """
    contact = Contact(channel, address, name, phone, None, company, language)
    known = (await ensure_persons(session, actor, [contact], country=country))[0]
    if known.person_id is None:
        return None
    person = await session.get_one(Person, known.person_id)
    if company and person.organisation_id is None:
        person.organisation_id = (await organisation_named(session, company)).id
    return person


async def organisation_named(session: AsyncSession, name: str) -> Organisation:
    """Return the company of this name, made known when none is."""
    clean = one_line(name)[:MAX_NAME]
    found: Organisation | None = await session.scalar(
        sa.select(Organisation).where(sa.func.lower(Organisation.name) == clean.lower()).limit(1)
    )
    if found is None:
        found = Organisation(name=clean)
        session.add(found)
        await session.flush()
    return found
