"""The page behind a customer's signed link: what it shows, and to whom not."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.people.models import Customer
from core.settings import keys
from core.settings.service import set_value
from core.startup import App
from core.timesheets import banks, endorsing
from core.timesheets.models import Endorsement, EndorsementLine, TimeEntry
from tests import make

OWN = {"Sec-Fetch-Site": "same-origin"}
MONDAY = date(2026, 3, 30)
BOSS = system("a test")


pytestmark = pytest.mark.usefixtures("clock")


async def a_link(app: App, name: str = "Lehto", **values: Any) -> str:
    """A customer's link to two entries, with a bank of 5 h."""
    async with app.sessions.begin() as session:
        customer: Customer = await make.a_customer(session, name, note="Pays late")
        anna = await make.a_member(session, "Anna Andersson")
        matti = await make.a_member(session, "Matti Meikäläinen")
        session.add_all([
            TimeEntry(staff_id=matti.id, day=MONDAY, worked_minutes=50, billed_minutes=60,
                      customer_id=customer.id, note=f"Work at {name} <b>"),
            TimeEntry(staff_id=matti.id, day=MONDAY + timedelta(days=1), worked_minutes=90,
                      billed_minutes=90, customer_id=customer.id),
        ])  # fmt: skip
        await banks.open_bank(session, BOSS, customer_id=customer.id, name="Care",
                              valid_from=MONDAY, minutes=300)  # fmt: skip
        given = {"first": MONDAY, "last": MONDAY + timedelta(days=6), "language": "en", **values}
        asked = await endorsing.ask_endorsement(session, BOSS, customer_id=customer.id, **given)
        asked.asked_by_id = anna.id
        return f"/hours/{endorsing.token_of(app.keyring, asked)}"


async def _lines(app: App) -> list[EndorsementLine]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(EndorsementLine).order_by(EndorsementLine.id)))


async def _asked(app: App) -> Endorsement:
    async with app.sessions.reading() as session:
        return (await session.scalars(sa.select(Endorsement))).one()


async def test_the_page_shows_hours_first_names_and_the_bank_and_nothing_else(
    app: App, client: httpx.AsyncClient
) -> None:
    link = await a_link(app)
    await a_link(app, "Bell")
    shown = await client.get(link)
    assert shown.status_code == 200
    for words in ("Lehto", "Mon 30 Mar", "Matti", "Work at Lehto &lt;b&gt;", "worked 0.83 h",
                  "1 h", "2.5 h", "Time bank: Care", "5 h left"):  # fmt: skip
        assert words in shown.text
    for secret in ("Meikäläinen", "Pays late", "Bell", "Andersson", "/app/"):
        assert secret not in shown.text
    assert shown.headers["x-robots-tag"].startswith("noindex")
    assert shown.headers["cache-control"] == "no-store"
    assert '<meta name="robots" content="noindex' in shown.text
    assert (await _lines(app))[0].state == "open"


async def test_whole_names_are_shown_when_the_company_says_so(
    app: App, client: httpx.AsyncClient
) -> None:
    link = await a_link(app)
    async with app.sessions.begin() as session:
        await set_value(session, BOSS, keys.CUSTOMERS_SEE_NAMES, True)
    assert "Matti Meikäläinen" in (await client.get(link)).text


@pytest.mark.parametrize(("lang", "words"), [("", "Right"), ("fi", "Oikein"), ("sv", "Rätt")])
async def test_the_page_speaks_the_customers_language_and_switches(
    app: App, client: httpx.AsyncClient, lang: str, words: str
) -> None:
    link = await a_link(app)
    shown = await client.get(link, params={"lang": lang}, headers={"Accept-Language": "de"})
    assert f">{words}<" in shown.text
    assert all(f"lang={tag}" in shown.text for tag in ("fi", "sv", "en"))


async def test_opening_is_remembered_once(app: App, client: httpx.AsyncClient, clock: Any) -> None:
    link = await a_link(app)
    await client.get(link)
    first = (await _asked(app)).opened_at
    clock.shift(timedelta(hours=1))
    await client.get(link)
    assert first is not None
    assert (await _asked(app)).opened_at == first


async def test_all_is_confirmed_with_one_button_and_thanked(
    app: App, client: httpx.AsyncClient
) -> None:
    link = await a_link(app)
    sent = await client.post(link, data={"confirm_all": "1", "by": "Liisa"}, headers=OWN)
    assert sent.status_code == 303
    assert sent.headers["location"] == f"{link}/thanks?lang=en"
    thanks = await client.get(sent.headers["location"])
    assert "You confirmed 2 rows." in thanks.text
    assert [one.state for one in await _lines(app)] == ["confirmed", "confirmed"]
    assert (await _asked(app)).answered_by == "Liisa"


