"""A person is added by hand: with their company, and ways to reach them."""

import re

from core.people import service as people
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser


async def test_a_person_is_added_with_company_and_phone(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(await make.a_member(session, "Olli", owner=True))
        await people.create_customer(session, actor, name="Peltola Oy", is_company=True)
        await people.create_customer(session, actor, name="Liisa Aho", is_company=False)
    client = await browser(owner)
    page = await client.get("/app/persons/new")
    assert page.status_code == 200
    words = {"name": "Kaisa Mäki", "customer": "Peltola Oy", "new_phone": "040 123 4567",
             "new_email": "kaisa@peltola.example"}  # fmt: skip
    made = await client.post("/app/persons/new", data=words)
    assert made.status_code == 303
    person = await client.get(made.headers["location"])
    for one in ("Kaisa Mäki", "Peltola Oy", "kaisa@peltola.example", "+358401234567"):
        assert one in re.sub(r"(?<=\d)[ \u00a0](?=\d)", "", person.text)


async def test_what_is_wrong_is_told_at_the_field_and_nothing_is_lost(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(await make.a_member(session, "Olli", owner=True))
        await people.create_customer(session, actor, name="Liisa Aho", is_company=False)
    client = await browser(owner)
    refused = await client.post("/app/persons/new", data={"name": "Kaisa", "customer": "Liisa Aho"})
    assert refused.status_code == 422
    assert "This customer is a person, not a company." in refused.text
    assert 'value="Kaisa"' in refused.text


async def test_whoever_may_not_change_customers_adds_nobody(
    browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)
    page = await client.get("/app/persons/new")
    made = await client.post("/app/persons/new", data={"name": "Kaisa"})
    assert (page.status_code, made.status_code) == (403, 403)
    assert "/app/persons/new" not in (await client.get("/app/persons")).text
