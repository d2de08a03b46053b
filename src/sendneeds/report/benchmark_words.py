"""Words that every section of a benchmark shares: counts, places beside similar areas, and who lies outside."""

from __future__ import annotations

from collections.abc import Sequence

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.unusual import Label, Unusual
from sendneeds.declare.indicator import Unit
from sendneeds.present.display import mark_number
from sendneeds.present.sentences import add_article
from sendneeds.present.words import SMALL_NUMBERS, say_finding, say_number, say_small, say_unit
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.benchmark_evidence import BenchmarkEvidence

SIMILAR = "Similar does not mean good enough."
BOTH = 2
RATES = {Unit.PER_100, Unit.PER_1000, Unit.POUNDS_PER_HEAD, Unit.POUNDS_PER_WEEK}
WORDS = {
    Label.HIGHER: "higher than similar areas",
    Label.LOWER: "lower than similar areas",
    Label.EDGE: "towards the edge of the range of similar areas",
    Label.WITHIN: "within the range of similar areas",
    Label.UNTOLD: "similar areas differ too much to tell",
}


def say_areas(count: int, name: str = "areas") -> str:
    """Return a count of areas: `four`, or a figure that is marked as the benchmark's own."""
    return say_small(count) if count < len(SMALL_NUMBERS) else mark_number(say_number(count), f"benchmark.{name}")


def say_side(finding: Finding, test: Unusual) -> str:
    """Return how a value stands to the range of similar areas, or why that cannot be said."""
    if test.label is None:
        return f"not set beside similar areas: {test.reason}"
    if test.label is Label.OUTSIDE:
        above = finding.value is not None and test.high is not None and finding.value > test.high
        return f"outside the range of similar areas, {'above' if above else 'below'} it"
    too_few = test.label is Label.UNTOLD and test.reason
    return test.reason if too_few else WORDS[test.label]


def say_outside(evidence: BenchmarkEvidence, area: AreaEvidence, themes: Sequence[str]) -> list[str]:
    """Return the measures of some themes on which an area lies outside the range of its similar areas."""
    pairs = [pair for theme in themes for pair in evidence.list_tests(area, theme) if pair[1].is_beyond]
    return [_say_beyond(finding, test) for finding, test in pairs]


def _say_beyond(finding: Finding, test: Unusual) -> str:
    indicator = finding.entry.indicator
    unit = f" {say_unit(indicator).removeprefix('£ ')}" if indicator.unit in RATES else ""
    side = say_side(finding, test).removeprefix("outside the range of similar areas, ").removesuffix(" similar areas")
    side = {"above it": "above", "below it": "below", "higher than": "higher", "lower than": "lower"}[side]
    return f"{indicator.short} ({say_finding(finding)}{unit}, {side})"


def say_share(count: int, total: int) -> str:
    """Return `two of four areas`, `all four areas`, `both areas` or `none of the areas`."""
    if not count:
        return "none of the areas"
    if count == total:
        return "both areas" if total == BOTH else f"all {say_areas(total)} areas"
    return f"{say_areas(count)} of {say_areas(total)} areas"


def find_range(finding: Finding, test: Unusual) -> tuple[float, float] | None:
    """Return the range of similar areas as shown: what cannot be negative begins at zero."""
    if test.low is None or test.high is None:
        return None
    indicator = finding.entry.indicator
    if indicator.signed or indicator.unit is Unit.PERCENT_CHANGE:
        return test.low, test.high
    return max(test.low, 0.0), max(test.high, 0.0)


def name_areas(areas: Sequence[AreaEvidence]) -> list[str]:
    """Return the names of areas as they stand in a sentence."""
    return [add_article(item.area.name) for item in areas]
