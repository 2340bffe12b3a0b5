"""[N13] What stands in a hidden stage is absent everywhere; who may use a stage."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access import subjects
from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.errors import NotFound
from core.kit import clock as clocks
from core.kit.ids import new_id
from core.notify import queries as notices
from core.notify.withholding import withheld
from core.outbound.models import OutboundMessage
from core.timesheets import queries as hours
from core.timesheets.models import TimeEntry
from core.work import policies, reminders, service
from core.work import queries as work
from core.work.models import Stage, Task
from core.work.stage_rights import Rights
from tests import make
from tests.core.work import stages as rules

TODAY = date(2026, 3, 31)


async def _hidden(session: AsyncSession) -> tuple[Actor, Actor, Task, Stage]:
    """Return who may not see and who may, a task of the first one's, and its stage."""
    blind, _role = await rules.a_clerk(session, "Matti")
    seeing, office = await rules.a_clerk(session, "Liisa")
    _first, secret, _done = await rules.a_workflow(session, "New", "Invoicing", "Done")
    await rules.limit(session, secret, sees=[office])
    customer = await make.a_customer(session)
    task = await rules.a_task(
        session, secret, doer_id=blind.id, responsible_id=blind.id, due_on=TODAY,
        customer_id=customer.id,
    )  # fmt: skip
    return blind, seeing, task, secret


async def test_a_task_in_a_hidden_stage_is_absent_from_every_list_and_count(
    session: AsyncSession, clock: Any
) -> None:
    blind, seeing, task, _stage = await _hidden(session)
    assert task.customer_id is not None

    for actor, found in ((blind, 0), (seeing, 1), (system("test"), 1)):
        assert len((await work.task_page(session, actor)).rows) == found
        assert len(await work.tasks_of_customer(session, actor, task.customer_id)) == found
        assert len(await subjects.seen(session, actor, "task", [task.id])) == found
    assert await work.my_tasks(session, blind) == []
    assert await work.tasks_due(session, blind, TODAY) == []
    assert await work.count_due(session, blind, TODAY) == (0, 0)
    assert await session.scalar(sa.select(work.count_of_due(blind, TODAY))) == 0
    with pytest.raises(NotFound):
        await work.task_line(session, blind, task.number)
    with pytest.raises(NotFound):
        await service.change_task(session, blind, task.number, title="Mine")
    with pytest.raises(NotFound):
        await subjects.get_seen(session, blind, "task", task.id)


async def test_a_team_or_a_role_opens_a_stage_and_the_owner_sees_every_one(
    session: AsyncSession,
) -> None:
    blind, seeing, _task, secret = await _hidden(session)
    owner = make.actor_of(await make.a_member(session, "Olga", owner=True))
    team = await make.a_team(session, "Billing")
    inside = make.actor_of(await make.a_member(session, "Timo", teams=[team], roles=[
        await make.a_role(session, "few", Permission.SEE_ALL_TASKS)
    ]))  # fmt: skip
    await rules.limit(session, secret, sees=[team])

    found = {
        actor.name: len((await work.task_page(session, actor)).rows)
        for actor in (blind, seeing, owner, inside)
    }
    assert found == {"Matti": 0, "Liisa": 1, "Olga": 1, "Timo": 1}


async def test_nobody_is_told_of_a_task_they_may_not_see(session: AsyncSession, clock: Any) -> None:
    blind, seeing, task, secret = await _hidden(session)
    moment = clocks.now() + timedelta(minutes=5)
    reminder = await reminders.create_reminder(
        session, system("test"), remind_at=moment, staff_id=blind.staff_id, task_id=task.id
    )
    task.remind_at = moment
    await session.flush()
    clock.shift(timedelta(minutes=6))

    assert await reminders.tell_reminder(session, reminder.id)
    assert await reminders.tell_task_due(session, task.id)
    assert await notices.unread(session, blind) == []
    await service.change_task(session, seeing, task.number, doer_id=seeing.id)
    await service.change_task(session, seeing, task.number, doer_id=blind.id)
    assert await notices.unread(session, blind) == []
    secret.sees_all = True
    await session.flush()
    await service.change_task(session, seeing, task.number, doer_id=None)
    await service.change_task(session, seeing, task.number, doer_id=blind.id)
    told = await notices.unread(session, blind)
    assert [one.kind for one in told] == ["task_assigned"]
    secret.sees_all = False
    await session.flush()
    assert await notices.unread(session, blind) == []
    assert await notices.unread_count(session, blind) == 0


async def test_hours_on_a_hidden_task_stay_without_naming_it(
    session: AsyncSession, clock: Any
) -> None:
    blind, _seeing, task, secret = await _hidden(session)
    entry = TimeEntry(
        staff_id=blind.id, day=TODAY, worked_minutes=60, billed_minutes=60, task_id=task.id,
        note="",
    )  # fmt: skip
    session.add(entry)
    await session.flush()

    [line] = await hours.entries_between(session, blind, TODAY, TODAY, staff_id=blind.staff_id)
    assert (line.entry.worked_minutes, line.task) == (60, None)
    secret.sees_all = True
    await session.flush()
    [line] = await hours.entries_between(session, blind, TODAY, TODAY, staff_id=blind.staff_id)
    assert line.task == "Task in Invoicing"


async def test_hiding_costs_no_statement(session: AsyncSession, queries: Any) -> None:
    blind, _seeing, task, _stage = await _hidden(session)

    with queries() as asked:
        await work.task_page(session, blind)
        await work.count_due(session, blind, TODAY)
    assert len(asked) == 2
    assert task.number not in str(asked)


def test_using_a_stage_needs_seeing_it() -> None:
    actor = Actor("staff", id=None, role_ids=frozenset())
    key = new_id()
    named = Actor("staff", id=None, role_ids=frozenset((key,)))
    open_stage = Stage(name="Open", sees_all=True, uses_all=True)
    seen_only = Stage(name="Seen", sees_all=True, uses_all=False)
    closed = Stage(name="Closed", sees_all=False, uses_all=True)
    both = Rights(seeing=frozenset((key,)), using=frozenset((key,)))
    only_seeing = Rights(seeing=frozenset((key,)))

    assert policies.can_use_stage(actor, open_stage)
    assert not policies.can_use_stage(actor, seen_only, both)
    assert policies.can_use_stage(named, seen_only, both)
    assert not policies.can_use_stage(named, seen_only, only_seeing)
    assert policies.can_use_stage(named, closed, only_seeing)
    assert not policies.can_use_stage(actor, closed, only_seeing)


async def test_a_message_of_a_task_that_was_hidden_meanwhile_does_not_leave(
    session: AsyncSession, clock: Any
) -> None:
    blind, seeing, task, secret = await _hidden(session)
    secret.sees_all = True
    await session.flush()
    await service.change_task(session, seeing, task.number, doer_id=None)
    await service.change_task(session, seeing, task.number, doer_id=blind.id)
    [waiting] = await session.scalars(
        sa.select(OutboundMessage).where(OutboundMessage.kind == "task_assigned")
    )
    assert await withheld(session, [waiting]) == set()
    secret.sees_all = False
    await session.flush()
    assert await withheld(session, [waiting]) == {waiting.id}
