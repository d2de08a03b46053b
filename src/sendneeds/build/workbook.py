"""An accessible XLSX workbook: cover, contents, notes, and one table on each sheet that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import gptables
import pandas as pd

from sendneeds.build.cell_text import neutralise
from sendneeds.build.table_sheet import build_book

FIRST_WIDTH, WIDTH = 46, 15
NO_NOTE = "none"
# Levels of gptables' index columns: it resolves notes in these alone.
_FIRST, _SECOND, _NOTES = 1, 2, 3

Cell = str | int | float


@dataclass(frozen=True)
class Front:
    """What the cover says: lines of text below three headings."""

    title: str
    intro: tuple[str, ...]
    about: tuple[str, ...]
    contact: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One table. Its first `headers` columns name a row; no cell is empty.

    `column_notes` are notes by column; `row_notes` hold the notes of each row, if any row has one, and make a column
    after the headers.
    """

    name: str
    title: str
    rows: pd.DataFrame
    headers: int = 1
    column_notes: Mapping[str, str] = field(default_factory=dict)
    row_notes: Sequence[Sequence[str]] = ()
    legend: tuple[str, ...] = ()
    source: str | None = None
    widths: tuple[int, ...] = (FIRST_WIDTH,)


def write_workbook(path: Path, front: Front, sheets: Sequence[Sheet], created: date) -> None:
    """Write a workbook that says it was made on `created`. The same content gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = _name_notes(sheets)
    notes = pd.DataFrame({"reference": list(keys.values()), "Note": [_write_line(text) for text in keys]})
    workbook = build_book(path, _build_cover(front), notes, {sheet.name: _build_table(sheet, keys) for sheet in sheets})
    midnight = datetime(created.year, created.month, created.day)  # noqa: DTZ001 - a date without a place
    workbook.set_properties({"title": _write_line(front.title), "created": midnight})
    widths = {"Contents": (20, 90), "Notes": (14, 110)} | {sheet.name: sheet.widths for sheet in sheets}
    for worksheet in workbook.worksheets():
        if worksheet.name in widths:
            worksheet.set_column(0, worksheet.dim_colmax, WIDTH)
            for number, width in enumerate(widths[worksheet.name]):
                worksheet.set_column(number, number, width)
    workbook.close()


def _name_notes(sheets: Sequence[Sheet]) -> dict[str, str]:
    """Return a key for each note, in the order in which they are met."""
    texts = [
        text
        for sheet in sheets
        for group in (sheet.column_notes.values(), *sheet.row_notes)
        for text in group
    ]  # fmt: skip
    return {text: f"n{number}" for number, text in enumerate(dict.fromkeys(texts))}


def _build_table(sheet: Sheet, keys: Mapping[str, str]) -> gptables.GPTable:
    rows = sheet.rows.map(lambda cell: _write_line(cell) if isinstance(cell, str) else cell).astype(object)
    rows.columns = pd.Index([_write_line(name) for name in rows.columns])
    if sheet.row_notes:
        marks = ["".join(f"$${keys[text]}$$" for text in notes) or NO_NOTE for notes in sheet.row_notes]
        rows.insert(sheet.headers, "Notes", marks)
    return gptables.GPTable(
        rows,
        f"table_{sheet.name.lower().replace(' ', '_')}",
        _write_line(sheet.title),
        legend=[_write_line(line) for line in sheet.legend],
        source=_write_line(sheet.source) if sheet.source else None,
        table_notes={_write_line(name): f"$${keys[text]}$$" for name, text in sheet.column_notes.items()},
        index_columns={_FIRST: 0}
        | ({_SECOND: 1} if sheet.headers > 1 else {})
        | ({_NOTES: sheet.headers} if sheet.row_notes else {}),
    )


def _build_cover(front: Front) -> gptables.Cover:
    parts = ([_write_line(line) for line in part] for part in (front.intro, front.about, front.contact))
    return gptables.Cover(_write_line(front.title), *parts)


def _write_line(text: str) -> str:
    """Return text in which nothing is markup: two dollar signs would be a note, brackets with an address a link."""
    return neutralise(text).replace("$$", "$ $").replace("](", "] (")
