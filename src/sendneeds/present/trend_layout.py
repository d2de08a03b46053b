"""Where everything in one panel of a trend chart goes, computed from the width of its labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sendneeds.present.canvas import Scale
from sendneeds.present.labels import Box, Points, sample_line, widest
from sendneeds.present.theme import LABEL, LEADING, TICK, balance_text, measure_lines, wrap_text
from sendneeds.present.trend_data import Series, Trend, as_floats, find_last
from sendneeds.present.units import find_ticks

FEW = 2  # so many periods stand well inside the box
PERIOD_WIDTH = 48.0
INSET = 5.0  # from the last point to the right edge of the box


@dataclass(frozen=True)
class End:
    """The label of one line's end: what it says, and the position of the value in the periods."""

    series: Series
    lines: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class Plot:
    """Where one panel is drawn: the plotting box, the place of each period and the scale of the values."""

    panel: Trend
    box: Box
    xs: tuple[float, ...]
    scale: Scale
    ticks: tuple[float, ...]
    ends: tuple[End, ...]

    def find_y(self, values: Sequence[float | None], number: int) -> float:
        """Return the height of one value, NaN where there is none."""
        return self.scale(as_floats(values)[number])

    def find_end(self, end: End) -> float:
        """Return the height of a line's end."""
        return self.find_y(end.series.values, end.number)

    def find_line(self, values: Sequence[float | None]) -> tuple[list[float], list[float]]:
        """Return a line in points, with NaN at every missing value and break."""
        xs: list[float] = []
        ys: list[float] = []
        for segment in self.panel.find_segments():
            xs += [*(self.xs[number] for number in segment), math.nan]
            ys += [*(self.find_y(values, number) for number in segment), math.nan]
        return xs, ys

    def find_runs(self, values: Sequence[float | None]) -> list[list[int]]:
        """Return the runs of periods that have a value, cut at breaks."""
        runs: list[list[int]] = []
        for segment in self.panel.find_segments():
            runs.append([])
            for number in segment:
                if values[number] is None:
                    runs.append([])
                else:
                    runs[-1].append(number)
        return [run for run in runs if run]

    def find_break(self, period: str) -> float | None:
        """Return the place of a break, halfway before the period; None before the first."""
        number = self.panel.periods.index(period)
        return (self.xs[number - 1] + self.xs[number]) / 2 if number else None

    def trace_lines(self) -> Points:
        """Return points along every line and break, which labels must keep off."""
        lines = [self.find_line(series.values) for series in self.panel.list_series()]
        for gap in self.panel.breaks:
            x = self.find_break(gap.period)
            lines += [] if x is None else [([x, x], [self.box.bottom, self.box.top])]
        return np.vstack([sample_line(xs, ys) for xs, ys in lines])


def lay_out_panel(panel: Trend, frame: Box, *, named: bool, depth: float) -> Plot:
    """Compute the plotting box inside `frame`, with room beside it for the line ends' labels when they are `named`.

    `depth` is the room for the periods under it.
    """
    ends = _list_ends(panel, (frame.right - frame.left) * (0.3 if named else 0.4), named=named)
    spread = panel.similar
    rows = [series.values for series in panel.list_series()] + ([spread.low, spread.high] if spread else [])
    ticks = find_ticks([v for row in rows for v in as_floats(row)], panel.unit, from_zero=panel.from_zero)
    words = [panel.unit.say_tick(tick, ticks[1] - ticks[0]) for tick in ticks]
    beside = max((measure_lines(end.lines, LABEL, bold=True)[0] for end in ends), default=0) + 10
    # The last period is always labelled: half of its label may stand out beyond the last point.
    half = widest(wrap_period(panel.periods[-1]), TICK) / 2 - (INSET if len(panel.periods) > FEW else 0)
    right = max(beside if named else 7.0, half + 1)
    box = Box(frame.left + widest(words, TICK) + 8, frame.bottom + depth, frame.right - right, frame.top)
    scale = Scale(ticks[0], ticks[-1], box.bottom, box.top)
    return Plot(panel, box, _place_periods(box, len(panel.periods)), scale, ticks, ends)


def _place_periods(box: Box, total: int) -> tuple[float, ...]:
    if total == 1:
        return (box.middle[0],)
    inset = (box.right - box.left) * 0.25 if total <= FEW else 0.0
    return tuple(map(float, np.linspace(box.left + inset + 12, box.right - inset - INSET, total)))


def _list_ends(panel: Trend, width: float, *, named: bool) -> tuple[End, ...]:
    ends = []
    for series in panel.list_series():
        number = find_last(series.values)
        if number is None:
            continue
        # A value that is not of the last period says which one it is of.
        late = "" if number == len(panel.periods) - 1 else f" ({panel.periods[number]})"
        value = panel.unit.say(as_floats(series.values)[number]) + late
        text = f"{series.name} {value}" if named else value
        ends.append(End(series, balance_text(text, width, LABEL, bold=series is panel.area), number))
    return tuple(ends)


def wrap_period(period: str) -> tuple[str, ...]:
    """Return the lines of a period's label, for example January and 2025."""
    return wrap_text(period, PERIOD_WIDTH, TICK)


def measure_depth(panels: Sequence[Trend]) -> float:
    """Return the height in points of the periods under panels that stand side by side."""
    lines = max(len(wrap_period(period)) for panel in panels for period in panel.periods)
    return lines * TICK * LEADING + 8


def choose_periods(plot: Plot) -> list[int]:
    """Return the periods that get a label: all, or every second, third, ... counted from the last."""
    total = len(plot.xs)
    lines = [line for period in plot.panel.periods for line in wrap_period(period)]
    gap = plot.xs[1] - plot.xs[0] if total > 1 else math.inf
    every = max(1, math.ceil((widest(lines, TICK) + 5) / gap))
    return [number for number in range(total) if (total - 1 - number) % every == 0]
