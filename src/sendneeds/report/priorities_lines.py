"""The list itself: one page of at most seven lines, and the lines of each tier with their evidence."""

from __future__ import annotations

from sendneeds.analysis.duties import DutyRecord
from sendneeds.analysis.priorities import TITLES, WOULD_CHANGE, Measure, Priority, Tier
from sendneeds.present.display import Cell, Column, Table, mark_number
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_noun, say_number, say_small, say_value
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.front import say_small_area
from sendneeds.report.plans import TIMELINESS
from sendneeds.report.priorities_demand import TOO_SMALL, say_plans_ahead
from sendneeds.report.priorities_words import mark_summary, say_line
from sendneeds.report.section import join_paragraph, join_paragraphs, say_beside, say_source
from sendneeds.report.services import say_last_inspection

MOST_LINES = 7
CONFIDENCE = {
    Tier.A: "counted, not estimated",
    Tier.B1: "unlikely to be chance",
    Tier.B2: "chance alone can put one here",
    Tier.V: "reported, not measured",
    Tier.C: "not outside the range",
}
ASKED = {
    Tier.A: "By when can every case be in time, and who leads?",
    Tier.B1: "What lies behind it, and what is the response?",
    Tier.B2: "Is it worth a closer look, and by whom?",
    Tier.V: "What is the answer, and who gives it?",
    Tier.C: "Look again with the next figures?",
}
EMPTY = {
    Tier.B1: "No theme stands out from similar areas once all measures are tested together.",
    Tier.B2: "No theme stands here.",
    Tier.C: "No theme stands here.",
}
NOT_SET_APART = "Published figures do not set {area} apart from similar areas here. That does not mean needs are met."


def list_lines(evidence: AreaEvidence, tier: Tier) -> list[Priority]:
    """Return the lines of a tier, in order."""
    return [line for line in assess(evidence).ranking.lines if line.tier is tier]


def list_first_lines(evidence: AreaEvidence) -> tuple[Priority, ...]:
    """Return the lines that stand on one page."""
    return assess(evidence).ranking.lines[:MOST_LINES]


def say_one_page(evidence: AreaEvidence) -> str:
    """Return the duties, the time limit for plans, what stands apart, and the demand ahead, in short."""
    sentences = (
        _say_duties(evidence),
        say_plan_duty(evidence),
        say_discovery(evidence),
        say_plans_ahead(evidence),
    )
    return "\n".join(f"- {sentence}" for sentence in sentences if sentence)


def _say_duties(evidence: AreaEvidence) -> str:
    duties = assess(evidence).ranking.duties
    if not duties:
        return ""
    late = [record for record in duties if not record.is_met]
    limits = say_noun(len(duties), ("time limit in law has", "time limits in law have"))
    were = say_noun(len(late), ("was", "were"))
    return (
        f"{say_small(len(duties)).capitalize()} {limits} published figures here; {say_small(len(late))} {were} not met "
        "in every case."
    )


def find_plan_duty(evidence: AreaEvidence) -> DutyRecord | None:
    """Return the duty to issue a plan in time, if a figure speaks to it."""
    duty = evidence.registry.indicators[TIMELINESS].indicator.duty
    found = (record for record in assess(evidence).ranking.duties if duty and record.name == duty.name)
    return next(found, None)


def say_plan_duty(evidence: AreaEvidence) -> str:
    """Return what share of new plans was in time, and what it is set beside."""
    record = find_plan_duty(evidence)
    return say_beside(evidence, record.finding.entry.id) if record else ""


def say_discovery(evidence: AreaEvidence) -> str:
    """Return how many measures lie outside the range of similar areas, and how many would by chance."""
    if small := say_small_area(evidence):
        return small
    found = assess(evidence).ranking.discovery
    tested, outside, expected = (
        mark_summary(evidence, say_number(number, decimals), f"priorities-{name}")
        for name, number, decimals in (
            ("tested", found.tested, 0),
            ("outside", found.unfavourable, 0),
            ("expected", found.expected_unfavourable, 1),
        )
    )
    noun = say_noun(found.unfavourable, ("lies", "lie"))
    return (
        f"Of {tested} core measures with a good direction that could be tested, {outside} {noun} outside the range of "
        f"similar areas on the unfavourable side; {expected} expected by chance. Similar does not mean good enough."
    )


