"""From findings to charts: what each kind of chart needs, and the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sendneeds.analysis.finding import Finding, Series
from sendneeds.declare.indicator import Indicator, Unit
from sendneeds.present import trend_data, units
from sendneeds.present.bar_chart import Block, Groups
from sendneeds.present.comparison_chart import Comparison, ComparisonRow
from sendneeds.present.display import Cell, Column, Figure, Table
from sendneeds.present.figures import Caption, show_comparison, show_groups, show_shares, show_trend, show_trends
from sendneeds.present.words import MISSING, say_change, say_small, say_statement, say_unit, say_when_found
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.section import PUPIL_GROUPS, list_findings, name_measure, say_source

KINDS = {
    Unit.PERCENT: "percent",
    Unit.PERCENT_CHANGE: "percent",
    Unit.POUNDS: "gbp",
    Unit.POUNDS_PER_WEEK: "gbp",
    Unit.POUNDS_PER_HEAD: "gbp",
    Unit.COUNT: "count",
}
TOO_FEW = "too few for a percentage"
SIZES = {Unit.COUNT, Unit.POUNDS}


def find_unit(indicator: Indicator) -> units.Unit:
    """Return how a chart writes the values and ticks of an indicator."""
    return units.Unit(KINDS.get(indicator.unit, "rate"), indicator.decimals)  # type: ignore[arg-type]


def say_headline(series: Series) -> str:
    """Return the title of a chart: the latest finding as a plain statement, and the one before it."""
    latest = series.latest
    when = say_when_found(latest, capital=False)
    if latest.value is None or latest.is_small:
        return f"{series.entry.indicator.label}: {MISSING.get(latest.symbol, TOO_FEW)} {when}"
    statement = say_statement(replace(latest, numerator=None, denominator=None))
    text = f"{statement} {when}{say_change(series)}"
    return f"{text[:1].upper()}{text[1:]}"


def plot_series(evidence: AreaEvidence, name: str, indicators: Sequence[str]) -> Figure:
    """Return a trend chart with one panel an indicator. The title states the latest finding of the first."""
    shown = [evidence.find_series(indicator) for indicator in indicators]
    panels = tuple(build_trend(evidence, series) for series in shown)
    findings = [finding for series in shown for finding in series.findings]
    measures = [f"{item.entry.indicator.label}, {say_unit(item.entry.indicator)}" for item in shown]
    caption = Caption(name, say_headline(shown[0]), "; ".join(measures), say_source(evidence, findings))
    if len(panels) == 1:
        return show_trend(panels[0], caption)
    return show_trends(panels, caption, data=_tabulate_panels(panels, caption))


def _tabulate_panels(panels: Sequence[trend_data.Trend], caption: Caption) -> Table:
    """Return the data behind all panels in one table, one row for each measure and period."""
    tables = [
        trend_data.tabulate_trend(panel, table_id=caption.id, caption=panel.measure, source=caption.source)
        for panel in panels
    ]
    heads = list(dict.fromkeys(column.label for table in tables for column in table.columns[1:]))
    rows = [
        (Cell(f"{panel.title}, {row[0].text}"), *(_find_cell(table, row, head) for head in heads))
        for panel, table in zip(panels, tables, strict=True)
        for row in table.rows
    ]
    columns = (Column("Measure and period", numeric=False), *(Column(head) for head in heads))
    return Table(f"{caption.id}-data", f"Data: {caption.subtitle}", columns, tuple(rows), caption.source)


def _find_cell(table: Table, row: tuple[Cell, ...], head: str) -> Cell:
    labels = [column.label for column in table.columns]
    return row[labels.index(head)] if head in labels else Cell("[z]")


def build_trend(evidence: AreaEvidence, series: Series) -> trend_data.Trend:
    """Return one panel: the area's line, England, and the spread of similar areas. Sizes stand alone."""
    indicator, findings = series.entry.indicator, series.findings
    labels = {finding.period.code: finding.period.label for finding in findings}
    compared = indicator.unit not in SIZES
    return trend_data.Trend(
        measure=indicator.label,
        title=indicator.short,
        periods=tuple(labels.values()),
        area=trend_data.Series(
            evidence.area.name,
            tuple(None if finding.is_small else finding.value for finding in findings),
            tuple(TOO_FEW if finding.is_small else MISSING.get(finding.symbol, "") for finding in findings),
            tuple(finding.id for finding in findings),
        ),
        unit=find_unit(indicator),
        england=_build_england(findings) if compared else None,
        similar=_build_spread(evidence, findings) if compared else None,
        breaks=tuple(
            trend_data.Break(labels[item.before], item.label) for item in indicator.breaks if item.before in labels
        ),
        marks=tuple(
            trend_data.Mark(labels[item.period], item.label) for item in indicator.marks if item.period in labels
        ),
    )


