"""Tables as files: CSV, XLSX and JSON, written so that no spreadsheet runs them, read within limits."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.clock import SHANGHAI

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 5_000_000, 50_000_000, 200
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5_000, 60, 5_000
MEDIA = {
    "csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Unreadable(ValueError):
    """The file cannot be read; carries the reason in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def written(kind: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as the bytes of a file of that kind."""
    return {"csv": _csv, "xlsx": _xlsx, "json": _json}[kind](heads, rows)


def safe(value: Any) -> str:
    """A text that no spreadsheet takes for a formula; numbers stay numbers."""
    text = plain(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, (int, Decimal)) else text


def plain(value: Any) -> str:
    """A value as text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if value.tzinfo else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=plain)
    return value.isoformat() if isinstance(value, date) else str(value)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(each) for each in heads])
    writer.writerows([safe(each) for each in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _json(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    found = [dict(zip(heads, row, strict=False)) for row in rows]
    return json.dumps(found, ensure_ascii=False, indent=1, default=plain).encode()


def _xlsx(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "A2"

    def cell(value: Any, bold: bool = False) -> Any:
        if isinstance(value, (int, Decimal, date)) and not isinstance(value, (bool, datetime)):
            made = WriteOnlyCell(sheet, value)
        else:
            made = WriteOnlyCell(sheet, "")
            made._value, made.data_type = _printable(plain(value)), "s"          # a text, whatever it begins with
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(each, True) for each in heads])
    for row in rows:
        sheet.append([cell(each) for each in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")[:32_000]


# -- reading -----------------------------------------------------------------------------------------------------------


def read(name: str, content: bytes) -> list[list[str]]:
    """The rows of an uploaded file as texts, heads first; raises Unreadable."""
    kind = name.rpartition(".")[2].lower()
    if kind not in MEDIA:
        raise Unreadable("请上传 CSV、XLSX 或 JSON 文件。", "A CSV, XLSX or JSON file is expected.")
    if len(content) > MOST_BYTES:
        raise Unreadable("文件超过 5 MB。", "The file is larger than 5 MB.")
    try:
        rows = {"csv": _read_csv, "xlsx": _read_xlsx, "json": _read_json}[kind](content)
    except Unreadable:
        raise
    except Exception as error:                # a library may do anything with a broken file
        raise Unreadable("文件无法读取，请核对格式。", "The file cannot be read; check its format.") from error
    return [row for row in rows if any(row)]


def _kept(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    found = []
    for row in rows:
        if len(found) > MOST_ROWS:
            raise Unreadable(f"行数超过 {MOST_ROWS}。", f"There are more than {MOST_ROWS} rows.")
        if len(row) > MOST_COLUMNS and any(plain(each).strip() for each in row[MOST_COLUMNS:]):
            raise Unreadable(f"列数超过 {MOST_COLUMNS}。", f"There are more than {MOST_COLUMNS} columns.")
        found.append([_text(each) for each in row[:MOST_COLUMNS]])
    return found


def _text(value: Any) -> str:
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = plain(value).strip()
    if text[:1] == "'" and text[1:].startswith(FORMULA):
        text = text[1:]                       # our own mark
    if len(text) > LONGEST_CELL:
        raise Unreadable(f"单元格超过 {LONGEST_CELL} 字。", f"A cell has more than {LONGEST_CELL} characters.")
    return text.replace("\x00", "")


def _read_csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")      # what Chinese spreadsheets write
    return _kept(csv.reader(io.StringIO(text, newline="")))


def _read_json(content: bytes) -> list[list[str]]:
    given = json.loads(content, parse_float=Decimal)
    if not isinstance(given, list) or not all(isinstance(each, Mapping) for each in given):
        raise Unreadable("须为对象的列表。", "A list of objects is expected.")
    heads = list(dict.fromkeys(name for each in given for name in each))
    return _kept([heads, *([each.get(name) for name in heads] for each in given)])


def _read_xlsx(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    _require_small(content)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        return _kept(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def _require_small(content: bytes) -> None:
    """An archive that would unpack to much more than its size is not opened; sizes are measured, not believed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts, size = archive.infolist(), 0
        for part in parts[: MOST_PARTS + 1]:
            with archive.open(part) as stream:
                while chunk := stream.read(65_536):
                    size += len(chunk)
                    if size > MOST_UNPACKED:
                        break
        if len(parts) > MOST_PARTS or size > MOST_UNPACKED:
            raise Unreadable("文件解压后过大。", "The file would unpack to too much.")
