"""Comparison chart: one row an indicator, the area's dot beside England, its region and its similar areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.labels import draw_key, measure_key
from sendneeds.present.marks import Stroke
from sendneeds.present.row_layout import (
    AXIS_DEPTH,
    EDGE,
    ENGLAND_MARK,
    MARK,
    REGION_MARK,
    SIMILAR_MARK,
    SPOT,
    TALL,
    Frame,
    draw_frame,
    lay_out_rows,
    list_mark_key,
    measure_row,
    wrap_label,
)
from sendneeds.present.sentences import join_words, say_count
from sendneeds.present.theme import DOT, WIDTH
from sendneeds.present.units import PERCENT, NumberFormat, Unit
from sendneeds.present.value_columns import ValueColumn, ValueColumns

ROW = 22.0


@dataclass(frozen=True)
class ComparisonRow:
    """One indicator: the area's value and its comparators; `absent` is the word for a missing area value."""

    label: str
    value: float | None
    england: float | None = None
    similar: float | None = None
    region: float | None = None
    absent: str = "not published"
    finding: str | None = None

    def list_values(self) -> list[float]:
        """Return the values that are there."""
        return [value for value in (self.value, self.england, self.similar, self.region) if value is not None]


@dataclass(frozen=True)
class Comparison:
    """Rows in one unit. `measure` says what is counted; the names are those of the key."""

    measure: str
    area: str
    rows: tuple[ComparisonRow, ...]
    unit: Unit = PERCENT
    sort: bool = False
    england: str = "England"
    similar: str = "average of similar areas"
    region: str = "Region"

    def order_rows(self) -> tuple[ComparisonRow, ...]:
        """Return the rows as shown: as given, or by the area's value with missing ones last."""
        if not self.sort:
            return self.rows
        return tuple(sorted(self.rows, key=lambda row: (row.value is None, -(row.value or 0))))

    def list_comparators(self) -> tuple[tuple[str, str], ...]:
        """Return attribute and name of each comparator that some row has."""
        names = (("england", self.england), ("similar", self.similar), ("region", self.region))
        return tuple(pair for pair in names if any(getattr(row, pair[0]) is not None for row in self.rows))


def plot_comparison(chart: Comparison, *, png: bool = True) -> Picture:
    """Return a comparison chart."""
    return save_picture(draw_comparison(chart), png=png)


def draw_comparison(chart: Comparison) -> Canvas:
    """Draw a comparison chart on a new canvas."""
    names = dict(chart.list_comparators())
    key = list_mark_key(chart.area, names.get("england"), names.get("similar"), names.get("region"))
    rows = chart.order_rows()
    heights = [measure_row(row.label, ROW) for row in rows]
    columns = list_columns(chart, rows)
    heads = measure_key(key, WIDTH - 4) + 4
    above = heads + columns.measure_heads()
    canvas = open_canvas(AXIS_DEPTH + sum(heights) + above)
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    columns.write_heads(canvas, canvas.height - heads)
    frame = lay_out_chart(canvas, chart, [row.label for row in rows], columns, canvas.height - above)
    top = frame.top
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        _draw_row(canvas, frame, row, top - height / 2)
        columns.write_row(canvas, top - height / 2, number)
        top -= height
    return canvas


def list_columns(chart: Comparison, rows: Sequence[ComparisonRow]) -> ValueColumns:
    """Return the columns of values: the area's, then England's where some row has one."""
    values, absent = tuple(row.value for row in rows), tuple(row.absent for row in rows)
    mine = ValueColumn(chart.area, values, chart.unit, absent, bold=True)
    england = ValueColumn(chart.england, tuple(row.england for row in rows), chart.unit)
    return ValueColumns((mine, england) if any(value is not None for value in england.values) else (mine,))


def lay_out_chart(canvas: Canvas, chart: Comparison, labels: Sequence[str], columns: ValueColumns, top: float) -> Frame:
    """Lay out the rows beside the columns of values and draw the axis."""
    values = [value for row in chart.rows for value in row.list_values()]
    right = columns.measure_width() + EDGE
    frame = lay_out_rows(canvas, labels, values, chart.unit, top=top, right=right)
    draw_frame(canvas, frame, chart.unit)
    return frame


