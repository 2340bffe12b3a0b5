"""Machines that write to each other stop by themselves: two installations and responders."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from core.access.actor import system
from core.config import Settings
from core.contact_requests import service
from core.settings import keys
from core.settings.service import set_value
from core.startup import App, compose
from mail.smtp_in import SmtpDoor
from tests.fakes.smtp_sink import SmtpSink
from tests.journeys.letters import a_letter
from tests.journeys.mail_town import House, Responder, Town, without_marks

A, B, ANN = "office@a.example", "office@b.example", "ann@holiday.example"
OWNER = system("a test")


@pytest.fixture
async def other(settings: Settings, sqlite_template: Path, tmp_path: Path) -> AsyncIterator[App]:
    """A second installation with its own database and key."""
    path = tmp_path / "other.db"
    shutil.copy(sqlite_template, path)
    app = compose(settings.model_copy(update={
        "data": tmp_path / "other", "database_url": f"sqlite:///{path}",
        "base_url": "http://b.example",
    }))  # fmt: skip
    yield app
    await app.close()


@pytest.fixture
async def town(app: App, other: App) -> AsyncIterator[Town]:
    post = SmtpSink().start()
    town = Town(post)
    stop, doors = anyio.Event(), []
    for installation, address in ((app, A), (other, B)):
        house = House(installation, address)
        await house.open(post)
        async with installation.sessions.begin() as session:
            await set_value(session, OWNER, keys.ANSWER_DELAY_SECONDS, 0)
        house.door = SmtpDoor(installation)
        doors.append(asyncio.create_task(house.door.run(stop)))
        await house.door.ready.wait()
        town.people[address] = house
    yield town
    stop.set()
    await asyncio.gather(*doors)
    post.stop()


def house(town: Town, address: str) -> House:
    found = town.people[address]
    assert isinstance(found, House)
    return found


async def answered(town: Town, address: str, text: str) -> None:
    """Let staff answer the newest request."""
    one = house(town, address)
    number = (await one.requests())[-1].number
    async with one.app.sessions.begin() as session:
        await service.answer(session, OWNER, number, text=text)


async def test_two_installations_acknowledge_each_other_once(town: Town) -> None:
    town.writes(B, A, a_letter(B, A, "Tarvitsemme apua", "Voitteko tulla?"))
    assert await town.until_quiet() == 2  # what B's person wrote, and A's acknowledgement
    await answered(town, A, "Tulemme tiistaina.")
    assert await town.until_quiet() <= 2  # the answer, and at most B's acknowledgement

    assert len(await house(town, A).requests()) == 1
    assert len(await house(town, B).requests()) == 1
    assert await town.until_quiet() == 0


async def test_they_stop_also_when_a_relay_takes_every_mark_away(town: Town) -> None:
    town.change = without_marks
    town.writes(B, A, a_letter(B, A, "Tarvitsemme apua", "Voitteko tulla?"))
    assert await town.until_quiet() <= 1 + 3
    await answered(town, A, "Tulemme tiistaina.")
    assert await town.until_quiet() <= 1 + 3
    assert len(await house(town, A).requests()) <= 2
    assert len(await house(town, B).requests()) <= 2


@pytest.mark.parametrize("polite", [True, False])
@pytest.mark.parametrize("threads", [True, False])
async def test_a_vacation_responder_is_answered_by_nobody_twice(
    town: Town, polite: bool, threads: bool
) -> None:
    town.people[ANN] = Responder(ANN, town.post.port, polite, threads)
    town.writes(ANN, A, a_letter(ANN, A, "Hana vuotaa", "Voitteko tulla?"))
    assert await town.until_quiet() <= 1 + 3
    assert len(await house(town, A).requests()) == 1
    await answered(town, A, "Tulemme tiistaina.")
    assert await town.until_quiet() <= 3
    assert len(await house(town, A).requests()) == (1 if polite or threads else 2)


async def test_everybody_at_once_falls_silent(town: Town) -> None:
    town.people[ANN] = Responder(ANN, town.post.port)
    for number, to in enumerate((A, B)):
        town.writes(ANN, to, a_letter(ANN, to, f"Asia {number}", "Voitteko tulla?"))
        other_one = B if to == A else A
        town.writes(other_one, to, a_letter(other_one, to, f"Muu {number}", "Entä te?"))
    assert await town.until_quiet() <= 4 + 4 * 3
    for address in (A, B):
        for request in await house(town, address).requests():
            async with house(town, address).app.sessions.begin() as session:
                await service.answer(session, OWNER, request.number, text="Kiitos viestistä.")
    await town.until_quiet()
    assert await town.until_quiet() == 0


async def test_a_responder_that_forgets_everything_gets_two_acknowledgements(town: Town) -> None:
    ann = Responder(ANN, town.post.port, threads=False, subject=lambda _n: "Poissa")
    town.people[ANN] = ann
    town.writes(ANN, A, a_letter(ANN, A, "Hana vuotaa", "Voitteko tulla?"))
    await town.until_quiet()
    assert len([mail for mail in town.sent if ANN in mail.recipients]) == 2


async def test_one_with_a_new_subject_each_time_is_stopped_by_the_limit_per_sender(
    town: Town,
) -> None:
    town.people[ANN] = Responder(
        ANN, town.post.port, threads=False, subject=lambda n: f"Poissa {n}"
    )
    async with house(town, A).app.sessions.begin() as session:
        await set_value(session, OWNER, keys.ACK_LIMIT_PER_DAY, 3)
    town.writes(ANN, A, a_letter(ANN, A, "Hana vuotaa", "Voitteko tulla?"))
    await town.until_quiet()
    assert len([mail for mail in town.sent if ANN in mail.recipients]) == 3
    town.writes(B, A, a_letter(B, A, "Toinen asia", "Voitteko tulla?"))
    await town.until_quiet()
    assert len([mail for mail in town.sent if B in mail.recipients]) == 1  # others still get one
