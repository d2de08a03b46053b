"""Estimate chart: what several sources say a number is, one row a source on one scale, never averaged."""

from __future__ import annotations

from dataclasses import dataclass

from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.labels import widest
from sendneeds.present.marks import Stroke
from sendneeds.present.row_layout import AXIS_DEPTH, EDGE, MAX_LABEL, Frame, draw_frame, lay_out_rows, wrap_label
from sendneeds.present.sentences import add_article, say_count
from sendneeds.present.theme import AREA, LABEL, LEADING, NOTE, balance_text
from sendneeds.present.units import COUNT

ROW = 30.0
GAP = 12.0
DOT = 9.0


@dataclass(frozen=True)
class EstimateRow:
    """One source's number, or its range from `low` to `high`.

    `label` names the source, `note` says whom and when it counts, `ref` opens the ids of the
    figure: `<ref>.low` and `<ref>.high`.
    """

    label: str
    note: str
    low: float
    high: float | None
    ref: str

    @property
    def ends(self) -> tuple[float, ...]:
        """The value, or both ends of the range."""
        return (self.low,) if self.high is None else (self.low, self.high)

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines of the note."""
        return balance_text(self.note, MAX_LABEL, NOTE) if self.note else ()

    def say(self) -> str:
        """Return `7,615`, or `6,598 to 11,882`."""
        return " to ".join(COUNT.say(end) for end in self.ends)


@dataclass(frozen=True)
class EstimateChart:
    """At least one source, in the order given."""

    area: str
    rows: tuple[EstimateRow, ...]


def plot_estimates(chart: EstimateChart, *, png: bool = True) -> Picture:
    """Return an estimate chart."""
    return save_picture(draw_estimates(chart), png=png)


def draw_estimates(chart: EstimateChart) -> Canvas:
    """Draw an estimate chart on a new canvas."""
    heights = [_measure(row) for row in chart.rows]
    canvas = open_canvas(AXIS_DEPTH + sum(heights) + 2)
    labels = [label for row in chart.rows for label in (row.label, row.note)]
    values = [end for row in chart.rows for end in row.ends]
    right = widest([row.say() for row in chart.rows], LABEL, bold=True) + GAP + EDGE
    frame = lay_out_rows(canvas, labels, values, COUNT, top=canvas.height - 2, right=right)
    draw_frame(canvas, frame, COUNT)
    top = frame.top
    for row, height in zip(chart.rows, heights, strict=True):
        _draw_row(canvas, frame, row, top - height / 2)
        top -= height
    return canvas


def _measure(row: EstimateRow) -> float:
    return max(ROW, len(wrap_label(row.label)) * LABEL * LEADING + len(row.notes) * NOTE * LEADING + 10)


def _draw_row(canvas: Canvas, frame: Frame, row: EstimateRow, y: float) -> None:
    lines, notes = wrap_label(row.label), row.notes
    above, below = len(lines) * LABEL * LEADING, len(notes) * NOTE * LEADING
    canvas.add_lines(frame.labels, y + below / 2, lines, side="right")
    canvas.add_lines(frame.labels, y - above / 2, notes, size=NOTE, side="right")
    places = [frame.scale(end) for end in row.ends]
    canvas.add_line((places[0], places[-1]), (y, y), Stroke(AREA, 3.4, level=5))
    canvas.add_dots(places, [y] * len(places), DOT)
    canvas.add_lines(canvas.width - 1, y, (row.say(),), bold=True, side="right", colour=AREA)


def say_alt_estimates(chart: EstimateChart) -> str:
    """Return the alternative text: every source with its number or range."""
    rows = ". ".join(f"{row.label}{f' ({row.note})' if row.note else ''}: {row.say()}" for row in chart.rows)
    ends = [end for row in chart.rows for end in row.ends]
    span = f" Lowest {COUNT.say(min(ends))}, highest {COUNT.say(max(ends))}." if len(ends) > 1 else ""
    count = say_count(len(chart.rows), "estimate")
    return f"Chart of {count} for {add_article(chart.area)}, each by itself on one scale from zero. {rows}.{span}"


def tabulate_estimates(chart: EstimateChart, *, table_id: str, caption: str, source: str) -> Table:
    """Return one row a source: its name, its note, and its number or the ends of its range."""
    columns = (
        Column("Source", numeric=False),
        Column("Counts", numeric=False),
        Column("Number, or from"),
        Column("To"),
    )
    return Table(table_id, caption, columns, tuple(_write_row(row) for row in chart.rows), source)


def _write_row(row: EstimateRow) -> tuple[Cell, ...]:
    high = Cell("no range") if row.high is None else Cell(COUNT.say(row.high), f"{row.ref}.high")
    return (Cell(row.label), Cell(row.note), Cell(COUNT.say(row.low), f"{row.ref}.low"), high)
