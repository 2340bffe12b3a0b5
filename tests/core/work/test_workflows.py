"""Workflows side by side, copied from templates and changed; the audit says what was before."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import Changed, Invalid, NotAllowed, NotFound, NotThere
from core.events.models import EventRecord
from core.fields.models import CustomField, Module
from core.kit.i18n import use_language
from core.kit.ids import new_id
from core.settings import keys
from core.settings.models import Setting
from core.staff.queries import all_roles
from core.staff.roles import owner_role
from core.work import queries, service
from core.work.errors import NameTaken, StageElsewhere, StageInUse, WorkflowNeedsStages
from core.work.models import StageKind, StageRight, Workflow
from core.work.moving import moves
from core.work.stage_refusals import REQUIRABLE
from core.work.templates import TEMPLATES
from tests import make
from tests.core.work import stages as rules

BOTH = (Permission.HANDLE_TASKS, Permission.SEE_ALL_TASKS)


async def an_admin(session: AsyncSession) -> Actor:
    actor, _role = await rules.a_clerk(session, "Admin", *BOTH, Permission.MANAGE_WORKFLOWS)
    return actor


async def last_changes(session: AsyncSession) -> dict[str, Any]:
    payload = await session.scalar(
        sa.select(EventRecord.payload).order_by(EventRecord.id.desc()).limit(1)
    )
    assert payload is not None
    found: dict[str, Any] = payload["changes"]
    return found


def named(workflow: Workflow) -> list[str]:
    return [one.name for one in workflow.stages if not one.is_archived]


@pytest.mark.parametrize("key", TEMPLATES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_each_template_is_copied_in_the_companys_language_and_works(
    session: AsyncSession, key: str, language: str
) -> None:
    session.add(Setting(key=keys.COMPANY_LANGUAGE.name, value=language))
    actor = await an_admin(session)
    workflow = await service.create_workflow(session, actor, template=key)
    workflow = await queries.get_workflow(session, workflow.id)

    assert workflow.template == key
    kinds = {one.kind for one in workflow.stages}
    assert {"open", "done"} <= kinds
    theirs = {str(one.id) for one in workflow.stages}
    assert all(set(one.moves_to or ()) <= theirs for one in workflow.stages)
    assert all(set(one.required) <= set(REQUIRABLE) for one in workflow.stages)
    assert all(one.color for one in workflow.stages)
    task = await service.create_task(session, actor, title="First", workflow_id=workflow.id)
    assert task.stage_id == workflow.stages[0].id
    assert any(one.allowed for one in await moves(session, actor, task))
    with use_language("en"), pytest.raises(NameTaken):
        await service.create_workflow(session, actor, template=key, name=workflow.name)


async def test_the_review_of_development_is_signed_by_supervisors(session: AsyncSession) -> None:
    actor = await an_admin(session)
    await owner_role(session)
    workflow = await service.create_workflow(session, actor, template="development", name="Dev")
    review = next(one for one in workflow.stages if one.signing_role_ids)

    task = await service.create_task(session, actor, title="X", stage_id=review.id)
    with pytest.raises(Exception, match="signatures_missing"):
        await service.complete_task(session, actor, task.number)
    supervisor = next(r for r in await all_roles(session) if str(r.id) in review.signing_role_ids)
    assert supervisor.name in ("Supervisor", "Työnjohto")


async def test_only_who_manages_workflows_changes_them(session: AsyncSession) -> None:
    actor, _role = await rules.a_clerk(session)
    new, _doing, _done = await rules.a_workflow(session)
    for act in (
        service.create_workflow(session, actor, name="X"),
        service.change_workflow(session, actor, new.workflow_id, name="X"),
        service.create_stage(session, actor, workflow_id=new.workflow_id, name="X"),
        service.change_stage(session, actor, new.id, name="X"),
        service.order_stages(session, actor, new.workflow_id, []),
        service.set_moves(session, actor, new.workflow_id, {}),
        service.archive_stage(session, actor, new.id),
        service.restore_stage(session, actor, new.id),
        service.restore_workflow(session, actor, new.workflow_id),
    ):
        with pytest.raises(NotAllowed):
            await act


async def test_every_rule_of_a_stage_is_kept_with_what_was_before(session: AsyncSession) -> None:
    admin = await an_admin(session)
    keeper = await make.a_member(session, "Keeper")
    team, role = await make.a_team(session, "Office"), await make.a_role(session, "Sales")
    session.add(CustomField(module=Module.TASK, key="warranty", label="Warranty"))
    _new, doing, done = await rules.a_workflow(session)

    await service.change_stage(
        session, admin, doing.id, version=doing.version, name="In work", kind="waiting",
        color="orange", wip_limit=3, required=["custom.warranty", "due_on", "gone", "custom.no"],
        moves_to=[done.id, doing.id, new_id()], default_doer_id=keeper.id,
        entry_template={"fi": {"subject": " Tulossa\n", "body": "Hei"}, "sv": {"body": " "}},
        signing_role_ids=[role.id], sees_all=True, uses_all=False,
        rights={team.id: True, role.id: False},
    )  # fmt: skip
    assert doing.required == ["due_on", "custom.warranty"]
    assert doing.moves_to == [str(done.id)]
    assert doing.entry_template == {"fi": {"subject": "Tulossa", "body": "Hei"}}
    changes = await last_changes(session)
    assert changes["name"] == ["Doing", "In work"]
    assert changes["wip_limit"] == [None, 3]
    assert changes["rights"] == [{}, {"Office": True, "Sales": False}]
    version = doing.version
    await service.change_stage(session, admin, doing.id, rights={role.id: True})
    assert await last_changes(session) == {
        "rights": [{"Office": True, "Sales": False}, {"Sales": True}]
    }
    assert doing.version == version + 1
    with pytest.raises(Changed):
        await service.change_stage(session, admin, doing.id, version=version, name="Y")
    rows = await session.scalars(sa.select(StageRight).where(StageRight.stage_id == doing.id))
    assert [(one.role_id, one.may_use) for one in rows] == [(role.id, True)]


async def test_what_a_stage_cannot_be_is_refused_at_its_field(session: AsyncSession) -> None:
    admin = await an_admin(session)
    blind = await make.a_member(session, "Blind")
    seeing = await make.a_role(session, "Seers")
    _new, doing, _done = await rules.a_workflow(session)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"name": " "}, "name"), ({"color": "mauve"}, "color"), ({"wip_limit": 0}, "wip_limit"),
        ({"wip_limit": 1000}, "wip_limit"), ({"default_doer_id": new_id()}, "default_doer_id"),
        ({"default_doer_id": blind.id, "sees_all": False, "rights": {seeing.id: True}},
         "default_doer_id"),
    ]  # fmt: skip
    for changes, field in wrong:
        with pytest.raises(Invalid) as caught:
            await service.change_stage(session, admin, doing.id, **changes)
        assert caught.value.field == field
    with pytest.raises(NotThere):
        await service.change_stage(session, admin, doing.id, signing_role_ids=[new_id()])
    with pytest.raises(NotThere):
        await service.change_stage(session, admin, doing.id, rights={new_id(): True})
    with pytest.raises(NameTaken):
        await service.change_stage(session, admin, doing.id, name="New")
    with pytest.raises(NotFound):
        await service.change_stage(session, admin, new_id(), name="New")


async def test_stages_have_an_order_and_new_ones_stand_before_the_ends(
    session: AsyncSession,
) -> None:
    admin = await an_admin(session)
    new, doing, done = await rules.a_workflow(session)
    doing.moves_to = [str(done.id)]
    fresh = await service.create_stage(session, admin, workflow_id=new.workflow_id, name="Check")
    lost = await service.create_stage(
        session, admin, workflow_id=new.workflow_id, name="No", kind=StageKind.LOST
    )

    workflow = await queries.get_workflow(session, new.workflow_id)
    assert named(workflow) == ["New", "Doing", "Check", "Done", "No"]
    assert doing.moves_to == [str(done.id), str(fresh.id)]
    await service.order_stages(session, admin, workflow.id, [lost.id, done.id, new_id()])
    workflow = await queries.get_workflow(session, workflow.id)
    assert named(workflow) == ["No", "Done", "New", "Doing", "Check"]


async def test_a_matrix_says_from_where_to_where(session: AsyncSession) -> None:
    admin = await an_admin(session)
    new, doing, done = await rules.a_workflow(session)

    await service.set_moves(
        session, admin, new.workflow_id, {new.id: {doing.id, done.id}, doing.id: {done.id}}
    )
    assert (new.moves_to, doing.moves_to, done.moves_to) == (None, [str(done.id)], [])
    assert await last_changes(session) == {"moves_to": [None, []]}


async def test_a_stage_is_put_away_when_its_tasks_have_another_place(
    session: AsyncSession, clock: Any
) -> None:
    admin = await an_admin(session)
    new, doing, done = await rules.a_workflow(session)
    tasks = [await rules.a_task(session, doing, title=f"No. {place}") for place in range(3)]
    closed = await rules.a_task(session, doing, title="Old", closed_at=tasks[0].created_at)
    for wrong in (done.id, doing.id, new_id()):
        with pytest.raises(StageElsewhere):
            await service.archive_stage(session, admin, doing.id, move_to=wrong)
    with pytest.raises(StageInUse):
        await service.archive_stage(session, admin, doing.id)

    await service.archive_stage(session, admin, doing.id, move_to=new.id)
    for task in (*tasks, closed):
        await session.refresh(task)
    assert {task.stage_id for task in tasks} == {new.id}
    assert closed.stage_id == doing.id
    told = await session.scalars(
        sa.select(EventRecord.subject_id).where(EventRecord.name == "TaskMoved")
    )
    assert set(told) == {task.id for task in tasks}
    with pytest.raises(WorkflowNeedsStages):
        await service.archive_stage(session, admin, done.id)
    await service.restore_stage(session, admin, doing.id)
    assert not doing.is_archived


async def test_a_workflow_has_words_about_it_and_comes_back(session: AsyncSession) -> None:
    admin = await an_admin(session)
    await rules.a_workflow(session)
    other = await service.create_workflow(session, admin, name="Repairs")
    await service.change_workflow(session, admin, other.id, about="What breaks.")
    assert await last_changes(session) == {"about": ["", "What breaks."]}
    await service.archive_workflow(session, admin, other.id)
    assert len(await queries.workflows(session)) == 1
    await service.restore_workflow(session, admin, other.id)
    assert len(await queries.workflows(session)) == 2
    with pytest.raises(Invalid):
        await service.create_workflow(session, admin, template="nothing")
    with pytest.raises(Invalid):
        await service.change_workflow(session, admin, other.id, name=" ")
