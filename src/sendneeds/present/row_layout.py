"""Layout shared by the charts whose rows are indicators or categories: labels at the left, a value axis below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sendneeds.present.canvas import Canvas, Scale
from sendneeds.present.labels import KeyItem, widest
from sendneeds.present.marks import Look, Stroke
from sendneeds.present.theme import INK, LABEL, LEADING, LINE, TICK, balance_text, measure_lines
from sendneeds.present.units import Unit, find_ticks

MAX_LABEL = 160.0
AXIS_DEPTH = 22.0
EDGE = 14.0  # between the end of the axis and what stands beside it: half a tick label
# Marks of equal values are told apart: the corners of England's diamond and the ends of the similar areas' stroke
# stand out from the area's dot, which is drawn over them.
SPOT, MARK, TALL = 9.0, 9.5, 19.0
ENGLAND_MARK = Look("diamond", "white", INK, 1.2)
SIMILAR_MARK = Look("stroke", INK, INK, 2.4)
REGION_MARK = Look("triangle", "white", LINE, 1.2)


@dataclass(frozen=True)
class Frame:
    """Where rows go: the right edge of the labels, the value scale and its ticks, bottom and top."""

    labels: float
    scale: Scale
    ticks: tuple[float, ...]
    bottom: float
    top: float


def wrap_label(label: str) -> tuple[str, ...]:
    """Return the lines of a row's label."""
    return balance_text(label, MAX_LABEL, LABEL)


def lay_out_rows(
    canvas: Canvas, labels: Sequence[str], values: Sequence[float], unit: Unit, *, top: float, right: float
) -> Frame:
    """Compute the frame from the widest label and value, keeping `right` points free beside the axis."""
    width = max((measure_lines(wrap_label(label), LABEL)[0] for label in labels), default=0.0)
    parts = 6
    ticks = find_ticks(values, unit, parts=parts)
    left = width + 16
    # Only as many ticks as their labels have room for.
    while parts > 1 and _measure_ticks(ticks, unit) > canvas.width - right - left:
        parts -= 1
        ticks = find_ticks(values, unit, parts=parts)
    return Frame(left - 10, Scale(ticks[0], ticks[-1], left, canvas.width - right), ticks, AXIS_DEPTH, top)


def _measure_ticks(ticks: Sequence[float], unit: Unit) -> float:
    return (widest([unit.say_tick(tick, ticks[1] - ticks[0]) for tick in ticks], TICK) + 10) * len(ticks)


def draw_frame(canvas: Canvas, frame: Frame, unit: Unit) -> None:
    """Draw the value axis: light vertical lines, tick labels and a base line."""
    for tick in frame.ticks:
        x = frame.scale(tick)
        canvas.add_line((x, x), (frame.bottom, frame.top))
        word = unit.say_tick(tick, frame.ticks[1] - frame.ticks[0])
        canvas.add_lines(x, frame.bottom - 12, (word,), size=TICK, side="center")
    canvas.add_line((frame.scale.start, frame.scale.end), (frame.bottom, frame.bottom), Stroke(LINE))
    zero = frame.scale(max(0.0, frame.ticks[0]))
    canvas.add_line((zero, zero), (frame.bottom, frame.top), Stroke(LINE, level=1.5))


def measure_row(label: str, least: float) -> float:
    """Return the height of a row: at least `least`, more for a label of several lines."""
    return max(least, len(wrap_label(label)) * LABEL * LEADING + 6)


def list_mark_key(area: str, england: str | None, similar: str | None, region: str | None) -> list[KeyItem]:
    """Return the key of the markers in use."""
    marks = ((england, ENGLAND_MARK, 7.5), (similar, SIMILAR_MARK, 12.0), (region, REGION_MARK, 7.5))
    items = [KeyItem(area, lambda canvas, x, y: canvas.add_dot(x, y, 10), bold=True)]
    return items + [_list_mark(name, size, look) for name, look, size in marks if name]


def _list_mark(name: str, size: float, look: Look) -> KeyItem:
    return KeyItem(name, lambda canvas, x, y: canvas.add_dot(x, y, size, look))
