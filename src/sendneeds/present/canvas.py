"""A sheet measured in points on which charts are drawn, and saving it as SVG and PNG.

Every position is computed from measured text, so no label can be cut off and no layout pass is needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from sendneeds.present.marks import Dots, Line, Look, Mark, Point, Shape, Side, Stroke, Words
from sendneeds.present.raster import draw_pixels, write_png
from sendneeds.present.theme import INK, LABEL, LEADING, WIDTH
from sendneeds.present.vector import write_svg

PNG_DPI = 144
GRID_LINE = Stroke()
AREA_DOT = Look()
MIDDLE = 0.33  # of the type size: half the height of a digit, from the baseline


@dataclass(frozen=True)
class Picture:
    """A chart as a picture: SVG text without XML prologue, and PNG bytes (empty when not asked for)."""

    svg: str
    png: bytes = b""


@dataclass(frozen=True)
class Scale:
    """A straight map from values to points."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True)
class Canvas:
    """A white sheet; coordinates are points from the bottom left corner. A higher level covers a lower one."""

    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)

    def list_marks(self) -> list[Mark]:
        """Return the marks from the lowest level to the highest, each level in the order drawn."""
        return sorted(self.marks, key=lambda mark: mark.level)

    def add_lines(  # noqa: PLR0913 - one text style, all by name
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        size: float = LABEL,
        bold: bool = False,
        side: Side = "left",
        colour: str = INK,
    ) -> None:
        """Write lines under each other, their block centred on `y`; `side` is where `x` is."""
        first = y + (len(lines) - 1) * size * LEADING / 2 - size * MIDDLE
        for number, line in enumerate(lines):
            if line:
                self.marks.append(Words(x, first - number * size * LEADING, line, size, bold, side, colour))

    def add_line(self, xs: Sequence[float], ys: Sequence[float], stroke: Stroke = GRID_LINE) -> None:
        """Draw a line through points; NaN breaks it."""
        self._add(Line(tuple(zip(xs, ys, strict=True)), stroke))

    def add_band(self, xs: Sequence[float], low: Sequence[float], high: Sequence[float], colour: str) -> None:
        """Fill the area between two lines."""
        points = [*zip(xs, low, strict=True), *zip(reversed(xs), reversed(high), strict=True)]
        self.add_shape(points, colour, level=0.5)

    def add_bar(self, start: float, end: float, y: float, thickness: float, colour: str) -> None:
        """Fill a horizontal bar centred on `y`, over the grid."""
        low, high = y - thickness / 2, y + thickness / 2
        self.add_shape([(start, low), (end, low), (end, high), (start, high)], colour, level=1.6)

    def add_specks(self, xs: Sequence[float], ys: Sequence[float], size: float, colour: str) -> None:
        """Draw many small round dots as one line of short strokes with round ends, which keeps the SVG small."""
        gap = (math.nan, math.nan)
        points = tuple(point for x, y in zip(xs, ys, strict=True) for point in ((x, y), (x + 0.05, y), gap))
        self._add(Line(points, Stroke(colour, size, 2, cap="round", snap=False)))

    def add_shape(self, corners: Sequence[Point], fill: str, *, level: float = 1, edge: Stroke | None = None) -> None:
        """Draw a closed shape, such as a box or the head of an arrow."""
        self.marks.append(Shape(tuple(corners), fill, level, edge))

    def add_dot(self, x: float, y: float, size: float = 10.0, look: Look = AREA_DOT) -> None:
        """Draw a marker: the area's filled dot unless `look` says otherwise."""
        self.add_dots((x,), (y,), size, look)

    def add_dots(self, xs: Sequence[float], ys: Sequence[float], size: float, look: Look = AREA_DOT) -> None:
        """Draw several markers of one look."""
        self._add(Dots(tuple(zip(xs, ys, strict=True)), size, look))

    def _add(self, mark: Line | Dots) -> None:
        if mark.points:
            self.marks.append(mark)


def open_canvas(height: float, width: float = WIDTH) -> Canvas:
    """Return an empty sheet of `width` by `height` points."""
    return Canvas(width, height)


def save_picture(canvas: Canvas, *, png: bool = True) -> Picture:
    """Return the canvas as a picture; the same drawing always gives the same bytes."""
    marks, size = canvas.list_marks(), (canvas.width, canvas.height)
    return Picture(write_svg(marks, *size), write_png(draw_pixels(marks, *size, PNG_DPI), PNG_DPI) if png else b"")
