"""Customers, their card, projects, and the one field of the top bar."""

import re

import pytest
import sqlalchemy as sa

from core.contact_requests.models import ContactRequest
from core.people.models import Customer, EmailAddress, Organisation, Person
from core.sources.models import SourceKind
from core.staff.models import StaffMember
from core.startup import App
from core.work.models import Project
from tests import make
from tests.admin.conftest import Browser
from tests.core.intake.letters import take


async def test_a_customer_is_added_with_ways_to_reach_it(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)

    made = await client.post(
        "/app/customers/new",
        data={"name": "Lehto Oy", "kind": "company", "aliases": "Lehdon talo, Lehto",
              "email": "info@lehto.example", "phone": "040 123 4567"},
    )  # fmt: skip
    card = await client.get(made.headers["location"])

    for shown in ("Lehto Oy", "info@lehto.example", "+358401234567", "Lehdon talo"):
        assert shown in card.text


async def test_a_wrong_address_keeps_what_was_typed(browser: Browser, owner: StaffMember) -> None:
    page = await (await browser(owner)).post(
        "/app/customers/new", data={"name": "Lehto Oy", "email": "lehto.example", "note": "Dog"}
    )

    assert page.status_code == 422
    assert "“lehto.example” is not a mail address." in page.text
    assert "Lehto Oy" in page.text
    assert "Dog" in page.text


async def test_the_list_is_searched_by_any_of_its_names(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await make.a_customer(session, "Lehto", aliases=["Talo Virta"])
        await make.a_customer(session, "Peippo")

    page = (await (await browser(clerk)).get("/app/customers?q=virta")).text

    assert "Lehto" in page
    assert "Peippo" not in page


async def test_a_person_of_the_company_is_added_and_an_address_forgotten(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    made = await client.post("/app/customers/new", data={"name": "Lehto Oy", "kind": "company"})
    path = made.headers["location"].split("?")[0]

    await client.post(
        f"{path}/contact", data={"person_name": "Jukka Lehto", "new_email": "jukka@lehto.example"}
    )
    async with app.sessions.reading() as session:
        row = (await session.scalars(sa.select(EmailAddress))).one()
        person = (await session.scalars(sa.select(Person))).one()
    await client.post(f"{path}/forget-email", data={"row_id": str(row.id)})

    assert (person.name, row.person_id) == ("Jukka Lehto", person.id)
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(EmailAddress))).all() == []


async def test_whoever_may_not_edit_customers_is_refused(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session)
    client = await browser(clerk)

    saved = await client.post(f"/app/customers/{customer.id}", data={"name": "Mine"})
    new = await client.get("/app/customers/new")

    assert saved.status_code == 422
    assert "You do not have the right to do this." in saved.text
    assert new.status_code == 403


async def test_the_asker_of_a_request_becomes_a_customer(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        number = (await make.a_request(session, name="Liisa Peltola")).number
    client = await browser(owner)

    form = await client.get(f"/app/customers/new?request={number}")
    made = await client.post(
        "/app/customers/new", data={"request": number, "name": "Liisa Peltola", "kind": "person"}
    )

    assert 'value="liisa@customer.example"' in form.text
    assert made.headers["location"].startswith(f"/app/requests/{number}")
    async with app.sessions.reading() as session:
        asked = (await session.scalars(sa.select(ContactRequest))).one()
        customer = (await session.scalars(sa.select(Customer))).one()
    assert asked.customer_id == customer.id


@pytest.mark.parametrize("kind", ["person", "company"])
async def test_the_form_for_an_asker_is_taken_as_it_is_shown(
    app: App, browser: Browser, owner: StaffMember, kind: str
) -> None:
    extra = {"business_id": "1234567-1"} if kind == "company" else {}
    company = "Lehto Oy" if kind == "company" else None
    async with app.sessions.begin() as session:
        mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="a@firm.example")).id
        outcome = await take(
            session, mailbox, name="Liisa Peltola", phone="+358401234567", company=company,
            extra=extra,
        )  # fmt: skip
    client = await browser(owner)
    page = (await client.get(f"/app/customers/new?request={outcome.number}")).text
    shown = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    made = await client.post("/app/customers/new", data={**shown, "kind": kind})
    async with app.sessions.reading() as session:
        customer = (await session.scalars(sa.select(Customer))).one()
        person = (await session.scalars(sa.select(Person))).one()
        organisation = (await session.scalars(sa.select(Organisation))).one_or_none()

    assert made.status_code == 303, made.text
    assert shown["email"] == "liisa@customer.example"
    assert shown["phone"] == "+358401234567"
    assert customer.name == (company or "Liisa Peltola")
    assert f'value="{kind}" selected' in page
    if organisation is None:
        assert customer.person_id == person.id
    else:
        assert customer.organisation_id == person.organisation_id == organisation.id
        assert organisation.business_id == shown["business_id"] == "1234567-1"


async def test_a_project_is_added_closed_and_reopened(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await make.a_customer(session, "Lehto")
    client = await browser(owner)

    made = await client.post("/app/projects/new", data={"name": "Cladding", "customer": "Lehto"})
    twin = await client.post("/app/projects/new", data={"name": "cladding", "customer": "Lehto"})
    path = made.headers["location"].split("?")[0]
    await client.post(f"{path}/close")

    assert twin.status_code == 422
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(Project))).one().closed_at is not None


async def test_suggestions_carry_the_id_of_what_they_name(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, 'Talo "Kulma" <Oy>')
        await make.a_project(session, "Stambyte", customer)
    client = await browser(clerk)

    customers = (await client.get("/app/suggest/customers?customer=talo")).text
    projects = (await client.get(f"/app/suggest/projects?customer_id={customer.id}")).text

    assert f'data-id="{customer.id}"' in customers
    assert "&lt;Oy&gt;" in customers
    assert 'value="Stambyte"' in projects


async def test_the_top_field_opens_numbers_and_hands_sentences_on(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Lehto")
    client = await browser(clerk)

    async def leads(text: str) -> tuple[int, str]:
        answer = await client.post("/app/say", data={"text": text})
        return answer.status_code, answer.headers["location"]

    assert await leads("r-2026-0001") == (303, "/app/requests/R-2026-0001")
    assert await leads("T-2026-0007") == (303, "/app/tasks/T-2026-0007")
    assert await leads("lehto") == (303, f"/app/customers/{customer.id}")
    assert await leads("2h Lehto") == (307, "/app/chat/say")
    assert await leads("what did I do today?") == (307, "/app/chat/say")
