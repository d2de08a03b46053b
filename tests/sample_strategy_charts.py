"""Charts of an area's own documents, with what documents state and with made up extremes, for the tests of charts."""

from __future__ import annotations

from collections.abc import Callable

from sendneeds.present.canvas import Canvas
from sendneeds.present.capacity_chart import CapacityChart, CapacityYear, draw_capacity
from sendneeds.present.cycle_chart import CycleChart, CycleStage, draw_cycle
from sendneeds.present.estimate_chart import EstimateChart, EstimateRow, draw_estimates
from sendneeds.present.route_chart import RouteChart, RouteEdge, RouteNode, draw_route
from sendneeds.present.trajectory_chart import Trajectory, TrajectoryFigure, TrajectoryStep, draw_trajectory

WORDY = "Joint commissioning and transformation partnership board for children, young people and families"


def make_trajectory(area: str) -> Trajectory:
    values = ((2014, 60.4, 51.9, 68.3), (2015, 57.1, 49.0, 64.8), (2016, 35.5, 28.3, 43.5), (2017, 42.0, 35.0, 49.3))
    figures = (*(TrajectoryFigure(y + 0.5, str(y), v, low, high, f"f.{y}") for y, v, low, high in values),)
    figures += (TrajectoryFigure(2018.5, "2018", 51.2, 43.8, 58.5, "f.2018"),)
    steps = (
        TrajectoryStep(2017.25, "baseline, April 2017", 38, "t.baseline"),
        TrajectoryStep(2018.25, "milestone, April 2018", 60, "t.2018-04"),
        TrajectoryStep(2019.25, "target, April 2019", 80, "t.target"),
    )
    return Trajectory(area, "% of new plans", figures, steps, 2018.997)


def make_long_trajectory(area: str) -> Trajectory:
    """Return a path of many steps with long labels, beside figures that lie on it."""
    steps = tuple(
        TrajectoryStep(
            2023.25 + year, f"milestone of year {year + 1}, as restated in April {2023 + year}", 40 + 9.5 * year
        )
        for year in range(6)
    )
    figures = tuple(
        TrajectoryFigure(2010.5 + n, f"January {2010 + n}", 20 + n * 1.7, 10 + n, 30 + n * 2) for n in range(16)
    )
    return Trajectory(area, "% of pupils", figures, steps, 2025.997)


def make_short_trajectory(area: str) -> Trajectory:
    return Trajectory(area, "places", (), (TrajectoryStep(2027.67, "target, September 2027", 247),), 2025.997)


def make_flat_trajectory(area: str) -> Trajectory:
    """Return one figure that is the baseline and also the target."""
    figure = TrajectoryFigure(2025.0, "January 2025", 72)
    return Trajectory(area, "places", (figure,), (TrajectoryStep(2025.0, "target, January 2025", 72),), 2025.0)


def _name(**labels: str) -> tuple[RouteNode, ...]:
    return tuple(RouteNode(name, label) for name, label in labels.items())


def make_route(area: str) -> RouteChart:
    nodes = _name(
        manager="SEND Programme Manager",
        director="Assistant Director",
        group="Implementation Group",
        board="Major Change Board",
        quality="CCG Quality Committee",
        people="People Committee",
        governing="CCG Governing Body",
    )
    edges = (
        RouteEdge("manager", "director", "weekly"),
        RouteEdge("director", "group", "monthly"),
        RouteEdge("group", "board", "monthly"),
        RouteEdge("group", "quality", "quarterly"),
        RouteEdge("group", "people", "every six months"),
        RouteEdge("quality", "governing", "quarterly"),
    )
    return RouteChart(area, nodes, edges)


def make_dense_route(area: str) -> RouteChart:
    """Return fourteen bodies with long names, links past several rows, two circles, and two bodies without a link."""
    nodes = tuple(RouteNode(f"n{n}", f"{WORDY} {n}" if n % 3 == 0 else f"{area} forum {n}") for n in range(14))
    pairs = [(0, 4), (1, 4), (2, 4), (3, 5), (4, 6), (5, 6), (6, 9), (6, 10), (0, 9), (3, 10), (9, 11), (10, 11)]
    pairs += [(11, 6), (7, 11), (8, 7), (7, 8), (0, 0)]
    words = "at every meeting, and in writing each quarter"
    edges = tuple(RouteEdge(f"n{a}", f"n{b}", words if n % 2 else "monthly") for n, (a, b) in enumerate(pairs))
    return RouteChart(area, nodes, edges)


