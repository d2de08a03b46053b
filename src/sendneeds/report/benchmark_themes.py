"""The sections by theme: one measure in words and as a chart, and every core measure side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sendneeds.analysis.finding import Finding
from sendneeds.declare.indicator import IndicatorEntry, Unit
from sendneeds.present.display import Cell, Column, Figure, Prose, Table, mark_number
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import (
    say_cell,
    say_comparison,
    say_counts,
    say_finding,
    say_number,
    say_unit,
    say_value,
    say_when_found,
)
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.benchmark_charts import plot_areas, plot_regions
from sendneeds.report.benchmark_evidence import BenchmarkEvidence
from sendneeds.report.benchmark_words import SIMILAR, say_areas, say_outside, say_side
from sendneeds.report.section import (
    explain_symbols,
    join_paragraph,
    join_paragraphs,
    list_caveats,
    name_row,
    say_source,
)

MOST_UPRIGHT = 6
UNCOUNTED = {Unit.POUNDS, Unit.POUNDS_PER_WEEK, Unit.POUNDS_PER_HEAD, Unit.YES_NO}
COUNTED = {
    "residence": "by the council where children live or that is responsible for them",
    "school": "by the area of the school, wherever pupils live",
    "board": "by integrated care board",
}


def show_themes(evidence: BenchmarkEvidence, themes: Sequence[str], featured: str) -> Iterator[Prose | Figure | Table]:
    """Yield the text, the chart of the featured measure if any area is compared on it, and the tables of themes."""
    entries = [entry for theme in themes for entry in evidence.measures.get(theme, ())]
    if not entries:
        yield Prose("No figure of this section is published for these areas up to the date of this edition.")
        return
    entry = _choose_featured(evidence, entries, featured)
    yield Prose(_say_themes(evidence, entry, themes))
    if entry is not None:
        yield plot_regions(evidence, entry) if evidence.is_many else plot_areas(evidence, entry)
    for theme in themes:
        if evidence.measures.get(theme):
            yield _tabulate_turned(evidence, theme) if evidence.is_many else _tabulate_theme(evidence, theme)


def _choose_featured(
    evidence: BenchmarkEvidence, entries: Sequence[IndicatorEntry], featured: str
) -> IndicatorEntry | None:
    """Return the featured measure, or else the first that any area is compared on."""
    compared = [
        entry
        for entry in entries
        if any(evidence.tests[area.area.slug, entry.id].label is not None for area in evidence.areas)
    ]
    return next((entry for entry in compared if entry.id == featured), next(iter(compared), None))


def _say_themes(evidence: BenchmarkEvidence, entry: IndicatorEntry | None, themes: Sequence[str]) -> str:
    text = join_paragraphs(
        _say_featured(evidence, entry) if entry else "These measures are set beside England only.",
        _say_all_outside(evidence, themes) if entry else "",
    )
    return join_paragraph(text, SIMILAR) if "within the range" in text else text


def _say_featured(evidence: BenchmarkEvidence, entry: IndicatorEntry) -> str:
    """Return the featured measure of every area with its comparators, or of many areas together."""
    findings = evidence.list_findings(entry.id)
    when = say_when_found(findings[0], capital=False)
    england = findings[0].england
    beside = ""
    if england is not None:
        beside = f" England: {mark_number(say_value(england, entry.indicator), findings[0].id)}."
    lead = f"{entry.indicator.label} ({say_unit(entry.indicator)}), {when}.{beside}"
    if evidence.is_many:
        return join_paragraph(lead, _say_middle(findings))
    return join_paragraphs(lead, "\n".join(_say_area(evidence, finding) for finding in findings))


def _say_middle(findings: Sequence[Finding]) -> str:
    """Return how many areas have a figure and where their middle half lies."""
    known = [finding.value for finding in findings if finding.value is not None]
    indicator, name = findings[0].entry.indicator, f"{findings[0].entry.id}.{findings[0].period.code}"
    lower, upper = (
        mark_number(say_value(float(end), indicator), f"benchmark.{name}") for end in np.percentile(known, [25, 75])
    )
    count = say_areas(len(known), name).capitalize()
    return f"{count} areas have a figure; the middle half of them lies from {lower} to {upper}."


def _say_area(evidence: BenchmarkEvidence, finding: Finding) -> str:
    """Return one line: the value, its counts, and how it stands to similar areas."""
    area = next(item for item in evidence.areas if finding.id.startswith(f"{item.area.slug}."))
    if finding.value is None or finding.is_small:
        said = "too few children to tell" if finding.is_small else say_finding(finding)
        return f"- **{area.area.name}:** {said}."
    side = say_side(finding, evidence.tests[area.area.slug, finding.entry.id])
    similar = next(
        (part for part in say_comparison(finding, "").rstrip(".").split("; ") if "similar areas:" in part), ""
    )
    similar = f"; {similar[:1].lower()}{similar[1:]}" if similar else ""
    late = _say_late(finding)
    return f"- **{area.area.name}:** {say_finding(finding)}{say_counts(finding)}{late}{similar}; {side}."


def _say_late(finding: Finding) -> str:
    """Return how many cases took longer than a time limit in law, or nothing."""
    if finding.complement is None or finding.entry.indicator.duty is None:
        return ""
    return f"; {mark_number(say_number(finding.complement), finding.id)} took longer"


def _say_all_outside(evidence: BenchmarkEvidence, themes: Sequence[str]) -> str:
    """Return who lies outside the range of similar areas on any core measure of this section."""
    if evidence.is_many:
        return ""
    shown = [theme for theme in themes if theme in evidence.measures]
    found = [(area, say_outside(evidence, area, shown)) for area in evidence.areas]
    said = [f"{add_article(area.area.name)} on {join_words(names)}" for area, names in found if names]
    if not said:
        return (
            "On the core measures of this section, none of the areas can be said to lie outside the range of its "
            "similar areas."
        )
    return f"On the core measures of this section, outside the range of their own similar areas: {'; '.join(said)}."


def _tabulate_theme(evidence: BenchmarkEvidence, theme: str) -> Table:
    """Return the core measures of a theme: one row a measure, one column an area, and England."""
    entries = evidence.measures[theme]
    findings = [evidence.list_findings(entry.id) for entry in entries]
    firsts = [row[0] for row in findings]
    rows = tuple(
        (
            Cell(name_row(row[0], with_unit=True)),
            Cell(row[0].period.label),
            *(_write_value(finding) for finding in row),
            _write_england(row[0]),
        )
        for row in findings
    )
    names = (*(item.area.name for item in evidence.areas), "England")
    heads = (Column("Measure", numeric=False), Column("Period", numeric=False), *(Column(name) for name in names))
    return Table(
        id=f"{theme}-table",
        caption=f"{evidence.registry.themes[theme].label}: core measures side by side",
        columns=heads,
        rows=rows,
        source=say_source(evidence.areas[0], [finding for row in findings for finding in row]),
        notes=(*_list_counted(entries), *list_caveats(evidence.areas[0], firsts), *explain_symbols(rows)),
        wide=len(evidence.areas) > MOST_UPRIGHT,
    )


def _list_counted(entries: Sequence[IndicatorEntry]) -> tuple[str, ...]:
    """Return a note on whether measures count children by residence or by school; those of money count none."""
    kinds: dict[str, list[str]] = {}
    for entry in entries:
        if entry.indicator.unit not in UNCOUNTED and not entry.indicator.signed:
            kinds.setdefault(COUNTED[entry.indicator.counted_by], []).append(entry.indicator.short)
    if len(kinds) == 1:
        return (f"Counted {next(iter(kinds))}.",)
    return (" ".join(f"Counted {kind}: {'; '.join(names)}." for kind, names in kinds.items()),) if kinds else ()


def _write_value(finding: Finding) -> Cell:
    return Cell(say_cell(finding), finding.id if finding.value is not None else None)


def _write_england(finding: Finding) -> Cell:
    value = finding.england
    return Cell("[x]") if value is None else Cell(say_value(value, finding.entry.indicator), finding.id)


def _tabulate_turned(evidence: BenchmarkEvidence, theme: str) -> Table:
    """Return the core measures of a theme: one row an area, one column a measure, England last."""
    firsts = [evidence.areas[0].latest(entry.id) for entry in evidence.measures[theme]]
    rows = [_write_row(area, firsts) for area in evidence.areas]
    rows.append((Cell("England"), *(_write_england(finding) for finding in firsts)))
    periods = [f"{finding.entry.indicator.short}: {finding.period.label}" for finding in firsts]
    return Table(
        id=f"{theme}-table",
        caption=f"{evidence.registry.themes[theme].label}: core measures, one row an area",
        columns=(Column("Area", numeric=False), *(Column(name_row(item, with_unit=True)) for item in firsts)),
        rows=tuple(rows),
        source=say_source(
            evidence.areas[0], [area.latest(item.entry.id) for area in evidence.areas for item in firsts]
        ),
        notes=(
            f"Periods: {'; '.join(periods)}.",
            *_list_counted(evidence.measures[theme]),
            *list_caveats(evidence.areas[0], firsts),
            *explain_symbols(rows),
        ),
        wide=True,
    )


def _write_row(area: AreaEvidence, firsts: Sequence[Finding]) -> tuple[Cell, ...]:
    return (Cell(area.area.name), *(_write_value(area.latest(item.entry.id)) for item in firsts))
