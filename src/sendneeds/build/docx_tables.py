"""Tables of a Word document: a header row that is repeated, row headers in bold, numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

from sendneeds.build.columns import divide_width
from sendneeds.build.docx_xml import Element, Layout, build, build_paragraph

# Points: the type size of tables, the width of text on an A4 page and on a turned one.
TABLE_SIZE = 9.0
TEXT_WIDTH = 482.0
TURNED_WIDTH = 729.0
# Columns have room for Arial, which is broader than the font that it stands in for.
BROADER = 1.16
_TWIPS = 20
# What Word's "header row" and "first column" boxes are in the old form of the attribute, with banding off.
_LOOK = {"w:val": "06A0", "w:firstRow": "1", "w:lastRow": "0", "w:firstColumn": "1", "w:lastColumn": "0"}
_BANDS = {"w:noHBand": "1", "w:noVBand": "1"}


@dataclass(frozen=True)
class GridPlan:
    """A table to build: its name for a screen reader, the texts of all cells (header row first), and its columns."""

    name: str
    texts: Sequence[Sequence[str]]
    numeric: Sequence[bool]
    turned: bool = False
    whole: bool = True


def build_table(plan: GridPlan, contents: Sequence[Sequence[Sequence[Element]]]) -> Element:
    """Return a table; `contents` holds the runs of each cell, header row first. A `whole` one stays on one page."""
    total = TURNED_WIDTH if plan.turned else TEXT_WIDTH
    widths = [round(width * _TWIPS) for width in divide_width(plan.texts, plan.numeric, TABLE_SIZE * BROADER, total)]
    columns = [build("w:gridCol", {"w:w": str(width)}) for width in widths]
    last = len(contents) - 1
    rows = [
        _build_row(plan, cells, widths, is_header=number == 0, keep=plan.whole and number < last)
        for number, cells in enumerate(contents)
    ]
    return build("w:tbl", None, _build_properties(plan, sum(widths)), build("w:tblGrid", None, *columns), *rows)


def _build_properties(plan: GridPlan, width: int) -> Element:
    return build(
        "w:tblPr",
        None,
        build("w:tblStyle", {"w:val": "ReportTable"}),
        build("w:tblW", {"w:w": str(width), "w:type": "dxa"}),
        build("w:tblLayout", {"w:type": "fixed"}),
        build("w:tblLook", _LOOK | _BANDS),
        build("w:tblCaption", {"w:val": plan.name}),
    )


def _build_row(
    plan: GridPlan, cells: Sequence[Sequence[Element]], widths: Sequence[int], *, is_header: bool, keep: bool
) -> Element:
    properties = [build("w:cantSplit")]
    properties += [build("w:tblHeader")] if is_header else []
    built = []
    for place, (content, width) in enumerate(zip(cells, widths, strict=True)):
        style = "TableColumn" if is_header else "TableText" if place else "TableRow"
        layout = Layout(style, keep=keep, right=plan.numeric[place])
        cell = deepcopy(_build_cell(layout, width))
        cell[-1].extend(content)
        built.append(cell)
    return build("w:tr", None, build("w:trPr", None, *properties), *built)


@cache
def _build_cell(layout: Layout, width: int) -> Element:
    """Return an empty cell, to be copied."""
    size = build("w:tcPr", None, build("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
    return build("w:tc", None, size, build_paragraph(layout, ()))
