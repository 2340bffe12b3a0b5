"""Reading what people typed: never lost, wrong values named in a sentence at their field."""

import re
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from io import BytesIO
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request

from core.errors import Invalid
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.money import round_half_up
from core.kit.text import storable

MAX_FIELDS = 200
MAX_FILES = 10
_CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?")
_HOURS_MINUTES = re.compile(r"(\d{1,3})\s*[:h]\s*(\d{1,2})\s*(?:m|min)?", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,4})\s*(?:m|min)\.?", re.IGNORECASE)
_HOURS = re.compile(
    r"(\d{1,3}(?:[.,]\d{1,3})?|[.,]\d{1,3})\s*(?:h|t|tuntia|tim|hours?)?\.?", re.IGNORECASE
)
_HALVES = {"½": ",5", "¼": ",25", "¾": ",75"}


@dataclass
class Form:
    """A sent form. Each reader raises Invalid with the field's name when the value is wrong."""

    typed: dict[str, str]
    lists: dict[str, list[str]] = field(default_factory=dict)
    files: list[UploadFile] = field(default_factory=list)

    def text(self, name: str, *, limit: int = 500) -> str:
        """Return one field without outer white space; '' when it was not sent."""
        value = storable(self.typed.get(name, "")).strip()
        if len(value) > limit:
            sentence = _("This is too long: {length} characters, at most {limit} fit.")
            raise Invalid(sentence.format(length=len(value), limit=limit), field=name)
        return value

    def needed(self, name: str, sentence: str, *, limit: int = 500) -> str:
        """Return one field; an empty one is refused with the sentence."""
        value = self.text(name, limit=limit)
        if not value:
            raise Invalid(sentence, field=name)
        return value

    def id(self, name: str) -> UUID | None:
        """Return a chosen id or None."""
        return parse_id(self.typed.get(name, ""))

    def number(self, name: str) -> int | None:
        """Return a whole number or None."""
        value = self.typed.get(name, "").strip()
        return int(value) if value.isdecimal() and len(value) < 10 else None

    def day(self, name: str) -> date | None:
        """Return a day as `<input type=date>` sends it (ISO 8601)."""
        value = self.typed.get(name, "").strip()
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Invalid(_("Give the day as it is in the calendar."), field=name) from None

    def wall(self, name: str) -> time | None:
        """Return a wall time: `7.30`, `07:30`, `7`."""
        value = self.typed.get(name, "").strip()
        if not value:
            return None
        found = _CLOCK.fullmatch(value)
        if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
            return time(int(found[1]), int(found[2] or 0))
        raise Invalid(_("Give the time as hours and minutes, such as 7.30."), field=name)

    def minutes(self, name: str) -> int | None:
        """Return a duration in minutes: `7,5`, `2:30`, `2 h 30 min`, `45 min`."""
        value = self.typed.get(name, "").strip()
        if not value:
            return None
        found = minutes_in(value)
        if found is None:
            sentence = _("Give the hours as a number, such as {decimal}, {clock} or 45 min.")
            raise Invalid(sentence.format(decimal=_("7.5"), clock="7:30"), field=name)
        return found

    def ticked(self, name: str) -> bool:
        """Tell whether a check box was sent."""
        return name in self.typed


def minutes_in(value: str) -> int | None:
    """Return the minutes of a duration typed into a field, or None when it is none."""
    text = value.strip()
    for sign, decimals in _HALVES.items():
        text = text.replace(sign, decimals)
    if found := _MINUTES.fullmatch(text):
        return int(found[1])
    if found := _HOURS_MINUTES.fullmatch(text):
        rest = int(found[2])
        return int(found[1]) * 60 + rest if rest < 60 else None
    if found := _HOURS.fullmatch(text):
        try:
            return round_half_up(Decimal(found[1].replace(",", ".")) * 60)
        except InvalidOperation:
            return None
    return None


async def read_form(request: Request, *, max_fields: int = MAX_FIELDS) -> Form:
    """Read a sent form once. Files are in memory: the door has limited their bytes already."""
    form = Form({})
    async with request.form(max_files=MAX_FILES, max_fields=max_fields) as data:
        for name, value in data.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    form.files.append(await _kept(value))
            else:
                form.typed[name] = value
                form.lists.setdefault(name, []).append(value)
    for name, several in form.lists.items():
        if len(several) > 1 and name.startswith("custom."):  # ticks of an own field, kept together
            form.typed[name] = ",".join(one for one in several if one)
    return form


async def _kept(upload: UploadFile) -> UploadFile:
    """Return a file that may be read after its temporary one was closed."""
    data = BytesIO(await upload.read())
    return UploadFile(data, size=upload.size, filename=upload.filename, headers=upload.headers)
