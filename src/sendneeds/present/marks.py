"""What a chart is made of: words, lines, shapes and dots, each with its look, in points from the bottom left corner."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sendneeds.present.theme import AREA, GRID

Side = Literal["left", "center", "right"]
Cap = Literal["butt", "round", "square"]
Kind = Literal["dot", "diamond", "triangle", "stroke"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text with its baseline at `y`; `side` is where `x` is."""

    x: float
    y: float
    text: str
    size: float
    bold: bool
    side: Side
    colour: str
    level: float = 9


@dataclass(frozen=True, slots=True)
class Stroke:
    """The look of a line or an outline. `dash` holds the lengths of dashes and gaps as multiples of the width."""

    colour: str = GRID
    width: float = 0.9
    level: float = 1
    dash: tuple[float, ...] = ()
    cap: Cap | None = None
    snap: bool = True  # to whole pixels, which keeps straight lines sharp

    @property
    def ends(self) -> Cap:
        """The ends of a line: square unless it is dashed or says otherwise."""
        return self.cap or ("butt" if self.dash else "square")

    def list_dashes(self) -> list[float]:
        """Return the lengths of dashes and gaps in points."""
        return [length * self.width for length in self.dash]


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, broken at NaN."""

    points: tuple[Point, ...]
    stroke: Stroke

    @property
    def level(self) -> float:
        return self.stroke.level

    def list_runs(self) -> list[list[Point]]:
        """Return the unbroken parts of the line that have a length."""
        runs: list[list[Point]] = [[]]
        for point in self.points:
            if math.isnan(point[0] + point[1]):
                runs.append([])
            else:
                runs[-1].append(point)
        return [run for run in runs if len(run) > 1]


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled shape, with an outline where it has an edge."""

    corners: tuple[Point, ...]
    fill: str
    level: float
    edge: Stroke | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a marker: its kind, what fills it, and its edge."""

    kind: Kind = "dot"
    fill: str = AREA
    edge: str = "white"
    width: float = 1.0
    level: float = 6


@dataclass(frozen=True, slots=True)
class Dots:
    """Markers of one look around points; those at NaN are left out."""

    points: tuple[Point, ...]
    size: float
    look: Look

    @property
    def level(self) -> float:
        return self.look.level

    def list_places(self) -> list[Point]:
        """Return the points that have a place."""
        return [point for point in self.points if not math.isnan(point[0] + point[1])]


Mark = Words | Line | Shape | Dots

# Corners of a marker around its point, in shares of its size. A dot is a circle as wide as its size.
_HALF = math.sqrt(0.5)
OUTLINES: dict[Kind, tuple[Point, ...]] = {
    "diamond": ((0, -_HALF), (_HALF, 0), (0, _HALF), (-_HALF, 0)),
    "triangle": ((0, 0.5), (-0.5, -0.5), (0.5, -0.5)),
    "stroke": ((0, -0.5), (0, 0.5)),
}
