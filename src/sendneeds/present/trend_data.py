"""What a trend chart shows: one area's line over periods, beside England, its region and its similar areas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.sentences import join_words, say_count
from sendneeds.present.units import PERCENT, NumberFormat, Unit

Value = float | None


@dataclass(frozen=True)
class Series:
    """One line: a value for each period, None where there is none.

    `words` says in each period what stands for a missing value; `findings` are the ids behind the values.
    """

    name: str
    values: tuple[Value, ...]
    words: tuple[str, ...] = ()
    findings: tuple[str | None, ...] = ()

    def say_missing(self, number: int) -> str:
        """Return the word for the missing value of a period."""
        return (self.words[number] if self.words else "") or "not published"

    def find_finding(self, number: int) -> str | None:
        """Return the id of the finding of a period, if any."""
        return self.findings[number] if self.findings else None


@dataclass(frozen=True)
class Spread:
    """Two bands in each period: the range (`low` to `high`) and middle half (`lower` to `upper`) of the similar areas.

    `bands` names the wide and the narrow one where they are something else, such as the bands of a projection.
    """

    low: tuple[Value, ...]
    lower: tuple[Value, ...]
    upper: tuple[Value, ...]
    high: tuple[Value, ...]
    name: str = "similar areas"
    bands: tuple[str, str] | None = None

    def name_bands(self) -> tuple[str, str]:
        """Return what the wide and the narrow band are."""
        return self.bands or (f"range of {self.name}", "their middle half")


@dataclass(frozen=True)
class Break:
    """A break in the collection or definition: `period` is the first of the new kind, `label` a few words."""

    period: str
    label: str


@dataclass(frozen=True)
class Mark:
    """A point that needs a word, for example a year in which time limits were relaxed."""

    period: str
    label: str


@dataclass(frozen=True)
class Trend:
    """One panel. `measure` says what is counted (used in the alt text); `title` is drawn only among several panels."""

    measure: str
    periods: tuple[str, ...]
    area: Series
    unit: Unit = PERCENT
    england: Series | None = None
    region: Series | None = None
    similar: Spread | None = None
    breaks: tuple[Break, ...] = ()
    marks: tuple[Mark, ...] = ()
    title: str = ""
    from_zero: bool = True

    def list_series(self) -> tuple[Series, ...]:
        """Return the lines that are there, the area first."""
        return tuple(series for series in (self.area, self.england, self.region) if series is not None)

    def find_finding(self, number: int) -> str | None:
        """Return the id of the finding of a period: of the area or else of another line."""
        return next((found for line in self.list_series() if (found := line.find_finding(number))), None)

    def has_values(self) -> bool:
        """Return whether any line or the spread has a value in any period."""
        rows = [series.values for series in self.list_series()] + ([self.similar.low] if self.similar else [])
        return any(value is not None for row in rows for value in row)

    def find_segments(self) -> list[range]:
        """Return the runs of periods between breaks."""
        starts = sorted({0, *(self.periods.index(gap.period) for gap in self.breaks)})
        return [range(start, end) for start, end in zip(starts, [*starts[1:], len(self.periods)], strict=True)]


def measure_spread(by_area: Sequence[Sequence[Value]], name: str, *, minimum: int = 6) -> Spread:
    """Return the spread of several areas (one sequence of values each); empty where fewer than `minimum` have one."""
    columns = [[value for value in column if value is not None] for column in zip(*by_area, strict=True)]
    rows: list[tuple[Value, ...]] = [
        tuple(float(number) for number in np.quantile(column, (0, 0.25, 0.75, 1)))
        if len(column) >= minimum
        else (None,) * 4
        for column in columns
    ]
    low, lower, upper, high = zip(*rows, strict=True)
    return Spread(low, lower, upper, high, name)


def find_last(values: Sequence[Value]) -> int | None:
    """Return the position of the last value, or None."""
    return next((number for number in reversed(range(len(values))) if values[number] is not None), None)


def as_floats(values: Sequence[Value]) -> list[float]:
    """Return the values with NaN for None."""
    return [math.nan if value is None else float(value) for value in values]


def say_alt_trend(panels: Trend | Sequence[Trend], say: NumberFormat | None = None) -> str:
    """Return the alternative text of a trend chart: measure, ends, extremes, comparators, breaks and gaps."""
    several = (panels,) if isinstance(panels, Trend) else tuple(panels)
    texts = [_say_panel(panel, say or panel.unit.say) for panel in several]
    if len(texts) == 1:
        return texts[0]
    return f"{len(texts)} line charts side by side. " + " ".join(f"Chart {n}. {t}" for n, t in enumerate(texts, 1))


def _say_panel(panel: Trend, say: NumberFormat) -> str:
    span = " to ".join(dict.fromkeys((panel.periods[0], panel.periods[-1])))
    sentences = [
        f"Line chart of {panel.measure}, {span}.",
        _say_area(panel, say),
        *(_say_series(panel, series, say) for series in panel.list_series()[1:]),
        _say_spread(panel, say),
        *(_say_break(panel, gap) for gap in panel.breaks),
        _say_missing(panel),
        *(f"{mark.period} is marked: {mark.label}." for mark in panel.marks),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _say_area(panel: Trend, say: NumberFormat) -> str:
    known = [
        (value, period) for value, period in zip(panel.area.values, panel.periods, strict=True) if value is not None
    ]
    if not known:
        return f"There is no value for {panel.area.name}."
    text = _say_series(panel, panel.area, say)
    if len(known) <= 2:  # noqa: PLR2004 - both ends are already said
        return text
    high, low = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
    return f"{text} Highest {say(high[0])} in {high[1]}, lowest {say(low[0])} in {low[1]}."


def _say_series(panel: Trend, series: Series, say: NumberFormat) -> str:
    known = [(value, period) for value, period in zip(series.values, panel.periods, strict=True) if value is not None]
    if not known:
        return f"There is no value for {series.name}."
    ends = dict.fromkeys((known[0], known[-1]))
    return f"{series.name}: {', '.join(f'{say(value)} in {period}' for value, period in ends)}."


def _say_spread(panel: Trend, say: NumberFormat) -> str:
    spread = panel.similar
    number = find_last(spread.low) if spread else None
    if spread is None or number is None:
        return ""
    low, lower, upper, high = (row[number] for row in (spread.low, spread.lower, spread.upper, spread.high))
    if low is None or lower is None or upper is None or high is None:
        return ""
    if spread.bands:
        wide, narrow = spread.bands
        ends = f"the {wide} is {say(low)} to {say(high)}, the {narrow} {say(lower)} to {say(upper)}"
        return f"In {panel.periods[number]} {ends}."
    ends = f"{say(low)} to {say(high)}, the middle half {say(lower)} to {say(upper)}"
    return f"In {panel.periods[number]} the {spread.name} range from {ends}."


def _say_break(panel: Trend, gap: Break) -> str:
    number = panel.periods.index(gap.period)
    before = panel.periods[number - 1] if number else "earlier years"
    return f"The line is broken between {before} and {gap.period}: {gap.label}."


def _say_missing(panel: Trend) -> str:
    by_word: dict[str, list[str]] = {}
    for number, value in enumerate(panel.area.values):
        if value is None:
            by_word.setdefault(panel.area.say_missing(number), []).append(panel.periods[number])
    if not by_word or (len(by_word) == 1 and len(next(iter(by_word.values()))) == len(panel.periods)):
        return ""
    return " ".join(
        f"{say_count(len(periods), 'point')} missing for {panel.area.name}: {join_words(periods)} ({word})."
        for word, periods in by_word.items()
    )


def tabulate_trend(panel: Trend, *, table_id: str, caption: str, source: str, say: NumberFormat | None = None) -> Table:
    """Return the data behind one panel: one row a period, one column a line and the spread of the similar areas."""
    write = say or panel.unit.say
    series = panel.list_series()
    heads = [Column("Period", numeric=False), *(Column(line.name) for line in series)]
    rows = [
        [Cell(period), *(_write_cell(line, n, write, panel.find_finding(n)) for line in series)]
        for n, period in enumerate(panel.periods)
    ]
    if panel.similar:
        spread = panel.similar
        heads += [Column(name) for name in spread.bands or (f"Range of {spread.name}", "Middle half")]
        absent = "not projected" if spread.bands else "not published"
        for number, row in enumerate(rows):
            for low, high in ((spread.low, spread.high), (spread.lower, spread.upper)):
                text = _say_range(low[number], high[number], write)
                row.append(Cell(text, panel.find_finding(number)) if text else Cell(absent))
    return Table(table_id, caption, tuple(heads), tuple(map(tuple, rows)), source)


def _write_cell(series: Series, number: int, say: NumberFormat, beside: str | None) -> Cell:
    """Return a value with the id of its finding, or of the one `beside` which it is set."""
    value, finding = series.values[number], series.find_finding(number)
    if value is None:
        return Cell(series.say_missing(number), finding)
    return Cell(say(value), finding or beside)


def _say_range(low: Value, high: Value, say: NumberFormat) -> str:
    return "" if low is None or high is None else f"{say(low)} to {say(high)}"
