"""The rule editor: times, customers and answers in words, and trying a rule before it is saved."""

import pytest
import sqlalchemy as sa

from admin.pages.week_words import spoken, understood
from core.access.actor import system
from core.intake import service
from core.intake.models import RoutingRule
from core.kit.i18n import use_language
from core.sources.models import SourceKind
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser, form_values
from tests.core.intake.letters import take

BOSS = system("a test")
EMPTY = dict.fromkeys(
    ("words", "senders", "recipients", "customers", "times", "tagged", "team_id", "spread",
     "assignee_id", "place", "tags", "state", "answer_fi", "answer_sv", "answer_en"), ""
)  # fmt: skip
FORM = {**EMPTY, "name": "Leaks", "position": "10", "priority": "0", "active": "y"}


@pytest.mark.parametrize(
    ("line", "entry", "finnish"),
    [
        ("ma–pe klo 16–8", "12345 16:00-08:00", "ma–pe 16–8"),
        ("Mon - Fri 8:30 - 16", "12345 08:30-16:00", "ma–pe 8.30–16"),
        ("lör, sön", "67 00:00-24:00", "la–su"),
        ("ti to 9-12", "24 09:00-12:00", "ti, to 9–12"),
        ("torstai", "4 00:00-24:00", "to"),
        ("fre-mån", "1567 00:00-24:00", "ma, pe–su"),
        ("16-8", "1234567 16:00-08:00", "16–8"),
    ],
)
def test_a_time_of_the_week_is_read_in_three_languages(line: str, entry: str, finnish: str) -> None:
    assert understood(line) == entry
    with use_language("fi"):
        assert spoken(entry) == finnish
        assert understood(spoken(entry)) == entry


@pytest.mark.parametrize("line", ["", "joskus", "ma-pe 8-", "ma-ti-ke", "25-26", "m 8-16", "8-8"])
def test_what_is_no_time_of_the_week(line: str) -> None:
    assert understood(line) is None


async def test_a_rule_s_rarer_conditions_are_typed_in_words_and_shown_again(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Lehto Oy")
    client = await browser(owner)
    form = {**FORM, "customers": "lehto oy", "times": "Mon-Fri 16-8\nSat-Sun", "tagged": "vip, a",
            "answer_en": "Thanks, {{ name }}."}  # fmt: skip
    unknown = await client.post(
        "/settings/routing-rule/create", data={**form, "customers": "Nobody Ltd"}
    )
    wrong = await client.post("/settings/routing-rule/create", data={**form, "times": "sometimes"})
    made = await client.post("/settings/routing-rule/create", data=form)
    async with app.sessions.reading() as session:
        rule = (await session.scalars(sa.select(RoutingRule))).one()
    page = (await client.get(f"/settings/routing-rule/edit/{rule.id}")).text
    listed = (await client.get("/settings/routing-rule/list")).text

    assert "No customer is called “Nobody Ltd”." in unknown.text
    assert "“sometimes” is no time of the week." in wrong.text
    assert made.status_code == 302
    assert rule.conditions == {
        "customers": [str(customer.id)], "times": ["12345 16:00-08:00", "67 00:00-24:00"],
        "tags": ["vip", "a"],
    }  # fmt: skip
    assert rule.actions == {"answer": {"en": "Thanks, {{ name }}."}}
    for shown in ("Lehto Oy", "Mon–Fri 16–8", "Sat–Sun", "vip, a", "Thanks, {{ name }}."):
        assert shown in page
    assert (
        "is from the customer Lehto Oy · is tagged vip, a · comes Mon–Fri 16–8, Sat–Sun" in listed
    )


async def test_a_rule_is_tried_from_its_form_without_being_saved(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        pipes = (await make.a_team(session, "Pipes")).id
        mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="a@firm.example")).id
        for text in ("It leaks", "A leak", "Hello"):
            await take(session, mailbox, subject=text, text=text, sender=f"{text[0]}@x.example")
    client = await browser(owner)
    form = {**FORM, "words": "leak", "team_id": str(pipes)}
    path = "/settings/routing-rule/try"

    part = await client.post(path, data=form, headers={"HX-Request": "true"})
    page = await client.post(path, data=form)
    broken = await client.post(path, data={**form, "times": "x"}, headers={"HX-Request": "true"})
    nameless = await client.post(path, data={**form, "name": ""}, headers={"HX-Request": "true"})
    async with app.sessions.reading() as session:
        stored = (await session.scalars(sa.select(RoutingRule))).all()

    assert part.status_code == 200
    assert "<html" not in part.text
    assert "<html" in page.text
    for shown in ("3 mails", "It leaks", "waits for whoever takes it", "to team: Pipes"):
        assert shown in part.text
        assert shown in page.text
    assert "Hello" not in part.text
    assert "is no time of the week" in broken.text
    assert "Give the rule a name and an order first." in nameless.text
    assert stored == []


async def test_a_change_that_breaks_a_pin_is_shown_and_refused_in_the_form(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        pipes = (await make.a_team(session, "Pipes")).id
        power = (await make.a_team(session, "Power")).id
        mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="a@firm.example")).id
        rule = await service.create_rule(
            session, BOSS, name="Leaks", conditions={"words": ["leak"]},
            actions={"team_id": str(pipes)},
        )  # fmt: skip
        rule_id = rule.id
        number = str((await take(session, mailbox, text="It leaks")).number)
        await service.pin(session, BOSS, number)
    client = await browser(owner)
    edit = f"/settings/routing-rule/edit/{rule_id}"
    seen = form_values((await client.get(edit)).text)
    form = {**FORM, **seen, "words": "leak", "team_id": str(power)}
    tried = await client.post(
        f"/settings/routing-rule/try?rule={rule_id}", data=form, headers={"HX-Request": "true"}
    )
    saved = await client.post(edit, data=form)
    away = await client.post(f"/settings/routing-rule/do/archive/{rule_id}")

    assert "It cannot be saved: a pinned mail would go elsewhere." in tried.text
    assert "Pipes → Power" in tried.text
    assert f"Not saved: the mail of {number} must go to Pipes, but would go to Power." in saved.text
    assert "refused=" in away.headers["location"]


async def test_only_who_routes_may_try(browser: Browser, clerk: StaffMember) -> None:
    client = await browser(clerk)
    assert (await client.post("/settings/routing-rule/try", data=FORM)).status_code == 403


async def test_a_rule_that_an_earlier_one_beats_is_told_so(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        pipes = (await make.a_team(session, "Pipes")).id
        mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="a@firm.example")).id
        await take(session, mailbox, subject="It leaks", text="It leaks", sender="a@x.example")
        await take(session, mailbox, subject="Hello", text="Hello", sender="b@x.example")
        await service.create_rule(
            session, BOSS, name="All", conditions={}, actions={"priority": 1}, position=1
        )
    client = await browser(owner)
    form = {**FORM, "words": "leaks", "team_id": str(pipes)}
    htmx = {"HX-Request": "true"}
    behind = await client.post("/settings/routing-rule/try", data=form, headers=htmx)
    first = await client.post(
        "/settings/routing-rule/try", data={**form, "position": "0"}, headers=htmx
    )

    assert "Its conditions fit 1 more mail, but an earlier rule decides about it." in behind.text
    assert "Its conditions fit" not in first.text
