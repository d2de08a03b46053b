"""The data workbooks: they open, say what they hold, hold no formula, and agree with the findings."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from sendneeds.build.data_sheets import (
    describe_area_front,
    describe_edition_front,
    list_area_sheets,
    list_edition_sheets,
    round_value,
)
from sendneeds.build.workbook import Front, Sheet, write_workbook
from sendneeds.project import Project
from sendneeds.report.area_evidence import AreaEvidence, gather_evidence

AREAS = ("sutton", "leeds", "city-of-london")
Rows = list[list[object]]


@cache
def _gather(area: str) -> AreaEvidence:
    return gather_evidence(area, "2025", Project(Path(__file__).resolve().parent.parent))


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the workbooks of some areas by slug, and of their edition as `edition`."""
    folder = tmp_path_factory.mktemp("books")
    books = {name: folder / f"{name}.xlsx" for name in (*AREAS, "edition")}
    for area in AREAS:
        evidence = _gather(area)
        write_workbook(books[area], describe_area_front(evidence), list_area_sheets(evidence), evidence.edition.as_at)
    areas, edition = [_gather(area).area for area in AREAS], evidence.edition
    sheets = list_edition_sheets(evidence.national, edition, areas)
    write_workbook(books["edition"], describe_edition_front("2025", edition, areas), sheets, edition.as_at)
    return books


