"""The payroll mapping in the console: filled at first sight, in words, changed by right."""

import sqlalchemy as sa

from core.access.permissions import Permission
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import PayBasis
from tests import make
from tests.admin.conftest import Browser, form_values

LIST = "/settings/pay-basis/list"


async def _basis(app: App, code: str) -> PayBasis:
    async with app.sessions.reading() as session:
        return (await session.scalars(sa.select(PayBasis).where(PayBasis.code == code))).one()


async def test_an_empty_mapping_shows_the_usual_one_in_words(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    page = await (await browser(owner)).get(LIST)
    for words in ("Work done · 18:00–23:00", "Work done · on Sundays and public holidays", "Annual holiday",
                  "on top", "the first that fits"):  # fmt: skip
        assert words in page.text
    assert (await _basis(app, "210")).is_supplement


async def test_a_basis_is_changed_and_what_does_not_concern_it_is_dropped(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    page = await browser(owner)
    await page.get(LIST)
    basis = await _basis(app, "200")
    address = f"/settings/pay-basis/edit/{basis.id}"
    shown = await page.get(address)
    assert 'value="18:00"' in shown.text
    sent = await page.post(address, data={
        **form_values(shown.text), "code": "201", "name": "Late work", "position": "5",
        "what": "work", "unit": "", "is_supplement": "y", "days": ["weekday"], "from_time": "17:00",
        "until_time": "22:00", "work_kind_id": "", "absence_kind": "sick",
    })  # fmt: skip
    assert sent.status_code in (302, 303)
    after = await _basis(app, "201")
    assert (after.name, after.unit, after.conditions) == (
        "Late work",
        "hours",
        {"days": ["weekday"]},
    )


async def test_a_taken_code_is_refused_in_words(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    page = await browser(owner)
    await page.get(LIST)
    sent = await page.post("/settings/pay-basis/create", data={
        "code": "100", "name": "Again", "position": "1", "what": "work", "unit": "",
        "work_kind_id": "", "absence_kind": "",
    })  # fmt: skip
    assert "Another pay basis has the code 100 already." in sent.text


async def test_only_who_manages_hours_sees_the_mapping(app: App, browser: Browser) -> None:
    async with app.sessions.begin() as session:
        roles = [await make.a_role(session, "x", Permission.EXPORT_HOURS)]
        other = await make.a_member(session, "O", roles=roles)
        roles = [await make.a_role(session, "y", Permission.MANAGE_HOURS)]
        manager = await make.a_member(session, "M", roles=roles)
    assert (await (await browser(other)).get(LIST)).status_code in (403, 404)
    assert (await (await browser(manager)).get(LIST)).status_code == 200
