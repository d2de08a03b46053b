"""What reports print with ids, said again from declarations and observations: no notebook is run, no page made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from typing import NamedTuple

from sendneeds.present.display import Cell, Figure, Prose, Table
from sendneeds.report.appendices import Appendices
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.area_report import AreaReport
from sendneeds.report.benchmark import SECTIONS, BenchmarkReport
from sendneeds.report.priorities import Passage
from sendneeds.report.section import Section

MARKED = re.compile(r'<data value="([^"<>]*)">([^<>]*)</data>')
Shown = Prose | Figure | Table
Across = BenchmarkReport | Appendices
# The part of an area's report that each of its pages shows.
FACADES = {
    "needs_assessment": "",
    "commissioning_priorities": "priorities",
    "commissioning_cycle": "cycle",
    "plain_english": "plain",
    "author_check": "author",
}


class Printed(NamedTuple):
    """One number as a report prints it, with its id."""

    id: str
    text: str


def say_texts(evidence: AreaEvidence, report: str) -> Iterator[Printed]:
    """Yield what the texts and tables of an area's report print with ids."""
    for part in _list_parts(evidence, report):
        yield from list_printed(part.say())
        for table in _list_tables(part):
            yield from list_printed(table)


def say_charts(evidence: AreaEvidence, report: str) -> Iterator[Printed]:
    """Yield what the charts of an area's report, and the tables of their data, print with ids."""
    for part in _list_parts(evidence, report):
        for figure in _list_charts(part):
            yield from list_printed(figure)


def say_across(report: Across) -> Iterator[Printed]:
    """Yield what a report across areas prints with ids."""
    shown: list[Shown] = [report.title()]
    if isinstance(report, BenchmarkReport):
        for part in (report.summary, report.shared, report.similar, report.places, report.quality, report.full):
            shown += part.show()
        for name in SECTIONS:
            shown += report.section(name).show()
    else:
        for section in (report.reading, report.areas, report.quality):
            shown += section.show()
        for name in report.evidence.groups:
            shown += report.theme(name).show()
    for item in shown:
        yield from list_printed(item)


def list_printed(shown: Shown) -> Iterator[Printed]:
    """Yield the numbers with ids of one text, table or chart."""
    if isinstance(shown, Prose):
        yield from _find_marks(shown.markdown)
    elif isinstance(shown, Table):
        yield from _list_cells(shown)
    else:
        for line in (shown.title, shown.subtitle):
            yield from _find_marks(line)
        yield from _list_cells(shown.data)


def _list_parts(evidence: AreaEvidence, report: str) -> Iterator[Section | Passage]:
    whole = AreaReport(evidence)
    facade = getattr(whole, FACADES[report]) if FACADES[report] else whole
    for name, thing in vars(type(facade)).items():
        if isinstance(thing, cached_property) and isinstance(part := getattr(facade, name), Section | Passage):
            yield part


def _list_tables(part: Section | Passage) -> tuple[Table, ...]:
    if isinstance(part, Passage):
        return part.tabulate()
    return (part.tabulate(),) if part.table else ()


def _list_charts(part: Section | Passage) -> tuple[Figure, ...]:
    if isinstance(part, Passage):
        return part.plot()
    return (part.plot(),) if part.chart else ()


def _find_marks(text: str) -> Iterator[Printed]:
    return (_clean(unescape(found[1]), unescape(found[2])) for found in MARKED.finditer(text))


def _list_cells(table: Table) -> Iterator[Printed]:
    for line in (table.caption, *table.notes):
        yield from _find_marks(line)
    cells: Iterator[Cell] = (cell for row in table.rows for cell in row)
    yield from (_clean(cell.finding, cell.text) for cell in cells if cell.finding)


def _clean(name: str, text: str) -> Printed:
    """Return a number with plain single spaces, as a reader of a page has it."""
    return Printed(name, " ".join(text.split()))
