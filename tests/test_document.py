"""The report model: reading order, numbers, anchors, footnotes, and the notebooks that are refused."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from nbformat import NotebookNode
from sample_report import (
    ALT,
    HOSTILE,
    execute_sample,
    load_sample,
    write_code,
    write_markdown,
    write_notebook,
    write_output,
)

from sendneeds.build.blocks import Box, Grid, Link, Listing, Number, Paragraph, Strong, read_text
from sendneeds.build.document import read_document
from sendneeds.errors import SendneedsError
from sendneeds.present.display import FIGURE_MIME, TABLE_MIME

TITLE = write_markdown("title", "# Report")


def _refuse(*cells: NotebookNode, **metadata: object) -> str:
    with pytest.raises(SendneedsError) as caught:
        read_document(write_notebook(*cells, **metadata))
    return str(caught.value)


def _show(name: str, **data: object) -> NotebookNode:
    return write_code(name, "x", write_output("display_data", data=data))


def test_reading_order() -> None:
    document = load_sample()
    kinds = [block.kind for block in document.blocks[:9]]
    assert kinds == ["heading", "paragraph", "listing", "heading", "paragraph", "figure", "table", "figure", "table"]
    assert [read_text(block.children) for block in document.opening if isinstance(block, Paragraph)] == [
        "What published figures say."
    ]


def test_figures_and_tables_are_numbered_apart() -> None:
    document = load_sample()
    assert [(block.number, block.anchor) for block in document.figures] == [(1, "figure-on-time"), (2, "figure-again")]
    assert [block.number for block in document.tables] == [1, 2, 3, 4]
    assert document.figures[0].figure.alt == ALT


def test_headings_have_anchors_of_their_own() -> None:
    found = [(heading.level, heading.anchor) for heading in load_sample().headings]
    assert found == [
        (2, "on-one-page"),
        (2, "plans"),
        (2, "plans-2"),
        (3, "raw-b-html-b"),
        (2, "local-commentary"),
        (2, "words"),
    ]


def test_anchor_never_takes_an_id_of_the_page() -> None:
    document = read_document(write_notebook(TITLE, write_markdown("a", "## Main\n\n## Contents\n\n## 2024")))
    assert [heading.anchor for heading in document.headings] == ["main-2", "contents-2", "section-2024"]


def test_footnote_is_found_across_cells() -> None:
    (note,) = load_sample().notes
    assert (note.number, note.mentions) == (1, 2)


def test_number_keeps_its_finding() -> None:
    listing = next(block for block in load_sample().blocks if isinstance(block, Listing))
    paragraph = listing.items[0][0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.children[0] == Number("33.5%", "somerset.ehc_20wk_ex_pct.2024")


def test_raw_html_and_unsafe_links_are_text() -> None:
    texts = [read_text(block.children) for block in load_sample().blocks if isinstance(block, Paragraph)]
    assert HOSTILE in texts
    assert "<script>alert(1)</script>" in texts
    assert "[bad](javascript:x)" in texts


@pytest.mark.parametrize(
    "target", ["javascript:x", "data:text/html,x", "file:///etc/passwd", "../page.html", "//host/x.html", "a.html.exe"]
)
def test_only_web_mail_inner_and_sibling_links(target: str) -> None:
    document = read_document(write_notebook(TITLE, write_markdown("a", f"[words]({target})")))
    (paragraph,) = document.opening
    assert isinstance(paragraph, Paragraph)
    assert not any(isinstance(child, Link) for child in paragraph.children)


def test_another_report_of_the_folder_is_a_link() -> None:
    document = read_document(write_notebook(TITLE, write_markdown("a", "[words](needs_assessment.html)")))
    (paragraph,) = document.opening
    assert isinstance(paragraph, Paragraph)
    assert [child.target for child in paragraph.children if isinstance(child, Link)] == ["needs_assessment.html"]


def test_heading_in_a_box_is_bold_text() -> None:
    (box,) = (block for block in load_sample().blocks if isinstance(block, Box))
    inner = box.blocks[1]
    assert isinstance(inner, Paragraph)
    assert isinstance(inner.children[0], Strong)


def test_markdown_table() -> None:
    (grid,) = (block for block in load_sample().blocks if isinstance(block, Grid))
    assert [read_text(cell) for cell in grid.rows[0]] == ["SEND", "Special needs"]


def test_metadata_falls_back_to_the_title_and_to_draft() -> None:
    notebook = write_notebook(TITLE)
    del notebook.metadata["sendneeds"]
    metadata = read_document(notebook).metadata
    assert (metadata.title, metadata.lang, metadata.draft) == ("Report", "en-GB", True)


def test_status_lines() -> None:
    assert load_sample().status == (("Area", "Somerset"), ("Edition", "2025"), ("Data as at", "26 June 2025"))


def test_a_list_under_the_title_takes_the_place_of_the_status_lines() -> None:
    document = read_document(write_notebook(write_markdown("title", "# Report\n\n- Area: Somerset")))
    assert document.particulars == ()
    assert load_sample().particulars == load_sample().status


def test_the_word_source_is_not_said_twice() -> None:
    shown = next(cell for cell in execute_sample().cells if cell.id == "plans-shown")
    fields = deepcopy(shown.outputs[1].data[TABLE_MIME])
    fields["source"] = "Source: Department for Education"
    (table,) = read_document(write_notebook(TITLE, _show("table", **{TABLE_MIME: fields}))).tables
    assert table.table.source == "Department for Education"


def test_unprintable_characters_are_removed() -> None:
    document = read_document(write_notebook(write_markdown("title", "# A\x00\u202eB\ue0000\ue000 &#xE000;C")))
    assert document.title.text == "AB0 C"


@pytest.mark.parametrize(
    ("output", "found"),
    [
        (write_output("stream", name="stderr", text="FutureWarning"), "FutureWarning"),
        (write_output("stream", name="stdout", text="hello"), "hello"),
        (write_output("execute_result", data={"text/plain": "42"}), "text/plain"),
        (write_output("display_data", data={"text/html": "<p>", "text/plain": "p"}), "text/html"),
        (write_output("display_data", data={}), "an empty output"),
        (write_output("error", ename="KeyError", evalue="'x'", traceback=[]), "KeyError"),
        (write_output("display_data", data={TABLE_MIME: {"id": "x"}}), "incomplete"),
        (write_output("display_data", data={FIGURE_MIME: {"id": "x"}}), "incomplete"),
    ],
)
def test_output_that_a_report_must_not_show(output: NotebookNode, found: str) -> None:
    message = _refuse(TITLE, write_code("leak", "x", output))
    assert "cell leak" in message
    assert found in message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Words", "no title first"),
        ("## Section", "no title first"),
        ("# One\n\n# Two", "one title"),
        ("# One\n\n### Deep", "level 2 or less"),
        ("# One\n\n## Two\n\n#### Deep", "level 3 or less"),
        ("# One\n\n##\n\nx", "empty heading"),
        ("# One\n\n[x](#nowhere)", "#nowhere"),
        ("# One\n\n- a\n- > [x](#nowhere)", "#nowhere"),
        ("# One\n\nA[^a]\n\n[^a]: [x](#nowhere)", "#nowhere"),
        ("# One\n\n| a |\n|---|\n| [x](#nowhere) |", "#nowhere"),
    ],
)
def test_structure_that_is_refused(text: str, found: str) -> None:
    assert found in _refuse(write_markdown("text", text))


def test_empty_notebook_is_refused() -> None:
    assert "no title first" in _refuse()


def test_figure_shown_twice_is_refused() -> None:
    shown = next(cell for cell in execute_sample().cells if cell.id == "plans-shown")
    assert "on-time" in _refuse(TITLE, shown, write_code("twice", "x", shown.outputs[0]))


def test_figure_inside_an_open_code_block_is_refused() -> None:
    shown = next(cell for cell in execute_sample().cells if cell.id == "plans-shown")
    assert "inside other text" in _refuse(TITLE, write_markdown("open", "```"), shown)


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ({"colour": "red"}, "colour"),
        ({"draft": "no"}, "draft"),
        ({"title": 3}, "title"),
        ({"lang": "en"}, "'en'"),
        ({"audience": "me"}, "'me'; expected one of everyone, author"),
    ],
)
def test_metadata_that_is_refused(metadata: dict[str, object], found: str) -> None:
    assert found in _refuse(TITLE, **metadata)


def _drop_cell(fields: dict[str, list[list[object]]]) -> None:
    fields["rows"][0].pop()


def _empty_caption(fields: dict[str, object]) -> None:
    fields["caption"] = " "


@pytest.mark.parametrize("damage", [_drop_cell, _empty_caption])
def test_damaged_table_is_refused(damage: Callable[[object], None]) -> None:
    shown = next(cell for cell in execute_sample().cells if cell.id == "plans-shown")
    fields = deepcopy(shown.outputs[1].data[TABLE_MIME])
    damage(fields)
    assert "incomplete" in _refuse(TITLE, _show("damaged", **{TABLE_MIME: fields}))
