"""Placing labels: spreading line-end labels apart, finding room for a note, and the key above a chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sendneeds.present.canvas import Canvas
from sendneeds.present.theme import LEADING, NOTE, measure_lines, measure_text, wrap_text

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Box:
    """A rectangle in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the rectangle."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def overlaps(self, other: Box) -> bool:
        """Return whether two rectangles share any area."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top


def spread_labels(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return label centres near the wanted ones, in the same order, without overlap and within low to high."""
    order = sorted(range(len(wanted)), key=lambda number: (wanted[number], number))
    centres = dict.fromkeys(order, 0.0)
    floor = low
    for number in order:
        centres[number] = max(wanted[number], floor + heights[number] / 2)
        floor = centres[number] + heights[number] / 2
    ceiling = high
    for number in reversed(order):
        centres[number] = min(centres[number], ceiling - heights[number] / 2)
        ceiling = centres[number] - heights[number] / 2
    return [centres[number] for number in range(len(wanted))]


def sample_line(xs: Sequence[float], ys: Sequence[float], step: float = 3.0) -> Points:
    """Return points along a line, about every `step` points, with none across NaN."""
    pieces = [np.empty((0, 2))]
    for x0, y0, x1, y1 in zip(xs[:-1], ys[:-1], xs[1:], ys[1:], strict=True):
        length = float(np.hypot(x1 - x0, y1 - y0))
        if not np.isnan(length):
            share = np.linspace(0, 1, max(2, int(length / step) + 1))[:, None]
            pieces.append(np.array([[x0, y0]]) + share * np.array([[x1 - x0, y1 - y0]]))
    ends = np.column_stack([xs, ys])
    return np.vstack([*pieces, ends[~np.isnan(ends).any(axis=1)]])


def find_room(
    size: tuple[float, float],
    within: Box,
    *,
    near: tuple[float, float],
    points: Points,
    boxes: Sequence[Box] = (),
    inside: Callable[[Points], Points] | None = None,
) -> tuple[Box, bool]:
    """Return the best free place for a label of `size` near a point, and whether it is free of every obstacle.

    `inside` maps x positions to two rows, the lowest and highest y that the label should keep between.
    """
    width, height = size
    lefts = np.arange(within.left, max(within.right - width, within.left) + 0.1, 4.0)
    bottoms = np.arange(within.bottom, max(within.top - height, within.bottom) + 0.1, 4.0)
    left, bottom = (grid.ravel() for grid in np.meshgrid(lefts, bottoms))
    right, top = left + width, bottom + height
    x, y = points[:, :1], points[:, 1:]
    pad = 3.0
    bad = ((x > left - pad) & (x < right + pad) & (y > bottom - pad) & (y < top + pad)).sum(axis=0).astype(float)
    for box in boxes:
        bad += 50.0 * (
            (left < box.right + pad * 2) & (box.left - pad * 2 < right) & (bottom < box.top) & (box.bottom < top)
        )
    if inside is not None:
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            low, high = inside(left + share * width)
            bad += 5.0 * ~((bottom >= low + 1) & (top <= high - 1))
    distance = np.hypot(left + width / 2 - near[0], bottom + height / 2 - near[1])
    best = int(np.argmin(bad * 1000 + distance))
    place = Box(float(left[best]), float(bottom[best]), float(right[best]), float(top[best]))
    return place, bool(bad[best] == 0)


@dataclass(frozen=True)
class KeyItem:
    """One entry of the key: a name and a function that draws its sign, centred on a point.

    One that is `alone` has a row of its own, as a sentence among names needs.
    """

    name: str
    draw: Callable[[Canvas, float, float], None]
    bold: bool = False
    sign: float = 12.0
    alone: bool = False


def measure_key(items: Sequence[KeyItem], width: float) -> float:
    """Return the height in points of the key when it is `width` wide."""
    return sum(height for _, height in _lay_out_key(items, width))


def draw_key(canvas: Canvas, items: Sequence[KeyItem], left: float, top: float, width: float) -> None:
    """Draw the key in rows from the top left corner."""
    for row, height in _lay_out_key(items, width):
        x = left
        for item, lines in row:
            item.draw(canvas, x + item.sign / 2, top - height / 2)
            canvas.add_lines(x + item.sign + 4, top - height / 2, lines, size=NOTE, bold=item.bold)
            x += _measure_item(item, lines)
        top -= height


def _measure_item(item: KeyItem, lines: tuple[str, ...]) -> float:
    return item.sign + 4 + measure_lines(lines, NOTE, bold=item.bold)[0] + 14


Row = tuple[list[tuple[KeyItem, tuple[str, ...]]], float]


def _lay_out_key(items: Sequence[KeyItem], width: float) -> list[Row]:
    rows: list[list[tuple[KeyItem, tuple[str, ...]]]] = []
    used = 0.0
    for item in items:
        lines = wrap_text(item.name, width - item.sign - 18, NOTE, bold=item.bold)
        needed = _measure_item(item, lines)
        if not rows or item.alone or rows[-1][-1][0].alone or used + needed - 14 > width:
            rows.append([])
            used = 0.0
        rows[-1].append((item, lines))
        used += needed
    return [(row, max(len(lines) for _, lines in row) * NOTE * LEADING + 3) for row in rows]


def widest(texts: Sequence[str], size: float, *, bold: bool = False) -> float:
    """Return the width of the widest text."""
    return max((measure_text(text, size, bold=bold) for text in texts), default=0.0)
