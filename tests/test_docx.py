"""The Word report: headings, tables, pictures and links equal the report model; hostile text is text; same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zipfile import ZipFile, ZipInfo

import docx
import nbformat
import pytest
from docx.document import Document as Package
from docx.oxml.ns import qn
from nbconvert.exporters import get_exporter
from sample_report import (
    ALT,
    HOSTILE,
    escape_markdown,
    execute_sample,
    load_sample,
    write_code,
    write_markdown,
    write_notebook,
)

from sendneeds.build.blocks import Grid, TableBlock
from sendneeds.build.document import Document, read_document
from sendneeds.build.docx import SendneedsDOCXExporter, date_archive, render_docx
from sendneeds.build.docx_xml import name_bookmark
from sendneeds.build.html import FONTS
from sendneeds.errors import SendneedsError

FILLER = "No description"
HASH = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
import nbformat
from sendneeds.build.document import read_document
from sendneeds.build.docx import render_docx
notebook = nbformat.reads(sys.stdin.read(), as_version=4)
print(hashlib.sha256(render_docx(read_document(notebook))).hexdigest())
"""


@cache
def _load_bytes() -> bytes:
    return render_docx(load_sample())


def _open(document: Document | None = None) -> Package:
    return docx.Document(io.BytesIO(render_docx(document) if document else _load_bytes()))


def _read(name: str) -> str:
    with ZipFile(io.BytesIO(_load_bytes())) as archive:
        return archive.read(name).decode("utf-8")


def _write(text: str, **metadata: object) -> Document:
    return read_document(write_notebook(write_markdown("text", text), **metadata))


def _list_headings(package: Package) -> list[tuple[int, str]]:
    """Return level (of the title 1, of Heading 1 2) and words of each heading by its style."""
    levels = {"Title": 1} | {f"Heading {number}": number + 1 for number in range(1, 6)}
    found = [(str(line.style.name) if line.style else "", line.text) for line in package.paragraphs]
    return [(levels[style], text) for style, text in found if style in levels]


def _check_pictures(package: Package, alts: list[str]) -> list[str]:
    """Return what is wrong with the pictures of a document that should be named by `alts`."""
    found = [shape._inline.docPr.get("descr") or "" for shape in package.inline_shapes]  # noqa: SLF001
    wrong = [f"alt text {alt!r}" for alt in found if not alt.strip() or FILLER in alt]
    return wrong + ([] if found == alts else [f"{found} in place of {alts}"])


def _check_tables(package: Package, sizes: list[tuple[int, int]]) -> list[str]:
    """Return what is wrong with the tables of a document that should have `sizes` (rows, columns)."""
    found = [(len(table.rows), len(table.columns)) for table in package.tables]
    wrong = [] if found == sizes else [f"{found} in place of {sizes}"]
    for number, table in enumerate(package.tables, start=1):
        heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]  # noqa: SLF001
        if heads != [True] + [False] * (len(heads) - 1):
            wrong.append(f"header rows of table {number}")
        look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001
        if look is None or (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) != ("1", "1"):
            wrong.append(f"look of table {number}")
    return wrong


def _size_tables(document: Document) -> list[tuple[int, int]]:
    blocks = (*document.opening, *document.blocks)
    return [
        (len(block.table.rows) + 1, len(block.table.columns))
        if isinstance(block, TableBlock)
        else (len(block.rows) + 1, len(block.header))
        for block in blocks
        if isinstance(block, TableBlock | Grid)
    ]


def _find_all(package: Package, name: str) -> list[Any]:
    return list(package.element.body.iter(qn(name)))


def test_headings_equal_the_model() -> None:
    document = load_sample()
    expected = [(heading.level, heading.text) for heading in (document.title, *document.headings)]
    assert _list_headings(_open()) == [*expected, (2, "Notes")]


def test_contents_equal_the_model() -> None:
    entries = [line.text for line in _open().paragraphs if line.style is not None and line.style.name == "toc 1"]
    assert entries == [heading.text for heading in load_sample().contents]


def test_tables_have_the_model_s_size_and_both_kinds_of_header() -> None:
    assert _check_tables(_open(), _size_tables(load_sample())) == []


def test_cells_say_what_the_model_says() -> None:
    expected = [
        [[column.label for column in block.table.columns], *([cell.text for cell in row] for row in block.table.rows)]
        for block in load_sample().tables
    ]
    found = [[[cell.text for cell in row.cells] for row in table.rows] for table in _open().tables]
    assert found[:-1] == expected


def test_row_headers_are_bold_and_numbers_at_the_right() -> None:
    first = _open().tables[0]
    styles = [[cell.paragraphs[0].style.style_id for cell in row.cells] for row in first.rows]
    assert styles == [["TableColumn"] * 3, *[["TableRow", "TableText", "TableText"]] * 2]
    sides = [str(cell.paragraphs[0].alignment) for cell in first.rows[1].cells]
    assert sides == ["None", "RIGHT (2)", "RIGHT (2)"]


