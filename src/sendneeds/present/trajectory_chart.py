"""Trajectory chart: the published figures of one measure beside the path to a target, on an axis of years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sendneeds.present.canvas import Canvas, Picture, Scale, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.labels import Box, Points, sample_line, widest
from sendneeds.present.marks import Look, Stroke
from sendneeds.present.point_labels import PointLabel, draw_label, place_labels
from sendneeds.present.sentences import add_article
from sendneeds.present.theme import AREA, INK, LABEL, LEADING, LINE, TICK, WIDTH, measure_lines
from sendneeds.present.timeline_chart import MONTHS
from sendneeds.present.units import Unit, find_ticks, find_unit

HEIGHTS = (215.0, 265.0, 330.0, 400.0)  # the first at which every label has room
AXIS_DEPTH = 24.0
TOP = 20.0  # the room above the plot for the name of the edition's date
MANY = 4  # with more steps, those between the first and the target are labelled with their value alone
PATH = Stroke(INK, 1.5, level=4, dash=(4, 3))
STEP = Look("diamond", "white", INK, 1.4)
AS_AT = Stroke(LINE, 0.8, level=1.4)


@dataclass(frozen=True)
class TrajectoryFigure:
    """A published figure: its date as a year with a fraction, its period in words, its value and interval."""

    date: float
    label: str
    value: float
    low: float | None = None
    high: float | None = None
    ref: str | None = None


@dataclass(frozen=True)
class TrajectoryStep:
    """A point of the target path; the label says what it is and when, such as `target, April 2019`."""

    date: float
    label: str
    value: float
    ref: str | None = None


@dataclass(frozen=True)
class Trajectory:
    """Figures and at least one step, each earliest first; the last step is the target.

    `unit_label` names the unit, such as `% of new plans` or `places`; `as_at` is the edition's date.
    """

    area: str
    unit_label: str
    figures: tuple[TrajectoryFigure, ...]
    steps: tuple[TrajectoryStep, ...]
    as_at: float

    def list_values(self) -> list[float]:
        """Return every value that the axis must hold."""
        ends = [end for item in self.figures for end in (item.low, item.high) if end is not None]
        return [*(item.value for item in self.figures), *(item.value for item in self.steps), *ends]

    def list_dates(self) -> list[float]:
        return [*(item.date for item in self.figures), *(item.date for item in self.steps), self.as_at]

    def say_figure(self, value: float) -> str:
        """Return a published value as printed."""
        return find_unit(self.unit_label, [item.value for item in self.figures]).say(value)

    def say_step(self, value: float) -> str:
        """Return a stated value as printed."""
        return find_unit(self.unit_label, [item.value for item in self.steps]).say(value)


@dataclass(frozen=True)
class _Plot:
    chart: Trajectory
    box: Box
    x: Scale
    y: Scale
    unit: Unit
    ticks: tuple[float, ...]

    def place(self, item: TrajectoryFigure | TrajectoryStep) -> tuple[float, float]:
        return self.x(item.date), self.y(item.value)

    def trace(self) -> Points:
        """Return points along everything that labels must keep off."""
        lines = [[self.place(item) for item in row] for row in (self.chart.figures, self.chart.steps) if row]
        lines += [list(ends) for ends in self.list_intervals()]
        lines.append([(self.x(self.chart.as_at), end) for end in (self.box.bottom, self.box.top)])
        return np.vstack([sample_line([x for x, _ in line], [y for _, y in line], step=5.0) for line in lines])

    def list_markers(self) -> list[tuple[float, float]]:
        return [*map(self.place, self.chart.figures), *map(self.place, self.chart.steps)]

    def label_figure(self, item: TrajectoryFigure, name: str = "") -> PointLabel:
        """Return the label of a published figure, which keeps off the figure's interval."""
        x, y = self.place(item)
        above = 0.0 if item.high is None else self.y(item.high) - y
        below = 0.0 if item.low is None else y - self.y(item.low)
        words = f"{name}{self.chart.say_figure(item.value)} ({item.label})"
        return PointLabel(words, (x, y), mine=True, above=above, below=below)

    @property
    def room(self) -> Box:
        """Where labels may stand."""
        return Box(self.box.left + 3, self.box.bottom + 2, WIDTH - 1, self.box.top)

    def list_intervals(self) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
        """Yield both ends of every interval."""
        for item in self.chart.figures:
            if item.low is not None and item.high is not None:
                x = self.x(item.date)
                yield (x, self.y(item.low)), (x, self.y(item.high))


def plot_trajectory(chart: Trajectory, *, png: bool = True) -> Picture:
    """Return a trajectory chart."""
    return save_picture(draw_trajectory(chart), png=png)


def draw_trajectory(chart: Trajectory) -> Canvas:
    """Draw a trajectory chart on a new canvas, as high as its labels need."""
    for height in HEIGHTS:
        plot = _lay_out(chart, height)
        placed = place_labels(list(_list_labels(plot)), plot.trace(), plot.list_markers(), plot.room)
        if all(item.free for item in placed):
            break
    canvas = open_canvas(height)
    _draw_axes(canvas, plot)
    _draw_as_at(canvas, plot)
    _draw_figures(canvas, plot)
    _draw_path(canvas, plot)
    for item in placed:
        draw_label(canvas, item)
    return canvas


def _lay_out(chart: Trajectory, height: float) -> _Plot:
    unit = find_unit(chart.unit_label, chart.list_values())
    ticks = find_ticks(chart.list_values(), unit)
    words = [unit.say_tick(tick, ticks[1] - ticks[0]) for tick in ticks]
    box = Box(widest(words, TICK) + 8, AXIS_DEPTH, WIDTH - 6, height - TOP)
    dates = chart.list_dates()
    first, last = int(min(dates)), int(max(dates)) + 1
    return _Plot(
        chart,
        box,
        Scale(first, last, box.left, box.right),
        Scale(ticks[0], ticks[-1], box.bottom, box.top),
        unit,
        ticks,
    )


