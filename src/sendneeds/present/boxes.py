"""Boxes joined by arrows, for charts of a route or a cycle."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sendneeds.present.canvas import Canvas
from sendneeds.present.labels import Box
from sendneeds.present.marks import Point, Stroke
from sendneeds.present.theme import AREA, LINE

HEAD = 7.0  # the length of an arrow's head, and a little more than its width


def draw_box(canvas: Canvas, box: Box, *, dashed: bool = False) -> None:
    """Draw an empty box with the area's outline, dashed where nothing joins it."""
    corners = [(box.left, box.bottom), (box.right, box.bottom), (box.right, box.top), (box.left, box.top)]
    edge = Stroke(LINE, 1.3, dash=(4, 3)) if dashed else Stroke(AREA, 1.3)
    canvas.add_shape(corners, "white", level=4, edge=edge)


def draw_arrow(canvas: Canvas, points: Sequence[Point]) -> None:
    """Draw a line through points with a head at the last."""
    (x0, y0), (x1, y1) = points[-2:]
    length = math.hypot(x1 - x0, y1 - y0)
    across, up = (x1 - x0) / length, (y1 - y0) / length
    neck = (x1 - across * HEAD, y1 - up * HEAD)
    xs, ys = zip(*points[:-1], neck, strict=True)
    canvas.add_line(xs, ys, Stroke(LINE, 1.3, level=2))
    half = HEAD * 0.45
    sides = [(neck[0] - up * half, neck[1] + across * half), (neck[0] + up * half, neck[1] - across * half)]
    canvas.add_shape([(x1, y1), *sides], LINE, level=5)