def _read(path: Path) -> dict[str, Rows]:
    book = CalamineWorkbook.from_path(path)
    return {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


def _find_table(rows: Rows, first: str) -> tuple[list[str], Rows]:
    """Return the header (without its notes) and the rows of the table that begins with the column `first`."""
    start = next(number for number, row in enumerate(rows) if row[0] == first)
    return [str(cell).split("\n")[0] for cell in rows[start]], rows[start + 1 :]


@pytest.mark.parametrize("name", [*AREAS, "edition"])
def test_workbook_opens_and_says_what_it_holds(books: dict[str, Path], name: str) -> None:
    sheets = _read(books[name])
    assert list(sheets)[:3] == ["Cover", "Contents", "Notes"]
    themes = [sheet for sheet in sheets if sheet.lower() in _gather("sutton").registry.themes]
    assert len(themes) > 10
    _, contents = _find_table(sheets["Contents"], "Sheet name")
    assert [row[0] for row in contents] == list(sheets)[3:]
    cover = "\n".join(str(row[0]) for row in sheets["Cover"])
    assert "edition 2025" in cover
    assert "Data as at 31 December 2025" in cover
    assert "Open Government Licence" in cover
    assert "[x] not available" in cover
    for theme in themes:
        text = "\n".join(str(row[0]) for row in sheets[theme][:8])
        assert "This worksheet contains one table" in text
        assert "[c] withheld by the publisher" in text


def test_similar_areas_are_named(books: dict[str, Path]) -> None:
    cover = "\n".join(str(row[0]) for row in _read(books["leeds"])["Cover"])
    assert [area.name for area in _gather("leeds").neighbours if area.name not in cover] == []


@pytest.mark.parametrize("name", [*AREAS, "edition"])
def test_no_cell_is_a_formula_or_empty(books: dict[str, Path], name: str) -> None:
    with zipfile.ZipFile(books[name]) as book:
        sheets = [book.read(item) for item in book.namelist() if item.startswith("xl/worksheets/sheet")]
        assert {item.date_time for item in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2025-12-31T00:00:00Z" in book.read("docProps/core.xml")
    assert [sheet for sheet in sheets if re.search(rb"<f[ >]", sheet)] == []
    for sheet, rows in _read(books[name]).items():
        if sheet not in {"Cover", "Contents", "Notes"}:
            first = {"Sources": "Release id", "Columns": "Column"}.get(sheet, "Measure")
            header, table = _find_table(rows, first)
            assert len(set(header)) == len(header)
            assert [row for row in table if "" in row] == []


@pytest.mark.parametrize("area", AREAS)
def test_values_are_the_findings_as_printed(books: dict[str, Path], area: str) -> None:
    evidence, sheets = _gather(area), _read(books[area])
    for theme in {series.entry.theme for series in evidence.series.values()}:
        header, rows = _find_table(sheets[theme.capitalize()], "Measure")
        findings = [item for one in evidence.series.values() if one.entry.theme == theme for item in one.findings]
        assert len(rows) == len(findings)
        for cells, finding in zip(rows, findings, strict=True):
            row, indicator = dict(zip(header, cells, strict=True)), finding.entry.indicator
            assert (row["Measure"], row["Period"]) == (indicator.short, finding.period.label)
            assert re.fullmatch(r"(\[note \d+\])+|none", str(row["Notes"]))
            wanted = f"[{finding.symbol}]" if finding.value is None else round(finding.value, indicator.decimals)
            assert row[evidence.area.name] == wanted
            assert row["England"] == ("[x]" if finding.england is None else round(finding.england, indicator.decimals))
            assert row["Out of"] == ("[x]" if finding.denominator is None else finding.denominator)
            assert row["Interval, low"] == (
                round(finding.interval[0], indicator.decimals) if finding.interval else "[z]"
            )
            similar = finding.neighbours
            assert row["Similar areas, number"] == (similar.k if similar else "[x]")


def test_every_note_is_there_and_used(books: dict[str, Path]) -> None:
    sheets = _read(books["sutton"])
    _, notes = _find_table(sheets["Notes"], "Note number")
    used = {
        int(number)
        for name, rows in sheets.items()
        if name != "Notes"
        for row in rows
        for cell in row
        for number in re.findall(r"\[note (\d+)\]", str(cell))
    }
    assert used == {int(float(str(row[0]))) for row in notes}
    said = " ".join(str(row[1]) for row in notes)
    caveats = _gather("sutton").registry.indicators["ehc_20wk_ex_pct"].indicator.caveats
    assert [caveat for caveat in caveats if caveat not in said] == []


def test_edition_has_a_column_for_each_area(books: dict[str, Path]) -> None:
    header, rows = _find_table(_read(books["edition"])["Timeliness"], "Measure")
    assert header == ["Measure", "Period", "Notes", "Unit", "England", "City of London", "Leeds", "Sutton"]
    found = _gather("sutton").latest("ehc_20wk_ex_pct")
    row = next(row for row in rows if row[:2] == [found.entry.indicator.short, found.period.label])
    assert found.value is not None
    assert row[7] == round(found.value, 1)


def test_whole_country_fits(tmp_path: Path) -> None:
    evidence = _gather("leeds")
    areas = [area for area in evidence.national.areas if area.is_current]
    sheets = list_edition_sheets(evidence.national, evidence.edition, areas)
    path = tmp_path / "all.xlsx"
    write_workbook(path, describe_edition_front("2025", evidence.edition, areas), sheets, evidence.edition.as_at)
    assert path.stat().st_size < 5_000_000
    header, _ = _find_table(_read(path)["Plans"], "Measure")
    assert len(header) == 5 + len(areas)


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "[a](http://b.org)", "$$n0$$ and more", "http://b.org/x"])
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    rows = pd.DataFrame({"Measure": [text], "Value": [text]})
    sheet = Sheet("One", text, rows, column_notes={"Value": text}, row_notes=[[text]], legend=(text,), source=text)
    write_workbook(tmp_path / "x.xlsx", Front(text, (text,), (text,), (text,)), [sheet], _gather("leeds").edition.as_at)
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert [name for name, part in parts.items() if name.startswith("xl/worksheets/") and b"<f" in part] == []
    assert [name for name, part in parts.items() if b"b.org" in part and name.endswith(".rels")] == []


def test_hostile_area_is_a_heading_and_no_formula(tmp_path: Path) -> None:
    honest = _gather("city-of-london")
    evidence = replace(honest, area=replace(honest.area, name="=cmd|' /C calc'!A0"))
    path = tmp_path / "x.xlsx"
    write_workbook(path, describe_area_front(evidence), list_area_sheets(evidence), evidence.edition.as_at)
    header, _ = _find_table(_read(path)["Plans"], "Measure")
    assert header[4] == "'=cmd|' /C calc'!A0"
    with zipfile.ZipFile(path) as book:
        assert [name for name in book.namelist() if b"<f>" in book.read(name)] == []


def test_missing_values_are_never_numbers() -> None:
    indicator = _gather("leeds").registry.indicators["ehc_20wk_ex_pct"].indicator
    assert [round_value(None, indicator), round_value(33.46, indicator), round_value(33.0, indicator)] == [
        "[x]",
        33.5,
        33,
    ]
