"""Tables as files: read back as people's programs read them."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.kit.sheets import Column, Form, Row, open_sheet, safe_cell

COLUMNS = [Column("Day", "day"), Column("From", "wall"), Column("Worked", "hours"),
           Column("Quantity", "number"), Column("Sum", "money"), Column("=Note")]  # fmt: skip
ROWS: list[Row] = [
    (date(2026, 3, 31), time(7, 30), 455, Decimal("28.40"), Decimal("-19.9"), "Ä; \"x\"\n=1+1"),
    (None, None, -30, 3, Decimal(0), "=HYPERLINK(\"http://evil\")"),
    (date(2026, 4, 1), time(0), 0, Decimal(100), Decimal(1000), "@SUM(A1)"),
]  # fmt: skip


def written(path: Path, form: Form, language: str = "fi", rows: list[Row] = ROWS) -> bytes:
    sheet = open_sheet(path, form, COLUMNS, title="Tunnit: [kaikki]/*", language=language)
    sheet.add(rows)
    sheet.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("language", "sign", "hours"), [("fi", ";", "7,58"), ("sv", ";", "7,58"), ("en", ",", "7.58")]
)
def test_csv_opens_in_a_spreadsheet_of_the_language(
    tmp_path: Path, language: str, sign: str, hours: str
) -> None:
    data = written(tmp_path / "a.csv", Form.CSV, language)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=sign))
    point = hours[1]
    assert rows[1] == ["2026-03-31", "07:30", hours, f"28{point}4", f"-19{point}90",
                       "Ä; \"x\"\n=1+1"]  # fmt: skip
    assert rows[2][2:5] == [f"-0{point}5", "3", f"0{point}00"]
    assert rows[3][2:5] == ["0", "100", f"1000{point}00"]


def test_no_cell_of_a_csv_is_run_as_a_formula(tmp_path: Path) -> None:
    rows = list(csv.reader(
        io.StringIO(written(tmp_path / "a.csv", Form.CSV).decode("utf-8-sig"), newline=""),
        delimiter=";",
    ))  # fmt: skip
    assert [row[5] for row in rows if row[5][0] in "=+-@\t\r\n"] == []
    assert rows[2][5] == '\'=HYPERLINK("http://evil")'


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_every_sign_that_begins_a_formula_is_made_harmless(sign: str) -> None:
    assert safe_cell(f"{sign}1") == f"'{sign}1"
    assert safe_cell(f"a{sign}1") == f"a{sign}1"


def test_xlsx_holds_real_dates_times_and_numbers_and_no_formula(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", Form.XLSX)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Day", "From", "Worked", "Quantity", "Sum", "=Note"]
    assert rows[1][0].date() == date(2026, 3, 31)
    assert rows[1][1:5] == [time(7, 30), 7.58, 28.4, -19.9]
    assert rows[2][2] == -0.5
    assert rows[3][1] == time(0)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F4"
    assert sheet.column_dimensions["A"].width >= 12
    assert sheet.title == "Tunnit kaikki"


def test_an_empty_table_is_a_file_with_headings(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", Form.XLSX, rows=[])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert next(cell.value for cell in sheet[1]) == "Day"


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Ten times the rows take hardly more memory."""

    def many(count: int) -> Iterator[Row]:
        for at in range(count):
            yield (date(2026, 3, 31), time(7), at % 600, Decimal(at), Decimal(at), f"Note {at}")

    def peak(count: int) -> Any:
        tracemalloc.start()
        sheet = open_sheet(tmp_path / f"{count}.xlsx", Form.XLSX, COLUMNS, title="x", language="fi")
        sheet.add(many(count))
        sheet.close()
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)  # imports
    few = peak(1_000)
    assert peak(10_000) < few * 1.5 + 200_000
