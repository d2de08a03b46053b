"""Tables of the appendices: the latest figures of a group of measures with all that belongs to them, then all periods.

Those with many columns come first, so that printed pages are turned once in a section.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sendneeds.analysis.finding import Finding, Series
from sendneeds.declare.footnote import Footnote
from sendneeds.declare.period import Period
from sendneeds.present.display import Cell, Column, Prose, Table
from sendneeds.report.appendices_evidence import AppendixEvidence, Measure, MeasureGroup
from sendneeds.report.cells import (
    BREAK,
    write_beside,
    write_change,
    write_counts,
    write_finding,
    write_interval,
    write_similar,
)
from sendneeds.report.section import explain_symbols, join_paragraph, list_caveats, say_source

MOST_PERIODS = 12
# From so many columns on, a table's page is turned.
BROAD = 9
BROKEN = f"{BREAK} not compared, because what is counted changed."


def show_tables(evidence: AppendixEvidence, theme: str) -> Iterator[Prose | Table]:
    """Yield the tables of a theme."""
    groups = evidence.groups[theme]
    yield from (tabulate_latest(evidence, group) for group in groups)
    dated = [table for group in groups for table in list_dated(evidence, group)]
    yield from sorted(dated, key=lambda table: not table.wide)


def tabulate_latest(evidence: AppendixEvidence, group: MeasureGroup) -> Table:
    """Return the latest figure of each measure and area with counts, interval, change and comparators."""
    rows = tuple(
        _write_latest(_name_row(group, measure, area.area.name), series)
        for measure in group.measures
        for area, series in zip(evidence.areas, measure.series, strict=True)
    )
    numeric = ("Value", "Counts", "95% interval", f"Change since {_name_earlier(group)}", "Similar areas, average")
    ends = ("Similar areas, lowest to highest", "Region", "England")
    findings = [item.latest for measure in group.measures for item in measure.known]
    broken = (BROKEN,) if any(cell.text == BREAK for row in rows for cell in row) else ()
    return Table(
        id=f"{group.name}-latest",
        caption=f"{_say_group(evidence, group)}, {group.measures[0].latest.label}",
        columns=(Column(_name_head(group), numeric=False), *(Column(head) for head in (*numeric, *ends))),
        rows=rows,
        source=say_source(evidence.areas[0], findings),
        notes=(
            *list_caveats(evidence.areas[0], _take_first(group.measures)),
            *_list_footnotes(evidence, group.measures, {finding.period.code for finding in findings}),
            *explain_symbols(rows),
            *broken,
        ),
        wide=True,
    )


def _write_latest(name: str, series: Series | None) -> tuple[Cell, ...]:
    if series is None:
        return (Cell(name), *[Cell("[x]")] * (BROAD - 1))
    latest = series.latest
    region, england = ((value,) if value is not None else None for value in (latest.region, latest.england))
    return (
        Cell(name),
        write_finding(latest),
        write_counts(latest),
        write_interval(latest),
        write_change(series),
        *write_similar(latest),
        write_beside(latest, region),
        write_beside(latest, england),
    )


def _name_earlier(group: MeasureGroup) -> str:
    """Return the period that changes are counted from, if all measures share it."""
    earlier = {item.previous.period.label for measure in group.measures for item in measure.known if item.previous}
    return earlier.pop() if len(earlier) == 1 else "the period before"


def _take_first(measures: Iterable[Measure]) -> list[Finding]:
    return [measure.known[0].latest for measure in measures]


def list_dated(evidence: AppendixEvidence, group: MeasureGroup) -> Iterator[Table]:
    """Yield the figures of every period, measures and areas down, in as many tables as the periods need."""
    periods = _list_periods(group)
    parts = -(-len(periods) // MOST_PERIODS)
    size = -(-len(periods) // parts) if parts else 1
    for number in range(parts):
        yield _tabulate_dated(evidence, group, periods[number * size : (number + 1) * size], number)


def _list_periods(group: MeasureGroup) -> list[Period]:
    """Return the periods of a group's measures, each label once: codes of one period differ between releases."""
    by_label = {period.label: period for measure in group.dated for period in measure.periods}
    return sorted(by_label.values())


