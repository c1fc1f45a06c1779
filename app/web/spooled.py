"""A table for spreadsheets of any length: written as the rows come, beside the memory when it is long, and sent whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Response, send_file

IN_MEMORY = 1024 * 1024


def written(rows: Iterable[Sequence[Any]]) -> tuple[IO[bytes], int]:
    """The rows as a CSV file, and how many there were; nothing is sent before all of them are written, so that no file is cut."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")      # the mark lets spreadsheets read Chinese
    table, number = csv.writer(text), 0
    for number, row in enumerate(rows, 1):
        table.writerow(row)
    text.detach()
    file.seek(0)
    return file, number


def answer(file: IO[bytes], name: str) -> Response:
    """The file as a download."""
    found = send_file(file, mimetype="text/csv", as_attachment=True, download_name=name)
    found.direct_passthrough = False
    return found
