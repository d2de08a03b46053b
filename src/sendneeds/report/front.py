"""The first pages: title and status, one page that stands alone, and what the figures are set beside."""

from __future__ import annotations

from sendneeds.analysis.finding import Finding, Series
from sendneeds.declare.indicator import Unit
from sendneeds.declare.period import say_date
from sendneeds.present.display import Cell, Column, Prose, Table, mark_number
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import (
    say_comparison,
    say_finding,
    say_growth,
    say_noun,
    say_number,
    say_place,
    say_reading,
    say_small,
    say_value,
    say_when_found,
)
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.back import NOT_SUPPLIED
from sendneeds.report.plans import say_base
from sendneeds.report.section import (
    explain_symbols,
    join_paragraph,
    join_paragraphs,
    list_findings,
    say_beside,
    say_source,
)

MOST_DIFFERENCES = 3
SIZES = {Unit.COUNT, Unit.POUNDS, Unit.YES_NO}
DUTIES = ("request_6wk_pct", "noplan_16wk_pct", "ehc_20wk_ex_pct", "review_decision_4wk_pct")
PRESSURES = ("ehc_plans_total", "ehc_requests")


def say_title(evidence: AreaEvidence) -> Prose:
    """Return the title, the status and who stands behind the report."""
    return say_opening(evidence, "needs assessment for special educational needs and disability")


def say_opening(evidence: AreaEvidence, subject: str) -> Prose:
    """Return a title that names the area and the subject, the status and who stands behind the report."""
    local, area = evidence.local, evidence.area
    boards = join_words([f"NHS {board} Integrated Care Board" for board in evidence.boards])
    status = "DRAFT, not signed off" if local.is_draft else f"signed off on {say_date(local.signed_off)}"  # type: ignore[arg-type]
    facts = {
        "Area": f"{area.name}, {evidence.region.name}",
        "Edition": evidence.edition_name,
        "Figures": f"published figures for periods that ended on or before {say_date(evidence.edition.as_at)}",
        "Status": status,
        "Council": local.council or NOT_SUPPLIED,
        "Integrated care board": local.integrated_care_board or boards or NOT_SUPPLIED,
        "Owner": local.owner or NOT_SUPPLIED,
        "Contact": local.contact or NOT_SUPPLIED,
    }
    lines = [f"- **{key}:** {value}" for key, value in facts.items()]
    return Prose(join_paragraphs(f"# {area.name}: {subject}", "\n".join(lines)))


def say_one_page(evidence: AreaEvidence) -> str:
    """Return the three main sentences."""
    return _list_lines([sentence for sentence in _list_main_sentences(evidence) if sentence])


def _list_main_sentences(evidence: AreaEvidence) -> list[str]:
    plans, pupils = evidence.find_series("ehc_plans_total"), evidence.latest("sen_ehc_pct")
    growth = say_growth(plans)
    first = f"{say_reading(plans.latest)[:-1]}{', ' if growth else ''}{growth}."
    second = join_paragraph(say_reading(pupils), say_comparison(pupils, evidence.region.name))
    return [first, second, join_paragraph(say_base(evidence), say_beside(evidence, "ehc_20wk_ex_pct"))]


def tabulate_duties(evidence: AreaEvidence) -> Table:
    """Return the time limits in law: how many in time, how many late, the change, and who is responsible."""
    findings = list_findings(evidence, DUTIES)
    rows = tuple(_tabulate_duty(evidence.find_series(finding.entry.id)) for finding in findings)
    heads = ("Period", "In time", "In time, %", "Late", "Change on the period before", "Responsible")
    return Table(
        id="duties",
        caption=f"Time limits in law: how many cases in {add_article(evidence.area.name)} were in time",
        columns=(
            Column("Duty", numeric=False),
            Column(heads[0], numeric=False),
            *(Column(head) for head in heads[1:5]),
            Column(heads[5], numeric=False),
        ),
        rows=rows,
        source=say_source(evidence, findings),
        notes=("Change is in percentage points.", *explain_symbols(rows)),
    )


def _tabulate_duty(series: Series) -> tuple[Cell, ...]:
    finding, indicator = series.latest, series.entry.indicator
    counts = [finding.numerator, finding.complement]
    shown = [Cell("[x]") if count is None else Cell(say_number(count), finding.id) for count in counts]
    share = Cell("[few]") if finding.is_small else _write_share(finding)
    name = indicator.duty.name if indicator.duty else indicator.short
    return (
        Cell(f"{name[:1].upper()}{name[1:]}"),
        Cell(finding.period.label),
        shown[0],
        share,
        shown[1],
        _tabulate_change(series),
        Cell(indicator.responsible),
    )


def _write_share(finding: Finding) -> Cell:
    if finding.value is None:
        return Cell(f"[{finding.symbol}]")
    return Cell(say_value(finding.value, finding.entry.indicator), finding.id)