def tabulate_one_page(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the first lines of the list, in the order of their tiers."""
    lines = list_first_lines(evidence)
    left = len(assess(evidence).ranking.lines) - len(lines)
    heads = ("Standing", "Children or cases", "Responsible", "Confidence", "Question for the board")
    findings = [record.finding for line in lines for record in line.duties]
    findings += [item.finding for line in lines for item in line.measures]
    more = f"{say_small(left).capitalize()} more {say_noun(left, ('line stands', 'lines stand'))} in the pages below."
    table = Table(
        id="priorities",
        caption=f"What published figures and people point to in {add_article(evidence.area.name)}, for decision",
        columns=(Column("What", numeric=False), *(Column(head, numeric=head == heads[1]) for head in heads)),
        rows=tuple(_write_line(evidence, line) for line in lines),
        source=say_source(evidence, findings),
        notes=(more,) if left else (),
    )
    return (table,) if lines else ()


def _write_line(evidence: AreaEvidence, line: Priority) -> tuple[Cell, ...]:
    return (
        Cell(name_line(evidence, line)),
        Cell(TITLES[line.tier]),
        _write_children(line),
        Cell(join_words(line.responsible).capitalize() or "For the board to name"),
        Cell(CONFIDENCE[line.tier].capitalize()),
        Cell(ASKED[line.tier]),
    )


def name_line(evidence: AreaEvidence, line: Priority) -> str:
    """Return what a line is about, in a few words."""
    if line.raised is not None:
        return line.raised.text.rstrip(".")
    label = evidence.registry.themes[line.theme].label
    if line.duties:
        return f"{label}. Most late cases: {line.duties[0].finding.entry.indicator.short}"
    others = len(line.measures) - 1
    more = f" and {say_small(others)} more {say_noun(others, ('measure', 'measures'))}" if others else ""
    return f"{label}. {line.measures[0].finding.entry.indicator.short}{more}"


def _write_children(line: Priority) -> Cell:
    if line.raised is not None:
        return Cell("Not counted")
    if line.children is None:
        return Cell("Not published")
    finding = line.duties[0].finding if line.duties else line.measures[0].finding
    nouns = finding.entry.indicator.noun
    if line.duties:
        return Cell(f"{say_number(line.children)} late {say_noun(line.children, nouns)}", finding.id)
    if not line.children:
        return Cell("Cannot be told from zero")
    return Cell(f"At least {say_number(line.children)} {say_noun(round(line.children), nouns)}", finding.id)


def say_clear(evidence: AreaEvidence) -> str:
    """Return the lines that are clearly different from similar areas."""
    return _say_tier(evidence, Tier.B1)


def say_closer(evidence: AreaEvidence) -> str:
    """Return the lines that are worth a closer look, with how many there are and how many chance would bring."""
    return join_paragraphs("" if say_small_area(evidence) else say_discovery(evidence), _say_tier(evidence, Tier.B2))


def say_review(evidence: AreaEvidence) -> str:
    """Return the lines to keep under review."""
    return _say_tier(evidence, Tier.C)


def _say_tier(evidence: AreaEvidence, tier: Tier) -> str:
    said = [say_line(evidence, line) for line in list_lines(evidence, tier)]
    return join_paragraphs(*said) or (TOO_SMALL if say_small_area(evidence) else EMPTY[tier])


def say_raised(evidence: AreaEvidence) -> str:
    """Return what people raised, each with source and date, and what inspectors last found."""
    raised = [line.raised for line in list_lines(evidence, Tier.V) if line.raised is not None]
    lines = [f"- {item.text.rstrip('.')} ({item.source}, {item.date})." for item in raised]
    return join_paragraphs(
        "\n".join(lines) or "No themes from families have been supplied for this report.",
        join_paragraph(
            say_last_inspection(evidence),
            f"No figure removes what is raised here. What would change it: {WOULD_CHANGE[Tier.V]}." if raised else "",
        ),
    )


def say_not_set_apart(evidence: AreaEvidence) -> str:
    """Return the themes in which nothing stands out, what stands out favourably, and what could not be tested."""
    ranking, themes = assess(evidence).ranking, evidence.registry.themes
    alike = [f"- {themes[theme].label}" for theme in ranking.not_set_apart]
    apart = NOT_SET_APART.format(area=add_article(evidence.area.name))
    common = "This result is frequent: similar areas differ widely, so few measures of any one area stand out."
    none = TOO_SMALL if say_small_area(evidence) else "Every theme that was tested is in a list above."
    untested = [f"- {themes[item.theme].label}: {join_words(item.reasons)}" for item in ranking.untested]
    return join_paragraphs(
        join_paragraph(apart, common) if alike else none,
        "\n".join(alike),
        _say_favourable(evidence),
        "Not set against similar areas, and why:" if untested else "",
        "\n".join(untested),
    )


def _say_favourable(evidence: AreaEvidence) -> str:
    found = [item for item in list_tested(evidence) if item.unusual.is_beyond and not item.unusual.is_unfavourable]
    if not found or say_small_area(evidence):
        return ""
    names = [f"{item.finding.entry.indicator.short} ({_say_marked(item)})" for item in found]
    return f"Outside the range of similar areas on the favourable side: {'; '.join(names)}."


def _say_marked(measure: Measure) -> str:
    value = measure.finding.value or 0.0
    return mark_number(say_value(value, measure.finding.entry.indicator), measure.finding.id)


def list_tested(evidence: AreaEvidence) -> list[Measure]:
    """Return the measures that are tested together, the furthest from similar areas first."""
    found = [item for item in assess(evidence).measures.values() if item.is_in_family]
    return sorted(found, key=lambda item: (-item.distance, item.id))
