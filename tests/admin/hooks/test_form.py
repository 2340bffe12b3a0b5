"""The public form: in the visitor's language, nothing lost, nothing from programs [S13]."""

import httpx
import pytest
import sqlalchemy as sa

from admin.hooks.decoding import decode_form
from core.access.actor import system
from core.files.models import StoredFile
from core.inbox.models import InboxItem
from core.sources import service as sources
from core.sources.models import SourceKind
from core.startup import App

FILLED = {"message": "Hana vuotaa\nkeittiössä", "name": "Liisa", "email": "Liisa@Mail.example",
          "phone": "040 555 0188", "website": ""}  # fmt: skip
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
async def form(app: App) -> None:
    async with app.sessions.begin() as session:
        await sources.create_source(
            session, system("test"), kind=SourceKind.FORM, name="Form", address="pyynto",
            config={"title": "Pyyntö"},
        )  # fmt: skip


async def _items(app: App) -> list[InboxItem]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(InboxItem)))


@pytest.mark.parametrize(
    ("accepted", "word"), [("fi", "Lähetä"), ("sv-FI,sv", "Skicka"), ("en-GB", "Send")]
)
async def test_the_visitor_reads_their_own_language(
    client: httpx.AsyncClient, accepted: str, word: str
) -> None:
    page = await client.get("/form/pyynto", headers={"Accept-Language": accepted})
    assert page.status_code == 200
    assert word in page.text
    assert f'lang="{accepted[:2]}"' in page.text


async def test_what_was_sent_is_stored_with_its_files_and_once(
    app: App, client: httpx.AsyncClient
) -> None:
    form = {**FILLED, "once": "a" * 20}
    files = {"files": ("../../kuva.png", b"\x89PNG\r\n\x1a\n picture", "image/png")}
    for _again in range(2):
        answer = await client.post("/form/pyynto?lang=fi", data=form, files=files, headers=OWN)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/form/pyynto/thanks")
    (item,) = await _items(app)
    message = await decode_form(app, item)
    assert message.subject == "Hana vuotaa"
    assert message.sender.address == "liisa@mail.example"
    assert message.sender.phone == "+358405550188"
    assert message.language == "fi"
    assert message.attachments[0].name == "kuva.png"
    async with app.sessions.reading() as session:
        stored = await session.scalar(sa.select(StoredFile))
    assert stored is not None
    assert app.storage.open(stored.storage_key).read_bytes().endswith(b"picture")


@pytest.mark.parametrize(
    ("field", "value"), [("message", " "), ("email", "not an address"), ("phone", "12")]
)
async def test_a_refusal_keeps_what_was_typed(
    app: App, client: httpx.AsyncClient, field: str, value: str
) -> None:
    answer = await client.post("/form/pyynto", data={**FILLED, field: value}, headers=OWN)
    assert answer.status_code == 422
    assert "Liisa" in answer.text
    assert "is-invalid" in answer.text
    assert await _items(app) == []


async def test_somebody_without_address_and_number_cannot_be_answered(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post(
        "/form/pyynto?lang=en", data={**FILLED, "email": "", "phone": ""}, headers=OWN
    )
    assert answer.status_code == 422
    assert "so that we can answer" in answer.text


async def test_programs_that_fill_everything_are_thanked_and_forgotten(
    app: App, client: httpx.AsyncClient
) -> None:
    answer = await client.post(
        "/form/pyynto", data={**FILLED, "website": "http://spam.example"}, headers=OWN
    )
    assert answer.status_code == 303
    assert await _items(app) == []


async def test_a_flood_is_stopped_in_words(app: App, client: httpx.AsyncClient) -> None:
    codes = []
    for number in range(12):
        form = {**FILLED, "once": f"{number:020}"}
        codes.append((await client.post("/form/pyynto", data=form, headers=OWN)).status_code)
    assert 429 in codes
    assert len(await _items(app)) <= 10


async def test_an_unknown_form_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/form/nothing")).status_code == 404
