"""The page of own fields, and the forms and records that have them."""

import csv
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.events.models import EventRecord
from core.fields import service
from core.fields.models import CustomField, FieldKind, FieldValue
from core.kit import clock
from core.people.models import Customer
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import TimeEntry
from core.views.models import SavedView
from tests import make
from tests.admin.conftest import Browser

Queries = Callable[[], AbstractContextManager[list[str]]]


async def a_field(app: App, label: str, module: str = "customer", **more: Any) -> CustomField:
    async with app.sessions.begin() as session:
        return await service.create_field(
            session, system("test"), module=module, label=label, **more
        )


async def test_a_field_is_made_changed_moved_and_put_away(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    empty = await client.get("/app/fields?module=customer")
    assert "Such as a door code, or who has the key." in empty.text

    for label, kind, choices in (("Door code", "text", ""), ("Heating", "choice", "Oil\nWood")):
        sent = {"module": "customer", "label": label, "kind": kind, "choices": choices}
        made = await client.post("/app/fields/new", data=sent)
        assert made.headers["location"].startswith("/app/fields?module=customer")
    page = (await client.get("/app/fields?module=customer")).text
    assert page.index("Door code") < page.index("Heating")
    assert "One choice: Oil, Wood" in page
    heating = re.findall(r'href="/app/fields/([0-9a-f-]{36})"', page)[1]

    await client.post(f"/app/fields/{heating}/up")
    page = (await client.get("/app/fields?module=customer")).text
    assert page.index("Heating") < page.index("Door code")

    form = (await client.get(f"/app/fields/{heating}")).text
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version is not None
    await client.post(
        f"/app/fields/{heating}",
        data={"version": version[1], "label": "Heat", "kind": "choice", "choices": "Wood\nHeat pump",
              "is_required": "1"},
    )  # fmt: skip
    page = (await client.get("/app/fields?module=customer")).text
    assert "One choice: Wood, Heat pump" in page
    assert "Needed" in page

    await client.post(f"/app/fields/{heating}/archive")
    assert "Heat pump" not in (await client.get("/app/fields?module=customer")).text
    assert "Heat pump" in (await client.get("/app/fields?module=customer&archived=1")).text


async def test_what_is_wrong_stands_at_its_field(browser: Browser, owner: StaffMember) -> None:
    client = await browser(owner)
    sent = {"module": "task", "label": "Warranty", "kind": "choice", "is_required": "1"}

    page = await client.post("/app/fields/new", data=sent)

    assert page.status_code == 422
    assert re.search(r'id="choices-wrong">Give at least one choice', page.text)
    assert 'value="Warranty"' in page.text
    assert re.search(r'name="is_required" value="1" checked', page.text)


async def test_the_kind_of_a_field_in_use_is_told_not_asked(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    made = await a_field(app, "Door code")
    client = await browser(owner)
    await client.post(
        "/app/customers/new",
        data={"name": "Lehto", "own_fields": "1", "custom.door_code": "1234"},
    )  # fmt: skip
    page = (await client.get(f"/app/fields/{made.id}")).text

    assert "It has values already" in page
    assert '<select class="form-select" id="kind"' not in page


@pytest.mark.parametrize("path", ["/app/fields", "/app/fields/new", "/app/fields/new?module=task"])
async def test_only_who_manages_settings_sees_the_page(
    browser: Browser, clerk: StaffMember, path: str
) -> None:
    assert (await (await browser(clerk)).get(path)).status_code in (403, 404)


EVERYTHING = {
    "name": "Lehto", "own_fields": "1", "custom.door_code": "12 34", "custom.area": "120.5",
    "custom.price": "1,250.50", "custom.built": "1987-05-01",
    "custom.heating": ["", "wood", "oil"], "custom.key": "yes", "custom.manager": "kallio",
    "custom.caretaker": "Liisa", "tags": "vip, Ääni",
}  # fmt: skip


@pytest.fixture
async def every_kind(app: App) -> None:
    """Customers with a field of each kind, somebody to choose as manager and as caretaker."""
    await a_field(app, "Door code", is_required=True, hint="Beside the door")
    await a_field(app, "Area", kind=FieldKind.NUMBER)
    await a_field(app, "Price", kind=FieldKind.MONEY)
    await a_field(app, "Built", kind=FieldKind.DATE)
    await a_field(app, "Heating", kind=FieldKind.CHOICES, choices=["Oil", "Wood", "Sun"])
    await a_field(app, "Key", kind=FieldKind.YES_NO)
    await a_field(app, "Manager", kind=FieldKind.CUSTOMER)
    await a_field(app, "Caretaker", kind=FieldKind.PERSON)
    async with app.sessions.begin() as session:
        await make.a_customer(session, "Kallio Oy")
        await make.a_request(session, name="Liisa Peltola")


async def called(app: App, name: str) -> Customer:
    async with app.sessions.reading() as session:
        return (await session.scalars(sa.select(Customer).where(Customer.name == name))).one()


@pytest.mark.usefixtures("every_kind")
async def test_a_refused_form_keeps_what_was_typed(browser: Browser, owner: StaffMember) -> None:
    sent = {**EVERYTHING, "custom.area": "large"}
    page = await (await browser(owner)).post("/app/customers/new", data=sent)

    assert page.status_code == 422
    assert re.search(
        r'id="custom.area-wrong">Area takes a number such as 12.5, not “large”', page.text
    )
    for kept in ('value="12 34"', 'value="large"', 'value="wood" checked', 'value="kallio"',
                 'value="vip, Ääni"', "Beside the door"):  # fmt: skip
        assert kept in page.text
    assert 'value="sun" checked' not in page.text


@pytest.mark.usefixtures("every_kind")
async def test_a_form_has_every_kind_of_field(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    made = await client.post("/app/customers/new", data=EVERYTHING)
    card = (await client.get(made.headers["location"])).text
    lehto, kallio = await called(app, "Lehto"), await called(app, "Kallio Oy")

    assert lehto.custom | {"caretaker": ""} == {
        "door_code": "12 34", "area": "120.5", "price": {"minor": 125050, "currency": "EUR"},
        "built": "1987-05-01", "heating": ["oil", "wood"], "key": True, "manager": str(kallio.id),
        "caretaker": "",
    }  # fmt: skip
    assert lehto.tags == ["vip", "Ääni"]
    for shown in ('value="120.5"', 'value="1,250.50 EUR"', 'value="Kallio Oy"',
                  'value="Liisa Peltola"'):  # fmt: skip
        assert shown in card


@pytest.mark.usefixtures("every_kind")
async def test_a_required_field_is_not_lost_and_changes_are_told(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    await client.post("/app/customers/new", data=EVERYTHING)
    customer = await called(app, "Lehto")
    path = f"/app/customers/{customer.id}"
    again = {"name": "Lehto", "version": str(customer.version), "own_fields": "1"}
    refused = await client.post(path, data={**again, "custom.door_code": ""})
    assert "Fill in Door code." in refused.text
    sent = {**again, "custom.door_code": "99", "custom.heating": "", "custom.key": "no"}
    await client.post(path, data=sent)
    changed = await called(app, "Lehto")
    async with app.sessions.reading() as session:
        fact = await session.scalar(
            sa.select(EventRecord.payload).where(EventRecord.name == "CustomerChanged")
        )

    assert (changed.custom["door_code"], changed.custom["key"]) == ("99", False)
    assert "heating" not in changed.custom
    assert fact is not None
    assert fact["changes"] == {
        "custom.door_code": ["12 34", "99", "Door code"],
        "custom.heating": ["Oil, Wood", None, "Heating"], "custom.key": ["Yes", "No", "Key"],
    }  # fmt: skip


async def test_hours_carry_their_fields_through_a_correction(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    await a_field(app, "Vehicle", "time_entry", is_required=True)
    client = await browser(clerk)
    day = clock.today(clerk.zone).isoformat()
    sent = {"day": day, "hours": "2", "own_fields": "1", "custom.vehicle": ""}

    refused = await client.post("/app/hours/new", data=sent)
    assert refused.status_code == 422
    assert re.search(r'id="custom.vehicle-wrong">Fill in Vehicle.', refused.text)
    await client.post("/app/hours/new", data={**sent, "custom.vehicle": "Van 3"})
    async with app.sessions.reading() as session:
        entry = (await session.scalars(sa.select(TimeEntry))).one()
    await client.post(
        f"/app/hours/{entry.id}", data={**sent, "hours": "3", "custom.vehicle": "Van 3"}
    )
    async with app.sessions.reading() as session:
        newest = (
            await session.scalars(sa.select(TimeEntry).where(TimeEntry.superseded_at.is_(None)))
        ).one()
        indexed = (await session.execute(sa.select(FieldValue.subject_id, FieldValue.text))).all()

    assert (newest.worked_minutes, newest.custom) == (180, {"vehicle": "Van 3"})
    assert {tuple(row) for row in indexed} == {(entry.id, "van 3"), (newest.id, "van 3")}


async def test_tags_in_use_are_suggested_behind_those_typed(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    for name, tags in (("A", "Vip, Ääni"), ("B", "vip, villa"), ("C", "wood")):
        await client.post("/app/customers/new", data={"name": name, "tags": tags})

    every = await client.get("/app/suggest/tags/customer?tags=")
    some = await client.get("/app/suggest/tags/customer?tags=wood, v")

    assert re.findall(r">([^<]+)</option>", every.text) == ["Ääni", "villa", "Vip", "wood"]
    assert re.findall(r'value="([^"]+)"', some.text) == ["wood, villa", "wood, Vip"]
    assert (await client.get("/app/suggest/tags/time_entry?tags=v")).text == ""


async def test_tags_of_what_one_may_not_see_are_not_suggested(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    await client.post("/app/customers/new", data={"name": "A", "tags": "secret"})
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Hours only", *make.FIELD[:1])
        blind = await make.a_member(session, "Blind", roles=[role])

    assert (await (await browser(blind)).get("/app/suggest/tags/customer?tags=")).text == ""


async def test_fields_cost_a_page_no_statement(
    app: App, browser: Browser, owner: StaffMember, queries: Queries
) -> None:
    client = await browser(owner)
    await client.get("/app/customers/new")
    with queries() as without:
        await client.get("/app/customers/new")
    for number in range(12):
        await a_field(app, f"Field {number}")
    await client.get("/app/customers/new")
    with queries() as with_fields:
        page = await client.get("/app/customers/new")

    assert "Field 11" in page.text
    assert len(with_fields) == len(without)
    with queries() as listing:
        await client.get("/app/fields")
    assert len(listing) <= 8, listing


async def test_a_request_shows_its_fields_at_no_statement_more(
    app: App, browser: Browser, owner: StaffMember, queries: Queries
) -> None:
    async with app.sessions.begin() as session:
        number = (await make.a_request(session)).number
        other = await make.a_customer(session, "Kallio Oy")
    client = await browser(owner)
    path = f"/app/requests/{number}"
    await client.get(path)
    with queries() as without:
        await client.get(path)
    await a_field(app, "Heard of us", "contact_request", kind=FieldKind.CHOICE, choices=["Web"])
    await a_field(app, "Sent by", "contact_request", kind=FieldKind.CUSTOMER, is_required=True)
    refused = await client.post(
        f"{path}/change",
        data={"subject": "Tap", "own_fields": "1", "custom.sent_by": "Virtanen", "tags": "hana"},
    )  # fmt: skip
    assert re.search(r'id="custom.sent_by-wrong">No customer is called “Virtanen”', refused.text)
    await client.post(
        f"{path}/change",
        data={"subject": "Tap", "own_fields": "1", "custom.sent_by": "kallio",
              "custom.heard_of_us": "web", "tags": "hana, Keittiö"},
    )  # fmt: skip
    await client.get(path)
    with queries() as filled:
        page = await client.get(path)

    assert len(filled) == len(without)
    for shown in ("<dt>Sent by</dt><dd>Kallio Oy</dd>", "<dt>Heard of us</dt><dd>Web</dd>",
                  'value="hana, Keittiö"', f'value="{other.id}"'):  # fmt: skip
        assert shown in page.text
    assert "Changed: tags, Heard of us, Sent by" in page.text


async def test_a_request_written_down_takes_fields_and_tags(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    await a_field(app, "Floor", "contact_request", is_required=True)
    client = await browser(owner)
    sent = {"text": "The tap leaks.", "own_fields": "1", "custom.floor": "", "tags": "tap"}

    assert "Fill in Floor." in (await client.post("/app/requests/new", data=sent)).text
    made = await client.post("/app/requests/new", data={**sent, "custom.floor": "3"})
    page = (await client.get(made.headers["location"])).text

    assert "<dt>Floor</dt><dd>3</dd>" in page
    async with app.sessions.reading() as session:
        rows = (await session.execute(sa.select(FieldValue.key, FieldValue.text))).all()
    assert {tuple(row) for row in rows} == {("custom.floor", "3"), ("tags", "tap")}


async def test_own_fields_are_columns_filters_and_exports_of_lists(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    await a_field(app, "Area", kind=FieldKind.NUMBER)
    await a_field(app, "Services", kind=FieldKind.CHOICES, choices=["Care", "Snow"])
    await a_field(app, "Manager", kind=FieldKind.CUSTOMER)
    client = await browser(owner)
    for name, area, services, manager in (
        ("Kallio", "8", [], ""), ("Aho", "120.5", ["care", "snow"], "Kallio"),
        ("Berg", "9", ["snow"], ""),
    ):  # fmt: skip
        await client.post(
            "/app/customers/new",
            data={"name": name, "own_fields": "1", "custom.area": area,
                  "custom.services": ["", *services], "custom.manager": manager, "tags": name},
        )  # fmt: skip
    columns = ["name", "custom.area", "custom.services", "custom.manager", "tags"]
    async with app.sessions.begin() as session:
        view = SavedView(module="customer", name="Houses", owner_id=owner.id, columns=columns,
                         sort={"by": "custom.area", "down": True}, criteria={}, figures=[])  # fmt: skip
        session.add(view)
    address = f"view={view.id}"

    page = (await client.get(f"/app/customers?{address}")).text
    answer = await client.get(f"/app/lists/customer/export.csv?{address}")
    sheet = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    some = await client.get(f"/app/lists/customer/export.csv?{address}&f.custom.area.over=8.5")

    assert page.index("120.5") < page.index("Berg")
    assert sheet == [
        ["Name", "Area", "Services", "Manager", "Tags"], ["Aho", "120.5", "Care, Snow", "Kallio", "Aho"],
        ["Berg", "9", "Snow", "", "Berg"], ["Kallio", "8", "", "", "Kallio"],
    ]  # fmt: skip
    assert [row.split(",")[0] for row in some.text.splitlines()[1:]] == ["Aho", "Berg"]
