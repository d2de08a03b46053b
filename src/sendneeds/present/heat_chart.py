"""Heat chart: a grid of words in cells of four shades, so that the words alone say all that the shades do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.heat_layout import GAP, HeatGrid, draw_heads, lay_out_heat
from sendneeds.present.sentences import say_count
from sendneeds.present.theme import AREA, GRID, INK, LEADING, NOTE, OUTER

ABOVE = 5.0  # the room over and under the words of a cell


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
    grid = lay_out_heat(chart.columns, [cell.short for _, cells in chart.rows for cell in cells])
    heights = [_measure_row(grid, label, cells) for label, cells in chart.rows]
    notes = grid.list_notes()
    below = len(notes) * (NOTE * LEADING + 4)
    canvas = open_canvas(grid.above + sum(heights) + GAP + below)
    top = canvas.height - grid.above
    draw_heads(canvas, grid, top)
    for (label, cells), height in zip(chart.rows, heights, strict=True):
        lines = grid.wrap_label(label)
        canvas.add_lines(grid.labels - 8, top - height / 2, lines, size=grid.label_size, side="right")
        _draw_cells(canvas, grid, cells, top - height / 2, height - GAP)
        top -= height
    if notes:
        canvas.add_lines(grid.labels, below / 2, notes, size=NOTE)
    return canvas


def _measure_row(grid: HeatGrid, label: str, cells: Sequence[HeatCell]) -> float:
    tallest = max(len(grid.wrap_cell(cell.short)) for cell in cells) * grid.size
    return max(tallest, len(grid.wrap_label(label)) * grid.label_size) * LEADING + 2 * ABOVE + GAP


def _draw_cells(canvas: Canvas, grid: HeatGrid, cells: Sequence[HeatCell], y: float, height: float) -> None:
    for number, cell in enumerate(cells):
        middle, half = grid.find_middle(number), (grid.width - GAP) / 2
        ground, ink = SHADES[cell.heat]
        canvas.add_bar(middle - half, middle + half, y, height, GRID)
        canvas.add_bar(middle - half + 1, middle + half - 1, y, height - 2, ground)
        lines, bold = grid.wrap_cell(cell.short), cell.heat is Heat.OUTSIDE
        canvas.add_lines(middle, y, lines, size=grid.size, bold=bold, side="center", colour=ink)


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
