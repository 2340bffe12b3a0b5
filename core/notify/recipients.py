"""Who is told, by which channel and when: people's own choice, and their quiet hours."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as wall_time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.events.bulk import shared
from core.kit import clock
from core.staff import queries as staff
from core.staff.models import LinkedAccount, SignInSession, StaffMember

ONLINE = timedelta(minutes=10)
"""Whoever used the panel this lately sees what is written into the web chat."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An active member and how to reach them; quiet hours are wall time in their zone."""

    id: UUID
    name: str
    email: str
    phone: str | None
    language: str
    zone: str
    channels: tuple[str, ...]
    quiet_from: wall_time | None
    quiet_until: wall_time | None
    telegram: str | None = None
    online: bool = False

    def route(self) -> tuple[str, str]:
        """Return channel and address: the first of their channels that reaches them now.

        The web chat reaches whoever has the panel open; mail is what is left.
        """
        reach = {
            "telegram": self.telegram,
            "webchat": str(self.id) if self.online else None,
            "mail": self.email,
            "sms": self.phone,
        }
        for channel in self.channels:
            if address := reach.get(channel):
                return channel, address
        if "webchat" in self.channels and "mail" not in self.channels:
            return "webchat", str(self.id)
        return "mail", self.email

    def is_quiet(self, moment: datetime) -> bool:
        """Tell whether a moment lies in the quiet hours."""
        return self.awake_at(moment) > moment

    def awake_at(self, moment: datetime) -> datetime:
        """Return the moment itself, or the end of the quiet hours it lies in."""
        if self.quiet_from is None or self.quiet_until is None:
            return moment
        wall = clock.local(moment, self.zone)
        begin, end, at = self.quiet_from, self.quiet_until, wall.time()
        if begin == end:
            return moment
        is_quiet = begin <= at < end if begin < end else at >= begin or at < end
        if not is_quiet:
            return moment
        day = wall.date() + timedelta(days=1) if begin > end and at >= begin else wall.date()
        return clock.at(day, end, self.zone)


async def load(session: AsyncSession, staff_ids: Collection[UUID]) -> dict[UUID, Recipient]:
    """Return the active ones of these members; three queries however many."""
    if not staff_ids:
        return {}
    members = (
        await session.scalars(
            sa.select(StaffMember).where(
                StaffMember.id.in_(staff_ids), StaffMember.deactivated_at.is_(None)
            )
        )
    ).all()
    accounts = await session.execute(
        sa.select(LinkedAccount.staff_id, LinkedAccount.external_id).where(
            LinkedAccount.staff_id.in_(staff_ids),
            LinkedAccount.channel == "telegram",
            LinkedAccount.blocked_at.is_(None),
        )
    )
    telegram = {row.staff_id: row.external_id for row in accounts}
    online = set(
        await session.scalars(
            sa.select(SignInSession.staff_id).where(
                SignInSession.staff_id.in_(staff_ids),
                SignInSession.ended_at.is_(None),
                SignInSession.last_seen_at > clock.now() - ONLINE,
            )
        )
    )
    return {
        one.id: Recipient(
            one.id, one.name, one.email, one.phone, one.language, one.zone, tuple(one.channels),
            one.quiet_from, one.quiet_until, telegram.get(one.id), one.id in online,
        )
        for one in members
    }  # fmt: skip


async def handlers(
    session: AsyncSession, team_ids: Collection[UUID | None]
) -> dict[UUID | None, set[UUID]]:
    """Return who handles the requests of each team; of None (nobody's), all who handle any."""
    if not team_ids:
        return {}
    known = shared(session)
    if "handlers" not in known:
        known["handlers"] = frozenset(await staff.holders_of(session, Permission.HANDLE_REQUESTS))
    able = set(known["handlers"])
    teams = await staff.members_by_team(session, {one for one in team_ids if one is not None})
    found: dict[UUID | None, set[UUID]] = {None: able}
    for team_id in team_ids:
        if team_id is not None:
            found[team_id] = set(teams.get(team_id, ())) & able
    return found
