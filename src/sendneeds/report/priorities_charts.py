"""The charts of a list of priorities: where an area stands among all authorities, and demand with its projection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.pressure import Pressure
from sendneeds.analysis.priorities import Measure, Tier
from sendneeds.analysis.unusual import find_good_sign, is_scored
from sendneeds.declare.indicator import Unit
from sendneeds.declare.period import PeriodKind
from sendneeds.present.display import Figure, mark_number
from sendneeds.present.figures import Caption, show_position, show_trend
from sendneeds.present.position_chart import Position, PositionRow
from sendneeds.present.sentences import add_article
from sendneeds.present.trend_data import Series, Spread, Trend
from sendneeds.present.words import say_finding, say_number, say_unit
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.charts import build_trend, find_unit, say_headline
from sendneeds.report.front import say_small_area
from sendneeds.report.priorities_demand import PLANS, list_points, list_projected, name_year
from sendneeds.report.priorities_lines import list_lines, list_tested
from sendneeds.report.section import say_source

MOST_ROWS = 6
RATES = {Unit.PER_100: "per 100", Unit.PER_1000: "per 1,000"}


def plot_clear(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return where the area stands on the measures that are clearly different."""
    return _plot_tier(evidence, Tier.B1)


def plot_closer(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return where the area stands on the measures that are worth a closer look."""
    return _plot_tier(evidence, Tier.B2)


def _plot_tier(evidence: AreaEvidence, tier: Tier) -> tuple[Figure, ...]:
    measures = [item for line in list_lines(evidence, tier) for item in line.measures]
    title = say_headline(evidence.series[measures[0].id]) if measures else ""
    return plot_measures(evidence, f"position-{tier.lower()}", measures[:MOST_ROWS], title)


def plot_not_set_apart(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return where the area stands in the themes that are not set apart, on the measures furthest from the average."""
    themes = () if say_small_area(evidence) else assess(evidence).ranking.not_set_apart
    measures = [item for item in list_tested(evidence) if item.finding.entry.theme in themes]
    title = f"None of these measures sets {add_article(evidence.area.name)} apart unfavourably from similar areas"
    return plot_measures(evidence, "position-alike", measures[:MOST_ROWS], title)


def plot_measures(evidence: AreaEvidence, name: str, measures: Sequence[Measure], title: str) -> tuple[Figure, ...]:
    """Return a position chart of some measures; nothing without measures."""
    if not measures:
        return ()
    subtitle = "Place among all authorities by rank; each dot is one authority"
    findings = [item.finding for item in measures]
    chart = Position("the measures of this list", evidence.area.name, tuple(_build_row(evidence, m) for m in measures))
    return (show_position(chart, Caption(name, title, subtitle, say_source(evidence, findings))),)


def _build_row(evidence: AreaEvidence, measure: Measure) -> PositionRow:
    finding, indicator = measure.finding, measure.finding.entry.indicator
    values = evidence.national.by_period.loc[[(measure.id, finding.period.code)]].iloc[0].dropna()
    by_area = {str(code): float(value) for code, value in values.items() if not str(code).startswith("E")}
    rate = f" ({RATES[indicator.unit]})" if indicator.unit in RATES else ""
    codes = [area.area_code for area in evidence.neighbours]
    return PositionRow(
        label=f"{indicator.short}{rate}",
        value=finding.value,
        others=tuple(by_area.values()),
        similar=tuple(by_area[code] for code in codes if code in by_area),
        england=finding.england,
        period=shorten_period(finding),
        direction=find_good_sign(indicator) if is_scored(indicator) else 0,  # type: ignore[arg-type]
        unit=find_unit(indicator),
        finding=finding.id,
    )


def shorten_period(finding: Finding) -> str:
    """Return the period in as few words as a narrow column needs."""
    if finding.entry.indicator.period is PeriodKind.WINTER:
        return f"winter {finding.period.label[-4:]}"
    return finding.period.label.replace("autumn and spring terms ", "").replace(" term", "")


def plot_demand(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return the number of plans over the years and its projection, or the count with the largest growth."""
    plans = evidence.latest(PLANS)
    shown = sorted(list_projected(evidence), key=lambda item: item.finding.id != plans.id)
    return (_plot_pressure(evidence, shown[0]),) if shown else ()


def _plot_pressure(evidence: AreaEvidence, pressure: Pressure) -> Figure:
    finding, points = pressure.finding, list_points(pressure)
    first, indicator = points[0], finding.entry.indicator
    title = (
        f"{indicator.short}: {say_finding(finding)} in {finding.period.label}, "
        f"{mark_number(say_number(first.value), finding.id)} "
        f"projected for {name_year(pressure, first)}"
    )
    subtitle = f"{indicator.label}, {say_unit(indicator)}; projected under present law and practice"
    caption = Caption("demand-ahead", title, subtitle, say_source(evidence, evidence.series[finding.entry.id].findings))
    return show_trend(_extend_trend(build_trend(evidence, evidence.series[finding.entry.id]), pressure), caption)


def _extend_trend(counted: Trend, pressure: Pressure) -> Trend:
    """Return a trend that goes on to the projected years, from the last counted figure."""
    points, last = list_points(pressure), pressure.finding.value
    past, none = len(counted.periods), (None,) * (len(counted.periods) - 1)
    bands = [[getattr(item, name)[side] for item in points] for name in ("band95", "band80") for side in (0, 1)]
    low, high, lower, upper = ((*none, last, *band) for band in bands)
    words = (*counted.area.words, *("not yet counted" for _ in points))
    ids = (*counted.area.findings, *(None for _ in points))
    ahead = Series(
        name="Projected",
        values=(*none, last, *(item.value for item in points)),
        words=("counted",) * past,
        findings=(pressure.finding.id,) * (past + len(points)),
    )
    return replace(
        counted,
        periods=(*counted.periods, *(name_year(pressure, item) for item in points)),
        area=replace(counted.area, values=(*counted.area.values, *(None for _ in points)), words=words, findings=ids),
        england=ahead,
        similar=Spread(low, lower, upper, high, bands=("95% band", "80% band")),
    )
