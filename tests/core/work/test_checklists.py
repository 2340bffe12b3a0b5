"""Checklists and links of tasks, and putting tasks aside."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import Changed, Invalid, NotAllowed, NotFound
from core.events.models import EventRecord
from core.notify.models import Notice
from core.work import queries, service, task_queries
from core.work.deferring import bring_back
from core.work.errors import LinkCircle, LinkToItself
from core.work.models import TaskLinkKind
from tests import make


async def _two(session: AsyncSession) -> tuple[Actor, str, str]:
    actor = make.actor_of(await make.a_member(session))
    one = await service.create_task(session, actor, title="One", doer_id=actor.id)
    two = await service.create_task(session, actor, title="Two", doer_id=actor.id)
    return actor, one.number, two.number


async def test_the_lines_of_a_checklist_are_ticked_moved_renamed_and_removed(
    session: AsyncSession,
) -> None:
    actor, number, _other = await _two(session)
    task = await queries.get_task(session, actor, number)
    lines = [
        await service.add_item(session, actor, number, text=text)
        for text in ("Measure", " Buy  pipes ", "Fit")
    ]
    await service.tick_item(session, actor, lines[0].id)
    await service.tick_item(session, actor, lines[0].id)
    await service.rename_item(session, actor, lines[1].id, text="Buy tubes")
    await service.move_item(session, actor, lines[2].id, place=0)
    await service.remove_item(session, actor, lines[1].id)

    found = await task_queries.checklist_of(session, task.id)

    assert [(one.text, one.done_at is not None) for one in found] == [
        ("Fit", False), ("Measure", True),
    ]  # fmt: skip
    names = await session.scalars(
        sa.select(EventRecord.name)
        .where(EventRecord.name.like("Checklist%"))
        .order_by(EventRecord.id)
    )
    assert [name.removeprefix("ChecklistItem") for name in names] == [
        "Added", "Added", "Added", "Ticked", "Renamed", "Moved", "Removed",
    ]  # fmt: skip


async def test_a_line_needs_words_and_the_right_to_change_the_task(session: AsyncSession) -> None:
    actor, number, _other = await _two(session)
    with pytest.raises(Invalid):
        await service.add_item(session, actor, number, text="  ")
    role = await make.a_role(session, "sees", Permission.SEE_ALL_TASKS)
    reader = make.actor_of(await make.a_member(session, "Rita", roles=[role]))
    with pytest.raises(NotAllowed):
        await service.add_item(session, reader, number, text="Measure")


async def test_a_stranger_does_not_find_a_line(session: AsyncSession) -> None:
    actor, number, _other = await _two(session)
    line = await service.add_item(session, actor, number, text="Measure")
    stranger = make.actor_of(await make.a_member(session, "Seppo"))
    with pytest.raises(NotFound):
        await service.tick_item(session, stranger, line.id)


async def test_an_open_task_that_blocks_is_told_until_it_is_done(session: AsyncSession) -> None:
    actor, one, two = await _two(session)
    await service.link_tasks(session, actor, one, two, kind=TaskLinkKind.BLOCKS)
    second = await queries.get_task(session, actor, two)

    assert await task_queries.open_blockers(session, actor, second.id) == [(one, "One")]
    await service.complete_task(session, actor, one)
    assert await task_queries.open_blockers(session, actor, second.id) == []
    [link] = await task_queries.links_of(session, actor, second.id)
    assert (link.number, link.kind, link.is_from, link.is_open) == (one, "blocks", False, False)


@pytest.mark.parametrize("kind", [TaskLinkKind.BLOCKS, TaskLinkKind.PART_OF])
async def test_blocking_and_being_a_part_never_go_in_a_circle(
    session: AsyncSession, kind: TaskLinkKind
) -> None:
    actor, one, two = await _two(session)
    three = (await service.create_task(session, actor, title="Three", doer_id=actor.id)).number
    await service.link_tasks(session, actor, one, two, kind=kind)
    await service.link_tasks(session, actor, two, three, kind=kind)

    with pytest.raises(LinkCircle):
        await service.link_tasks(session, actor, three, one, kind=kind)
    with pytest.raises(LinkToItself):
        await service.link_tasks(session, actor, one, one, kind=kind)


async def test_related_is_one_link_from_both_ends_and_both_histories_tell(
    session: AsyncSession,
) -> None:
    actor, one, two = await _two(session)
    first = await service.link_tasks(session, actor, one, two, kind=TaskLinkKind.RELATED)
    again = await service.link_tasks(session, actor, two, one, kind=TaskLinkKind.RELATED)
    assert again.id == first.id
    await service.unlink_tasks(session, actor, first.id)

    told = await session.execute(
        sa.select(EventRecord.name, sa.func.count())
        .where(EventRecord.name.in_(("TaskLinked", "TaskUnlinked")))
        .group_by(EventRecord.name)
    )
    assert sorted((name, count) for name, count in told) == [("TaskLinked", 2), ("TaskUnlinked", 2)]


async def test_a_deferred_task_is_out_of_sight_and_comes_back_with_a_notice(
    session: AsyncSession, clock: Any
) -> None:
    actor, number, _other = await _two(session)
    task = await service.defer_task(session, actor, number, until=date(2026, 4, 2))
    assert task.return_at == datetime(2026, 4, 2, 4, tzinfo=UTC)
    assert [line.task.title for line in await queries.my_tasks(session, actor)] == ["Two"]
    assert (await queries.count_due(session, actor, date(2026, 3, 31)))[0] == 1
    assert [one.number for one in await task_queries.deferred_of(session, actor, date(2026, 3, 31))
            ] == [number]  # fmt: skip
    assert await task_queries.due_return_ids(session) == []

    clock.shift(timedelta(days=2))
    [due] = await task_queries.due_return_ids(session)
    assert await bring_back(session, due) is True
    assert await bring_back(session, due) is False
    titles = [line.task.title for line in await queries.my_tasks(session, actor)]
    assert sorted(titles) == ["One", "Two"]
    notice = (await session.scalars(sa.select(Notice))).one()
    assert (notice.kind, notice.path) == ("task_back", f"/app/tasks/{number}")


async def test_a_task_is_deferred_only_to_a_day_to_come(session: AsyncSession, clock: Any) -> None:
    actor, number, _other = await _two(session)
    with pytest.raises(Invalid):
        await service.defer_task(session, actor, number, until=date(2026, 3, 31))
    with pytest.raises(Changed):
        await service.defer_task(session, actor, number, until=date(2026, 5, 1), version=99)


async def test_an_event_is_due_when_it_begins_and_its_overlap_is_told(
    session: AsyncSession, clock: Any
) -> None:
    actor, number, other = await _two(session)
    starts = datetime(2026, 4, 1, 6, tzinfo=UTC)
    span: dict[str, Any] = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    task = await service.change_task(session, actor, number, **span)
    assert (task.is_event, str(task.due_on), str(task.due_time)) == (True, "2026-04-01", "09:00:00")

    later = await service.change_task(
        session, actor, other, starts_at=starts + timedelta(hours=1),
        ends_at=starts + timedelta(hours=3),
    )  # fmt: skip
    assert later.starts_at is not None
    assert later.ends_at is not None
    found = await task_queries.overlapping(
        session, actor.staff_id, later.starts_at, later.ends_at, but=later.id
    )
    assert [one.number for one in found] == [number]
    with pytest.raises(Invalid):
        await service.change_task(session, actor, other, ends_at=starts)
    with pytest.raises(Invalid):
        await service.change_task(session, actor, number, ends_at=None)


@pytest.mark.parametrize(
    ("field", "value"), [("percent", 101), ("percent", -1), ("priority", 7), ("planned_minutes", 0)]
)
async def test_what_cannot_be_is_refused_at_its_field(
    session: AsyncSession, field: str, value: int
) -> None:
    actor, number, _other = await _two(session)
    wrong: dict[str, Any] = {field: value}
    with pytest.raises(Invalid) as refused:
        await service.change_task(session, actor, number, **wrong)
    assert refused.value.field == field


async def test_tags_percent_priority_and_planned_hours_are_kept(session: AsyncSession) -> None:
    actor, number, _other = await _two(session)
    task = await service.change_task(
        session,
        actor,
        number,
        percent=60,
        priority=1,
        planned_minutes=150,
        tags=["Urgent", "urgent"],
    )
    assert (task.percent, task.priority, task.planned_minutes, task.tags) == (
        60,
        1,
        150,
        ["Urgent"],
    )
