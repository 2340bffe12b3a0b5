"""Changing customers: an organisation or a person in the role of buyer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, check_version
from core.events.bus import record
from core.fields.filling import set_values
from core.fields.models import Module
from core.kit.clock import now
from core.kit.i18n import _, supported
from core.kit.text import fold, one_line, storable
from core.people import policies, queries, reaching
from core.people.errors import AlreadyCustomer, NameMissing
from core.people.events import (
    CustomerAdded,
    CustomerArchived,
    CustomerChanged,
    CustomerRestored,
    OrganisationAdded,
    OrganisationChanged,
    PersonAdded,
    PersonChanged,
)
from core.people.matching import MAX_NAME, ensure_person, ensure_persons
from core.people.models import Customer, Organisation, Person

__all__ = [
    "archive_customer", "change_customer", "change_organisation", "change_person",
    "create_customer", "create_person", "ensure_person", "ensure_persons", "make_customer",
    "restore_customer",
]  # fmt: skip


def clean_name(name: str) -> str:
    """Return a name as one line; raises NameMissing when nothing is left."""
    clean = one_line(name)[:MAX_NAME]
    if not clean:
        raise NameMissing
    return clean


def clean_aliases(aliases: Sequence[str]) -> list[str]:
    """Return other names without repeats and empty ones."""
    return list(dict.fromkeys(one_line(alias)[:MAX_NAME] for alias in aliases if one_line(alias)))


async def create_customer(
    session: AsyncSession,
    actor: Actor,
    *,
    name: str,
    aliases: Sequence[str] = (),
    is_company: bool = True,
    business_id: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    country: str = "FI",
    note: str = "",
    custom: Mapping[str, Any] | None = None,
    tags: Sequence[str] | None = None,
    person_id: UUID | None = None,
) -> Customer:
    """Make a customer and the organisation or person it is, reachable by `email` and `phone`.

    `person_id` is somebody known already who is the customer or belongs to it: then these are
    theirs. `custom` is what was typed into the company's own fields, by key.
    """
    require(policies.can_edit(actor))
    called = clean_name(name)
    customer = Customer(name=called, aliases=clean_aliases(aliases), note=storable(note))
    if is_company:
        customer.organisation_id = await _organisation_called(
            session, actor, called, business_id or None, person_id
        )
    else:
        customer.person_id = await _person_called(session, actor, called, person_id)
    await set_values(session, actor, Module.CUSTOMER, customer, custom, tags, is_new=True)
    session.add(customer)
    await session.flush()
    await record(session, actor, CustomerAdded(customer.id, called))
    whose = _owner(customer, person_id)
    if email:
        await reaching.add_email(session, actor, whose, email)
    if phone:
        await reaching.add_phone(session, actor, whose, phone, country=country)
    return customer


def _owner(customer: Customer, person_id: UUID | None) -> reaching.Owner:
    """Return whose the typed address and number are: somebody's, else the company's."""
    whose = person_id or customer.person_id
    return reaching.Owner(whose, None if whose else customer.organisation_id)


async def _organisation_called(
    session: AsyncSession, actor: Actor, name: str, business_id: str | None, person_id: UUID | None
) -> UUID:
    """Return the company of this name that a known person belongs to, or a new one.

    Whoever belongs to none belongs to it from now on.
    """
    person = await queries.get_person(session, actor, person_id, lock=True) if person_id else None
    theirs = await _without_card(session, person)
    if theirs is not None and fold(theirs.name) == fold(name):
        theirs.business_id = theirs.business_id or business_id
        return theirs.id
    organisation = Organisation(name=name, business_id=business_id)
    session.add(organisation)
    await session.flush()
    if person is not None and person.organisation_id is None:
        person.organisation_id = organisation.id
    await record(session, actor, OrganisationAdded(organisation.id, name))
    return organisation.id


async def _without_card(session: AsyncSession, person: Person | None) -> Organisation | None:
    """Return somebody's company unless it is a customer already."""
    if person is None or person.organisation_id is None:
        return None
    known = sa.select(Customer.id).where(Customer.organisation_id == person.organisation_id)
    if await session.scalar(known) is not None:
        return None
    return await session.get_one(Organisation, person.organisation_id)


async def _person_called(
    session: AsyncSession, actor: Actor, name: str, person_id: UUID | None
) -> UUID:
    """Return somebody known, called so from now on, or somebody new; raises AlreadyCustomer."""
    if person_id is None:
        return (await create_person(session, actor, name=name)).id
    if await session.scalar(sa.select(Customer.id).where(Customer.person_id == person_id)):
        raise AlreadyCustomer(name=name)
    return (await change_person(session, actor, person_id, name=name)).id


async def make_customer(session: AsyncSession, actor: Actor, person_id: UUID) -> Customer:
    """Give a known person, or the organisation they belong to, a customer card."""
    person = await queries.get_person(session, actor, person_id, lock=True)
    require(policies.can_edit(actor))
    name = person.name
    if person.organisation_id:
        name = (await session.get_one(Organisation, person.organisation_id)).name
    own = None if person.organisation_id else person.id
    whose = (
        Customer.organisation_id == person.organisation_id
        if person.organisation_id
        else Customer.person_id == own
    )
    if await session.scalar(sa.select(Customer.id).where(whose).limit(1)):
        raise AlreadyCustomer(name=name)
    customer = Customer(name=name, person_id=own, organisation_id=person.organisation_id)
    session.add(customer)
    await session.flush()
    await record(session, actor, CustomerAdded(customer.id, name))
    return customer


