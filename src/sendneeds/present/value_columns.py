"""Columns of values at the right edge of a chart of rows, where no value can be taken for that of a mark beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sendneeds.present.canvas import Canvas
from sendneeds.present.labels import widest
from sendneeds.present.theme import AREA, INK, LABEL, LEADING, NOTE, balance_text, measure_lines
from sendneeds.present.units import Unit

GAP = 12.0
HEAD_WIDTH = 72.0
ABSENT_WIDTH = 60.0


@dataclass(frozen=True)
class ValueColumn:
    """One column: a value or the word for a missing one in each row. The area's column is bold and blue."""

    name: str
    values: tuple[float | None, ...]
    unit: Unit
    absent: tuple[str, ...] = ()
    bold: bool = False

    @property
    def head(self) -> tuple[str, ...]:
        """The lines of the name above the column."""
        return balance_text(self.name, HEAD_WIDTH, NOTE, bold=self.bold)

    @property
    def colour(self) -> str:
        """The colour of the name and the values."""
        return AREA if self.bold else INK

    def wrap_row(self, number: int) -> tuple[str, ...]:
        """Return the lines of one row."""
        value = self.values[number]
        if value is not None:
            return (self.unit.say(value),)
        return balance_text((self.absent[number] if self.absent else "") or "\N{EN DASH}", ABSENT_WIDTH, NOTE)

    def measure_width(self) -> float:
        """Return the width in points of the name and every row."""
        rows = range(len(self.values))
        known = [self.unit.say(value) for value in self.values if value is not None]
        absent = [line for number in rows if self.values[number] is None for line in self.wrap_row(number)]
        values = widest(known, LABEL if self.bold else NOTE, bold=self.bold)
        return max(values, widest(absent, NOTE), measure_lines(self.head, NOTE, bold=self.bold)[0])

    def write_head(self, canvas: Canvas, right: float, y: float) -> None:
        """Write the name, centred on `y`."""
        canvas.add_lines(right, y, self.head, size=NOTE, bold=self.bold, side="right", colour=self.colour)

    def write_row(self, canvas: Canvas, right: float, y: float, number: int) -> None:
        """Write one row."""
        bold = self.bold and self.values[number] is not None
        lines, size, colour = self.wrap_row(number), LABEL if bold else NOTE, AREA if bold else INK
        canvas.add_lines(right, y, lines, size=size, bold=bold, side="right", colour=colour)


@dataclass(frozen=True)
class ValueColumns:
    """The columns of a chart, from left to right."""

    columns: Sequence[ValueColumn]

    def measure_width(self) -> float:
        """Return the width in points, with the gap before each column."""
        return sum(column.measure_width() + GAP for column in self.columns)

    def measure_heads(self) -> float:
        """Return the height in points of the names."""
        return max(len(column.head) for column in self.columns) * NOTE * LEADING + 3

    def measure_row(self, number: int) -> float:
        """Return the height in points that one row needs."""
        return max(len(column.wrap_row(number)) for column in self.columns) * NOTE * LEADING + 4

    def write_heads(self, canvas: Canvas, top: float) -> None:
        """Write the names under `top`."""
        for column, right in self._place(canvas):
            column.write_head(canvas, right, top - self.measure_heads() / 2)

    def write_row(self, canvas: Canvas, y: float, number: int) -> None:
        """Write the values of one row."""
        for column, right in self._place(canvas):
            column.write_row(canvas, right, y, number)

    def _place(self, canvas: Canvas) -> list[tuple[ValueColumn, float]]:
        right = canvas.width - 1
        places = []
        for column in reversed(self.columns):
            places.append((column, right))
            right -= column.measure_width() + GAP
        return places
