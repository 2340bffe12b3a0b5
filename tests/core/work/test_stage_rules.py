"""The rules of stages, alone and together: a refused move says why, who may, and what to do."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.errors import DomainError, NotFound
from core.fields.models import CustomField, FieldKind, Module
from core.kit import clock as clocks
from core.work import service
from core.work import stage_refusals as refusals
from core.work.errors import StageElsewhere
from core.work.models import Stage, Task
from core.work.moving import moves
from tests import make
from tests.core.work import stages as rules

BOTH = (Permission.HANDLE_TASKS, Permission.SEE_ALL_TASKS)


async def _refused(session: AsyncSession, actor: Actor, task: Task, stage: Stage) -> DomainError:
    """Return why a move is refused; the menu says the very same, and nothing has moved."""
    before = task.stage_id
    with pytest.raises(DomainError) as caught:
        await service.move_task(session, actor, task.number, stage_id=stage.id)
    said = {one.stage.id: one for one in await moves(session, actor, task)}
    assert (said[stage.id].allowed, said[stage.id].reason) == (False, caught.value.sentence())
    assert task.stage_id == before
    return caught.value


async def _allowed(session: AsyncSession, actor: Actor, task: Task, stage: Stage) -> None:
    said = {one.stage.id: one.allowed for one in await moves(session, actor, task)}
    assert said[stage.id]
    await service.move_task(session, actor, task.number, stage_id=stage.id)
    assert task.stage_id == stage.id


async def test_without_rules_a_task_goes_anywhere_and_its_time_in_the_stage_begins_anew(
    session: AsyncSession, clock: Any
) -> None:
    actor, _role = await rules.a_clerk(session)
    new, doing, done = await rules.a_workflow(session)
    task = await rules.a_task(session, new)
    first = task.stage_since
    clock.shift(timedelta(hours=2))

    await _allowed(session, actor, task, doing)
    assert first is not None
    assert task.stage_since == first + timedelta(hours=2)
    await _allowed(session, actor, task, done)
    assert not task.is_open
    await _allowed(session, actor, task, new)
    assert task.is_open


async def test_a_task_takes_only_the_steps_its_workflow_allows(session: AsyncSession) -> None:
    actor, _role = await rules.a_clerk(session)
    new, doing, done = await rules.a_workflow(session)
    new.moves_to, doing.moves_to = [str(doing.id)], [str(done.id), str(new.id)]
    done.moves_to = []
    task = await rules.a_task(session, new)

    why = await _refused(session, actor, task, done)
    assert why.sentence() == "From New a task goes on to: Doing. Move it there first."
    with pytest.raises(refusals.MoveNotAllowed):
        await service.complete_task(session, actor, task.number)
    await _allowed(session, actor, task, doing)
    await service.complete_task(session, actor, task.number)
    why = await _refused(session, actor, task, new)
    assert why.code == "nothing_follows"
    with pytest.raises(refusals.NothingFollows):
        await service.reopen_task(session, actor, task.number)


async def test_only_named_teams_and_roles_move_tasks_in_and_out(session: AsyncSession) -> None:
    other, _role = await rules.a_clerk(session, "Matti")
    sellers, selling = await rules.a_clerk(session, "Liisa")
    team = await make.a_team(session, "Office")
    inside, _own = await rules.a_clerk(session, "Timo", teams=[team])
    owner = make.actor_of(await make.a_member(session, "Olga", owner=True))
    new, offer, _done = await rules.a_workflow(session, "New", "Offer", "Done")
    await rules.limit(session, offer, uses=[selling, team])
    task = await rules.a_task(session, new)

    why = await _refused(session, other, task, offer)
    assert why.sentence() == (
        "Into Offer tasks are moved by: Office, Role of Liisa. Ask one of them to move this one."
    )
    await _allowed(session, sellers, task, offer)
    why = await _refused(session, other, task, new)
    assert why.code == "may_not_leave"
    assert "Office, Role of Liisa" in why.sentence()
    await _allowed(session, inside, task, new)
    await _allowed(session, owner, task, offer)


async def test_a_limited_stage_that_names_nobody_is_the_owners(session: AsyncSession) -> None:
    actor, _role = await rules.a_clerk(session)
    new, doing, _done = await rules.a_workflow(session)
    await rules.limit(session, doing, uses=[])
    task = await rules.a_task(session, new)

    why = await _refused(session, actor, task, doing)
    assert why.sentence() == "Only the owner moves tasks into Doing and out of it. Ask the owner."


async def test_a_hidden_stage_is_in_no_menu_and_is_not_found(session: AsyncSession) -> None:
    actor, _role = await rules.a_clerk(session)
    _boss, office = await rules.a_clerk(session, "Liisa")
    new, secret, done = await rules.a_workflow(session, "New", "Secret", "Done")
    await rules.limit(session, secret, sees=[office])
    new.moves_to = [str(secret.id)]
    task = await rules.a_task(session, new)

    assert [one.stage.name for one in await moves(session, actor, task)] == ["Done"]
    with pytest.raises(NotFound):
        await service.move_task(session, actor, task.number, stage_id=secret.id)
    why = await _refused(session, actor, task, done)
    assert "Secret" not in why.sentence()


async def test_a_stage_of_another_workflow_is_named_unless_hidden(session: AsyncSession) -> None:
    actor, _role = await rules.a_clerk(session)
    new, *_rest = await rules.a_workflow(session)
    foreign, secret, _end = await rules.a_workflow(session, "A", "B", "Done", is_default=False)
    await rules.limit(session, secret, sees=[])
    task = await rules.a_task(session, new)

    with pytest.raises(StageElsewhere):
        await service.move_task(session, actor, task.number, stage_id=foreign.id)
    with pytest.raises(NotFound):
        await service.move_task(session, actor, task.number, stage_id=secret.id)


async def test_a_stage_demands_fields_on_entry_own_ones_too(session: AsyncSession) -> None:
    actor, _role = await rules.a_clerk(session)
    session.add(CustomField(
        module=Module.TASK, key="warranty", label="Warranty", kind=FieldKind.NUMBER
    ))  # fmt: skip
    new, doing, _done = await rules.a_workflow(session)
    doing.required = ["doer_id", "due_on", "planned_minutes", "custom.warranty", "custom.gone"]
    task = await rules.a_task(session, new, doer_id=None)

    why = await _refused(session, actor, task, doing)
    assert why.sentence() == (
        "Doing needs: doer, due date, planned hours, Warranty. Fill them in first."
    )
    assert why.sentence("fi").startswith("Vaihe Doing edellyttää: tekijä, määräpäivä")
    task.doer_id, task.due_on, task.planned_minutes = actor.id, date(2026, 4, 1), 60
    assert (await _refused(session, actor, task, doing)).values["labels"] == ("Warranty",)
    task.custom = {"warranty": "24"}
    await _allowed(session, actor, task, doing)


async def test_a_full_stage_refuses_all_but_those_who_manage_workflows(
    session: AsyncSession,
) -> None:
    actor, _role = await rules.a_clerk(session)
    lead, _lead = await rules.a_clerk(session, "Liisa", *BOTH, Permission.MANAGE_WORKFLOWS)
    new, doing, _done = await rules.a_workflow(session)
    doing.wip_limit = 1
    first = await rules.a_task(session, new, title="First")
    second = await rules.a_task(session, new, title="Second")
    await _allowed(session, actor, first, doing)

    why = await _refused(session, actor, second, doing)
    assert why.sentence() == (
        "Doing is full: 1 of at most 1 tasks. Move one of them on first, or ask somebody who may "
        "go over the limit: Role of Liisa."
    )
    [move, _end] = await moves(session, lead, second)
    assert move.allowed
    assert move.reason == "Doing is full: 1 of at most 1 tasks. You may go over the limit."
    await _allowed(session, lead, second, doing)
    await service.complete_task(session, actor, first.number)
    await service.complete_task(session, actor, second.number)
    third = await rules.a_task(session, new, title="Third")
    await _allowed(session, actor, third, doing)


async def test_the_stage_gives_a_task_without_doer_its_own(
    session: AsyncSession, clock: Any
) -> None:
    actor, _role = await rules.a_clerk(session)
    keeper = await make.a_member(session, "Keeper")
    gone = await make.a_member(session, "Gone", deactivated_at=clocks.now())
    new, doing, done = await rules.a_workflow(session)
    doing.default_doer_id, new.default_doer_id = keeper.id, gone.id
    doing.required = ["doer_id"]
    task = await rules.a_task(session, new, due_on=date(2026, 4, 1))

    await _allowed(session, actor, task, doing)
    assert task.doer_id == keeper.id
    assert task.remind_at is not None
    task.doer_id = actor.id
    await _allowed(session, actor, task, new)
    await _allowed(session, actor, task, doing)
    assert task.doer_id == actor.id
    task.doer_id = None
    await _allowed(session, actor, task, done)
    await _allowed(session, actor, task, new)
    assert task.doer_id is None


async def test_who_only_sees_a_task_is_told_so(session: AsyncSession) -> None:
    watcher, _role = await rules.a_clerk(session, "Matti", Permission.SEE_ALL_TASKS)
    new, doing, _done = await rules.a_workflow(session)
    task = await rules.a_task(session, new)

    said = await moves(session, watcher, task)
    assert {one.stage.id: one.allowed for one in said}[doing.id] is False
    assert said[0].reason == "You see this task but may not move it. Its doer or responsible may."


async def test_completing_goes_to_the_first_end_the_rules_let_it(session: AsyncSession) -> None:
    actor, own = await rules.a_clerk(session)
    _boss, office = await rules.a_clerk(session, "Liisa")
    new, invoiced, done = await rules.a_workflow(session, "New", "Invoiced", "Done")
    invoiced.kind = "done"
    await rules.limit(session, invoiced, sees=[office])
    task = await rules.a_task(session, new)

    await service.complete_task(session, actor, task.number)
    assert task.stage_id == done.id
    await service.reopen_task(session, actor, task.number)
    assert task.stage_id == new.id
    done.sees_all = False
    await session.flush()
    with pytest.raises(refusals.NobodySees) as caught:
        await service.complete_task(session, actor, task.number)
    assert caught.value.sentence() == (
        "Here the next step is taken by others: Role of Liisa. Ask one of them."
    )
    await rules.limit(session, done, sees=[own], uses=[])
    with pytest.raises(refusals.OnlyOwnerMoves):
        await service.complete_task(session, actor, task.number)


async def test_rules_are_looked_at_in_the_order_of_what_can_be_done(session: AsyncSession) -> None:
    actor, _own = await rules.a_clerk(session)
    session.add(CustomField(module=Module.TASK, key="x", label="Colour"))
    new, doing, done = await rules.a_workflow(session)
    new.moves_to, doing.wip_limit, doing.required = [str(done.id)], 0, ["custom.x"]
    await rules.limit(session, doing, uses=[])
    task = await rules.a_task(session, new)
    codes = []
    mending: list[tuple[Any, str, Any]] = [
        (new, "moves_to", None), (doing, "uses_all", True), (task, "custom", {"x": "red"}),
        (doing, "wip_limit", 1),
    ]  # fmt: skip
    for row, name, value in mending:
        codes.append((await _refused(session, actor, task, doing)).code)
        setattr(row, name, value)
        await session.flush()
    assert codes == ["move_not_allowed", "only_owner_moves", "fields_missing", "stage_full"]
    await _allowed(session, actor, task, doing)


async def test_a_new_task_begins_where_its_maker_may_use_a_stage(session: AsyncSession) -> None:
    actor, _own = await rules.a_clerk(session)
    new, doing, _done = await rules.a_workflow(session)
    await rules.limit(session, new, uses=[])

    task = await service.create_task(session, actor, title="One", doer_id=actor.id)
    assert task.stage_id == doing.id
    with pytest.raises(refusals.OnlyOwnerMoves):
        await service.create_task(session, actor, title="Two", stage_id=new.id)
    doing.required = ["due_on"]
    await session.flush()
    with pytest.raises(refusals.FieldsMissing):
        await service.create_task(session, actor, title="Three")
    doing.required, doing.wip_limit = [], 1
    await session.flush()
    with pytest.raises(refusals.StageFull):
        await service.create_task(session, actor, title="Four")
    nothing_lost = await service.create_task(session, system("intake"), title="Five",
                                             stage_id=doing.id)  # fmt: skip
    assert nothing_lost.stage_id == doing.id


async def test_a_menu_of_moves_takes_at_most_two_statements(
    session: AsyncSession, queries: Any
) -> None:
    actor, own = await rules.a_clerk(session)
    new, doing, done = await rules.a_workflow(session)
    task = await rules.a_task(session, new)
    with queries() as asked:
        assert len(await moves(session, actor, task)) == 2
    assert len(asked) == 1
    new.signing_role_ids, doing.wip_limit, done.required = [str(own.id)], 0, ["due_on"]
    await rules.limit(session, doing, uses=[own])
    with queries() as asked:
        assert len(await moves(session, actor, task)) == 2
    assert len(asked) == 2
