"""Help: every page has some, none of it leads nowhere, and nobody reads of what they may not do."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Match, Route

from admin.help import topics
from admin.help.manual import markdown
from admin.help.shape import Topic
from admin.navigation import OWN_PAGES
from admin.pages.commands import DO, OPEN
from admin.views import VIEWS
from core.access.actor import Actor
from core.access.modules import PARTS, Part, rights_of
from core.access.permissions import Permission
from core.kit.i18n import _, use_language
from core.staff.models import StaffMember
from tests.admin.conftest import Browser

Queries = Callable[[], AbstractContextManager[list[str]]]
FRAME = Path(topics.__file__).parents[1] / "templates" / "frame.html"
ROOMS = set(re.findall(r'href="(/(?:app|settings)[a-z/-]*)"', FRAME.read_text())) - {"/app/help"}
RECORDS = (
    "/app/requests/R-2026-0001", "/app/tasks/T-2026-0001", "/app/tasks/T-2026-0001/change",
    "/app/customers/1", "/app/persons/1", "/app/projects/1", "/app/hours/1", "/app/banks/1",
    "/app/lists/task/view", "/app/lists/task/bulk", "/app/notes/1", "/app/outbox/1",
    "/app/quarantine/1", "/app/search", "/app/hours/month", "/app/endorsements",
    "/app/activities", "/app/recurring", "/app/me/second-factor", "/app/compose/task/1/note",
)  # fmt: skip
EVERYTHING = Actor(kind="staff", name="Olga", permissions=frozenset(Permission))
NOTHING = Actor(kind="staff", name="Nelli")


def without(right: Permission) -> Actor:
    """Somebody who lacks one right."""
    return Actor(kind="staff", permissions=frozenset(Permission) - {right})


def said_to(actor: Actor) -> str:
    """Return all that the manual tells somebody."""
    return "\n".join(one.words for _name, group in topics.groups_for(actor) for one in group)


@pytest.mark.parametrize(
    "path",
    sorted({
        *ROOMS, *RECORDS, *(one.path for one in OWN_PAGES),
        *(one.path for one in (*DO, *OPEN) if one.path != "/app/help"),
        *(f"/settings/{view.identity}/{act}" for view in VIEWS for act in ("list", "edit/1")),
    }),
)  # fmt: skip
def test_every_page_of_the_navigation_has_a_topic(path: str) -> None:
    assert topics.topic_at(path, EVERYTHING) is not None


def test_what_fits_closest_is_told() -> None:
    told = {path: topics.topic_at(path, EVERYTHING) for path in (
        "/app", "/app/tasks", "/app/tasks/board", "/app/tasks/T-1", "/settings/role/list",
        "/settings/", "/app/hours/entries", "/nowhere",
    )}  # fmt: skip
    assert [one and one.key for one in told.values()] == [
        "home", "tasks", "board", "task", "people-and-rights", "settings", "entries", None,
    ]  # fmt: skip


TRIES = ("", "list", "new", "1", "task/1", "task/view", "task/1/note", "task/1/who",
         "second-factor", "01a20772-490f-7906-86eb-cd286097aaf9", "1/sign-in")  # fmt: skip
"""What may follow the beginning of an address."""


@pytest.mark.parametrize("topic", topics.TOPICS, ids=lambda topic: topic.key)
def test_no_topic_leads_nowhere(topic: Topic, web: Starlette) -> None:
    for path in topic.paths:
        start = path.removesuffix("*")
        tries = [start] if start == path else [start + more for more in TRIES]
        assert any(_is_there(web, one) for one in tries), path


def _is_there(web: Starlette, path: str) -> bool:
    """Tell whether a page answers at a path; the console's tables by their own names."""
    if path in ("/settings/", *(f"/settings/{view.identity}" for view in VIEWS)):
        return True
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return any(
        route.matches(scope)[0] is Match.FULL for route in web.routes if isinstance(route, Route)
    )


@pytest.mark.parametrize("right", list(Permission))
def test_whoever_lacks_a_right_reads_no_sentence_about_it(right: Permission) -> None:
    said = said_to(without(right))
    bound = [
        line.text for topic in topics.TOPICS
        for line in (*topic.lines, *topic.examples) if line.right is right
    ]  # fmt: skip
    bound += [topic.about for topic in topics.TOPICS if topic.rights == (right,)]
    for text in bound:
        assert text in said_to(EVERYTHING)
        assert text not in said
    assert topics.topic_at("/app", without(right)) is not None


@pytest.mark.parametrize("part", list(Part))
def test_nothing_is_told_of_a_part_that_is_off(part: Part) -> None:
    off = frozenset({str(part)})
    rights = frozenset(Permission) - rights_of(off)
    actor = Actor(kind="staff", permissions=rights, modules_off=off)
    for path in PARTS[part].paths:
        assert topics.topic_at(path, actor) is None


def test_a_topic_is_told_once_and_its_key_names_one() -> None:
    keys = [topic.key for topic in topics.TOPICS]
    assert len(keys) == len(set(keys)) > 30
    assert "of" not in keys


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_manual_is_whole_in_every_language(language: str) -> None:
    said = {language: markdown(language) for language in (language, "en")}
    assert said["en"].count("\n### ") == said[language].count("\n### ") == len(topics.TOPICS)
    shared = {line for line in said["en"].splitlines() if line.startswith("- ") and "`" not in line}
    assert not shared & set(said[language].splitlines())


def test_the_manual_is_searched_by_the_beginnings_of_words() -> None:
    with use_language("fi"):
        found = [
            one.key
            for _name, group in topics.groups_for(EVERYTHING, "toinen tunnist")
            for one in group
        ]
        assert "my-settings" in found
        assert "board" not in found
        assert not list(topics.groups_for(EVERYTHING, "zzzz"))
        assert _("Manual") == "Käyttöohje"


async def test_help_of_the_page_comes_beside_it_and_as_a_page(
    browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    client = await browser(owner)
    home = await client.get("/app")
    assert 'href="/app/help/of?page=%2Fapp"' in home.text
    page = await client.get("/app/help/of", params={"page": "/app/tasks/board"})
    assert "<title>Board of tasks" in page.text
    beside = await client.get(
        "/app/help/of", params={"page": "/app/tasks/board"},
        headers={"HX-Request": "true", "HX-Target": "help-body"},
    )  # fmt: skip
    assert "Drag a card" in beside.text
    assert "<html" not in beside.text
    assert "Manual" in (await client.get("/app/help/of", params={"page": "/nowhere"})).text
    field = await browser(clerk)
    assert (await field.get("/app/help/routing")).status_code == 404
    assert (await client.get("/app/help/routing")).status_code == 200
    assert (await client.get("/app/help/none")).status_code == 404
    whole = await field.get("/app/help", params={"all": "1"})
    assert "Each rule reads as a sentence" not in whole.text
    assert "Drag a card" in whole.text


async def test_help_asks_the_database_no_more_than_a_page_must(
    browser: Browser, owner: StaffMember, queries: Queries
) -> None:
    client = await browser(owner)
    await client.get("/app/help")
    for path in ("/app/help", "/app/help?all=1", "/app/help/task", "/app/help/of?page=/app"):
        with queries() as asked:
            assert (await client.get(path)).status_code == 200
        assert len(asked) <= 4, path
