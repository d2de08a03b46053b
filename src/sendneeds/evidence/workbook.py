"""Reading one sheet of an xlsx or ods workbook as text."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

import pandas as pd

from sendneeds.errors import DataError, Problem

MOST_RATIO = 100
# Damage, and what this project does not read: passwords and rare compressions.
UNREADABLE_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, struct.error, OSError)
# Also in UTF-16, in which every other byte is 0.
DOCUMENT_TYPE = re.compile(rb"<\0?!\0?(D\0?O\0?C|E\0?N\0?T)", re.IGNORECASE)
CELL = re.compile(rb'<c [^>]*?\br="([A-Z]{1,9})([0-9]{1,9})"')
MOST_CELLS = 20_000_000
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def parse_sheet(content: bytes, sheet: str, name: str) -> pd.DataFrame:
    """Return `sheet` as text, one column per sheet column, no header. Raises DataError if it cannot be read safely."""
    # Needed only for rebuilding the data, so not installed with the reports.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(_check_parts(content, name)))
        if sheet not in workbook.sheet_names:
            near = get_close_matches(sheet, workbook.sheet_names, n=1, cutoff=0.4)
            expected = f"one of its sheets{f' (nearest: {near[0]!r})' if near else ''}"
            raise DataError(Problem(name, f"no sheet {sheet!r}", expected, "correct the sheet's name"))  # noqa: TRY301
        rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except DataError:
        raise
    except BaseException as error:
        # The reader is compiled: what it does not expect ends in a panic, which is no Exception.
        if not isinstance(error, (CalamineError, *UNREADABLE_ZIP)) and type(error).__name__ != "PanicException":
            raise
        found = f"a workbook that cannot be read ({error})"
        raise DataError(Problem(name, found, "an xlsx or ods workbook", "get the file again")) from None
    return pd.DataFrame([[_write_cell(cell) for cell in row] for row in rows], dtype=str)


def _check_parts(content: bytes, name: str) -> bytes:
    """Return the workbook, with the `mimetype` part that some ods files lack. Raises DataError if it is unsafe."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.file_size > max(MOST_RATIO * entry.compress_size, 100_000):
                found = f"a part that grows more than {MOST_RATIO} times"
                raise DataError(Problem(name, found, "a workbook", "do not use this file"))
            if entry.filename.endswith((".xml", ".rels")) and DOCUMENT_TYPE.search(archive.read(entry)):
                raise DataError(Problem(name, "a document type in its XML", "a workbook", "do not use this file"))
            if entry.filename.startswith("xl/worksheets/") and _count_cells(archive.read(entry)) > MOST_CELLS:
                found = f"a sheet of more than {MOST_CELLS:,} cells"
                raise DataError(Problem(name, found, "a workbook", "do not use this file"))
        if "content.xml" not in archive.namelist() or "mimetype" in archive.namelist():
            return content
        return _add_mimetype(archive)


def _count_cells(sheet: bytes) -> int:
    """Return rows x columns up to the last cell that a sheet names: one cell far away would fill the memory."""
    columns, rows = 1, 1
    for column, row in CELL.findall(sheet):
        columns, rows = max(columns, len(column)), max(rows, int(row))
    return int(rows * 26**columns)


def _add_mimetype(archive: zipfile.ZipFile) -> bytes:
    repaired = io.BytesIO()
    with zipfile.ZipFile(repaired, "w") as target:
        target.writestr("mimetype", ODS_TYPE)
        for entry in archive.infolist():
            target.writestr(entry, archive.read(entry))
    return repaired.getvalue()


def _write_cell(cell: Any) -> str:  # noqa: ANN401
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)
