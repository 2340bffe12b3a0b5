"""Reading settings.

Whoever asks the database anyway (the sign-in of a page that is only read) selects `stamp()` with it
and tells `use_stamp`: then settings that did not change since are not read again.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.base import table_of
from core.settings import keys
from core.settings.keys import KEYS, Key
from core.settings.models import Setting

T = TypeVar("T", str, int, bool)


@dataclass(frozen=True, slots=True)
class Company:
    """Every setting at once. `zone` is an IANA name, `country` ISO 3166, `currency` ISO 4217."""

    name: str
    language: str
    zone: str
    currency: str
    country: str
    holidays_subdivision: str
    mail_signature: str
    auto_acknowledge: bool
    ack_limit_per_day: int
    follow_up_hours: int
    answer_delay_seconds: int
    mail_files_megabytes: int
    file_link_days: int
    strangers_may_ask: bool
    sms_may_log: bool
    own_approval: bool
    hours_locked_through: str
    lock_after_days: int
    ask_over_hours: int
    timer_ask_hours: int
    missing_to_manager: bool
    customers_see_names: bool


DEMO = "demo"
"""The mark of a demo database; no owner can set it."""


async def get(session: AsyncSession, key: Key[T]) -> T:
    """Return the owner's choice for a key, or its default."""
    value = await session.scalar(sa.select(Setting.value).where(Setting.key == key.name))
    return key.read(value)


def value_of(key: Key[Any]) -> sa.ScalarSelect[Any]:
    """Select what is stored for a key, for a statement of several things; `key.read` reads it."""
    return sa.select(Setting.value).where(Setting.key == key.name).scalar_subquery()


_settings = table_of(Setting).c
_CHOSEN = sa.select(_settings.key, _settings.value, _settings.version)  # asked for all the time


_STAMP = "settings_stamp"


def stamp() -> sa.ScalarSelect[Any]:
    """Select what tells whether any setting changed: versions only grow, and no row goes."""
    return sa.select(sa.func.coalesce(sa.func.sum(_settings.version), 0)).scalar_subquery()


def use_stamp(session: AsyncSession, stamp: int) -> None:
    """Say what `stamp()` was just before this transaction, which changes nothing."""
    session.info[_STAMP] = int(stamp)


def known_stamp(session: AsyncSession) -> int | None:
    """Return what `use_stamp` said, for another session of the same request."""
    return session.info.get(_STAMP)


async def choices(session: AsyncSession) -> dict[str, tuple[Any, int]]:
    """Return value and version of every key by its name; a key never changed has version 0."""
    shelf: dict[str, Any] = session.info.get("kept", {})
    kept: tuple[int, dict[str, tuple[Any, int]]] | None = shelf.get(__name__)
    if kept is not None and kept[0] == session.info.get(_STAMP):
        return dict(kept[1])
    rows = await session.execute(_CHOSEN)
    chosen = {name: (value, version) for name, value, version in rows}
    found = {key.name: chosen.get(key.name, (key.default, 0)) for key in KEYS}
    if _STAMP in session.info:
        shelf[__name__] = sum(version for _value, version in chosen.values()), found
    return dict(found)


async def load_company(session: AsyncSession) -> Company:
    """Return all settings with one query."""
    found = {name: value for name, (value, _version) in (await choices(session)).items()}

    def of(key: Key[T]) -> T:
        return key.read(found[key.name])

    return Company(
        name=of(keys.COMPANY_NAME),
        language=of(keys.COMPANY_LANGUAGE),
        zone=of(keys.COMPANY_ZONE),
        currency=of(keys.CURRENCY),
        country=of(keys.COUNTRY),
        holidays_subdivision=of(keys.HOLIDAYS_SUBDIVISION),
        mail_signature=of(keys.MAIL_SIGNATURE),
        auto_acknowledge=of(keys.AUTO_ACKNOWLEDGE),
        ack_limit_per_day=of(keys.ACK_LIMIT_PER_DAY),
        follow_up_hours=of(keys.FOLLOW_UP_HOURS),
        answer_delay_seconds=of(keys.ANSWER_DELAY_SECONDS),
        mail_files_megabytes=of(keys.MAIL_FILES_MEGABYTES),
        file_link_days=of(keys.FILE_LINK_DAYS),
        strangers_may_ask=of(keys.STRANGERS_MAY_ASK),
        sms_may_log=of(keys.SMS_MAY_LOG),
        own_approval=of(keys.OWN_APPROVAL),
        hours_locked_through=of(keys.HOURS_LOCKED_THROUGH),
        lock_after_days=of(keys.LOCK_AFTER_DAYS),
        ask_over_hours=of(keys.ASK_OVER_HOURS),
        timer_ask_hours=of(keys.TIMER_ASK_HOURS),
        missing_to_manager=of(keys.MISSING_TO_MANAGER),
        customers_see_names=of(keys.CUSTOMERS_SEE_NAMES),
    )


async def is_demo(session: AsyncSession) -> bool:
    """Tell whether this is the demo company: personas and printed sign-in links exist only there."""
    return bool(await session.scalar(sa.select(Setting.value).where(Setting.key == DEMO)))
