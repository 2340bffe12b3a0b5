"""A person's details are given out and erased from the panel, by who may, and only knowingly."""

import io
import json
import zipfile

from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser


async def _person(app: App) -> str:
    async with app.sessions.begin() as session:
        request = await make.a_request(session, text="My tap leaks.", subject="Tap")
        return str(request.person_id)


async def test_a_person_is_erased_after_reading_what_goes_and_stays(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    person = await _person(app)
    client = await browser(owner)
    asked = (await client.get(f"/app/persons/{person}/erase")).text
    rash = await client.post(f"/app/persons/{person}/erase", data={"reason": "Asked for it"})
    silent = await client.post(f"/app/persons/{person}/erase", data={"sure": "1"})
    done = await client.post(
        f"/app/persons/{person}/erase", data={"reason": "Asked for it", "sure": "1"}
    )
    inbox = (await client.get("/app/inbox?box=all")).text

    assert "Erase Liisa Peltola" in asked
    assert "1 message with its words and files" in asked
    assert "the words of 1 contact request" in asked
    assert "Tick that you know it cannot be undone." in rash.text
    assert 'value="Asked for it"' in rash.text
    assert "Say why" in silent.text
    assert (rash.status_code, silent.status_code, done.status_code) == (422, 422, 303)
    assert "Liisa" not in inbox
    assert "R-" in inbox


async def test_everything_about_a_person_is_given_out_as_an_archive(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    person = await _person(app)
    client = await browser(owner)
    answer = await client.get(f"/app/persons/{person}/export")
    data = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("data.json"))

    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    assert data["messages"][0]["text"] == "My tap leaks."


async def test_whoever_may_not_erase_gets_neither_page_nor_archive(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    person = await _person(app)
    client = await browser(clerk)
    data = {"reason": "x", "sure": "1"}
    answers = [
        await client.get(f"/app/persons/{person}/erase"),
        await client.get(f"/app/persons/{person}/export"),
        await client.post(f"/app/persons/{person}/erase", data=data),
    ]

    assert all(one.status_code in (403, 404, 422) for one in answers)
    assert not any("Liisa" in one.text for one in answers)
