"""[P5] A stage may demand signatures by roles; each is in the audit."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.errors import Invalid, NotFound
from core.events.models import EventRecord
from core.notify import queries as notices
from core.work import service
from core.work import stage_refusals as refusals
from core.work.models import SignOff
from core.work.signing_off import sign, withdraw
from core.work.standing import standing_of
from tests import make
from tests.core.work import stages as rules

BOTH = (Permission.HANDLE_TASKS, Permission.SEE_ALL_TASKS)


async def _told(session: AsyncSession, name: str) -> list[dict[str, Any]]:
    found = await session.scalars(
        sa.select(EventRecord.payload).where(EventRecord.name == name).order_by(EventRecord.id)
    )
    return [payload or {} for payload in found]


async def test_a_task_goes_on_when_each_role_has_signed_once(
    session: AsyncSession, clock: Any
) -> None:
    worker, _own = await rules.a_clerk(session, "Matti")
    anna, checking = await rules.a_clerk(session, "Anna")
    olli, safety = await rules.a_clerk(session, "Olli", Permission.SEE_ALL_TASKS)
    new, review, done = await rules.a_workflow(session, "New", "Review", "Done")
    review.signing_role_ids = [str(checking.id), str(safety.id)]
    task = await rules.a_task(session, new)
    await service.move_task(session, worker, task.number, stage_id=review.id)

    with pytest.raises(refusals.SignaturesMissing) as caught:
        await service.complete_task(session, worker, task.number)
    assert caught.value.sentence() == (
        "Before the task goes on from Review, it is signed by: Role of Anna, Role of Olli."
    )
    with pytest.raises(refusals.NotYourSignature) as other:
        await sign(session, worker, task.number)
    assert "Role of Anna, Role of Olli" in other.value.sentence()
    await sign(session, anna, task.number, comment=" Looks good. ")
    with pytest.raises(refusals.AlreadySigned):
        await sign(session, anna, task.number)
    with pytest.raises(refusals.SignaturesMissing) as caught:
        await service.complete_task(session, worker, task.number)
    assert caught.value.values["roles"] == "Role of Olli"
    await sign(session, olli, task.number)
    await service.move_task(session, worker, task.number, stage_id=done.id)

    assert [(one["stage"], one["role"], one["comment"]) for one in await _told(
        session, "TaskSigned"
    )] == [("Review", "Role of Anna", "Looks good."), ("Review", "Role of Olli", "")]  # fmt: skip


async def test_going_back_or_giving_up_needs_no_signature_and_coming_again_needs_new_ones(
    session: AsyncSession, clock: Any
) -> None:
    worker, _own = await rules.a_clerk(session, "Matti")
    anna, checking = await rules.a_clerk(session, "Anna")
    new, review, _done, lost = await rules.a_workflow(session, "New", "Review", "Done", "Lost")
    review.signing_role_ids = [str(checking.id)]
    task = await rules.a_task(session, review)
    await sign(session, anna, task.number)

    clock.shift(timedelta(minutes=1))
    await service.move_task(session, worker, task.number, stage_id=new.id)
    clock.shift(timedelta(minutes=1))
    await service.move_task(session, worker, task.number, stage_id=review.id)
    with pytest.raises(refusals.SignaturesMissing):
        await service.complete_task(session, worker, task.number)
    await service.move_task(session, worker, task.number, stage_id=lost.id)
    assert not task.is_open


async def test_whoever_signed_takes_it_back_or_who_manages_workflows(
    session: AsyncSession, clock: Any
) -> None:
    worker, _own = await rules.a_clerk(session, "Matti")
    anna, checking = await rules.a_clerk(session, "Anna")
    lead, _lead = await rules.a_clerk(session, "Liisa", *BOTH, Permission.MANAGE_WORKFLOWS)
    _new, review, done = await rules.a_workflow(session, "New", "Review", "Done")
    review.signing_role_ids = [str(checking.id)]
    task = await rules.a_task(session, review)

    with pytest.raises(NotFound):
        await withdraw(session, anna, task.number, role_id=checking.id)
    await sign(session, anna, task.number)
    with pytest.raises(refusals.NotSignedByYou):
        await withdraw(session, worker, task.number, role_id=checking.id)
    await withdraw(session, lead, task.number, role_id=checking.id)
    [back] = await _told(session, "SignatureWithdrawn")
    assert (back["role"], back["signer_id"]) == ("Role of Anna", str(anna.id))
    with pytest.raises(refusals.SignaturesMissing):
        await service.move_task(session, worker, task.number, stage_id=done.id)
    await sign(session, anna, task.number)
    await withdraw(session, anna, task.number, role_id=checking.id)
    assert await session.scalar(sa.select(sa.func.count()).select_from(SignOff)) == 2


async def test_what_cannot_be_signed_says_so(session: AsyncSession) -> None:
    anna, checking = await rules.a_clerk(session, "Anna")
    blind, blind_role = await rules.a_clerk(session, "Matti")
    new, review, _done = await rules.a_workflow(session, "New", "Review", "Done")
    task = await rules.a_task(session, new)
    with pytest.raises(refusals.NothingToSign):
        await sign(session, anna, task.number)
    review.signing_role_ids = [str(checking.id), str(blind_role.id)]
    await rules.limit(session, review, sees=[checking])
    hidden = await rules.a_task(session, review)
    with pytest.raises(NotFound):
        await sign(session, blind, hidden.number)
    with pytest.raises(refusals.NotYourSignature):
        await sign(session, anna, hidden.number, role_id=blind_role.id)
    with pytest.raises(Invalid):
        await sign(session, anna, hidden.number, comment="x" * 1001)


async def test_signatures_of_one_task_say_nothing_of_another(session: AsyncSession) -> None:
    anna, checking = await rules.a_clerk(session, "Anna")
    _new, review, _done = await rules.a_workflow(session, "New", "Review", "Done")
    review.signing_role_ids = [str(checking.id)]
    one = await rules.a_task(session, review, title="One")
    two = await rules.a_task(session, review, title="Two")
    await sign(session, anna, one.number)

    first = (await standing_of(session, anna, one)).signatures
    second = (await standing_of(session, anna, two)).signatures
    assert [(given.role, given.name) for given in first] == [("Role of Anna", "Anna")]
    assert [(given.role, given.name) for given in second] == [("Role of Anna", "")]


async def test_signing_needs_a_person(session: AsyncSession) -> None:
    _anna, checking = await rules.a_clerk(session, "Anna")
    _new, review, _done = await rules.a_workflow(session, "New", "Review", "Done")
    review.signing_role_ids = [str(checking.id)]
    task = await rules.a_task(session, review)
    with pytest.raises(refusals.NotYourSignature):
        await sign(session, system("test"), task.number)


async def test_who_signs_is_told_that_a_task_waits_for_it(
    session: AsyncSession, clock: Any
) -> None:
    worker, _own = await rules.a_clerk(session, "Matti")
    anna, checking = await rules.a_clerk(session, "Anna")
    blind_role = await make.a_role(session, "Sees few", Permission.HANDLE_TASKS)
    blind = make.actor_of(await make.a_member(session, "Bo", roles=[blind_role]))
    new, review, _done = await rules.a_workflow(session, "New", "Review", "Done")
    review.signing_role_ids = [str(checking.id), str(blind_role.id)]
    task = await rules.a_task(session, new)

    await service.move_task(session, worker, task.number, stage_id=review.id)
    [told] = await notices.unread(session, anna)
    assert told.text == f"! Review: task {task.number} waits for your signature: {task.title}"
    assert told.path == f"/app/tasks/{task.number}#signing"
    assert await notices.unread(session, blind) == []
    assert await notices.unread(session, worker) == []
