"""What every section of a report is made of: sentences, a chart and a table, with their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sendneeds.analysis.finding import Finding
from sendneeds.declare.indicator import Unit
from sendneeds.declare.source import Release
from sendneeds.present.display import Cell, Column, Figure, Prose, Table, mark_source
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
    finding = evidence.latest(indicator)
    return join_paragraph(say_reading(finding), say_comparison(finding, evidence.region.name))


def say_measures(evidence: AreaEvidence, indicators: Iterable[str]) -> str:
    """Return what the latest findings of several indicators say, without comparators."""
    return say_readings(list_findings(evidence, indicators))


def list_findings(evidence: AreaEvidence, indicators: Iterable[str]) -> list[Finding]:
    """Return the latest finding of each indicator that has a period in the edition, or of all if none has."""
    findings = [evidence.latest(indicator) for indicator in indicators]
    return [finding for finding in findings if finding.period.code] or findings


def list_releases(evidence: AreaEvidence, findings: Iterable[Finding]) -> dict[str, Release]:
    """Return the releases behind some findings by id, in order of first use."""
    names = [name for finding in findings for name in finding.release.split("+") if name]
    return {name: evidence.registry.releases[name] for name in names}


def say_source(evidence: AreaEvidence, findings: Iterable[Finding]) -> str:
    """Return the source line under a chart or table."""
    releases = list_releases(evidence, findings)
    return name_releases(releases) or "Source: no published figure."


def name_releases(releases: Mapping[str, Release]) -> str:
    """Return the source line for some releases, those of one publication together, each a link to its entry."""
    by_publication: dict[tuple[str, str], dict[str, str]] = {}
    for name, item in releases.items():
        by_publication.setdefault((item.publisher, item.publication), {}).setdefault(item.release, name)
    named = [
        f"{publisher}, {join_words(_link_releases(publication, names))}"
        for (publisher, publication), names in by_publication.items()
    ]
    return f"Source: {'; '.join(named)}." if named else ""


def _link_releases(publication: str, names: Mapping[str, str]) -> list[str]:
    """Return the links to the releases of a publication, `names` being their ids; the first names it."""
    words = [f"{publication}, {release}" if not place else release for place, release in enumerate(names)]
    return [mark_source(text, name) for text, name in zip(words, names.values(), strict=True)]


def tabulate_findings(evidence: AreaEvidence, name: str, caption: str, indicators: Sequence[str]) -> Table:
    """Return the area beside similar areas, its region and England, one row an indicator.

    A unit or period that all rows share stands in the caption; a comparator that no row has is left out. Symbols that
    appear are explained in the notes.
    """
    findings = list_findings(evidence, indicators)
    units = {say_unit(finding.entry.indicator) for finding in findings}
    periods = {finding.period.label for finding in findings}
    shared = [part for found in (units, periods) if len(found) == 1 for part in found]
    comparators = [
        (label, read)
        for label, read in _list_comparators(evidence)
        if any(read(finding) is not None for finding in findings)
    ]
    rows = tuple(
        (
            Cell(name_row(finding, with_unit=len(units) > 1)),
            *((Cell(finding.period.label),) if len(periods) > 1 else ()),
            Cell(say_cell(finding), finding.id if finding.value is not None else None),
            *(_write_comparator(finding, read(finding)) for _, read in comparators),
        )
        for finding in findings
    )
    dated = (Column("Period", numeric=False),) if len(periods) > 1 else ()
    heads = (evidence.area.name, *(label for label, _ in comparators))
    return Table(
        id=name,
        caption=", ".join([caption, *shared]),
        columns=(Column("Measure", numeric=False), *dated, *(Column(head) for head in heads)),
        rows=rows,
        source=say_source(evidence, findings),
        notes=(*list_caveats(evidence, findings), *explain_symbols(rows)),
    )


Comparator = tuple[str, Callable[[Finding], float | None]]


def _list_comparators(evidence: AreaEvidence) -> tuple[Comparator, ...]:
    return (
        ("Similar areas, average", lambda finding: finding.neighbours.mean if finding.neighbours else None),
        (evidence.region.name, lambda finding: finding.region),
        ("England", lambda finding: finding.england),
    )


def _write_comparator(finding: Finding, value: float | None) -> Cell:
    return Cell("[x]") if value is None else Cell(say_value(value, finding.entry.indicator), finding.id)


def name_row(finding: Finding, *, with_unit: bool) -> str:
    """Return the short name of a measure, with its unit unless that says the same again."""
    indicator = finding.entry.indicator
    unit = say_unit(indicator)
    return (
        f"{indicator.short} ({unit})" if with_unit and unit.lower() not in indicator.short.lower() else indicator.short
    )


def list_caveats(evidence: AreaEvidence, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return declared caveats and general footnotes of some measures as one note, each once.

    One that concerns a single measure names it, and so does one that concerns a single measure of several groups.
    """
    measures: dict[str, list[str]] = {}
    for finding in findings:
        for text in (*finding.entry.indicator.caveats, *_list_general_footnotes(evidence, finding)):
            measures.setdefault(text, []).append(finding.entry.indicator.short)
    said: dict[str, list[str]] = {}
    for text, names in measures.items():
        stems = {name.split(",")[0] for name in names}
        name = names[0] if len(names) == 1 else stems.pop() if len(stems) == 1 else ""
        said.setdefault(name, []).append(text)
    notes = [f"{name}: {join_paragraph(*texts)}" if name else join_paragraph(*texts) for name, texts in said.items()]
    return (join_paragraph(*notes),) if notes else ()


def _list_general_footnotes(evidence: AreaEvidence, finding: Finding) -> list[str]:
    """Return the footnotes on a measure that concern all areas, in the period shown."""
    return [
        note.text
        for note in evidence.footnotes
        if not note.areas
        and finding.entry.id in note.indicators
        and (not note.periods or finding.period.code in note.periods)
    ]


def explain_symbols(rows: Iterable[Sequence[Cell]]) -> tuple[str, ...]:
    """Return a note for the symbols that appear in the cells of a table."""
    shown = {cell.text[1:-1] for row in rows for cell in row if cell.text.startswith("[") and cell.text.endswith("]")}
    words = [f"[{symbol}] {MISSING[symbol]}" for symbol in MISSING if symbol in shown]
    return (f"{join_words(words)}.",) if words else ()


def say_footnotes(evidence: AreaEvidence, indicators: Iterable[str]) -> str:
    """Return what the releases say of this area's figures on some indicators, and what was found wrong with them."""
    wanted = set(indicators)
    notes = [
        note.text for note in evidence.footnotes if evidence.area.slug in note.areas and wanted & set(note.indicators)
    ]
    found = [
        f"{evidence.registry.indicators[item.indicator].indicator.short}: {item.problem[:1].lower()}{item.problem[1:]}"
        for item in evidence.quality
        if item.area_code and item.indicator in wanted and not item.period
    ]
    return join_paragraph(*notes, *dict.fromkeys(found))


def name_measure(finding: Finding) -> str:
    """Return the name of a measure without the group of pupils, which follows a comma: `Overall absence (%)`."""
    unit = {Unit.PERCENT: "%", Unit.PER_100: "per 100 pupils"}.get(finding.entry.indicator.unit, "")
    name = finding.entry.indicator.short.split(",")[0]
    return f"{name} ({unit})" if unit else name
