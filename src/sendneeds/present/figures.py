"""From a chart's data to the figure that a notebook displays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sendneeds.present.bar_chart import Groups, plot_groups, plot_shares, say_alt_groups, tabulate_groups
from sendneeds.present.canvas import Picture
from sendneeds.present.capacity_chart import CapacityChart, plot_capacity, say_alt_capacity, tabulate_capacity
from sendneeds.present.comparison_chart import (
    Comparison,
    ComparisonRow,
    plot_comparison,
    say_alt_comparison,
    say_alt_shares,
    tabulate_comparison,
)
from sendneeds.present.cycle_chart import CycleChart, plot_cycle, say_alt_cycle, tabulate_cycle
from sendneeds.present.display import Figure, Table
from sendneeds.present.estimate_chart import EstimateChart, plot_estimates, say_alt_estimates, tabulate_estimates
from sendneeds.present.heat_chart import HeatMap, plot_heat, say_alt_heat, tabulate_heat
from sendneeds.present.position_chart import Position, plot_position
from sendneeds.present.position_words import say_alt_position, tabulate_position
from sendneeds.present.route_chart import RouteChart, plot_route, say_alt_route, tabulate_route
from sendneeds.present.spread_chart import Spreads, plot_spreads, say_alt_spreads, tabulate_spreads
from sendneeds.present.timeline_chart import Timeline, plot_timeline, say_alt_timeline, tabulate_timeline
from sendneeds.present.trajectory_chart import Trajectory, plot_trajectory, say_alt_trajectory, tabulate_trajectory
from sendneeds.present.trend_chart import plot_trend
from sendneeds.present.trend_data import Trend, say_alt_trend, tabulate_trend


@dataclass(frozen=True)
class Caption:
    """The words around a figure: `title` states the finding, `subtitle` the measure and unit."""

    id: str
    title: str
    subtitle: str
    source: str


def wrap_picture(picture: Picture, caption: Caption, *, alt: str, data: Table) -> Figure:
    """Return a picture with its words and the data behind it."""
    return Figure(caption.id, caption.title, caption.subtitle, alt, caption.source, picture.svg, data, picture.png)


def warm_figures() -> None:
    """Draw a small chart for nothing, so that a process that is forked has fonts and letters loaded.

    It starts no thread and leaves nothing open.
    """
    row = ComparisonRow("Every letter of the font's first page", 1.0, 2.0, 3.0, 4.0)
    plot_comparison(Comparison("measure", "Area", (row,)))


def show_trend(panel: Trend, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a trend chart of one panel as a figure."""
    table = data or _tabulate(tabulate_trend, panel, caption)
    return wrap_picture(plot_trend(panel, png=png), caption, alt=say_alt_trend(panel), data=table)


def show_trends(panels: tuple[Trend, ...], caption: Caption, *, data: Table, png: bool = True) -> Figure:
    """Return trend charts side by side as one figure; their periods may differ, so the caller gives the data."""
    return wrap_picture(plot_trend(panels, png=png), caption, alt=say_alt_trend(panels), data=data)


def show_comparison(chart: Comparison, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a dot chart of several indicators as a figure."""
    table = data or _tabulate(tabulate_comparison, chart, caption)
    return wrap_picture(plot_comparison(chart, png=png), caption, alt=say_alt_comparison(chart), data=table)


def show_shares(chart: Comparison, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a bar chart of the shares of a whole as a figure."""
    table = data or _tabulate(tabulate_comparison, chart, caption)
    return wrap_picture(plot_shares(chart, png=png), caption, alt=say_alt_shares(chart), data=table)


def show_groups(chart: Groups, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a bar chart of groups of pupils side by side as a figure."""
    table = data or _tabulate(tabulate_groups, chart, caption)
    return wrap_picture(plot_groups(chart, png=png), caption, alt=say_alt_groups(chart), data=table)


def show_position(chart: Position, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a position chart as a figure."""
    table = data or _tabulate(tabulate_position, chart, caption)
    return wrap_picture(plot_position(chart, png=png), caption, alt=say_alt_position(chart), data=table)


def show_timeline(chart: Timeline, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a timeline as a figure."""
    table = data or _tabulate(tabulate_timeline, chart, caption)
    return wrap_picture(plot_timeline(chart, png=png), caption, alt=say_alt_timeline(chart), data=table)


def show_spreads(chart: Spreads, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a chart of one measure in several places as a figure."""
    table = data or _tabulate(tabulate_spreads, chart, caption)
    return wrap_picture(plot_spreads(chart, png=png), caption, alt=say_alt_spreads(chart), data=table)


def show_heat(chart: HeatMap, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a heat chart as a figure."""
    table = data or _tabulate(tabulate_heat, chart, caption)
    return wrap_picture(plot_heat(chart, png=png), caption, alt=say_alt_heat(chart), data=table)


def show_trajectory(chart: Trajectory, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a published figures beside the path to a target as a figure."""
    table = data or _tabulate(tabulate_trajectory, chart, caption)
    return wrap_picture(plot_trajectory(chart, png=png), caption, alt=say_alt_trajectory(chart), data=table)


def show_route(chart: RouteChart, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a diagram of who reports to whom as a figure."""
    table = data or _tabulate(tabulate_route, chart, caption)
    return wrap_picture(plot_route(chart, png=png), caption, alt=say_alt_route(chart), data=table)


def show_cycle(chart: CycleChart, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a diagram of the commissioning cycle as a figure."""
    table = data or _tabulate(tabulate_cycle, chart, caption)
    return wrap_picture(plot_cycle(chart, png=png), caption, alt=say_alt_cycle(chart), data=table)


def show_estimates(chart: EstimateChart, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a chart of several sources' estimates as a figure."""
    table = data or _tabulate(tabulate_estimates, chart, caption)
    return wrap_picture(plot_estimates(chart, png=png), caption, alt=say_alt_estimates(chart), data=table)


def show_capacity(chart: CapacityChart, caption: Caption, *, data: Table | None = None, png: bool = True) -> Figure:
    """Return a chart of demand and places as a figure."""
    table = data or _tabulate(tabulate_capacity, chart, caption)
    return wrap_picture(plot_capacity(chart, png=png), caption, alt=say_alt_capacity(chart), data=table)


def _tabulate(tabulate: Callable[..., Table], chart: object, caption: Caption) -> Table:
    return tabulate(chart, table_id=f"{caption.id}-data", caption=f"Data: {caption.subtitle}", source=caption.source)
