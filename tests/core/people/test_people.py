"""People: matching by address, customers, searching, erasing."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.errors import Changed, NotAllowed, NotFound
from core.events import sealing
from core.events.models import EventRecord
from core.kit.clock import now
from core.people import privacy, queries, reaching, service
from core.people.addresses import mail_address, phone_number
from core.people.errors import AddressTaken, AlreadyCustomer, NameMissing, NotAnAddress
from core.people.matching import Contact, ensure_persons
from core.people.models import EmailAddress, Organisation, Person
from core.people.queries import customer_card
from tests import make

ROBOT = system("test")


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (" Liisa.Peltola@Example.FI ", "liisa.peltola@example.fi"),
        ("<a@b.example>", "a@b.example"),
        ("no address", None),
        ("a@b@c", None),
        ("", None),
        (None, None),
    ],
)
def test_a_mail_address_is_stored_in_lower_case(written: str | None, stored: str | None) -> None:
    assert mail_address(written) == stored


@pytest.mark.parametrize(
    ("written", "country", "stored"),
    [
        ("040 123 4567", "FI", "+358401234567"),
        ("070-123 45 67", "SE", "+46701234567"),
        ("+358 (0)40 1234567", "SE", "+358401234567"),
        ("0046701234567", "FI", "+46701234567"),
        ("112", "FI", None),
        ("call me", "FI", None),
    ],
)
def test_a_number_is_stored_with_its_country(
    written: str, country: str, stored: str | None
) -> None:
    assert phone_number(written, country) == stored


async def test_the_same_address_is_the_same_person_within_a_batch_and_later(
    session: AsyncSession,
) -> None:
    liisa = Contact("mail", "liisa@customer.example", "Liisa Peltola", language="fi")
    again = Contact("mail", "LIISA@customer.example", "L. Peltola")
    first, second = await ensure_persons(session, ROBOT, [liisa, again], country="FI")
    (third,) = await ensure_persons(session, ROBOT, [again], country="FI")

    assert first.person_id == second.person_id == third.person_id
    assert (first.is_new, third.is_new, third.name) == (True, False, "Liisa Peltola")
    assert await session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


async def test_fifty_strangers_cost_as_many_statements_as_one(
    session: AsyncSession, queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    few = [Contact("mail", "one@customer.example", "One", phone="040 1234567")]
    many = [Contact("mail", f"p{n}@customer.example", f"P{n}", phone=f"040 765 43{n:02}")
            for n in range(50)]  # fmt: skip
    with queries() as for_one:
        await ensure_persons(session, ROBOT, few, country="FI")
    with queries() as for_fifty:
        await ensure_persons(session, ROBOT, many, country="FI")

    assert len(for_fifty) == len(for_one) <= 5


async def test_a_person_of_a_customers_organisation_leads_to_the_customer(
    session: AsyncSession,
) -> None:
    organisation = Organisation(name="Lehto Oy")
    session.add(organisation)
    await session.flush()
    customer = await make.a_customer(session, "Lehto", organisation_id=organisation.id)
    person = Person(name="Liisa", organisation_id=organisation.id)
    session.add(person)
    await session.flush()
    session.add(EmailAddress(address="liisa@lehto.example", person_id=person.id))
    session.add(EmailAddress(address="info@lehto.example", organisation_id=organisation.id))
    await session.flush()

    found = await queries.persons_by_address(
        session, ["liisa@lehto.example", "info@lehto.example", "who@else.example"]
    )

    assert set(found) == {"liisa@lehto.example", "info@lehto.example"}
    assert {known.customer_id for known in found.values()} == {customer.id}
    assert found["info@lehto.example"].person_id is None


async def test_a_typed_company_name_is_a_guess_only(session: AsyncSession) -> None:
    customer = await make.a_customer(session, "Lehto Oy")

    (known,) = await ensure_persons(
        session, ROBOT, [Contact("form", "x@y.example", "X", company="LEHTO oy")], country="FI"
    )

    assert (known.customer_id, known.guessed_customer_id) == (None, customer.id)


async def test_customers_are_found_by_the_beginning_of_any_word(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    lehto = await make.a_customer(session, "Lehdon Rakennus Oy", aliases=["Lehto"])
    await make.a_customer(session, "Brf Kyrkbacken")
    await make.a_customer(session, "Kivelä 100% Ab")

    async def found(text: str) -> list[str]:
        return [row.name for row in await queries.find_customers(session, anna, text)]

    assert await found("LEHTO") == await found("rak leh") == [lehto.name]
    assert await found("kivela") == ["Kivelä 100% Ab"]
    assert await found("%") == await found("ehdon") == []
    await service.archive_customer(session, ROBOT, lehto.id)
    assert await found("lehto") == []


async def test_two_editors_never_overwrite_each_other(session: AsyncSession) -> None:
    customer = await service.create_customer(session, ROBOT, name="Lehto", email="a@lehto.example")
    seen = customer.version
    await service.change_customer(session, ROBOT, customer.id, version=seen, aliases=["Lehtonen"])
    await session.flush()

    with pytest.raises(Changed):
        await service.change_customer(session, ROBOT, customer.id, version=seen, name="Lehti")
    assert (customer.search_words, customer.folded_name) == (" lehto lehtonen", "lehto")


async def test_only_who_may_edit_changes_a_customer(session: AsyncSession) -> None:
    matti = make.actor_of(await make.a_member(session, "Matti"))
    blind = make.actor_of(
        await make.a_member(
            session, "B", roles=[await make.a_role(session, "x", Permission.LOG_HOURS)]
        )
    )
    customer = await make.a_customer(session)

    with pytest.raises(NotAllowed):
        await service.change_customer(session, matti, customer.id, name="X")
    with pytest.raises(NotFound):
        await queries.customer_card(session, blind, customer.id)
    with pytest.raises(NameMissing):
        await service.create_customer(session, ROBOT, name=" \n ")
    with pytest.raises(NotAnAddress):
        await service.create_customer(session, ROBOT, name="X", email="nobody")


async def test_a_card_shows_how_to_reach_a_customer_with_few_queries(
    session: AsyncSession, queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    customer = await service.create_customer(
        session, ROBOT, name="Lehto Oy", email="info@lehto.example", phone="040 1234567"
    )
    person = await service.ensure_person(
        session, ROBOT, address="liisa@lehto.example", name="Liisa", company="Lehto Oy"
    )
    assert person is not None
    await session.flush()

    with queries() as seen:
        card = await customer_card(session, ROBOT, customer.id)

    assert len(seen) <= 4
    assert [one.address for one in card.emails_of(person.id)] == ["liisa@lehto.example"]
    assert [one.number for one in card.phones_of(None)] == ["+358401234567"]
    assert [one.name for one in card.persons] == ["Liisa"]


async def test_an_address_belongs_to_one_only(session: AsyncSession) -> None:
    first = await service.create_customer(session, ROBOT, name="A", email="x@y.example")
    second = await service.create_customer(session, ROBOT, name="B", is_company=False)
    assert second.person_id is not None

    with pytest.raises(AddressTaken):
        await reaching.add_email(session, ROBOT, reaching.Owner(second.person_id), "X@Y.example")
    with pytest.raises(AlreadyCustomer):
        await service.make_customer(session, ROBOT, second.person_id)
    assert first.organisation_id is not None


async def test_a_permanent_bounce_marks_the_address(session: AsyncSession) -> None:
    await ensure_persons(session, ROBOT, [Contact("mail", "gone@x.example")], country="FI")

    await reaching.mark_bounced(
        session, ROBOT, ["GONE@x.example"], reason="550 no such user", permanent=True
    )

    row = await session.scalar(sa.select(EmailAddress))
    assert row is not None
    assert (row.bounced_at is not None, row.bounce_reason) == (True, "550 no such user")


async def test_erasing_a_person_leaves_no_name_but_valid_seals(session: AsyncSession) -> None:
    owner = make.actor_of(await make.a_member(session, "Owner", owner=True))
    customer = await service.create_customer(
        session, owner, name="Liisa Peltola", is_company=False, email="liisa@x.example"
    )
    assert customer.person_id is not None
    exported = await privacy.export_person(session, owner, customer.person_id)
    assert exported["email_addresses"][0]["address"] == "liisa@x.example"

    await privacy.erase_person(session, owner, customer.person_id)
    await session.flush()

    rows = (await session.scalars(sa.select(EventRecord))).all()
    assert not [row for row in rows if row.payload and "iisa" in str(row.payload)]
    assert all(row.digest for row in rows)
    assert await session.scalar(sa.select(sa.func.count()).select_from(EmailAddress)) == 0
    await session.execute(sa.update(EventRecord).values(created_at=now() - sealing.SETTLE * 2))
    await sealing.seal_committed(session)
    await session.flush()
    assert (await sealing.verify_seals(session)).broken_at is None
