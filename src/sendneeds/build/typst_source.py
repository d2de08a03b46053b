"""Typst source of a report.

Every text goes through `quote_text`, which makes a Typst string: nothing inside a string is markup or code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from sendneeds.build.audience import Audience
from sendneeds.build.blocks import (
    Block,
    Box,
    Code,
    CodeBlock,
    Emphasis,
    FigureBlock,
    Grid,
    Heading,
    Inline,
    LineBreak,
    Link,
    Listing,
    Note,
    NoteMark,
    Number,
    Paragraph,
    Strong,
    TableBlock,
    Text,
    read_text,
)
from sendneeds.build.columns import divide_width
from sendneeds.build.document import Document
from sendneeds.build.pages import Place, list_zooms
from sendneeds.build.pieces import Kind, Piece, is_long, is_turned, list_planned, split_pieces
from sendneeds.build.svg import read_drawing
from sendneeds.build.wording import read_line, read_source
from sendneeds.present.display import Cell

LAYOUT = Path(__file__).parent / "templates" / "report.typ"
# Text width of an A4 page and of a turned one, and usual width and height of a chart, points.
_TEXT_WIDTH = 487.0
_TURNED_WIDTH = 734.0
_CHART_WIDTH = 468.0
_CHART_HEIGHT = 560.0
# Sizes of running text and of tables, points, and those for families.
_SIZES = (10.0, 8.0)
_FAMILIES_SIZES = (10.5, 9.0)


def write_typst(document: Document, places: Sequence[Place] | None = None) -> str:
    """Return the Typst source of a report, layout included, its pieces in their `places`.

    Without places the source sets nothing and measures each piece of `list_planned(document.blocks)`: the metadata
    labelled `<heights>` hold, in points, the page's height and then lists of a piece's heights at each size of
    `list_zooms(piece)`.
    """
    return load_layout() + _Writer(document).write(document, places)


@cache
def load_layout() -> str:
    """Return the layout of all reports, in Typst."""
    return LAYOUT.read_text(encoding="utf-8")


def quote_text(text: str) -> str:
    """Return `text` as a Typst string literal on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\t", " ")
    return f'"{escaped}"'


class _Writer:
    """Writes blocks; a note is written where it is first mentioned and referred to from then on."""

    def __init__(self, document: Document) -> None:
        self._measures = False
        self._notes: dict[int, Note] = {note.number: note for note in document.notes}
        for_families = document.metadata.audience == Audience.FAMILIES
        self._text_size, self._table_size = _FAMILIES_SIZES if for_families else _SIZES
        self._written: set[int] = set()

    def write(self, document: Document, places: Sequence[Place] | None) -> str:
        about = document.metadata
        lang, region = about.lang.split("-")
        draft = "true" if about.draft else "false"
        other = f"Edition {about.edition}" if about.edition else ""
        running = [about.title, about.area if about.area not in about.title else other]
        settings = {
            "title": quote_text(about.title),
            "description": quote_text(about.description),
            "lang": quote_text(lang),
            "region": quote_text(region),
            "running": _join(quote_text(text) for text in running),
            "draft": draft,
            "size": f"{self._text_size}pt",
        }
        status = _join(_join(map(quote_text, line)) for line in document.particulars)
        show = f"#show: report.with({', '.join(f'{name}: {value}' for name, value in settings.items())})"
        if places is None:
            self._measures = True
            return "\n\n".join((show, "#let link = measured-link", *self._measure_pieces(document.blocks)))
        return "\n\n".join(
            (
                show,
                f"#opening({draft}, {status}, [{self._write_heading(document.title)}])",
                f"#let zoom = 1.0\n{self.write_blocks(document.opening)}",
                "#contents()" if document.contents else "",
                *self._write_pieces(document.blocks, places),
                "",
            )
        )

    def write_blocks(self, blocks: Iterable[Block]) -> str:
        return "\n\n".join(self._write_block(block) for block in blocks)

    def _measure_pieces(self, blocks: Sequence[Block]) -> Iterator[str]:
        yield "#measured-page()"
        for piece in list_planned(blocks):
            yield f"#measured({_join(map(str, list_zooms(piece)))}, {self._write_piece(piece)})"

    def _write_pieces(self, blocks: Sequence[Block], places: Sequence[Place]) -> Iterator[str]:
        """Write each piece in its place; turned pieces share turned pages."""
        placed = zip(split_pieces(blocks), places, strict=True)
        for turned, run in groupby(placed, key=lambda item: item[0].kind is Kind.TURNED):
            calls = [
                f"#piece({str(place.fresh).lower()}, {piece.above}pt, {place.zoom}, {self._write_piece(piece)})"
                for piece, place in run
            ]
            if turned:
                yield "\n".join(("#page(flipped: true)[", *calls, "]"))
            else:
                yield from calls

    def _write_piece(self, piece: Piece) -> str:
        """Return a piece as a function of the size of its charts."""
        return f"zoom => [\n{self.write_blocks(piece.blocks)}\n]"

    def _write_block(self, block: Block) -> str:
        match block:
            case Heading():
                written = self._write_heading(block)
            case Paragraph():
                written = self._write_inline(block.children)
            case Listing():
                items = ", ".join(f"[{self.write_blocks(item)}]" for item in block.items)
                written = f"#list({items})" if block.start is None else f"#enum(start: {block.start}, {items})"
            case Box():
                written = f"#commentary[{self.write_blocks(block.blocks)}]"
            case CodeBlock():
                lines = " #linebreak(); ".join(f"#{quote_text(line)};" for line in block.text.split("\n"))
                written = f"#code-block[{lines}]"
            case Grid():
                written = self._write_plain_grid(block)
            case FigureBlock():
                written = _write_figure(block, measures=self._measures)
            case TableBlock():
                written = _write_table(block, self._table_size)
        return written

    def _write_heading(self, heading: Heading) -> str:
        # The title stands above the contents and is not listed in them.
        hidden = ", outlined: false, bookmarked: false" if heading.level == 1 else ""
        words = self._write_inline(heading.children)
        return f"#heading(level: {heading.level}{hidden})[{words}] <{heading.anchor}>"

    def _write_inline(self, children: Iterable[Inline]) -> str:
        return "".join(self._write_child(child) for child in children)

    def _write_child(self, piece: Inline) -> str:
        match piece:
            case Text() | Number():
                written = f"#{quote_text(piece.text)};"
            case Code():
                written = f"#highlight(fill: tint, {quote_text(piece.text)});"
            case LineBreak():
                written = "#linebreak();"
            case Strong():
                written = f"#strong[{self._write_inline(piece.children)}];"
            case Emphasis():
                written = f"#emph[{self._write_inline(piece.children)}];"
            case Link():
                written = self._write_link(piece)
            case NoteMark():
                written = self._write_note(piece.number)
        return written

    def _write_link(self, link: Link) -> str:
        """Return a link; one to another report of the same folder is words alone, since a printed page travels."""
        words = self._write_inline(link.children)
        if link.target.startswith("#"):
            return f"#link(<{link.target[1:]}>)[{words}];"
        return f"#link({quote_text(link.target)})[{words}];" if ":" in link.target else words

    def _write_note(self, number: int) -> str:
        if self._measures:
            return f'#measured-mark("{number}");'
        if number in self._written:
            return f"#footnote(<note-{number}>);"
        self._written.add(number)
        return f"#footnote[{self.write_blocks(self._notes[number].blocks)}]<note-{number}>"

    def _write_plain_grid(self, grid: Grid) -> str:
        cells = [[read_text(cell) for cell in row] for row in (grid.header, *grid.rows)]
        header, *rows = ([f"[{self._write_inline(cell)}]" for cell in row] for row in (grid.header, *grid.rows))
        plain = [False] * len(header)
        widths = divide_width(cells, plain, self._table_size, _TEXT_WIDTH)
        arranged = _arrange(widths, plain, header, rows, self._table_size)
        return f"#flow-grid(plain-grid({arranged}), {_say_kept(grid)})"


