"""When an answer is to leave: now, at one of the usual moments, or at a chosen one."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from admin.pages.forms import Form
from core.access.actor import Actor
from core.errors import Invalid
from core.kit import clock
from core.kit.i18n import _

MORNING = time(8)
CHOSEN = "chosen"
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A usual moment; `value` is its wall time in ISO 8601."""

    value: str
    moment: datetime


def usual(zone: str) -> list[Offer]:
    """Return the usual moments: tomorrow morning, and next Monday's where that is another day."""
    today = clock.today(zone)
    to_monday = (MONDAY - today.weekday()) % 7 or 7
    return [
        Offer(f"{today + timedelta(days=days)}T{MORNING:%H:%M}",
              clock.at(today + timedelta(days=days), MORNING, zone))
        for days in dict.fromkeys((1, to_monday))
    ]  # fmt: skip


def leaves_at(form: Form, actor: Actor) -> datetime | None:
    """Return when an answer is to leave, None for now; raises Invalid.

    A filled day counts whichever button was pressed: nobody fills it to send at once.
    """
    said = form.text("later", limit=20)
    day = form.day("leave_on")
    if said and said != CHOSEN:
        return _read(said, actor.zone)
    if day is None:
        if said == CHOSEN:
            raise Invalid(_("Choose the day on which it leaves."), field="leave_on")
        return None
    return clock.at(day, form.wall("leave_time") or MORNING, actor.zone)


def _read(value: str, zone: str) -> datetime:
    try:
        wall = datetime.fromisoformat(value)
    except ValueError:
        raise Invalid(_("Choose the day on which it leaves."), field="leave_on") from None
    return clock.at(wall.date(), wall.time().replace(tzinfo=None), zone)
