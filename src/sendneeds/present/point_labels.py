"""Labels of points in a plot: each beside its point where there is room, else nearby with a thin line to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sendneeds.present.canvas import Canvas
from sendneeds.present.labels import Box, Points, find_room
from sendneeds.present.marks import Point, Stroke
from sendneeds.present.theme import AREA, INK, LABEL, LINE, balance_text, measure_lines

WIDEST = 130.0
MARKER = 6.0  # half the room that a marker takes
CLEAR = 2.0  # between a label and a line
FAR = 24.0  # a label farther from its point gets a line to it


@dataclass(frozen=True)
class PointLabel:
    """What stands at a point, and whether it is the area's own; an interval reaches `above` and `below` the point."""

    words: str
    point: Point
    mine: bool = False
    above: float = 0.0
    below: float = 0.0

    @property
    def lines(self) -> tuple[str, ...]:
        return balance_text(self.words, WIDEST, LABEL, bold=self.mine)

    def measure(self) -> tuple[float, float]:
        return measure_lines(self.lines, LABEL, bold=self.mine)


@dataclass(frozen=True)
class PlacedLabel:
    """A label with its place, whether that is free of lines, markers and other labels, and whether it is beside."""

    label: PointLabel
    box: Box
    free: bool
    beside: bool = False

    def find_leader(self) -> tuple[Point, Point] | None:
        """Return the line from the point to a label that is far from it."""
        if self.beside:
            return None
        (x, y), box = self.label.point, self.box
        near = min(max(x, box.left), box.right), min(max(y, box.bottom), box.top)
        return ((x, y), near) if np.hypot(x - near[0], y - near[1]) > FAR else None


def place_labels(
    labels: Sequence[PointLabel], points: Points, markers: Sequence[Point], within: Box
) -> list[PlacedLabel]:
    """Return the labels with their places, the first having the first choice; `points` trace the lines of the plot."""
    placed: list[PlacedLabel] = []
    taken = [Box(x - MARKER, y - MARKER, x + MARKER, y + MARKER) for x, y in markers]
    for label in labels:
        chosen = _place_beside(label, points, taken, within) or _place_anywhere(label, points, taken, within)
        placed.append(chosen)
        taken.append(chosen.box)
        leader = chosen.find_leader()
        if leader:
            points = np.vstack([points, np.linspace(*leader, 30)])
    return placed


def _place_beside(label: PointLabel, points: Points, taken: Sequence[Box], within: Box) -> PlacedLabel | None:
    for box in _list_places(label):
        inside = box.left >= within.left and box.right <= within.right
        if not inside or box.bottom < within.bottom or box.top > within.top or any(map(box.overlaps, taken)):
            continue
        x, y = points[:, 0], points[:, 1]
        across = (x > box.left - CLEAR) & (x < box.right + CLEAR)
        if not (across & (y > box.bottom) & (y < box.top)).any():
            return PlacedLabel(label, box, free=True, beside=True)
    return None


def _list_places(label: PointLabel) -> Iterator[Box]:
    """Yield the places around a point, the closest first: right, above, below, left, and the corners."""
    (x, y), (width, height) = label.point, label.measure()
    for gap in (MARKER + 2, MARKER + 10):
        right, left, over, under = (
            x + gap,
            x - gap - width,
            y + label.above + gap - 2,
            y - label.below - gap - height + 2,
        )
        middle, across = y - height / 2, x - width / 2
        lefts = (right, across, across, left, x - MARKER, x - MARKER, x + MARKER - width, x + MARKER - width)
        bottoms = (middle, over, under, middle, over, under, over, under)
        for start, bottom in zip(lefts, bottoms, strict=True):
            yield Box(start, bottom, start + width, bottom + height)


def _place_anywhere(label: PointLabel, points: Points, taken: Sequence[Box], within: Box) -> PlacedLabel:
    box, free = find_room(label.measure(), within, near=label.point, points=points, boxes=taken)
    return PlacedLabel(label, box, free)


def draw_label(canvas: Canvas, placed: PlacedLabel) -> None:
    """Write a label, with a thin line to a point that is far from it."""
    leader, mine = placed.find_leader(), placed.label.mine
    if leader:
        (x0, y0), (x1, y1) = leader
        canvas.add_line((x0, x1), (y0, y1), Stroke(LINE, 0.7, level=3))
    left, colour = placed.box.left, AREA if mine else INK
    canvas.add_lines(left, placed.box.middle[1], placed.label.lines, bold=mine, colour=colour)
