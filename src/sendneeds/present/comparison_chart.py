"""Comparison chart: one row an indicator, the area's dot beside England, its region and its similar areas."""

from __future__ import annotations

from dataclasses import dataclass

from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.labels import draw_key, measure_key
from sendneeds.present.row_layout import (
    AXIS_DEPTH,
    ENGLAND_MARK,
    REGION_MARK,
    SIMILAR_MARK,
    Frame,
    draw_frame,
    lay_out_rows,
    list_mark_key,
    measure_row,
    wrap_label,
)
from sendneeds.present.sentences import join_words, say_count
from sendneeds.present.theme import AREA, DOT, LABEL, NOTE, WIDTH, measure_text
from sendneeds.present.units import PERCENT, NumberFormat, Unit

ROW = 32.0


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


def plot_comparison(chart: Comparison, figure_id: str, *, png: bool = True) -> Picture:
    """Return a comparison chart."""
    return save_picture(draw_comparison(chart), figure_id, png=png)


def draw_comparison(chart: Comparison) -> Canvas:
    """Draw a comparison chart on a new canvas."""
    names = dict(chart.list_comparators())
    key = list_mark_key(chart.area, names.get("england"), names.get("similar"), names.get("region"))
    rows = chart.order_rows()
    above = measure_key(key, WIDTH - 4) + 4
    canvas = open_canvas(AXIS_DEPTH + sum(measure_row(row.label, ROW) for row in rows) + above)
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    values = [value for row in rows for value in row.list_values()]
    mine = [value for value in values if any(row.value == value for row in rows)]
    ends = mine and max(mine) == max(values)  # then the highest value stands beyond the last dot
    right = measure_text(chart.unit.say(max(values)), LABEL, bold=True) + 10 if ends else 24.0
    frame = lay_out_rows(
        canvas, [row.label for row in rows], values, chart.unit, top=canvas.height - above, right=right
    )
    draw_frame(canvas, frame, chart.unit)
    top = frame.top
    for row in rows:
        height = measure_row(row.label, ROW)
        _draw_row(canvas, frame, row, top - height / 2 - 3, chart.unit)
        top -= height
    return canvas


def _draw_row(canvas: Canvas, frame: Frame, row: ComparisonRow, y: float, unit: Unit) -> None:
    canvas.add_lines(frame.labels, y, wrap_label(row.label), side="right")
    places = [frame.scale(value) for value in row.list_values()]
    if places:
        canvas.add_line((min(places), max(places)), (y, y), color=DOT, linewidth=2.6, solid_capstyle="round", zorder=2)
    for value, mark, size in (
        (row.region, REGION_MARK, 7.0),
        (row.england, ENGLAND_MARK, 7.5),
        (row.similar, SIMILAR_MARK, 11.0),
    ):
        if value is not None:
            canvas.add_dot(frame.scale(value), y, size, **mark)
    if row.value is None:
        canvas.add_lines(frame.scale.start + 6, y + (11 if places else 0), (row.absent,), size=NOTE)
        return
    canvas.add_dot(frame.scale(row.value), y, 11)
    _write_value(canvas, frame, unit.say(row.value), row, y)


def _write_value(canvas: Canvas, frame: Frame, text: str, row: ComparisonRow, y: float) -> None:
    """Write the area's value beside its dot where it is the lowest or highest and there is room, or else above it."""
    values = row.list_values()
    x, width = frame.scale(row.value or 0), measure_text(text, LABEL, bold=True)
    highest, lowest = row.value == max(values), row.value == min(values)
    if highest and x + 9 + width <= canvas.width:
        canvas.add_lines(x + 9, y, (text,), bold=True, colour=AREA)
    elif lowest and x - 9 - width >= frame.scale.start + 2:
        canvas.add_lines(x - 9, y, (text,), bold=True, colour=AREA, side="right")
    else:
        centre = min(max(x, frame.scale.start + width / 2 + 2), canvas.width - width / 2)
        canvas.add_lines(centre, y + 13.5, (text,), bold=True, colour=AREA, side="center")


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
            *(_write_cell(getattr(row, attribute), write) for attribute, _ in comparators),
        )
        for row in chart.order_rows()
    )
    return Table(table_id, caption, heads, rows, source)


def _write_cell(value: float | None, say: NumberFormat) -> Cell:
    return Cell("not published" if value is None else say(value))
