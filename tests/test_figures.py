"""Charts: nothing cut off, nothing overlapping, the same bytes twice, and words that say what the data say."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import combinations
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from PIL import Image

from sendneeds.present.bar_chart import Block, Groups, draw_groups, draw_shares, say_alt_groups
from sendneeds.present.canvas import Canvas, Picture, save_picture
from sendneeds.present.comparison_chart import Comparison, ComparisonRow, draw_comparison, say_alt_comparison
from sendneeds.present.figures import (
    Caption,
    show_comparison,
    show_groups,
    show_position,
    show_shares,
    show_timeline,
    show_trend,
)
from sendneeds.present.labels import Box, spread_labels
from sendneeds.present.position_chart import Position, PositionRow, draw_position
from sendneeds.present.position_words import find_rank, say_alt_position
from sendneeds.present.theme import NOTE, measure_text, wrap_text
from sendneeds.present.timeline_chart import Event, Timeline, draw_timeline, say_alt_timeline
from sendneeds.present.trend_chart import draw_trend
from sendneeds.present.trend_data import Break, Mark, Series, Spread, Trend, measure_spread, say_alt_trend
from sendneeds.present.units import COUNT, GBP, PERCENT, RATE, Unit, find_ticks

FINE = 4
SHORT, LONG = "Sutton", "Bournemouth, Christchurch and Poole"
YEARS = ("2019", "2020", "2021", "2022", "2023", "2024")
# Plans issued within 20 weeks, excluding exceptions, %, as published in 2025: Somerset, England, ten similar areas.
SOMERSET = (21.8, 35.5, 64.6, 69.4, 42.1, 33.5)
ENGLAND = (60.4, 58.0, 59.9, 49.1, 50.3, 46.4)
BY_AREA = tuple(tuple(min(99.0, max(1.0, value + shift * 4.3 - 20)) for value in ENGLAND) for shift in range(10))
SPREAD = measure_spread(BY_AREA, "ten similar areas")
PLANS = (2000.0, 2400.0, 2800.0, 3100.0, 3500.0, 3900.0)


def make_trend(area: str) -> Trend:
    return Trend(
        "new EHC plans issued within 20 weeks, % of plans",
        YEARS,
        Series(area, SOMERSET),
        england=Series("England", ENGLAND),
        region=Series("Yorkshire and The Humber", tuple(value - 3 for value in ENGLAND)),
        similar=SPREAD,
        breaks=(Break("2022", "collected child by child from here"),),
        marks=(Mark("2020", "limits relaxed, May to September"),),
    )


def make_sparse(area: str) -> Trend:
    words = ("", "", "", "suppressed", "", "")
    values = (4.0, 6.0, 9.0, None, 12.0, None)
    return Trend("requests", YEARS, Series(area, values, words), COUNT, england=Series("England", (None,) * 6))


def make_panels(area: str) -> tuple[Trend, ...]:
    gap = (Break("2022", "counted child by child"),)
    plans = Trend("plans", YEARS, Series(area, PLANS), COUNT, breaks=gap, title="EHC plans")
    money = Trend(
        "balance", YEARS, Series(area, tuple(-value * 9000 for value in PLANS)), GBP, title="Balance of the DSG"
    )
    return plans, money, make_trend(area)


def make_comparison(area: str) -> Comparison:
    rows = (
        ComparisonRow("Severe learning difficulty", 1.1, 4.1, 4.0, 3.9),
        ComparisonRow("Autistic spectrum disorder", 48.8, 31.4, 31.0, 30.0),
        ComparisonRow("Social, emotional and mental health", 17.2, 20.8, 24.1, 22.0),
        ComparisonRow("Profound and multiple learning difficulty", None, 2.2, 2.1, absent="suppressed"),
        ComparisonRow("Multi-sensory impairment", None),
    )
    return Comparison("main need of pupils with a plan, %", area, rows, sort=True, region="East Midlands")


def make_groups(area: str) -> Groups:
    suppressed = ComparisonRow("EHC plan", None, 9.0, 8.4, absent="suppressed")
    blocks = (
        Block("Overall absence", (ComparisonRow("EHC plan", 13.1, 12.6, 13.4), ComparisonRow("No SEN", 6.4, 6.3))),
        Block(
            "Expected standard in reading, writing and maths at key stage 2",
            (suppressed, ComparisonRow("No SEN", 72.4)),
        ),
    )
    return Groups("absence and attainment, % of pupils", area, blocks)


def make_position(area: str) -> Position:
    others = tuple(float(value) for value in range(10, 90))
    rows = (
        PositionRow("New plans within 20 weeks", 79.0, others, others[3:13], 46.4, "2024", 1),
        PositionRow("Overall absence, pupils with an EHC plan", 13.0, others, others[20:30], None, "2024/25", -1),
        PositionRow("Sustained destination after 16, EHC plan", None, others, (), 87.0, "2023", 1, absent="suppressed"),
        PositionRow("Requests per 10,000 aged 0 to 25", 30.0, others, others[:4], 85.1, "January 2025", 0, RATE),
    )
    return Position("four indicators", area, rows)


def make_timeline(area: str) -> Timeline:
    label = "inspection found widespread or systemic failings; priority action plan required"
    days = (date(2024, 11, 5), date(2017, 3, 1), date(2017, 4, 1), date(2021, 7, 9))
    return Timeline("local area inspections", area, tuple(Event(day, label) for day in days))


KINDS: dict[str, Callable[[str], Canvas]] = {
    "trend": lambda area: draw_trend(make_trend(area)),
    "sparse trend": lambda area: draw_trend(make_sparse(area)),
    "one period": lambda area: draw_trend(Trend("plans", ("January 2025",), Series(area, (2345.0,)), COUNT)),
    "no value": lambda area: draw_trend(Trend("plans", YEARS, Series(area, (None,) * 6), COUNT)),
    "panels": lambda area: draw_trend(make_panels(area)),
    "comparison": lambda area: draw_comparison(make_comparison(area)),
    "shares": lambda area: draw_shares(make_comparison(area)),
    "groups": lambda area: draw_groups(make_groups(area)),
    "position": lambda area: draw_position(make_position(area)),
    "timeline": lambda area: draw_timeline(make_timeline(area)),
}
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
BOTH_NAMES = pytest.mark.parametrize("area", [SHORT, LONG])


def list_label_boxes(canvas: Canvas) -> list[tuple[str, Box]]:
    """Return every text of a chart with the box that matplotlib itself gives it."""
    canvas.sheet.set_dpi(72 * FINE)  # letters are not rounded to whole points
    renderer: RendererAgg = FigureCanvasAgg(canvas.sheet).get_renderer()  # type: ignore[no-untyped-call]
    extents = [(text.get_text(), text.get_window_extent(renderer)) for text in canvas.axes.texts]
    return [(text, Box(*(edge / FINE for edge in e.extents))) for text, e in extents if text]


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


def test_the_alt_text_of_a_trend_says_ends_extremes_breaks_and_gaps() -> None:
    alt = say_alt_trend(make_trend("Somerset"))
    assert "Somerset: 21.8% in 2019, 33.5% in 2024. Highest 69.4% in 2022, lowest 21.8% in 2019." in alt
    assert "England: 60.4% in 2019, 46.4% in 2024." in alt
    assert "In 2024 the ten similar areas range from 26.4% to 65.1%" in alt
    assert "The line is broken between 2021 and 2022: collected child by child from here." in alt
    sparse = say_alt_trend(make_sparse(SHORT))
    assert "1 point missing for Sutton: 2022 (suppressed)." in sparse
    assert "1 point missing for Sutton: 2024 (not published)." in sparse
    assert "There is no value for England." in sparse


def test_the_alt_text_of_rows_says_extremes_and_what_is_missing() -> None:
    alt = say_alt_comparison(make_comparison(SHORT))
    assert "Highest in Sutton: Autistic spectrum disorder, 48.8% (England 31.4%, " in alt
    assert "Lowest: Severe learning difficulty, 1.1%" in alt
    assert "No value for Profound and multiple learning difficulty (suppressed)." in alt
    assert "No value for Multi-sensory impairment (not published)." in alt
    assert "No SEN, 72.4%" in say_alt_groups(make_groups(SHORT))
    assert say_alt_timeline(make_timeline(SHORT)).index("March 2017") < say_alt_timeline(make_timeline(SHORT)).index(
        "2024"
    )


def test_a_place_is_counted_in_the_favourable_direction() -> None:
    good, low_is_good, missing, neutral = make_position(SHORT).rows
    assert [find_rank(row) for row in (good, low_is_good, missing, neutral)] == [11, 4, None, 60]
    assert good.place([89.0, 10.0]) == [1.0, 0.0]
    assert low_is_good.place([89.0, 10.0]) == [0.0, 1.0]
    alt = say_alt_position(make_position(SHORT))
    assert alt.index("Overall absence") < alt.index("New plans") < alt.index("From highest to lowest: Requests")


def test_neutral_rows_are_never_called_favourable() -> None:
    neutral = Position("demand", SHORT, make_position(SHORT).rows[3:])
    words = {text.get_text() for text in draw_position(neutral).axes.texts}
    assert {"lowest", "highest"} <= words
    assert "favourable" not in " ".join(words) + say_alt_position(neutral)


def test_spread_needs_six_areas() -> None:
    values = [(float(number), float(number) if number < 5 else None) for number in range(10)]
    assert measure_spread(values, "similar areas") == Spread(
        (0.0, None), (2.25, None), (6.75, None), (9.0, None), "similar areas"
    )


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (PERCENT, 33.5, "33.5%"),
        (COUNT, 1234.0, "1,234"),
        (GBP, -63_400_000.0, "\N{MINUS SIGN}£63.4m"),
        (GBP, 25_481.0, "£25,481"),
        (RATE, -0.04, "0.0"),
        (Unit("rate", 1, " weeks"), 18.25, "18.2 weeks"),
    ],
)
def test_a_value_is_written_in_its_unit(unit: Unit, value: float, text: str) -> None:
    assert unit.say(value) == text


def test_ticks_are_round_and_enclose_the_values() -> None:
    assert find_ticks([3.2, 98.0], PERCENT) == (0, 20, 40, 60, 80, 100)
    assert find_ticks([1.0, 3.0], COUNT) == (0, 1, 2, 3)
    assert find_ticks([], COUNT)[0] == 0
    assert find_ticks([92.1, 95.0], PERCENT, from_zero=False)[0] == 92
    low, *_, high = find_ticks([-63.4e6, 2e6], GBP)
    assert low <= -63.4e6
    assert high >= 2e6


def test_labels_spread_without_overlap_and_keep_their_order() -> None:
    places = spread_labels([50.0, 51.0, 49.5, 2.0], [13.0] * 4, 0.0, 100.0)
    assert places[2] < places[0] < places[1]
    assert min(b - a for a, b in zip(sorted(places), sorted(places)[1:], strict=False)) >= 13
    assert min(places) >= 6.5


def test_text_is_wrapped_to_its_measured_width() -> None:
    lines = wrap_text(LONG, 80, NOTE)
    assert " ".join(lines) == LONG
    assert all(measure_text(line, NOTE) <= 80 for line in lines)


def test_a_figure_carries_words_data_and_picture() -> None:
    caption = Caption("fig-one", "Half the share of 2022", "Plans within 20 weeks, %", "DfE, EHC plans 2025")
    figures = [
        show_trend(make_trend(SHORT), caption, png=False),
        show_comparison(make_comparison(SHORT), caption, png=False),
        show_shares(make_comparison(SHORT), caption, png=False),
        show_groups(make_groups(SHORT), caption, png=False),
        show_position(make_position(SHORT), caption, png=False),
        show_timeline(make_timeline(SHORT), caption, png=False),
    ]
    for figure in figures:
        assert figure.svg.startswith("<svg")
        assert caption.title not in figure.svg
        assert SHORT in figure.alt
        assert {len(row) for row in figure.data.rows} == {len(figure.data.columns)}
    assert [cell.text for cell in figures[0].data.rows[0]][:3] == ["2019", "21.8%", "60.4%"]
