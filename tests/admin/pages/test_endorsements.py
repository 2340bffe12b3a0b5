"""Asking customers in the panel: the link, who may, what was answered, settling."""

from datetime import date

import pytest
import sqlalchemy as sa

from core.access.permissions import Permission
from core.outbound.models import OutboundMessage
from core.people.models import Customer
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import endorsing
from core.timesheets.endorsing import Said
from core.timesheets.models import Endorsement, EndorsementLine, TimeEntry
from tests import make
from tests.admin.conftest import Browser

MONDAY = date(2026, 3, 30)
FILLED = {"customer": "Lehto", "first": "2026-03-30", "last": "2026-03-31", "days": "14",
          "language": "fi"}  # fmt: skip


@pytest.fixture
async def lehto(app: App) -> Customer:
    """A customer with an entry."""
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session)
        matti = await make.a_member(session)
        session.add(TimeEntry(staff_id=matti.id, day=MONDAY, worked_minutes=60, billed_minutes=60,
                              customer_id=customer.id))  # fmt: skip
        return customer


async def _asked(app: App) -> Endorsement:
    async with app.sessions.reading() as session:
        return (await session.scalars(sa.select(Endorsement))).one()


async def test_a_link_is_made_shown_and_withdrawn(
    app: App, browser: Browser, owner: StaffMember, lehto: Customer
) -> None:
    page = await browser(owner)
    sent = await page.post("/app/endorsements/new", data=FILLED)
    assert sent.status_code == 303
    shown = await page.get(sent.headers["location"])
    asked = await _asked(app)
    link = f"/hours/{endorsing.token_of(app.keyring, asked)}"
    assert link in shown.text
    assert "The link is ready" in shown.text
    assert (await page.post(f"/app/endorsements/{asked.id}/withdraw")).status_code == 303
    after = await page.get(f"/app/endorsements/{asked.id}")
    assert link not in after.text
    assert "The link was withdrawn." in after.text
    assert "Withdrawn" in (await page.get("/app/endorsements")).text


async def test_with_an_address_the_link_is_sent(
    app: App, browser: Browser, owner: StaffMember, lehto: Customer
) -> None:
    page = await browser(owner)
    await page.post("/app/endorsements/new", data={**FILLED, "address": "liisa@lehto.example"})
    async with app.sessions.reading() as session:
        kinds = await session.scalars(sa.select(OutboundMessage.kind))
        assert list(kinds) == ["endorsement_asked"]


async def test_what_cannot_be_asked_keeps_what_was_typed(
    browser: Browser, owner: StaffMember, lehto: Customer
) -> None:
    page = await browser(owner)
    for wrong, words in (
        ({"customer": ""}, "Say which customer is asked."), ({"first": ""}, "Say the first"),
        ({"address": "nobody"}, "This does not look like a mail address."),
        ({"days": "91"}, "from 1 to 90 days"),
        ({"first": "2025-01-01", "last": "2025-01-31"}, "has no hours to show"),
    ):  # fmt: skip
        sent = await page.post("/app/endorsements/new", data={**FILLED, **wrong})
        assert sent.status_code == 422
        assert words in sent.text
        assert f'value="{wrong.get("last", FILLED["last"])}"' in sent.text


async def test_a_dispute_waits_on_home_until_it_is_settled(
    app: App, browser: Browser, owner: StaffMember, lehto: Customer
) -> None:
    page = await browser(owner)
    await page.post("/app/endorsements/new", data=FILLED)
    asked = await _asked(app)
    async with app.sessions.begin() as session:
        line = (await session.scalars(sa.select(EndorsementLine))).one()
        await endorsing.say(session, endorsing.token_of(app.keyring, asked),
                            {line.id: Said("disputed", "No, half")}, by="Liisa")  # fmt: skip
    assert "row disputed by a customer" in (await page.get("/app")).text
    shown = await page.get(f"/app/endorsements/{asked.id}")
    assert "No, half" in shown.text
    assert "Liisa" in shown.text
    assert "1 disputed" in (await page.get("/app/endorsements?disputed=1")).text
    sent = await page.post(f"/app/endorsements/{asked.id}/settle", data={"line": str(line.id)})
    assert sent.status_code == 303
    assert "row disputed by a customer" not in (await page.get("/app")).text


async def test_whoever_may_not_ask_sees_nothing(
    app: App, browser: Browser, owner: StaffMember, lehto: Customer
) -> None:
    await (await browser(owner)).post("/app/endorsements/new", data=FILLED)
    asked = await _asked(app)
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "x", Permission.SEE_ALL_HOURS, Permission.SEE_CUSTOMERS)
        other = await make.a_member(session, "O", roles=[role])
    page = await browser(other)
    assert (await page.get("/app/endorsements")).status_code == 403
    assert (await page.get("/app/endorsements/new")).status_code == 403
    assert (await page.get(f"/app/endorsements/{asked.id}")).status_code == 404
    assert (await page.post(f"/app/endorsements/{asked.id}/withdraw")).status_code in (403, 404)
    assert (await _asked(app)).ended_at is None
