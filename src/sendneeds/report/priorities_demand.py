"""Rising demand with its projections, and the questions that contested measures raise."""

from __future__ import annotations

from collections.abc import Iterable
from math import isclose

from sendneeds.analysis.pressure import Pressure
from sendneeds.analysis.priorities import Measure
from sendneeds.analysis.projection import ProjectedPoint
from sendneeds.analysis.unusual import Label, Unusual
from sendneeds.declare.indicator import Indicator
from sendneeds.present.display import Cell, Column, Table, mark_number
from sendneeds.present.sentences import add_article
from sendneeds.present.words import say_finding, say_noun, say_number, say_statement, say_value, say_when_found
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.front import say_small_area
from sendneeds.report.pressures import list_pressures
from sendneeds.report.priorities_words import can_be_negative, say_range
from sendneeds.report.section import (
    explain_symbols,
    join_paragraph,
    join_paragraphs,
    list_caveats,
    name_row,
    say_source,
)

PLANS = "ehc_plans_total"
LAW = "A projection of plans is demand for plans under present law and practice, not need."
PROJECTED = (
    "[f] projected, not counted. Bands come from the errors of past projections for other authorities. Past errors are "
    "means over this area's own past projections, of the same number of years ahead."
)
TOO_SMALL = "The area is too small to compare: see the first page."
ASKED = {Label.HIGHER, Label.LOWER, Label.EDGE}
STAND: dict[Label | None, str] = {
    Label.HIGHER: "Higher than similar areas",
    Label.LOWER: "Lower than similar areas",
    Label.EDGE: "Towards the edge of their range",
    Label.WITHIN: "Within their range",
    Label.UNTOLD: "Similar areas differ too much to tell",
}


def list_projected(evidence: AreaEvidence) -> list[Pressure]:
    """Return the counts of demand with a projection, by projected growth; none in an area with few children."""
    return [] if say_small_area(evidence) else [item for item in list_pressures(evidence) if item.projection]


def say_demand(evidence: AreaEvidence) -> str:
    """Return what each count of demand is and is projected to be, and how far past projections were off."""
    shown = list_projected(evidence)
    lines = [f"- {_say_pressure(item)} {_say_past_error(item)}" for item in shown]
    why = "too few to project" if say_small_area(evidence) else "too few comparable years to project"
    lines += [f"- {_say_counted(item)}; {why}." for item in list_pressures(evidence) if item not in shown]
    return join_paragraphs(
        "\n".join(lines) or "No count of demand is published for this area.",
        LAW if shown else "",
    )


def _say_counted(pressure: Pressure) -> str:
    finding = pressure.finding
    nouns = finding.entry.indicator.noun
    when = say_when_found(finding, capital=False)
    return f"{say_finding(finding)} {say_noun(finding.value or 0, nouns)} {when}"


def say_plans_ahead(evidence: AreaEvidence) -> str:
    """Return the number of plans and its projection for the next year."""
    plans = evidence.latest(PLANS)
    found = next((item for item in list_projected(evidence) if item.finding.id == plans.id), None)
    return join_paragraph(_say_pressure(found), LAW) if found else ""


def _say_pressure(pressure: Pressure) -> str:
    point = list_points(pressure)[0]
    low, high = (_mark(end, pressure) for end in point.band80)
    return (
        f"{_say_counted(pressure)}; projected for "
        f"{name_year(pressure, point)}: {_mark(point.value, pressure)} (80% band {low} to {high})."
    )


def _say_past_error(pressure: Pressure) -> str:
    point = list_points(pressure)[0]
    if point.past_error is None or point.naive_error is None:
        return "There is no past projection of this count to check."
    own, naive = (
        mark_number(f"{say_number(error, 1)}%", pressure.finding.id) for error in (point.past_error, point.naive_error)
    )
    if isclose(point.value, point.naive):
        return (
            "Over all councils no rule of growth came closer in the past than repeating the last figure; one year "
            f"ahead that missed the area's own by {naive} on average."
        )
    return (
        f"One year ahead, this method missed the area's own past figures by {own} on average; repeating the last "
        f"figure missed by {naive}."
    )


def _mark(number: float, pressure: Pressure) -> str:
    return mark_number(say_number(number), pressure.finding.id)


