"""The words inside a trend chart: breaks, marked points, missing points and what the grey bands are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sendneeds.present.labels import Box, Points, find_room
from sendneeds.present.theme import AREA, INK, LABEL, NOTE, balance_text, measure_lines
from sendneeds.present.trend_data import Spread, as_floats
from sendneeds.present.trend_layout import End, Plot

NOTE_WIDTH = 92.0
MAX_ABSENT = 3
ABSENT_WIDTH = 64.0


@dataclass(frozen=True)
class Note:
    """A few words and where they stand."""

    lines: tuple[str, ...]
    box: Box
    free: bool
    colour: str = INK
    size: float = NOTE


def plan_notes(plot: Plot) -> list[Note]:
    """Return the notes at breaks, marks and missing points, each kept off the lines and the notes before it."""
    points = plot.trace_lines()
    notes: list[Note] = []
    for gap in plot.panel.breaks:
        x = plot.find_break(gap.period)
        if x is not None:
            notes.append(_note_break(plot, gap.label, x, points, notes))
    for mark in plot.panel.marks:
        notes.append(_note_mark(plot, mark.period, mark.label, points, notes))
    runs = _find_gaps(plot)
    if sum(map(len, runs)) == len(plot.xs):
        return [*notes, _note_empty(plot, points, notes)]
    for run in runs if len(runs) <= MAX_ABSENT else []:
        notes.append(_note_absent(plot, run, points, notes))
    return notes


def _find_gaps(plot: Plot) -> list[list[int]]:
    """Return the runs of periods without a value of the area for the same reason."""
    area, runs = plot.panel.area, list[list[int]]()
    for number in (number for number, value in enumerate(area.values) if value is None):
        if runs and runs[-1][-1] == number - 1 and area.say_missing(number) == area.say_missing(number - 1):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _note_empty(plot: Plot, points: Points, notes: list[Note]) -> Note:
    area = plot.panel.area
    lines = balance_text(f"{area.name}: {area.say_missing(len(plot.xs) - 1)}", plot.box.right - plot.box.left, NOTE)
    boxes = [note.box for note in notes]
    place, free = find_room(measure_lines(lines, NOTE), plot.box, near=plot.box.middle, points=points, boxes=boxes)
    return Note(lines, place, free)


def plan_values(plot: Plot) -> list[Note]:
    """Return the last values as notes inside a narrow panel, whose line ends have no room beside them."""
    points = plot.trace_lines()
    notes: list[Note] = []
    for end in plot.ends:
        colour = AREA if end.series is plot.panel.area else INK
        width, height = measure_lines(end.lines, LABEL, bold=colour == AREA)
        x, y = plot.xs[end.number], plot.find_end(end)
        within = Box(plot.box.left, plot.box.bottom, plot.box.right + 6, plot.box.top + 6)
        near = (x - width / 2 + 6, y + (height / 2 + 5) * (1 if _is_upper(plot, end) else -1))
        place, free = find_room((width, height), within, near=near, points=points, boxes=[note.box for note in notes])
        if free or colour == AREA:  # a comparator without room is in the data table only
            notes.append(Note(end.lines, place, free, colour, LABEL))
    return notes


def _is_upper(plot: Plot, end: End) -> bool:
    """Return whether the label of a line's end stands above it: the higher of two, and the area's if alone."""
    mine = plot.panel.area
    others = [other for other in plot.ends if (other.series is mine) != (end.series is mine)]
    if not others:
        return end.series is mine
    y, level = plot.find_end(end), plot.find_end(others[0])
    return y > level or (y == level and end.series is mine)


def plan_spread_note(plot: Plot, spread: Spread, notes: list[Note]) -> Note:
    """Return the note that explains the grey bands, inside them where there is room."""
    box = plot.box
    points = plot.trace_lines()
    wide, narrow = spread.name_bands()
    text = f"{wide[:1].upper()}{wide[1:]}, darker: {narrow}"
    inside = _trace_spread(plot, spread)
    found: list[Note] = []
    for width in (230.0, 130.0, 95.0):
        lines = balance_text(text, width, NOTE)
        size = measure_lines(lines, NOTE)
        known = [number for number, value in enumerate(spread.high) if value is not None]
        near = (plot.xs[known[0]] + size[0] / 2, box.top) if known else box.middle
        place, free = find_room(size, box, near=near, points=points, boxes=[n.box for n in notes], inside=inside)
        found.append(Note(lines, place, free))
    return next((note for note in found if note.free), found[0])


def _trace_spread(plot: Plot, spread: Spread) -> Callable[[Points], Points]:
    """Return the function from x to the bottom and top of the range, NaN where there is none."""
    low, high = plot.find_line(spread.low), plot.find_line(spread.high)

    def trace(x: Points) -> Points:
        return np.vstack([np.interp(x, *line, left=np.nan, right=np.nan) for line in (low, high)])

    # np.interp needs places for the breaks: NaN there makes every label across a break fall outside.
    for xs in (low[0], high[0]):
        xs[:] = [x if not np.isnan(x) else xs[number - 1] + 0.01 for number, x in enumerate(xs)]
    return trace


def _note_break(plot: Plot, label: str, x: float, points: Points, notes: list[Note]) -> Note:
    lines = balance_text(label, NOTE_WIDTH, NOTE)
    width, height = measure_lines(lines, NOTE)
    near = (x + width / 2 + 5, plot.box.top - height / 2)
    boxes = [note.box for note in notes]
    # "from here" reads to the right: the left is for when there is no room.
    for left, right in ((x + 4, x + width + 12), (x - width - 8, x + width + 12)):
        within = Box(max(plot.box.left, left), plot.box.bottom, min(plot.box.right, right), plot.box.top)
        place, free = find_room((width, height), within, near=near, points=points, boxes=boxes)
        if free:
            break
    return Note(lines, place, free)


def _note_mark(plot: Plot, period: str, label: str, points: Points, notes: list[Note]) -> Note:
    number = plot.panel.periods.index(period)
    value = as_floats(plot.panel.area.values)[number]
    y = plot.box.bottom + NOTE if np.isnan(value) else plot.scale(value)
    lines = balance_text(label, NOTE_WIDTH + 8, NOTE)
    width, height = measure_lines(lines, NOTE)
    near = (plot.xs[number] + width / 2 + 7, y - height / 2)
    place, free = find_room((width, height), plot.box, near=near, points=points, boxes=[note.box for note in notes])
    return Note(lines, place, free)


def _note_absent(plot: Plot, run: list[int], points: Points, notes: list[Note]) -> Note:
    span = plot.xs[run[-1]] - plot.xs[run[0]]
    lines = balance_text(plot.panel.area.say_missing(run[0]), max(ABSENT_WIDTH, span), NOTE)
    width, height = measure_lines(lines, NOTE)
    centre = (plot.xs[run[0]] + plot.xs[run[-1]]) / 2
    left = max(min(centre - width / 2, plot.box.right - width), plot.box.left)
    within = Box(left, plot.box.bottom + 2, left + width, plot.box.top)
    near = (left + width / 2, plot.box.bottom)
    place, free = find_room((width, height), within, near=near, points=points, boxes=[note.box for note in notes])
    return Note(lines, place, free)
