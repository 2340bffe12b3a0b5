"""Reading who signed in, from where, and who tried in vain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.models import EventRecord
from core.kit.clock import now
from core.kit.ids import parse_id
from core.kit.paging import Page, decode_cursor, encode_cursor
from core.staff.models import SignInSession, StaffMember

PAGE = 50


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser that was signed in; `is_open` when it still is."""

    opened: SignInSession
    name: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A try at somebody's account that was refused: why (password, code) and where from."""

    at: datetime
    name: str
    why: str
    ip: str


async def sign_ins(
    session: AsyncSession, *, cursor: str | None = None, limit: int = PAGE
) -> Page[SignIn]:
    """Return who signed in, the newest first, by page."""
    statement = (
        sa.select(SignInSession, StaffMember.name)
        .join(StaffMember, StaffMember.id == SignInSession.staff_id)
        .order_by(SignInSession.id.desc())
        .limit(limit + 1)
    )
    after = decode_cursor(cursor)
    if after and (last := parse_id(str(after[0]))):
        statement = statement.where(SignInSession.id < last)
    moment = now()
    rows = [
        SignIn(opened, name, opened.ended_at is None and opened.expires_at > moment)
        for opened, name in await session.execute(statement)
    ]
    more = encode_cursor(rows[limit - 1].opened.id) if len(rows) > limit else None
    return Page(rows[:limit], more)


async def failed_sign_ins(
    session: AsyncSession, staff_id: UUID | None = None, *, limit: int = 20
) -> Sequence[Failure]:
    """Return the last refused tries at known accounts, one's own or everybody's."""
    whose = sa.select(StaffMember.id)
    if staff_id is not None:
        whose = whose.where(StaffMember.id == staff_id)
    rows = await session.execute(
        sa.select(EventRecord.created_at, StaffMember.name, EventRecord.payload)
        .join(StaffMember, StaffMember.id == EventRecord.subject_id)
        .where(EventRecord.subject_kind == "staff", EventRecord.subject_id.in_(whose),
               EventRecord.name == "SignInFailed")
        .order_by(EventRecord.created_at.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        Failure(at, name, str((payload or {}).get("why", "")), str((payload or {}).get("ip", "")))
        for at, name, payload in rows
    ]
