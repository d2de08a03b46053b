"""What a list of priorities says of one measure: where it lies, how large the gap is, where it is heading."""

from __future__ import annotations

from collections.abc import Sequence

from sendneeds.analysis.opportunity import Opportunity
from sendneeds.analysis.priorities import Measure, Priority, Tier
from sendneeds.analysis.trend import Change, Pace, Trend
from sendneeds.analysis.unusual import Label, Unusual
from sendneeds.declare.indicator import Direction, Indicator, Unit
from sendneeds.present.display import mark_number
from sendneeds.present.sentences import join_words
from sendneeds.present.words import say_comparison, say_noun, say_number, say_reading, say_value
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.section import join_paragraph, join_paragraphs

MOST_MEASURES = 3
POINTS = {Unit.PERCENT, Unit.PERCENT_CHANGE}
PACES = {
    Pace.WORSENING: "a less favourable course than in similar areas",
    Pace.IMPROVING: "a more favourable course than in similar areas",
    Pace.FASTER: "more of a rise than in similar areas",
    Pace.SLOWER: "less of a rise than in similar areas",
    Pace.ALIKE: "in line with similar areas",
}


def mark_summary(evidence: AreaEvidence, number: str, name: str) -> str:
    """Return a number that no single finding holds, marked with the area and what it counts."""
    return mark_number(number, f"{evidence.area.slug}.{name}")


def say_line(evidence: AreaEvidence, line: Priority) -> str:
    """Return a line's heading, its measures, who is responsible and what would change it."""
    return join_paragraphs(
        f"### {evidence.registry.themes[line.theme].label}",
        say_measures_apart(evidence, line.measures, line.tier),
        join_paragraph(
            "" if any(item.opportunity for item in line.measures) else "Numbers of children are not published.",
            f"Responsible: {join_words(line.responsible)}.",
            f"What would change this finding: {line.would_change}.",
        ),
    )


def say_measures_apart(evidence: AreaEvidence, measures: Sequence[Measure], tier: Tier, said_above: str = "") -> str:
    """Return a paragraph for each of the first measures, and the names of the others.

    The figure of the indicator `said_above` is not said again.
    """
    said = [
        say_measure(evidence, item, with_figure=item.id != said_above, with_turn=tier is not Tier.C)
        for item in measures[:MOST_MEASURES]
    ]
    names = [item.finding.entry.indicator.short for item in measures[MOST_MEASURES:]]
    return join_paragraphs(*said, f"In the same direction, and not as far: {'; '.join(names)}." if names else "")


def say_measure(evidence: AreaEvidence, measure: Measure, *, with_figure: bool, with_turn: bool) -> str:
    """Return what one measure says: figure, comparison, range, size of the gap, trend, what would bring it back."""
    finding = measure.finding
    return join_paragraph(
        f"**{finding.entry.indicator.short}.**",
        join_paragraph(say_reading(finding), say_comparison(finding, evidence.region.name)) if with_figure else "",
        say_range(measure),
        say_gap(measure),
        say_trend(measure),
        say_turn(measure) if with_turn else "",
    )


def say_range(measure: Measure) -> str:
    """Return the range that similar areas point to, and how the figure stands to it."""
    test, finding = measure.unusual, measure.finding
    if test.low is None or test.high is None or finding.value is None:
        return ""
    indicator = finding.entry.indicator
    low, high = (mark_number(say_value(end, indicator), finding.id) for end in (test.low, test.high))
    span = f"a range of {low} to {high}" if test.low >= 0 or can_be_negative(indicator) else f"at most {high}"
    return f"Similar areas point to {span}: the figure {_say_stand(test, finding.value)}."


def can_be_negative(indicator: Indicator) -> bool:
    """Say whether a figure may lie below zero; of one that cannot, a range that starts there has an upper end only."""
    return indicator.signed or indicator.unit is Unit.PERCENT_CHANGE


def _say_stand(test: Unusual, value: float) -> str:
    if test.label is Label.UNTOLD:
        return "lies inside, but similar areas differ too much to tell"
    if test.is_beyond:
        return "lies above that" if value > (test.high or 0.0) else "lies below that"
    if test.label is Label.EDGE:
        near_top = (test.high or 0.0) - value < value - (test.low or 0.0)
        return f"lies towards the {'upper' if near_top else 'lower'} end"
    return "lies within that"


def say_gap(measure: Measure) -> str:
    """Return the size of the gap in what the measure counts, or nothing without counts."""
    gap, finding = measure.opportunity, measure.finding
    if gap is None:
        return ""
    noun = say_noun(round(gap.children), finding.entry.indicator.noun)
    size = f"{mark_number(say_number(gap.children), finding.id)} {noun} ({_say_ends(gap, finding.id)})"
    if gap.spans_zero:
        return f"If it matched similar areas, the difference would be {size}, which cannot be told from zero."
    return f"If it matched similar areas, the difference would be {size}. That is the scale of the gap, not a forecast."


def _say_ends(gap: Opportunity, finding: str) -> str:
    low, high = (mark_number(say_number(end), finding) for end in gap.interval)
    return f"95% interval {low} to {high}"


def say_trend(measure: Measure) -> str:
    """Return the slope, its test, and how it compares with similar areas."""
    trend, finding = measure.trend, measure.finding
    if trend is None:
        return "Too few comparable years for a trend."
    number = say_number(abs(trend.slope), 1)
    unit = " percentage points" if finding.entry.indicator.unit in POINTS else ""
    move = f"{'rose' if trend.slope > 0 else 'fell'} by {mark_number(number, finding.id)}{unit} a year"
    moved = move if number.strip("0.") else "hardly moved"
    parts = [part for part in (_say_change(trend), PACES[trend.pace] if trend.pace else "") if part]
    counting = " (the way of counting changed in between)" if trend.collections else ""
    return f"From {trend.first.label} to {trend.last.label} it {', '.join([moved, *parts])}{counting}."


def _say_change(trend: Trend) -> str:
    if trend.change is None:
        return ""
    return "which is no clear change" if trend.change is Change.NONE else f"a {trend.change}"


def say_turn(measure: Measure) -> str:
    """Return the value at which a figure outside the range would be back inside."""
    test, finding = measure.unusual, measure.finding
    if not test.is_beyond or test.turning_point is None:
        return ""
    side = "or more" if finding.entry.indicator.direction is Direction.HIGH else "or less"
    value = mark_number(say_value(test.turning_point, finding.entry.indicator), finding.id)
    return f"It would be inside the range at {value} {side}."
