"""What a member said can be exported and erased; what was booked stays, without words."""

import sqlalchemy as sa

from core.assistant import privacy as assistant
from core.expenses import privacy as expenses
from core.startup import App
from core.timesheets import privacy as timesheets
from core.timesheets.models import TimeEntry
from core.work import privacy as work
from core.work import service as tasks
from core.work.models import Task
from tests import make
from tests.core.assistant.conftest import Chat, Company


async def test_a_members_words_are_exported_and_erased_but_hours_stay(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 2 h, 20 km")
    await chat.says(company.sam, "3 h heikkinen")
    async with app.sessions.begin() as session:
        sam = company.sam.id
        [entry] = (await timesheets.export_person(session, sam))["entries"]
        assert (entry["worked_minutes"], entry["said"]) == (120, "bell 2 h, 20 km")
        assert (await expenses.export_person(session, sam))["travel"][0]["metres"] == 20_000
        asked = (await assistant.export_person(session, sam))["questions"]
        assert [one["text"] for one in asked] == ["3 h heikkinen"]

        assert await timesheets.erase_person(session, sam) == 1
        assert await expenses.erase_person(session, sam) == 1
        assert await assistant.erase_person(session, sam) > 0

    async with app.sessions.reading() as session:
        row = (await session.scalars(sa.select(TimeEntry))).one()
        assert (row.worked_minutes, row.said, row.note) == (120, "", "")
        assert (await assistant.export_person(session, sam))["questions"] == []


async def test_a_persons_tasks_lose_words_and_link(app: App, company: Company) -> None:
    async with app.sessions.begin() as session:
        request = await make.a_request(session)
        assert request.person_id is not None
        await tasks.create_task(
            session, make.actor_of(company.anna), title="Liisa's tap",
            contact_request_id=request.id,
        )  # fmt: skip
        [told] = await work.export_person(session, request.person_id)
        assert told["title"] == "Liisa's tap"
        assert await work.erase_person(session, request.person_id) == 1
    async with app.sessions.reading() as session:
        task = (await session.scalars(sa.select(Task))).one()
    assert (task.title, task.person_id) == ("T-2026-0001", None)
