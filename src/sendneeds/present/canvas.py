"""A sheet measured in points on which charts are drawn, and saving it as SVG and PNG.

Every position is computed from measured text, so no label can be cut off and no layout pass is needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Sheet
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from sendneeds.present.theme import AREA, FAMILY, GRID, INK, LABEL, LEADING, WIDTH, load_style

Side = Literal["left", "center", "right"]
PNG_DPI = 144
MIDDLE = 0.33  # of the type size: half the height of a digit, from the baseline
NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}


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
    """A white sheet; coordinates are points from the bottom left corner."""

    sheet: Sheet
    axes: Axes
    width: float
    height: float

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
        weight = "bold" if bold else "normal"
        for number, line in enumerate(lines):
            self.axes.text(
                x,
                first - number * size * LEADING,
                line,
                size=size,
                weight=weight,
                color=colour,
                ha=side,
                family=FAMILY,
                va="baseline",
                zorder=9,
                parse_math=False,
            )

    def add_line(self, xs: Sequence[float], ys: Sequence[float], **style: Any) -> None:  # noqa: ANN401 - Line2D
        """Draw a line through points; NaN breaks it."""
        look: dict[str, Any] = {"color": GRID, "linewidth": 0.9, "clip_on": False, "zorder": 1}
        self.axes.plot(xs, ys, **look | style)

    def add_band(self, xs: Sequence[float], low: Sequence[float], high: Sequence[float], colour: str) -> None:
        """Fill the area between two lines."""
        points = [*zip(xs, low, strict=True), *zip(reversed(xs), reversed(high), strict=True)]
        self._add_path(Outline(points), facecolor=colour, edgecolor="none", zorder=0.5)

    def add_bar(self, start: float, end: float, y: float, thickness: float, colour: str) -> None:
        """Fill a horizontal bar centred on `y`, over the grid."""
        low, high = y - thickness / 2, y + thickness / 2
        corners = Outline([(start, low), (end, low), (end, high), (start, high)])
        self._add_path(corners, facecolor=colour, edgecolor="none", zorder=1.6)

    def add_specks(self, xs: Sequence[float], ys: Sequence[float], size: float, colour: str) -> None:
        """Draw many small round dots as one path of short strokes with round ends, which keeps the SVG small."""
        points = [point for x, y in zip(xs, ys, strict=True) for point in ((x, y), (x + 0.05, y))]
        codes = [Outline.MOVETO, Outline.LINETO] * len(xs)
        outline = Outline(points, codes)
        outline.should_simplify = False  # or the short strokes would be merged away
        style = {"edgecolor": colour, "linewidth": size, "capstyle": "round", "snap": False, "zorder": 2}
        self._add_path(outline, facecolor="none", **style)

    def add_shape(self, points: Sequence[tuple[float, float]], **style: Any) -> None:  # noqa: ANN401 - PathPatch
        """Draw a closed shape, such as a box or the head of an arrow."""
        corners = [*points, points[0]]
        codes = [Outline.MOVETO, *[Outline.LINETO] * (len(points) - 1), Outline.CLOSEPOLY]
        self._add_path(Outline(corners, codes), **style)

    def _add_path(self, outline: Outline, **style: Any) -> None:  # noqa: ANN401 - PathPatch
        self.axes.add_patch(PathPatch(outline, clip_on=False, **{"linewidth": 0, **style}))

    def add_dot(self, x: float, y: float, size: float = 10.0, **style: Any) -> None:  # noqa: ANN401 - Line2D
        """Draw a marker: the area's filled dot unless `style` says otherwise."""
        self.add_dots((x,), (y,), size, **style)

    def add_dots(self, xs: Sequence[float], ys: Sequence[float], size: float, **style: Any) -> None:  # noqa: ANN401
        """Draw several markers of one look."""
        look = {"marker": "o", "markersize": size, "markerfacecolor": AREA, "markeredgecolor": "white", "zorder": 6}
        self.add_line(xs, ys, linestyle="none", **look | style)


def _set_style(more: dict[str, Any] | None = None) -> AbstractContextManager[None]:
    settings: Any = load_style() | (more or {})
    return mpl.rc_context(settings)


def open_canvas(height: float, width: float = WIDTH) -> Canvas:
    """Return an empty sheet of `width` by `height` points."""
    with _set_style():
        sheet = Sheet(figsize=(width / 72, height / 72), dpi=72, facecolor="white")
        axes = sheet.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
        axes.set_axis_off()
    return Canvas(sheet, axes, width, height)


def save_picture(canvas: Canvas, figure_id: str, *, png: bool = True) -> Picture:
    """Return the canvas as a picture; the same drawing and id always give the same bytes."""
    svg, raster = StringIO(), BytesIO()
    with _set_style({"svg.hashsalt": figure_id}):
        FigureCanvasSVG(canvas.sheet).print_svg(svg, metadata=NO_METADATA)  # type: ignore[no-untyped-call]
        if png:
            canvas.sheet.set_dpi(PNG_DPI)
            FigureCanvasAgg(canvas.sheet).print_png(raster, metadata={"Software": None})  # type: ignore[no-untyped-call]
            canvas.sheet.set_dpi(72)
    return Picture(_clean_svg(svg.getvalue()), raster.getvalue())


def _clean_svg(text: str) -> str:
    """Return the `svg` element fit to stand in a page with others: no prologue, page-wide style or unused id."""
    element = text[text.index("<svg") :]
    element = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", element, count=1, flags=re.DOTALL)
    used = set(re.findall(r"#([\w.-]+)", element))
    element = re.sub(r' id="([^"]*)"', lambda found: found.group(0) if found.group(1) in used else "", element)
    element = element.replace(f"'{FAMILY}'", f"'{FAMILY}', sans-serif")
    element = re.sub(r' transform="rotate\(-?0 [^"]*"', "", element)
    element = re.sub(r' d="[^"]*"', lambda found: _shorten_path(found.group(0)), element)
    return element.replace("<svg ", '<svg stroke-linejoin="round" ', 1)


def _shorten_path(text: str) -> str:
    """Return a path on one line with two decimals, a hundredth of a point."""
    return " " + " ".join(re.sub(r"(\.\d\d)\d+", r"\1", text).split()).replace(' "', '"')
