"""Tables of a benchmark that cover all themes: similar areas, places among all authorities, and every figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.unusual import Label, Unusual, find_good_sign, is_scored
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.present.display import Cell, Column, Prose, Table
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_cell, say_number, say_small
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.benchmark_evidence import BenchmarkEvidence
from sendneeds.report.benchmark_words import BOTH, RATES, SIMILAR, find_range, say_side
from sendneeds.report.cells import write_beside, write_counts, write_interval, write_similar
from sendneeds.report.section import explain_symbols, join_paragraph, join_paragraphs, name_row, say_source

MOST_UPRIGHT = 6
UNTOLD = "Cannot be told: similar areas differ too much, or too few of them have a figure."
SHORT = {
    Label.EDGE: "towards the edge",
    Label.WITHIN: "within the range",
    Label.UNTOLD: "cannot be told",
}
FULL = (
    ("Measure and area", False),
    ("Period", False),
    ("Value", True),
    ("Counts", True),
    ("95% interval", True),
    ("Similar areas, average", True),
    ("Similar areas, lowest to highest", True),
    ("Range of similar areas", True),
    ("Beside similar areas", False),
)
QUARTERS = ("first quarter", "second quarter", "third quarter", "last quarter")


def show_similar(evidence: BenchmarkEvidence) -> Iterator[Prose | Table]:
    """Yield how the areas' comparators differ, and the similar areas of each."""
    vintage = evidence.edition.neighbours
    yield Prose(
        join_paragraphs(
            "Each area is set beside its own similar areas: the statistical neighbours that the Department for "
            f"Education lists for it ({vintage} list). So two areas with the same figure can stand differently.",
            "" if evidence.is_many else join_paragraph(*_say_overlaps(evidence.areas)),
            join_paragraph(*(_say_own_list(item) for item in evidence.areas if item.local.comparators)),
        )
    )
    yield tabulate_similar(evidence.areas)


def tabulate_similar(areas: Sequence[AreaEvidence]) -> Table:
    """Return the region and the similar areas of each area."""
    rows = tuple(
        (
            Cell(item.area.name),
            Cell(item.region.name),
            Cell("; ".join(sorted(area.name for area in item.neighbours))),
            Cell(join_words([word.lower() for word in dict.fromkeys(item.closeness)]) or "none listed"),
        )
        for item in areas
    )
    heads = ("Area", "Region", "Similar areas", "Likeness, in the department's words")
    source = f"Source: data/neighbours/{areas[0].edition.neighbours}.csv, from the Department for Education's list."
    columns = tuple(Column(head, numeric=False) for head in heads)
    return Table("similar", "Similar areas of each area", columns, rows, source)


def _say_overlaps(areas: Sequence[AreaEvidence]) -> Iterator[str]:
    """Yield how many similar areas each pair shares, and which areas are similar areas of each other."""
    pairs = [(one, two) for number, one in enumerate(areas) for two in areas[number + 1 :]]
    shared = [(one, two, len({*one.neighbours} & {*two.neighbours})) for one, two in pairs]
    said = [
        f"{add_article(one.area.name)} and {add_article(two.area.name)} share {say_small(count)}"
        for one, two, count in shared
        if count
    ]
    yield f"Of their similar areas, {'; '.join(said)}." if said else "No two of these areas share a similar area."
    for one, two in pairs:
        listed = (two.area in one.neighbours) + (one.area in two.neighbours)
        if listed:
            how = "are each in the other's list" if listed == BOTH else "are linked: one is in the list of the other"
            yield f"{_start(add_article(one.area.name))} and {add_article(two.area.name)} {how}."


