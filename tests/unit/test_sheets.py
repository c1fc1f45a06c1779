"""Tables as files: read back as they were written, run by no spreadsheet, no larger than they may be."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from app.adapters import sheets

ROWS = [["=1+1", Decimal("12.50"), date(2024, 9, 2)], ["苏州", Decimal("-3"), None]]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_what_was_written_is_read_back(kind):
    content = sheets.written(kind, ["a", "b", "c"], ROWS)
    found = sheets.read(f"x.{kind}", content)
    assert found[0] == ["a", "b", "c"] and found[1][0] == "=1+1" and found[1][1] in {"12.50", "12.5"} and found[1][2] == "2024-09-02"
    assert found[2] == ["苏州", "-3", ""]


def test_no_cell_is_a_formula():
    from openpyxl import load_workbook

    assert b"'=1+1" in sheets.written("csv", ["a"], [["=1+1"]]) and sheets.safe("@x") == "'@x" and sheets.safe(Decimal("-3")) == "-3"
    cell = load_workbook(io.BytesIO(sheets.written("xlsx", ["a"], [["=1+1"]]))).active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_numbers_stay_numbers_in_a_spreadsheet():
    from openpyxl import load_workbook

    cell = load_workbook(io.BytesIO(sheets.written("xlsx", ["a"], [[Decimal("12.50")]]))).active["A2"]
    assert cell.data_type == "n" and Decimal(str(cell.value)) == Decimal("12.5")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.MOST_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize("name,content", [
    ("x.exe", b""), ("x.xlsx", b"no archive"), ("x.json", b"{}"), ("x.json", b"[1]"), ("x.json", b"["), ("x.csv", b"a" * (sheets.MOST_BYTES + 1)),
    ("x.csv", b"a\n" * (sheets.MOST_ROWS + 2)), ("x.csv", b"a," * 70 + b"a"), ("x.csv", b"a" * (sheets.LONGEST_CELL + 1)), ("x.xlsx", bomb()), ("x.csv", b"\xff\xff"),
])
def test_what_cannot_be_read_says_so(name, content):
    with pytest.raises(sheets.Unreadable):
        sheets.read(name, content)


def test_chinese_spreadsheets_are_read_in_their_own_encoding():
    assert sheets.read("x.csv", "名称\n苏州".encode("gb18030")) == [["名称"], ["苏州"]]
