"""Findings and measures made up for tests of the analysis: one indicator, with what a test wants to differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sendneeds.analysis.comparators import summarise_values
from sendneeds.analysis.finding import Finding, Series, compute_interval
from sendneeds.analysis.unusual import Floats, Unusual, judge_finding
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import Indicator, IndicatorEntry
from sendneeds.declare.period import read_period

EDITION = Edition.model_validate({"as_at": "2025-12-31", "neighbours": "2025"})
SOURCE = {"reader": "table", "release": ["made_up"], "value": "share"}
WORDS = {
    "label": "Made up", "short": "Made up", "description": "Made up.", "why_it_matters": "For tests.",
    "noun": ("child", "children"), "counted_by": "residence", "ages": "0 to 25",
}  # fmt: skip


def make_entry(name: str = "made_up", theme: str = "made", **given: object) -> IndicatorEntry:
    """Return an indicator: a percentage of a calendar year, high is good, unless `given` says otherwise."""
    words = {**WORDS, "unit": "percent", "direction": "high", "period": "calendar_year", "source": SOURCE, **given}
    return IndicatorEntry(id=name, theme=theme, indicator=Indicator.model_validate(words))


def make_finding(
    value: float | None,
    entry: IndicatorEntry | None = None,
    period: str = "2024",
    numerator: float | None = None,
    denominator: float | None = None,
) -> Finding:
    """Return a finding with its interval; the value follows from counts where it is None."""
    entry = entry or make_entry()
    if value is None and numerator is not None and denominator:
        value = 100 * numerator / denominator
    return Finding(
        id=f"here.{entry.id}.{period}",
        area_name="Here",
        entry=entry,
        period=read_period(period, entry.indicator.period),
        value=value,
        numerator=numerator,
        denominator=denominator,
        symbol="" if value is not None else "x",
        release="made_up",
        interval=compute_interval(entry.indicator.unit, value, numerator, denominator),
    )


def make_series(*findings: Finding) -> Series:
    """Return the findings as a series."""
    return Series(findings[0].entry, findings)


def judge(value: float, similar: Floats, entry: IndicatorEntry | None = None, period: str = "2024") -> Unusual:
    """Return the test of a value under the edition of the tests."""
    return judge_finding(make_finding(value, entry, period), similar, EDITION)


def set_beside(finding: Finding, *values: float) -> Finding:
    """Return the finding with similar areas that have these values."""
    return replace(finding, neighbours=summarise_values(np.array(values)))
