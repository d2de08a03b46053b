"""Every number that reports print with the id of a published figure, unrounded and named, to tell which is which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendneeds.analysis.comparators import Spread
from sendneeds.analysis.finding import Finding
from sendneeds.analysis.priorities import Measure
from sendneeds.declare.indicator import Unit
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.pressures import list_pressures
from sendneeds.report.trace_lines import Figure
from sendneeds.report.trace_subject import Subject

PERCENT = 100
SHARES = {Unit.PERCENT, Unit.PERCENT_CHANGE}


def list_figures(subject: Subject) -> tuple[Figure, ...]:
    """Return the figure itself, then what it is counted from and set beside, then what is worked out from it."""
    finding, evidence = subject.finding, subject.evidence
    found = [*_list_own(finding), *_list_beside(finding)]
    if evidence is not None:
        found += _list_changes(evidence, finding)
        measure = assess(evidence).measures.get(finding.entry.id)
        if measure is not None and measure.finding.id == finding.id:
            found += [*_list_tested(measure), *_list_ahead(evidence, finding)]
    return tuple(Figure(name, float(value)) for name, value in found if value is not None)


Named = Iterator[tuple[str, float | None]]


def _list_own(finding: Finding) -> Named:
    yield "value", finding.value
    yield "numerator", finding.numerator
    yield "denominator", finding.denominator
    yield "denominator less numerator", finding.complement
    for name, end in zip(("lower", "upper"), finding.interval or (), strict=False):
        yield f"{name} end of the 95% interval", end
    if finding.value is not None and finding.entry.indicator.unit is Unit.PERCENT:
        yield "100 less the value", PERCENT - finding.value


def _list_beside(finding: Finding) -> Named:
    yield "England", finding.england
    yield "region", finding.region
    yield from _list_spread("similar areas", finding.neighbours)
    yield from _list_spread("areas of the same type", finding.area_type)


def _list_spread(name: str, spread: Spread | None) -> Named:
    if spread is not None:
        yield f"{name}, average", spread.mean
        yield f"{name}, lowest", spread.low
        yield f"{name}, highest", spread.high
        yield f"{name}, lower quartile", spread.lower_quartile
        yield f"{name}, upper quartile", spread.upper_quartile


def _list_changes(evidence: AreaEvidence, finding: Finding) -> Named:
    """Yield changes against the other periods of the measure, in its unit and in percent."""
    series = evidence.series.get(finding.entry.id)
    for other in series.findings if series else ():
        if other.id == finding.id or other.value is None or finding.value is None:
            continue
        points = " in points" if finding.entry.indicator.unit in SHARES else ""
        yield f"change since {other.period.label}{points}", finding.value - other.value
        if other.value:
            yield f"change since {other.period.label} in percent", PERCENT * (finding.value / other.value - 1)


def _list_tested(measure: Measure) -> Named:
    test, gap = measure.unusual, measure.opportunity
    yield "lower end of the range that similar areas point to", test.low
    yield "upper end of the range that similar areas point to", test.high
    yield "value at which it would be inside that range", test.turning_point
    if gap is not None:
        yield "gap to similar areas, in what is counted", gap.children
        yield "gap, lower end of its interval", gap.interval[0]
        yield "gap, upper end of its interval", gap.interval[1]
    if measure.trend is not None:
        yield "slope a year", measure.trend.slope


def _list_ahead(evidence: AreaEvidence, finding: Finding) -> Named:
    for pressure in list_pressures(evidence):
        points = pressure.projection.points if pressure.projection and pressure.finding.id == finding.id else ()
        for point in points:
            yield f"projected for {point.year}", point.value
            yield f"projected for {point.year}, lower end of the 80% band", point.band80[0]
            yield f"projected for {point.year}, upper end of the 80% band", point.band80[1]


def name_number(number: float, slack: float, figures: Iterable[Figure]) -> str:
    """Return which of the figures rounds to a printed number, "" if none does; the sign may stand in the words."""
    names = (figure.name for figure in figures if abs(abs(figure.value) - abs(number)) <= slack)
    return next(names, "")
