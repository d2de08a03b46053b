"""The last pages of a benchmark: problems in the figures of its areas, how figures were chosen, and sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendneeds.declare.period import say_date
from sendneeds.present.display import Cell, Column, Prose, Table
from sendneeds.present.sentences import join_words
from sendneeds.report.back import name_release, say_problem, tabulate_releases
from sendneeds.report.benchmark_evidence import BenchmarkEvidence
from sendneeds.report.section import join_paragraphs


def show_quality(evidence: BenchmarkEvidence) -> Iterator[Prose | Table]:
    """Yield the publishers' notes on these areas, and the problems found in their figures."""
    names = {item.area.slug: item.area.name for item in evidence.areas}
    said_of: dict[str, list[str]] = {}
    for slug, name in names.items():
        for note in evidence.registry.footnotes.values():
            if slug in note.areas and any(_concerns(evidence, item, note.periods) for item in note.indicators):
                said_of.setdefault(note.text, []).append(name)
    notes = [f"- **{join_words(list(dict.fromkeys(found)))}:** {text}" for text, found in said_of.items()]
    lead = "The publishers say of these areas' figures:" if notes else ""
    said = "" if notes else "No publisher's note on a core measure names one of these areas."
    yield Prose(join_paragraphs(lead, "\n".join(notes), said))
    rows = tuple(
        (Cell(item.area.name), Cell(say_problem(item, problem)), Cell(name_release(item, problem.release)))
        for item in evidence.areas
        for problem in item.quality
        if problem.area_code and _concerns(evidence, problem.indicator, (problem.period,) if problem.period else ())
    )
    yield Table(
        id="quality",
        caption="Problems found in the published figures of these areas when they were read",
        columns=tuple(Column(head, numeric=False) for head in ("Area", "Problem", "Release")),
        rows=rows or ((Cell("All areas"), Cell("No problem was found."), Cell("All releases")),),
        source="Source: checks made on every release when its figures were read; data/quality.csv lists them all.",
    )


def _concerns(evidence: BenchmarkEvidence, indicator: str, periods: Sequence[str]) -> bool:
    """Say whether something about an indicator in some periods, or in all if there are none, touches what is shown."""
    shown = {entry.id for entries in evidence.measures.values() for entry in entries}
    return indicator in shown and (not periods or evidence.areas[0].latest(indicator).period.code in periods)


def show_sources(evidence: BenchmarkEvidence) -> Iterator[Prose | Table]:
    """Yield which periods the edition uses, and every release behind the latest figures."""
    as_at = evidence.edition.as_at
    stale = say_date(as_at.replace(year=as_at.year + 1))
    yield Prose(
        join_paragraphs(
            f"This edition uses periods that ended on or before {say_date(as_at)}, whenever they were published. After "
            f"{stale} it is more than a year old: look for a newer one.",
            *evidence.edition.notes,
        )
    )
    findings = [
        finding
        for entries in evidence.measures.values()
        for entry in entries
        for finding in evidence.list_findings(entry.id)
    ]
    yield tabulate_releases(evidence.registry, findings)
