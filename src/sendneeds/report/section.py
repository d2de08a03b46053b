"""What every section of a report is made of: sentences, a chart and a table, with their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from sendneeds.analysis.finding import Finding
from sendneeds.declare.indicator import Unit
from sendneeds.declare.source import Release
from sendneeds.present.display import Cell, Column, Figure, Prose, Table
from sendneeds.present.sentences import join_words
from sendneeds.present.words import MISSING, say_cell, say_comparison, say_reading, say_readings, say_unit, say_value
from sendneeds.report.area_evidence import AreaEvidence


@dataclass(frozen=True)
class Section:
    """One section of an area's report. A notebook calls `say`, `plot` and `tabulate`."""

    evidence: AreaEvidence
    sentences: Callable[[AreaEvidence], str]
    chart: Callable[[AreaEvidence], Figure] | None = None
    table: Callable[[AreaEvidence], Table] | None = None

    def say(self) -> Prose:
        """Return the section's text."""
        return Prose(self.sentences(self.evidence))

    def plot(self) -> Figure:
        """Return the section's chart. Raises LookupError if it has none."""
        if self.chart is None:
            raise LookupError(self.sentences.__name__)
        return self.chart(self.evidence)

    def tabulate(self) -> Table:
        """Return the section's table. Raises LookupError if it has none."""
        if self.table is None:
            raise LookupError(self.sentences.__name__)
        return self.table(self.evidence)


PUPIL_GROUPS = ("EHC plan", "SEN support", "No SEN")


def join_paragraph(*sentences: str) -> str:
    """Join the sentences that are not empty into one paragraph."""
    return " ".join(sentence.strip() for sentence in sentences if sentence.strip())


def join_paragraphs(*paragraphs: str) -> str:
    """Join the paragraphs that are not empty."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def say_beside(evidence: AreaEvidence, indicator: str) -> str:
    """Return what the latest finding of an indicator says, and what it is set beside."""
    if indicator not in evidence.series:
        return ""
    finding = evidence.latest(indicator)
    return join_paragraph(say_reading(finding), say_comparison(finding, evidence.region.name))


def say_measures(evidence: AreaEvidence, indicators: Iterable[str]) -> str:
    """Return what the latest findings of several indicators say, without comparators."""
    return say_readings(list_findings(evidence, indicators))


def list_findings(evidence: AreaEvidence, indicators: Iterable[str]) -> list[Finding]:
    """Return the latest finding of each indicator that the edition has."""
    return [evidence.latest(indicator) for indicator in indicators if indicator in evidence.series]


def list_releases(evidence: AreaEvidence, findings: Iterable[Finding]) -> list[Release]:
    """Return the releases behind some findings, each once, in order of first use."""
    names = dict.fromkeys(name for finding in findings for name in finding.release.split("+") if name)
    return [evidence.registry.releases[name] for name in names]


def say_source(evidence: AreaEvidence, findings: Iterable[Finding]) -> str:
    """Return the source line under a chart or table."""
    releases = list_releases(evidence, findings)
    return name_releases(releases) or "Source: no published figure."


def name_releases(releases: Iterable[Release]) -> str:
    """Return the source line for some releases, those of one publication together."""
    by_publication: dict[str, list[str]] = {}
    for item in releases:
        by_publication.setdefault(f"{item.publisher}, {item.publication}", []).append(item.release)
    named = [
        f"{publication}, {join_words(list(dict.fromkeys(names)))}" for publication, names in by_publication.items()
    ]
    return f"Source: {'; '.join(named)}." if named else ""


def tabulate_findings(evidence: AreaEvidence, name: str, caption: str, indicators: Sequence[str]) -> Table:
    """Return the area beside similar areas, its region and England, one row an indicator.

    A unit or period that all rows share stands in the caption. Symbols that appear are explained in the notes.
    """
    findings = list_findings(evidence, indicators)
    units = {say_unit(finding.entry.indicator) for finding in findings}
    periods = {finding.period.label for finding in findings}
    rows = tuple(_tabulate_row(finding, with_unit=len(units) > 1, with_period=len(periods) > 1) for finding in findings)
    shared = [part for found in (units, periods) if len(found) == 1 for part in found]
    heads = (evidence.area.name, "Similar areas, average", evidence.region.name, "England")
    dated = (Column("Period", numeric=False),) if len(periods) > 1 else ()
    return Table(
        id=name,
        caption=", ".join([caption, *shared]),
        columns=(Column("Measure", numeric=False), *dated, *(Column(head) for head in heads)),
        rows=rows,
        source=say_source(evidence, findings),
        notes=(*list_caveats(findings), *explain_symbols(rows)),
    )


def list_caveats(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the declared caveats of some measures as one note; those that concern a single measure name it."""
    measures: dict[str, list[str]] = {}
    for finding in findings:
        for caveat in finding.entry.indicator.caveats:
            measures.setdefault(caveat, []).append(finding.entry.indicator.short)
    said: dict[str, list[str]] = {}
    for caveat, names in measures.items():
        said.setdefault(f"{names[0]}: " if len(names) == 1 else "", []).append(caveat)
    return (join_paragraph(*(f"{name}{join_paragraph(*caveats)}" for name, caveats in said.items())),) if said else ()


