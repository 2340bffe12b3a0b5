"""Tables as files: CSV for any program, XLSX with real dates and numbers (library XlsxWriter).

Rows come in chunks and go straight to the file, so that memory does not grow with the table.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Protocol

Kind = Literal["text", "day", "wall", "hours", "number", "money"]
"""`hours` are whole minutes, shown as decimal hours; `number` and `money` Decimals or ints."""
Row = Sequence[Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST = 32_000  # characters of a cell; Excel takes 32,767
_COMMA = ("fi", "sv")
"""Languages that write 7,5: their CSV is parted by semicolons, as their spreadsheets expect."""


class Form(StrEnum):
    """The kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"


TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading in the reader's words, what it holds, its width in characters."""

    label: str
    kind: Kind = "text"
    width: int = 14


class Sheet(Protocol):
    """A file being written."""

    def add(self, rows: Iterable[Row]) -> None:
        """Write the next rows."""

    def close(self) -> None:
        """Finish the file."""


def safe_cell(text: str) -> str:
    """Return text that a spreadsheet shows instead of running it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def open_sheet(
    path: Path, form: Form, columns: Sequence[Column], *, title: str, language: str
) -> Sheet:
    """Begin a file with its headings."""
    if form is Form.CSV:
        return _Csv(path, columns, language)
    return _Xlsx(path, columns, title)


class _Csv:
    """UTF-8 with the mark that Excel needs, numbers and separators as the language writes them."""

    def __init__(self, path: Path, columns: Sequence[Column], language: str) -> None:
        self._columns = columns
        self._comma = language in _COMMA
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";" if self._comma else ",")
        self._writer.writerow([safe_cell(column.label) for column in columns])

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._writer.writerow(
                [self._cell(column.kind, value)
                 for column, value in zip(self._columns, row, strict=True)]
            )  # fmt: skip

    def _cell(self, kind: Kind, value: Any) -> str:
        if value is None:
            return ""
        if kind == "hours":
            value = hours(value)
        if isinstance(value, Decimal | int):
            plain = f"{value:.2f}" if kind == "money" else f"{value.normalize() + 0:f}" \
                if isinstance(value, Decimal) else str(value)  # fmt: skip
            return plain.replace(".", ",") if self._comma else plain
        if isinstance(value, date):
            return value.isoformat()
        return f"{value:%H:%M}" if isinstance(value, time) else safe_cell(str(value))

    def close(self) -> None:
        self._file.close()


class _Xlsx:
    """One sheet whose heading stays in sight; rows leave memory as soon as they are written."""

    def __init__(self, path: Path, columns: Sequence[Column], title: str) -> None:
        import xlsxwriter  # only who exports waits for it

        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "tmpdir": str(path.parent),
        }  # fmt: skip
        self._columns = columns
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet(_sheet_name(title))
        patterns = {"day": 14, "wall": "hh:mm", "hours": "0.00", "number": "0.##", "money": "0.00"}
        self._formats = {
            kind: self._book.add_format({"num_format": pattern})
            for kind, pattern in patterns.items()
        }
        head = self._book.add_format({"bold": True, "bottom": 1})
        for at, column in enumerate(columns):
            self._sheet.set_column(at, at, column.width)
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            self._sheet.write_string(0, at, column.label, head)
        self._next = 1

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            for at, (column, value) in enumerate(zip(self._columns, row, strict=True)):
                if value is not None and value != "":
                    self._write(at, column.kind, value)
            self._next += 1

    def _write(self, at: int, kind: Kind, value: Any) -> None:
        if kind == "hours":
            value = hours(value)
        shown = self._formats.get(kind)
        if isinstance(value, Decimal | int):
            self._sheet.write_number(self._next, at, float(value), shown)
        elif isinstance(value, date | time):
            self._sheet.write_datetime(self._next, at, value, shown)
        else:
            self._sheet.write_string(self._next, at, str(value)[:_LONGEST])

    def close(self) -> None:
        self._sheet.autofilter(0, 0, max(self._next - 1, 1), len(self._columns) - 1)
        self._book.close()


def hours(minutes: int) -> Decimal:
    """Return whole minutes as decimal hours of two decimals."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def _sheet_name(title: str) -> str:
    """Return a title as Excel takes it: 31 characters, none of its own signs."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "1"
