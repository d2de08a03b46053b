"""Legal duties: which are met in every case, how many cases are late, and how that stands beside similar areas."""

from __future__ import annotations

from sendneeds.analysis.duties import DutyRecord
from sendneeds.analysis.priorities import Priority, Tier
from sendneeds.present.display import Cell, Column, Figure, Table, mark_number
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_number, say_value
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.charts import plot_series
from sendneeds.report.front import say_small_area
from sendneeds.report.plans import TIMELINESS, say_base
from sendneeds.report.priorities_lines import find_plan_duty, list_lines, say_plan_duty
from sendneeds.report.priorities_words import say_measures_apart
from sendneeds.report.section import explain_symbols, join_paragraph, join_paragraphs, say_source

BASE = (TIMELINESS, "ehc_20wk_all_pct", "ehc_new_plans")


def say_duties(evidence: AreaEvidence) -> str:
    """Return how many new plans were late, the duties that are met, and what stands apart from similar areas."""
    duties = assess(evidence).ranking.duties
    if not duties:
        return "No published figure speaks to a time limit here."
    met = [f"- {record.name}" for record in duties if record.is_met]
    lines = list_lines(evidence, Tier.A)
    measures = [item for line in lines for item in line.measures]
    based = say_base(evidence) if all(name in evidence.series for name in BASE) else ""
    plans = find_plan_duty(evidence)
    return join_paragraphs(
        join_paragraph(based, say_plan_duty(evidence), _say_longer(plans) if plans else ""),
        "Met in every case:" if met else "No duty with published figures was met in every case.",
        "\n".join(met),
        "Beside similar areas, these measures of the same duties also stand apart." if measures else "",
        say_measures_apart(evidence, measures, Tier.A, plans.finding.entry.id if plans else ""),
        _say_limits(evidence, lines),
    )


def _say_longer(record: DutyRecord) -> str:
    """Return how many new plans took longer than the law sets, and who is responsible."""
    late = mark_number(say_number(record.late), record.finding.id) if record.late else ""
    return join_paragraph(f"The other {late} took longer." if late else "", f"Responsible: {record.responsible}.")


def _say_limits(evidence: AreaEvidence, lines: list[Priority]) -> str:
    """Return what similarity does and does not mean for duties that are not met, and what would change the finding."""
    if not lines:
        return ""
    similar = "" if say_small_area(evidence) else "Similar does not mean good enough."
    change = f"What would change this finding: {lines[0].would_change}."
    return join_paragraph(similar, "The figures do not show whose advice was late.", change)


def plot_duties(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return the share of new plans in time over the years, where enough children stand behind the latest."""
    record = find_plan_duty(evidence)
    if record is None or record.finding.is_small:
        return ()
    return (plot_series(evidence, "duties-trend", (record.finding.entry.id,)),)


def tabulate_duties(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return every duty with the number and share late, the change, and who is responsible."""
    duties = assess(evidence).ranking.duties
    rows = tuple(_write_duty(record) for record in duties)
    heads = ("Period", "Late", "Cases", "Late, %", "Change on the period before", "Responsible")
    table = Table(
        id="late",
        caption=f"Time limits in law: how many cases in {add_article(evidence.area.name)} were late",
        columns=(
            Column("Duty", numeric=False),
            Column(heads[0], numeric=False),
            *(Column(head) for head in heads[1:5]),
            Column(heads[5], numeric=False),
        ),
        rows=rows,
        source=say_source(evidence, [record.finding for record in duties]),
        notes=(
            "Change is in percentage points.",
            f"The law, line by line: {_say_laws(duties)}.",
            *explain_symbols(rows),
        ),
    )
    return (table,) if rows else ()


def _say_laws(duties: tuple[DutyRecord, ...]) -> str:
    """Return the provisions behind the duties in their order, those of one law together."""
    provisions: dict[str, list[str]] = {}
    for record in duties:
        law, _, provision = record.law.rpartition(", ")
        provisions.setdefault(law, []).append(provision)
    return "; ".join(f"{law}, {join_words(found)}" for law, found in provisions.items())


def _write_duty(record: DutyRecord) -> tuple[Cell, ...]:
    finding = record.finding
    counts = [
        Cell("[x]") if count is None else Cell(say_number(count), finding.id) for count in (record.late, record.cases)
    ]
    share = Cell(say_value(record.late_share, finding.entry.indicator), finding.id)
    return (
        Cell(f"{record.name[:1].upper()}{record.name[1:]}"),
        Cell(finding.period.label),
        *counts,
        Cell("[few]") if finding.is_small else share,
        _write_change(record),
        Cell(record.responsible.capitalize()),
    )


def _write_change(record: DutyRecord) -> Cell:
    if record.change is None:
        return Cell("[x]")
    if record.finding.is_small:
        return Cell("[few]")
    text = say_number(record.change, 1)
    return Cell(f"+{text}" if record.change > 0 and text.strip("0.") else text, record.finding.id)
