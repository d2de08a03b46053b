"""The words of the appendices: title, how to read the tables, what each measure is, problems in figures, sources."""

from __future__ import annotations

from collections.abc import Iterator

from sendneeds.declare.indicator import Indicator
from sendneeds.declare.period import say_date
from sendneeds.present.display import Cell, Column, Prose, Table, mark_number
from sendneeds.present.sentences import join_words
from sendneeds.present.words import MISSING, say_number, say_unit
from sendneeds.report.appendices_evidence import AppendixEvidence
from sendneeds.report.back import name_release, say_problem, tabulate_releases
from sendneeds.report.benchmark_tables import tabulate_similar
from sendneeds.report.section import join_paragraph, join_paragraphs

MOST_NAMED = 10
# How the list of measures says by what children are counted, and what that means.
COUNTED = {"residence": "by residence", "school": "by school", "board": "by board"}
MEANING = (
    "After each measure stands what it is out of, by what children are counted, and their ages: by residence is by the "
    "council where children live or that is responsible for them; by school is by the area of the school; by board is "
    "by integrated care board, with the same figure for all its areas."
)
PRINTED = ("c", "x", "z", "low", "u")


def say_title(evidence: AppendixEvidence) -> Prose:
    """Return the title, the areas and the status."""
    names = [item.area.name for item in evidence.areas]
    many = f"{mark_number(say_number(len(names)), 'appendices.areas')} local areas, listed below"
    drafts = any(item.local.is_draft for item in evidence.areas)
    measures = sum(len(group.measures) for groups in evidence.groups.values() for group in groups)
    facts = {
        "Areas": many if len(names) > MOST_NAMED else "; ".join(names),
        "Edition": evidence.areas[0].edition_name,
        "Figures": f"published figures for periods that ended on or before {say_date(evidence.edition.as_at)}",
        "Measures": mark_number(say_number(measures), "appendices.measures"),
        "Status": "DRAFT, not signed off" if drafts else "signed off for every area",
    }
    title = "# Data appendices: special educational needs and disability"
    return Prose(join_paragraphs(title, "\n".join(f"- **{key}:** {value}" for key, value in facts.items())))


def show_reading(evidence: AppendixEvidence) -> Iterator[Prose]:
    """Yield how to read the tables: columns, intervals, comparators and symbols."""
    vintage, fewest = evidence.edition.neighbours, say_number(evidence.edition.fewest_neighbours)
    columns = {
        "Value": "the figure as published, or the share or rate that the published counts give, rounded for print.",
        "Counts": "the published counts behind a share or rate.",
        "95% interval": "how far chance alone could move the figure: Wilson's interval for shares, a Poisson interval "
        "for rates. None is given where counts are not published or do not give the published figure. Published "
        "counts are complete, so the interval is not an error of measurement.",
        "Change": "from unrounded figures, percentages in percentage points, against the period before; a term or "
        "month against the same one of the year before. Years that a release leaves out are passed over, so the "
        "heading names the earlier period.",
        "Similar areas": f"the unweighted average of the area's statistical neighbours ({vintage} list of the "
        f"Department for Education) that have a figure, {mark_number(fewest, 'appendices.fewest')} of them at least, "
        "and their lowest and highest figure.",
        "Region, England": "as published.",
    }
    symbols = join_words([f"[{symbol}] {MISSING[symbol]}" for symbol in PRINTED])
    yield Prose(
        join_paragraphs(
            "\n".join(f"- **{name}:** {text}" for name, text in columns.items()),
            MEANING,
            f"Symbols stand for figures that are not there, and are never zero: {symbols}.",
            "The workbook and the CSV file that come with these tables hold the same figures, unrounded in the CSV.",
        )
    )


def show_areas(evidence: AppendixEvidence) -> Iterator[Table]:
    """Yield the areas with their regions and similar areas."""
    yield tabulate_similar(evidence.areas)


def show_definitions(evidence: AppendixEvidence, theme: str) -> Iterator[Prose]:
    """Yield what each measure of a theme is, or that none has a figure."""
    measures = [measure for group in evidence.groups[theme] for measure in group.measures]
    if not measures:
        yield Prose("No figure of this theme is published for these areas up to the date of this edition.")
        return
    yield Prose("\n".join(f"- {_define(measure.entry.indicator)}" for measure in measures))


def _define(indicator: Indicator) -> str:
    unit = say_unit(indicator)
    about = "; ".join(("pounds" if unit == "£" else unit, COUNTED[indicator.counted_by], f"ages {indicator.ages}"))
    return f"**{indicator.short}** ({about}). {join_paragraph(indicator.description)}"


def show_quality(evidence: AppendixEvidence) -> Iterator[Prose | Table]:
    """Yield the problems found in the figures of these areas."""
    shown = {finding.entry.id for finding in evidence.findings}
    rows = tuple(
        (Cell(item.area.name), Cell(say_problem(item, problem)), Cell(name_release(item, problem.release)))
        for item in evidence.areas
        for problem in item.quality
        if problem.area_code and problem.indicator in shown
    )
    if not rows:
        yield Prose("No problem was found in the figures of these areas.")
        return
    yield Table(
        id="quality",
        caption="Problems found in the published figures of these areas when they were read",
        columns=tuple(Column(head, numeric=False) for head in ("Area", "Problem", "Release")),
        rows=rows,
        source="Source: checks made on every release when its figures were read; data/quality.csv lists them all.",
    )


def show_sources(evidence: AppendixEvidence) -> Iterator[Prose | Table]:
    """Yield which periods the edition uses, and every release behind the tables."""
    as_at = say_date(evidence.edition.as_at)
    text = f"This edition uses periods that ended on or before {as_at}, whenever they were published."
    yield Prose(join_paragraphs(text, *evidence.edition.notes))
    yield tabulate_releases(evidence.registry, evidence.findings)
