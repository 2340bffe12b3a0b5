"""Calendar invitations in a mail: what, when and where, in a few lines without labels. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mail.charsets import storable

MAX_LINES = 2_000
ZONE_OF_REGION = {"FI": "Europe/Helsinki", "SE": "Europe/Stockholm", "GB": "Europe/London"}
_WINDOWS_ZONES = {
    "FLE Standard Time": "Europe/Helsinki",
    "W. Europe Standard Time": "Europe/Stockholm",
    "Romance Standard Time": "Europe/Stockholm",
    "Central European Standard Time": "Europe/Stockholm",
    "Central Europe Standard Time": "Europe/Stockholm",
    "GMT Standard Time": "Europe/London",
    "UTC": "UTC",
}
_PROPERTY = re.compile(
    r'([A-Za-z-]{1,40})((?:;[^":;]{0,200}(?:"[^"]{0,200}"[^":;]{0,50})*){0,20}):(.*)'
)
_TIMEZONE = re.compile(r';TZID="?(?:\([^)]*\) ?)?([^";:]{1,80})', re.IGNORECASE)
_COMMON_NAME = re.compile(r';CN="?([^";]{1,100})', re.IGNORECASE)
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Invitation:
    """``starts`` and ``ends`` are local to ``zone`` (None: as written); days for whole days, the
    last one included."""

    summary: str
    starts: datetime | date | None = None
    ends: datetime | date | None = None
    zone: str | None = None
    place: str | None = None
    organizer: str | None = None
    method: str | None = None

    def lines(self) -> str:
        """Title, time and place, a line each."""
        return "\n".join(line for line in (self.summary, self._when(), self.place or "") if line)

    def _when(self) -> str:
        if self.starts is None:
            return ""
        words = _written(self.starts)
        if self.ends is not None and self.ends != self.starts:
            same = isinstance(self.ends, datetime) and _day(self.ends) == _day(self.starts)
            words += f"–{self.ends:%H:%M}" if same else f" – {_written(self.ends)}"
        return (
            f"{words} ({self.zone})" if self.zone and isinstance(self.starts, datetime) else words
        )


def read_invitation(text: str, region: str | None = None) -> Invitation | None:
    """The first event of a calendar; times with a zone are told in that of the region."""
    method, fields = _fields(text)
    if not fields:
        return None
    starts, zone = _moment(fields.get("DTSTART"), region)
    ends, _ = _moment(fields.get("DTEND"), region)
    if ends is not None and not isinstance(ends, datetime) and starts is not None:
        ends = max(ends - timedelta(days=1), _day(starts))  # RFC 5545: the day after the last
    organizer = fields.get("ORGANIZER", ("", ""))
    found = _COMMON_NAME.search(organizer[0])
    return Invitation(
        summary=_value(fields, "SUMMARY") or "",
        starts=starts,
        ends=ends,
        zone=zone,
        place=_value(fields, "LOCATION"),
        organizer=found[1] if found else (organizer[1].partition(":")[2] or None),
        method=method,
    )


def _fields(text: str) -> tuple[str | None, dict[str, tuple[str, str]]]:
    """(METHOD, name -> (parameters, value) of the first VEVENT without what is nested in it)."""
    plain = re.sub(r"\r?\n[ \t]", "", text)
    method: str | None = None
    inside: list[str] = []
    fields: dict[str, tuple[str, str]] = {}
    for line in plain.splitlines()[:MAX_LINES]:
        found = _PROPERTY.fullmatch(line[:4_000].strip())
        if found is None:
            continue
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END" and inside:
            if inside.pop() == "VEVENT":
                break
        elif inside[-1:] == ["VEVENT"]:
            fields.setdefault(name, (found[2], value))
        elif name == "METHOD":
            method = value.strip().upper()[:20]
    return method, fields


def _value(fields: dict[str, tuple[str, str]], name: str) -> str | None:
    raw = fields.get(name, ("", ""))[1]
    text = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], raw)
    return storable(re.sub(r"\s+", " ", text)).strip()[:500] or None


def _moment(
    field: tuple[str, str] | None, region: str | None
) -> tuple[datetime | date | None, str | None]:
    """(local time or day, the zone to name: none where it is the region's own)."""
    found = _MOMENT.match(field[1].strip()) if field else None
    if field is None or found is None:
        return None, None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            return day, None
        moment = datetime(day.year, day.month, day.day, int(found[4]), int(found[5]))  # noqa: DTZ001
    except ValueError:
        return None, None
    named = _TIMEZONE.search(field[0])
    zone = "UTC" if found[7] else named[1].strip() if named else None
    return _told_in(moment, zone, region)


def _told_in(moment: datetime, zone: str | None, region: str | None) -> tuple[datetime, str | None]:
    home = ZONE_OF_REGION.get(region or "")
    known = _WINDOWS_ZONES.get(zone or "", zone)
    if known is None or known == home:
        return moment, None
    try:
        aware = moment.replace(tzinfo=UTC if known == "UTC" else ZoneInfo(known))
        if home is None:
            return moment, known
        return aware.astimezone(ZoneInfo(home)).replace(tzinfo=None), None
    except (KeyError, ValueError, OSError, OverflowError):
        return moment, storable(zone or "") or None


def _written(moment: datetime | date) -> str:
    day = f"{moment.day}.{moment.month}.{moment.year}"
    return f"{day} {moment:%H:%M}" if isinstance(moment, datetime) else day


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