def _tabulate_dated(evidence: AppendixEvidence, group: MeasureGroup, periods: Sequence[Period], number: int) -> Table:
    labels = [period.label for period in periods]
    measures = [measure for measure in group.dated if _find_shown(measure, labels)]
    rows = tuple(row for measure in measures for row in _write_dated(evidence, group, measure, labels))
    findings = [finding for measure in measures for finding in _find_shown(measure, labels)]
    shown = {finding.period.code for finding in findings}
    span = f"{labels[0]} to {labels[-1]}" if len(labels) > 1 else labels[0]
    return Table(
        id=f"{group.name}-periods{f'-{number + 1}' if number else ''}",
        caption=f"{_say_group(evidence, group)}, {span}",
        columns=(Column(_name_head(group), numeric=False), *(Column(label) for label in labels)),
        rows=rows,
        source=say_source(evidence.areas[0], findings),
        notes=(
            *_list_breaks(measures, shown),
            *_list_footnotes(evidence, measures, shown),
            *explain_symbols(rows),
        ),
        wide=len(labels) + 1 >= BROAD,
    )


def _write_dated(
    evidence: AppendixEvidence, group: MeasureGroup, measure: Measure, labels: Sequence[str]
) -> Iterator[tuple[Cell, ...]]:
    for area, series in zip(evidence.areas, measure.series, strict=True):
        found = {item.period.label: item for item in series.findings} if series else {}
        name = _name_row(group, measure, area.area.name)
        yield Cell(name), *(write_finding(found.get(label)) for label in labels)
    published = {item.period.label: item for item in measure.findings if item.england is not None}
    if any(label in published for label in labels):
        name = _name_row(group, measure, "England")
        yield Cell(name), *(_write_england(published.get(label)) for label in labels)


def _write_england(finding: Finding | None) -> Cell:
    if finding is None or finding.england is None:
        return Cell("[x]")
    return write_beside(finding, (finding.england,))


def _find_shown(measure: Measure, labels: Sequence[str]) -> list[Finding]:
    return [finding for finding in measure.findings if finding.period.label in labels]


def _say_group(evidence: AppendixEvidence, group: MeasureGroup) -> str:
    return f"{evidence.registry.themes[group.theme].label}: {_lower(group.title)}"


def _lower(title: str) -> str:
    """Return a title for the middle of a caption: a name that begins with an abbreviation keeps its capitals."""
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def _name_head(group: MeasureGroup) -> str:
    return "Area" if len(group.measures) == 1 else "Measure and area"


def _name_row(group: MeasureGroup, measure: Measure, area: str) -> str:
    return area if len(group.measures) == 1 else f"{measure.entry.indicator.short}: {area}"


def _list_breaks(measures: Sequence[Measure], shown: set[str]) -> tuple[str, ...]:
    """Return what interrupts the series shown, as one note: breaks, and periods that need a word."""
    said: dict[str, list[str]] = {}
    for measure in measures:
        names = {period.code: period.label for period in measure.periods}
        indicator = measure.entry.indicator
        texts = [
            f"{item.label}: figures from {names[item.before]} on do not continue earlier ones."
            for item in indicator.breaks
            if item.before in shown and item.before in names
        ]
        texts += [
            f"{names[item.period]}: {item.label}."
            for item in indicator.marks
            if item.period in shown and item.period in names
        ]
        for text in texts:
            said.setdefault(text, []).append(indicator.short)
    notes = [_name_note(text, names, len(measures)) for text, names in said.items()]
    return (join_paragraph(*notes),) if notes else ()


def _name_note(text: str, names: Sequence[str], count: int) -> str:
    return text if len(names) == count else f"{'; '.join(names)}: {text}"


def _list_footnotes(evidence: AppendixEvidence, measures: Sequence[Measure], shown: set[str]) -> tuple[str, ...]:
    """Return as one note what the releases say of chosen areas on these measures in the periods shown."""
    slugs = {area.area.slug for area in evidence.areas}
    names = {measure.entry.id for measure in measures}
    texts = [note.text for note in evidence.registry.footnotes.values() if _concerns(note, slugs, names, shown)]
    return (join_paragraph(*dict.fromkeys(texts)),) if texts else ()


def _concerns(note: Footnote, slugs: set[str], names: set[str], shown: set[str]) -> bool:
    touched = slugs & set(note.areas) and names & set(note.indicators)
    return bool(touched and (not note.periods or shown & set(note.periods)))
