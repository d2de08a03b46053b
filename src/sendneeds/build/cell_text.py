"""Text as it enters a spreadsheet or a CSV file: clean, on one line, and never taken for a formula or a link."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sendneeds.build.publish import write_text
from sendneeds.build.wording import clean_line
from sendneeds.evidence.delimited import join_rows
from sendneeds.report.ees_rows import write_number

FORMULA_SIGNS = ("=", "+", "-", "@", "{=")


def write_cell(cell: object) -> str:
    """Return a cell as text: numbers so that they read back the same, text neutralised, nothing for None."""
    if cell is None or cell != cell:  # noqa: PLR0124 - not a number is what is not itself
        return ""
    return write_number(float(cell)) if isinstance(cell, int | float) else neutralise(str(cell))


def neutralise(text: str) -> str:
    """Return clean text; an apostrophe goes before what a spreadsheet would take for a formula.

    A number stays as it is, and so does a true minus sign.
    """
    line = clean_line(text)
    return f"'{line}" if line.startswith(FORMULA_SIGNS) and not _is_number(line) else line


def write_csv(path: Path, rows: pd.DataFrame) -> None:
    """Write rows as UTF-8 CSV with LF line ends on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [_write_column(rows[name].tolist()) for name in rows.columns]
    write_text(path, join_rows([[neutralise(str(name)) for name in rows.columns], *zip(*columns, strict=True)]))


def _write_column(cells: Sequence[object]) -> list[str]:
    """Return the cells of a column as text, each different one written once."""
    texts = {cell: write_cell(cell) for cell in dict.fromkeys(cells)}
    return [texts[cell] for cell in cells]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
