"""What lists of staff members may show."""

from typing import Any

import sqlalchemy as sa

from core.access.permissions import Permission
from core.columns import Column, Kind
from core.columns.choices import LANGUAGES
from core.kit.i18n import N_
from core.staff.models import Role, StaffMember, Team, staff_roles, team_members


def _names(record: type[Role] | type[Team], link: sa.Table, key: str) -> Any:
    """Select the names of a member's roles or teams, one text."""
    asked = sa.select(sa.func.aggregate_strings(record.name, ", "))
    return asked.where(
        link.c[key] == record.id, link.c.staff_id == StaffMember.id
    ).scalar_subquery()


COLUMNS = (
    Column("name", N_("Name"), Kind.TEXT, StaffMember.name, sort=StaffMember.name, width="wide"),
    Column("email", N_("Mail address"), Kind.TEXT, StaffMember.email),
    Column("phone", N_("Phone"), Kind.TEXT, StaffMember.phone),
    Column("roles", N_("Roles"), Kind.TEXT, _names(Role, staff_roles, "role_id"), filters=False),
    Column("teams", N_("Teams"), Kind.TEXT, _names(Team, team_members, "team_id"),
           filters=False),
    Column("language", N_("Language"), Kind.CHOICE, StaffMember.language, choices=LANGUAGES),
    Column("active", N_("Works here"), Kind.YES_NO, StaffMember.deactivated_at.is_(None),
           partial=True),
    Column("second_factor", N_("Second factor"), Kind.YES_NO,
           StaffMember.totp_confirmed_at.is_not(None), right=Permission.MANAGE_STAFF),
    Column("day_minutes", N_("Working day"), Kind.MINUTES, StaffMember.day_minutes,
           right=Permission.MANAGE_HOURS),
    Column("payroll_number", N_("Payroll number"), Kind.TEXT, StaffMember.payroll_number,
           right=Permission.EXPORT_HOURS),
    Column("created", N_("Created"), Kind.MOMENT, StaffMember.created_at, sort=StaffMember.id),
)  # fmt: skip
