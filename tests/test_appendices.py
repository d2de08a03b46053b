"""The data appendices: complete, the same as the committed observations, one file set for any number of areas."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from accessibility.verapdf import list_failures
from conftest import ROOT
from python_calamine import CalamineWorkbook
from small_notebooks import copy_project
from tracing import Tracer, is_shown, read_series

from sendneeds.build.plan import plan_reports
from sendneeds.build.reports import build_reports
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.period import read_period
from sendneeds.errors import DeclarationError
from sendneeds.present.display import MARK, Prose, Table, strip_marks
from sendneeds.project import Project
from sendneeds.report import Appendices, open_appendices

FOUR = ("nottinghamshire", "somerset", "sunderland", "sutton")
SETS = (("2025", FOUR), ("2018", FOUR), ("2025", ("city-of-london",)), ("2018", ("city-of-london",)))
AS_AT = {"2025": date(2025, 12, 31), "2018": date(2018, 12, 31)}
VINTAGES = {"2025": "2025", "2018": "2021"}
SAMPLED = 30
MARKED = re.compile(r'<data value="([^"]+)">([^<]+)</data>')


@cache
def open_set(edition: str, areas: tuple[str, ...]) -> Appendices:
    return open_appendices(areas, edition, ROOT)


@cache
def list_shown(edition: str, areas: tuple[str, ...]) -> tuple[Prose | Table, ...]:
    report = open_set(edition, areas)
    sections = [report.reading, report.areas, report.quality, report.sources]
    sections += [report.theme(name) for name in report.evidence.groups]
    return (report.title(), *(item for section in sections for item in section.show()))


def list_tables(edition: str, areas: tuple[str, ...], end: str = "") -> list[Table]:
    """Return the tables of figures, or those of which the id contains `end`."""
    tables = [item for item in list_shown(edition, areas) if isinstance(item, Table)]
    return [table for table in tables if end in table.id and re.search("-(latest|periods)", table.id)]


def list_cells(table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield the row's name, the finding's id and the text of each cell that has an id."""
    for row in table.rows:
        yield from ((row[0].text, cell.finding, cell.text) for cell in row[1:] if cell.finding)


