"""Charts: nothing cut off, nothing overlapping, and the same bytes twice."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import time
from hashlib import sha256
from io import BytesIO
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from sample_charts import (
    KINDS,
    LONG,
    OTHERS,
    SHORT,
    list_label_boxes,
    list_lines,
    list_words,
    make_heat,
    make_sparse,
    make_trend,
)

from sendneeds.present.canvas import Picture, save_picture
from sendneeds.present.figures import warm_figures
from sendneeds.present.heat_chart import draw_heat
from sendneeds.present.labels import Box, spread_labels
from sendneeds.present.marks import Dots, Line, Shape, Words
from sendneeds.present.raster import draw_letters, draw_pixels
from sendneeds.present.theme import INK, NOTE, measure_text, measure_word, wrap_text
from sendneeds.present.trend_chart import AREA_LINE, draw_trend

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


@pytest.mark.parametrize("areas", [2, 4, 6, 8, 10])
def test_words_of_a_heat_chart_stay_in_their_cells(areas: int) -> None:
    canvas = draw_heat(make_heat(*(LONG, *OTHERS)[:areas]))
    cells = [(mark.corners[0], mark.corners[2]) for mark in canvas.marks if isinstance(mark, Shape)]
    boxes = [
        box for text, box in list_label_boxes(canvas) if re.search(r":|of \d|\bnot\b|compared|^\N{EN DASH}$", text)
    ]
    assert len(cells) == 2 * 3 * areas
    assert len(boxes) >= 3 * areas
    alone = [
        box
        for box in boxes
        if not any(
            left <= box.left and box.right <= right and low <= box.middle[1] <= high
            for (left, low), (right, high) in cells
        )
    ]
    noted = any(text.startswith("\N{EN DASH} not compared") for text, _ in list_label_boxes(canvas))
    assert (len(alone), noted) == ((1, True) if areas > 8 else (0, False))


@EVERY_KIND
def test_text_is_real_text_of_at_least_nine_points(kind: str) -> None:
    svg = save_picture(KINDS[kind](LONG), png=False).svg
    sizes = [float(size) for size in re.findall(r"(?:font-size:|font:[^;]*?) ?([\d.]+)px", svg)]
    root = ET.fromstring(svg)  # noqa: S314 - our own SVG
    texts = root.findall(".//{http://www.w3.org/2000/svg}text")
    assert texts
    assert len(sizes) == len(texts)
    assert min(sizes) >= 9
    assert all("'Source Sans 3', sans-serif" in str(text.get("style")) for text in texts)


@EVERY_KIND
def test_the_same_chart_gives_the_same_bytes(kind: str) -> None:
    first, second = (save_picture(KINDS[kind](SHORT)) for _ in range(2))
    assert first == second
    assert not re.search(r"\d{4}-\d\d-\d\d|matplotlib|<metadata|<\?xml|<style", first.svg)


@EVERY_KIND
def test_a_chart_needs_nothing_of_the_page_around_it(kind: str) -> None:
    """Charts stand inside one page, where ids, references and style sheets of one would reach another."""
    assert not re.search(r" id=|href|url\(|<style|class=", save_picture(KINDS[kind](SHORT), png=False).svg)


@EVERY_KIND
def test_svg_holds_every_mark_of_the_canvas(kind: str) -> None:
    canvas = KINDS[kind](LONG)
    root = ET.fromstring(save_picture(canvas, png=False).svg)  # noqa: S314 - our own SVG
    texts = [element.text for element in root if element.tag.endswith("text")]
    assert texts == [mark.text for mark in canvas.list_marks() if isinstance(mark, Words)]
    dots = sum(len(mark.list_places()) for mark in canvas.marks if isinstance(mark, Dots))
    lines = sum(bool(mark.list_runs()) for mark in canvas.marks if isinstance(mark, Line))
    shapes = sum(isinstance(mark, Shape) for mark in canvas.marks)
    assert len(root) == 1 + len(texts) + dots + lines + shapes


def test_png_is_drawn_at_144_dots_an_inch_or_not_at_all() -> None:
    canvas = KINDS["trend"](SHORT)
    with Image.open(BytesIO(save_picture(canvas).png)) as image:
        assert image.size == (936, round(canvas.height * 2))
        assert image.info["dpi"] == pytest.approx((144, 144), abs=0.1)
        drawn = draw_pixels(canvas.list_marks(), canvas.width, canvas.height, 144)
        assert drawn.min() < 80
        assert np.array_equal(np.asarray(image), drawn)
    assert save_picture(canvas, png=False) == Picture(save_picture(canvas).svg)


def run_code(code: str, **settings: str) -> str:
    """Return what code prints in a fresh process."""
    command, environment = [sys.executable, "-c", code], os.environ | settings
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def time_chart(kind: str) -> float:
    """Return the CPU seconds of a chart in both forms with no word measured or drawn before, the least of three."""
    seconds = []
    for _ in range(3):
        measure_word.cache_clear()
        draw_letters.cache_clear()
        start = time.process_time()
        save_picture(KINDS[kind](SHORT))
        seconds.append(time.process_time() - start)
    return min(seconds)


def test_charts_are_cheap() -> None:
    warm_figures()
    assert np.mean([time_chart(kind) for kind in KINDS]) < 0.08


def test_a_chart_does_not_depend_on_those_before_it() -> None:
    """The font is one object whose size is set by who uses it, and letters are kept: neither may be seen."""
    code = (
        "from hashlib import sha256; from sample_charts import KINDS, SHORT;"
        "from sendneeds.present.canvas import save_picture; picture = save_picture(KINDS['groups'](SHORT));"
        "print(sha256(picture.svg.encode() + picture.png).hexdigest())"
    )
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    told = [run_code(code, PYTHONPATH=paths, PYTHONHASHSEED=seed) for seed in ("1", "2")]
    for kind in KINDS:
        save_picture(KINDS[kind](LONG))
    picture = save_picture(KINDS["groups"](SHORT))
    assert told == [sha256(picture.svg.encode() + picture.png).hexdigest()] * 2


@pytest.mark.parametrize("place", [(-9, 20), (91, 20), (40, -4), (40, 46), (-500, 20), (40, 500)])
def test_words_over_the_edge_are_cut_where_they_stand(place: tuple[float, float]) -> None:
    x, y = place
    pixels = draw_pixels([Words(x, y, "edge", 11, bold=False, side="left", colour=INK)], 100, 50, 144)
    rows, columns = np.nonzero(pixels.min(axis=2) < 200)
    assert bool(rows.size) == (abs(x) < 100 and y < 100)
    assert all(-1 <= column / 2 - x <= 24 for column in columns)
    assert all(-4 <= 50 - row / 2 - y <= 10 for row in rows)


def test_warming_leaves_no_thread_and_no_pyplot() -> None:
    """A process with a second thread, or with figures that pyplot holds, is not safe to fork."""
    code = (
        "import sys; from pathlib import Path; from sendneeds.present.figures import warm_figures;"
        "warm_figures(); tasks = Path('/proc/self/task');"
        "print(len(list(tasks.iterdir())) if tasks.is_dir() else 1, 'matplotlib.pyplot' in sys.modules)"
    )
    assert run_code(code, OPENBLAS_NUM_THREADS="1").split() == ["1", "False"]


def test_a_line_is_broken_at_a_break_and_at_a_missing_point() -> None:
    canvas = draw_trend(make_sparse(SHORT))
    line = next(line for line in list_lines(canvas) if line.stroke is AREA_LINE)
    assert [math.isnan(height) for _, height in line.points] == [False, False, False, True, False, True, True]
    assert "suppressed" in [words.text for words in list_words(canvas)]
    broken = next(line for line in list_lines(draw_trend(make_trend(SHORT))) if line.stroke is AREA_LINE)
    assert sum(math.isnan(height) for _, height in broken.points) == 2


def test_labels_spread_without_overlap_and_keep_their_order() -> None:
    places = spread_labels([50.0, 51.0, 49.5, 2.0], [13.0] * 4, 0.0, 100.0)
    assert places[2] < places[0] < places[1]
    assert min(b - a for a, b in zip(sorted(places), sorted(places)[1:], strict=False)) >= 13
    assert min(places) >= 6.5


def test_text_is_wrapped_to_its_measured_width() -> None:
    lines = wrap_text(LONG, 80, NOTE)
    assert " ".join(lines) == LONG
    assert all(measure_text(line, NOTE) <= 80 for line in lines)
