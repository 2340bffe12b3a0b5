"""Export and erasure of a staff member.

Retention: hours and the audit keep the member's id; bookkeeping needs who worked when. Name,
addresses, sessions and linked accounts go.
"""

from datetime import time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid
from core.events.bus import plain, record
from core.kit.i18n import _
from core.staff import events, policies, queries
from core.staff.models import LinkedAccount, OneTimeLink, SignInSession

_FIELDS = ("name", "email", "phone", "language", "zone", "channels", "quiet_from", "quiet_until",
           "day_minutes", "created_at", "deactivated_at")  # fmt: skip


async def export_person(session: AsyncSession, actor: Actor, staff_id: UUID) -> dict[str, Any]:
    """Return everything this domain knows about a member, as JSON holds it."""
    member = await queries.get_member(session, staff_id)
    require(policies.can_end_sessions(actor, member))
    accounts = await queries.accounts_of(session, staff_id)
    opened = await session.scalars(
        sa.select(SignInSession).where(SignInSession.staff_id == staff_id)
    )
    return {
        **{name: _text(getattr(member, name)) for name in _FIELDS},
        "roles": [role.name for role in member.roles],
        "teams": [team.name for team in member.teams],
        "accounts": [
            {"channel": one.channel, "id": one.external_id, "name": one.display_name}
            for one in accounts
        ],
        "sessions": [
            {"from": str(one.created_at), "ip": one.ip, "browser": one.user_agent} for one in opened
        ],
    }


async def erase_person(session: AsyncSession, actor: Actor, staff_id: UUID) -> None:
    """Erase a former member's name and contact details; their access must have ended."""
    member = await queries.get_member(session, staff_id, lock=True)
    require(policies.can_manage(actor, member))
    if member.is_active:
        raise Invalid(_("End the person’s access first."))
    member.name, member.phone, member.password_hash = _("Former colleague"), None, None
    member.email = f"erased-{member.id.hex}@erased.invalid"
    for table in (SignInSession, OneTimeLink, LinkedAccount):
        await session.execute(sa.delete(table).where(table.staff_id == staff_id))
    await session.flush()
    await record(session, actor, events.MemberErased(staff_id))


def _text(value: Any) -> Any:
    return value.isoformat("minutes") if isinstance(value, time) else plain(value)
