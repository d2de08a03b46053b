"""The PDF report: tags, names and outline equal the report model; hostile text is printed as it is."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from accessibility.verapdf import list_failures, strip_tags
from nbconvert.exporters import get_exporter
from pikepdf import Array, Name, Object
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

from sendneeds.build.document import Metadata, read_document
from sendneeds.build.pdf import SendneedsPDFExporter, date_document, render_pdf
from sendneeds.build.tags import list_children, walk_structure
from sendneeds.build.typst_source import quote_text
from sendneeds.errors import SendneedsError


@cache
def _load_bytes() -> bytes:
    return render_pdf(load_sample())


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(_load_bytes())) as opened:
        yield opened


def _find(pdf: pikepdf.Pdf, *names: str) -> list[Object]:
    return [element for element in walk_structure(pdf.Root.StructTreeRoot) if str(element["/S"])[1:] in names]


def _read_table_attribute(cell: Object, name: str) -> Object | None:
    return next((owner[name] for owner in cell.A if owner["/O"] == Name.Table and name in owner), None)


def test_language_title_and_marks(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "en-GB"
    assert str(pdf.docinfo.Title) == "Needs assessment: Somerset"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert bool(pdf.Root.MarkInfo.Marked)
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("1", "2", "A")


def test_headings_equal_the_model(pdf: pikepdf.Pdf) -> None:
    found = [(int(str(tag["/S"])[2]), str(tag.T)) for tag in _find(pdf, "H1", "H2", "H3", "H4")]
    document = load_sample()
    assert found == [(heading.level, heading.text) for heading in (document.title, *document.headings)]


def test_outline_equals_the_model(pdf: pikepdf.Pdf) -> None:
    def read(items: list[pikepdf.OutlineItem], level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield level, item.title
            yield from read(list(item.children), level + 1)

    with pdf.open_outline() as outline:
        found = list(read(list(outline.root), 2))
    assert found == [(heading.level, heading.text) for heading in load_sample().headings]


def test_every_figure_has_its_alt_text(pdf: pikepdf.Pdf) -> None:
    assert [str(figure.Alt) for figure in _find(pdf, "Figure")] == [ALT] * len(load_sample().figures)


def test_tables_have_all_rows_and_both_kinds_of_header(pdf: pikepdf.Pdf) -> None:
    document = load_sample()
    expected = [(len(block.table.rows) + 1, len(block.table.columns)) for block in document.tables] + [(2, 2)]
    found = []
    for table in _find(pdf, "Table"):
        rows = [row for part in list_children(table) for row in list_children(part) if row["/S"] == Name.TR]
        cells = [list_children(row) for row in rows]
        found.append((len(rows), len(cells[0])))
        assert {str(_read_table_attribute(cell, "/Scope")) for cell in cells[0]} == {"/Column"}
        for first, *others in cells[1:]:
            assert (first["/S"], _read_table_attribute(first, "/Scope")) == (Name.TH, Name.Row)
            assert {str(cell["/S"]) for cell in others} == {"/TD"}
            for cell in others:
                headers = _read_table_attribute(cell, "/Headers")
                assert isinstance(headers, Array)
                assert str(first.ID) in [str(name) for name in headers]
    assert found == expected


def test_every_header_a_cell_names_is_in_the_id_tree(pdf: pikepdf.Pdf) -> None:
    names = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
    ids = Counter(str(tag.ID) for tag in _find(pdf, "TH"))
    assert max(ids.values()) == 1
    pointed = {str(name) for tag in _find(pdf, "TD") for name in _read_table_attribute(tag, "/Headers") or []}
    assert pointed <= {name for name in ids if name in names}


def test_hostile_text_is_printed(pdf: pikepdf.Pdf) -> None:
    assert len(pdf.pages) > 2
    title = quote_text('a\\"#b\n')
    assert title == '"a\\\\\\"#b "'
    hostile = read_document(
        write_notebook(write_markdown("title", "# T"), title=HOSTILE, area=HOSTILE, edition=HOSTILE)
    )
    with pikepdf.open(io.BytesIO(render_pdf(hostile))) as opened:
        assert str(opened.docinfo.Title) == HOSTILE


def test_hostile_heading_reaches_the_tag_tree() -> None:
    document = read_document(write_notebook(write_markdown("title", f"# T\n\n## {escape_markdown(HOSTILE)}")))
    with pikepdf.open(io.BytesIO(render_pdf(document))) as opened:
        assert [str(tag.T) for tag in _find(opened, "H2")] == [HOSTILE]


def test_only_the_vendored_font(pdf: pikepdf.Pdf) -> None:
    fonts = {
        str(item.BaseFont)[8:] for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item
    }
    assert fonts
    assert {name.partition("-")[0] for name in fonts} == {"SourceSans3"}


def test_pages_are_a4_and_a_broad_table_is_turned(pdf: pikepdf.Pdf) -> None:
    sizes = Counter(tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages)
    assert set(sizes) == {(595, 842), (842, 595)}
    assert sizes[(842, 595)] == 1


def test_same_bytes_again() -> None:
    assert _load_bytes() == render_pdf(read_document(execute_sample()))


@pytest.mark.parametrize(
    ("data_as_at", "edition", "expected"),
    [
        ("26 June 2025", "2024", (2025, 6, 26)),
        ("June 2025", "2024", (2025, 6, 1)),
        ("2025-06-26", "2024", (2025, 6, 26)),
        ("lately", "2024", (2024, 1, 1)),
        ("", "", (2000, 1, 1)),
    ],
)
def test_date_comes_from_the_report(data_as_at: str, edition: str, expected: tuple[int, int, int]) -> None:
    found = date_document(Metadata("T", data_as_at=data_as_at, edition=edition))
    assert found == datetime(*expected, tzinfo=UTC)


def test_character_without_a_glyph_is_a_problem() -> None:
    document = read_document(write_notebook(write_markdown("title", "# T\n\n\u4e2d")))
    with pytest.raises(SendneedsError, match="\u4e2d"):
        render_pdf(document)


def test_page_for_the_author_is_refused() -> None:
    document = read_document(write_notebook(write_markdown("title", "# T"), audience="author"))
    with pytest.raises(SendneedsError, match="a report for its author"):
        render_pdf(document)


def test_exporter_is_registered() -> None:
    exporter: Any = get_exporter("sendneeds-pdf")  # type: ignore[no-untyped-call]
    content, resources = exporter().from_notebook_node(execute_sample())
    assert exporter is SendneedsPDFExporter
    assert content == _load_bytes()
    assert resources["output_extension"] == ".pdf"


def test_charts_shrink_so_that_a_section_stands_on_one_page() -> None:
    shown = next(cell for cell in execute_sample().cells if cell.id == "plans-shown")
    figure = write_code("figure", "x", shown.outputs[0])
    words = "\n\n".join(["A paragraph of a few words."] * 36)
    widths, pages = [], []
    for text in ("Short.", words):
        notebook = write_notebook(write_markdown("title", f"# T\n\n## One\n\n{text}"), figure)
        with pikepdf.open(io.BytesIO(render_pdf(read_document(notebook)))) as opened:
            (tag,) = _find(opened, "Figure")
            left, _, right, _ = next(owner["/BBox"] for owner in tag.A if "/BBox" in owner)
            widths.append(float(right) - float(left))
            pages.append(len(opened.pages))
    assert pages == [2, 2]
    assert 0.7 <= widths[1] / widths[0] < 0.95


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_verapdf_finds_nothing(profile: str, tmp_path: Path, java: str) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(_load_bytes())
    assert list_failures(path, profile, java) == {}


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_verapdf_refuses_a_pdf_without_tags(profile: str, tmp_path: Path, java: str) -> None:
    path = tmp_path / "bare.pdf"
    path.write_bytes(strip_tags(_load_bytes()))
    assert list_failures(path, profile, java) != {}
