"""Where the words of a heat chart go: names of narrow columns on several levels, words too wide for a cell below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sendneeds.present.canvas import Canvas
from sendneeds.present.labels import widest
from sendneeds.present.marks import Stroke
from sendneeds.present.theme import LABEL, LEADING, LINE, NOTE, WIDTH, balance_text, measure_lines

GAP = 3.0
EDGE = 1.0  # between the ground of a cell and its outside
DASH = "\N{EN DASH}"
Style = tuple[float, float, float, float]
# Of a grid: the width of the rows' labels, their size, the size of the words and the room beside these.
ROOMY: Style = (118.0, LABEL, 9.5, 5.0)
NARROW: Style = (80.0, NOTE, 9.0, 2.0)


@dataclass(frozen=True)
class Head:
    """The name of a column: its lines, its centre and the level on which it stands, the lowest being 0."""

    lines: tuple[str, ...]
    middle: float
    level: int


@dataclass(frozen=True)
class HeatGrid:
    """The widths of a heat chart, and the words that stand below it since no cell holds them."""

    labels: float
    label_size: float
    size: float
    pad: float
    width: float
    heads: tuple[Head, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def above(self) -> float:
        """The room for the names of columns."""
        return sum(self.measure_levels()) + 2 * GAP

    def measure_levels(self) -> list[float]:
        """Return the height of each level of names, the lowest first."""
        levels = range(max(head.level for head in self.heads) + 1)
        lines = [max(len(head.lines) for head in self.heads if head.level == level) for level in levels]
        return [count * self.size * LEADING for count in lines]

    def find_middle(self, number: int) -> float:
        """Return the centre of a column."""
        return self.labels + (number + 0.5) * self.width

    def wrap_label(self, label: str) -> tuple[str, ...]:
        """Return the lines of a row's label."""
        return balance_text(label, self.labels - 10, self.label_size)

    def wrap_cell(self, words: str) -> tuple[str, ...]:
        """Return the lines in a cell."""
        return (DASH,) if words in self.below else balance_text(words, self.width - GAP - 2 * self.pad, self.size)

    def list_notes(self) -> tuple[str, ...]:
        """Return the lines below the grid that say what a dash stands for."""
        return (f"{DASH} {', '.join(self.below)}",) if self.below else ()

    def holds(self, words: str) -> bool:
        """Return whether every word fits into a cell, bold or not."""
        return widest(words.split(" "), self.size, bold=True) <= self.width - GAP - 2 * EDGE


def lay_out_heat(columns: Sequence[str], words: Sequence[str]) -> HeatGrid:
    """Return the roomiest grid whose cells hold all words, or a narrow one with the words below that they do not."""
    grids = [HeatGrid(*style, width=(WIDTH - style[0]) / len(columns)) for style in (ROOMY, NARROW)]
    grid = next((grid for grid in grids if all(map(grid.holds, words))), grids[-1])
    below = dict.fromkeys(each for each in words if not grid.holds(each))
    return replace(grid, heads=_place_heads(grid, columns), below=tuple(below))


def _place_heads(grid: HeatGrid, columns: Sequence[str]) -> tuple[Head, ...]:
    """Put each name on the lowest level where it does not touch the one before it or the line up to that."""
    heads, ends = list[Head](), list[float]()
    for number, name in enumerate(columns):
        room = max(grid.width - 2 * GAP, widest(name.split(" "), grid.size, bold=True))
        lines = balance_text(name, room, grid.size, bold=True)
        half, column = measure_lines(lines, grid.size, bold=True)[0] / 2, grid.find_middle(number)
        middle = min(column, WIDTH - half)
        level = next((level for level, end in enumerate(ends) if end + GAP <= middle - half), len(ends))
        ends = [max(end, column) for end in ends[:level]] + [middle + half] + ends[level + 1 :]
        heads.append(Head(lines, middle, level))
    return tuple(heads)


def draw_heads(canvas: Canvas, grid: HeatGrid, top: float) -> None:
    """Write the names of columns over the grid whose top is given, with a thin line down from a higher level."""
    heights = grid.measure_levels()
    for number, head in enumerate(grid.heads):
        low = top + GAP + sum(heights[: head.level])
        up = heights[0] if len(heights) == 1 else len(head.lines) * grid.size * LEADING
        canvas.add_lines(head.middle, low + up / 2, head.lines, size=grid.size, bold=True, side="center")
        if head.level:
            column = grid.find_middle(number)
            canvas.add_line((column, column), (low - 1, top + 1), Stroke(LINE, 0.7, level=3))