def _list_labels(plot: _Plot) -> Iterator[PointLabel]:
    """Yield the label of each step and of the first and last figure, the most important first."""
    chart, middle = plot.chart, len(plot.chart.steps) > MANY
    for step in chart.steps[:-2:-1]:
        yield PointLabel(f"{step.label}: {chart.say_step(step.value)}", plot.place(step))
    for item in chart.figures[:-2:-1]:
        yield plot.label_figure(item, f"{chart.area} ")
    for number, step in enumerate(chart.steps[:-1]):
        said = chart.say_step(step.value)
        yield PointLabel(said if number and middle else f"{step.label}: {said}", plot.place(step))
    stated = {(step.date, step.value) for step in chart.steps}
    for item in chart.figures[:-1][:1]:
        if (item.date, item.value) not in stated:
            yield plot.label_figure(item)


def _draw_axes(canvas: Canvas, plot: _Plot) -> None:
    box, step = plot.box, plot.ticks[1] - plot.ticks[0]
    for tick in plot.ticks:
        y = plot.y(tick)
        canvas.add_line((box.left, box.right), (y, y))
        canvas.add_lines(box.left - 6, y, (plot.unit.say_tick(tick, step),), size=TICK, side="right")
    base = plot.y(max(0.0, plot.ticks[0]))
    canvas.add_line((box.left, box.right), (base, base), Stroke(LINE, level=1.5))
    years = range(int(plot.x.low), int(plot.x.high))
    room = plot.x(years[0] + 1) - plot.x(years[0])
    every = max(1, -int(-(widest(["2024"], TICK) + 6) // room))
    # A year is the span between two ticks, its name in the middle.
    for year in (*years, years[-1] + 1):
        x = plot.x(year)
        canvas.add_line((x, x), (box.bottom, box.bottom - 4), Stroke(LINE))
    for year in years[::every]:
        canvas.add_lines(
            plot.x(year + 0.5), box.bottom - 5 - TICK * LEADING / 2, (str(year),), size=TICK, side="center"
        )


def _draw_as_at(canvas: Canvas, plot: _Plot) -> None:
    x = plot.x(plot.chart.as_at)
    canvas.add_line((x, x), (plot.box.bottom, plot.box.top + 3), AS_AT)
    lines = (f"this edition, {_say_month(plot.chart.as_at)}",)
    half = measure_lines(lines, LABEL)[0] / 2
    middle = min(max(x, plot.box.left + half), WIDTH - half - 1)
    canvas.add_lines(middle, plot.box.top + 4 + LABEL * LEADING / 2, lines, side="center")


def _say_month(when: float) -> str:
    return f"{MONTHS[int(when % 1 * 12)]} {int(when)}"


def _draw_figures(canvas: Canvas, plot: _Plot) -> None:
    for low, high in plot.list_intervals():
        canvas.add_line((low[0], high[0]), (low[1], high[1]), Stroke(AREA, 1.3, level=4.5))
    places = [plot.place(item) for item in plot.chart.figures]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    canvas.add_line(xs, ys, Stroke(AREA, 2.8, level=5))
    canvas.add_dots(xs, ys, 7)


def _draw_path(canvas: Canvas, plot: _Plot) -> None:
    places = [plot.place(item) for item in plot.chart.steps]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    canvas.add_line(xs, ys, PATH)
    canvas.add_dots(xs, ys, 7, STEP)


def say_alt_trajectory(chart: Trajectory) -> str:
    """Return the alternative text: the figures with their intervals, the path, and the edition's date."""
    figures = "; ".join(f"{item.label} {_say_interval(chart, item)}" for item in chart.figures)
    steps = "; ".join(f"{step.label}: {chart.say_step(step.value)}" for step in chart.steps)
    published = f"Published: {figures}." if figures else "No figure is published."
    return (
        f"Line chart for {add_article(chart.area)}, {chart.unit_label}. {published} "
        f"The dashed line is the path that was set: {steps}. A mark shows this edition, {_say_month(chart.as_at)}."
    )


def _say_interval(chart: Trajectory, item: TrajectoryFigure) -> str:
    said = chart.say_figure(item.value)
    if item.low is None or item.high is None:
        return said
    return f"{said} (interval {chart.say_figure(item.low)} to {chart.say_figure(item.high)})"


def tabulate_trajectory(chart: Trajectory, *, table_id: str, caption: str, source: str) -> Table:
    """Return the figures and then the steps, one row each."""
    columns = (
        Column("When", numeric=False),
        Column("What", numeric=False),
        *(Column(head) for head in ("Value", "Interval from", "Interval to")),
    )
    rows = [_write_figure(chart, item) for item in chart.figures]
    rows += [_write_step(chart, item) for item in chart.steps]
    return Table(table_id, caption, columns, tuple(rows), source)


def _write_figure(chart: Trajectory, item: TrajectoryFigure) -> tuple[Cell, ...]:
    ends = (Cell("none") if end is None else Cell(chart.say_figure(end), item.ref) for end in (item.low, item.high))
    return (Cell(item.label), Cell("published figure"), Cell(chart.say_figure(item.value), item.ref), *ends)


def _write_step(chart: Trajectory, item: TrajectoryStep) -> tuple[Cell, ...]:
    value = Cell(chart.say_step(item.value), item.ref)
    return (Cell(item.label), Cell("path to the target"), value, Cell("none"), Cell("none"))
