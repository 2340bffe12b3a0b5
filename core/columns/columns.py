"""A column of a list: what it holds, how it is read, who may see it. Pure: SQL as values."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.access.permissions import Permission


class Kind(StrEnum):
    """What a column holds: decides its operators, its look and its cell in an export."""

    TEXT = "text"
    NUMBER = "number"
    MINUTES = "minutes"  # integer minutes
    MONEY = "money"  # minor units of the company's currency, or {"minor", "currency"}
    PERCENT = "percent"  # 0 to 100
    DATE = "date"
    MOMENT = "moment"  # aware UTC
    CHOICE = "choice"  # one key of `choices`
    REFERENCE = "reference"  # the id of what `refers` names
    YES_NO = "yes_no"
    TAGS = "tags"  # a JSON list of texts, or of keys of `choices`


@dataclass(frozen=True, slots=True)
class Choice:
    """A key, its words (a msgid, unless the company's own) and the tone it is shown in."""

    key: str
    label: str
    tone: str = "plain"
    is_own: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of a module's list.

    `value` is the SQL expression compared and exported; `words` the name people read instead of an
    id. `sort` is what an index carries together with the record's id, None where none does.
    `folded`: folded words, each behind a space, for a quick search by beginnings. `key` names the
    rows of `field_values` that own fields and tags are found by. `partial`: a condition that
    indexes of the table are limited to, kept in sight of the database's planner. `ahead`: days to
    come are grouped by how near they are, others by how long ago. `stored` turns a
    choice's key into what the database holds, `read` what the database gave into the value shown;
    `tone` is an SQL expression of the tone that `words` are shown in. `for_actor` returns the
    column as one actor has it, where what is read depends on who looks.
    """

    name: str
    label: str
    kind: Kind
    value: Any
    words: Any = None
    sort: Any = None
    nullable: bool = False
    folded: Any = None
    choices: tuple[Choice, ...] = ()
    refers: str = ""
    right: Permission | None = None
    key: str = ""
    scale: int = 1
    partial: bool = False
    ahead: bool = False
    filters: bool = True
    is_own: bool = False
    width: str = ""  # "narrow" or "wide"; else by kind
    on_phone: bool = True
    path: str = ""  # page of what is referred to, with {id}
    tone: Any = None
    stored: Callable[[str], Any] = str
    read: Callable[[Any], Any] | None = None
    for_actor: Callable[["Column", Actor], "Column"] | None = None

    @property
    def align(self) -> str:
        """`end` for figures, else `start`."""
        return "end" if self.kind in FIGURES else "start"

    @property
    def sums(self) -> bool:
        """Whether a sum of it means something."""
        return self.kind in (Kind.NUMBER, Kind.MINUTES, Kind.MONEY)

    @property
    def groups(self) -> bool:
        """Whether rows may be grouped by it."""
        return self.kind in GROUPED and not self.key

    def choice(self, key: str) -> Choice | None:
        """Return the choice of a key, or None."""
        return next((one for one in self.choices if one.key == key), None)


FIGURES = (Kind.NUMBER, Kind.MINUTES, Kind.MONEY, Kind.PERCENT)
GROUPED = (Kind.CHOICE, Kind.REFERENCE, Kind.YES_NO, Kind.DATE, Kind.MOMENT)


def name_of(record: Any, link: Any, attribute: str = "name") -> Any:
    """Return the name behind a link as a scalar subquery: read only for the rows that are shown."""
    other = aliased(record)
    asked = sa.select(getattr(other, attribute)).where(other.id == link)
    return asked.correlate_except(other).scalar_subquery()
