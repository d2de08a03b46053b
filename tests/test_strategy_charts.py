"""Charts of an area's own documents: no line through a box, no average, and words that say every link and value."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.transforms import Bbox
from sample_charts import list_lines, list_words
from sample_strategy_charts import (
    make_capacity,
    make_cycle,
    make_dense_route,
    make_estimates,
    make_loose_route,
    make_route,
    make_short_trajectory,
    make_trajectory,
    make_wide_route,
)

from sendneeds.present.capacity_chart import CapacityYear, say_alt_capacity, tabulate_capacity
from sendneeds.present.cycle_chart import say_alt_cycle
from sendneeds.present.estimate_chart import draw_estimates, say_alt_estimates, tabulate_estimates
from sendneeds.present.figures import (
    Caption,
    show_capacity,
    show_cycle,
    show_estimates,
    show_route,
    show_trajectory,
)
from sendneeds.present.marks import Shape
from sendneeds.present.route_chart import RouteChart, draw_route, say_alt_route, tabulate_route
from sendneeds.present.route_layout import order_rows, place_row, turn_links
from sendneeds.present.trajectory_chart import draw_trajectory, say_alt_trajectory, tabulate_trajectory

WORDS = {"table_id": "t", "caption": "c", "source": "s"}
EVERY_ROUTE = pytest.mark.parametrize("make", [make_route, make_dense_route, make_wide_route])


def list_links(chart: RouteChart) -> list[tuple[str, str]]:
    return [(edge.source, edge.target) for edge in chart.edges if edge.source != edge.target]


@EVERY_ROUTE
def test_no_line_of_a_route_runs_through_a_box(make: Callable[[str], RouteChart]) -> None:
    canvas = draw_route(make("Sutton"))
    outlines = [mark.corners for mark in canvas.marks if isinstance(mark, Shape) and mark.edge]
    boxes = [Bbox(np.asarray((corners[0], corners[2]))) for corners in outlines]
    lines = [np.asarray(line.points) for line in list_lines(canvas)]
    assert len(boxes) >= len({edge.target for edge in make("Sutton").edges})
    assert lines
    inside = [
        (line, box)
        for line in lines
        for start, end in pairwise(line)
        for x, y in start + np.linspace(0, 1, 51)[:, None] * (end - start)
        for box in boxes
        if box.x0 + 1 < x < box.x1 - 1 and box.y0 + 1 < y < box.y1 - 1
    ]
    assert inside == []


@EVERY_ROUTE
def test_every_link_has_its_arrow(make: Callable[[str], RouteChart]) -> None:
    chart = make("Sutton")
    assert len(list_lines(draw_route(chart))) == len(set(list_links(chart)))


def test_a_circle_of_reports_is_drawn_with_one_arrow_downward() -> None:
    links = [("a", "b"), ("b", "c"), ("c", "b")]
    assert turn_links(["a", "b", "c"], links) == [("a", "b"), ("b", "c"), ("b", "c")]
    rows = order_rows(["a", "b", "c"], [("a", "b"), ("b", "c")], 4).rows
    assert [[spot.node for spot in row] for row in rows] == [["c"], ["b"], ["a"]]


def test_a_board_stands_just_above_those_that_report_to_it() -> None:
    links = list_links(make_route("Sutton"))
    rows = order_rows([node.id for node in make_route("Sutton").nodes], links, 4).rows
    assert [{spot.node for spot in row} for row in rows] == [
        {"governing"},
        {"board", "quality", "people"},
        {"group"},
        {"director"},
        {"manager"},
    ]


def test_a_link_past_a_row_has_a_bend_among_its_boxes() -> None:
    rows = order_rows(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")], 4)
    assert [len(row) for row in rows.rows] == [1, 2, 1]
    assert [len(path) for path in rows.paths] == [2, 2, 3]


def test_places_in_a_row_keep_their_order_and_do_not_overlap() -> None:
    assert place_row([50, 50, 50], [20, 20, 20], 0, 100) == [30, 50, 70]
    assert place_row([0, 90], [20, 20], 0, 100) == [10, 90]
    assert place_row([90, 10], [20, 20], 0, 100) == [40, 60]


def test_the_words_of_a_route_say_every_link() -> None:
    alt = say_alt_route(make_route("Sutton"))
    assert (
        "in Sutton, 7 bodies and roles. 6 links: SEND Programme Manager reports to Assistant Director, weekly;" in alt
    )
    assert alt.endswith("CCG Quality Committee reports to CCG Governing Body, quarterly.")
    rows = tabulate_route(make_dense_route("Sutton"), **WORDS).rows
    assert len(rows) == len(make_dense_route("Sutton").edges) + 2
    assert [cell.text for cell in rows[-1]] == ["Sutton forum 13", "no link stated", "not stated"]
    assert "No link is stated. Without a stated link: Sutton 0, Sutton 1" in say_alt_route(make_loose_route("Sutton"))
    assert [column.label for column in tabulate_route(make_loose_route("Sutton"), **WORDS).columns] == [
        "Body or role",
        "Reports to",
    ]


def test_the_words_of_a_trajectory_say_figures_intervals_and_steps() -> None:
    alt = say_alt_trajectory(make_trajectory("Sutton"))
    assert "for Sutton, % of new plans. Published: 2014 60.4% (interval 51.9% to 68.3%); 2015 57.1%" in alt
    assert "path that was set: baseline, April 2017: 38%; milestone, April 2018: 60%; target, April 2019: 80%." in alt
    assert alt.endswith("this edition, December 2018.")
    assert "No figure is published." in say_alt_trajectory(make_short_trajectory("Sutton"))
    rows = tabulate_trajectory(make_trajectory("Sutton"), **WORDS).rows
    assert [(cell.text, cell.finding) for cell in rows[-1]][2] == ("80%", "t.target")
    assert {cell.finding for cell in rows[0]} == {None, "f.2014"}


def test_a_trajectory_labels_its_ends_every_step_and_the_edition() -> None:
    words = " ".join(text.text for text in list_words(draw_trajectory(make_trajectory("Sutton"))))
    assert "target, April 2019: 80%" in words
    assert "Sutton 51.2% (2018)" in words
    assert "this edition, December 2018" in words
    assert "35.5%" not in words


def test_estimates_stand_by_themselves() -> None:
    chart = make_estimates("Nottinghamshire")
    mean = sum(row.low for row in chart.rows) / len(chart.rows)
    texts = [text.text for text in list_words(draw_estimates(chart))]
    assert {"6,598 to 11,882", "7,615", "7,891", "9,198", "1,845", "8,444", "0"} <= set(texts)
    alt = say_alt_estimates(chart)
    assert f"{mean:,.0f}" not in alt
    assert alt.endswith("Lowest 1,845, highest 11,882.")
    first, second = tabulate_estimates(chart, **WORDS).rows[:2]
    assert [cell.finding for cell in first] == [None, None, "e.coram.low", "e.coram.high"]
    assert [cell.text for cell in second][2:] == ["7,615", "no range"]


def test_the_gap_of_a_year_is_places_less_demand() -> None:
    chart = make_capacity("Sutton")
    assert [year.gap for year in chart.years] == [-118, -136, -108, -58]
    assert "2025: demand 560 (545 to 575), 442 existing and 0 planned, 118 short." in say_alt_capacity(chart)
    last = tabulate_capacity(chart, **WORDS).rows[-1]
    assert [cell.text for cell in last] == ["2028", "640", "580", "700", "442", "140", "\N{MINUS SIGN}58"]
    assert last[-1].finding == "c.2028.gap"
    assert [CapacityYear("", 10, 10, 10, places, 0).say_gap() for places in (12, 10)] == ["2 spare", "none short"]


def test_a_cycle_is_told_in_its_order() -> None:
    alt = say_alt_cycle(make_cycle("Sutton"))
    assert "understand, plan, deliver and review, and from review back to understand." in alt
    assert "Deliver: 42 actions, 30 with a lead." in alt


def test_a_figure_of_every_kind_carries_words_data_and_picture() -> None:
    caption = Caption("fig-two", "What the documents set", "Subtitle", "Source: the documents.")
    figures = [
        show_trajectory(make_trajectory("Sutton"), caption, png=False),
        show_route(make_route("Sutton"), caption, png=False),
        show_cycle(make_cycle("Sutton"), caption, png=False),
        show_estimates(make_estimates("Sutton"), caption, png=False),
        show_capacity(make_capacity("Sutton"), caption, png=False),
    ]
    for figure in figures:
        assert figure.svg.startswith("<svg")
        assert caption.title not in figure.svg
        assert "Sutton" in figure.alt
        assert {len(row) for row in figure.data.rows} == {len(figure.data.columns)}