def test_captions_and_sources_stand_with_figures_and_tables() -> None:
    document = load_sample()
    lines = [(str(line.style.name) if line.style else "", line.text) for line in _open().paragraphs]
    captions = [text for style, text in lines if style == "Caption"]
    figures = [f"Figure {block.number}. {block.figure.title}" for block in document.figures]
    tables = [f"Table {block.number}. {block.table.caption}" for block in document.tables]
    assert sorted(captions) == sorted(figures + tables)
    sources = [text for style, text in lines if style == "Source Line"]
    assert sources == ["Source: Department for Education"] * len(captions)


def test_every_picture_has_the_figure_s_alternative_text() -> None:
    package = _open()
    assert _check_pictures(package, [block.figure.alt for block in load_sample().figures]) == []
    titles = [shape._inline.docPr.get("title") for shape in package.inline_shapes]  # noqa: SLF001
    assert titles == [block.figure.title for block in load_sample().figures]
    ids = [shape._inline.docPr.get("id") for shape in package.inline_shapes]  # noqa: SLF001
    assert len(set(ids)) == len(ids)


def test_checks_find_a_picture_without_words_and_a_table_without_headers() -> None:
    package, document = _open(), load_sample()
    package.inline_shapes[0]._inline.docPr.set("descr", "")  # noqa: SLF001
    package.inline_shapes[1]._inline.docPr.set("descr", "No description has been provided")  # noqa: SLF001
    for flag in _find_all(package, "w:tblHeader")[:1]:
        flag.getparent().remove(flag)
    assert len(_check_pictures(package, [ALT] * 2)) == 3
    assert _check_tables(package, _size_tables(document)) == ["header rows of table 1"]


def test_language_and_properties() -> None:
    about = _open().core_properties
    assert (about.title, about.subject, about.language) == (
        "Needs assessment: Somerset",
        "What published figures say",
        "en-GB",
    )
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.created == about.modified == datetime(2025, 6, 26, tzinfo=UTC)
    languages = re.findall(r'<w:(?:lang|themeFontLang)[^>]*w:val="([^"]*)"', _read("word/styles.xml"))
    assert languages == ["en-GB"]
    assert 'w:themeFontLang w:val="en-GB"' in _read("word/settings.xml")


def test_font_has_a_name_and_another_for_machines_without_it() -> None:
    assert 'w:ascii="Source Sans 3"' in _read("word/styles.xml")
    assert re.search('w:name="Source Sans 3"><w:altName w:val="Arial"/>', _read("word/fontTable.xml"))
    assert (FONTS / "OFL.txt").is_file()


def test_every_link_has_its_end() -> None:
    package = _open()
    names = [mark.get(qn("w:name")) for mark in _find_all(package, "w:bookmarkStart")]
    ids = [mark.get(qn("w:id")) for mark in _find_all(package, "w:bookmarkStart")]
    assert len(set(names)) == len(names)
    assert sorted(ids) == sorted(mark.get(qn("w:id")) for mark in _find_all(package, "w:bookmarkEnd"))
    assert len(set(ids)) == len(ids)
    links = _find_all(package, "w:hyperlink")
    inside = {link.get(qn("w:anchor")) for link in links} - {None}
    assert {"figure_on_time", "note_1", "note_1_mark_1", "note_1_mark_2", "plans_2"} <= inside <= set(names)
    outside = [package.part.rels[link.get(qn("r:id"))].target_ref for link in links if link.get(qn("r:id"))]
    assert outside == ["https://www.legislation.gov.uk/"]


def test_link_to_another_report_is_words_alone() -> None:
    package = _open(_write("# T\n\nSee [the page](needs_assessment.html)."))
    assert _find_all(package, "w:hyperlink") == []
    assert "See the page." in [line.text for line in package.paragraphs]


def test_notes_are_a_section_at_the_end() -> None:
    lines = [line.text for line in _open().paragraphs]
    assert lines[lines.index("Notes") + 1 :] == [
        "Note 1. Plans with exceptions are left out.",
        "Back to the text of note 1 (1) Back to the text of note 1 (2)",
    ]


def test_numbered_lists_begin_with_their_own_number() -> None:
    package = _open(_write("# T\n\n1. a\n2. b\n\nText.\n\n5. c\n   1. d\n   - e"))
    numbers = package.part.numbering_part.element.findall(qn("w:num"))
    starts = {
        number.get(qn("w:numId")): [
            (item.get(qn("w:ilvl")), item.find(qn("w:startOverride")).get(qn("w:val")))
            for item in number.findall(qn("w:lvlOverride"))
        ]
        for number in numbers
    }
    assert starts == {"1": [], "2": [], "3": [("0", "1")], "4": [("0", "5")], "5": [("1", "1")]}
    used = [(item.find(qn("w:numId")).get(qn("w:val")), item.find(qn("w:ilvl")).get(qn("w:val"))) for item in
            _find_all(package, "w:numPr")]  # fmt: skip
    assert used == [("3", "0"), ("3", "0"), ("4", "0"), ("5", "1"), ("1", "1")]


