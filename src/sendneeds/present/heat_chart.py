"""Heat chart: a grid of words in cells of four shades, so that the words alone say all that the shades do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.sentences import say_count
from sendneeds.present.theme import AREA, GRID, INK, LABEL, LEADING, OUTER, WIDTH, balance_text, measure_lines

LABELS = 118.0
GAP = 3.0
PAD = 5.0
SIZE = 9.5


class Heat(IntEnum):
    """How dark a cell is."""

    UNKNOWN = 0
    WITHIN = 1
    EDGE = 2
    OUTSIDE = 3


# Ground and ink of each shade; every pair has a contrast of 7:1 or more.
SHADES = {
    Heat.UNKNOWN: ("white", INK),
    Heat.WITHIN: (OUTER, INK),
    Heat.EDGE: ("#B5C4D4", "#1F2326"),
    Heat.OUTSIDE: (AREA, "white"),
}


@dataclass(frozen=True)
class HeatCell:
    """The words of a cell in full and in short, its shade, and the id behind its numbers."""

    text: str
    short: str
    heat: Heat
    finding: str | None = None


@dataclass(frozen=True)
class HeatMap:
    """A grid with a name for each column, and rows of a label and as many cells."""

    measure: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


def plot_heat(chart: HeatMap, *, png: bool = True) -> Picture:
    """Return a heat chart."""
    return save_picture(draw_heat(chart), png=png)


def draw_heat(chart: HeatMap) -> Canvas:
    """Draw a heat chart on a new canvas."""
    width = (WIDTH - LABELS) / len(chart.columns)
    heads = [balance_text(name, width - 2 * GAP, SIZE, bold=True) for name in chart.columns]
    above = max(measure_lines(lines, SIZE)[1] for lines in heads) + 2 * GAP
    heights = [_measure_row(label, cells, width) for label, cells in chart.rows]
    canvas = open_canvas(above + sum(heights) + GAP)
    for number, lines in enumerate(heads):
        middle = LABELS + (number + 0.5) * width
        canvas.add_lines(middle, canvas.height - above / 2, lines, size=SIZE, bold=True, side="center")
    top = canvas.height - above
    for (label, cells), height in zip(chart.rows, heights, strict=True):
        canvas.add_lines(LABELS - 8, top - height / 2, balance_text(label, LABELS - 10, LABEL), side="right")
        _draw_cells(canvas, cells, top - height / 2, width, height - GAP)
        top -= height
    return canvas


def _measure_row(label: str, cells: Sequence[HeatCell], width: float) -> float:
    wrapped = [balance_text(cell.short, width - GAP - 2 * PAD, SIZE) for cell in cells]
    tallest = max(len(lines) for lines in wrapped) * SIZE
    return max(tallest, len(balance_text(label, LABELS - 10, LABEL)) * LABEL) * LEADING + 2 * PAD + GAP


def _draw_cells(canvas: Canvas, cells: Sequence[HeatCell], y: float, width: float, height: float) -> None:
    for number, cell in enumerate(cells):
        start, end = LABELS + number * width + GAP / 2, LABELS + (number + 1) * width - GAP / 2
        ground, ink = SHADES[cell.heat]
        canvas.add_bar(start, end, y, height, GRID)
        canvas.add_bar(start + 1, end - 1, y, height - 2, ground)
        lines = balance_text(cell.short, width - GAP - 2 * PAD, SIZE)
        bold = cell.heat is Heat.OUTSIDE
        canvas.add_lines((start + end) / 2, y, lines, size=SIZE, bold=bold, side="center", colour=ink)


def say_alt_heat(chart: HeatMap) -> str:
    """Return the alternative text: what the grid holds, and every cell of the darkest shade."""
    size = f"{say_count(len(chart.rows), 'row')} and {say_count(len(chart.columns), 'column')}"
    dark = [
        f"{name}, {label}: {cell.text}"
        for label, cells in chart.rows
        for name, cell in zip(chart.columns, cells, strict=True)
        if cell.heat is Heat.OUTSIDE
    ]
    said = f"Darkest cells: {'; '.join(dark)}." if dark else "No cell has the darkest shade."
    return f"Grid of {chart.measure}, {size}. {said}"


def tabulate_heat(chart: HeatMap, *, table_id: str, caption: str, source: str) -> Table:
    """Return the grid as a table, with the words of each cell in full."""
    columns = tuple(Column(name, numeric=False) for name in (chart.corner, *chart.columns))
    rows = tuple((Cell(label), *(Cell(cell.text, cell.finding) for cell in cells)) for label, cells in chart.rows)
    return Table(table_id, caption, columns, rows, source)
