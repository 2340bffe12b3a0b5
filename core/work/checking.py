"""What may be said of a task: limits, and fields that belong together; pure."""

from datetime import datetime, timedelta
from typing import Any

from core.errors import Invalid
from core.kit.i18n import _
from core.kit.text import one_line, storable

TITLE_LENGTH = 200
MOST_MINUTES = 60 * 100_000
LONGEST_EVENT = timedelta(days=366)


def clean_title(title: str | None) -> str:
    """Return a title on one line; raises Invalid when it is empty."""
    clean = one_line(title or "")[:TITLE_LENGTH]
    if not clean:
        raise Invalid(_("Give the task a title."), field="title")
    return clean


def check_minutes(minutes: int | None, field: str) -> None:
    """Raise Invalid unless the planned minutes are some, or none were said."""
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise Invalid(_("Planned hours are more than nothing. Empty: none are planned."),
                      field=field)  # fmt: skip


def clean_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a task's fields cleaned; raises Invalid with the field that is wrong."""
    clean = dict(fields)
    if "title" in clean:
        clean["title"] = clean_title(clean["title"])
    if "description" in clean:
        clean["description"] = storable(clean["description"] or "")
    if (percent := clean.get("percent", 0)) is None or not 0 <= percent <= 100:
        raise Invalid(_("Give the percentage as a number from 0 to 100."), field="percent")
    if clean.get("priority", 0) not in (-1, 0, 1):
        raise Invalid(_("Choose one of the priorities."), field="priority")
    check_minutes(clean.get("planned_minutes"), "planned_minutes")
    return clean


def check_span(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """An event has a beginning and a later end; a to-do neither."""
    if (starts_at is None) != (ends_at is None):
        field = "starts_on" if starts_at is None else "ends_time"
        raise Invalid(_("An event needs both its beginning and its end."), field=field)
    if starts_at is None or ends_at is None:
        return
    if ends_at <= starts_at:
        raise Invalid(_("An event ends after it has begun."), field="ends_time")
    if ends_at - starts_at > LONGEST_EVENT:
        raise Invalid(_("An event lasts at most a year."), field="ends_on")
