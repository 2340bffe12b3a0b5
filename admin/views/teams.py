"""Teams and their people."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from admin import fields
from admin.base import Act, ServiceView, ids_of, version_of
from admin.views.archiving import archived_filter
from core.access.actor import Actor
from core.access.permissions import Permission
from core.kit.i18n import N_
from core.staff import queries, service
from core.staff.models import Team


class TeamView(ServiceView, model=Team):
    """Teams."""

    right = Permission.MANAGE_STAFF
    name, name_plural = N_("Team"), N_("Teams")
    about = N_("Whom requests are directed to.")
    none_yet = N_("Teams appear here. A request directed to a team reaches everybody in it.")
    new_label = N_("New team")
    icon = "customers"
    column_list = ("name", "members")
    column_labels = {"name": N_("Name"), "members": N_("People")}
    column_searchable_list = ("name",)
    column_default_sort = "name"
    filters = (archived_filter(Team),)
    acts = (
        Act("archive", N_("Put away"), service.archive_team, lambda team: not team.is_archived,
            done="archived"),
        Act("restore", N_("Take into use again"), service.restore_team,
            lambda team: team.is_archived, done="restored"),
    )  # fmt: skip

    def form_row(self, pk: str) -> Any:
        """With its people."""
        return self._stmt_by_identifier(pk).options(joinedload(Team.members))

    async def fields(self, session: AsyncSession, row: Team | None) -> dict[str, Any]:
        """Name and people; who has left stays ticked until unticked."""
        people = fields.rows_choices(await queries.active_members(session))
        if row is not None:
            people += [pair for pair in fields.rows_choices(row.members) if pair not in people]
        return {
            "name": fields.text(N_("Name"), required=True, maxlength=100),
            "members": fields.checks(N_("People"), people),
        }

    def values(self, row: Team) -> dict[str, Any]:
        """Return what the form shows."""
        return {"name": row.name, "members": [str(member.id) for member in row.members]}

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> Team:
        """Make a team."""
        return await service.create_team(
            session, actor, name=data["name"] or "", member_ids=ids_of(data["members"])
        )

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> Team:
        """Change a team."""
        return await service.change_team(
            session, actor, pk, version=version_of(data), name=data["name"] or "",
            member_ids=ids_of(data["members"]),
        )  # fmt: skip