def make_wide_route(area: str) -> RouteChart:
    """Return twelve groups that all report to one board."""
    nodes = tuple(RouteNode(f"n{n}", f"{area} {n}") for n in range(13))
    return RouteChart(area, nodes, tuple(RouteEdge(f"n{n}", "n0", "monthly") for n in range(1, 13)))


def make_loose_route(area: str) -> RouteChart:
    return RouteChart(area, tuple(RouteNode(f"n{n}", f"{area} {n}") for n in range(6)), ())


def make_cycle(area: str) -> CycleChart:
    stages = (
        CycleStage("Understand", ("6 figures the area quotes", "4 sources of an estimate", "families' survey of 2017")),
        CycleStage("Plan", ("8 priorities", "13 targets, 4 with a date")),
        CycleStage("Deliver", ("42 actions, 30 with a lead",)),
        CycleStage("Review", ("reports monthly to the Major Change Board", "next review: April 2019")),
    )
    return CycleChart(area, stages)


def make_wordy_cycle(area: str) -> CycleChart:
    lines = tuple(f"{WORDY} of {area}" for _ in range(3))
    return CycleChart(area, tuple(CycleStage(name, lines) for name in ("Understand", "Plan", "Deliver", "Review")))


def make_estimates(area: str) -> EstimateChart:
    """Return the numbers of Nottinghamshire's strategy of 2017, table 4.1."""
    rows = (
        EstimateRow("Thomas Coram Research Unit", "aged 0 to 24, 2014 population", 6598, 11882, "e.coram"),
        EstimateRow("Child and Maternal Health Observatory", "aged 0 to 19, census of 2011", 7615, None, "e.chimat"),
        EstimateRow("Life-limiting and long-term conditions", "aged 0 to 15", 7891, None, "e.conditions"),
        EstimateRow("Disability Living Allowance", "aged 16 to 24, 2011", 9198, None, "e.allowance"),
        EstimateRow("Statements and EHC plans", "aged 0 to 25, January 2016", 1845, None, "e.plans"),
        EstimateRow("SEN support", "aged 2 to 18, October 2016", 8444, None, "e.support"),
    )
    return EstimateChart(area, rows)


def make_wordy_estimates(area: str) -> EstimateChart:
    rows = (
        EstimateRow(f"{WORDY}, survey of {area}", WORDY, 3, 1_250_000, "e.one"),
        EstimateRow("One", "", 0, None, "e.two"),
        EstimateRow("Neurodevelopmentalassessmentpathway", "aged 0 to 25", 1_250_000, None, "e.three"),
    )
    return EstimateChart(area, rows)


def make_capacity(area: str) -> CapacityChart:
    rows = ((2025, 560, 545, 575, 0), (2026, 590, 560, 620, 12), (2027, 618, 572, 664, 68), (2028, 640, 580, 700, 140))
    years = tuple(CapacityYear(str(y), d, low, high, 442, more, f"c.{y}") for y, d, low, high, more in rows)
    return CapacityChart(area, "places", years)


def make_long_capacity(area: str) -> CapacityChart:
    years = tuple(
        CapacityYear(f"January {2025 + n}", 11000 + 900 * n, 10000 + 500 * n, 12000 + 1500 * n, 9000, 400 * n)
        for n in range(11)
    )
    return CapacityChart(area, "special school and resourced places", years)


def make_lone_capacity(area: str) -> CapacityChart:
    return CapacityChart(area, "places", (CapacityYear("2025", 72, 72, 72, 72, 0),))


STRATEGY_KINDS: dict[str, Callable[[str], Canvas]] = {
    "trajectory": lambda area: draw_trajectory(make_trajectory(area)),
    "long trajectory": lambda area: draw_trajectory(make_long_trajectory(area)),
    "trajectory without figures": lambda area: draw_trajectory(make_short_trajectory(area)),
    "trajectory of one point": lambda area: draw_trajectory(make_flat_trajectory(area)),
    "route": lambda area: draw_route(make_route(area)),
    "dense route": lambda area: draw_route(make_dense_route(area)),
    "wide route": lambda area: draw_route(make_wide_route(area)),
    "route without links": lambda area: draw_route(make_loose_route(area)),
    "cycle": lambda area: draw_cycle(make_cycle(area)),
    "wordy cycle": lambda area: draw_cycle(make_wordy_cycle(area)),
    "estimates": lambda area: draw_estimates(make_estimates(area)),
    "wordy estimates": lambda area: draw_estimates(make_wordy_estimates(area)),
    "capacity": lambda area: draw_capacity(make_capacity(area)),
    "capacity of many years": lambda area: draw_capacity(make_long_capacity(area)),
    "capacity of one year": lambda area: draw_capacity(make_lone_capacity(area)),
}
