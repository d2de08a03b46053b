"""Faults 38 and 39: hostile text in declarations and cells reaches every form of a report, and does nothing there.

The reports, data files and charts of an area are made for real from a copy of the project in which an area's name, an
indicator's labels, a footnote, a source, commentary, a statement of the strategy and cells of tables are hostile.
Characters that nobody sees are refused.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import nbformat
import pikepdf
import pytest
from bs4 import BeautifulSoup, Tag

from faults import hostile_project
from faults.hostile_project import AREA, COMMENT, SCRIPT, make_hostile
from faults.small_world import World
from sendneeds.cli import main
from sendneeds.project import ROOT_VARIABLE, Project

EDITIONS = ("2025", "2018")  # the strategy of the area is in force in the second
SAFE_SCHEMES = {"", "http", "https", "mailto", "data"}
LEADING = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-|[+-]?[\d,.]+%?")
# What must be seen, as far as it holds no Markdown.
SHOWN = {
    name: " ".join(str(text).split())[:24]
    for name, text in vars(hostile_project).items()
    if name
    in {"LABEL", "SHORT", "FOOTNOTE", "STATEMENT", "PUBLICATION", "THEME", "AREA_NAME", "NEIGHBOUR", "BOARD", "OUTCOME"}
    or name in {"PROBLEM", "SOURCE", "CONTACT"}
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the outputs of the hostile project."""
    project = make_hostile(Project(Path(__file__).resolve().parents[2]), tmp_path_factory.mktemp("hostile"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ROOT_VARIABLE, str(project.root))
        for edition in EDITIONS:
            with pytest.raises(SystemExit) as ended:
                main(["reports", "--area", AREA, "--edition", edition])
            assert ended.value.code == 0
        yield project.outputs


def find_files(outputs: Path, suffix: str, least: int = 1) -> list[Path]:
    """Return the published files of one kind."""
    found = sorted(path for path in outputs.rglob(f"*{suffix}") if path.name != "run.json")
    assert len(found) >= least, suffix
    return found


def test_fault_39_pages_run_nothing_and_load_nothing(outputs: Path) -> None:
    for path in find_files(outputs, ".html", 5):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        tags: list[Tag] = list(page.find_all())
        assert page.find(["script", "iframe", "object", "embed", "base", "form"]) is None, path
        assert [name for tag in tags for name in tag.attrs if name.startswith("on")] == [], path
        links = [str(tag.attrs[name]) for tag in tags for name in ("href", "src", "action") if name in tag.attrs]
        assert {urlsplit(link).scheme.lower() for link in links} <= SAFE_SCHEMES, path
        assert [link for tag in page.find_all("img") if not (link := str(tag["src"])).startswith("data:image/")] == []


def test_fault_39_hostile_text_is_seen_in_pages(outputs: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in find_files(outputs, ".html")]
    seen = " ".join(" ".join(BeautifulSoup(text, "html.parser").get_text().split()) for text in texts)
    assert {name for name, text in SHOWN.items() if text not in seen} == set()
    assert SCRIPT not in "".join(texts)


def test_fault_39_printed_pages_hold_no_action(outputs: Path) -> None:
    for path in find_files(outputs, ".pdf", 3):
        with pikepdf.open(path) as pdf:
            assert "/OpenAction" not in pdf.Root
            assert "/Names" not in pdf.Root or "/JavaScript" not in pdf.Root.Names
            actions = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
            kinds = {str(item["/S"]) for item in actions}
            assert not kinds & {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"}, path
            links = {str(item["/URI"]) for item in actions if "/URI" in item}
            assert {urlsplit(link).scheme for link in links} <= SAFE_SCHEMES, path


def test_fault_39_word_documents_hold_text_alone(outputs: Path) -> None:
    seen = ""
    for path in find_files(outputs, ".docx", 3):
        with zipfile.ZipFile(path) as archive:
            assert not [name for name in archive.namelist() if "vba" in name.lower() or "embeddings" in name]
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    part = ET.fromstring(archive.read(name))  # noqa: S314 - made by this project
                    targets = [item.attrib["Target"] for item in part.iter() if item.get("TargetMode") == "External"]
                    assert {urlsplit(target).scheme for target in targets} <= SAFE_SCHEMES, name
                    seen += " ".join("".join(part.itertext()).split()) if name == "word/document.xml" else ""
    assert SHOWN["AREA_NAME"] in seen
    assert SHOWN["PROBLEM"] in seen


def test_fault_38_no_cell_of_a_workbook_is_a_formula(outputs: Path) -> None:
    for path in find_files(outputs, ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        names = [name for name in parts if name.startswith("xl/worksheets/sheet")]
        sheets = [ET.fromstring(parts[name]) for name in names]  # noqa: S314 - made by this project
        assert len(sheets) > 1
        assert [item.tag for sheet in sheets for item in sheet.iter() if item.tag.endswith("}f")] == []
        assert [name for name, part in parts.items() if b"javascript:" in part and name.endswith(".rels")] == []


def test_fault_38_no_cell_of_a_csv_file_leads_to_a_formula(outputs: Path) -> None:
    for path in find_files(outputs, ".csv", 10):
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), strict=True)
        leading = [cell for row in rows for cell in row if cell.startswith(LEADING) and not NUMBER.fullmatch(cell)]
        assert leading == [], path


def test_fault_39_charts_run_nothing(outputs: Path) -> None:
    for path in find_files(outputs, ".svg", 5):
        drawing = ET.fromstring(path.read_bytes())  # noqa: S314 - made by this project
        for item in drawing.iter():
            assert not item.tag.endswith(("}script", "}foreignObject", "}a")), path
            assert [name for name in item.attrib if name.lower().startswith("on")] == [], path
            links = [link for name, link in item.attrib.items() if name.endswith("href")]
            assert [link for link in links if not link.startswith(("#", "data:image/png"))] == [], path


def test_fault_39_notebooks_hold_no_page_that_runs(outputs: Path) -> None:
    for path in find_files(outputs, ".ipynb", 3):
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
        bundles = [output.data for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
        assert [name for data in bundles for name in data if "javascript" in name] == []
        pages = [BeautifulSoup(data["text/html"], "html.parser") for data in bundles if "text/html" in data]
        assert [page for page in pages if page.find(["script", "iframe"])] == []
        assert [name for page in pages for tag in page.find_all() for name in tag.attrs if name.startswith("on")] == []


def test_fault_39_data_files_are_valid(outputs: Path) -> None:
    for path in find_files(outputs, ".json", 2):
        json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)


UNSEEN = {"a control": "\x1b[31m", "a direction": "\u202e", "an isolate": "\u2066"}


@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN.keys())
@pytest.mark.parametrize("place", ["area", "label", "footnote", "commentary", "own value", "table of areas"])
def test_fault_39_what_nobody_sees_is_refused(world: World, place: str, unseen: str) -> None:
    world.rebuild()
    project = world.project
    footnotes, comment = project.footnotes / "figures.yml", project.commentary / "sutton" / "share.md"
    own = project.local_data / "sutton" / "complaints.csv"
    for path in (footnotes, comment, own):
        path.parent.mkdir(parents=True, exist_ok=True)
    if place == "area":
        world.replace(project.areas / "sutton.yml", "London", f"Lon{unseen}don")
    elif place == "label":
        world.replace(project.indicators / "all.yml", "A share", f"A {unseen}share")
    elif place == "footnote":
        footnotes.write_text(f"note:\n  text: A {unseen}note.\n", encoding="utf-8")
    elif place == "commentary":
        comment.write_text(f"author: a\ndate: 2026-01-31\n\nWords{unseen}.\n", encoding="utf-8")
    elif place == "own value":
        own.write_text(f"date,measure,value,unit,source\n2024,made,12,count,Log{unseen}\n", encoding="utf-8")
    else:
        world.replace(project.area_table, "Barnet", f"Bar{unseen}net")
    told = world.run("check")
    assert told.code == (4 if place in {"own value", "table of areas"} else 2), told
    assert re.search(r"the invisible character U\+|which nobody sees", told.lines[0])
    assert unseen not in told.err


def test_hostile_commentary_is_hostile() -> None:
    """The text that the tests above put into the project is what they say it is."""
    assert all(word in COMMENT for word in (SCRIPT, "javascript:", "<iframe", "#import", "&lt;"))
    assert all(text[:1] in "=+-@j" for text in SHOWN.values())
