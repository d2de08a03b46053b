"""Bar charts: the shares of a whole beside England, and one measure for groups of pupils side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.comparison_chart import (
    Comparison,
    ComparisonRow,
    lay_out_chart,
    list_columns,
    say_row,
    tabulate_comparison,
)
from sendneeds.present.display import Table
from sendneeds.present.labels import KeyItem, draw_key, measure_key, widest
from sendneeds.present.marks import Stroke
from sendneeds.present.row_layout import (
    AXIS_DEPTH,
    ENGLAND_MARK,
    Frame,
    list_mark_key,
    measure_row,
    wrap_label,
)
from sendneeds.present.sentences import join_words
from sendneeds.present.theme import AREA, DOT, INK, LABEL, LEADING, WIDTH, wrap_text
from sendneeds.present.units import PERCENT, NumberFormat, Unit
from sendneeds.present.value_columns import ValueColumns

SHARE_ROW = 22.0
GROUP_ROW = 18.0
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


def plot_shares(chart: Comparison, *, png: bool = True) -> Picture:
    """Return a bar chart of shares of a whole."""
    return save_picture(draw_shares(chart), png=png)


def plot_groups(chart: Groups, *, png: bool = True) -> Picture:
    """Return a bar chart of groups of pupils side by side."""
    return save_picture(draw_groups(chart), png=png)


def draw_shares(chart: Comparison) -> Canvas:
    """Draw shares on a new canvas: a solid bar for the area, a grey one for England, a tick for similar areas."""
    names = dict(chart.list_comparators())
    rows = chart.order_rows()
    key = [_list_bar(chart.area, AREA, bold=True)]
    key += [_list_bar(chart.england, DOT, bold=False)] if "england" in names else []
    key += list_mark_key("", None, names.get("similar"), None)[1:]
    columns = list_columns(chart, rows)
    heads = measure_key(key, WIDTH - 4) + 4
    above = heads + columns.measure_heads()
    heights = [measure_row(row.label, SHARE_ROW) for row in rows]
    canvas = open_canvas(AXIS_DEPTH + sum(heights) + above + 4)
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    columns.write_heads(canvas, canvas.height - heads)
    frame = lay_out_chart(canvas, chart, [row.label for row in rows], columns, canvas.height - above)
    top = frame.top
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        _draw_share(canvas, frame, row, top - height / 2)
        columns.write_row(canvas, top - height / 2, number)
        top -= height
    return canvas


def _draw_share(canvas: Canvas, frame: Frame, row: ComparisonRow, y: float) -> None:
    canvas.add_lines(frame.labels, y, wrap_label(row.label), side="right")
    upper, lower = (y + 4, y - 6) if row.england is not None else (y, y)
    _draw_bar(canvas, frame, row, upper, AREA)
    if row.england is not None:
        canvas.add_bar(frame.scale(0), frame.scale(row.england), lower, 6, DOT)
    if row.similar is not None:
        _draw_tick(canvas, frame.scale(row.similar), upper)


def _draw_bar(canvas: Canvas, frame: Frame, row: ComparisonRow, y: float, colour: str) -> None:
    if row.value is not None:
        canvas.add_bar(frame.scale(0), frame.scale(row.value), y, BAR, colour)


def draw_groups(chart: Groups) -> Canvas:
    """Draw groups on a new canvas: a heading for each measure, then one bar a group with its comparators as marks."""
    flat = chart.flatten()
    key = _list_group_key(chart, dict(flat.list_comparators()))
    columns = list_columns(flat, flat.rows)
    heads = measure_key(key, WIDTH - 4) + 2
    above = heads + columns.measure_heads()
    blocks = _place_blocks(chart, columns)
    canvas = open_canvas(AXIS_DEPTH + sum(block.height for block in blocks) + above + 4)
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    columns.write_heads(canvas, canvas.height - heads)
    labels = [row.label for block in chart.blocks for row in block.rows]
    frame = lay_out_chart(canvas, flat, labels, columns, canvas.height - above)
    top = frame.top
    for block in blocks:
        _draw_block(canvas, frame, chart, block, top)
        top -= block.height
    return canvas


def _list_group_key(chart: Groups, names: dict[str, str]) -> list[KeyItem]:
    key = [_list_bar(chart.area, AREA, bold=True)]
    if any(row.label == chart.reference for block in chart.blocks for row in block.rows):
        key.append(_list_bar(f"{chart.area}, {chart.reference.replace('No', 'no', 1)}", DOT, bold=False))
    return key + list_mark_key("", names.get("england"), names.get("similar"), None)[1:]


@dataclass(frozen=True)
class _PlacedBlock:
    block: Block
    head: tuple[str, ...]
    heights: tuple[float, ...]
    columns: ValueColumns
    first: int  # the number of its first row among the rows of all blocks

    @property
    def head_height(self) -> float:
        return len(self.head) * LABEL * LEADING + 4 if self.block.label else 0.0

    @property
    def height(self) -> float:
        return self.head_height + sum(self.heights) + 7


def _place_blocks(chart: Groups, columns: ValueColumns) -> list[_PlacedBlock]:
    placed: list[_PlacedBlock] = []
    for block in chart.blocks:
        first = sum(len(before.heights) for before in placed)
        numbers = range(first, first + len(block.rows))
        heights = tuple(max(GROUP_ROW, columns.measure_row(number)) for number in numbers)
        head = wrap_text(block.label, WIDTH, LABEL, bold=True)
        placed.append(_PlacedBlock(block, head, heights, columns, first))
    return placed


def _draw_block(canvas: Canvas, frame: Frame, chart: Groups, placed: _PlacedBlock, top: float) -> None:
    if placed.block.label:
        height = placed.head_height - 4
        canvas.add_bar(0, widest(placed.head, LABEL, bold=True) + 3, top - 2 - height / 2, height, "white")
        canvas.add_lines(0.5, top - 2 - height / 2, placed.head, bold=True)
    top -= placed.head_height
    for number, (row, height) in enumerate(zip(placed.block.rows, placed.heights, strict=True)):
        y = top - height / 2
        canvas.add_lines(frame.labels, y, (row.label,), side="right")
        _draw_bar(canvas, frame, row, y, DOT if row.label == chart.reference else AREA)
        if row.england is not None:
            canvas.add_dot(frame.scale(row.england), y, 7.5, ENGLAND_MARK)
        if row.similar is not None:
            _draw_tick(canvas, frame.scale(row.similar), y)
        placed.columns.write_row(canvas, y, placed.first + number)
        top -= height


def _draw_tick(canvas: Canvas, x: float, y: float) -> None:
    """Draw the mark of the similar areas: a white edge keeps it visible on a bar, its ends beyond a diamond."""
    ends = (y - BAR / 2 - 2.5, y + BAR / 2 + 2.5)
    canvas.add_line((x, x), ends, Stroke("white", 4.6, level=5, cap="butt"))
    canvas.add_line((x, x), ends, Stroke(INK, 2.2, level=7, cap="butt"))


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
