"""Every number that a reader sees comes from the observations: followed home along an independent path."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest
from tracing import Tracer, is_shown

from sendneeds.declare.period import read_period, say_date
from sendneeds.present.display import MARK, Cell, Figure, Prose, Table
from sendneeds.project import Project
from sendneeds.report import AreaReport, open_area
from sendneeds.report.cycle_words import say_period
from sendneeds.report.section import Section

AREAS = (
    "sutton",
    "somerset",
    "sunderland",
    "nottinghamshire",
    "leeds",
    "city-of-london",
    "isles-of-scilly",
    "north-northamptonshire",
    "cumberland",
)
PAST = ("nottinghamshire@2018", "sutton@2018")
MARKED = re.compile(r'<data value="([^"]+)">([^<]+)</data>')
SUMMARY = (".outside-range", ".missing")


@cache
def open_report(area: str, project: Project) -> AreaReport:
    """Open the report of an area, or with `@2018` behind its name that of the edition of 2018."""
    name, _, edition = area.partition("@")
    return open_area(name, edition or "2025", project.root)


def list_sections(report: AreaReport) -> list[Section]:
    names = [name for name, thing in vars(type(report)).items() if hasattr(thing, "func")]
    found = [getattr(report, name) for name in names]
    return [section for section in found if isinstance(section, Section)]


@cache
def list_shown(report: AreaReport) -> tuple[list[Prose], list[Figure], list[Table]]:
    sections = list_sections(report)
    figures = [section.plot() for section in sections if section.chart]
    tables = [section.tabulate() for section in sections if section.table]
    return [section.say() for section in sections], figures, tables


def list_declared(report: AreaReport) -> list[str]:
    """Return the texts that are declared, dated or named, longest first: digits in them are not figures."""
    registry, evidence = report.evidence.registry, report.evidence
    said = [note.text for note in registry.footnotes.values()]
    for entry in registry.indicators.values():
        indicator = entry.indicator
        said += [
            indicator.label,
            indicator.short,
            indicator.statement,
            indicator.of or "",
            *indicator.statement.split("{value}"),
        ]
        said += [indicator.duty.name] if indicator.duty else []
    said += [item.period.label for series in evidence.series.values() for item in series.findings]
    said += [f"{item.publication}, {item.release}" for item in registry.releases.values()]
    said += [text for item in evidence.local.families for text in (item.theme, item.source, item.date)]
    said += [text for item in evidence.local.strengths for text in (item.strength, item.source, item.date)]
    said += [text for item in evidence.inspections for text in (item.framework, item.outcome)]
    said += [say_date(date.fromisoformat(item.date)) for item in evidence.inspections]
    documents = evidence.strategy.documents if evidence.strategy else ()
    said += [text for item in documents for text in (item.title, say_period(item))]
    said += [*evidence.edition.notes, *(item.problem[1:] for item in evidence.quality)]
    said += [
        "95% interval",
        f"({evidence.edition.neighbours} list)",
    ]
    as_at = evidence.edition.as_at
    said += [say_date(as_at), say_date(as_at.replace(year=as_at.year + 1))]
    return sorted(
        {part.strip() for text in said for part in text.split("{area}") if any(map(str.isdigit, part))},
        key=len,
        reverse=True,
    )


@pytest.mark.parametrize("area", [*AREAS, *PAST])
def test_every_section_speaks(area: str, project: Project) -> None:
    prose, figures, tables = list_shown(open_report(area, project))
    assert len(prose) >= len(tables) >= len(figures) >= 10
    assert len(figures) <= 12
    for said in prose:
        assert said.markdown.strip()
        assert "None" not in said.markdown
        assert "nan" not in said.markdown.split()
        assert "{" not in said.markdown


@pytest.mark.parametrize("area", [*AREAS, *PAST])
def test_every_number_in_prose_is_marked_or_declared(area: str, project: Project) -> None:
    report = open_report(area, project)
    declared = list_declared(report)
    for said in list_shown(report)[0]:
        rest = MARKED.sub("", said.markdown)
        assert not MARK.search(rest)
        for text in declared:
            rest = rest.replace(text, "")
        assert not re.search(r"\d", rest), rest


@pytest.mark.parametrize("area", [*AREAS, *PAST])
def test_every_marked_number_is_a_figure_of_its_finding(area: str, project: Project) -> None:
    tracer = Tracer(area.partition("@")[0], "2021" if area in PAST else "2025")
    for said in list_shown(open_report(area, project))[0]:
        for finding, text in MARKED.findall(said.markdown):
            if not finding.endswith(SUMMARY):
                assert is_shown(text, tracer.list_numbers(finding)), (finding, text)


@pytest.mark.parametrize("area", [*AREAS, *PAST])
def test_every_number_in_tables_is_a_figure_of_its_finding(area: str, project: Project) -> None:
    report = open_report(area, project)
    _, figures, tables = list_shown(report)
    tracer = Tracer(area.partition("@")[0], "2021" if area in PAST else "2025")
    for table in [*tables, *(figure.data for figure in figures)]:
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                if column.numeric and table.id != "sources":
                    check_cell(cell, row, tracer)


def check_cell(cell: Cell, row: tuple[Cell, ...], tracer: Tracer) -> None:
    """Follow each number of a cell home, through the finding of its row where it has none of its own."""
    finding = cell.finding or next((other.finding for other in row if other.finding), None)
    for text in re.findall(r"[\d,.]+%?(?:m| million)?", cell.text):
        assert finding is not None, cell
        assert is_shown(text, tracer.list_numbers(finding)), cell


def test_the_tracer_finds_a_changed_digit() -> None:
    """33.5% of 567 plans is Somerset's figure; no digit of it can change unseen."""
    tracer, finding = Tracer("somerset"), "somerset.ehc_20wk_ex_pct.2024"
    assert is_shown("33.5%", tracer.list_numbers(finding))
    assert is_shown("567", tracer.list_numbers(finding))
    for wrong in ("33.6%", "34.5%", "568", "43.5%"):
        assert not is_shown(wrong, tracer.list_numbers(finding)), wrong


def test_the_summary_counts_what_lies_outside_the_range(project: Project) -> None:
    report = open_report("somerset", project)
    comparable = [
        series.latest
        for series in report.evidence.series.values()
        if series.entry.indicator.core
        and series.latest.value is not None
        and series.latest.neighbours
        and series.entry.indicator.unit not in {"count", "pounds", "yes_no"}
        and not series.latest.is_small
        and (report.evidence.edition.as_at - series.latest.period.end).days <= 3 * 365.25
    ]
    outside = [item for item in comparable if not item.neighbours.low <= item.value <= item.neighbours.high]  # type: ignore[union-attr, operator]
    found = [text for finding, text in MARKED.findall(report.points.say().markdown) if finding.endswith(SUMMARY[0])]
    assert found[:2] == [str(len(comparable)), str(len(outside))]


def test_periods_of_every_indicator_are_read(project: Project) -> None:
    report = open_report("leeds", project)
    for series in report.evidence.series.values():
        for item in series.findings:
            assert read_period(item.period.code, series.entry.indicator.period) == item.period
