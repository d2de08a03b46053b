"""Charts: nothing cut off, nothing overlapping, and the same bytes twice."""

from __future__ import annotations

import re
import time
from io import BytesIO
from itertools import combinations
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from sample_charts import KINDS, LONG, SHORT, list_label_boxes, make_sparse, make_trend

from sendneeds.present.canvas import Picture, save_picture
from sendneeds.present.labels import Box, spread_labels
from sendneeds.present.theme import NOTE, measure_text, wrap_text
from sendneeds.present.trend_chart import draw_trend

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
BOTH_NAMES = pytest.mark.parametrize("area", [SHORT, LONG])


def share_room(one: Box, two: Box) -> bool:
    """Return whether two labels overlap by more than the space above and below their letters."""
    return Box(one.left + 1, one.bottom + 3, one.right - 1, one.top - 3).overlaps(two)


@BOTH_NAMES
@EVERY_KIND
def test_no_label_is_cut_off(kind: str, area: str) -> None:
    canvas = KINDS[kind](area)
    outside = [
        text
        for text, box in list_label_boxes(canvas)
        if box.left < -0.5 or box.right > canvas.width + 0.5 or box.bottom < -0.5 or box.top > canvas.height + 0.5
    ]
    assert outside == []


@BOTH_NAMES
@EVERY_KIND
def test_no_two_labels_overlap(kind: str, area: str) -> None:
    boxes = list_label_boxes(KINDS[kind](area))
    assert [(a[0], b[0]) for a, b in combinations(boxes, 2) if share_room(a[1], b[1])] == []


@EVERY_KIND
def test_text_is_real_text_of_at_least_nine_points(kind: str) -> None:
    svg = save_picture(KINDS[kind](LONG), "words", png=False).svg
    sizes = [float(size) for size in re.findall(r"(?:font-size:|font:[^;]*?) ?([\d.]+)px", svg)]
    root = ET.fromstring(svg)  # noqa: S314 - our own SVG
    texts = root.findall(".//{http://www.w3.org/2000/svg}text")
    assert texts
    assert len(sizes) == len(texts)
    assert min(sizes) >= 9
    assert all("'Source Sans 3', sans-serif" in str(text.get("style")) for text in texts)


@EVERY_KIND
def test_the_same_chart_gives_the_same_bytes(kind: str) -> None:
    first, second = (save_picture(KINDS[kind](SHORT), "twice") for _ in range(2))
    assert first == second
    assert not re.search(r"\d{4}-\d\d-\d\d|matplotlib|<metadata|<\?xml|<style", first.svg)


def test_ids_of_two_charts_on_one_page_differ() -> None:
    one, two = (save_picture(KINDS["comparison"](SHORT), name, png=False).svg for name in ("one", "two"))
    first, second = (set(re.findall(r' id="([^"]*)"', svg)) for svg in (one, two))
    assert first
    assert not first & second


def test_png_is_drawn_at_144_dots_an_inch_or_not_at_all() -> None:
    canvas = KINDS["trend"](SHORT)
    with Image.open(BytesIO(save_picture(canvas, "png").png)) as image:
        assert image.size == (936, round(canvas.height * 2))
        assert np.asarray(image.convert("L")).min() < 80
    assert save_picture(canvas, "png", png=False) == Picture(save_picture(canvas, "png").svg)


@EVERY_KIND
def test_a_chart_is_cheap(kind: str) -> None:
    save_picture(KINDS[kind](SHORT), "warm", png=False)
    seconds = []
    for _ in range(3):
        start = time.process_time()
        save_picture(KINDS[kind](SHORT), "timed", png=False)
        seconds.append(time.process_time() - start)
    assert min(seconds) < 0.4  # about 0.04 on an idle machine


def test_a_line_is_broken_at_a_break_and_at_a_missing_point() -> None:
    canvas = draw_trend(make_sparse(SHORT))
    line = next(line for line in canvas.axes.lines if line.get_linewidth() == 2.8)
    heights = np.asarray(line.get_ydata(), dtype=float)
    assert [bool(np.isnan(height)) for height in heights] == [False, False, False, True, False, True, True]
    assert "suppressed" in [text.get_text() for text in canvas.axes.texts]
    broken = next(line for line in draw_trend(make_trend(SHORT)).axes.lines if line.get_linewidth() == 2.8)
    assert int(np.isnan(np.asarray(broken.get_ydata(), dtype=float)).sum()) == 2


def test_labels_spread_without_overlap_and_keep_their_order() -> None:
    places = spread_labels([50.0, 51.0, 49.5, 2.0], [13.0] * 4, 0.0, 100.0)
    assert places[2] < places[0] < places[1]
    assert min(b - a for a, b in zip(sorted(places), sorted(places)[1:], strict=False)) >= 13
    assert min(places) >= 6.5


def test_text_is_wrapped_to_its_measured_width() -> None:
    lines = wrap_text(LONG, 80, NOTE)
    assert " ".join(lines) == LONG
    assert all(measure_text(line, NOTE) <= 80 for line in lines)