def list_points(pressure: Pressure) -> tuple[ProjectedPoint, ...]:
    """Return the projected years of a count."""
    return pressure.projection.points if pressure.projection else ()


def name_year(pressure: Pressure, point: ProjectedPoint) -> str:
    """Return the period of a projected year, as the last counted one is written."""
    period = pressure.finding.period
    return period.label.replace(str(period.end.year), str(point.year))


def tabulate_demand(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return every projected year with its bands and past errors."""
    shown = list_projected(evidence)
    rows = tuple(row for item in shown for row in _write_pressure(item))
    heads = ("Projected", "80% band", "95% band", "Own past error, %", "Past error of the last figure, %")
    table = Table(
        id="projections",
        caption=f"Demand in {add_article(evidence.area.name)} under present law and practice: projected numbers",
        columns=(Column("Count and period", numeric=False), *(Column(head) for head in heads)),
        rows=rows,
        source=say_source(evidence, [item.finding for item in shown]),
        notes=(PROJECTED, *explain_symbols(rows)),
    )
    return (table,) if rows else ()


def _write_pressure(pressure: Pressure) -> Iterable[tuple[Cell, ...]]:
    finding = pressure.finding
    short = finding.entry.indicator.short
    for point in list_points(pressure):
        bands = [f"{say_number(low)} to {say_number(high)}" for low, high in (point.band80, point.band95)]
        errors = [
            Cell("[x]") if error is None else Cell(say_number(error, 1), finding.id)
            for error in (point.past_error, point.naive_error)
        ]
        number = Cell(f"{say_number(point.value)} [f]", finding.id)
        yield (
            Cell(f"{short}, {name_year(pressure, point)}"),
            number,
            *(Cell(band, finding.id) for band in bands),
            *errors,
        )


def say_questions(evidence: AreaEvidence) -> str:
    """Return the contested measures that are not within the range of similar areas, as questions."""
    if say_small_area(evidence):
        return TOO_SMALL
    asked = [item for item in assess(evidence).ranking.questions if item.unusual.label in ASKED]
    lines = [f"- {_say_question(item)}" for item in asked]
    return join_paragraphs(
        "\n".join(lines) or "None of these measures lies outside or near the edge of the range of similar areas.",
        "For each: what lies behind it here, and is it what these children need?" if asked else "",
    )


def _say_question(measure: Measure) -> str:
    finding = measure.finding
    statement = say_statement(finding)
    return join_paragraph(
        f"**{finding.entry.indicator.short}.** {say_when_found(finding)}, {statement}.", say_range(measure)
    )


def tabulate_questions(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return every contested measure beside the range of similar areas."""
    asked = () if say_small_area(evidence) else assess(evidence).ranking.questions
    findings = [item.finding for item in asked]
    heads = (evidence.area.name, "Similar areas, average", "Range that similar areas point to")
    table = Table(
        id="questions",
        caption="Measures without an agreed good direction",
        columns=(
            Column("Measure", numeric=False),
            Column("Period", numeric=False),
            *(Column(head) for head in heads),
            Column("Beside similar areas", numeric=False),
        ),
        rows=tuple(_write_question(item) for item in asked),
        source=say_source(evidence, findings),
        notes=list_caveats(evidence, [item.finding for item in asked if item.unusual.label in ASKED]),
    )
    return (table,) if asked else ()


def _write_question(measure: Measure) -> tuple[Cell, ...]:
    finding, test = measure.finding, measure.unusual
    indicator = finding.entry.indicator
    mean = finding.neighbours.mean if finding.neighbours else None
    numbers = [finding.value, mean]
    return (
        Cell(name_row(finding, with_unit=True)),
        Cell(finding.period.label),
        *(Cell("[x]") if number is None else Cell(say_value(number, indicator), finding.id) for number in numbers),
        Cell(_say_range_cell(test, indicator), finding.id),
        Cell(STAND.get(test.label, "Not tested")),
    )


def _say_range_cell(test: Unusual, indicator: Indicator) -> str:
    if test.low is None or test.high is None:
        return "[x]"
    high = say_value(test.high, indicator)
    if test.low < 0 and not can_be_negative(indicator):
        return f"At most {high}"
    return f"{say_value(test.low, indicator)} to {high}"
