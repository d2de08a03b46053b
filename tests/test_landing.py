"""The landing page: every published file is linked, themes stand in words, and a browser finds nothing wrong."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from axe import VIEWS, check_found, run_axe
from small_notebooks import copy_project

from sendneeds.build.landing import write_landing
from sendneeds.project import Project

FORMS = ("html", "pdf", "docx", "ipynb")
RAISED = "Raised by families, young people or inspectors"
PRIORITIES = [
    {"theme": "timeliness", "tier": "A"},
    {"theme": "timeliness", "tier": "V"},
    {"theme": "attendance", "tier": "B2"},
    {"theme": "Nobody answers the telephone.", "tier": "V"},
]


@pytest.fixture
def copy(project: Project, tmp_path: Path) -> Project:
    """Return a project where reports of York and Leeds and one across areas are published."""
    copy = copy_project(project, tmp_path)
    for area, title in {"york": "York: needs &amp; plans (draft)", "leeds": "Leeds: needs &amp; plans"}.items():
        _publish(copy, area, "needs_assessment", f"<!DOCTYPE html><html><title>{title}</title></html>")
        _write_findings(copy, area, [])
    _publish(copy, "compare", "compare", "<title>Areas side by side</title>")
    return copy


def _publish(project: Project, folder: str, stem: str, page: str) -> None:
    target = project.outputs / "2025" / folder
    target.mkdir(parents=True, exist_ok=True)
    for form in FORMS:
        (target / f"{stem}.{form}").write_text(page, encoding="utf-8")


def _write_findings(project: Project, area: str, priorities: list[dict[str, Any]]) -> None:
    path = project.outputs / "2025" / area / "findings.json"
    path.write_text(json.dumps({"findings": [], "priorities": priorities}), encoding="utf-8")


def _write(project: Project) -> str:
    assert write_landing(project, "2025", project.outputs / "2025") == []
    return (project.outputs / "2025" / "index.html").read_text(encoding="utf-8")


def _list_targets(page: str) -> set[str]:
    return {target for target in map(unquote, re.findall('href="([^"]*)"', page)) if not target.startswith("#")}


def test_every_published_file_is_linked_and_nothing_else(copy: Project) -> None:
    folder = copy.outputs / "2025"
    (folder / "failed" / "york").mkdir(parents=True)
    (folder / "failed" / "york" / "needs_assessment.ipynb").write_text("{}", encoding="utf-8")
    (folder / "york" / "notes.txt").write_text("mine", encoding="utf-8")
    page = _write(copy)
    files = {f"{area}/needs_assessment.{form}" for area in ("york", "leeds") for form in FORMS}
    files |= {"york/findings.json", "leeds/findings.json", *(f"compare/compare.{form}" for form in FORMS)}
    assert _list_targets(page) == files
    assert 'aria-label="PDF: York: needs &amp; plans"' in page
    assert page.index(">Leeds<") < page.index(">York<")
    assert page.count("Draft</td>") == 1
    assert "Areas side by side" in page
    assert "31 December 2025" in page
    assert "<script" not in page
    assert not (folder / "index.html.partial").exists()


def test_data_of_an_area_and_of_the_edition_are_linked(copy: Project) -> None:
    folder, links = copy.outputs / "2025", set()
    for above, stem in {"york/data": "york-send-data-2025", "data": "send-data-2025"}.items():
        (folder / above).mkdir(parents=True)
        for name in (f"{stem}.xlsx", f"{stem}.csv", "datapackage.json"):
            (folder / above / name).write_text("x", encoding="utf-8")
            links.add(f"{above}/{name}")
    page = _write(copy)
    assert links <= _list_targets(page)
    assert 'aria-label="XLSX: figures of York"' in page
    assert 'aria-label="CSV: figures of all areas"' in page
    (folder / "york" / "data" / "datapackage.json").unlink()
    assert "york/data/datapackage.json" not in _list_targets(_write(copy))


def test_later_files_appear_and_those_that_are_gone_do_not(copy: Project) -> None:
    _publish(copy, "leeds", "commissioning_priorities", "<title>Leeds: priorities</title>")
    (copy.outputs / "2025" / "york" / "needs_assessment.pdf").unlink()
    page = _write(copy)
    assert '<th scope="col">Commissioning priorities</th>' in page
    assert "leeds/commissioning_priorities.pdf" in _list_targets(page)
    assert "york/needs_assessment.pdf" not in _list_targets(page)
    assert page.count("Not made") == 1


def test_page_for_the_author_is_linked_in_no_form(copy: Project) -> None:
    before = _write(copy)
    mark = '<title>York: check (for the author)</title><meta name="robots" content="noindex, nofollow">'
    _publish(copy, "york", "check", f"<!DOCTYPE html><html>{mark}</html>")
    assert _write(copy) == before


def test_without_priorities_there_is_no_grid(copy: Project) -> None:
    page = _write(copy)
    assert 'id="themes"' not in page
    assert page.count("<table>") == 1


def test_grid_says_in_words_where_each_theme_stands(copy: Project) -> None:
    _write_findings(copy, "york", PRIORITIES)
    _write_findings(copy, "leeds", [{"theme": "attendance", "tier": "C"}])
    page = _write(copy)
    table = page.split('aria-label="Areas by theme"')[1].split("</table>")[0]
    rows = [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall("<tr>(.*?)</tr>", table, re.DOTALL)
    ]
    assert rows == [
        ["Area", "Assessments, plans and reviews in time", "Absence, suspension and exclusion", RAISED],
        ["Leeds", "Not on the list", "Keep under review", "None on record"],
        [
            "York",
            "Legal duty not met in every case; Raised by families, young people or inspectors",
            "Different from similar areas, worth a closer look",
            "1 theme",
        ],
    ]
    note = page.split("No area has a line on these themes:")[1].split("</p>")[0]
    assert "Preparing for adulthood" in note
    assert "Absence" not in note


@pytest.mark.parametrize("content", ["", "[]", '{"priorities": [{"theme": "plans"}]}', '{"priorities": null}'])
def test_damaged_findings_are_named_and_the_page_is_written(copy: Project, content: str) -> None:
    (copy.outputs / "2025" / "york" / "findings.json").write_text(content, encoding="utf-8")
    (problem,) = write_landing(copy, "2025", copy.outputs / "2025")
    assert problem.where == "york/findings.json"
    assert "york/findings.json" in _list_targets((copy.outputs / "2025" / "index.html").read_text(encoding="utf-8"))


def test_page_of_an_edition_without_reports_says_so(copy: Project, tmp_path: Path) -> None:
    for path in sorted((tmp_path / "outputs").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (copy.outputs / "2025").mkdir()
    page = _write(copy)
    assert "No report of an area is published yet." in page
    assert _list_targets(page) == set()


def test_browser_finds_nothing_wrong(copy: Project, chromium: str) -> None:
    themes = ("timeliness", "plans", "population", "needs", "placements", "attainment", "attendance", "health")
    for area in ("york", "leeds"):
        _write_findings(copy, area, [{"theme": theme, "tier": "B2"} for theme in themes])
    _write(copy)
    found = run_axe(copy.outputs / "2025" / "index.html", chromium)
    assert tuple(found) == VIEWS
    check_found(found)
