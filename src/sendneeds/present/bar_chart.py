"""Bar charts: the shares of a whole beside England, and one measure for groups of pupils side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.comparison_chart import Comparison, ComparisonRow, say_row, tabulate_comparison
from sendneeds.present.display import Table
from sendneeds.present.labels import KeyItem, draw_key, measure_key, widest
from sendneeds.present.row_layout import (
    AXIS_DEPTH,
    ENGLAND_MARK,
    Frame,
    draw_frame,
    lay_out_rows,
    list_mark_key,
    measure_row,
    wrap_label,
)
from sendneeds.present.sentences import join_words
from sendneeds.present.theme import AREA, DOT, INK, LABEL, LEADING, NOTE, WIDTH, wrap_text
from sendneeds.present.units import PERCENT, NumberFormat, Unit

SHARE_ROW = 32.0
GROUP_ROW = 19.0
BAR = 11.0


@dataclass(frozen=True)
class Block:
    """One measure for several groups of pupils; the label of each row is the group's name."""

    label: str
    rows: tuple[ComparisonRow, ...]


@dataclass(frozen=True)
class Groups:
    """Blocks in one unit. Rows whose label is `reference` are drawn in grey, as what the others are set against."""

    measure: str
    area: str
    blocks: tuple[Block, ...]
    unit: Unit = PERCENT
    reference: str = "No SEN"
    england: str = "England"
    similar: str = "average of similar areas"

    def flatten(self) -> Comparison:
        """Return the same rows in one list, each named by block and group."""
        rows = tuple(replace(row, label=f"{block.label}, {row.label}") for block in self.blocks for row in block.rows)
        return Comparison(self.measure, self.area, rows, self.unit, england=self.england, similar=self.similar)


def plot_shares(chart: Comparison, figure_id: str, *, png: bool = True) -> Picture:
    """Return a bar chart of shares of a whole."""
    return save_picture(draw_shares(chart), figure_id, png=png)


def plot_groups(chart: Groups, figure_id: str, *, png: bool = True) -> Picture:
    """Return a bar chart of groups of pupils side by side."""
    return save_picture(draw_groups(chart), figure_id, png=png)


def draw_shares(chart: Comparison) -> Canvas:
    """Draw shares on a new canvas: a solid bar for the area, a grey one for England, a tick for similar areas."""
    names = dict(chart.list_comparators())
    rows = chart.order_rows()
    key = [_list_bar(chart.area, AREA, bold=True)]
    key += [_list_bar(chart.england, DOT, bold=False)] if "england" in names else []
    key += list_mark_key("", None, names.get("similar"), None)[1:]
    above = measure_key(key, WIDTH - 4) + 4
    canvas = open_canvas(AXIS_DEPTH + sum(measure_row(row.label, SHARE_ROW) for row in rows) + above + 4)
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    frame = _lay_out_bars(canvas, rows, chart.unit, [row.label for row in rows], canvas.height - above)
    top = frame.top
    for row in rows:
        height = measure_row(row.label, SHARE_ROW)
        _draw_share(canvas, frame, row, top - height / 2, chart.unit)
        top -= height
    return canvas


def _lay_out_bars(canvas: Canvas, rows: tuple[ComparisonRow, ...], unit: Unit, labels: list[str], top: float) -> Frame:
    values = [value for row in rows for value in row.list_values()]
    right = widest([unit.say(value) for value in values], LABEL, bold=True) + 8
    frame = lay_out_rows(canvas, labels, values, unit, top=top, right=right)
    draw_frame(canvas, frame, unit)
    return frame


def _draw_share(canvas: Canvas, frame: Frame, row: ComparisonRow, y: float, unit: Unit) -> None:
    canvas.add_lines(frame.labels, y, wrap_label(row.label), side="right")
    zero = frame.scale(0)
    upper, lower = (y + 5, y - 7) if row.england is not None else (y, y)
    _draw_bar(canvas, frame, row, upper, unit, colour=AREA, marks=(row.similar,))
    if row.england is not None:
        canvas.add_bar(zero, frame.scale(row.england), lower, 6, DOT)
        canvas.add_lines(frame.scale(row.england) + 5, lower - 0.5, (unit.say(row.england),), size=NOTE)
    if row.similar is not None:
        _draw_tick(canvas, frame.scale(row.similar), upper)