def _draw_row(canvas: Canvas, frame: Frame, row: ComparisonRow, y: float) -> None:
    canvas.add_lines(frame.labels, y, wrap_label(row.label), side="right")
    places = [frame.scale(value) for value in row.list_values()]
    if places:
        canvas.add_line((min(places), max(places)), (y, y), Stroke(DOT, 2.6, level=2, cap="round"))
    if row.region is not None:
        canvas.add_dot(frame.scale(row.region), y, MARK, REGION_MARK)
    if row.england is not None:
        canvas.add_dot(frame.scale(row.england), y, MARK, ENGLAND_MARK)
    if row.similar is not None:
        canvas.add_dot(frame.scale(row.similar), y, TALL, SIMILAR_MARK)
    if row.value is not None:
        canvas.add_dot(frame.scale(row.value), y, SPOT)


def say_alt_shares(chart: Comparison, say: NumberFormat | None = None) -> str:
    """Return the alternative text of a bar chart of shares."""
    return say_alt_comparison(chart, say, kind="Bar chart")


def say_alt_comparison(chart: Comparison, say: NumberFormat | None = None, *, kind: str = "Dot chart") -> str:
    """Return the alternative text: the measure, the extremes, the widest difference and what is missing."""
    write = say or chart.unit.say
    known = [row for row in chart.rows if row.value is not None]
    missing = [row for row in chart.rows if row.value is None]
    sentences = [
        f"{kind} of {chart.measure}: {chart.area}{_name_comparators(chart)}, {say_count(len(chart.rows), 'row')}."
    ]
    if known:
        high, low = max(known, key=lambda row: row.value or 0), min(known, key=lambda row: row.value or 0)
        sentences.append(f"Highest in {chart.area}: {say_row(chart, high, write)}.")
        sentences += [f"Lowest: {say_row(chart, low, write)}."] if low is not high else []
        sentences += _say_widest(chart, known, write, said=(high, low))
    words = dict.fromkeys(row.absent for row in missing)
    sentences += [
        f"No value for {join_words([row.label for row in missing if row.absent == word])} ({word})." for word in words
    ]
    return " ".join(sentences)


def _name_comparators(chart: Comparison) -> str:
    names = [name for _, name in chart.list_comparators()]
    return f" beside {join_words(names)}" if names else ""


def say_row(chart: Comparison, row: ComparisonRow, say: NumberFormat) -> str:
    """Return a row in words: `Absence, 12.3% (England 11.0%)`."""
    pairs = [(name, getattr(row, attribute)) for attribute, name in chart.list_comparators()]
    beside = ", ".join(f"{name} {say(value)}" for name, value in pairs if value is not None)
    value = row.absent if row.value is None else say(row.value)
    return f"{row.label}, {value}" + (f" ({beside})" if beside else "")


def _say_widest(
    chart: Comparison, rows: list[ComparisonRow], say: NumberFormat, *, said: tuple[ComparisonRow, ...]
) -> list[str]:
    both = [(abs(row.value - row.england), row) for row in rows if row.value is not None and row.england is not None]
    if len(both) <= 1:
        return []
    row = max(both, key=lambda pair: pair[0])[1]
    text = row.label if row in said else say_row(chart, row, say)
    return [f"Widest difference from {chart.england}: {text}."]


def tabulate_comparison(
    chart: Comparison, *, table_id: str, caption: str, source: str, say: NumberFormat | None = None
) -> Table:
    """Return the data behind the chart: one row an indicator, in the order shown."""
    write = say or chart.unit.say
    comparators = chart.list_comparators()
    heads = (Column("Measure", numeric=False), Column(chart.area), *(Column(name) for _, name in comparators))
    rows = tuple(
        (
            Cell(row.label),
            Cell(row.absent if row.value is None else write(row.value), row.finding),
            *(_write_cell(getattr(row, attribute), write, row.finding) for attribute, _ in comparators),
        )
        for row in chart.order_rows()
    )
    return Table(table_id, caption, heads, rows, source)


def _write_cell(value: float | None, say: NumberFormat, finding: str | None) -> Cell:
    """Return what a figure is set beside, with the id of that figure."""
    return Cell("not published") if value is None else Cell(say(value), finding)
