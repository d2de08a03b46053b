"""CSV files, read strictly: text in, text out, and every deviation named with its row. And how they are written."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from sendneeds.errors import DataError, Problem

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Delimited:
    """A table as text, and the columns that the file holds twice with equal cells."""

    table: pd.DataFrame
    repeated: tuple[str, ...]


def parse_delimited(content: bytes, name: str) -> Delimited:
    """Return the table in `content`, whose first row is the header.

    A byte order mark, CRLF and blank lines are fine. Raises DataError if the content is empty, has no rows, is no CSV,
    is not UTF-8, or has a row that is longer or shorter than the header.
    """
    rows = parse_rows(content, name)
    header, body = [cell.strip() for cell in rows[0]], rows[1:]
    if not body:
        raise DataError(Problem(name, "a header and no rows", "a table with rows", "get the file again"))
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            found = f"{len(row)} cells"
            raise DataError(Problem(f"{name}, row {number}", found, f"{len(header)} cells", "fix the row"))
    repeated = _check_header(header, body, name)
    by_row = pd.DataFrame(body, columns=pd.Index(header), dtype=str)
    return Delimited(by_row.loc[:, ~by_row.columns.duplicated()], repeated)


def parse_rows(content: bytes, name: str) -> list[list[str]]:
    """Return the rows of a CSV file, blank lines left out. Raises DataError if the content is no CSV text."""
    text = _decode(content, name)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [row for row in reader if row]
    except csv.Error as error:
        found = "a quote that is not closed" if "end of data" in str(error) else str(error)
        raise DataError(Problem(f"{name}, line {reader.line_num}", found, "a CSV row", "fix the quotes")) from None
    if not rows:
        raise DataError(Problem(name, "an empty file", "a table", "get the file again"))
    return rows


def _decode(content: bytes, name: str) -> str:
    if content.startswith(WORKBOOKS):
        raise DataError(Problem(name, "a workbook or zip file", "a CSV file", "save the sheet as CSV"))
    if (at := content.find(b"\0")) >= 0:
        where = f"{name}, row {_count_rows(content, at)}"
        raise DataError(Problem(where, f"a NUL at byte {at}", "text", "get the file again"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"{name}, row {_count_rows(content, error.start)}"
        found = f"byte 0x{content[error.start]:02x} at {error.start}, which is not UTF-8"
        raise DataError(Problem(where, found, "UTF-8 text", "save the file as UTF-8")) from None
    if text.lstrip()[:4].lower().startswith(("<!", "<?", "<htm")):
        raise DataError(Problem(name, "a web page", "a CSV file", "download the data file, not its page"))
    return text


def _count_rows(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1


def _check_header(header: list[str], body: list[list[str]], name: str) -> tuple[str, ...]:
    """Return the columns that are there twice and equal. Raises DataError if two of one name differ."""
    repeated = tuple(column for column, count in Counter(header).items() if count > 1)
    for column in repeated:
        first, *others = [index for index, other in enumerate(header) if other == column]
        for number, row in enumerate(body, start=2):
            if any(row[other] != row[first] for other in others):
                found = f"the column {column!r} twice, with different cells"
                raise DataError(Problem(f"{name}, row {number}", found, "each column once", "rename one of them"))
    return repeated


def join_rows(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of text, the header first, as CSV with LF line ends."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
