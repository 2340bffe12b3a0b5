"""Who works here: inviting, changing, ending access."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload
from starlette.requests import Request

from admin import fields
from admin.base import Act, Filter, ServiceView, badge, ids_of, version_of
from admin.pages import wording
from admin.pages.rendering import zones
from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import NotFound
from core.kit.i18n import N_, _
from core.settings.queries import load_company
from core.staff import queries, service
from core.staff.fields import CHANNELS
from core.staff.models import StaffMember


def _access(member: StaffMember, _name: str) -> Any:
    if not member.is_active:
        return badge(_("Access ended"), "quiet")
    return badge(_("Has access"), "good") if member.password_hash else badge(_("Invited"), "wait")


def _language(member: StaffMember, _name: str) -> str:
    return dict(fields.LANGUAGES).get(member.language, member.language)


def _by_access(query: Any, value: str) -> Any:
    ended = StaffMember.deactivated_at
    return query.where(ended.is_not(None) if value == "ended" else ended.is_(None))


async def _invite_again(session: AsyncSession, actor: Actor, pk: UUID) -> None:
    await service.invite_again(session, actor, pk)


class StaffView(ServiceView, model=StaffMember):
    """Staff members."""

    right = Permission.MANAGE_STAFF
    name, name_plural = N_("Person"), N_("Staff")
    about = N_("Who works here, with which rights, and how they are told of things.")
    none_yet = N_("Whoever works here appears here. They choose their own password.")
    new_label = N_("Invite somebody")
    icon = "person"
    saved_code = "saved"
    column_list = ("name", "email", "roles", "teams", "language", "deactivated_at")
    column_labels = {
        "name": N_("Name"), "email": N_("Mail address"), "roles": N_("Roles"),
        "teams": N_("Teams"), "language": N_("Language"), "deactivated_at": N_("Access"),
    }  # fmt: skip
    column_formatters = {"deactivated_at": _access, "language": _language}
    column_searchable_list = ("name", "email")
    column_default_sort = "name"
    list_loads = (StaffMember.name, StaffMember.email, StaffMember.language,
                  StaffMember.deactivated_at, StaffMember.password_hash)  # fmt: skip
    filters = (
        Filter("access", N_("Access"),
               lambda: [("", _("Has access")), ("ended", _("Access ended"))], _by_access),
    )  # fmt: skip
    acts = (
        Act("invite", N_("Send a new invitation"), _invite_again,
            lambda member: member.is_active and member.password_hash is None, done="invited"),
        Act("end", N_("End the access"), service.deactivate_member,
            lambda member: member.is_active, done="access_ended",
            confirm=N_("End the access now? Every browser is signed out and a running timer stops.")),
        Act("give", N_("Give the access back"), service.reactivate_member,
            lambda member: not member.is_active, done="access_given"),
    )  # fmt: skip

    def form_row(self, pk: str) -> Any:
        """With roles and teams."""
        loads = (joinedload(StaffMember.roles), joinedload(StaffMember.teams))
        return self._stmt_by_identifier(pk).options(*loads)

    async def fields(self, session: AsyncSession, row: StaffMember | None) -> dict[str, Any]:
        """Who they are; when changing also how they work and are told."""
        company = await load_company(session)
        roles = fields.rows_choices(await queries.all_roles(session))
        teams = fields.rows_choices(await queries.active_teams(session))
        if row is not None:
            teams += [pair for pair in fields.rows_choices(row.teams) if pair not in teams]
        first = {
            "name": fields.text(N_("Name"), required=True),
            "email": fields.text(
                N_("Mail address"), N_("The person signs in with it."), required=True, kind="email"
            ),
            "phone": fields.text(
                N_("Mobile phone"), N_("For text messages, and for hours sent as one."), kind="tel"
            ),
            "language": fields.choice(
                N_("Language"), fields.LANGUAGES, default=row.language if row else company.language
            ),
            "roles": fields.checks(
                N_("Roles"), roles, N_("What the person may do; several add up.")
            ),
            "teams": fields.checks(
                N_("Teams"), teams, N_("Requests directed to a team reach its people.")
            ),
        }
        return first if row is None else {**first, **_more()}

    def values(self, row: StaffMember) -> dict[str, Any]:
        """Return what the form shows."""
        return {
            **{name: getattr(row, name) for name in
               ("name", "email", "phone", "language", "zone", "quiet_from", "quiet_until",
                "morning_at", "day_minutes", "sms_may_log", "channels")},
            "roles": [str(role.id) for role in row.roles],
            "teams": [str(team.id) for team in row.teams],
        }  # fmt: skip

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> Any:
        """Invite."""
        return await service.invite_member(
            session, actor, name=data["name"] or "", email=data["email"] or "",
            phone=data["phone"], language=data["language"],
            role_ids=ids_of(data["roles"]), team_ids=ids_of(data["teams"]),
        )  # fmt: skip

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> Any:
        """Change."""
        names = ("name", "email", "phone", "language", "zone", "quiet_from", "quiet_until",
                 "morning_at", "day_minutes", "sms_may_log", "channels")  # fmt: skip
        given: dict[str, Any] = {name: data[name] for name in names}
        present = await queries.get_member(session, pk)
        chosen = given["channels"] or []
        kept = [name for name in present.channels if name in chosen]  # the person's own order
        given["channels"] = [*kept, *(name for name in chosen if name not in kept)]
        return await service.change_member(
            session, actor, pk, version=version_of(data), role_ids=ids_of(data["roles"]),
            team_ids=ids_of(data["teams"]), **given,
        )  # fmt: skip

    async def extras(self, request: Request, row: StaffMember) -> Mapping[str, Any]:
        """Return the person's open browsers and linked accounts."""
        async with request.state.app.sessions.reading() as session:
            try:
                accounts = await queries.accounts_of(session, row.id)
                browsers = await queries.sessions_of(session, row.id)
            except NotFound:
                return {}
        return {
            "more_facts": [
                (_("Signed in"), [wording.browser(one.user_agent) for one in browsers]),
                (_("Linked accounts"),
                 [f"{wording.channel(one.channel)[0]} {one.display_name}" for one in accounts]),
            ]
        }  # fmt: skip


def _more() -> dict[str, Any]:
    channels = [(name, wording.channel(name)[0]) for name in CHANNELS]
    return {
        "zone": fields.choice(
            N_("Time zone"), [(name, name.replace("_", " ")) for name in zones()]
        ),
        "day_minutes": fields.number(
            N_("Working day, minutes"), N_("450 is seven and a half hours."), high=24 * 60
        ),
        "channels": fields.checks(
            N_("Told by"),
            channels,
            N_("The first that works is used. The order is the person’s own."),
        ),
        "quiet_from": fields.wall_time(N_("Quiet from"), N_("Only urgent things are told then.")),
        "quiet_until": fields.wall_time(N_("Quiet until")),
        "morning_at": fields.wall_time(
            N_("Today’s jobs are told at"), N_("On working days, when there are some.")
        ),
        "sms_may_log": fields.check(N_("May log hours by text message")),
    }