def _write_figure(block: FigureBlock, *, measures: bool) -> str:
    figure = block.figure
    drawing = read_drawing(figure.svg, f"figure {figure.id}")
    width = min(_CHART_WIDTH, _CHART_HEIGHT * drawing.width / drawing.height)
    words = f'"Figure {block.number}", {_write_line(figure.title)}, {_write_line(figure.subtitle)}'
    svg = drawing.to_frame() if measures else drawing.to_svg()
    picture = f"{quote_text(svg)}, {quote_text(figure.alt)}, {width:.1f}pt * zoom"
    return f"#chart({words}, {_write_source(figure.source)}, {picture}) <{block.anchor}>"


def _write_table(block: TableBlock, size: float) -> str:
    table = block.table
    texts = [[column.label for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
    header, *rows = ([quote_text(text) for text in row] for row in texts)
    for row, written in zip(table.rows, rows, strict=True):
        written[0] = _write_entry(row[0])
    numeric = [column.numeric for column in table.columns]
    width = _TURNED_WIDTH if is_turned(block) else _TEXT_WIDTH
    grid = _arrange(divide_width(texts, numeric, size, width), numeric, header, rows, size)
    notes = _join(_write_line(note) for note in table.notes)
    words = f'"Table {block.number}", {_write_line(table.caption)}, {notes}, {_write_source(table.source)}'
    return f"#data-table({words}, plain-grid({grid}), {_say_kept(block)}) <{block.anchor}>"


def _arrange(
    widths: Sequence[float], numeric: Sequence[bool], header: list[str], rows: list[list[str]], size: float
) -> str:
    """Return the arguments of `plain-grid`: columns, alignment, header, rows of cells, type size."""
    columns = _join(f"{width:.1f}fr" for width in widths)
    aligns = _join("right" if number else "left" for number in numeric)
    return ", ".join((columns, aligns, _join(header), _join(_join(row) for row in rows), f"{size}pt"))


def _say_kept(block: Block) -> str:
    """Return Typst's word for whether a table stays on one page."""
    return "false" if is_long(block) else "true"


def _write_line(text: str) -> str:
    return quote_text(read_text(read_line(text))) if text else "none"


def _write_entry(cell: Cell) -> str:
    """Return the first cell of a row, which links may lead to."""
    words = quote_text(cell.text)
    return f"[#metadata(none) <{cell.anchor}>#{words};]" if cell.anchor else words


def _write_source(text: str) -> str:
    """Return a source line, its releases linked to entries of this report; other reports are words alone."""
    if not text:
        return "none"
    pieces = read_source(f"Source: {text}")
    if not any(isinstance(piece, Link) for piece in pieces):
        return quote_text(read_text(pieces))
    return f"[{''.join(map(_write_cited, pieces))}]"


def _write_cited(piece: Inline) -> str:
    words = f"#{quote_text(read_text((piece,)))};"
    if isinstance(piece, Link) and piece.target.startswith("#"):
        return f"#link(<{piece.target[1:]}>)[{words}];"
    return words


def _join(items: Iterable[str]) -> str:
    """Return a Typst array; the trailing comma makes one item an array too."""
    listed = list(items)
    return f"({', '.join(listed)},)" if listed else "()"
