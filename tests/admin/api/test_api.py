"""The API: a key's rights, lists with pages, changes exactly once, refusals as JSON."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from admin.api.document import openapi
from core.access.permissions import Permission
from core.fields.models import FieldKind, Module
from core.fields.service import create_field
from core.staff import api_keys
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import TimeEntry
from core.work import service as work
from core.work.models import Task
from tests import make

Program = Callable[..., Awaitable[httpx.AsyncClient]]
ALL = [right for right in Permission if right != Permission.USE_API]


@pytest.fixture
async def program(app: App, web: Starlette) -> AsyncIterator[Program]:
    """`await program(member, *rights)` is a program with a key of that member."""
    opened: list[httpx.AsyncClient] = []

    async def open_one(member: StaffMember | None, *rights: Permission) -> httpx.AsyncClient:
        headers = {"Accept": "application/json", "Accept-Language": "en"}
        if member is not None:
            async with app.sessions.begin() as session:
                _key, secret = await api_keys.make_key(
                    session, make.actor_of(member), name="Test", scopes=rights or ALL, days=None
                )
            headers["Authorization"] = f"Bearer {secret}"
        transport = httpx.ASGITransport(app=web, client=("192.0.2.9", 1))
        client = httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8010", headers=headers
        )
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        await client.aclose()


async def _task(app: App, member: StaffMember, title: str) -> Task:
    async with app.sessions.begin() as session:
        return await work.create_task(session, make.actor_of(member), title=title)


async def test_without_a_key_there_is_nothing_whatever_the_cookies_say(
    program: Program, browser: Any, owner: StaffMember
) -> None:
    nobody = await program(None)
    for path in ("/api/v1", "/api/v1/tasks", "/api/v1/tasks/T-1"):
        answer = await nobody.get(path)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json()["error"]["code"] == "no_key"
    signed_in = await browser(owner)
    assert (await signed_in.get("/api/v1/tasks")).status_code == 401
    assert (await signed_in.post("/api/v1/tasks", json={"title": "Forged"})).status_code == 401
    wrong = await nobody.get("/api/v1", headers={"Authorization": "Bearer apuri_" + "x" * 40})
    assert wrong.status_code == 401


async def test_a_list_is_read_page_by_page_each_record_once(
    app: App, program: Program, owner: StaffMember
) -> None:
    made = {(await _task(app, owner, f"Task {number}")).number for number in range(7)}
    client = await program(owner)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await client.get(
            "/api/v1/tasks",
            params={"limit": 3, "cursor": cursor, "columns": "title,doer", "sort": "-created"},
        )
        assert answer.status_code == 200, answer.text
        seen += [one["ref"] for one in answer.json()["data"]]
        cursor = answer.json()["next"]
    assert len(seen) == 7
    assert set(seen) == made
    one = (await client.get(f"/api/v1/tasks/{seen[0]}")).json()["data"]
    assert one["title"].startswith("Task")
    assert one["stage"]["name"]


async def test_criteria_choose_and_what_is_wrong_with_them_is_said(
    app: App, program: Program, owner: StaffMember
) -> None:
    await _task(app, owner, "Mend the tap")
    await _task(app, owner, "Paint the wall")
    client = await program(owner)
    found = await client.get(
        "/api/v1/tasks",
        params={"criteria": '{"all": [{"column": "title", "op": "contains", "value": "tap"}]}'},
    )
    assert [one["title"] for one in found.json()["data"]] == ["Mend the tap"]
    for parameters, field in (
        ({"criteria": "{"}, "criteria"), ({"columns": "password_hash"}, "columns"),
        ({"limit": "9999"}, "limit"),
    ):  # fmt: skip
        answer = await client.get("/api/v1/tasks", params=parameters)
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


async def test_a_key_sees_and_does_what_it_was_given_and_no_more(
    app: App, program: Program, owner: StaffMember, clerk: StaffMember
) -> None:
    await _task(app, owner, "Not yours")
    hours_only = await program(owner, Permission.LOG_HOURS)
    assert (await hours_only.get("/api/v1/customers")).status_code == 403
    refused = await hours_only.post("/api/v1/customers", json={"name": "Lehto"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
    booked = await hours_only.post(
        "/api/v1/time-entries", json={"day": "2026-03-30", "minutes": 90, "note": "Tap"}
    )
    assert booked.status_code == 201, booked.text
    lists = (await hours_only.get("/api/v1")).json()["lists"]
    assert "tasks" in lists
    assert not {"customers", "outbox", "staff"} & set(lists)


async def test_a_change_under_one_idempotency_key_happens_once(
    app: App, program: Program, owner: StaffMember
) -> None:
    client = await program(owner)
    body = {"day": "2026-03-30", "minutes": 60}
    headers = {"Idempotency-Key": "a1"}
    first = await client.post("/api/v1/time-entries", json=body, headers=headers)
    again = await client.post("/api/v1/time-entries", json=body, headers=headers)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(TimeEntry)) == 1
        assert await session.scalar(sa.select(TimeEntry.day)) == date(2026, 3, 30)
    other = await client.post("/api/v1/time-entries", json={**body, "minutes": 30}, headers=headers)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")


@pytest.mark.postgres
async def test_the_same_change_at_the_same_moment_happens_once(
    app: App, program: Program, owner: StaffMember
) -> None:
    client = await program(owner)
    ask = partial(client.post, "/api/v1/contact-requests", json={"text": "Roof"},
                  headers={"Idempotency-Key": "b2"})  # fmt: skip
    answers = await asyncio.gather(*(ask() for _time in range(4)))
    assert {(one.status_code, one.json()["ref"]) for one in answers} == {
        (201, answers[0].json()["ref"])
    }


async def test_nothing_and_too_much_are_refused_in_words(
    app: App, program: Program, owner: StaffMember
) -> None:
    task = await _task(app, owner, "Mend")
    async with app.sessions.begin() as session:
        for label, kind in (("Colours", "choices"), ("Price", "money")):
            choices = ["Red"] if kind == "choices" else []
            await create_field(session, make.actor_of(owner), module=Module.TASK, label=label,
                               kind=FieldKind(kind), choices=choices)  # fmt: skip
    client = await program(owner)
    bodies: list[dict[str, Any]] = [
        {"title": None}, {"percent": None}, {"priority": None},
        {"custom": {"colours": 5}}, {"custom": {"price": {"minor": 10**30, "currency": "EUR"}}},
    ]  # fmt: skip
    for body in bodies:
        answer = await client.patch(f"/api/v1/tasks/{task.number}", json=body)
        assert (answer.status_code, body) == (422, body)
    for path, lost in (
        ("tasks", {"title": "x", "due_on": "0001-01-01", "doer_id": str(owner.id)}),
        ("tasks", {"title": "x", "due_on": "9999-12-31", "doer_id": str(owner.id)}),
        ("time-entries", {"day": "9999-12-31", "minutes": 60}),
        ("contact-requests", {"text": "x", "asker_address": "a\0@work.example"}),
        ("customers", {"name": "Q", "business_id": "a\0b"}),
    ):
        answer = await client.post(f"/api/v1/{path}", json=lost)
        assert (answer.status_code, lost) == (422, lost)
    zero = '{"all":[{"column":"title","op":"contains","value":"a\\u0000b"}]}'
    for criteria in (zero, "[" * 3000):
        answer = await client.get("/api/v1/tasks", params={"criteria": criteria})
        assert (answer.status_code, criteria) == (422, criteria)
    for limit in ("0", "201", "000000000000300", "9" * 5000):
        answer = await client.get("/api/v1/tasks", params={"limit": limit})
        assert (answer.status_code, limit) == (422, limit)


async def test_a_task_is_made_changed_and_moved(
    app: App, program: Program, owner: StaffMember
) -> None:
    client = await program(owner)
    made = await client.post("/api/v1/tasks", json={"title": "Mend", "due_on": "2026-04-02"})
    assert made.status_code == 201, made.text
    ref = made.json()["ref"]
    changed = await client.patch(f"/api/v1/tasks/{ref}", json={"percent": 40, "version": 1})
    assert changed.status_code == 200, changed.text
    stale = await client.patch(f"/api/v1/tasks/{ref}", json={"percent": 50, "version": 1})
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "changed")
    read = (await client.get(f"/api/v1/tasks/{ref}")).json()["data"]
    assert (read["percent"], read["due_on"]) == (40, "2026-04-02")
    stages = (await client.get("/api/v1/tasks", params={"columns": "stage"})).json()["data"]
    nowhere = await client.post(
        f"/api/v1/tasks/{ref}/move", json={"stage_id": "00000000-0000-0000-0000-000000000001"}
    )
    assert nowhere.status_code == 404
    stays = await client.post(
        f"/api/v1/tasks/{ref}/move", json={"stage_id": stages[0]["stage"]["id"]}
    )
    assert stays.status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"title": ""}', b'{"title": "x", "tilte": "y"}', b"\xff\x00"]
)
async def test_a_wrong_body_is_refused_in_words(
    program: Program, owner: StaffMember, body: bytes
) -> None:
    client = await program(owner)
    answer = await client.post("/api/v1/tasks", content=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


def test_the_document_names_every_address() -> None:
    paths = openapi()["paths"]
    assert {"/api/v1/tasks", "/api/v1/tasks/{ref}", "/api/v1/time-entries"} <= set(paths)
    assert set(paths["/api/v1/tasks"]) == {"get", "post"}


async def test_the_guide_shows_this_companys_columns(browser: Any, owner: StaffMember) -> None:
    client = await browser(owner)
    page = await client.get("/app/keys/guide")
    assert page.status_code == 200
    assert "/api/v1/contact-requests" in page.text
    made = await client.post("/app/keys", data={"name": "Books", "scopes": ["log_hours"]})
    assert "apuri_" in made.text
    assert "Books" in (await client.get("/app/keys")).text