def spread(cells: Sequence[tuple[str, str, str]], count: int) -> Sequence[tuple[str, str, str]]:
    """Return at least `count` of some cells, at equal distances."""
    assert len(cells) > count
    return cells[:: len(cells) // count]


def has_value(entry: IndicatorEntry, edition: str, codes: set[str]) -> bool:
    return any(
        area in codes and row["value"] and read_period(period, entry.indicator.period).end <= AS_AT[edition]
        for (area, period), row in read_series(entry.id).items()
    )


@pytest.mark.parametrize(("edition", "areas"), SETS)
def test_every_measure_with_a_value_appears(edition: str, areas: tuple[str, ...]) -> None:
    evidence = open_set(edition, areas).evidence
    codes = {item.area.area_code for item in evidence.areas}
    expected = {name for name, entry in evidence.registry.indicators.items() if has_value(entry, edition, codes)}
    cells = [cell for table in list_tables(edition, areas) for cell in list_cells(table)]
    assert {finding.split(".")[1] for _, finding, _ in cells} == expected
    assert len(expected) > 20
    listed = " ".join(item.markdown for item in list_shown(edition, areas) if isinstance(item, Prose))
    missing = [name for name in expected if f"**{evidence.registry.indicators[name].indicator.short}**" not in listed]
    assert missing == []


@pytest.mark.parametrize(("edition", "areas"), SETS)
def test_every_area_and_every_published_period_is_there(edition: str, areas: tuple[str, ...]) -> None:
    evidence = open_set(edition, areas).evidence
    cells = [cell for table in list_tables(edition, areas) for cell in list_cells(table)]
    found = {finding for _, finding, _ in cells}
    expected = {
        finding.id
        for area in evidence.areas
        for series in area.series.values()
        for finding in series.findings
        if finding.value is not None
    }
    assert expected <= found


@pytest.mark.parametrize(("edition", "areas"), SETS)
def test_sampled_cells_are_the_observations(edition: str, areas: tuple[str, ...]) -> None:
    codes = {item.area.slug: item.area.area_code for item in open_set(edition, areas).evidence.areas}
    names = {item.area.name for item in open_set(edition, areas).evidence.areas}
    cells = [
        cell
        for table in list_tables(edition, areas, "-periods")
        for cell in list_cells(table)
        if cell[0].rpartition(": ")[2] in {*names, "England"}
    ]
    for name, finding, text in spread(cells, SAMPLED):
        slug, indicator, period = finding.split(".", 2)
        place = "E92000001" if name.endswith("England") else codes[slug]
        row = read_series(indicator)[place, period]
        assert is_shown(text, iter([float(row["value"])])), (finding, text)


@pytest.mark.parametrize(("edition", "areas"), SETS)
def test_sampled_cells_of_every_column_lead_home(edition: str, areas: tuple[str, ...]) -> None:
    cells = [cell for table in list_tables(edition, areas, "-latest") for cell in list_cells(table)]
    for _, finding, text in spread(cells, 4 * SAMPLED):
        tracer = Tracer(finding.split(".")[0], VINTAGES[edition])
        for part in re.split(" to | of ", text.replace("+", "")):
            assert is_shown(part, tracer.list_numbers(finding)), (finding, text)


@pytest.mark.parametrize(("edition", "areas"), SETS)
def test_every_number_is_marked_and_no_id_is_used_twice(edition: str, areas: tuple[str, ...]) -> None:
    tables = list_tables(edition, areas)
    assert len({table.id for table in tables}) == len(tables)
    assert len({table.caption for table in tables}) == len(tables)
    bare = [
        (table.id, cell.text)
        for table in tables
        for row in table.rows
        for cell in row[1:]
        if re.search(r"\d", cell.text) and not cell.finding
    ]
    assert bare == []
    for table in tables:
        labels = [row[0].text for row in table.rows]
        assert len(set(labels)) == len(labels), table.id
        assert table.source.startswith("Source: "), table.id
        symbols = {text for row in table.rows for cell in row if re.fullmatch(r"\[\w+\]", text := cell.text)}
        assert [text for text in symbols if text not in " ".join(table.notes)] == [], table.id


def test_numbers_of_the_title() -> None:
    title = next(item for item in list_shown("2025", FOUR) if isinstance(item, Prose)).markdown
    measures = [finding.split(".")[1] for table in list_tables("2025", FOUR) for _, finding, _ in list_cells(table)]
    assert dict(MARKED.findall(title)) == {"appendices.measures": str(len(set(measures)))}
    assert "Nottinghamshire; Somerset; Sunderland; Sutton" in MARK.sub("", title)


def test_breaks_stand_under_their_series() -> None:
    table = next(item for item in list_tables("2025", FOUR, "-periods") if item.id == "ehc-20wk-ex-pct-periods")
    assert "figures from 2022 on do not continue earlier ones" in " ".join(table.notes)
    assert [column.label for column in table.columns[1:]] == ["2019", "2020", "2021", "2022", "2023", "2024"]


def test_change_is_from_the_period_before() -> None:
    table = next(item for item in list_tables("2025", FOUR, "-latest") if item.id == "ehc-20wk-ex-pct-latest")
    column = [item.label for item in table.columns].index("Change since 2023")
    row = next(row for row in table.rows if row[0].text == "New plans within 20 weeks: Somerset")
    series = read_series("ehc_20wk_ex_pct")
    change = float(series["933", "2024"]["value"]) - float(series["933", "2023"]["value"])
    assert row[column].text == f"\N{MINUS SIGN}{abs(change):.1f}"


def test_an_area_with_few_children_names_its_symbols() -> None:
    shown = list_shown("2025", ("city-of-london",))
    cells = [cell.text for item in shown if isinstance(item, Table) for row in item.rows for cell in row]
    assert {"[x]", "[z]"} <= set(cells)
    reading = " ".join(strip_marks(item.markdown) for item in shown if isinstance(item, Prose))
    assert "are never zero" in reading


def test_unknown_and_no_areas_are_refused() -> None:
    with pytest.raises(DeclarationError, match="at least one area"):
        open_appendices([], "2025", ROOT)
    with pytest.raises(DeclarationError, match="'ledes'"):
        open_appendices(["ledes"], "2025", ROOT)


def test_they_are_made_on_request_only(project: Project) -> None:
    areas = ["sutton", "leeds"]
    assert "appendices" not in [item.name for item in plan_reports(project, areas)]
    (planned,) = plan_reports(project, ["sutton"], ["appendices"])
    assert (planned.name, planned.areas, planned.is_across) == ("appendices", ("sutton",), True)


def build(project: Project, folder: Path) -> dict[str, bytes]:
    """Make the appendices of a small area in a project of its own. Returns its files."""
    place = copy_project(project, folder)
    place.notebooks.mkdir()
    shutil.copy(project.notebooks / "appendices.ipynb", place.notebooks)
    outcomes = build_reports(
        place, "2025", plan_reports(place, ["city-of-london"], ["appendices"]), 1, lambda *_said: None
    )
    assert [problem for outcome in outcomes for problem in outcome.problems] == []
    return {path.name: path.read_bytes() for path in sorted((place.outputs / "2025" / "appendices").iterdir())}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build(Project(ROOT), tmp_path_factory.mktemp("first"))


def test_files_say_what_is_inside_and_come_out_the_same(built: dict[str, bytes], tmp_path: Path) -> None:
    names = {"appendices.html", "appendices.ipynb", "appendices.pdf"}
    assert names | {"send-data-2025.xlsx", "send-data-2025.csv", "data-dictionary.csv"} <= set(built)
    again = build(Project(ROOT), tmp_path)
    assert [name for name, content in built.items() if again[name] != content] == []


def test_workbook_and_csv_hold_the_figures(built: dict[str, bytes]) -> None:
    evidence = open_set("2025", ("city-of-london",)).evidence
    rows = list(csv.DictReader(io.StringIO(built["send-data-2025.csv"].decode("utf-8-sig"))))
    findings = {finding.id for area in evidence.areas for item in area.series.values() for finding in item.findings}
    assert {row["finding"] for row in rows} == findings
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(built["send-data-2025.xlsx"])).sheet_names
    assert {"Cover", "Contents", "Notes", "Timeliness"} <= set(sheets)


def test_pages_are_few_and_hold_every_table(built: dict[str, bytes]) -> None:
    tables = len(list_tables("2025", ("city-of-london",))) + 3
    html = built["appendices.html"].decode("utf-8")
    assert html.count("<caption") in {tables - 1, tables}
    assert "<data value=" in html
    with pikepdf.open(io.BytesIO(built["appendices.pdf"])) as pdf:
        assert 15 <= len(pdf.pages) <= 60


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_verapdf_finds_nothing(built: dict[str, bytes], profile: str, tmp_path: Path, java: str) -> None:
    path = tmp_path / "appendices.pdf"
    path.write_bytes(built["appendices.pdf"])
    assert list_failures(path, profile, java) == {}
