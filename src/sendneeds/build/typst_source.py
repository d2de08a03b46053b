"""Typst source of a report.

Every text goes through `quote_text`, which makes a Typst string: nothing inside a string is markup or code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from pathlib import Path

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
from sendneeds.build.document import Document
from sendneeds.build.svg import read_drawing
from sendneeds.build.wording import read_line

LAYOUT = Path(__file__).parent / "templates" / "report.typ"
# Text width and usual height of a chart on an A4 page, points.
_TEXT_WIDTH = 470.0
_CHART_HEIGHT = 560.0
_LANDSCAPE_COLUMNS = 9
_KEPT_ROWS = 7


def write_typst(document: Document) -> str:
    """Return the Typst source of a report, layout included."""
    return LAYOUT.read_text(encoding="utf-8") + _Writer(document.notes).write(document)


def quote_text(text: str) -> str:
    """Return `text` as a Typst string literal on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\t", " ")
    return f'"{escaped}"'


class _Writer:
    """Writes blocks; a note is written where it is first mentioned and referred to from then on."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self._notes = {note.number: note for note in notes}
        self._written: set[int] = set()

    def write(self, document: Document) -> str:
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
        }
        status = _join(_join(map(quote_text, line)) for line in document.particulars)
        return "\n\n".join(
            (
                f"#show: report.with({', '.join(f'{name}: {value}' for name, value in settings.items())})",
                f"#opening({draft}, {status}, [{self._write_heading(document.title)}])",
                f"#let zoom = 1.0\n{self.write_blocks(document.opening)}",
                "#contents()" if document.headings else "",
                *(self._write_section(section) for section in _split_sections(document.blocks)),
                "",
            )
        )

    def write_blocks(self, blocks: Iterable[Block]) -> str:
        return "\n\n".join(self._write_block(block) for block in blocks)

    def _write_section(self, blocks: Sequence[Block]) -> str:
        """Write a section, in parts where a table needs a turned page: such a page cannot stand inside a section."""
        return "\n\n".join(
            self._write_turned(part) if turned else self._write_part(list(part))
            for turned, part in groupby(blocks, key=_is_turned)
        )

    def _write_turned(self, tables: Iterable[Block]) -> str:
        return f"#landscape[{self.write_blocks(tables)}]"

    def _write_part(self, blocks: Sequence[Block]) -> str:
        charted = "true" if any(isinstance(block, FigureBlock) for block in blocks) else "false"
        return f"#section(charted: {charted}, zoom => [\n{self.write_blocks(blocks)}\n])"

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
                written = _write_figure(block)
            case TableBlock():
                written = _write_table(block)
        return written

    def _write_heading(self, heading: Heading) -> str:
        # The title stands above the contents and is not listed in them.
        hidden = ", outlined: false, bookmarked: false" if heading.level == 1 else ""
        words = self._write_inline(heading.children)
        return f"#heading(level: {heading.level}{hidden})[{words}] <{heading.anchor}>"

    def _write_inline(self, children: Iterable[Inline]) -> str:
        return "".join(self._write_piece(child) for child in children)

    def _write_piece(self, piece: Inline) -> str:
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
                place = piece.target[1:]
                target = f"<{place}>" if piece.target.startswith("#") else quote_text(piece.target)
                written = f"#link({target})[{self._write_inline(piece.children)}];"
            case NoteMark():
                written = self._write_note(piece.number)
        return written

    def _write_note(self, number: int) -> str:
        if number in self._written:
            return f"#footnote(<note-{number}>);"
        self._written.add(number)
        return f"#footnote[{self.write_blocks(self._notes[number].blocks)}]<note-{number}>"

    def _write_plain_grid(self, grid: Grid) -> str:
        cells = [[read_text(cell) for cell in row] for row in (grid.header, *grid.rows)]
        header, *rows = ([f"[{self._write_inline(cell)}]" for cell in row] for row in (grid.header, *grid.rows))
        arranged = _arrange(_weigh_columns(cells), [False] * len(header), header, rows, "9pt")
        return f"#flow-grid(plain-grid({arranged}), {_say_kept(rows)})"


def _split_sections(blocks: Sequence[Block]) -> list[Sequence[Block]]:
    """Split blocks before each heading of level 2."""
    starts = [place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2]  # noqa: PLR2004
    return [blocks[start:end] for start, end in pairwise([*starts, len(blocks)])]


def _write_figure(block: FigureBlock) -> str:
    figure = block.figure
    drawing = read_drawing(figure.svg, f"figure {figure.id}")
    width = min(_TEXT_WIDTH, _CHART_HEIGHT * drawing.width / drawing.height)
    words = f'"Figure {block.number}", {_write_line(figure.title)}, {_write_line(figure.subtitle)}'
    picture = f"{quote_text(drawing.to_svg())}, {quote_text(figure.alt)}, {width:.1f}pt * zoom"
    return f"#chart({words}, {_write_source(figure.source)}, {picture}) <{block.anchor}>"


def _write_table(block: TableBlock) -> str:
    table = block.table
    texts = [[column.label for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
    header, *rows = ([quote_text(text) for text in row] for row in texts)
    size = "8pt" if table.wide else "9pt"
    grid = _arrange(_weigh_columns(texts), [column.numeric for column in table.columns], header, rows, size)
    notes = _join(_write_line(note) for note in table.notes)
    words = f'"Table {block.number}", {_write_line(table.caption)}, {notes}, {_write_source(table.source)}'
    return f"#data-table({words}, plain-grid({grid}), {_say_kept(rows)}) <{block.anchor}>"


def _is_turned(block: Block) -> bool:
    return isinstance(block, TableBlock) and block.table.wide and len(block.table.columns) >= _LANDSCAPE_COLUMNS


def _arrange(
    weights: Sequence[int], numeric: Sequence[bool], header: list[str], rows: list[list[str]], size: str
) -> str:
    """Return the arguments of `plain-grid`: columns, alignment, header, rows of cells, type size."""
    columns = _join(f"{weight}fr" for weight in weights)
    aligns = _join("right" if number else "left" for number in numeric)
    return ", ".join((columns, aligns, _join(header), _join(_join(row) for row in rows), size))


def _weigh_columns(texts: Sequence[Sequence[str]]) -> list[int]:
    """Return the share of the width for each column: a short text stays on one line, a long one is wrapped."""
    weights = []
    for place, column in enumerate(zip(*texts, strict=True)):
        word = max(len(word) for text in column for word in [*text.split(), ""])
        text = max(len(text) for text in column[1:] or ("",))
        weights.append(max(word + 2, min(text + 3, 60 if place == 0 else 22), min(len(column[0]) // 2, 14)))
    return weights


def _say_kept(rows: Sequence[object]) -> str:
    """Return Typst's word for whether a table of so many rows stays on one page."""
    return "true" if len(rows) <= _KEPT_ROWS else "false"


def _write_line(text: str) -> str:
    return quote_text(read_text(read_line(text))) if text else "none"


def _write_source(text: str) -> str:
    return _write_line(f"Source: {text}") if text else "none"


def _join(items: Iterable[str]) -> str:
    """Return a Typst array; the trailing comma makes one item an array too."""
    listed = list(items)
    return f"({', '.join(listed)},)" if listed else "()"
