"""Time banks in the panel: opened, bought, corrected, seen by right; the customer's card."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from admin.pages.banks import hours_of
from admin.pages.forms import Form
from core.access.actor import system
from core.access.permissions import Permission
from core.errors import Invalid
from core.kit import clock
from core.people.models import Customer
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import banks, service
from core.timesheets.models import TimeBank
from tests import make
from tests.admin.conftest import Browser

BOSS = system("a test")


@pytest.fixture
async def lehto(app: App) -> Customer:
    async with app.sessions.begin() as session:
        return await make.a_customer(session)


async def _bank(app: App) -> TimeBank:
    async with app.sessions.reading() as session:
        return (await session.scalars(sa.select(TimeBank))).one()


async def _open(app: App, customer: Customer, **values: object) -> TimeBank:
    async with app.sessions.begin() as session:
        return await banks.open_bank(
            session, BOSS, customer_id=customer.id, name="Care", minutes=600,
            valid_from=date(2026, 1, 1), **values,  # type: ignore[arg-type]
        )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("100", 6000), ("1000", 60_000), ("-2,5", -150), ("−1:30", -90), ("", 0), ("+45 min", 45)],
)
def test_hours_are_typed_as_people_write_them(typed: str, minutes: int) -> None:
    assert hours_of(Form({"hours": typed}), "hours") == minutes


def test_what_are_no_hours_is_refused_at_its_field() -> None:
    with pytest.raises(Invalid) as refusal:
        hours_of(Form({"hours": "many"}), "hours")
    assert refusal.value.field == "hours"


async def test_a_bank_is_opened_bought_corrected_and_put_away(
    app: App, browser: Browser, owner: StaffMember, lehto: Customer
) -> None:
    page = await browser(owner)
    sent = await page.post("/app/banks/new", data={
        "customer": "Lehto", "customer_id": str(lehto.id), "name": "Care 2026", "hours": "10",
        "valid_from": "2026-01-01", "alert_below": "2", "tells_customer": "on",
    })  # fmt: skip
    assert sent.status_code == 303
    bank = await _bank(app)
    here = f"/app/banks/{bank.id}"
    assert (bank.balance_minutes, bank.alert_below, bank.tells_customer, bank.may_overdraw) == (
        600, 120, True, False)  # fmt: skip
    assert (await page.post(f"{here}/buy", data={"hours": "5"})).status_code == 303
    refused = await page.post(f"{here}/adjust", data={"hours": "-1", "note": ""})
    assert refused.status_code == 422
    assert "Write why the balance is corrected" in refused.text
    assert 'value="-1"' in refused.text
    await page.post(f"{here}/adjust", data={"hours": "-1", "note": "Counted twice"})
    shown = (await page.get(here)).text
    assert "Counted twice" in shown
    assert "14 h" in shown
    await page.post(here, data={"version": str((await _bank(app)).version), "name": "Care",
                                "valid_from": "2026-01-01"})  # fmt: skip
    assert (await _bank(app)).alert_below == 0
    await page.post(f"{here}/archive")
    assert (await _bank(app)).archived_at is not None
    assert "Care" in (await page.get("/app/banks?archived=1")).text
    assert "Care" not in (await page.get("/app/banks")).text


async def test_a_customers_card_shows_what_is_left(
    app: App, browser: Browser, owner: StaffMember, lehto: Customer
) -> None:
    bank = await _open(app, lehto)
    page = await (await browser(owner)).get(f"/app/customers/{lehto.id}")
    assert f'href="/app/banks/{bank.id}"' in page.text
    assert "10 h" in page.text
    assert f"/app/endorsements/new?customer_id={lehto.id}" in page.text


async def test_whoever_may_not_see_banks_finds_none(
    app: App, browser: Browser, lehto: Customer
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "x", Permission.LOG_HOURS)
        worker = await make.a_member(session, "W", roles=[role])
    bank = await _open(app, lehto)
    page = await browser(worker)
    assert (await page.get("/app/banks")).status_code == 403
    assert (await page.get(f"/app/banks/{bank.id}")).status_code == 404
    assert (await page.post(f"/app/banks/{bank.id}/buy", data={"hours": "5"})).status_code == 404
    assert (await page.post(f"/app/banks/{bank.id}/nonsense")).status_code == 404
    assert (await _bank(app)).balance_minutes == 600


async def test_a_ledger_hides_whose_work_it_was_from_who_may_not_see_hours(
    app: App, browser: Browser, owner: StaffMember, lehto: Customer
) -> None:
    bank = await _open(app, lehto)
    async with app.sessions.begin() as session:
        seller = await make.a_member(
            session, "Seller", roles=[await make.a_role(session, "s", Permission.SEE_CUSTOMERS)]
        )
        matti = make.actor_of(await make.a_member(session, "Matti Mattila"))
        day = clock.today(matti.zone) - timedelta(days=7)
        entry = await service.log_time(
            session, matti, day=day, minutes=90, customer_id=lehto.id, note="A private word"
        )
        await service.submit_week(session, matti, day)
        await service.approve_week(session, make.actor_of(owner), matti.staff_id, day)
    here = f"/app/banks/{bank.id}"

    seen = (await (await browser(owner)).get(here)).text
    hidden = (await (await browser(seller)).get(here)).text

    for one in ("Matti Mattila", "A private word", str(entry.id)):
        assert one in seen
        assert one not in hidden
    assert "8.5" in hidden


async def test_a_late_editor_does_not_overwrite(
    app: App, browser: Browser, owner: StaffMember, lehto: Customer
) -> None:
    bank = await _open(app, lehto)
    page = await browser(owner)
    sent = await page.post(f"/app/banks/{bank.id}", data={"version": "0", "name": "Other"})
    assert sent.status_code == 422
    assert "Somebody changed this" in sent.text