async def test_a_row_is_disputed_with_a_comment_and_the_rest_confirmed(
    app: App, client: httpx.AsyncClient
) -> None:
    link = await a_link(app)
    first, _second = await _lines(app)
    sent = await client.post(
        f"{link}?lang=sv", headers=OWN,
        data={f"row-{first.id}": "disputed", f"comment-{first.id}": "Bara en halv timme",
              "confirm_all": "1"},
    )  # fmt: skip
    assert sent.headers["location"].endswith("/thanks?lang=sv")
    assert [(one.state, one.comment) for one in await _lines(app)] == [
        ("disputed", "Bara en halv timme"), ("confirmed", "")]  # fmt: skip
    again = await client.get(link)
    assert "Bara en halv timme" in again.text


async def test_an_empty_answer_is_asked_again(app: App, client: httpx.AsyncClient) -> None:
    link = await a_link(app)
    sent = await client.post(link, data={"by": "Liisa"}, headers=OWN)
    assert sent.status_code == 422
    assert "Mark at least one row" in sent.text
    assert 'value="Liisa"' in sent.text


async def test_a_forged_link_is_a_missing_page_and_soon_too_much(
    app: App, client: httpx.AsyncClient
) -> None:
    link = await a_link(app)
    forged = link[:-1] + ("a" if link[-1] != "a" else "b")
    answers = [(await client.get(forged)).status_code for _try in range(42)]
    assert set(answers[:40]) == {404}
    assert answers[-1] == 429
    assert (await client.get(link)).status_code == 200
    assert (await client.post(forged, data={"confirm_all": "1"}, headers=OWN)).status_code == 429


async def test_an_expired_link_says_so_and_whom_to_ask(
    app: App, client: httpx.AsyncClient, clock: Any
) -> None:
    link = await a_link(app)
    async with app.sessions.begin() as session:
        await set_value(session, BOSS, keys.COMPANY_NAME, "Putki Oy")
    clock.shift(timedelta(days=15))
    shown = await client.get(link)
    assert shown.status_code == 410
    assert "Ask Anna Andersson at Putki Oy for a new one." in shown.text
    assert "Matti" not in shown.text
    assert "Work at Lehto" not in shown.text
    sent = await client.post(link, data={"confirm_all": "1"}, headers=OWN)
    assert sent.status_code == 410
    assert {one.state for one in await _lines(app)} == {"open"}


async def test_a_withdrawn_link_says_so(app: App, client: httpx.AsyncClient) -> None:
    link = await a_link(app)
    async with app.sessions.begin() as session:
        await endorsing.withdraw_endorsement(session, BOSS, (await _asked(app)).id)
    shown = await client.get(link)
    assert shown.status_code == 410
    assert "It was withdrawn." in shown.text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}]
)
async def test_an_answer_from_another_site_is_refused(
    app: App, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    link = await a_link(app)
    sent = await client.post(link, data={"confirm_all": "1"}, headers=headers)
    assert sent.status_code == 403
    assert {one.state for one in await _lines(app)} == {"open"}


async def test_a_row_of_another_customer_cannot_be_answered(
    app: App, client: httpx.AsyncClient
) -> None:
    link = await a_link(app)
    await a_link(app, "Bell")
    theirs = (await _lines(app))[2]
    sent = await client.post(link, data={f"row-{theirs.id}": "confirmed"}, headers=OWN)
    assert sent.status_code == 422
    assert {one.state for one in await _lines(app)} == {"open"}


async def test_the_page_asks_the_database_as_often_with_many_rows(
    app: App, client: httpx.AsyncClient, queries: Any
) -> None:
    link = await a_link(app)
    await client.get(link)
    with queries() as few:
        await client.get(link)
    async with app.sessions.begin() as session:
        asked = (await session.scalars(sa.select(Endorsement))).one()
        entry = (await session.scalars(sa.select(TimeEntry))).first()
        assert entry is not None
        more = [TimeEntry(staff_id=entry.staff_id, day=MONDAY, worked_minutes=1, billed_minutes=1,
                          customer_id=entry.customer_id) for _one in range(150)]  # fmt: skip
        session.add_all(more)
        await session.flush()
        session.add_all(
            EndorsementLine(endorsement_id=asked.id, entry_id=one.id, worked_minutes=1,
                            billed_minutes=1) for one in more
        )  # fmt: skip
    with queries() as many:
        await client.get(link)
    assert len(few) == len(many) <= 6
    rows = {f"row-{one.id}": "confirmed" for one in await _lines(app)}
    comments = {f"comment-{one.id}": "" for one in await _lines(app)}
    assert (await client.post(link, data={**rows, **comments}, headers=OWN)).status_code == 303
    assert {one.state for one in await _lines(app)} == {"confirmed"}