def _draw_bar(  # noqa: PLR0913 - drawing one row
    canvas: Canvas,
    frame: Frame,
    row: ComparisonRow,
    y: float,
    unit: Unit,
    *,
    colour: str,
    marks: Sequence[float | None],
) -> None:
    """Draw the bar of the area with its value beyond every mark of the row, or the word for a missing value."""
    near = [frame.scale(mark) for mark in marks if mark is not None]
    if row.value is None:
        canvas.add_lines(max([frame.scale(0) - 3, *near]) + 8, y, (row.absent,), size=NOTE)
        return
    canvas.add_bar(frame.scale(0), frame.scale(row.value), y, BAR, colour)
    text, ink = unit.say(row.value), AREA if colour == AREA else INK
    x = frame.scale(max(row.value, 0.0)) + 5
    # A mark that would cross the value pushes it to the right.
    width = widest([text], LABEL, bold=True)
    for mark in sorted(near):
        if x - 6 < mark < x + width + 5:
            x = mark + 8
    canvas.add_lines(x, y, (text,), bold=True, colour=ink)


def draw_groups(chart: Groups) -> Canvas:
    """Draw groups on a new canvas: a heading for each measure, then one bar a group with its comparators as marks."""
    flat = chart.flatten()
    names = dict(flat.list_comparators())
    key = [_list_bar(chart.area, AREA, bold=True)]
    if any(row.label == chart.reference for block in chart.blocks for row in block.rows):
        key.append(_list_bar(f"{chart.area}, {chart.reference.replace('No', 'no', 1)}", DOT, bold=False))
    key += list_mark_key("", names.get("england"), names.get("similar"), None)[1:]
    above = measure_key(key, WIDTH - 4) + 2
    heads = [wrap_text(block.label, WIDTH, LABEL, bold=True) for block in chart.blocks]
    body = sum(_measure_block(block, head) for block, head in zip(chart.blocks, heads, strict=True))
    canvas = open_canvas(AXIS_DEPTH + body + above + 4)
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    labels = [row.label for block in chart.blocks for row in block.rows]
    frame = _lay_out_bars(canvas, flat.rows, chart.unit, labels, canvas.height - above)
    top = frame.top
    for block, head in zip(chart.blocks, heads, strict=True):
        _draw_block(canvas, frame, chart, block, head, top)
        top -= _measure_block(block, head)
    return canvas


def _measure_block(block: Block, head: tuple[str, ...]) -> float:
    return (len(head) * LABEL * LEADING + 4 if block.label else 0) + GROUP_ROW * len(block.rows) + 7


def _draw_block(canvas: Canvas, frame: Frame, chart: Groups, block: Block, head: tuple[str, ...], top: float) -> None:
    height = len(head) * LABEL * LEADING if block.label else 0.0
    if block.label:
        wide = widest(head, LABEL, bold=True)
        canvas.add_bar(0, wide + 3, top - 2 - height / 2, height, "white")
        canvas.add_lines(0.5, top - 2 - height / 2, head, bold=True)
        top -= 4
    for number, row in enumerate(block.rows):
        y = top - height - GROUP_ROW * (number + 0.5)
        canvas.add_lines(frame.labels, y, (row.label,), side="right")
        colour = DOT if row.label == chart.reference else AREA
        _draw_bar(canvas, frame, row, y, chart.unit, colour=colour, marks=(row.similar, row.england))
        if row.england is not None:
            canvas.add_dot(frame.scale(row.england), y, 7, **ENGLAND_MARK)
        if row.similar is not None:
            _draw_tick(canvas, frame.scale(row.similar), y)


def _draw_tick(canvas: Canvas, x: float, y: float) -> None:
    """Draw the mark of the similar areas, with a white edge that keeps it visible on a bar."""
    ends = (y - BAR / 2 - 1, y + BAR / 2 + 1)
    canvas.add_line((x, x), ends, color="white", linewidth=4.6, solid_capstyle="butt", zorder=5)
    canvas.add_line((x, x), ends, color=INK, linewidth=2.4, solid_capstyle="butt", zorder=6)


def _list_bar(name: str, colour: str, *, bold: bool) -> KeyItem:
    return KeyItem(name, lambda canvas, x, y: canvas.add_bar(x - 7, x + 7, y, 8, colour), bold=bold, sign=14)


def say_alt_groups(chart: Groups, say: NumberFormat | None = None) -> str:
    """Return the alternative text: for each measure every group's value with its comparators."""
    flat, write = chart.flatten(), say or chart.unit.say
    groups = dict.fromkeys(row.label for block in chart.blocks for row in block.rows)
    opening = f"Bar chart of {chart.measure} in {chart.area}, by group: {join_words(tuple(groups))}."
    return " ".join([opening, *(f"{say_row(flat, row, write)}." for row in flat.rows)])


def tabulate_groups(
    chart: Groups, *, table_id: str, caption: str, source: str, say: NumberFormat | None = None
) -> Table:
    """Return the data behind the chart: one row a measure and group."""
    return tabulate_comparison(chart.flatten(), table_id=table_id, caption=caption, source=source, say=say)
