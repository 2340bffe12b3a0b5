"""A week of twelve people as they talk, from words to approved hours, bank and payroll."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from core.access.permissions import Permission
from core.people.models import Customer
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import TimeEntry
from tests import make
from tests.core.assistant.conftest import Chat, a_chat
from tests.journeys.week_script import CUSTOMERS, DOORS, LINES, MONDAY, Line, expected

ZONE = ZoneInfo("Europe/Helsinki")


@dataclass
class Played:
    """The company after the week: its people by name and their chats by channel."""

    app: App
    people: dict[str, StaffMember]
    customers: dict[str, UUID]
    chats: dict[str, Chat]

    def chat_of(self, who: str) -> Chat:
        """Return the channel a person talks through."""
        return self.chats[DOORS[who][1]]


@pytest.fixture
def moment() -> Iterator[Any]:
    """The clock of the played week."""
    with time_machine.travel(datetime(2026, 11, 16, 7, tzinfo=ZONE), tick=False) as traveller:
        yield traveller


@pytest.fixture
async def company(app: App, moment: Any) -> Played:
    """Twelve people, one of them a foreman, an owner, nine customers."""
    async with app.sessions.begin() as session:
        people = {"Anna": await make.a_member(session, "Anna", language="fi", owner=True)}
        worker = await make.a_role(session, "Worker", Permission.LOG_HOURS)
        foreman = await make.a_role(
            session, "Foreman", Permission.LOG_HOURS, Permission.LOG_FOR_OTHERS,
            Permission.SEE_ALL_HOURS,
        )  # fmt: skip
        for name, (language, _door) in DOORS.items():
            people[name] = await make.a_member(
                session, name, language=language, roles=[foreman if name == "Jarkko" else worker]
            )
        customers = {}
        for name, projects in CUSTOMERS.items():
            customer = await make.a_customer(session, name)
            customers[name] = customer.id
            for project in projects:
                await make.a_project(session, project, customer)
    chats = {door: await a_chat(app, door) for door in ("telegram", "webchat", "sms")}
    return Played(app, people, customers, chats)


async def say(company: Played, line: Line, moment: Any) -> str:
    """Let one line be said at its time, and its question be answered."""
    hour, minute = map(int, line.at.split(":"))
    day = MONDAY + timedelta(days=line.day)
    moment.move_to(datetime.combine(day, time(hour, minute), ZONE))
    chat, member = company.chat_of(line.who), company.people[line.who]
    answer = await chat.says(member, line.text)
    return await chat.presses(member, line.press) if line.press else answer


async def books(app: App) -> dict[tuple[str, date], dict[str, int]]:
    """Return the minutes by customer of every person's day as they stand."""
    found: dict[tuple[str, date], dict[str, int]] = {}
    async with app.sessions.reading() as session:
        rows = await session.execute(
            sa.select(StaffMember.name, TimeEntry.day, Customer.name,
                      sa.func.sum(TimeEntry.worked_minutes))
            .join(StaffMember, StaffMember.id == TimeEntry.staff_id)
            .outerjoin(Customer, Customer.id == TimeEntry.customer_id)
            .where(TimeEntry.superseded_at.is_(None), TimeEntry.removed_at.is_(None))
            .group_by(StaffMember.name, TimeEntry.day, Customer.name)
        )  # fmt: skip
        for who, day, customer, minutes in rows:
            found.setdefault((who, day), {})[customer] = int(minutes)
    return found


async def test_a_week_of_twelve_people_is_booked_as_it_was_said(
    company: Played, moment: Any
) -> None:
    for line in sorted(LINES, key=lambda one: (one.day, one.at)):
        assert await say(company, line, moment), line

    assert await books(company.app) == expected()
