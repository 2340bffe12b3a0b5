"""Changing settings."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.db.upsert import insert_new
from core.errors import Changed, check_version
from core.events.bus import record
from core.kit.clock import now
from core.kit.ids import new_id
from core.settings import policies
from core.settings.events import SettingChanged
from core.settings.keys import Key
from core.settings.models import Setting
from core.settings.queries import Company, get, load_company

__all__ = ["Company", "get", "load_company", "set_value"]

T = TypeVar("T", str, int, bool)


async def set_value(
    session: AsyncSession, actor: Actor, key: Key[T], value: Any, *, version: int | None = None
) -> T:
    """Choose a value; `version` is the one the editor saw (0: never changed, None: whatever)."""
    row = await session.scalar(sa.select(Setting).where(Setting.key == key.name).with_for_update())
    require(policies.can_change(actor, key))
    check_version(row.version if row else 0, version)
    chosen = key.checked(value)
    before = key.default if row is None else row.value
    if chosen == before:
        return chosen
    if row is None:
        identity = await _first(session, key, chosen)
    else:
        identity, row.value = row.id, chosen
    await record(session, actor, SettingChanged(identity, key.name, before, chosen))
    return chosen


async def _first(session: AsyncSession, key: Key[T], value: T) -> Any:
    """Insert the row of a key; raises Changed when somebody else did so at the same moment."""
    row = {"id": new_id(), "created_at": now(), "key": key.name, "value": value, "version": 1}
    inserted = await insert_new(session, Setting, [row], key=["key"])
    if not inserted:
        raise Changed
    return inserted[0]
