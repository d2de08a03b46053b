"""Cycle chart: the stages understand, plan, deliver and review as boxes joined in a loop."""

from __future__ import annotations

from dataclasses import dataclass

from sendneeds.present.boxes import draw_arrow, draw_box
from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.labels import Box
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.theme import AREA, LABEL, LEADING, WIDTH, wrap_text

GUTTER = 34.0
PAD = 9.0
BETWEEN = 3.0  # between two entries of one box
BOX_WIDTH = (WIDTH - GUTTER - 2) / 2
HEAD_HEIGHT = LABEL * LEADING + 4


@dataclass(frozen=True)
class CycleStage:
    """One stage: its name, and one to three short lines of what the area has for it."""

    name: str
    lines: tuple[str, ...]

    @property
    def wrapped(self) -> tuple[tuple[str, ...], ...]:
        """The lines of each entry, as they fit the box."""
        return tuple(wrap_text(line, BOX_WIDTH - 2 * PAD, LABEL) for line in self.lines)

    def measure(self) -> float:
        """Return the height in points that the box needs."""
        entries = sum(len(lines) * LABEL * LEADING + BETWEEN for lines in self.wrapped)
        return 2 * PAD + HEAD_HEIGHT + entries - (BETWEEN if self.lines else 0)


@dataclass(frozen=True)
class CycleChart:
    """Four stages in the order in which they follow each other."""

    area: str
    stages: tuple[CycleStage, ...]


def plot_cycle(chart: CycleChart, *, png: bool = True) -> Picture:
    """Return a cycle chart."""
    return save_picture(draw_cycle(chart), png=png)


def draw_cycle(chart: CycleChart) -> Canvas:
    """Draw a cycle chart: clockwise from the top left, so that a reader meets the stages along the loop."""
    understand, plan, deliver, review = chart.stages
    upper, lower = (max(one.measure(), two.measure()) for one, two in ((understand, plan), (deliver, review)))
    canvas = open_canvas(upper + GUTTER + lower + 2)
    left, right = ((start, start + BOX_WIDTH) for start in (1.0, 1.0 + BOX_WIDTH + GUTTER))
    above, below = ((lower + GUTTER + 1, canvas.height - 1), (1.0, 1.0 + lower))
    places = [Box(x[0], y[0], x[1], y[1]) for x, y in ((left, above), (right, above), (right, below), (left, below))]
    for number, (stage, box) in enumerate(zip(chart.stages, places, strict=True), start=1):
        _draw_stage(canvas, stage, number, box)
    _draw_loop(canvas, places)
    return canvas


def _draw_stage(canvas: Canvas, stage: CycleStage, number: int, box: Box) -> None:
    draw_box(canvas, box)
    left, top = box.left + PAD, box.top - PAD
    canvas.add_lines(left, top - LABEL * LEADING / 2, (f"{number}. {stage.name}",), bold=True, colour=AREA)
    top -= HEAD_HEIGHT
    for lines in stage.wrapped:
        height = len(lines) * LABEL * LEADING
        canvas.add_lines(left, top - height / 2, lines)
        top -= height + BETWEEN


def _draw_loop(canvas: Canvas, places: list[Box]) -> None:
    first, second, third, last = places
    y, under = first.middle[1], third.middle[1]
    draw_arrow(canvas, [(first.right + 3, y), (second.left - 3, y)])
    draw_arrow(canvas, [(second.middle[0], second.bottom - 3), (second.middle[0], third.top + 3)])
    draw_arrow(canvas, [(third.left - 3, under), (last.right + 3, under)])
    draw_arrow(canvas, [(last.middle[0], last.top + 3), (last.middle[0], first.bottom - 3)])


def say_alt_cycle(chart: CycleChart) -> str:
    """Return the alternative text: the loop, then every stage with its lines."""
    names = join_words([stage.name.lower() for stage in chart.stages])
    stages = " ".join(f"{stage.name}: {'; '.join(stage.lines) or 'nothing stated'}." for stage in chart.stages)
    loop = f"{names}, and from {chart.stages[-1].name.lower()} back to {chart.stages[0].name.lower()}"
    return f"Diagram of a cycle for {add_article(chart.area)}: {loop}. {stages}"


def tabulate_cycle(chart: CycleChart, *, table_id: str, caption: str, source: str) -> Table:
    """Return one row a stage, with its lines."""
    columns = (Column("Stage", numeric=False), Column("What there is", numeric=False))
    rows = tuple((Cell(stage.name), Cell("; ".join(stage.lines) or "nothing stated")) for stage in chart.stages)
    return Table(table_id, caption, columns, rows, source)
