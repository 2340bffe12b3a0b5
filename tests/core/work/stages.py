"""Makers of workflows with rules for the tests of work."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.staff.models import Role, Team
from core.work.models import Stage, StageKind, StageRight, Task, Workflow
from tests import make

KINDS = {"Done": StageKind.DONE, "Lost": StageKind.LOST, "Waiting": StageKind.WAITING}


async def a_workflow(session: AsyncSession, *names: str, is_default: bool = True) -> list[Stage]:
    """Make a workflow with these stages (a name says the kind) and return them in order."""
    names = names or ("New", "Doing", "Done")
    workflow = Workflow(name=" ".join(names), is_default=is_default)
    workflow.stages = [
        Stage(name=name, kind=KINDS.get(name, StageKind.OPEN), position=10 * place)
        for place, name in enumerate(names, 1)
    ]
    session.add(workflow)
    await session.flush()
    return workflow.stages


async def limit(
    session: AsyncSession, stage: Stage, *, sees: list[Role | Team] | None = None,
    uses: list[Role | Team] | None = None,
) -> None:  # fmt: skip
    """Let only these see a stage (None: everybody), and only those use it."""
    stage.sees_all, stage.uses_all = sees is None, uses is None
    users = uses or []
    for one in {*(sees or []), *users}:
        name = "team_id" if isinstance(one, Team) else "role_id"
        session.add(StageRight(stage_id=stage.id, may_use=one in users, **{name: one.id}))
    await session.flush()


async def a_clerk(
    session: AsyncSession, name: str = "Matti", *permissions: Permission, **values: Any
) -> tuple[Actor, Role]:
    """Make a member who handles tasks and sees everybody's, and the role that only they have."""
    rights = permissions or (Permission.HANDLE_TASKS, Permission.SEE_ALL_TASKS)
    role = await make.a_role(session, f"Role of {name}", *rights)
    member = await make.a_member(session, name, roles=[role], **values)
    return make.actor_of(member), role


async def a_task(session: AsyncSession, stage: Stage, **values: Any) -> Task:
    """Make a task that stands in a stage."""
    count = values.pop("place", None) or stage.name
    values.setdefault("title", f"Task in {stage.name}")
    task = Task(number=f"T-{count}-{values['title']}", workflow_id=stage.workflow_id, stage=stage,
                **values)  # fmt: skip
    session.add(task)
    await session.flush()
    return task
