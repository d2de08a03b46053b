"""Position chart: one row an indicator, every authority a small dot, similar areas rings, the area a large dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sendneeds.present.canvas import Canvas, Picture, Scale, open_canvas, save_picture
from sendneeds.present.labels import KeyItem, draw_key, measure_key, widest
from sendneeds.present.marks import Look
from sendneeds.present.theme import (
    AREA,
    DOT,
    LABEL,
    LEADING,
    LINE,
    NOTE,
    OUTER,
    WIDTH,
    balance_text,
    measure_lines,
)
from sendneeds.present.units import PERCENT, Unit

ROW = 29.0
BAND = 8.0
MAX_LABEL = 150.0
PERIOD_WIDTH = 46.0
GOLDEN = 0.6180339887498949  # its multiples, modulo 1, spread evenly: a jitter without randomness
CAPTIONS = {
    True: ("least favourable", "middle", "most favourable"),
    False: ("lowest", "middle", "highest"),
}


@dataclass(frozen=True)
class PositionRow:
    """One indicator. `others` are the values of every authority including the area, `similar` of its similar areas.

    `direction` is +1 where high is good, -1 where low is good, 0 where neither is.
    """

    label: str
    value: float | None
    others: tuple[float, ...]
    similar: tuple[float, ...]
    england: float | None
    period: str
    direction: Literal[-1, 0, 1]
    unit: Unit = PERCENT
    absent: str = "not published"
    finding: str | None = None

    def place(self, values: Sequence[float]) -> list[float]:
        """Return the place of each value among all authorities, 0 (left) to 1 (right), by average rank."""
        signed = np.asarray(self.others, dtype=float) * (self.direction or 1)
        order = np.sort(signed)
        ranks = (np.searchsorted(order, order, "left") + np.searchsorted(order, order, "right") + 1) / 2
        last = max(len(order) - 1, 1)
        return [float((np.interp(value * (self.direction or 1), order, ranks) - 1) / last) for value in values]


@dataclass(frozen=True)
class Position:
    """Rows of any unit; those with a good direction come first, then the others on a plain low to high scale."""

    measure: str
    area: str
    rows: tuple[PositionRow, ...]
    similar: str = "similar areas"
    england: str = "England"

    def list_sections(self) -> list[tuple[bool, tuple[PositionRow, ...]]]:
        """Return the rows in sections, with whether a section has a good direction."""
        sections = ((good, tuple(row for row in self.rows if bool(row.direction) == good)) for good in (True, False))
        return [section for section in sections if section[1]]


@dataclass(frozen=True)
class Columns:
    """The x positions: right edge of labels, strip, right edges of two value columns, left edge of periods."""

    labels: float
    strip: Scale
    value: float
    england: float
    period: float
    head: tuple[tuple[str, ...], ...]


def plot_position(chart: Position, *, png: bool = True) -> Picture:
    """Return a position chart."""
    return save_picture(draw_position(chart), png=png)


def draw_position(chart: Position) -> Canvas:
    """Draw a position chart on a new canvas."""
    key = _list_key(chart)
    columns = _lay_out_columns(chart)
    sections = chart.list_sections()
    heads = max(len(lines) for lines in columns.head) * NOTE * LEADING + 4
    above = measure_key(key, WIDTH - 4) + 4
    body = sum(_measure_row(row) for row in chart.rows) + len(sections) * (NOTE * LEADING + 8) + (len(sections) - 1) * 8
    canvas = open_canvas(above + heads + body)
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    top = canvas.height - above
    _draw_heads(canvas, columns, top - heads / 2)
    top -= heads
    for good, rows in sections:
        for row in rows:
            _draw_row(canvas, columns, row, top - _measure_row(row) / 2)
            top -= _measure_row(row)
        _draw_captions(canvas, columns.strip, CAPTIONS[good], top - 6)
        top -= NOTE * LEADING + 16
    return canvas


def _measure_row(row: PositionRow) -> float:
    return max(ROW, len(_wrap_label(row)) * LABEL * LEADING + 5, len(_wrap_period(row)) * NOTE * LEADING + 5)


def _wrap_label(row: PositionRow) -> tuple[str, ...]:
    return balance_text(row.label, MAX_LABEL, LABEL)


def _wrap_period(row: PositionRow) -> tuple[str, ...]:
    return balance_text(row.period, PERIOD_WIDTH, NOTE)


def _say_value(row: PositionRow, value: float | None) -> str:
    return "\N{EN DASH}" if value is None else row.unit.say(value)


def _lay_out_columns(chart: Position) -> Columns:
    head = (balance_text(chart.area, 84, NOTE, bold=True), balance_text(chart.england, 60, NOTE), ("Period",))
    absent = [line for row in chart.rows if row.value is None for line in balance_text(row.absent, 60, NOTE)]
    value = max(
        widest([_say_value(row, row.value) for row in chart.rows], LABEL, bold=True),
        widest(absent, NOTE),
    )
    england = max(widest([_say_value(row, row.england) for row in chart.rows], NOTE), widest(head[1], NOTE))
    period = widest([*head[2], *(line for row in chart.rows for line in _wrap_period(row))], NOTE)
    labels = max(measure_lines(_wrap_label(row), LABEL)[0] for row in chart.rows)
    right = WIDTH - 1 - period - 10 - england - 12 - value - 10
    strip = Scale(0, 1, labels + 14, right)
    return Columns(labels + 1, strip, right + 10 + value, right + 22 + value + england, WIDTH - 1 - period, head)


def _draw_heads(canvas: Canvas, columns: Columns, y: float) -> None:
    area, england, period = columns.head
    canvas.add_lines(columns.value, y, area, size=NOTE, bold=True, side="right", colour=AREA)
    canvas.add_lines(columns.england, y, england, size=NOTE, side="right")
    canvas.add_lines(columns.period, y, period, size=NOTE)


def _draw_row(canvas: Canvas, columns: Columns, row: PositionRow, y: float) -> None:
    canvas.add_lines(columns.labels, y, _wrap_label(row), side="right")
    canvas.add_bar(columns.strip.start - 4, columns.strip.end + 4, y, BAND * 1.5, OUTER)
    places = [columns.strip(place) for place in sorted(row.place(row.others))]
    heights = [y + ((number * GOLDEN) % 1 - 0.5) * BAND * 1.6 for number in range(len(places))]
    canvas.add_specks(places, heights, 2.4, DOT)
    _draw_rings(canvas, [columns.strip(place) for place in row.place(row.similar)] if row.others else [], y)
    if row.value is None:
        lines = balance_text(row.absent, 60, NOTE)
        canvas.add_lines(columns.value, y, lines, size=NOTE, side="right")
    else:
        if row.others:
            canvas.add_dot(columns.strip(row.place([row.value])[0]), y, 11)
        canvas.add_lines(columns.value, y, (row.unit.say(row.value),), bold=True, side="right", colour=AREA)
    canvas.add_lines(columns.england, y, (_say_value(row, row.england),), size=NOTE, side="right")
    canvas.add_lines(columns.period, y, _wrap_period(row), size=NOTE)


def _draw_rings(canvas: Canvas, xs: Sequence[float], y: float) -> None:
    canvas.add_dots(xs, [y] * len(xs), 6, Look("dot", "white", LINE, 1.4, level=4))


def _draw_captions(canvas: Canvas, strip: Scale, words: tuple[str, str, str], y: float) -> None:
    left, middle, right = words
    canvas.add_lines(strip.start - 4, y, (left,), size=NOTE)
    canvas.add_lines(strip.end + 4, y, (right,), size=NOTE, side="right")
    room = strip.end - strip.start - widest((left,), NOTE) - widest((right,), NOTE)
    if room > widest((middle,), NOTE) + 16:
        canvas.add_lines((strip.start + strip.end) / 2, y, (middle,), size=NOTE, side="center")


def _list_key(chart: Position) -> list[KeyItem]:
    return [
        KeyItem(chart.area, lambda canvas, x, y: canvas.add_dot(x, y, 10), bold=True),
        KeyItem(chart.similar, lambda canvas, x, y: _draw_rings(canvas, (x,), y)),
        KeyItem("every other authority", lambda canvas, x, y: canvas.add_specks((x,), (y,), 3, DOT)),
    ]
