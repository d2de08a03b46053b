"""Drawing trend charts: one panel, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap

from sendneeds.present.canvas import Canvas, Picture, open_canvas, save_picture
from sendneeds.present.labels import Box, KeyItem, draw_key, measure_key, spread_labels
from sendneeds.present.marks import Look, Stroke
from sendneeds.present.theme import (
    AREA,
    INK,
    INNER,
    LABEL,
    LEADING,
    LINE,
    OUTER,
    TICK,
    WIDTH,
    measure_lines,
    wrap_text,
)
from sendneeds.present.trend_data import Series, Spread, Trend
from sendneeds.present.trend_layout import Plot, choose_periods, lay_out_panel, measure_depth, wrap_period
from sendneeds.present.trend_notes import Note, plan_notes, plan_spread_note, plan_values

SINGLE_HEIGHT = 215.0
PANEL_HEIGHT = 170.0
GUTTER = 18.0
AREA_LINE = Stroke(AREA, 2.8, level=5)
ENGLAND_LINE = Stroke(LINE, 1.7, level=4, dash=(4.5, 2))
REGION_LINE = Stroke(LINE, 1.1, level=3)
BREAK_LINE = Stroke(LINE, 1.1, level=2, dash=(1.2, 2))
POINT = Look("dot", "white", AREA, 1.8)
NOTED = Look("dot", "white", AREA, 2)
STUB = 9.0  # half the width of what stands for a line or band at a lone period


def plot_trend(panels: Trend | Sequence[Trend], *, png: bool = True) -> Picture:
    """Return a trend chart of one panel or of several side by side."""
    return save_picture(draw_trend(panels), png=png)


def draw_trend(panels: Trend | Sequence[Trend]) -> Canvas:
    """Draw a trend chart on a new canvas."""
    if isinstance(panels, Trend):
        return _draw_single(panels)
    return _draw_single(panels[0]) if len(panels) == 1 else _draw_several(tuple(panels))


def _draw_single(panel: Trend) -> Canvas:
    """Draw one panel; the bands are explained inside it, or above it when there is no room."""
    plot = lay_out_panel(panel, Box(0, 0, WIDTH, SINGLE_HEIGHT - 9), named=True, depth=measure_depth([panel]))
    notes = plan_notes(plot)
    explained = plan_spread_note(plot, panel.similar, notes) if panel.similar else None
    key = [] if explained is None or explained.free else list_spread_key(panel)
    canvas = open_canvas(SINGLE_HEIGHT + measure_key(key, WIDTH - 4))
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    _draw_plot(canvas, plot, notes + ([explained] if explained and explained.free else []))
    _draw_ends(canvas, plot)
    return canvas


def _draw_several(panels: tuple[Trend, ...]) -> Canvas:
    key = _list_panel_key(panels)
    above = measure_key(key, WIDTH - 4) + 6
    width = (WIDTH - GUTTER * (len(panels) - 1)) / len(panels)
    titles = [wrap_text(panel.title, width, LABEL, bold=True) for panel in panels]
    head = max(map(len, titles)) * LABEL * LEADING
    canvas = open_canvas(PANEL_HEIGHT + head + above)
    draw_key(canvas, key, 2, canvas.height - 1, WIDTH - 4)
    for number, (panel, title) in enumerate(zip(panels, titles, strict=True)):
        left = number * (width + GUTTER)
        top = canvas.height - above
        canvas.add_lines(left + 1, top - len(title) * LABEL * LEADING / 2, title, bold=True)
        plot = lay_out_panel(
            panel, Box(left, 0, left + width, top - head - 9), named=False, depth=measure_depth(panels)
        )
        _draw_plot(canvas, plot, plan_values(plot) or plan_notes(plot))
    return canvas


def _draw_plot(canvas: Canvas, plot: Plot, notes: Sequence[Note]) -> None:
    panel = plot.panel
    _draw_axes(canvas, plot)
    if panel.similar:
        _draw_spread(canvas, plot, panel.similar)
    if panel.region:
        _draw_comparator(canvas, plot, panel.region, REGION_LINE)
    if panel.england:
        _draw_comparator(canvas, plot, panel.england, ENGLAND_LINE)
    _draw_area(canvas, plot)
    for gap in panel.breaks:
        x = plot.find_break(gap.period)
        if x is not None:
            canvas.add_line((x, x), (plot.box.bottom, plot.box.top), BREAK_LINE)
    for note in notes:
        x, y, bold = note.box.left, note.box.middle[1], note.colour == AREA
        canvas.add_lines(x, y, note.lines, size=note.size, bold=bold, colour=note.colour)


def _draw_axes(canvas: Canvas, plot: Plot) -> None:
    box, step = plot.box, plot.ticks[1] - plot.ticks[0]
    for tick in plot.ticks if plot.panel.has_values() else ():
        y = plot.scale(tick)
        canvas.add_line((box.left, box.right), (y, y))
        canvas.add_lines(box.left - 6, y, (plot.panel.unit.say_tick(tick, step),), size=TICK, side="right")
    base = plot.scale(0) if plot.ticks[0] <= 0 <= plot.ticks[-1] else box.bottom
    canvas.add_line((box.left, box.right), (base, base), Stroke(LINE, level=1.5))
    for number in choose_periods(plot):
        lines = wrap_period(plot.panel.periods[number])
        x = plot.xs[number]
        canvas.add_line((x, x), (box.bottom, box.bottom - 3), Stroke(LINE))
        canvas.add_lines(x, box.bottom - 5 - len(lines) * TICK * LEADING / 2, lines, size=TICK, side="center")


def _draw_spread(canvas: Canvas, plot: Plot, spread: Spread) -> None:
    for low, high, colour in ((spread.low, spread.high, OUTER), (spread.lower, spread.upper, INNER)):
        for run in plot.find_runs(low):
            xs = [plot.xs[number] for number in run]
            bottom, top = ([plot.find_y(row, number) for number in run] for row in (low, high))
            if len(run) == 1:  # a lone period has no width: draw a column
                xs, bottom, top = [xs[0] - STUB, xs[0] + STUB], bottom * 2, top * 2
            canvas.add_band(xs, bottom, top, colour)


def _draw_comparator(canvas: Canvas, plot: Plot, series: Series, stroke: Stroke) -> None:
    canvas.add_line(*plot.find_line(series.values), stroke)
    for run in plot.find_runs(series.values):
        if len(run) == 1:
            x, y = plot.xs[run[0]], plot.find_y(series.values, run[0])
            canvas.add_line((x - STUB, x + STUB), (y, y), stroke)


def _draw_area(canvas: Canvas, plot: Plot) -> None:
    xs, ys = plot.find_line(plot.panel.area.values)
    canvas.add_line(xs, ys, AREA_LINE)
    canvas.add_dots(xs, ys, 5.8, POINT)
    for mark in plot.panel.marks:
        number = plot.panel.periods.index(mark.period)
        y = plot.find_y(plot.panel.area.values, number)
        canvas.add_dot(plot.xs[number], y, 9, NOTED)


def _draw_ends(canvas: Canvas, plot: Plot) -> None:
    """Label the line ends, pushed apart where they would overlap, with a thin line to a label that moved."""
    wanted = [plot.find_end(end) for end in plot.ends]
    heights = [measure_lines(end.lines, LABEL)[1] + 2.5 for end in plot.ends]
    places = spread_labels(wanted, heights, plot.box.bottom - 4, plot.box.top + 6)
    last = len(plot.xs) - 1
    x = plot.xs[last] + (10 if last else STUB + 5)
    for end, y, start in zip(plot.ends, places, wanted, strict=True):
        mine = end.series is plot.panel.area
        if abs(y - start) > LABEL * 0.7 and end.number == last:
            canvas.add_line((plot.xs[last] + 4, x - 2), (start, y), Stroke(LINE, 0.7, level=4))
        canvas.add_lines(x, y, end.lines, bold=mine, colour=AREA if mine else INK)


def list_spread_key(panel: Trend) -> list[KeyItem]:
    """Return the key of the two grey bands."""
    if panel.similar is None:
        return []
    return list(starmap(_list_swatch, zip(panel.similar.name_bands(), (OUTER, INNER), strict=True)))


def _list_swatch(name: str, colour: str) -> KeyItem:
    return KeyItem(name, lambda canvas, x, y: canvas.add_bar(x - 7, x + 7, y, 9, colour), sign=14)


def _list_panel_key(panels: Sequence[Trend]) -> list[KeyItem]:
    """Return the key of several panels: their lines where there is more than the area's, bands and breaks."""
    fullest = max(panels, key=lambda panel: (len(panel.list_series()), panel.similar is not None))
    banded = next((panel for panel in panels if panel.similar), fullest)
    compared = len(fullest.list_series()) > 1 or banded.similar is not None
    lines = _list_line_key(fullest) if compared else []
    return lines + list_spread_key(banded) + _list_break_key(panels)


