"""Roles: permissions in sentences, ticked or not."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from admin import fields
from admin.base import Act, ServiceView, version_of
from core.access.actor import Actor
from core.access.permissions import SENTENCES, Permission
from core.kit.i18n import N_, _, ngettext
from core.staff import service
from core.staff.models import Role


def _rights(role: Role, _name: str) -> str:
    if role.is_owner:
        return _("Everything")
    count = len(role.allows)
    return ngettext("{count} right", "{count} rights", count).format(count=count)


class RoleView(ServiceView, model=Role):
    """Roles."""

    right = Permission.MANAGE_STAFF
    name, name_plural = N_("Role"), N_("Roles")
    about = N_("What people may do: a role is a set of rights with a name.")
    none_yet = N_("Roles appear here.")
    new_label = N_("New role")
    icon = "check"
    column_list = ("name", "permissions")
    column_labels = {"name": N_("Name"), "permissions": N_("Rights")}
    column_formatters = {"permissions": _rights}
    column_searchable_list = ("name",)
    column_default_sort = [("is_owner", True), ("name", False)]
    acts = (
        Act("remove", N_("Delete the role"), service.remove_role, lambda role: not role.is_owner,
            confirm=N_("Delete this role? This cannot be undone.")),
    )  # fmt: skip

    async def fields(self, session: AsyncSession, row: Role | None) -> dict[str, Any]:
        """Name and rights; the owner's role has all and no boxes."""
        name = {"name": fields.text(N_("Name"), required=True, maxlength=100)}
        if row is not None and row.is_owner:
            return name
        rights = [(right.value, _(sentence)) for right, sentence in SENTENCES.items()]
        return {**name, "permissions": fields.checks(N_("May"), rights)}

    def values(self, row: Role) -> dict[str, Any]:
        """Return what the form shows."""
        return {"name": row.name, "permissions": row.permissions}

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> Role:
        """Make a role."""
        return await service.create_role(
            session, actor, name=data["name"] or "", permissions=data["permissions"] or []
        )

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> Role:
        """Change a role."""
        return await service.change_role(
            session, actor, pk, version=version_of(data), name=data["name"] or "",
            permissions=data.get("permissions"),
        )  # fmt: skip
