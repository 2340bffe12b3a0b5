"""A person's week as a grid: rows of work, cells of days, and each day against its norm; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.kit.ids import parse_id
from core.timesheets.models import Absence
from core.timesheets.norms import Norms
from core.timesheets.queries import EntryLine
from core.timesheets.week_lines import week_days


@dataclass(frozen=True, slots=True)
class RowKey:
    """What the entries of one row share."""

    customer_id: UUID | None = None
    project_id: UUID | None = None
    work_kind_id: UUID | None = None

    @classmethod
    def of(cls, line: EntryLine) -> "RowKey":
        """Return the row an entry stands in."""
        entry = line.entry
        return cls(entry.customer_id, entry.project_id, entry.work_kind_id)

    @classmethod
    def read(cls, text: str) -> "RowKey | None":
        """Return the row an address or a field's name means, or None."""
        parts = text.split(".")
        found = [parse_id(part) for part in parts]
        if len(parts) != 3 or any(part and not one for part, one in zip(parts, found, strict=True)):
            return None
        return cls(*found)

    def __str__(self) -> str:
        """Return it as addresses and fields' names carry it."""
        keys = (self.customer_id, self.project_id, self.work_kind_id)
        return ".".join(key.hex if key else "" for key in keys)


@dataclass(frozen=True, slots=True)
class Cell:
    """What was logged in one row on one day."""

    day: date
    lines: tuple[EntryLine, ...] = ()

    @property
    def minutes(self) -> int:
        return sum(line.entry.worked_minutes for line in self.lines)

    @property
    def has_many(self) -> bool:
        """Several entries, or one that no typing changes: they are opened instead."""
        return len(self.lines) > 1 or any(
            line.entry.reverses_id or line.entry.invoiced_at for line in self.lines
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One customer, project and kind of work."""

    key: RowKey
    names: tuple[str | None, str | None, str | None]
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        return sum(cell.minutes for cell in self.cells)


@dataclass(frozen=True, slots=True)
class GridDay:
    """One day: minutes worked, its norm after holidays, what absences take, what is missing."""

    day: date
    worked: int
    norm: int
    absent: int
    missing: int
    absences: tuple[Absence, ...] = ()
    holiday: str = ""

    @property
    def wanted(self) -> int:
        return self.norm - self.absent


@dataclass(frozen=True, slots=True)
class Grid:
    """A person's week, Monday first."""

    monday: date
    rows: tuple[Row, ...]
    days: tuple[GridDay, ...]

    @property
    def total(self) -> int:
        return sum(day.worked for day in self.days)

    @property
    def wanted(self) -> int:
        return sum(day.wanted for day in self.days)

    @property
    def missing(self) -> int:
        return sum(day.missing for day in self.days)


Named = tuple[RowKey, tuple[str | None, str | None, str | None]]
"""A row by its key and the names of customer, project and kind of work."""


def named(lines: Iterable[EntryLine]) -> dict[RowKey, tuple[str | None, str | None, str | None]]:
    """Return the rows of entries with their names, in the order they first occur."""
    found: dict[RowKey, tuple[str | None, str | None, str | None]] = {}
    for line in lines:
        found.setdefault(RowKey.of(line), (line.customer, line.project, line.work_kind))
    return found


def grid_of(
    staff_id: UUID, monday: date, lines: Sequence[EntryLine], norms: Norms, *, today: date,
    language: str, more: Iterable[Named] = (),
) -> Grid:  # fmt: skip
    """Return a week as a grid: rows by name, then the empty ones of `more` in their order.

    Days after `today` lack nothing yet.
    """
    cells: dict[tuple[RowKey, date], list[EntryLine]] = {}
    for line in lines:
        cells.setdefault((RowKey.of(line), line.entry.day), []).append(line)
    rows = sorted(named(lines).items(), key=lambda row: [name or "" for name in row[1]])
    rows += [row for row in dict(more).items() if row[0] not in dict(rows)]
    days = week_days(monday)
    return Grid(
        monday,
        tuple(
            Row(key, names, tuple(Cell(day, tuple(cells.get((key, day), ()))) for day in days))
            for key, names in rows
        ),
        tuple(_day(staff_id, day, lines, norms, today, language) for day in days),
    )


def _day(
    staff_id: UUID, day: date, lines: Sequence[EntryLine], norms: Norms, today: date, language: str
) -> GridDay:
    worked = sum(line.entry.worked_minutes for line in lines if line.entry.day == day)
    missing = norms.missing(staff_id, day, worked) if day <= today else 0
    return GridDay(
        day, worked, norms.of(staff_id, day), norms.absent(staff_id, day), missing,
        tuple(norms.absences_of(staff_id, day)), norms.holiday(day, language),
    )  # fmt: skip