async def change_customer(
    session: AsyncSession,
    actor: Actor,
    customer_id: UUID,
    *,
    version: int | None = None,
    name: str | None = None,
    aliases: Sequence[str] | None = None,
    note: str | None = None,
    custom: Mapping[str, Any] | None = None,
    tags: Sequence[str] | None = None,
) -> Customer:
    """Change what is given; raises Changed when the editor saw another version."""
    customer = await queries.get_customer(session, actor, customer_id, lock=True)
    require(policies.can_edit(actor))
    check_version(customer.version, version)
    wanted: dict[str, Any] = {}
    if name is not None:
        wanted["name"] = clean_name(name)
    if aliases is not None:
        wanted["aliases"] = clean_aliases(aliases)
    if note is not None:
        wanted["note"] = storable(note).strip()
    changes = apply(customer, wanted)
    changes |= await set_values(session, actor, Module.CUSTOMER, customer, custom, tags)
    if changes:
        await record(session, actor, CustomerChanged(customer.id, changes))
    return customer


def apply(row: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Set what differs; return {field: [before, after]}."""
    changes = {
        key: [getattr(row, key), value]
        for key, value in wanted.items()
        if getattr(row, key) != value
    }
    for key, (_before, after) in changes.items():
        setattr(row, key, after)
    return changes


async def archive_customer(
    session: AsyncSession, actor: Actor, customer_id: UUID, *, version: int | None = None
) -> Customer:
    """Put a customer away: it stays in history but nobody is offered it."""
    customer = await queries.get_customer(session, actor, customer_id, lock=True)
    require(policies.can_edit(actor))
    check_version(customer.version, version)
    if customer.archived_at is None:
        customer.archived_at = now()
        await record(session, actor, CustomerArchived(customer.id))
    return customer


async def restore_customer(session: AsyncSession, actor: Actor, customer_id: UUID) -> Customer:
    """Take an archived customer back."""
    customer = await queries.get_customer(session, actor, customer_id, lock=True)
    require(policies.can_edit(actor))
    if customer.archived_at is not None:
        customer.archived_at = None
        await record(session, actor, CustomerRestored(customer.id))
    return customer


async def create_person(
    session: AsyncSession,
    actor: Actor,
    *,
    name: str,
    organisation_id: UUID | None = None,
    language: str | None = None,
    custom: Mapping[str, Any] | None = None,
) -> Person:
    """Make a person, of an organisation or alone; `custom`: typed into own fields, by key."""
    require(policies.can_edit(actor))
    person = Person(
        name=clean_name(name), organisation_id=organisation_id, language=language,
        language_chosen=bool(language),
    )  # fmt: skip
    await set_values(session, actor, Module.PERSON, person, custom, is_new=True)
    session.add(person)
    await session.flush()
    await record(session, actor, PersonAdded(person.id, actor.channel))
    return person


async def change_person(
    session: AsyncSession,
    actor: Actor,
    person_id: UUID,
    *,
    version: int | None = None,
    custom: Mapping[str, Any] | None = None,
    **wanted: Any,
) -> Person:
    """Change `name`, `organisation_id` or the chosen `language`: without one the last written counts.

    Raises Invalid for a language that is not ours.
    """
    person = await queries.get_person(session, actor, person_id, lock=True)
    require(policies.can_edit(actor))
    check_version(person.version, version)
    if "name" in wanted:
        wanted["name"] = clean_name(wanted["name"])
    if wanted.get("organisation_id"):
        await queries.get_organisation(session, actor, wanted["organisation_id"])
    if "language" in wanted:
        wanted |= _chosen(wanted.pop("language"))
    allowed = ("name", "language", "language_chosen", "organisation_id")
    known = {key: wanted[key] for key in allowed if key in wanted}
    changes = apply(person, known)
    changes |= await set_values(session, actor, Module.PERSON, person, custom)
    if changes:
        await record(session, actor, PersonChanged(person.id, changes))
    return person


def _chosen(language: str | None) -> dict[str, Any]:
    if not language:
        return {"language_chosen": False}
    if supported(language) is None:
        raise Invalid(_("Choose one of the offered languages."), field="language")
    return {"language": language, "language_chosen": True}


async def change_organisation(
    session: AsyncSession,
    actor: Actor,
    organisation_id: UUID,
    *,
    version: int | None = None,
    **wanted: Any,
) -> Organisation:
    """Change `name`, `business_id`, `street`, `postal_code` or `city`."""
    organisation = await queries.get_organisation(session, actor, organisation_id, lock=True)
    require(policies.can_edit(actor))
    check_version(organisation.version, version)
    if "name" in wanted:
        wanted["name"] = clean_name(wanted["name"])
    allowed = ("name", "business_id", "street", "postal_code", "city")
    known = {key: wanted[key] for key in allowed if key in wanted}
    if changes := apply(organisation, known):
        await record(session, actor, OrganisationChanged(organisation.id, changes))
    return organisation
