"""Drawing a route: boxes in rows, arrows upward, and the words of each link on its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sendneeds.present.boxes import draw_arrow, draw_box
from sendneeds.present.canvas import Canvas, open_canvas
from sendneeds.present.labels import Box, widest
from sendneeds.present.marks import Point
from sendneeds.present.route_layout import Link, Rows, Spot, order_rows, place_spots, turn_links
from sendneeds.present.theme import LABEL, LEADING, NOTE, WIDTH, balance_text, measure_lines

MOST = 4  # boxes a row
BEND = 16.0
APART = 14.0
PAD = 7.0
WIDEST = 150.0
GAP = 34.0  # between two rows without words on the lines between them
MAX_WORDS = 84.0
PORT = 18.0  # between two lines that meet one edge of a box
HEAD_ROOM, UNDER = 13.0, 6.0  # above and under the words of a gap
ALONE_HEAD = 18.0


@dataclass(frozen=True)
class _Plan:
    """Everything across the sheet: middles and widths of spots (with the room around a box), and the boxes' lines."""

    rows: Rows
    widths: dict[Spot, float]
    places: dict[Spot, float]
    lines: dict[str, tuple[str, ...]]

    def measure_row(self, row: int) -> float:
        return max(len(self.lines[spot.node]) for spot in self.rows.rows[row] if spot.node) * LABEL * LEADING + 2 * PAD

    def find_port(self, spot: Spot, path: int, *, top: bool) -> float:
        """Return where a path meets the top or bottom edge of a box; several keep the order of their other ends."""
        if not spot.node:
            return self.places[spot]
        mine = [
            (self.places[other[1 if top else -2]], number)
            for number, other in enumerate(self.rows.paths)
            if other[0 if top else -1] == spot
        ]
        step = min(PORT, (self.widths[spot] - APART - 16) / max(len(mine) - 1, 1))
        return self.places[spot] + (sorted(mine).index(self._key(path, top=top)) - (len(mine) - 1) / 2) * step

    def _key(self, path: int, *, top: bool) -> tuple[float, int]:
        return self.places[self.rows.paths[path][1 if top else -2]], path


@dataclass(frozen=True)
class _Gap:
    """The space above one row: its height, and the words in it with their boxes measured from its bottom."""

    height: float
    words: tuple[tuple[tuple[str, ...], Box], ...] = ()


Segment = tuple[float, float, tuple[str, ...]]  # x at the bottom and at the top of a gap, and the words on the line


def draw_route_boxes(labels: Mapping[str, str], links: Mapping[Link, str]) -> Canvas:
    """Draw a route on a new canvas; `labels` are the boxes' by id, `links` the words of each link."""
    linked = {end for link in links for end in link}
    joined = {node: label for node, label in labels.items() if node in linked}
    turned = turn_links(list(joined), list(links))
    plan = _fit_rows(joined, turned)
    gaps = [_plan_gap(_list_segments(plan, row, list(links.values()))) for row in range(1, len(plan.rows.rows))]
    alone = _list_alone([label for node, label in labels.items() if node not in linked])
    linked_height = sum(plan.measure_row(row) for row in range(len(plan.rows.rows))) + sum(gap.height for gap in gaps)
    canvas = open_canvas(linked_height + sum(height for _, height in alone) + 2)
    levels = _draw_rows(canvas, plan, gaps)
    for number, (link, upward) in enumerate(zip(links, turned, strict=True)):
        points = _trace(plan, number, levels)
        draw_arrow(canvas, points if link == upward else points[::-1])
    _draw_alone(canvas, alone, canvas.height - 1 - linked_height)
    return canvas


def _fit_rows(labels: Mapping[str, str], links: Sequence[Link]) -> _Plan:
    """Return the plan with the most boxes a row, up to four, whose words all fit their boxes."""
    for most in range(MOST, 0, -1):
        rows = order_rows(list(labels), links, most)
        widths = {spot: width for row in rows.rows for spot, width in _share_width(row).items()}
        wanted = {node: widest(label.split(" "), LABEL) + 2 * PAD for node, label in labels.items()}
        if all(not spot.node or wanted[spot.node] <= width - APART for spot, width in widths.items()):
            break
    lines = {
        spot.node: balance_text(labels[spot.node], width - APART - 2 * PAD, LABEL)
        for spot, width in widths.items()
        if spot.node
    }
    return _Plan(rows, widths, place_spots(rows, widths, 1 - APART / 2, WIDTH - 1 + APART / 2), lines)


def _share_width(row: Sequence[Spot]) -> dict[Spot, float]:
    boxes = sum(bool(spot.node) for spot in row)
    room = (WIDTH - 2 + APART - BEND * (len(row) - boxes)) / max(boxes, 1)
    return {spot: min(room, WIDEST + APART) if spot.node else BEND for spot in row}


def _list_segments(plan: _Plan, row: int, words: Sequence[str]) -> list[Segment]:
    """Return the pieces of links that cross the gap above a row; a link's words are in the gap where it starts."""
    found: list[Segment] = []
    for number, path in enumerate(plan.rows.paths):
        for lower, upper in pairwise(path):
            if lower.row == row:
                lines = balance_text(words[number], MAX_WORDS, NOTE) if words[number] and lower.node else ()
                ends = plan.find_port(lower, number, top=True), plan.find_port(upper, number, top=False)
                found.append((*ends, lines))
    return sorted(found)