def _start(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _say_own_list(evidence: AreaEvidence) -> str:
    """Return the area's own choice of comparators, from its local file."""
    names = {area.slug: area.name for area in evidence.national.areas}
    listed = join_words(sorted(names[slug] for slug in evidence.local.comparators))
    return f"{_start(add_article(evidence.area.name))} has also chosen its own comparators: {listed}."


def show_places(evidence: BenchmarkEvidence) -> Iterator[Prose | Table]:
    """Yield the places among all authorities: of measures with a good direction, and of all others."""
    if evidence.is_many:
        yield Prose("Places of so many areas would be a league table, so none are given.")
        return
    entries = [entry for theme in evidence.measures.values() for entry in theme]
    for scored in (True, False):
        chosen = [entry for entry in entries if is_scored(entry.indicator) == scored]
        rows = tuple(row for entry in chosen if any((row := _write_places(evidence, entry))[1:]) and _is_ranked(row))
        if rows:
            yield _tabulate_places(evidence, chosen, rows, scored=scored)


def _is_ranked(row: Sequence[Cell]) -> bool:
    return any(cell.finding for cell in row)


def _write_places(evidence: BenchmarkEvidence, entry: IndicatorEntry) -> tuple[Cell, ...]:
    scored = is_scored(entry.indicator)
    good = (Cell("high" if find_good_sign(entry.indicator) > 0 else "low"),) if scored else ()
    cells = (_write_place(evidence, finding) for finding in evidence.list_findings(entry.id))
    return (Cell(entry.indicator.short), *good, *cells)


def _write_place(evidence: BenchmarkEvidence, finding: Finding) -> Cell:
    place = evidence.find_place(finding)
    if place is None:
        return Cell("not ranked")
    rank = f"{say_number(place.rank)} of {say_number(place.count)}"
    return Cell(f"{rank}, {QUARTERS[place.quarter - 1]}", finding.id)


def _tabulate_places(
    evidence: BenchmarkEvidence, entries: Sequence[IndicatorEntry], rows: tuple[tuple[Cell, ...], ...], *, scored: bool
) -> Table:
    good = ("Favourable end",) if scored else ()
    names = ("Measure", *good, *(item.area.name for item in evidence.areas))
    kind = "from the favourable end" if scored else "from the highest; neither end is good or bad"
    findings = [
        finding for entry in entries for finding in evidence.list_findings(entry.id) if evidence.find_place(finding)
    ]
    return Table(
        id="places" if scored else "places-plain",
        caption=f"Place among all authorities with a figure, counted {kind}",
        columns=tuple(Column(name, numeric=False) for name in names),
        rows=rows,
        source=say_source(evidence.areas[0], findings),
        notes=("Equal figures share the first of their places.",),
        wide=len(names) > MOST_UPRIGHT,
    )


def show_full(evidence: BenchmarkEvidence) -> Iterator[Prose | Table]:
    """Yield every core measure of every area with counts, interval and comparators."""
    if evidence.is_many:
        yield Prose("The tables above hold every core measure of every area. The data folder has all other periods.")
        return
    pairs = [
        (area, area.latest(entry.id))
        for entries in evidence.measures.values()
        for entry in entries
        for area in evidence.areas
    ]
    rows = tuple(_write_full(evidence, area, finding) for area, finding in pairs)
    tests = (evidence.tests[area.area.slug, finding.entry.id] for area, finding in pairs)
    reasons = dict.fromkeys(test.reason for test in tests if test.label is None)
    yield Table(
        id="full",
        caption="Every core measure of every area, with its comparators",
        columns=tuple(Column(head, numeric=numeric) for head, numeric in FULL),
        rows=rows,
        source=say_source(evidence.areas[0], [finding for _, finding in pairs]),
        notes=(SIMILAR, UNTOLD, f"Not compared: {'; '.join(reasons)}.", *explain_symbols(rows)),
        wide=True,
    )


def _write_full(evidence: BenchmarkEvidence, area: AreaEvidence, finding: Finding) -> tuple[Cell, ...]:
    test = evidence.tests[area.area.slug, finding.entry.id]
    place = (
        SHORT.get(test.label, say_side(finding, test).replace("range of similar areas", "range"))
        if test.label
        else "not compared"
    )
    return (
        Cell(f"{name_row(finding, with_unit=finding.entry.indicator.unit in RATES)}: {area.area.name}"),
        Cell(finding.period.label),
        Cell(say_cell(finding), finding.id if finding.value is not None else None),
        write_counts(finding),
        write_interval(finding),
        *_write_similar(finding, test),
        Cell(place),
    )


def _write_similar(finding: Finding, test: Unusual) -> tuple[Cell, Cell, Cell]:
    """Return average, lowest to highest, and range of similar areas; none of them where areas are not comparable."""
    average, ends = write_similar(finding)
    return average, ends, ends if ends.text == "[z]" else write_beside(finding, find_range(finding, test))
