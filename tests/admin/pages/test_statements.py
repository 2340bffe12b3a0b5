"""No page of a company at work asks the database more than eight times, sign-in and frame included."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
import sqlalchemy as sa

from core.kit.i18n import use_language
from core.staff.models import StaffMember
from core.startup import App
from deploy import demo
from tests.admin.conftest import Browser

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

Queries = Callable[[], AbstractContextManager[list[str]]]
MOST = 8
ALLOWED = {"/app/persons/*/erase": 13}
"""Before somebody is erased the page looks for them everywhere, one place leading to the next."""
STARTS = (
    "/app", "/settings/", "/app/me", "/app/setup", "/app/search?q=lehto", "/app/inbox?view=all",
    "/app/tasks?view=team&q=hana", "/app/customers?q=lehto", "/app/outbox", "/app/persons",
    "/app/projects", "/app/hours/entries", "/app/messages", "/app/staff", "/app/notes",
    "/app/tasks/board", "/app/tasks/calendar", "/app/recurring", "/app/activities",
)  # fmt: skip
NOT_PAGES = re.compile(
    r"^/(static|hooks|api|sign-out|file|settings/statics)|\.(csv|xlsx|json|eml|png|ics|zip)\b"
    r"|/(stream|download|raw|export|logout)\b|/bulk/value$"  # no pages; parts of filled-in forms
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[RT]-\d{4}-\d+|(?<=/)\d+(?=/|$)")
_LINK = re.compile(r'(?:<a\b[^>]*?\bhref|\bhx-get)="([^"#]+)"')


def shape_of(address: str) -> str:
    """Return a page's kind: ids left out, of the query only which view, order or tab is open."""
    path, _mark, query = address.partition("?")
    kept = sorted(
        _ID.sub("*", one) for one in query.split("&")
        if one.startswith(("display=", "tab=", "view=", "sort=", "group="))
    )  # fmt: skip
    return "?".join([_ID.sub("*", path), *kept])


def linked(answer: httpx.Response) -> list[str]:
    """Return the addresses of ours that a page leads to or fetches parts from."""
    here, found = str(answer.url), []
    for address in _LINK.findall(answer.text):
        parts = urlsplit(urljoin(here, html.unescape(address)))
        if parts.netloc == urlsplit(here).netloc:
            found.append(f"{parts.path}?{parts.query}".rstrip("?"))
    return found


@pytest.fixture
async def olga(app: App) -> StaffMember:
    """The owner of a company at work, who may open every page."""
    with use_language("fi"):
        await demo.fill_app(app)
    async with app.sessions.reading() as session:
        found = await session.scalar(sa.select(StaffMember).order_by(StaffMember.id).limit(1))
    assert found is not None
    return found


async def test_every_page_and_part_of_a_page_asks_at_most_eight_times(
    browser: Browser, queries: Queries, olga: StaffMember
) -> None:
    client = await browser(olga)
    counts: dict[str, int] = {}
    too_many: dict[str, list[str]] = {}
    broken: list[str] = []
    waiting = list(STARTS)
    while waiting:
        address = waiting.pop(0)
        shape = shape_of(address)
        if shape in counts or NOT_PAGES.search(address):
            continue
        with queries() as seen:
            answer = await client.get(address)
        counts[shape] = len(seen)
        if answer.status_code >= 400:
            broken.append(f"{answer.status_code} {address}")
        if len(seen) > MOST:  # what is read or made once only, is read now
            with queries() as seen:
                await client.get(address)
        if len(seen) > ALLOWED.get(shape, MOST):
            too_many[address] = seen
        if answer.status_code in (301, 302, 303, 307):
            waiting.append(urljoin(address, answer.headers["location"]))
        waiting += linked(answer)
    assert len(counts) > 100, sorted(counts)

    assert broken == []
    assert too_many == {}