def _plan_gap(segments: Sequence[Segment]) -> _Gap:
    """Return the lowest gap in which all words keep off each other and, as far as can be, off the other lines."""
    worded = [segment for segment in segments if segment[2]]
    if not worded:
        return _Gap(GAP)
    level = max(measure_lines(lines, NOTE)[1] for _, _, lines in worded) + 3
    plans = [_plan_levels(segments, worded, level, total) for total in range(1, len(worded) + 1)]
    return min(plans, key=lambda plan: plan[0])[1]


def _plan_levels(
    segments: Sequence[Segment], worded: Sequence[Segment], level: float, total: int
) -> tuple[float, _Gap]:
    """Return the cost and the gap when words stand on so many levels; more levels cost less than one collision."""
    height = UNDER + level * total + HEAD_ROOM
    cost, placed = 0.01 * total, list[tuple[tuple[str, ...], Box]]()
    for segment in worded:
        options = [
            (_place_words(segment, UNDER + level * (number + 0.5), height, shift), abs(shift))
            for shift in (0.0, 0.42, -0.42)
            for number in range(total)
        ]
        others = [other for _, other in placed]
        costs = [aside + _count_collisions(box, segment, segments, height, others) for box, aside in options]
        best = min(range(len(options)), key=lambda number: costs[number])
        cost += costs[best]
        placed.append((segment[2], options[best][0]))
    return cost, _Gap(height, tuple(placed))


def _place_words(segment: Segment, y: float, height: float, shift: float) -> Box:
    """Return the place of words on their line, or moved along by a share of their width."""
    start, end, lines = segment
    width, tall = measure_lines(lines, NOTE)
    left = start + (end - start) * y / height + (shift - 0.5) * width
    left = min(max(left, 1.0), WIDTH - 1 - width)
    return Box(left, y - tall / 2, left + width, y + tall / 2)


def _count_collisions(
    box: Box, mine: Segment, segments: Sequence[Segment], height: float, placed: Sequence[Box]
) -> float:
    wide = Box(box.left - 3, box.bottom - 1, box.right + 3, box.top + 1)
    found = 100.0 * sum(wide.overlaps(other) for other in placed)
    for start, end, _ in (other for other in segments if other is not mine):
        xs = [start + (end - start) * y / height for y in (wide.bottom, box.middle[1], wide.top)]
        found += max(xs) > wide.left and min(xs) < wide.right
    return found


def _draw_rows(canvas: Canvas, plan: _Plan, gaps: Sequence[_Gap]) -> list[tuple[float, float]]:
    """Draw the boxes and the words, and return the bottom and top of each row."""
    levels, top = list[tuple[float, float]](), canvas.height - 1
    for number, row in enumerate(plan.rows.rows):
        if number:
            gap = gaps[number - 1]
            top -= gap.height
            _draw_words(canvas, gap, top)
        bottom = top - plan.measure_row(number)
        levels.append((bottom, top))
        for spot in (spot for spot in row if spot.node):
            middle, half = plan.places[spot], (plan.widths[spot] - APART) / 2
            _draw_node(canvas, Box(middle - half, bottom, middle + half, top), plan.lines[spot.node])
        top = bottom
    return levels


def _draw_node(canvas: Canvas, box: Box, lines: Sequence[str], *, dashed: bool = False) -> None:
    draw_box(canvas, box, dashed=dashed)
    canvas.add_lines(*box.middle, lines, side="center")


def _draw_words(canvas: Canvas, gap: _Gap, bottom: float) -> None:
    for lines, box in gap.words:
        low, high = bottom + box.bottom, bottom + box.top
        corners = [(box.left - 2, low), (box.right + 2, low), (box.right + 2, high), (box.left - 2, high)]
        canvas.add_shape(corners, "white", level=3)
        canvas.add_lines(box.middle[0], bottom + box.middle[1], lines, size=NOTE, side="center")


def _trace(plan: _Plan, number: int, levels: Sequence[tuple[float, float]]) -> list[Point]:
    first, *bends, last = plan.rows.paths[number]
    points = [(plan.find_port(first, number, top=True), levels[first.row][1] + 1)]
    for bend in bends:
        points += [(plan.places[bend], level) for level in levels[bend.row]]
    return [*points, (plan.find_port(last, number, top=False), levels[last.row][0] - 1)]


# Rows of boxes: the lines, left edge, width and height of each box; then the height of the row with the room above.
Alone = list[tuple[list[tuple[tuple[str, ...], float, float, float]], float]]


def _list_alone(labels: Sequence[str]) -> Alone:
    """Return the rows of boxes without a link: as many a row as their words allow, up to four."""
    needed = widest([word for label in labels for word in label.split(" ")], LABEL) + 2 * PAD + APART
    most = max(min(MOST, len(labels), int((WIDTH - 2 + APART) // needed)), 1)
    width = min((WIDTH - 2 + APART) / most - APART, max(WIDEST, needed - APART))
    found = []
    for start in range(0, len(labels), most):
        texts = [balance_text(label, width - 2 * PAD, LABEL) for label in labels[start : start + most]]
        tall = max(map(len, texts)) * LABEL * LEADING + 2 * PAD
        boxes = [(lines, 1 + place * (width + APART), width, tall) for place, lines in enumerate(texts)]
        found.append((boxes, tall + APART + (0 if start else ALONE_HEAD)))
    return found


def _draw_alone(canvas: Canvas, rows: Alone, top: float) -> None:
    for number, (boxes, height) in enumerate(rows):
        if not number:
            canvas.add_lines(1, top - APART - ALONE_HEAD / 2, ("No link is stated for:",))
        top -= height
        for lines, left, width, tall in boxes:
            _draw_node(canvas, Box(left, top, left + width, top + tall), lines, dashed=True)
