"""Marks of charts: whose value a number is, marks of equal values, keys, and charts without values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from sample_charts import (
    FINE,
    SHORT,
    YEARS,
    list_label_boxes,
    list_lines,
    list_words,
    make_comparison,
    make_groups,
    make_late_panels,
    make_panels,
)

from sendneeds.present import raster
from sendneeds.present.bar_chart import Block, Groups, draw_groups, draw_shares
from sendneeds.present.canvas import Canvas
from sendneeds.present.comparison_chart import Comparison, ComparisonRow, draw_comparison
from sendneeds.present.marks import Dots, Line, Shape
from sendneeds.present.theme import AREA
from sendneeds.present.trend_chart import ENGLAND_LINE, draw_trend
from sendneeds.present.trend_data import Break, Series, Trend
from sendneeds.present.units import COUNT

ROW_CHARTS: dict[str, Callable[[], Canvas]] = {
    "comparison": lambda: draw_comparison(make_comparison(SHORT)),
    "shares": lambda: draw_shares(make_comparison(SHORT)),
    "groups": lambda: draw_groups(make_groups(SHORT)),
}


def list_texts(canvas: Canvas) -> list[str]:
    return [words.text for words in list_words(canvas)]


def draw_pixels(canvas: Canvas) -> npt.NDArray[np.int64]:
    return raster.draw_pixels(canvas.list_marks(), canvas.width, canvas.height, 72 * FINE).astype(np.int64)


@pytest.mark.parametrize("kind", ROW_CHARTS)
def test_values_of_the_area_stand_in_a_column_beyond_every_mark(kind: str) -> None:
    canvas = ROW_CHARTS[kind]()
    mine = {words.text for words in list_words(canvas) if words.colour == AREA}
    boxes = [box for text, box in list_label_boxes(canvas) if text in mine and box.left > canvas.width / 2]
    marks = [x for mark in canvas.marks if isinstance(mark, Line | Dots) for x, _ in mark.points]
    bars = [x for mark in canvas.marks if isinstance(mark, Shape) for x, _ in mark.corners]
    assert len(boxes) >= 3
    assert max(box.right for box in boxes) - min(box.right for box in boxes) < 1
    assert min(box.left for box in boxes) > max([*marks, *bars]) + 5


def draw_equal(kind: str, england: float | None, similar: float | None) -> npt.NDArray[np.int64]:
    """Return the pixels of one row of equal values; a second row keeps key, columns and axis the same."""
    rows = (ComparisonRow("Autism", 30.0, england, similar), ComparisonRow("Hearing", 1.0, 35.0, 36.0))
    if kind == "groups":
        return draw_pixels(draw_groups(Groups("absence", SHORT, (Block("", rows),))))
    draw = draw_shares if kind == "shares" else draw_comparison
    return draw_pixels(draw(Comparison("main need", SHORT, rows)))


@pytest.mark.parametrize("kind", ["comparison", "groups"])
@pytest.mark.parametrize("others", [None, 30.0])
@pytest.mark.parametrize("mark", ["england", "similar"])
def test_marks_of_equal_values_are_all_seen(kind: str, mark: str, others: float | None) -> None:
    """A mark that stands under others still changes an area of several square points around them."""
    both = {"england": others, "similar": others}
    without, drawn = draw_equal(kind, **both | {mark: None}), draw_equal(kind, **both | {mark: 30.0})
    wide = without.shape[1] * 3 // 4  # the columns of values differ
    changed = (np.abs(without - drawn).sum(axis=2) > 200)[:, :wide]
    assert changed.sum() > 6 * FINE**2


def test_the_key_of_panels_names_what_needs_telling_apart() -> None:
    money, plans = make_late_panels(SHORT)
    assert list_texts(draw_trend((money, plans)))[0] == "Collected plan by plan from the 2023 return"
    other = Trend("new", YEARS, Series(SHORT, (5.0,) * 6), COUNT, title="New plans", breaks=(Break("2022", "SEN2"),))
    words = list_texts(draw_trend((plans, other)))
    assert words[:2] == [
        "EHC plans maintained: collected plan by plan from the 2023 return",
        "New plans: SEN2",
    ]
    assert SHORT not in words
    assert SHORT in list_texts(draw_trend(make_panels(SHORT)))


def test_panels_side_by_side_stand_on_one_line() -> None:
    boxes = list_label_boxes(draw_trend(make_late_panels(SHORT)))
    zeros = [box.bottom for text, box in boxes if text in {"0", "£0"}]
    assert len(zeros) == 2
    assert zeros[0] == pytest.approx(zeros[1])


def test_a_chart_without_values_says_so_and_has_no_scale() -> None:
    words = list_texts(draw_trend(Trend("plans", YEARS, Series(SHORT, (None,) * 6), COUNT)))
    assert words == [*YEARS, f"{SHORT}: not published"]
    rows = (ComparisonRow("Phonics", None, 20.0, absent="not available"), ComparisonRow("Level 2", None))
    assert {"not available", "not published"} <= set(list_texts(draw_groups(Groups("x", SHORT, (Block("", rows),)))))


def test_the_word_for_no_value_keeps_off_the_lines_of_others() -> None:
    panel = Trend("plans", YEARS, Series(SHORT, (None,) * 6), england=Series("England", (80.0, *(40.0,) * 5)))
    canvas = draw_trend(panel)
    box = next(box for text, box in list_label_boxes(canvas) if text == f"{SHORT}: not published")
    line = next(line for line in list_lines(canvas) if line.stroke is ENGLAND_LINE)
    xs, ys = zip(*line.points, strict=True)
    heights = np.interp(np.linspace(box.left, box.right, 50), xs[:-1], ys[:-1])
    assert not ((heights > box.bottom) & (heights < box.top)).any()


def test_missing_points_in_a_row_share_one_word() -> None:
    words = ("", "", "too few", "too few", "", "")
    panel = Trend("requests", YEARS, Series(SHORT, (4.0, 6.0, None, None, 5.0, 9.0), words), COUNT)
    assert list_texts(draw_trend(panel)).count("too few") == 1
