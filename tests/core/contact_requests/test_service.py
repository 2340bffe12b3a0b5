"""Contact requests: who sees them, and everything one can do with them."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.contact_requests import jobs, queries, service
from core.contact_requests.errors import (
    DuplicateOfItself,
    RequestAlreadyClosed,
    RequestIsOpen,
    RequestTakenByAnother,
    RequestTakenByYou,
    UnknownAssignee,
)
from core.contact_requests.models import ContactRequest, RequestState
from core.errors import NotAllowed, NotFound
from core.events.models import EventRecord
from core.kit import clock
from core.kit.i18n import set_language
from core.outbound.models import OutboundMessage, OutboundState
from core.staff.models import StaffMember
from core.startup import App
from tests import make


async def names_of_events(session: AsyncSession) -> list[str]:
    await session.flush()
    rows = await session.scalars(
        sa.select(EventRecord.name)
        .where(EventRecord.subject_kind == "contact_request")
        .order_by(EventRecord.id)
    )
    return list(rows)


async def queued(session: AsyncSession, kind: str = "reply") -> list[OutboundMessage]:
    rows = await session.scalars(
        sa.select(OutboundMessage).where(OutboundMessage.kind == kind).order_by(OutboundMessage.id)
    )
    return list(rows)


async def test_a_request_of_another_team_is_absent(session: AsyncSession) -> None:
    plumbers, office = await make.a_team(session, "Plumbers"), await make.a_team(session, "Office")
    matti = make.actor_of(await make.a_member(session, "Matti", teams=[plumbers]))
    request = await make.a_request(session, team_id=office.id)

    with pytest.raises(NotFound):
        await queries.get_request(session, matti, request.number)
    with pytest.raises(NotFound):
        await service.take(session, matti, request.number)
    assert (await queries.inbox_page(session, matti, box="all")).rows == []
    assert await queries.counts(session, matti) == {
        "mine": 0, "team": 0, "all": 0, "unassigned": 0
    }  # fmt: skip
    assert await queries.find_spoken(session, matti, request.number) is None


async def test_a_team_sees_its_requests_and_everybody_what_is_directed_to_nobody(
    session: AsyncSession,
) -> None:
    plumbers = await make.a_team(session, "Plumbers")
    matti = make.actor_of(await make.a_member(session, "Matti", teams=[plumbers]))
    anna = make.actor_of(await make.a_member(session, "Anna"))
    await make.a_request(session, team_id=plumbers.id, subject="Pump")
    await make.a_request(session, subject="Nobody's", address="x@customer.example")

    def subjects(page: Any) -> list[str]:
        return [row.request.subject for row in page.rows]

    assert subjects(await queries.inbox_page(session, matti)) == ["Nobody's", "Pump"]
    assert subjects(await queries.inbox_page(session, matti, box="team")) == ["Pump"]
    assert subjects(await queries.inbox_page(session, anna)) == ["Nobody's"]


async def test_the_right_to_see_all_shows_every_team(session: AsyncSession) -> None:
    role = await make.a_role(session, "Office", Permission.SEE_ALL_REQUESTS)
    anna = make.actor_of(await make.a_member(session, "Anna", roles=[role]))
    team = await make.a_team(session, "Plumbers")
    request = await make.a_request(session, team_id=team.id)

    page = await queries.inbox_page(session, anna)

    assert [(row.request.number, row.team_name) for row in page.rows] == [
        (request.number, "Plumbers")
    ]
    with pytest.raises(NotAllowed):
        await service.take(session, anna, request.number)


async def test_whoever_comes_second_is_told_who_has_taken_it(session: AsyncSession) -> None:
    matti = make.actor_of(await make.a_member(session, "Matti"))
    team = await make.a_team(session, "Plumbers")
    anna = make.actor_of(await make.a_member(session, "Anna", teams=[team]))
    matti = make.actor_of(await make.a_member(session, "Matti", teams=[team]))
    request = await make.a_request(session, team_id=team.id)

    await service.take(session, matti, request.number)

    assert (request.state, request.assignee_id) == (RequestState.IN_WORK, matti.id)
    with pytest.raises(RequestTakenByYou):
        await service.take(session, matti, request.number)
    with pytest.raises(RequestTakenByAnother) as refused:
        await service.take(session, anna, request.number)
    assert refused.value.sentence() == f"Matti has taken request {request.number} already."


async def test_of_two_who_take_at_the_same_moment_one_wins(app: App) -> None:
    async with app.sessions.begin() as session:
        members = [await make.a_member(session, name) for name in ("Anna", "Matti")]
        request = await make.a_request(session)

    async def taking(member: StaffMember) -> str:
        async with app.sessions.begin() as session:
            try:
                await service.take(session, make.actor_of(member), request.number)
            except (RequestTakenByAnother, NotFound):
                return "refused"
            return "taken"

    assert sorted(await asyncio.gather(*map(taking, members))) == ["refused", "taken"]
    async with app.sessions.reading() as reading:
        assert (await names_of_events(reading)).count("RequestTaken") == 1


async def test_assigning_checks_who_works_here(session: AsyncSession) -> None:
    office = await make.a_team(session, "Office")
    anna = make.actor_of(await make.a_member(session, "Anna", teams=[office]))
    gone = await make.a_member(session, "Gone", deactivated_at=clock.now())
    matti = await make.a_member(session, "Matti")
    request = await make.a_request(session, team_id=office.id)

    with pytest.raises(UnknownAssignee):
        await service.assign(session, anna, request.number, staff_id=gone.id)
    await service.assign(session, anna, request.number, staff_id=matti.id, team_id=office.id)

    assert (request.assignee_id, request.team_id) == (matti.id, office.id)
    assert (await names_of_events(session))[-1] == "RequestAssigned"


async def test_a_request_closes_only_once_and_opens_again(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)

    await service.close_request(session, anna, request.number, answer="Done on Tuesday.")

    assert (request.state, len(await queued(session))) == (RequestState.CLOSED, 1)
    with pytest.raises(RequestAlreadyClosed) as refused:
        await service.close_request(session, anna, request.number)
    set_language("en")
    assert refused.value.sentence() == f"Request {request.number} is already closed."
    await service.reopen(session, anna, request.number)
    assert (request.state, request.closed_at) == (RequestState.IN_WORK, None)
    with pytest.raises(RequestIsOpen):
        await service.reopen(session, anna, request.number)
    assert (await names_of_events(session))[-3:] == [
        "RequestAnswered", "RequestClosed", "RequestReopened"
    ]  # fmt: skip


async def test_a_duplicate_points_to_its_original(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    first = await make.a_request(session)
    second = await make.a_request(session)

    await service.mark_duplicate(session, anna, second.number, of=first.number)

    assert (second.state, second.duplicate_of_id) == (RequestState.DUPLICATE, first.id)
    with pytest.raises(DuplicateOfItself):
        await service.mark_duplicate(session, anna, first.number, of=second.number)


async def test_an_unanswered_request_is_reminded_of_ever_less_often(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        request = await make.a_request(session)
    clock.shift(timedelta(hours=23))
    assert await jobs.follow_up(app.sessions) == 0
    clock.shift(timedelta(hours=2))
    assert await jobs.follow_up(app.sessions) == 1
    assert await jobs.follow_up(app.sessions) == 0
    clock.shift(timedelta(hours=47))
    assert await jobs.follow_up(app.sessions) == 0
    clock.shift(timedelta(hours=2))
    assert await jobs.follow_up(app.sessions) == 1

    async with app.sessions.reading() as reading:
        assert await names_of_events(reading) == ["RequestOpened", "FollowUpDue", "FollowUpDue"]
        stored = await reading.get_one(ContactRequest, request.id)
        assert stored.follow_up_count == 2


async def test_what_was_put_aside_comes_back_at_its_time(app: App, clock: Any) -> None:
    from core.kit.clock import now

    async with app.sessions.begin() as session:
        anna = make.actor_of(await make.a_member(session, "Anna"))
        request = await make.a_request(session)
        await service.take(session, anna, request.number)
        await service.follow_up(session, anna, request.number, at=now() + timedelta(days=3))
        assert request.state == RequestState.FOLLOW_UP
    clock.shift(timedelta(days=3, minutes=1))

    assert await jobs.follow_up(app.sessions) == 1

    async with app.sessions.reading() as reading:
        stored = await reading.get_one(ContactRequest, request.id)
        assert (stored.state, stored.unread) == (RequestState.IN_WORK, True)


async def test_a_request_page_takes_few_queries(session: AsyncSession, queries_seen: Any) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)
    for count in range(5):
        await service.answer(session, anna, request.number, text=f"Answer {count}")
    await session.flush()

    with queries_seen() as seen:
        shown = await queries.timeline(session, anna, request)

    assert len(seen) <= 4
    messages = [entry for entry in shown.entries if entry.message]
    assert len(messages) == 6
    assert [entry.delivery for entry in messages][-1] == OutboundState.QUEUED
    assert [entry.event.name for entry in shown.entries if entry.event] == ["RequestOpened"]


@pytest.fixture
def queries_seen(request: pytest.FixtureRequest) -> Any:
    """The statement counter under a name that does not hide our module."""
    return request.getfixturevalue("queries")


async def test_pages_of_the_inbox_follow_each_other_without_gaps(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    numbers = [(await make.a_request(session, address=f"p{n}@customer.example")).number
               for n in range(7)]  # fmt: skip
    seen: list[str] = []
    cursor = None
    while True:
        page = await queries.inbox_page(session, anna, cursor=cursor, size=3)
        seen += [row.request.number for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == numbers[::-1]


@pytest.mark.parametrize("spoken", ["R-2026-0001", "r-2026-1", "R-1", "r1", "1", " 0001 "])
async def test_people_may_shorten_a_number(session: AsyncSession, clock: Any, spoken: str) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)

    found = await queries.find_spoken(session, anna, spoken)

    assert found is not None
    assert found.number == request.number == "R-2026-0001"


async def test_what_was_told_by_voice_becomes_a_request(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))

    request = await service.write_down(
        session, anna, text="Sauna is cold", asker_name="Liisa", asker_address="Liisa@C.example"
    )

    assert (request.channel, request.asker_name, request.subject) == (
        "manual", "Liisa", "Sauna is cold"
    )  # fmt: skip
    await service.answer(session, anna, request.number, text="We come.")
    assert [one.address for one in await queued(session)] == ["liisa@c.example"]
