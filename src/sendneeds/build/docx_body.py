"""The body of a Word document: the blocks of a report as paragraphs, lists, tables and pictures."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, groupby

from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.parts.document import DocumentPart
from docx.shared import Pt

from sendneeds.build.blocks import (
    Block,
    Box,
    CodeBlock,
    FigureBlock,
    Grid,
    Heading,
    Listing,
    Note,
    Paragraph,
    TableBlock,
    read_text,
)
from sendneeds.build.document import SECTION, Document
from sendneeds.build.docx_lines import LineWriter
from sendneeds.build.docx_tables import TEXT_WIDTH, GridPlan, build_table
from sendneeds.build.docx_xml import (
    Element,
    Layout,
    Look,
    bookmark,
    build,
    build_paragraph,
    build_run,
    end_section,
    link_inside,
    wrap_run,
)
from sendneeds.build.pieces import Kind, is_long, is_turned, split_pieces
from sendneeds.build.wording import read_line, read_source
from sendneeds.errors import Problem, SendneedsError

_PNG = b"\x89PNG\r\n\x1a\n"
# Points: what is left of a page's height for a picture beside its words.
_MOST_HEIGHT = 600.0
BOLD = Look(bold=True)
BULLETS = 1
DRAFT = "Draft. "
NOT_SIGNED = "Not yet signed off for publication."

MakeSection = Callable[[bool], Element]


class BodyWriter:
    """Writes the blocks of one report. Pictures and links to the web become relations of the document's part."""

    def __init__(self, part: DocumentPart) -> None:
        self._part = part
        self._ids = count(1)
        self._lines = LineWriter(self._ids, self._relate)
        self._boxed = False
        self.numbered: list[tuple[int, int]] = []

    def write(self, document: Document, make_section: MakeSection) -> tuple[list[Element], bool]:
        """Return all of the body, and whether its last section is of turned pages.

        `make_section` returns the properties of a section of upright (False) or turned (True) pages.
        """
        body = [*self._write_front(document)]
        turned = False
        runs = groupby(split_pieces(document.blocks), key=lambda piece: piece.kind is Kind.TURNED)
        pieces = [(across, [block for piece in run for block in piece.blocks]) for across, run in runs]
        for across, blocks in [*pieces, *([(False, None)] if document.notes else [])]:
            if across != turned:
                end_section(body[-1], make_section(turned))
                turned = across
            body += self.write_blocks(blocks) if blocks is not None else self._write_notes(document.notes)
        return body, turned

    def write_blocks(self, blocks: Iterable[Block]) -> Iterator[Element]:
        for block in blocks:
            yield from self._write_block(block, 0)

    def _write_front(self, document: Document) -> Iterator[Element]:
        """Yield what stands before the first section: title, status, opening and list of contents."""
        yield from self._write_heading(document.title)
        if document.metadata.draft:
            yield build_paragraph(Layout("Draft"), [build_run(DRAFT, BOLD), build_run(NOT_SIGNED)])
        for name, value in document.particulars:
            yield build_paragraph(Layout("Particulars"), [build_run(f"{name}: "), build_run(value, BOLD)])
        yield from self.write_blocks(document.opening)
        yield from _write_contents(document.contents)

    def _write_block(self, block: Block, depth: int) -> Iterator[Element]:
        match block:
            case Heading():
                yield from self._write_heading(block)
            case Paragraph():
                style = "ListContinue" if depth else "Box" if self._boxed else "Normal"
                layout = Layout(style, boxed=self._boxed and depth > 0, indent=depth)
                yield build_paragraph(layout, self._lines.write(block.children))
            case Listing():
                yield from self._write_listing(block, depth)
            case Box():
                yield from self._write_box(block, depth)
            case CodeBlock():
                yield build_paragraph(Layout("Code", indent=depth), _write_code(block.text))
            case Grid():
                yield from self._write_grid(block)
            case FigureBlock():
                yield from self._write_figure(block)
            case TableBlock():
                yield from self._write_table(block)

    def _write_heading(self, heading: Heading) -> Iterator[Element]:
        style = "Title" if heading.level < SECTION else f"Heading{heading.level - 1}"
        words = bookmark(heading.anchor, next(self._ids), self._lines.write(heading.children))
        yield build_paragraph(Layout(style), words)

    def _write_listing(self, listing: Listing, depth: int) -> Iterator[Element]:
        number, style = BULLETS, "ListBullet"
        if listing.start is not None:
            self.numbered.append((depth, listing.start))
            number, style = BULLETS + 1 + len(self.numbered), "ListNumber"
        for item in listing.items:
            first, *others = item if item and isinstance(item[0], Paragraph) else (Paragraph(()), *item)
            assert isinstance(first, Paragraph)  # noqa: S101 (just made sure of)
            layout = Layout(style, number=number, level=depth, boxed=self._boxed)
            yield build_paragraph(layout, self._lines.write(first.children))
            for block in others:
                yield from self._write_block(block, depth + 1)

    def _write_box(self, box: Box, depth: int) -> Iterator[Element]:
        outer, self._boxed = self._boxed, True
        for block in box.blocks:
            yield from self._write_block(block, depth)
        self._boxed = outer

    def _write_grid(self, grid: Grid) -> Iterator[Element]:
        rows = (grid.header, *grid.rows)
        texts = [[read_text(cell) for cell in row] for row in rows]
        plan = GridPlan(grid.label, texts, [False] * len(grid.header), whole=not is_long(grid))
        yield build_table(plan, [[[*self._lines.write(cell)] for cell in row] for row in rows])
        yield build_paragraph(Layout("TableEnd"), [])

    def _write_table(self, block: TableBlock) -> Iterator[Element]:
        table = block.table
        yield self._write_caption(f"Table {block.number}", table.caption, block.anchor)
        texts = [[column.label for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
        numeric = [column.numeric for column in table.columns]
        name = read_text(read_line(table.caption))
        plan = GridPlan(name, texts, numeric, turned=is_turned(block), whole=not is_long(block))
        contents = [[[build_run(text)] for text in row] for row in texts]
        for row, written in zip(table.rows, contents[1:], strict=True):
            if row[0].anchor:
                written[0] = bookmark(row[0].anchor, next(self._ids), written[0])
        yield build_table(plan, contents)
        for note in table.notes:
            yield self._write_line("TableNote", note)
        yield from self._write_source(table.source)
        if not table.source:
            yield build_paragraph(Layout("TableEnd"), [])

    def _write_figure(self, block: FigureBlock) -> Iterator[Element]:
        figure = block.figure
        yield self._write_caption(f"Figure {block.number}", figure.title, block.anchor)
        if figure.subtitle:
            yield self._write_line("Measure", figure.subtitle)
        yield build_paragraph(Layout("Picture", keep=bool(figure.source)), [self._build_picture(block)])
        yield from self._write_source(figure.source)

    def _build_picture(self, block: FigureBlock) -> Element:
        figure, name = block.figure, f"Figure {block.number}"
        if not figure.png.startswith(_PNG):
            found, action = "no picture as PNG", "plot it with png=True"
            raise SendneedsError(Problem(f"figure {figure.id}", found, "one in its bundle, for Word", action))
        image = Image.from_blob(figure.png)
        width, height = image.width.pt, image.height.pt
        scale = min(1.0, TEXT_WIDTH / width, _MOST_HEIGHT / height)
        inline = self._part.new_pic_inline(io.BytesIO(figure.png), Pt(width * scale), Pt(height * scale))
        words = {"name": name, "descr": figure.alt, "title": read_text(read_line(figure.title))}
        for properties in inline.xpath("wp:docPr | .//pic:cNvPr"):
            properties.set("id", str(block.number))
            for key, value in words.items():
                properties.set(key, value)
        return wrap_run(build("w:drawing", None, inline))

    def _write_caption(self, label: str, text: str, anchor: str) -> Element:
        words = [build_run(f"{label}. "), *self._lines.write(read_line(text))]
        return build_paragraph(Layout("Caption"), bookmark(anchor, next(self._ids), words))

    def _write_source(self, text: str) -> Iterator[Element]:
        if text:
            yield build_paragraph(Layout("SourceLine"), self._lines.write(read_source(f"Source: {text}")))

    def _write_line(self, style: str, text: str) -> Element:
        return build_paragraph(Layout(style), self._lines.write(read_line(text)))

    def _write_notes(self, notes: Sequence[Note]) -> Iterator[Element]:
        """Yield the notes as a section, each with links back to where it is mentioned."""
        yield build_paragraph(Layout("Heading1"), bookmark("notes", next(self._ids), [build_run("Notes")]))
        for note in notes:
            label = bookmark(f"note-{note.number}", next(self._ids), [build_run(f"Note {note.number}. ", BOLD)])
            first, *others = note.blocks if isinstance(note.blocks[0], Paragraph) else (Paragraph(()), *note.blocks)
            assert isinstance(first, Paragraph)  # noqa: S101 (just made sure of)
            yield build_paragraph(Layout("Normal"), [*label, *self._lines.write(first.children)])
            yield from self.write_blocks(others)
            yield build_paragraph(Layout("Normal"), _link_back(note))

    def _relate(self, target: str) -> str:
        return self._part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def _link_back(note: Note) -> Iterator[Element]:
    for mention in range(1, note.mentions + 1):
        words = f"Back to the text of note {note.number}" + (f" ({mention})" if note.mentions > 1 else "")
        yield link_inside(f"note-{note.number}-mark-{mention}", [build_run(words, Look("Hyperlink"))])
        if mention < note.mentions:
            yield build_run(" ")


def _write_contents(headings: Sequence[Heading]) -> Iterator[Element]:
    """Yield the list of contents as a field that Word can renew: names of sections without page numbers."""
    if not headings:
        return
    yield build_paragraph(Layout("TOCHeading"), [build_run("Contents")])
    code = build("w:instrText", {"xml:space": "preserve"})
    code.text = ' TOC \\o "1-1" \\n \\h \\z '
    start = [_mark_field("begin"), wrap_run(code), _mark_field("separate")]
    for number, heading in enumerate(headings, start=1):
        entry = link_inside(heading.anchor, [build_run(heading.text, Look("Hyperlink"))])
        end = [_mark_field("end")] if number == len(headings) else []
        yield build_paragraph(Layout("TOC1"), [*(start if number == 1 else []), entry, *end])


def _mark_field(kind: str) -> Element:
    return wrap_run(build("w:fldChar", {"w:fldCharType": kind}))


def _write_code(text: str) -> Iterator[Element]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield wrap_run(build("w:br"))
        yield build_run(line)
