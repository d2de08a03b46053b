"""Timeline: dated events, such as inspections, on one line of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sendneeds.present.canvas import Canvas, Picture, Scale, open_canvas, save_picture
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.marks import Stroke
from sendneeds.present.sentences import say_count
from sendneeds.present.theme import LABEL, LEADING, LINE, TICK, WIDTH, balance_text, measure_lines

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
AXIS_DEPTH = 28.0
MAX_YEARS = 10


@dataclass(frozen=True)
class Event:
    """Something that happened on a day, in a few words."""

    day: date
    label: str

    def say_month(self) -> str:
        """Return `March 2023`, whatever the locale."""
        return f"{MONTHS[self.day.month - 1]} {self.day.year}"

    def find_year(self) -> float:
        """Return the day as a year with a fraction."""
        return self.day.year + (self.day.timetuple().tm_yday - 1) / 366


@dataclass(frozen=True)
class Timeline:
    """At least one event. `measure` says what the events are, for the alternative text."""

    measure: str
    area: str
    events: tuple[Event, ...]

    def order_events(self) -> list[Event]:
        """Return the events, earliest first."""
        return sorted(self.events, key=lambda event: (event.day, event.label))


def plot_timeline(chart: Timeline, *, png: bool = True) -> Picture:
    """Return a timeline."""
    return save_picture(draw_timeline(chart), png=png)


def draw_timeline(chart: Timeline) -> Canvas:
    """Draw a timeline: labels descend to the right, so that no label crosses the stem of a later event."""
    events = chart.order_events()
    first, last = events[0].day.year, events[-1].day.year + 1
    scale = Scale(first, last, 18, WIDTH - 18)
    texts = [balance_text(f"{event.say_month()}: {event.label}", WIDTH * 0.55, LABEL) for event in events]
    heights = [len(lines) * LABEL * LEADING + 7 for lines in texts]
    canvas = open_canvas(AXIS_DEPTH + 12 + sum(heights))
    _draw_years(canvas, scale, range(first, last + 1))
    top = canvas.height - 2
    for event, lines, height in zip(events, texts, heights, strict=True):
        _draw_event(canvas, scale(event.find_year()), top - height / 2, lines)
        top -= height
    return canvas


def _draw_years(canvas: Canvas, scale: Scale, years: range) -> None:
    canvas.add_line((scale.start, scale.end), (AXIS_DEPTH, AXIS_DEPTH), Stroke(LINE, 1.4))
    every = -(-len(years) // MAX_YEARS)
    for year in years[::every]:
        x = scale(year)
        canvas.add_line((x, x), (AXIS_DEPTH, AXIS_DEPTH - 4), Stroke(LINE))
        canvas.add_lines(x, AXIS_DEPTH - 14, (str(year),), size=TICK, side="center")


def _draw_event(canvas: Canvas, x: float, y: float, lines: Sequence[str]) -> None:
    canvas.add_line((x, x), (AXIS_DEPTH, y), Stroke(LINE, 1.0))
    canvas.add_dot(x, AXIS_DEPTH, 9)
    width, height = measure_lines(tuple(lines), LABEL)
    # A label without room to the right stands to the left, over the stems of earlier events.
    left = x + 5 if x + 5 + width <= canvas.width else max(x - 5 - width, 1.0)
    canvas.add_bar(left, left + width, y, height, "white")
    canvas.add_lines(left, y, lines)


def say_alt_timeline(chart: Timeline) -> str:
    """Return the alternative text: every event in order."""
    events = [f"{event.say_month()}, {event.label}" for event in chart.order_events()]
    return f"Timeline of {chart.measure}, {chart.area}: {say_count(len(events), 'event')}. {'. '.join(events)}."


def tabulate_timeline(chart: Timeline, *, table_id: str, caption: str, source: str) -> Table:
    """Return the events as a table, earliest first."""
    heads = (Column("Date", numeric=False), Column("Event", numeric=False))
    rows = tuple((Cell(f"{event.day.day} {event.say_month()}"), Cell(event.label)) for event in chart.order_events())
    return Table(table_id, caption, heads, rows, source)
