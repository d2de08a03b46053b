"""Charts of every kind, with figures as published and with made up ones, for the tests of charts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from sample_strategy_charts import STRATEGY_KINDS

from sendneeds.present.bar_chart import Block, Groups, draw_groups, draw_shares
from sendneeds.present.canvas import Canvas
from sendneeds.present.comparison_chart import Comparison, ComparisonRow, draw_comparison
from sendneeds.present.heat_chart import Heat, HeatCell, HeatMap, draw_heat
from sendneeds.present.labels import Box
from sendneeds.present.marks import Line, Words
from sendneeds.present.position_chart import Position, PositionRow, draw_position
from sendneeds.present.spread_chart import SpreadRow, Spreads, draw_spreads
from sendneeds.present.theme import find_face
from sendneeds.present.timeline_chart import Event, Timeline, draw_timeline
from sendneeds.present.trend_chart import draw_trend
from sendneeds.present.trend_data import Break, Mark, Series, Trend, measure_spread
from sendneeds.present.units import COUNT, GBP, RATE

FINE = 4  # pixels a point
SHORT, LONG = "Sutton", "Bournemouth, Christchurch and Poole"
YEARS = ("2019", "2020", "2021", "2022", "2023", "2024")
# Plans issued within 20 weeks, excluding exceptions, %, as published in 2025: Somerset, England, ten similar areas.
SOMERSET = (21.8, 35.5, 64.6, 69.4, 42.1, 33.5)
ENGLAND = (60.4, 58.0, 59.9, 49.1, 50.3, 46.4)
BY_AREA = tuple(tuple(min(99.0, max(1.0, value + shift * 4.3 - 20)) for value in ENGLAND) for shift in range(10))
SPREAD = measure_spread(BY_AREA, "ten similar areas")
OTHERS = (
    "City of London",
    "Gloucestershire",
    "Isles of Scilly",
    "Middlesbrough",
    "North Northamptonshire",
    "Nottinghamshire",
    "West Northamptonshire",
    "Westmorland and Furness",
    "Wolverhampton",
)
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


def make_late_panels(area: str) -> tuple[Trend, ...]:
    """Return panels of which the last ends in a long period, at the right edge of the sheet."""
    census, years = (tuple(f"January {year}" for year in YEARS), ("2019-20", "2020-21", "2021-22"))
    gap = (Break("January 2022", "Collected plan by plan from the 2023 return"),)
    plans = Trend("plans", census, Series(area, PLANS), COUNT, breaks=gap, title="EHC plans maintained")
    money = Trend("spending", years, Series(area, PLANS[:3]), GBP, title="High needs block")
    return money, plans


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
    "periods of two lines at the edge": lambda area: draw_trend(make_late_panels(area)),
    "long periods at the edge": lambda area: draw_trend(make_late_panels(area)[::-1]),
    "comparison": lambda area: draw_comparison(make_comparison(area)),
    "shares": lambda area: draw_shares(make_comparison(area)),
    "groups": lambda area: draw_groups(make_groups(area)),
    "position": lambda area: draw_position(make_position(area)),
    "spreads": lambda area: draw_spreads(make_spreads(area)),
    "heat of two areas": lambda area: draw_heat(make_heat(area, "Leeds")),
    "heat of ten areas": lambda area: draw_heat(make_heat(area, *OTHERS)),
    "timeline": lambda area: draw_timeline(make_timeline(area)),
    **STRATEGY_KINDS,
}


def make_spreads(area: str) -> Spreads:
    """Return an area with all marks, one with too few children, and one that is alone on its scale."""
    rows = (
        SpreadRow(area, 33.5, tuple(float(value) for value in range(0, 101, 3)), 20.0, 60.0, 46.4),
        SpreadRow("City of London", None, (10.0, 90.0), absent="too few for a percentage"),
        SpreadRow("Leeds", 9.3, ()),
    )
    return Spreads("plans in time", rows, england=46.4)


def make_heat(*areas: str) -> HeatMap:
    """Return a grid with cells of every kind and words of every length."""
    words = ("not compared", "within: 3 of 3", "edge: 1 of 7", "outside: 2 of 9", "cannot be told: 4 of 4")
    heats = (Heat.UNKNOWN, Heat.WITHIN, Heat.EDGE, Heat.OUTSIDE, Heat.UNKNOWN)
    cells = [HeatCell(text, text, heat) for text, heat in zip(words, heats, strict=True)]
    labels = ("Therapy, autism and mental health services", "Absence, suspension and exclusion", "Types of need")
    rows = [
        (label, tuple(cells[(row + column) % len(cells)] for column in range(len(areas))))
        for row, label in enumerate(labels)
    ]
    return HeatMap("measures out of range", "Theme", areas, tuple(rows))


def list_label_boxes(canvas: Canvas) -> list[tuple[str, Box]]:
    """Return every text of a chart with the box that matplotlib itself gives it."""
    sheet = Figure(dpi=72 * FINE)  # letters are not rounded to whole points
    renderer = RendererAgg(1, 1, 72 * FINE)  # type: ignore[no-untyped-call]
    boxes = []
    for words in list_words(canvas):
        look = FontProperties(fname=find_face(bold=words.bold), size=words.size)
        text = sheet.text(0, 0, words.text, fontproperties=look, ha=words.side, va="baseline", parse_math=False)
        left, bottom, right, top = (edge / FINE for edge in text.get_window_extent(renderer).extents)
        boxes.append((words.text, Box(words.x + left, words.y + bottom, words.x + right, words.y + top)))
    return boxes


def list_words(canvas: Canvas) -> list[Words]:
    """Return the lines of text of a chart in the order drawn."""
    return [mark for mark in canvas.marks if isinstance(mark, Words)]


def list_lines(canvas: Canvas) -> list[Line]:
    """Return the lines of a chart in the order drawn."""
    return [mark for mark in canvas.marks if isinstance(mark, Line)]
