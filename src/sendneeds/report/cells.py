"""Cells of tables that set a figure beside its counts, its interval, an earlier period and its comparators."""

from __future__ import annotations

from collections.abc import Sequence

from sendneeds.analysis.finding import Finding, Series
from sendneeds.analysis.unusual import TOTALS
from sendneeds.declare.indicator import Unit
from sendneeds.present.display import Cell, strip_marks
from sendneeds.present.words import MINUS, say_cell, say_interval, say_number, say_value

NO_SHARE = {*TOTALS, Unit.YES_NO}
POINTS = {Unit.PERCENT, Unit.PERCENT_CHANGE}
# What stands where a change would cross a change of definition.
BREAK = "[b]"


def write_finding(finding: Finding | None) -> Cell:
    """Return the value, or the symbol that stands for it."""
    return Cell(say_cell(finding), finding.id if finding and finding.value is not None else None)


def write_counts(finding: Finding) -> Cell:
    """Return the published counts behind a figure: of how many, or from how many to how many."""
    if finding.entry.indicator.unit in NO_SHARE:
        return Cell("[z]")
    if finding.numerator is None or finding.denominator is None:
        return Cell("[x]")
    numerator, denominator = say_number(finding.numerator), say_number(finding.denominator)
    if finding.entry.indicator.unit is Unit.PERCENT_CHANGE:
        return Cell(f"{denominator} to {numerator}", finding.id)
    return Cell(f"{numerator} of {denominator}", finding.id)


def write_interval(finding: Finding) -> Cell:
    """Return the interval of a share or rate; a count is the size of something, and complete."""
    if finding.entry.indicator.unit in NO_SHARE:
        return Cell("[z]")
    interval = strip_marks(say_interval(finding))
    return Cell(interval, finding.id) if interval else Cell("[x]")


def write_beside(finding: Finding, values: Sequence[float] | None) -> Cell:
    """Return one value that a figure is set beside, or two as `3.2% to 37.8%`."""
    if not values:
        return Cell("[x]")
    return Cell(" to ".join(say_value(value, finding.entry.indicator) for value in values), finding.id)


def write_similar(finding: Finding) -> tuple[Cell, Cell]:
    """Return average, and lowest to highest, of similar areas; neither where areas are not comparable."""
    if finding.entry.indicator.unit in NO_SHARE or finding.entry.indicator.counted_by == "board":
        return Cell("[z]"), Cell("[z]")
    spread = finding.neighbours
    return (
        write_beside(finding, (spread.mean,) if spread else None),
        write_beside(finding, (spread.low, spread.high) if spread else None),
    )


def write_change(series: Series) -> Cell:
    """Return by how much the latest figure differs from the one before it, in its unit, percentages in points.

    It is taken from unrounded figures. Nothing is compared across a change of definition.
    """
    earlier, latest = series.previous, series.latest
    if series.entry.indicator.unit is Unit.YES_NO:
        return Cell("[z]")
    if earlier is None or earlier.value is None or latest.value is None:
        return Cell("[x]")
    if "definition" in series.find_breaks(earlier.period, latest.period):
        return Cell(BREAK)
    change, indicator = latest.value - earlier.value, series.entry.indicator
    size = (
        say_number(abs(change), indicator.decimals) if indicator.unit in POINTS else say_value(abs(change), indicator)
    )
    sign = "" if not size.strip("£0.,%") else "+" if change > 0 else MINUS
    return Cell(f"{sign}{size}", latest.id)
