"""What Quarto is given: Markdown and SVG files that hold the whole report, and in which nothing from data is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import fromstring

import nbformat
import pytest
from executed_reports import REPORTS, execute_report
from pandoc_reading import MARKUP, MARKUP_IN_WORDS, Reading, close_up, read_markdown
from ruamel.yaml import YAML
from sample_report import ALT, HOSTILE, escape_markdown, load_sample, write_markdown, write_notebook

from sendneeds.build.blocks import Block, Box, CodeBlock, Grid, Heading, Inline, Link, Listing, Paragraph, TableBlock
from sendneeds.build.blocks import read_text as read_words
from sendneeds.build.document import Document, read_document
from sendneeds.build.pandoc_text import Yaml, escape_attribute, escape_start, escape_text, write_code, write_yaml
from sendneeds.build.quarto_copy import PublishingCopy, copy_chapter, copy_report
from sendneeds.build.wording import read_source

TABLE_ID = re.compile(r"^: .*\{#(tbl-[a-z0-9-]+)\}$", re.MULTILINE)
IN_PRINT = re.compile(r'\[[^\[\]]*\]\{\.content-visible unless-format="html"\}')
SHORTCODE = "{{< env HOME >}} {{{< meta title >}}}"
STARTS = [
    "- a",
    "-",
    "+ a",
    "1. a",
    "(1) a",
    "12) a",
    "A. Smith",
    "# a",
    "> a",
    "| a",
    ": a",
    "::: a",
    "~~~",
    "---",
    "=",
    ":",
    "www: x",
    "http://x.org",
    "Source: a",
]


@pytest.fixture(params=["sample", *REPORTS])
def document(request: pytest.FixtureRequest) -> Document:
    """Return the report model of the sample, or of a published report."""
    name: str = request.param
    return load_sample() if name == "sample" else read_document(execute_report(name))


def _join(copy: PublishingCopy) -> str:
    return "\n\n".join(cell.source for cell in copy.notebook.cells[1:])


def _read_front(copy: PublishingCopy) -> dict[str, Any]:
    source = copy.notebook.cells[0].source
    assert source.startswith("---\n")
    assert source.endswith("\n---")
    front: dict[str, Any] = YAML(typ="safe").load(source.strip("-"))
    return front


def _list_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        for inner in block.items if isinstance(block, Listing) else ():
            yield from _list_blocks(inner)
        if isinstance(block, Box):
            yield from _list_blocks(block.blocks)


def _list_texts(document: Document) -> Iterator[str]:
    """Yield the words of every paragraph, heading, caption and cell of the report model."""
    for block in _list_blocks(document.opening + document.blocks):
        match block:
            case Heading() | Paragraph():
                yield read_words(block.children)
            case CodeBlock():
                yield block.text
            case Grid():
                yield from (read_words(cell) for row in (block.header, *block.rows) for cell in row)
            case TableBlock():
                lines = (block.table.caption, block.table.source, *block.table.notes)
                yield from (read_words(read_source(line)) for line in lines)
                yield from (cell.text for row in block.table.rows for cell in row)
                yield from (column.label for column in block.table.columns)
    for figure in document.figures:
        for line in (figure.figure.title, figure.figure.subtitle, figure.figure.source):
            yield read_words(read_source(line))
    for note in document.notes:
        yield from (read_words(block.children) for block in note.blocks if isinstance(block, Paragraph))


def _list_links(children: tuple[Inline, ...]) -> Iterator[str]:
    for child in children:
        if isinstance(child, Link):
            yield child.target
        yield from _list_links(getattr(child, "children", ()))


def _check_ids(reading: Reading, text: str) -> list[str]:
    """Return every id, after a look at each: unique, and there for each link of the page."""
    ids = [*reading.ids, *reading.picture_ids, *TABLE_ID.findall(text)]
    assert len(set(ids)) == len(ids)
    assert [target for target in reading.targets if target.startswith("#") and target[1:] not in ids] == []
    return ids


def test_copy_holds_markdown_and_svg_files_alone(document: Document) -> None:
    copy = copy_report(document)
    nbformat.validate(copy.notebook)
    assert {cell.cell_type for cell in copy.notebook.cells[1:]} == {"markdown"}
    assert copy.notebook.cells[0].cell_type == "raw"
    assert set(copy.notebook.metadata) == {"kernelspec", "language_info"}
    assert copy.notebook.metadata.kernelspec.language == "python"
    text = _join(copy)
    assert not re.search(r"(?<!\\)<[a-z/!]", text)
    assert "```" not in text
    assert "{{<" not in text
    assert copy_report(document) == copy


def test_copy_says_all_that_the_report_says(document: Document) -> None:
    # Links to other reports stand there twice: as links for HTML, as words for print.
    reading = read_markdown(IN_PRINT.sub("", _join(copy_report(document))))
    assert [text for text in _list_texts(document) if close_up(text) not in reading.words] == []
    other = {target for block in document.blocks for target in _list_links(getattr(block, "children", ()))}
    allowed = {"Span"} if any(target.endswith(".html") for target in other) else set()
    assert MARKUP & set(reading.kinds) <= allowed
    grids = sum(isinstance(block, Grid) for block in _list_blocks(document.opening + document.blocks))
    assert reading.kinds.count("Table") == len(document.tables) + grids
    assert reading.kinds.count("Header") == len(document.headings)


def test_every_chart_is_a_file_with_its_own_words(document: Document) -> None:
    copy = copy_report(document)
    reading = read_markdown(_join(copy))
    assert list(reading.alts.values()) == [block.figure.alt for block in document.figures]
    assert all(
        alt and alt != block.figure.title for alt, block in zip(reading.alts.values(), document.figures, strict=True)
    )
    assert list(reading.alts) == list(copy.drawings) == [f"{name}.svg" for name in reading.picture_ids]
    assert all(re.fullmatch("fig-[a-z0-9-]+", name) for name in reading.picture_ids)
    assert reading.kinds.count("Figure") == len(document.figures)
    for svg in copy.drawings.values():
        fromstring(svg)  # noqa: S314 - our own chart
        assert "@font-face" in svg
        assert re.findall(r"(?:href=\"|url\()(?!#|data:)", svg) == []


def test_every_table_has_a_caption_and_every_link_an_end(document: Document) -> None:
    copy = copy_report(document)
    text = _join(copy)
    _check_ids(read_markdown(text), text)
    assert len(TABLE_ID.findall(text)) == len(document.tables)
    for block in document.tables:
        numeric = [column.numeric for column in block.table.columns]
        rules = [[cell.endswith(":") for cell in line.strip("|").split("|")] for line in _find_rules(text)]
        assert numeric in rules


def _find_rules(text: str) -> list[str]:
    return [line for line in text.split("\n") if re.fullmatch(r"\|[|:-]+\|", line)]


def test_front_matter_says_what_quarto_is_to_do(document: Document) -> None:
    front = _read_front(copy_report(document))
    assert read_markdown(front["title"]).words == close_up(document.title.text)
    assert front["lang"] == "en-GB"
    assert front["execute"] == {"enabled": False}
    assert front["number-sections"] is False
    assert front["toc"] is bool(document.contents)
    assert front["format"]["html"]["embed-resources"] is True
    typst = front["format"]["typst"]
    assert (typst["papersize"], typst["pdf-standard"]) == ("a4", "ua-1")


def test_chapters_of_a_book_share_no_name() -> None:
    document = load_sample()
    places = ("somerset/needs_assessment", "leeds/needs_assessment")
    copies = [copy_chapter(document, place) for place in places]
    texts = [_join(copy) for copy in copies]
    first, second = (set(_check_ids(read_markdown(text), text)) for text in texts)
    assert first
    assert first.isdisjoint(second)
    notes = [set(re.findall(r"\[\^[a-z0-9-]+\]", text)) for text in texts]
    assert notes[0]
    assert notes[0].isdisjoint(notes[1])
    assert set(copies[0].drawings).isdisjoint(copies[1].drawings)
    assert set(_read_front(copies[0])) == {"title", "execute"}


def test_hostile_title_and_status_are_text() -> None:
    given = f"{HOSTILE} {SHORTCODE} --- x: y"
    cells = (write_markdown("title", f"# {escape_markdown(given)}"), write_markdown("a", "## A\n\nText."))
    copy = copy_report(read_document(write_notebook(*cells, area=given, edition=given)))
    title = _read_front(copy)["title"]
    assert "{{<" not in title
    reading = read_markdown(title)
    # What would be a shortcode is broken up by a space, which nobody sees.
    assert reading.words == close_up(given)
    assert set(reading.kinds) <= {"Para", "Str", "Space"}
    assert read_markdown(_join(copy)).words.count(close_up(given)) == 2


@pytest.mark.parametrize(
    "text", [HOSTILE, SHORTCODE, "a\u2028# b", "www.example.org a@b.cd :smile: e.g. x -- y --- z ... 'q'", *STARTS]
)
def test_any_text_stays_text(text: str) -> None:
    for written in (
        escape_start(escape_text(text)),
        f"| H |\n|:--|\n| {escape_text(text)} |",
        f"- {escape_text('x' + text)}",
    ):
        reading = read_markdown(written)
        assert close_up(text) in reading.words
        assert not MARKUP_IN_WORDS & set(reading.kinds)
    assert read_markdown(escape_start(escape_text(text))).kinds[0] == "Para"
    alt = f"{ALT} {text}"
    picture = read_markdown(f"![A]({'a.svg'}){{#fig-a fig-alt={escape_attribute(alt)}}}")
    assert close_up(picture.alts["a.svg"]) == close_up(alt)
    assert "{{<" not in escape_attribute(alt) + escape_text(text)


def test_code_is_shown_and_not_run() -> None:
    assert write_code("data/areas.csv") == "`data/areas.csv`"
    for text in ("{python} 1 + 1", "r x", "{{< env HOME >}}", "`x`", "<b>"):
        reading = read_markdown(write_code(text))
        assert reading.words == close_up(text) or "Code" in reading.kinds
    assert "{python}" not in write_code("{python} 1 + 1").replace("\\", "x")


def test_link_to_another_report_is_words_in_print_and_in_a_book() -> None:
    text = "## A\n\nSee [the *needs*](needs_assessment.html), [top](#contents) and [law](https://example.org/a_b)."
    document = read_document(write_notebook(write_markdown("title", "# T"), write_markdown("a", text)))
    alone, chapter = _join(copy_report(document)), _join(copy_chapter(document, "a/b"))
    shown = '[[the *needs*](needs_assessment.html)]{.content-visible when-format="html"}'
    assert f'{shown}[the *needs*]{{.content-visible unless-format="html"}}, top and' in alone
    assert read_markdown(chapter).targets == ["https://example.org/a_b"]
    assert "See the *needs*, top and" in chapter


def test_yaml_keeps_what_it_is_given() -> None:
    values: dict[str, Yaml] = {
        "a": HOSTILE,
        "b": {"c": True, "d": 2},
        "e": ["x: y", {"part": "- z", "chapters": ["1", "no"]}],
    }
    assert YAML(typ="safe").load(write_yaml(values)) == values
