"""Capacity chart: projected demand for places beside the places there are and those planned, year by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sendneeds.present.canvas import Canvas, Picture, Scale, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.labels import Box, spread_labels, widest
from sendneeds.present.marks import Stroke
from sendneeds.present.sentences import add_article
from sendneeds.present.theme import (
    AREA,
    DOT,
    INK,
    LABEL,
    LEADING,
    LINE,
    TICK,
    WIDTH,
    balance_text,
    measure_lines,
    wrap_text,
)
from sendneeds.present.units import COUNT, find_ticks

HEIGHT = 215.0
MAX_END = 130.0
COLUMN, MAX_COLUMN = 0.5, 70.0  # of a year's width, and in points: the band shows between the columns
BAND = "#D3DDE6"
EDGE = "#9AA1A7"


@dataclass(frozen=True)
class CapacityYear:
    """One year: demand with the ends of its interval, the places there are, and the places planned by then.

    `ref` opens the ids of the cells: `<ref>.demand`, `.low`, `.high`, `.capacity`, `.pipeline`, `.gap`.
    """

    label: str
    demand: float
    low: float
    high: float
    capacity: float
    pipeline: float
    ref: str | None = None

    @property
    def gap(self) -> float:
        """Places less demand: below zero when there are too few."""
        return self.capacity + self.pipeline - self.demand

    def say_gap(self) -> str:
        """Return `102 short`, `12 spare` or `none short`."""
        size = round(abs(self.gap))
        return f"{size:,} {'short' if self.gap < 0 else 'spare'}" if size else "none short"


@dataclass(frozen=True)
class CapacityChart:
    """At least one year, earliest first; `unit_label` names what is counted, such as `places`."""

    area: str
    unit_label: str
    years: tuple[CapacityYear, ...]


@dataclass(frozen=True)
class _Plot:
    chart: CapacityChart
    box: Box
    y: Scale
    ticks: tuple[float, ...]

    @property
    def slot(self) -> float:
        return (self.box.right - self.box.left) / len(self.chart.years)

    @property
    def column(self) -> float:
        return min(self.slot * COLUMN, MAX_COLUMN)

    @property
    def xs(self) -> list[float]:
        return [self.box.left + (number + 0.5) * self.slot for number in range(len(self.chart.years))]


def plot_capacity(chart: CapacityChart, *, png: bool = True) -> Picture:
    """Return a capacity chart."""
    return save_picture(draw_capacity(chart), png=png)


def draw_capacity(chart: CapacityChart) -> Canvas:
    """Draw a capacity chart on a new canvas."""
    values = [value for year in chart.years for value in (year.high, year.demand, year.capacity + year.pipeline)]
    ticks = find_ticks(values, COUNT)
    words = [COUNT.say(tick) for tick in ticks]
    beside = max(measure_lines(lines, LABEL, bold=True)[0] for lines, _, _ in _list_ends(chart))
    left, right = widest(words, TICK) + 8, WIDTH - beside - 14
    depth = _measure_depth(chart, (right - left) / len(chart.years))
    plot = _Plot(chart, Box(left, depth, right, HEIGHT - 9), Scale(ticks[0], ticks[-1], depth, HEIGHT - 9), ticks)
    canvas = open_canvas(HEIGHT)
    _draw_axes(canvas, plot)
    _draw_columns(canvas, plot)
    _draw_demand(canvas, plot)
    _draw_ends(canvas, plot)
    return canvas


def _wrap_year(year: CapacityYear, slot: float) -> tuple[str, ...]:
    return (*wrap_text(year.label, slot - 4, TICK), *wrap_text(year.say_gap(), slot - 4, TICK))


def _measure_depth(chart: CapacityChart, slot: float) -> float:
    return max(len(_wrap_year(year, slot)) for year in chart.years) * TICK * LEADING + 8


def _draw_axes(canvas: Canvas, plot: _Plot) -> None:
    box = plot.box
    for tick in plot.ticks:
        y = plot.y(tick)
        canvas.add_line((box.left, box.right), (y, y), Stroke(level=0.4))
        canvas.add_lines(box.left - 6, y, (COUNT.say(tick),), size=TICK, side="right")
    canvas.add_line((box.left, box.right), (box.bottom, box.bottom), Stroke(LINE, level=1.8))
    words = [line for year in plot.chart.years for line in _wrap_year(year, plot.slot)]
    every = max(1, -int(-(widest(words, TICK) + 4) // plot.slot))
    years = list(zip(plot.chart.years, plot.xs, strict=True))
    for year, x in years[(len(years) - 1) % every :: every]:
        lines = _wrap_year(year, plot.slot)
        canvas.add_lines(x, box.bottom - 5 - len(lines) * TICK * LEADING / 2, lines, size=TICK, side="center")


def _draw_columns(canvas: Canvas, plot: _Plot) -> None:
    half = plot.column / 2
    for year, x in zip(plot.chart.years, plot.xs, strict=True):
        floor, middle, top = (plot.y(value) for value in (0, year.capacity, year.capacity + year.pipeline))
        canvas.add_bar(x - half, x + half, (floor + middle) / 2, middle - floor, DOT)
        if year.pipeline:
            corners = [(x - half, middle), (x + half, middle), (x + half, top), (x - half, top)]
            canvas.add_shape(corners, "white", level=1.7, edge=Stroke(EDGE, 1.2))


def _draw_demand(canvas: Canvas, plot: _Plot) -> None:
    years, xs = plot.chart.years, plot.xs
    if len(years) > 1:
        canvas.add_band(xs, [plot.y(year.low) for year in years], [plot.y(year.high) for year in years], BAND)
    for year, x in zip(years, xs, strict=True):
        canvas.add_line((x, x), (plot.y(year.low), plot.y(year.high)), Stroke(AREA, 1.3, level=4))
    ys = [plot.y(year.demand) for year in years]
    canvas.add_line(xs, ys, Stroke(AREA, 2.8, level=5))
    canvas.add_dots(xs, ys, 7)


def _list_ends(chart: CapacityChart) -> Iterator[tuple[tuple[str, ...], float, bool]]:
    """Yield the label of each part beside the last year, the value it stands at, and whether it is the demand."""
    last = chart.years[-1]
    demand = f"{chart.area}, demand {COUNT.say(last.demand)} ({COUNT.say(last.low)} to {COUNT.say(last.high)})"
    yield balance_text(demand, MAX_END, LABEL, bold=True), last.demand, True
    yield (
        balance_text(f"existing {chart.unit_label} {COUNT.say(last.capacity)}", MAX_END, LABEL),
        last.capacity / 2,
        False,
    )
    if last.pipeline:
        planned = f"planned {chart.unit_label} {COUNT.say(last.pipeline)}"
        yield balance_text(planned, MAX_END, LABEL), last.capacity + last.pipeline / 2, False


def _draw_ends(canvas: Canvas, plot: _Plot) -> None:
    ends = list(_list_ends(plot.chart))
    wanted = [plot.y(value) for _, value, _ in ends]
    heights = [measure_lines(lines, LABEL)[1] + 3 for lines, _, _ in ends]
    places = spread_labels(wanted, heights, plot.box.bottom, plot.box.top + 8)
    x = plot.box.right + 10
    for (lines, _, mine), y, start in zip(ends, places, wanted, strict=True):
        edge = plot.xs[-1] + (5 if mine else plot.column / 2 + 1)
        canvas.add_line((edge, x - 3), (start, y), Stroke(LINE, 0.7, level=4))
        canvas.add_lines(x, y, lines, bold=mine, colour=AREA if mine else INK)


def say_alt_capacity(chart: CapacityChart) -> str:
    """Return the alternative text: every year with its demand, its places, and the difference."""
    years = " ".join(_say_year(year) for year in chart.years)
    return (
        f"Chart of demand and {chart.unit_label} in {add_article(chart.area)}: "
        f"a line of demand over columns of existing and planned {chart.unit_label}. {years}"
    )


def _say_year(year: CapacityYear) -> str:
    low, high = COUNT.say(year.low), COUNT.say(year.high)
    places = f"{COUNT.say(year.capacity)} existing and {COUNT.say(year.pipeline)} planned"
    return f"{year.label}: demand {COUNT.say(year.demand)} ({low} to {high}), {places}, {year.say_gap()}."


def tabulate_capacity(chart: CapacityChart, *, table_id: str, caption: str, source: str) -> Table:
    """Return one row a year: demand, its interval, places, planned places, and places less demand."""
    name = chart.unit_label[:1].upper() + chart.unit_label[1:]
    heads = (
        "Demand",
        "Demand from",
        "Demand to",
        f"Existing {chart.unit_label}",
        f"Planned {chart.unit_label}",
        f"{name} less demand",
    )
    columns = (Column("Year", numeric=False), *(Column(head) for head in heads))
    return Table(table_id, caption, columns, tuple(_write_year(year) for year in chart.years), source)


def _write_year(year: CapacityYear) -> tuple[Cell, ...]:
    named = ("demand", year.demand), ("low", year.low), ("high", year.high)
    rest = ("capacity", year.capacity), ("pipeline", year.pipeline), ("gap", year.gap)
    cells = (Cell(COUNT.say(value), year.ref and f"{year.ref}.{name}") for name, value in (*named, *rest))
    return (Cell(year.label), *cells)
