"""Workflows and their stages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from starlette.requests import Request

from admin import fields
from admin.base import Act, ServiceView, present_request, version_of
from admin.views.archiving import archived_filter
from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import NotFound
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.work import queries
from core.work import workflows as service
from core.work.models import Stage, StageKind, Workflow

KINDS: Mapping[str, str] = {
    StageKind.OPEN: N_("Work goes on"),
    StageKind.WAITING: N_("Waits for somebody else"),
    StageKind.DONE: N_("Done"),
    StageKind.LOST: N_("Ended without result"),
}


def _stages(workflow: Workflow, _name: str) -> str:
    return " → ".join(stage.name for stage in workflow.stages if not stage.is_archived)


class WorkflowView(ServiceView, model=Workflow):
    """Workflows."""

    right = Permission.MANAGE_WORKFLOWS
    name, name_plural = N_("Workflow"), N_("Workflows")
    about = N_("Your own processes and their stages, such as sales, service or repair.")
    none_yet = N_("Workflows appear here.")
    new_label = N_("New workflow")
    icon = "work"
    column_list = ("name", "stages", "is_default")
    column_labels = {
        "name": N_("Name"), "stages": N_("Stages"), "is_default": N_("For new tasks"),
    }  # fmt: skip
    column_formatters = {"stages": _stages}
    column_searchable_list = ("name",)
    column_default_sort = "name"
    filters = (archived_filter(Workflow),)
    acts = (
        Act("archive", N_("Put away"), service.archive_workflow,
            lambda one: not one.is_archived and not one.is_default, done="archived"),
    )  # fmt: skip

    def form_row(self, pk: str) -> Any:
        """With its stages."""
        return self._stmt_by_identifier(pk).options(selectinload(Workflow.stages))

    async def fields(self, session: AsyncSession, row: Workflow | None) -> dict[str, Any]:
        """Name, and whether new tasks begin here."""
        help_text = N_("A task made without saying where begins in this workflow.")
        return {
            "name": fields.text(N_("Name"), required=True, maxlength=100),
            "is_default": fields.check(N_("For new tasks"), help_text),
        }

    def values(self, row: Workflow) -> dict[str, Any]:
        """Return what the form shows."""
        return {"name": row.name, "is_default": row.is_default}

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> Workflow:
        """Make a workflow with a first and a last stage."""
        return await service.create_workflow(
            session, actor, name=data["name"] or "", is_default=data["is_default"]
        )

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> Workflow:
        """Change a workflow."""
        return await service.change_workflow(
            session, actor, pk, version=version_of(data), name=data["name"] or "",
            is_default=data["is_default"],
        )  # fmt: skip

    async def extras(self, request: Request, row: Workflow) -> Mapping[str, Any]:
        """Return the stages with links to change them."""
        async with request.state.app.sessions.reading() as session:
            try:
                workflow = await queries.get_workflow(session, row.id)
            except NotFound:
                return {}
        links = [
            (f"/settings/stage/edit/{stage.id}",
             stage.name if not stage.is_archived else _("{name} (put away)").format(name=stage.name),
             _(KINDS[stage.kind]))
            for stage in workflow.stages
        ]  # fmt: skip
        new = (f"/settings/stage/create?workflow={row.id}", _("New stage"))
        return {"child_list": {"title": _("Stages"), "links": links, "new": new}}


class StageView(ServiceView, model=Stage):
    """Stages; reached from their workflow."""

    right = Permission.MANAGE_WORKFLOWS
    name, name_plural = N_("Stage"), N_("Stages")
    about = N_("The steps of every workflow, in order.")
    none_yet = N_("Stages appear here.")
    icon = "setup"
    column_list = ("workflow", "name", "kind", "position")
    column_labels = {
        "workflow": N_("Workflow"), "name": N_("Name"), "kind": N_("Means"),
        "position": N_("Place"),
    }  # fmt: skip
    column_formatters = {"kind": lambda stage, _name: _(KINDS[stage.kind])}
    column_searchable_list = ("name",)
    column_default_sort = [("workflow_id", False), ("position", False)]
    filters = (archived_filter(Stage),)
    acts = (
        Act("archive", N_("Put away"), service.archive_stage, lambda one: not one.is_archived,
            done="archived"),
    )  # fmt: skip

    def new_links(self) -> list[tuple[str, str]]:
        """A stage is made on its workflow's page."""
        return []

    async def fields(self, session: AsyncSession, row: Stage | None) -> dict[str, Any]:
        """Name, meaning and place."""
        kinds = [(kind.value, _(KINDS[kind])) for kind in StageKind]
        place = fields.number(N_("Place"), N_("Stages stand in the order of this number."),
                              high=10_000, default=100)  # fmt: skip
        return {
            "name": fields.text(N_("Name"), required=True, maxlength=100),
            "kind": fields.choice(
                N_("Means"), kinds, N_("What it says about a task to stand here.")
            ),
            **({"position": place} if row is not None else {}),
        }

    def values(self, row: Stage) -> dict[str, Any]:
        """Return what the form shows."""
        return {"name": row.name, "kind": str(row.kind), "position": row.position}

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> Stage:
        """Add a stage to the workflow the address names."""
        workflow_id = parse_id(present_request.get().query_params.get("workflow", ""))
        if workflow_id is None:
            raise NotFound
        return await service.create_stage(
            session, actor, workflow_id=workflow_id, name=data["name"] or "", kind=data["kind"]
        )

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> Stage:
        """Change a stage."""
        return await service.change_stage(
            session, actor, pk, version=version_of(data), name=data["name"] or "",
            kind=data["kind"], position=data["position"],
        )  # fmt: skip