def _list_break_key(panels: Sequence[Trend]) -> list[KeyItem]:
    """Return one entry for each kind of break, naming its panels where the kinds differ."""
    by_label: dict[str, list[str]] = {}
    for panel in panels:
        for label in dict.fromkeys(gap.label for gap in panel.breaks if gap.period != panel.periods[0]):
            by_label.setdefault(label, []).append(panel.title)
    if len(by_label) == 1:
        return [_list_break(label) for label in by_label]
    return [_list_break(f"{'; '.join(titles)}: {_lower_first(label)}") for label, titles in by_label.items()]


def _lower_first(label: str) -> str:
    """Return a label with a small first letter, unless it opens with an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _list_break(text: str) -> KeyItem:
    draw = lambda canvas, x, y: canvas.add_line((x, x), (y - 4.5, y + 4.5), BREAK_LINE)  # noqa: E731
    return KeyItem(text, draw, sign=6, alone=True)


def _list_line_key(panel: Trend) -> list[KeyItem]:
    strokes = (AREA_LINE, *((ENGLAND_LINE,) if panel.england else ()), *((REGION_LINE,) if panel.region else ()))
    items = zip(panel.list_series(), strokes, strict=True)
    return [_list_line(series.name, stroke, bold=series is panel.area) for series, stroke in items]


def _list_line(name: str, stroke: Stroke, *, bold: bool) -> KeyItem:
    return KeyItem(name, lambda canvas, x, y: canvas.add_line((x - 11, x + 11), (y, y), stroke), bold=bold, sign=22)
