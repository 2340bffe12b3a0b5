"""The fields of a member, checked and made uniform."""

import re
from collections.abc import Sequence
from datetime import time
from typing import Any, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import Invalid, NotFound
from core.kit.i18n import _, supported
from core.kit.text import one_line
from core.settings import keys
from core.settings.queries import get
from core.staff.models import Role, Team

CHANNELS = ("telegram", "webchat", "mail", "sms")
_EMAIL = re.compile(r"[^@\s<>\"(),;:\\]{1,64}@[^@\s<>\"(),;:\\]{1,255}")


class MemberChanges(TypedDict, total=False):
    """What may be changed about a member. `day_minutes` is the length of a working day."""

    name: str
    email: str
    phone: str | None
    language: str
    zone: str
    channels: Sequence[str]
    quiet_from: time | None
    quiet_until: time | None
    morning_at: time | None
    day_minutes: int
    sms_may_log: bool
    role_ids: Sequence[UUID]
    team_ids: Sequence[UUID]


async def checked(session: AsyncSession, given: MemberChanges) -> dict[str, Any]:
    """Return column values of the given fields; raises Invalid with a sentence and the field."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name in ("role_ids", "team_ids"):
            continue
        if name == "phone":
            values[name] = await _phone(session, str(value or ""))
        else:
            values[name] = _CHECKS[name](value) if name in _CHECKS else value
    return values


async def load_roles(session: AsyncSession, ids: Sequence[UUID]) -> list[Role]:
    """Return the roles of these ids; raises NotFound when one is missing."""
    found = list((await session.scalars(sa.select(Role).where(Role.id.in_(ids)))).all())
    if len(found) != len(set(ids)):
        raise NotFound
    return found


async def load_teams(session: AsyncSession, ids: Sequence[UUID]) -> list[Team]:
    """Return the teams of these ids; raises NotFound when one is missing."""
    found = list((await session.scalars(sa.select(Team).where(Team.id.in_(ids)))).all())
    if len(found) != len(set(ids)):
        raise NotFound
    return found


async def _phone(session: AsyncSession, given: str) -> str | None:
    """Return the number in E.164; a number without country code is read as the company's."""
    if not given.strip():
        return None
    country = await get(session, keys.COUNTRY)
    try:
        number = phonenumbers.parse(given, country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Invalid(_("This is not a whole phone number."), field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _name(value: Any) -> str:
    name = one_line(str(value or ""))[:200]
    if not name:
        raise Invalid(_("Give a name."), field="name")
    return name


def _email(value: Any) -> str:
    email = str(value or "").strip().lower()
    if not _EMAIL.fullmatch(email):
        raise Invalid(_("This is not a whole mail address."), field="email")
    return email


def _language(value: Any) -> str:
    language = supported(str(value or ""))
    if language is None:
        raise Invalid(_("Choose one of the offered languages."), field="language")
    return language


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(_("Choose one of the offered time zones."), field="zone") from None


def _channels(value: Any) -> list[str]:
    chosen = list(dict.fromkeys(value or ()))
    if not chosen or not set(chosen) <= set(CHANNELS):
        raise Invalid(_("Choose at least one way to be told."), field="channels")
    return chosen


def _day_minutes(value: Any) -> int:
    minutes = int(value) if str(value).strip().isdigit() else -1
    if not 0 <= minutes <= 24 * 60:
        raise Invalid(_("A working day has from 0 to 24 hours."), field="day_minutes")
    return minutes


_CHECKS = {
    "name": _name,
    "email": _email,
    "language": _language,
    "zone": _zone,
    "channels": _channels,
    "day_minutes": _day_minutes,
}