def test_local_commentary_is_set_apart() -> None:
    boxed = [
        line.text
        for line in _open().paragraphs
        if (line.style is not None and line.style.name == "Box")
        or line._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")  # noqa: SLF001
        is not None
    ]
    assert boxed == ["Local commentary, 3 March 2026", "Heading", "One", "Two"]


def test_pages_are_a4_with_a_broad_table_turned() -> None:
    sections = _open().sections
    sizes = [(round(float(section.page_width.mm)), round(float(section.page_height.mm))) for section in sections]  # type: ignore[union-attr]
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    assert {section.header.paragraphs[0].text for section in sections} == {
        "Draft. Not yet signed off for publication. Needs assessment: Somerset"
    }
    footers = [section.footer._element.iter(qn("w:fldSimple")) for section in sections]  # noqa: SLF001
    assert [[field.get(qn("w:instr")) for field in fields] for fields in footers] == [["PAGE", "NUMPAGES"]] * 3


def test_broad_table_at_the_end_is_turned() -> None:
    shown = next(cell for cell in execute_sample().cells if cell.id == "plans-shown")
    broad = next(output for output in shown.outputs if "Ten years" in output.data["text/plain"])
    document = read_document(
        write_notebook(write_markdown("title", "# T\n\n## S\n\nx"), write_code("broad", "x", broad))
    )
    orientations = [str(section.orientation) for section in _open(document).sections]
    assert orientations == ["PORTRAIT (0)", "LANDSCAPE (1)"]


def test_draft_is_said_only_of_a_draft() -> None:
    document = load_sample()
    final = _open(replace(document, metadata=replace(document.metadata, draft=False)))
    texts = [line.text for line in (*final.paragraphs, *final.sections[0].header.paragraphs)]
    assert [text for text in texts if "raft" in text] == []
    assert "Draft. Not yet signed off for publication." in [line.text for line in _open().paragraphs]


def test_hostile_text_is_text() -> None:
    texts = [line.text for line in _open().paragraphs]
    assert HOSTILE in texts
    assert [cell.text for row in _open().tables[-2].rows for cell in row.cells].count(HOSTILE) == 2
    document = _write(f"# {escape_markdown(HOSTILE)}", title=HOSTILE, area=HOSTILE, description=HOSTILE)
    package = _open(document)
    assert package.core_properties.title == HOSTILE
    assert _list_headings(package) == [(1, HOSTILE)]
    assert not list(package.element.body.iter("script"))


def test_report_without_sections_or_notes() -> None:
    package = _open(_write("# T"))
    assert _list_headings(package) == [(1, "T")]
    assert len(package.sections) == 1


def test_same_bytes_again() -> None:
    assert _load_bytes() == render_docx(read_document(execute_sample()))
    with ZipFile(io.BytesIO(_load_bytes())) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_same_bytes_in_another_process_zone_and_language(zone: str) -> None:
    environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1", "LC_ALL": "C.UTF-8"}
    source = os.fspath(FONTS.parents[2])
    done = subprocess.run(
        [sys.executable, "-c", HASH, source],
        input=nbformat.writes(execute_sample()),  # type: ignore[no-untyped-call]
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(_load_bytes()).hexdigest()


def test_clock_of_an_archive_does_not_matter() -> None:
    archives = []
    for year in (1999, 2044):
        file = io.BytesIO()
        with ZipFile(file, "w") as archive:
            for name in ("a", "b"):
                archive.writestr(ZipInfo(name, (year, 5, 6, 7, 8, 10)), name * 9)
        archives.append(file.getvalue())
    assert archives[0] != archives[1]
    assert date_archive(archives[0]) == date_archive(archives[1])


def test_long_anchors_have_names_that_word_allows() -> None:
    anchors = ["a" * 60, "a" * 61, "plans-2", "plans"]
    names = [name_bookmark(anchor) for anchor in anchors]
    assert len(set(names)) == 4
    assert all(re.fullmatch("[a-z][a-z0-9_]{0,39}", name) for name in names)


def test_figure_without_a_picture_is_refused() -> None:
    notebook = deepcopy(execute_sample())
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.data.pop("image/png", None)
    with pytest.raises(SendneedsError, match="figure on-time: found no picture as PNG"):
        render_docx(read_document(notebook))


def test_page_for_the_author_is_refused() -> None:
    with pytest.raises(SendneedsError, match="a report for its author"):
        render_docx(_write("# T", audience="author"))


def test_exporter_is_registered() -> None:
    exporter: Any = get_exporter("sendneeds-docx")  # type: ignore[no-untyped-call]
    content, resources = exporter().from_notebook_node(execute_sample())
    assert exporter is SendneedsDOCXExporter
    assert content == _load_bytes()
    assert resources["output_extension"] == ".docx"
