"""From a measure to the chart of several areas, each beside its own similar areas; or of many, by region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.unusual import Label
from sendneeds.declare.area import Area
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.present.display import Figure, strip_marks
from sendneeds.present.figures import Caption, show_spreads
from sendneeds.present.spread_chart import SpreadNames, SpreadRow, Spreads
from sendneeds.present.words import MISSING, say_noun, say_unit, say_when_found
from sendneeds.report.benchmark_evidence import BenchmarkEvidence
from sendneeds.report.benchmark_words import find_range, say_areas, say_share, say_side
from sendneeds.report.charts import TOO_FEW, find_unit
from sendneeds.report.section import say_source

BY_REGION = SpreadNames("Region", "the region's published figure", "range of its areas", "", "the areas of this report")


def plot_areas(evidence: BenchmarkEvidence, entry: IndicatorEntry) -> Figure:
    """Return one measure, one row an area: its value among all authorities, over the range of its similar areas."""
    findings = evidence.list_findings(entry.id)
    others = evidence.read_all(findings[0])
    rows = tuple(_build_row(evidence, finding, others) for finding in findings)
    chart = Spreads(entry.indicator.label, rows, find_unit(entry.indicator), findings[0].england)
    return show_spreads(chart, _caption(evidence, findings, _say_headline(evidence, findings)))


def _build_row(evidence: BenchmarkEvidence, finding: Finding, others: tuple[float, ...]) -> SpreadRow:
    area = next(item.area for item in evidence.areas if finding.id.startswith(f"{item.area.slug}."))
    test = evidence.tests[area.slug, finding.entry.id]
    low, high = find_range(finding, test) or (None, None)
    return SpreadRow(
        label=area.name,
        value=None if finding.is_small else finding.value,
        others=others,
        low=low,
        high=high,
        mean=finding.neighbours.mean if finding.neighbours else None,
        absent=TOO_FEW if finding.is_small else MISSING.get(finding.symbol, ""),
        place=say_side(finding, test),
        finding=finding.id,
    )


def _say_headline(evidence: BenchmarkEvidence, findings: Sequence[Finding]) -> str:
    """Return the title: how many areas lie outside the range of their similar areas."""
    tests = [evidence.tests[finding.id.split(".")[0], finding.entry.id] for finding in findings]
    outside, untold = sum(test.is_beyond for test in tests), sum(test.label is Label.UNTOLD for test in tests)
    name = findings[0].entry.indicator.short
    if outside:
        share, verb = say_share(outside, len(tests)), say_noun(outside, ("lies", "lie"))
        return f"{name}: {share} {verb} outside the range of similar areas"
    if untold:
        return f"{name}: for {say_share(untold, len(tests))}, similar areas differ too much to tell"
    return f"{name}: none of the areas lies outside the range of its similar areas"


def plot_regions(evidence: BenchmarkEvidence, entry: IndicatorEntry) -> Figure:
    """Return one measure, one row a region: its published figure, and the areas of the report that lie in it."""
    findings = evidence.list_findings(entry.id)
    rows = tuple(_list_region_rows(evidence, findings))
    chart = Spreads(entry.indicator.label, rows, find_unit(entry.indicator), findings[0].england, BY_REGION)
    title = f"{entry.indicator.short}: the figures of {say_areas(len(findings))} areas, by region"
    return show_spreads(chart, _caption(evidence, findings, strip_marks(title)))


def _list_region_rows(evidence: BenchmarkEvidence, findings: Sequence[Finding]) -> Iterator[SpreadRow]:
    inside: dict[Area, list[Finding]] = {}
    for item, finding in zip(evidence.areas, findings, strict=True):
        inside.setdefault(item.region, []).append(finding)
    for region, found in sorted(inside.items(), key=lambda pair: pair[0].name):
        values = [item.value for item in found if item.value is not None]
        yield SpreadRow(
            label=region.name,
            value=found[0].region,
            others=tuple(values),
            low=min(values, default=None),
            high=max(values, default=None),
            finding=f"{region.slug}.{found[0].entry.id}.{found[0].period.code}",
        )


def _caption(evidence: BenchmarkEvidence, findings: Sequence[Finding], title: str) -> Caption:
    entry, when = findings[0].entry, say_when_found(findings[0], capital=False)
    subtitle = f"{entry.indicator.label}, {say_unit(entry.indicator)}, {when}"
    return Caption(entry.id.replace("_", "-"), title, subtitle, say_source(evidence.areas[0], findings))