def _tabulate_change(series: Series) -> Cell:
    latest, previous = series.latest, series.previous
    if previous is None or previous.value is None or latest.value is None:
        return Cell("[x]")
    if latest.is_small or previous.is_small:
        return Cell("[few]")
    change = latest.value - previous.value
    text = say_number(change, 1)
    return Cell(f"+{text}" if change > 0 and text.strip("0.") else text, latest.id)


def say_points(evidence: AreaEvidence) -> str:
    """Return differences, pressures, what families said, and what is not known."""
    families = [f"{item.date}: {item.theme} ({item.source})" for item in evidence.local.families[:3]]
    return join_paragraphs(
        "### Where the figures stand apart",
        _say_differences(evidence),
        "### Demand",
        _list_lines([_say_pressure(evidence, name) for name in PRESSURES if evidence.has(name)]),
        "### What families and inspectors have said",
        _list_lines(families) or "No themes from families have been supplied for this report.",
        "### What is not known",
        _list_lines(_list_gaps()),
    )


def _list_lines(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def list_comparable(evidence: AreaEvidence) -> list[Finding]:
    """Return the latest core findings that can be set beside similar areas: rates and shares, recent enough."""
    return [
        series.latest
        for series in evidence.series.values()
        if series.entry.indicator.core
        and series.entry.indicator.unit not in SIZES
        and series.latest.value is not None
        and not series.latest.is_small
        and series.latest.neighbours is not None
        and not evidence.edition.is_stale(series.latest.period.end)
    ]


def _say_differences(evidence: AreaEvidence) -> str:
    if small := say_small_area(evidence):
        return small
    comparable = list_comparable(evidence)
    outside = [finding for finding in comparable if not say_place(finding).startswith("within")]
    by_chance = sum(2 / (finding.neighbours.k + 1) for finding in comparable if finding.neighbours)
    place = f"{evidence.area.slug}.outside-range"
    counted = (
        f"Of {mark_number(say_number(len(comparable)), place)} core measures that can be compared, "
        f"{mark_number(say_number(len(outside)), place)} {say_noun(len(outside), ('lies', 'lie'))} above or below all "
        f"similar areas; about {mark_number(say_number(by_chance), place)} would by chance alone, "
        "if the area were like them. Similar does not mean good enough."
    )
    furthest = sorted(outside, key=_measure_distance, reverse=True)[:MOST_DIFFERENCES]
    lead = "Furthest from the average of similar areas, for their spread:" if furthest else ""
    return join_paragraphs(join_paragraph(counted, lead), _list_lines([_say_difference(item) for item in furthest]))


def say_small_area(evidence: AreaEvidence) -> str:
    """Return why the area's figures are not set beside others, or nothing where it has enough children."""
    plans = evidence.latest("ehc_plans_total")
    if not plans.few_children:
        return ""
    return f"With {say_finding(plans)} EHC plans the area is too small to compare: one child can decide a share."


def _measure_distance(finding: Finding) -> float:
    """Return the distance from the mean of similar areas in their standard deviations."""
    spread = finding.neighbours
    if spread is None or not spread.sd or finding.value is None:
        return 0.0
    return abs(finding.value - spread.mean) / spread.sd


def _say_difference(finding: Finding) -> str:
    spread = finding.neighbours
    if spread is None:
        return ""
    low, high = (mark_number(say_value(end, finding.entry.indicator), finding.id) for end in (spread.low, spread.high))
    when = say_when_found(finding, capital=False)
    return f"{finding.entry.indicator.label}: {say_finding(finding)} {when}, {say_place(finding)} ({low} to {high})."


def _say_pressure(evidence: AreaEvidence, name: str) -> str:
    series = evidence.find_series(name)
    growth = say_growth(series)
    noun = say_noun(series.latest.value or 0, series.entry.indicator.noun)
    when = say_when_found(series.latest, capital=False)
    return f"{say_finding(series.latest)} {noun} {when}{', ' if growth else ''}{growth}."


def _list_gaps() -> list[str]:
    return [
        (
            "How many children have needs that nobody has identified, and how many wait for an assessment outside the "
            "education, health and care process."
        ),
        "The types of need of pupils at SEN support in this area: no release in this report holds them.",
    ]


def say_similar(evidence: AreaEvidence) -> str:
    """Return which areas this one is set beside, and how close they are."""
    names = "; ".join(sorted(area.name for area in evidence.neighbours))
    degrees = join_words([word.lower() for word in dict.fromkeys(evidence.closeness)])
    return join_paragraph(
        f"Similar areas are the {say_small(len(evidence.neighbours))} statistical neighbours that the Department for "
        f"Education lists for {add_article(evidence.area.name)} ({evidence.edition.neighbours} list): {names}.",
        f"The department describes their likeness as {degrees}." if degrees else "",
        f"Figures for {add_article(evidence.region.name)} and for England are the published ones.",
    )
