"""Kinds of work that entries of hours may carry."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from admin import fields
from admin.base import Act, ServiceView, version_of
from admin.views.archiving import archived_filter
from core.access.actor import Actor
from core.access.permissions import Permission
from core.kit.i18n import N_
from core.work import service
from core.work.models import WorkKind


class WorkKindView(ServiceView, model=WorkKind):
    """Kinds of work."""

    right = Permission.MANAGE_WORKFLOWS
    name, name_plural = N_("Kind of work"), N_("Kinds of work")
    about = N_("What an entry of hours may say about the work, such as measuring or travelling.")
    none_yet = N_("Kinds of work appear here.")
    new_label = N_("New kind of work")
    icon = "work"
    column_list = ("name", "is_travel")
    column_labels = {"name": N_("Name"), "is_travel": N_("Travelling")}
    column_searchable_list = ("name",)
    column_default_sort = "name"
    filters = (archived_filter(WorkKind),)
    acts = (
        Act("archive", N_("Put away"), service.archive_work_kind, lambda one: not one.is_archived,
            done="archived"),
    )  # fmt: skip

    async def fields(self, session: AsyncSession, row: WorkKind | None) -> dict[str, Any]:
        """Its name, and whether it is travelling."""
        help_text = N_("Billed by the share of travelling that the billing rules give.")
        return {
            "name": fields.text(N_("Name"), required=True, maxlength=100),
            "is_travel": fields.check(N_("Travelling"), help_text),
        }

    def values(self, row: WorkKind) -> dict[str, Any]:
        """Return what the form shows."""
        return {"name": row.name, "is_travel": row.is_travel}

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> WorkKind:
        """Add a kind of work; one put away under the name comes back."""
        return await service.create_work_kind(
            session, actor, name=data["name"] or "", is_travel=data["is_travel"]
        )

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> WorkKind:
        """Change a kind of work."""
        return await service.change_work_kind(
            session, actor, pk, version=version_of(data), name=data["name"] or "",
            is_travel=data["is_travel"],
        )  # fmt: skip
