"""Activities: directed to anybody, seen, told, done and counted."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.errors import Invalid, NotAllowed, NotFound
from core.events.models import EventRecord
from core.notify.models import Notice
from core.outbound.models import OutboundMessage
from core.people.service import create_person
from core.work import activities, activity_queries, privacy, queries, service
from core.work.errors import AlreadyFinished, HiddenFromThem, NameTaken
from core.work.models import Activity, ActivityType, ChecklistItem, Task
from tests import make


async def _crew(session: AsyncSession) -> tuple[Actor, Actor, str]:
    """Return a boss with a task of their own, and a helper who sees none of it."""
    boss = make.actor_of(await make.a_member(session, "Anna"))
    helper = make.actor_of(await make.a_member(session, "Matti"))
    task = await service.create_task(session, boss, title="Offer for Lehto", doer_id=boss.id)
    return boss, helper, task.number


async def _a_type(session: AsyncSession, name: str, position: int = 10) -> ActivityType:
    row = ActivityType(name=name, position=position)
    session.add(row)
    await session.flush()
    return row


async def test_several_act_on_one_task_whose_doer_and_responsible_stay(
    session: AsyncSession,
) -> None:
    boss, helper, number = await _crew(session)
    with pytest.raises(NotFound):
        await queries.get_task(session, helper, number)

    call = await _a_type(session, "Call")
    first = await service.create_activity(
        session,
        boss,
        number,
        staff_id=helper.staff_id,
        type_id=call.id,
        text="Ask for the drawings",
    )
    await service.create_activity(session, boss, number, staff_id=boss.staff_id, text="Count")

    task = await queries.get_task(session, helper, number)
    assert (task.doer_id, task.responsible_id) == (boss.id, boss.id)
    lines = await activity_queries.activities_of_task(session, helper, task.id)
    assert [(one.staff, one.type, one.activity.text) for one in lines] == [
        ("Matti", "Call", "Ask for the drawings"), ("Anna", None, "Count"),
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        await service.change_task(session, helper, number, title="Mine now")

    await service.finish_activity(session, helper, first.id, result="They come on Friday")
    with pytest.raises(NotFound):
        await queries.get_task(session, helper, number)
    with pytest.raises(AlreadyFinished):
        await service.finish_activity(session, boss, first.id)
    await service.reopen_activity(session, helper, first.id)
    assert (await queries.get_task(session, helper, number)).number == number


async def test_whom_it_is_directed_to_is_told_with_a_button_and_the_giver_of_its_result(
    session: AsyncSession,
) -> None:
    boss, helper, number = await _crew(session)
    given = await service.create_activity(
        session, boss, number, staff_id=helper.staff_id, text="Ask for the drawings"
    )
    await service.finish_activity(session, helper, given.id, result="On Friday")

    notices = (await session.scalars(sa.select(Notice).order_by(Notice.id))).all()
    assert [(one.staff_id, one.kind) for one in notices] == [
        (helper.id, "activity_given"), (boss.id, "activity_done"),
    ]  # fmt: skip
    assert notices[0].text.splitlines() == [
        "! Anna asks you: Ask for the drawings", f"Task {number}: Offer for Lehto",
    ]  # fmt: skip
    assert "On Friday" in notices[1].text
    assert await session.scalar(sa.select(sa.func.count()).select_from(OutboundMessage)) == 2


async def test_ones_own_activity_is_told_to_nobody(session: AsyncSession) -> None:
    boss, _helper, number = await _crew(session)
    own = await service.create_activity(session, boss, number, staff_id=boss.staff_id, text="Call")
    await service.finish_activity(session, boss, own.id)
    assert (await session.scalars(sa.select(Notice))).all() == []


async def test_an_activity_is_due_at_its_time_and_late_the_next_morning(
    session: AsyncSession, clock: Any
) -> None:
    boss, helper, number = await _crew(session)
    given = await service.create_activity(
        session, boss, number, staff_id=helper.staff_id, text="Call", due_on=date(2026, 4, 1),
        due_time=time(9),
    )  # fmt: skip
    assert await activity_queries.due_activity_ids(session) == []

    clock.move_to(datetime.fromisoformat("2026-04-01T06:00:30+00:00"))
    assert await activity_queries.due_activity_ids(session) == [given.id]
    assert await activities.tell_activity_due(session, given.id) is True
    assert await activities.tell_activity_due(session, given.id) is False
    clock.shift(timedelta(days=1))
    assert await activities.tell_activity_due(session, given.id) is True
    kinds = (
        await session.scalars(sa.select(Notice.text).where(Notice.kind == "activity_due"))
    ).all()
    assert sorted(text.splitlines()[0] for text in kinds) == ["! Due: Call", "! Late: Call"]


async def test_a_field_worker_directs_only_to_themselves(session: AsyncSession) -> None:
    boss, _helper, number = await _crew(session)
    role = await make.a_role(session, "sees", Permission.SEE_ALL_TASKS)
    reader = make.actor_of(await make.a_member(session, "Rita", roles=[role]))

    own = await service.create_activity(session, reader, number, staff_id=reader.staff_id, text="x")
    with pytest.raises(NotAllowed):
        await service.create_activity(session, reader, number, staff_id=boss.staff_id, text="x")
    assert own.given_by_id == reader.id


async def test_an_activity_needs_a_type_or_words(session: AsyncSession) -> None:
    boss, _helper, number = await _crew(session)
    with pytest.raises(Invalid) as refused:
        await service.create_activity(session, boss, number, staff_id=boss.staff_id, text="  ")
    assert refused.value.field == "activity_text"


async def test_nothing_is_directed_to_somebody_who_may_not_see_the_stage(
    session: AsyncSession,
) -> None:
    boss, helper, number = await _crew(session)
    task = await queries.get_task(session, boss, number)
    owner = make.actor_of(await make.a_member(session, "Olga", owner=True))
    task.stage.sees_all = False
    await session.flush()
    with pytest.raises(HiddenFromThem):
        await service.create_activity(session, owner, number, staff_id=helper.staff_id, text="Call")


async def test_what_was_done_is_counted_by_person_period_and_type(
    session: AsyncSession, clock: Any
) -> None:
    boss, helper, number = await _crew(session)
    call, demo = await _a_type(session, "Call", 10), await _a_type(session, "Demo", 20)
    for kind, staff, days in (
        (call, helper, 0), (call, helper, 1), (demo, helper, 1), (call, boss, 1), (None, boss, 40),
    ):  # fmt: skip
        clock.move_to(datetime.fromisoformat("2026-04-06T09:00:00+00:00") + timedelta(days=days))
        made = await service.create_activity(
            session, boss, number, staff_id=staff.staff_id, text="x",
            type_id=kind.id if kind else None,
        )  # fmt: skip
        await service.finish_activity(session, boss, made.id)

    first, last = activity_queries.days_of("week", date(2026, 4, 8))
    assert (first, last) == (date(2026, 4, 6), date(2026, 4, 12))
    found = await activity_queries.counts(session, boss, first, last)
    assert [(one.staff, one.type, one.count) for one in found] == [
        ("Anna", "Call", 1), ("Matti", "Call", 2), ("Matti", "Demo", 1),
    ]  # fmt: skip
    page = await activity_queries.done_page(
        session, boss, first, last, staff_id=helper.id, type_id=call.id, limit=1
    )
    rest = await activity_queries.done_page(
        session, boss, first, last, staff_id=helper.id, type_id=call.id, cursor=page.next_cursor
    )
    assert [len(page.rows), len(rest.rows), rest.next_cursor] == [1, 1, None]
    assert page.rows[0].activity.id != rest.rows[0].activity.id
    stranger = make.actor_of(await make.a_member(session, "Seppo"))
    assert await activity_queries.counts(session, stranger, first, last) == []


async def test_removed_activities_are_counted_no_more(session: AsyncSession, clock: Any) -> None:
    boss, helper, number = await _crew(session)
    made = await service.create_activity(session, boss, number, staff_id=helper.staff_id, text="x")
    await service.remove_activity(session, boss, made.id)
    assert await activity_queries.my_activities(session, helper) == []
    with pytest.raises(NotFound):
        await service.finish_activity(session, helper, made.id)


async def test_an_activity_goes_on_to_somebody_else(session: AsyncSession) -> None:
    boss, helper, number = await _crew(session)
    other = make.actor_of(await make.a_member(session, "Liisa"))
    made = await service.create_activity(session, boss, number, staff_id=helper.staff_id, text="x")
    await service.change_activity(session, boss, made.id, staff_id=other.staff_id)
    assert await activity_queries.my_activities(session, helper) == []
    assert len(await activity_queries.my_activities(session, other)) == 1


async def test_types_are_the_companys_own(session: AsyncSession) -> None:
    owner = make.actor_of(await make.a_member(session, "Olga", owner=True))
    call = await service.create_type(session, owner, name="Call", color="blue")
    with pytest.raises(NameTaken):
        await service.create_type(session, owner, name="CALL")
    with pytest.raises(Invalid):
        await service.change_type(session, owner, call.id, color="mauve")
    await service.change_type(session, owner, call.id, name="Phone call")
    await service.archive_type(session, owner, call.id)
    assert await activity_queries.activity_types(session) == []
    again = await service.create_type(session, owner, name="phone call")
    assert again.id == call.id
    worker = make.actor_of(await make.a_member(session))
    with pytest.raises(NotAllowed):
        await service.create_type(session, worker, name="Demo")


async def test_what_was_written_about_a_person_is_given_out_and_erased(
    session: AsyncSession,
) -> None:
    boss, helper, _number = await _crew(session)
    person = await create_person(session, system("test"), name="Liisa")
    task = await service.create_task(
        session, boss, title="Visit Liisa", person_id=person.id, tags=["liisa"]
    )
    await service.add_item(session, boss, task.number, text="Ring Liisa's bell")
    given = await service.create_activity(
        session, boss, task.number, staff_id=helper.staff_id, text="Call Liisa"
    )
    await service.finish_activity(session, helper, given.id, result="She is away")

    [told] = await privacy.export_person(session, person.id)
    assert (told["checklist"], told["activities"]) == (
        ["Ring Liisa's bell"], ["Call Liisa – She is away"],
    )  # fmt: skip
    assert await privacy.erase_person(session, person.id) == 1
    session.expire_all()
    rows = await session.execute(
        sa.select(Task.title, Task.tags, ChecklistItem.text, Activity.text, Activity.result)
        .join(ChecklistItem, ChecklistItem.task_id == Task.id)
        .join(Activity, Activity.task_id == Task.id)
    )
    words = str([tuple(row) for row in rows])
    assert "Liisa" not in words
    assert "away" not in words
    payloads = str((await session.scalars(sa.select(EventRecord.payload))).all())
    assert "Ring Liisa" not in payloads
