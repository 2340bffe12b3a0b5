"""The palette and the page of everything found."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from core.people import service as people
from core.staff.models import StaffMember
from core.startup import App
from core.views import filling
from core.work import service as work
from tests import make
from tests.admin.conftest import Browser

Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
async def filled(app: App, owner: StaffMember) -> App:
    """An installation in which something can be found."""
    async with app.sessions.begin() as session:
        member = await make.a_member(session, "Olli", owner=True)
        actor = make.actor_of(member)
        customer = await people.create_customer(
            session, actor, name="Peltola", phone="040 123 4567"
        )
        await work.create_task(session, actor, title="Hana vuotaa", customer_id=customer.id)
        await make.a_request(session, subject="Vuoto", text="Kellarissa <b>vuotaa</b> hana.")
    async for _step in filling.fill(app.sessions):
        pass
    return app


def words(html: str) -> str:
    """Return a page's words without its marks."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


async def test_the_palette_groups_what_it_finds_and_marks_the_words(
    filled: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    page = await client.get("/app/palette", params={"text": "hana"})
    assert page.status_code == 200
    heads = re.findall(r'class="palette-head[^"]*" id="palette-(\w+)"', page.text)
    assert heads == ["contact_request", "task", "message", "more"]
    assert "<mark>Hana</mark> vuotaa" in page.text
    assert "&lt;b&gt;vuotaa&lt;/b&gt; <mark>hana</mark>" in page.text
    assert page.text.count('role="option"') == 5
    assert page.text.count("data-first") == 1


async def test_the_palette_finds_commands_in_every_language(
    filled: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    client = await browser(owner)
    for typed in ("new task", "uusi teht", "ny uppgift"):
        page = await client.get("/app/palette", params={"text": typed})
        assert 'href="/app/tasks/new"' in page.text, typed
    assert "Settings › Company" in (await client.get("/app/palette?text=settings company")).text
    other = await browser(clerk)
    assert "Settings" not in words(
        (await other.get("/app/palette?text=settings company")).text.partition("assistant")[0]
    )


async def test_the_palette_tells_how_the_assistant_would_understand(
    filled: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    await client.get("/app/palette", params={"text": "2h Peltola"})
    page = await client.get("/app/palette", params={"text": "2h Peltola"})
    assert "2 h · Peltola" in words(page.text)
    last = page.text[page.text.rindex("<button") :]
    assert 'formaction="/app/chat/say"' in last
    assert "data-first" in last
    found = await client.get("/app/palette", params={"text": "peltola"})
    assert "data-first" not in found.text[found.text.rindex("<button") :]


async def test_an_empty_palette_offers_what_is_done_most(
    filled: App, browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)
    page = await client.get("/app/palette")
    assert 'href="/app/hours/new"' in page.text
    assert "data-recent" in page.text
    assert "/app/customers/new" not in page.text
    assert "/app/chat/say" not in page.text


async def test_what_is_hidden_is_in_no_palette_and_on_no_page(
    filled: App, browser: Browser, app: App
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "", make.FIELD[0])
        nobody = await make.a_member(session, "Niko", roles=[role])
    client = await browser(nobody)
    for path in ("/app/palette?text=", "/app/search?q=", "/app/search?kind=task&q=",
                 "/app/search?kind=message&q=", "/app/search?kind=customer&q="):  # fmt: skip
        for typed in ("hana", "peltola", "vuoto", "0401234567", "T-2026"):
            page = await client.get(path + typed)
            assert page.status_code == 200
            assert "<mark>" not in page.text


async def test_the_palette_costs_few_statements(
    filled: App, browser: Browser, owner: StaffMember, queries: Queries
) -> None:
    client = await browser(owner)
    await client.get("/app/palette?text=vuoto")
    for typed in ("vuoto", "hana peltola", "2h Peltola", "", "kellariss", "v"):
        with queries() as seen:
            await client.get("/app/palette", params={"text": typed})
        assert len(seen) <= 8, seen
        with queries() as seen:
            await client.get("/app/search", params={"q": typed})
        assert len(seen) <= 8, seen


async def test_the_page_shows_a_kind_page_by_page(
    filled: App, browser: Browser, owner: StaffMember, app: App
) -> None:
    async with app.sessions.begin() as session:
        for number in range(50):
            await make.a_customer(session, name=f"Kivi {number}")
    await filling.begin_anew(app.sessions)
    async for _step in filling.fill(app.sessions):
        pass
    client = await browser(owner)
    first = (await client.get("/app/search?q=kivi&kind=customer")).text
    older = re.search(r'href="(/app/search[^"]*before=[^"]*)"', first)
    assert older is not None
    second = (await client.get(older[1].replace("&amp;", "&"))).text
    names = set(re.findall(r"<mark>Kivi</mark> (\d+)", first + second))
    assert names == {str(number) for number in range(50)}
    assert "before=" not in second


async def test_whatever_is_asked_is_answered(
    filled: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    for params in ({"q": "x" * 5000}, {"q": "'\"*("}, {"q": "a", "kind": "nothing"},
                   {"q": "a", "kind": "task", "before": "9" * 40}, {"q": "a", "before": "-1"},
                   {"q": "½ ²", "kind": "task", "before": "²"}):  # fmt: skip
        assert (await client.get("/app/search", params=params)).status_code == 200
    assert (await client.get("/app/palette", params={"text": "2 " * 3000})).status_code == 200


async def test_nobody_searches_unsigned(browser: Browser) -> None:
    client = await browser()
    for path in ("/app/palette?text=a", "/app/search?q=a"):
        assert (await client.get(path)).status_code in (303, 307, 401)