def _tabulate_row(finding: Finding, *, with_unit: bool, with_period: bool) -> tuple[Cell, ...]:
    indicator = finding.entry.indicator
    similar = finding.neighbours.mean if finding.neighbours else None

    def show(value: float | None) -> Cell:
        return Cell("[x]") if value is None else Cell(say_value(value, indicator), finding.id)

    return (
        Cell(f"{indicator.short} ({say_unit(indicator)})" if with_unit else indicator.short),
        *((Cell(finding.period.label),) if with_period else ()),
        Cell(say_cell(finding), finding.id if finding.value is not None else None),
        show(similar),
        show(finding.region),
        show(finding.england),
    )


def explain_symbols(rows: Iterable[Sequence[Cell]]) -> tuple[str, ...]:
    """Return a note for the symbols that appear in the cells of a table."""
    shown = {cell.text[1:-1] for row in rows for cell in row if cell.text.startswith("[") and cell.text.endswith("]")}
    words = [f"[{symbol}] {MISSING[symbol]}" for symbol in MISSING if symbol in shown]
    return (f"{join_words(words)}.",) if words else ()


def say_footnotes(evidence: AreaEvidence, indicators: Iterable[str]) -> str:
    """Return the releases' footnotes on some indicators that name this area, as one paragraph."""
    wanted = set(indicators)
    notes = [
        note.text for note in evidence.footnotes if evidence.area.slug in note.areas and wanted & set(note.indicators)
    ]
    return join_paragraph(*notes)


def tabulate_groups_of_pupils(
    evidence: AreaEvidence, name: str, caption: str, measures: Sequence[Sequence[str]]
) -> Table:
    """Return each measure for pupils with a plan, at SEN support and without SEN, and similar areas' average."""
    shown = [list_findings(evidence, measure) for measure in measures]
    rows = tuple(_tabulate_measure(findings) for findings in shown if len(findings) == len(PUPIL_GROUPS))
    here = [Column(f"{evidence.area.name}: {group}") for group in PUPIL_GROUPS]
    there = [Column(f"Similar areas: {group}") for group in PUPIL_GROUPS]
    return Table(
        id=name,
        caption=caption,
        columns=(Column("Measure", numeric=False), Column("Period", numeric=False), *here, *there),
        rows=rows,
        source=say_source(evidence, chain.from_iterable(shown)),
        notes=(*list_caveats(chain.from_iterable(shown)), *explain_symbols(rows)),
        wide=True,
    )


def _tabulate_measure(findings: Sequence[Finding]) -> tuple[Cell, ...]:
    first = findings[0]
    means = [finding.neighbours.mean if finding.neighbours else None for finding in findings]
    return (
        Cell(name_measure(first)),
        Cell(first.period.label),
        *(Cell(say_cell(finding), finding.id if finding.value is not None else None) for finding in findings),
        *(
            Cell("[x]") if mean is None else Cell(say_value(mean, finding.entry.indicator), finding.id)
            for mean, finding in zip(means, findings, strict=True)
        ),
    )


def name_measure(finding: Finding) -> str:
    """Return the name of a measure without the group of pupils, which follows a comma: `Overall absence (%)`."""
    unit = {Unit.PERCENT: "%", Unit.PER_100: "per 100 pupils"}.get(finding.entry.indicator.unit, "")
    name = finding.entry.indicator.short.split(",")[0]
    return f"{name} ({unit})" if unit else name
