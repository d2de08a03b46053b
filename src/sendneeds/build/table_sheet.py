"""Sheets of gptables, written with one format a column in place of one a cell: the same bytes in half the time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from gptables import Cover, GPTable, GPWorkbook
from gptables.core.wrappers import GPWorksheet

# Built in memory, so that neither the clock, the time zone nor the rights of temporary files enter the bytes.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_SPECIAL = re.compile("[^a-zA-Z0-9]*")


class TableSheet(GPWorksheet):  # type: ignore[misc] # gptables has no types
    """A sheet whose columns have one format each, since none of our tables asks for more."""

    def _write_table_elements(self, pos: list[int], gptable: GPTable, auto_width: bool) -> list[int]:  # noqa: FBT001 - as overridden
        """Write the table below `pos`. Returns where the next element goes.

        Raises ValueError for a cell that says nothing, as gptables does.
        """
        del pos, auto_width
        table: pd.DataFrame = gptable.table
        header, rows = list(table.columns), table.to_numpy(dtype=object).tolist()
        for text in {cell for row in rows for cell in row if isinstance(cell, str)}:
            if _SPECIAL.fullmatch(text):
                raise ValueError(f"{gptable.table_name}: a cell that holds {text!r} alone")
        headings, columns = self._choose_formats(gptable, [header, *rows])
        top: int = gptable.data_range[0]
        for number, cells in enumerate([header, *rows]):
            for place, (cell, look) in enumerate(zip(cells, columns if number else headings, strict=True)):
                if isinstance(cell, str):
                    self.write_string(top + number, place, cell, self._workbook.add_format(look))
                elif isinstance(cell, int | float):
                    self.write_number(top + number, place, cell, self._workbook.add_format(look))
                else:
                    self._smart_write(top + number, place, cell, look)
        self._mark_data_as_worksheet_table(gptable, pd.DataFrame([headings], dtype=object))
        return [top + 1 + len(rows), 0]

    def _choose_formats(
        self, gptable: GPTable, cells: list[list[Any]]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the format of the heading and of the cells of each column."""
        theme, header = self.theme, cells[0]
        aligned: dict[str, dict[str, Any]] = {name: {} for name in header}
        self._apply_column_alignments(pd.DataFrame(cells, columns=header), aligned, [*gptable.index_columns.values()])
        looks = [{} if place < gptable.index_levels else dict(theme.data_format) for place in range(len(header))]
        by_level = (theme.index_1_format, theme.index_2_format, theme.index_3_format)
        for level, place in gptable.index_columns.items():
            looks[place] |= by_level[level - 1]
        headings = [theme.column_heading_format | aligned[name] for name in header]
        return headings, [look | aligned[name] for look, name in zip(looks, header, strict=True)]


class TableBook(GPWorkbook):  # type: ignore[misc] # gptables has no types
    """A workbook of table sheets."""

    def add_worksheet(self, name: str | None = None, gridlines: str = "hide_all") -> TableSheet:
        """Add a sheet without grid lines, as `gridlines` asks for by default."""
        del gridlines
        sheet: TableSheet = super(GPWorkbook, self).add_worksheet(name, TableSheet)
        sheet.theme, sheet._workbook = self.theme, self  # noqa: SLF001 - what gptables sets, and has no other way to
        sheet.hide_gridlines(2)
        return sheet


def build_book(path: Path, cover: Cover, notes: pd.DataFrame, tables: Mapping[str, GPTable]) -> TableBook:
    """Return a workbook with cover, list of contents, notes and a sheet for each table, still to be closed."""
    book = TableBook(path.as_posix(), options=OPTIONS)
    book.add_worksheet(cover.cover_label).write_cover(cover)
    contents = book.make_table_of_contents(tables)
    book._update_annotations(tables)  # noqa: SLF001 - a step of gptables' own function, which makes slower sheets
    for name, table in {"Contents": contents, "Notes": book.make_notesheet(notes), **tables}.items():
        book.add_worksheet(name).write_gptable(table, auto_width=False, reference_order=book._annotations)  # noqa: SLF001
    return book