def _build_england(findings: Sequence[Finding]) -> trend_data.Series | None:
    values = tuple(finding.england for finding in findings)
    return trend_data.Series("England", values) if any(value is not None for value in values) else None


def _build_spread(evidence: AreaEvidence, findings: Sequence[Finding]) -> trend_data.Spread | None:
    if not any(finding.neighbours for finding in findings):
        return None

    def read(field: str) -> tuple[float | None, ...]:
        return tuple(getattr(finding.neighbours, field) if finding.neighbours else None for finding in findings)

    name = f"{say_small(len(evidence.neighbours))} similar areas"
    return trend_data.Spread(read("low"), read("lower_quartile"), read("upper_quartile"), read("high"), name)


def plot_profile(  # noqa: PLR0913 - all after the third by name
    evidence: AreaEvidence,
    figure: str,
    indicators: Sequence[str],
    measure: str,
    *,
    keep_order: bool = False,
    headline: str = "",
    name: str = "",
) -> Figure:
    """Return several indicators of one unit beside England and similar areas, by the area's value unless kept.

    The title states the `headline` indicator or else the largest value; `name` stands for the area where the figures
    are of another place.
    """
    findings = list_findings(evidence, indicators)
    chart = _build_comparison(evidence, findings, measure, sort=not keep_order)
    caption = _caption_findings(evidence, figure, findings, measure)
    if headline:
        first = evidence.latest(headline)
        caption = replace(caption, title=say_headline(Series(first.entry, (first,))))
    return show_comparison(replace(chart, area=name or chart.area), caption)


def plot_composition(evidence: AreaEvidence, name: str, indicators: Sequence[str], measure: str) -> Figure:
    """Return the shares of a whole beside England; the title states the first."""
    findings = list_findings(evidence, indicators)
    title = say_headline(Series(findings[0].entry, (findings[0],)))
    caption = replace(_caption_findings(evidence, name, findings, measure), title=title)
    return show_shares(_build_comparison(evidence, findings, measure, sort=False), caption)


def _caption_findings(evidence: AreaEvidence, name: str, findings: Sequence[Finding], measure: str) -> Caption:
    """Return the words around a chart of several indicators; the title states the largest value."""
    known = [finding for finding in findings if finding.value is not None and not finding.is_small]
    largest = max(known or findings, key=lambda finding: finding.value or 0)
    periods = "; ".join(dict.fromkeys(finding.period.label for finding in findings))
    title = say_headline(Series(largest.entry, (largest,)))
    return Caption(name, title, f"{measure[:1].upper()}{measure[1:]}; {periods}", say_source(evidence, findings))


def _build_comparison(evidence: AreaEvidence, findings: Sequence[Finding], measure: str, *, sort: bool) -> Comparison:
    return Comparison(
        measure=measure,
        area=evidence.area.name,
        rows=tuple(_build_row(finding, finding.entry.indicator.short) for finding in findings),
        unit=find_unit(findings[0].entry.indicator),
        sort=sort,
    )


def _build_row(finding: Finding, label: str) -> ComparisonRow:
    return ComparisonRow(
        label=label,
        value=None if finding.is_small else finding.value,
        england=finding.england,
        similar=finding.neighbours.mean if finding.neighbours else None,
        absent=TOO_FEW if finding.is_small else MISSING.get(finding.symbol, ""),
        finding=finding.id,
    )


def plot_pupil_groups(
    evidence: AreaEvidence, name: str, measures: Sequence[tuple[str, ...]], measure_words: str
) -> Figure:
    """Return each measure for pupils with a plan, at SEN support and without SEN; all in one unit."""
    shown = [found for measure in measures if len(found := list_findings(evidence, measure)) == len(PUPIL_GROUPS)]
    blocks = tuple(
        Block(
            name_measure(found[0]),
            tuple(_build_row(finding, group) for finding, group in zip(found, PUPIL_GROUPS, strict=True)),
        )
        for found in shown
    )
    findings = [finding for found in shown for finding in found]
    caption = _caption_findings(evidence, name, findings, measure_words)
    title = say_headline(evidence.find_series(findings[0].entry.id))
    unit = find_unit(findings[0].entry.indicator)
    chart = Groups(measure_words, evidence.area.name, blocks, unit=unit, reference=PUPIL_GROUPS[-1])
    return show_groups(chart, replace(caption, title=title))
