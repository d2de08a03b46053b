"""Spread chart: one row a place, with a dot for its value, the range it is set beside, and every other authority."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.labels import KeyItem, draw_key, measure_key
from sendneeds.present.marks import Stroke
from sendneeds.present.row_layout import (
    AXIS_DEPTH,
    EDGE,
    SIMILAR_MARK,
    Frame,
    draw_frame,
    lay_out_rows,
    measure_row,
    wrap_label,
)
from sendneeds.present.sentences import say_count
from sendneeds.present.theme import DOT, INK, OUTER, WIDTH
from sendneeds.present.units import PERCENT, Unit
from sendneeds.present.value_columns import ValueColumn, ValueColumns

ROW = 31.0
BAND = 20.0
GOLDEN = 0.6180339887498949  # its multiples, modulo 1, spread evenly: a jitter without randomness
ENGLAND_LINE = Stroke(INK, 1.3, level=3, dash=(4, 3))
KEY_LINE = replace(ENGLAND_LINE, dash=(2.4, 1.8))


@dataclass(frozen=True)
class SpreadRow:
    """One place: its value, the ends of the range and the average it is set beside, and the other values around it.

    `absent` is the word for a missing value, `place` how the value stands to the range, in words.
    """

    label: str
    value: float | None
    others: tuple[float, ...]
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    absent: str = "not published"
    place: str = ""
    finding: str | None = None

    def list_values(self) -> list[float]:
        """Return every value that the axis must hold."""
        return [*self.others, *(item for item in (self.value, self.low, self.high, self.mean) if item is not None)]


@dataclass(frozen=True)
class SpreadNames:
    """The words of the key and the columns: what the dot, the band, its average and the small dots are."""

    value: str = "Area"
    dot: str = "the area named at the left"
    band: str = "range of its similar areas"
    mean: str = "their average"
    others: str = "every authority"


@dataclass(frozen=True)
class Spreads:
    """One measure in several places, in the order given."""

    measure: str
    rows: tuple[SpreadRow, ...]
    unit: Unit = PERCENT
    england: float | None = None
    names: SpreadNames = SpreadNames()

    @property
    def has_mean(self) -> bool:
        return any(row.mean is not None for row in self.rows)


def plot_spreads(chart: Spreads, *, png: bool = True) -> Picture:
    """Return a spread chart."""
    return save_picture(draw_spreads(chart), png=png)


def draw_spreads(chart: Spreads) -> Canvas:
    """Draw a spread chart on a new canvas."""
    key = list(_list_key(chart))
    heights = [measure_row(row.label, ROW) for row in chart.rows]
    columns = _list_columns(chart)
    heads = measure_key(key, WIDTH - 4) + 4
    above = heads + columns.measure_heads()
    canvas = open_canvas(AXIS_DEPTH + sum(heights) + above)
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    columns.write_heads(canvas, canvas.height - heads)
    frame = _lay_out(canvas, chart, columns, canvas.height - above)
    top = frame.top
    for number, (row, height) in enumerate(zip(chart.rows, heights, strict=True)):
        _draw_row(canvas, frame, row, top - height / 2)
        columns.write_row(canvas, top - height / 2, number)
        top -= height
    if chart.england is not None:
        x = frame.scale(chart.england)
        canvas.add_line((x, x), (frame.bottom, frame.top), ENGLAND_LINE)
    return canvas


def _list_columns(chart: Spreads) -> ValueColumns:
    absent = tuple(row.absent for row in chart.rows)
    mine = ValueColumn(chart.names.value, tuple(row.value for row in chart.rows), chart.unit, absent, bold=True)
    if not chart.has_mean:
        return ValueColumns((mine,))
    return ValueColumns((mine, ValueColumn("Similar areas", tuple(row.mean for row in chart.rows), chart.unit)))


def _lay_out(canvas: Canvas, chart: Spreads, columns: ValueColumns, top: float) -> Frame:
    values = [value for row in chart.rows for value in row.list_values()]
    values += [chart.england] if chart.england is not None else []
    labels = [row.label for row in chart.rows]
    frame = lay_out_rows(canvas, labels, values, chart.unit, top=top, right=columns.measure_width() + EDGE)
    draw_frame(canvas, frame, chart.unit)
    return frame


def _draw_row(canvas: Canvas, frame: Frame, row: SpreadRow, y: float) -> None:
    canvas.add_lines(frame.labels, y, wrap_label(row.label), side="right")
    if row.low is not None and row.high is not None:
        canvas.add_bar(frame.scale(row.low), frame.scale(row.high), y, BAND, OUTER)
    places = [frame.scale(value) for value in sorted(row.others)]
    heights = [y + ((number * GOLDEN) % 1 - 0.5) * (BAND - 5) for number in range(len(places))]
    canvas.add_specks(places, heights, 2.4, DOT)
    if row.mean is not None:
        canvas.add_dot(frame.scale(row.mean), y, BAND, SIMILAR_MARK)
    if row.value is not None:
        canvas.add_dot(frame.scale(row.value), y, 11)


def _list_key(chart: Spreads) -> Iterator[KeyItem]:
    names = chart.names
    yield KeyItem(names.dot, lambda canvas, x, y: canvas.add_dot(x, y, 10), bold=True)
    yield KeyItem(names.band, lambda canvas, x, y: canvas.add_bar(x - 8, x + 8, y, 9, OUTER), sign=16)
    if chart.has_mean:
        yield KeyItem(names.mean, lambda canvas, x, y: canvas.add_dot(x, y, 12, SIMILAR_MARK))
    yield KeyItem(names.others, lambda canvas, x, y: canvas.add_specks((x,), (y,), 3, DOT))
    if chart.england is not None:
        name = f"England {chart.unit.say(chart.england)}"
        yield KeyItem(name, lambda canvas, x, y: canvas.add_line((x, x), (y - 6, y + 6), KEY_LINE))


def say_alt_spreads(chart: Spreads) -> str:
    """Return the alternative text: the measure, then every row with its value and what it is set beside."""
    england = "" if chart.england is None else f" England: {chart.unit.say(chart.england)}."
    rows = ". ".join(_say_row(chart, row) for row in chart.rows)
    return f"Dot chart of {chart.measure}, {say_count(len(chart.rows), 'row')}. {rows}.{england}"


def _say_row(chart: Spreads, row: SpreadRow) -> str:
    value = row.absent if row.value is None else chart.unit.say(row.value)
    said = [f"{row.label}: {value}"]
    if row.low is not None and row.high is not None:
        said.append(f"{chart.names.band} {chart.unit.say(row.low)} to {chart.unit.say(row.high)}")
    if row.mean is not None:
        said.append(f"{chart.names.mean} {chart.unit.say(row.mean)}")
    return ", ".join([*said, *([row.place] if row.place else [])])


def tabulate_spreads(chart: Spreads, *, table_id: str, caption: str, source: str) -> Table:
    """Return the data behind the chart: one row a place, with its value, average and range, and England's value."""
    heads = ("Value", *(("Average",) if chart.has_mean else ()), "Range from", "Range to", "England")
    columns = (Column(chart.names.value, numeric=False), *(Column(head) for head in heads))
    return Table(table_id, caption, columns, tuple(_write_row(chart, row) for row in chart.rows), source)


def _write_row(chart: Spreads, row: SpreadRow) -> tuple[Cell, ...]:
    mean = (_write(chart, row.mean, row),) if chart.has_mean else ()
    value = Cell(row.absent) if row.value is None else _write(chart, row.value, row)
    rest: Sequence[float | None] = (row.low, row.high, chart.england)
    return (Cell(row.label), value, *mean, *(_write(chart, item, row) for item in rest))


def _write(chart: Spreads, value: float | None, row: SpreadRow) -> Cell:
    return Cell("none") if value is None else Cell(chart.unit.say(value), row.finding)
