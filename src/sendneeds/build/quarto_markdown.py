"""A report in the Markdown that Quarto reads. Charts are named files beside it; nothing in it is HTML or runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
from sendneeds.build.pandoc_text import escape_attribute, escape_start, escape_target, escape_text, write_code
from sendneeds.build.svg import read_drawing
from sendneeds.build.wording import choose_anchor, read_line, read_source

# How far Pandoc wants what belongs to a list item or a note moved in.
_INDENT = "    "
# Dashes under the header of a table: more than Pandoc's 72 signs a line, so that they set the widths of columns.
_DASHES = 96
_LEAST_DASHES = 3
# Type size and width of the text that Quarto sets, points.
_SIZE, _WIDTH = 10.5, 482.0


class MarkdownWriter:
    """Writes the blocks of one document and gathers its charts in `drawings`, SVG by file name.

    Ids start with `prefix`, which makes them unique in a book, and so do the charts' names. Links to other reports
    of the same folder are kept for HTML if `links_reports`; in print they are words.
    """

    def __init__(self, document: Document, prefix: str, *, links_reports: bool) -> None:
        self.drawings: dict[str, str] = {}
        self._prefix = prefix
        self._links_reports = links_reports
        self._ids = _choose_ids(document, prefix)
        self._notes = document.notes

    def write_parts(self, blocks: Sequence[Block]) -> list[str]:
        """Return the text of `blocks`, a new part at each heading."""
        parts: list[list[Block]] = [[]]
        for block in blocks:
            if isinstance(block, Heading) and parts[-1]:
                parts.append([])
            parts[-1].append(block)
        return [self._write_blocks(part) for part in parts if part]

    def write_notes(self) -> str:
        """Return the footnotes."""
        written = [
            _indent(self._write_blocks(note.blocks), f"{self._name_note(note.number)}: ") for note in self._notes
        ]
        return "\n\n".join(written)

    def _write_blocks(self, blocks: Iterable[Block]) -> str:
        return "\n\n".join(self._write_block(block) for block in blocks)

    def _write_block(self, block: Block) -> str:
        match block:
            case Heading():
                name = self._ids[block.anchor]
                written = f"{'#' * block.level} {self._write_line(block.children)} {{#{name}}}"
            case Paragraph():
                written = escape_start(self._write_inline(block.children).strip())
            case Listing():
                written = self._write_list(block)
            case Box():
                lines = self._write_blocks(block.blocks).split("\n")
                written = "\n".join(f"> {line}".rstrip() for line in lines)
            case CodeBlock():
                written = "\n".join(f"| {escape_text(line)}" for line in block.text.split("\n"))
            case Grid():
                rows = [[self._write_line(cell) for cell in row] for row in (block.header, *block.rows)]
                texts = [[read_text(cell) for cell in row] for row in (block.header, *block.rows)]
                written = _write_rows(rows, texts, [False] * len(block.header))
            case FigureBlock():
                written = self._write_figure(block)
            case TableBlock():
                written = self._write_table(block)
        return written

    def _write_list(self, block: Listing) -> str:
        first = block.start
        marks = ["-" if first is None else f"{first + place}." for place in range(len(block.items))]
        pairs = zip(marks, block.items, strict=True)
        items = [_indent(self._write_blocks(item), f"{mark:<3} ") for mark, item in pairs]
        return ("\n" if all(len(item) == 1 for item in block.items) else "\n\n").join(items)

    def _write_figure(self, block: FigureBlock) -> str:
        figure, name = block.figure, self._ids[block.anchor]
        path = f"{name}.svg"
        self.drawings[path] = read_drawing(figure.svg, f"figure {figure.id}").to_svg()
        stop = "" if figure.title.endswith((".", "?", "!")) else "."
        caption = f"{figure.title}{stop} {figure.subtitle}" if figure.subtitle else figure.title
        picture = f"![{_write_plain(caption)}]({path}){{#{name} fig-alt={escape_attribute(figure.alt)}}}"
        return "\n\n".join((picture, *_write_sources(figure.source, ())))

    def _write_table(self, block: TableBlock) -> str:
        table = block.table
        texts = [[column.label for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
        header, *rows = ([_write_plain(text) for text in row] for row in texts)
        marked = [[f"**{first}**" if first else "", *rest] for first, *rest in rows]
        grid = _write_rows([header, *marked], texts, [column.numeric for column in table.columns])
        caption = f": {_write_plain(table.caption)} {{#{self._ids[block.anchor]}}}"
        return "\n\n".join((grid, caption, *_write_sources(table.source, table.notes)))

    def _write_line(self, children: Iterable[Inline]) -> str:
        """Write where no line may end: in headings and cells."""
        return self._write_inline(children).replace("\\\n", " ").strip()

    def _write_inline(self, children: Iterable[Inline]) -> str:
        return "".join(self._write_piece(child) for child in children)

    def _write_piece(self, piece: Inline) -> str:
        match piece:
            case Text() | Number():
                written = escape_text(piece.text)
            case Code():
                written = write_code(piece.text)
            case LineBreak():
                written = "\\\n"
            case Strong():
                written = f"**{self._write_inline(piece.children)}**"
            case Emphasis():
                written = f"*{self._write_inline(piece.children)}*"
            case Link():
                written = self._write_link(piece)
            case NoteMark():
                written = self._name_note(piece.number)
        return written

    def _write_link(self, link: Link) -> str:
        words, target = self._write_inline(link.children), link.target
        if target.startswith("#"):
            return f"[{words}](#{self._ids[target[1:]]})" if target[1:] in self._ids else words
        linked = f"[{words}]({escape_target(target)})"
        if ":" in target:
            return linked
        if not self._links_reports:
            return words
        return f'[{linked}]{{.content-visible when-format="html"}}[{words}]{{.content-visible unless-format="html"}}'

    def _name_note(self, number: int) -> str:
        # Quarto joins the chapters of a book before it numbers notes: names must differ over all of them.
        return f"[^{self._prefix}note-{number}]"


def _choose_ids(document: Document, prefix: str) -> dict[str, str]:
    """Return the id of each anchor. Quarto numbers what is called fig-... or tbl-..., and nothing else."""
    taken: set[str] = set()
    ids = {}
    for kind, shown in (("fig", document.figures), ("tbl", document.tables)):
        for block in shown:
            ids[block.anchor] = choose_anchor(f"{kind}-{prefix}{block.anchor.partition('-')[2]}", taken)
    return ids | {block.anchor: choose_anchor(f"{prefix}{block.anchor}", taken) for block in document.headings}


def _write_plain(text: str) -> str:
    """Write a line such as a caption, without the marks of its numbers."""
    return escape_text(read_text(read_line(text)))


def _write_sources(source: str, notes: Iterable[str]) -> list[str]:
    named = [escape_text(read_text(read_source(f"Source: {source}")))] if source else []
    return [escape_start(line) for line in (*map(_write_plain, notes), *named)]


def _write_rows(rows: Sequence[Sequence[str]], texts: Sequence[Sequence[str]], numeric: Sequence[bool]) -> str:
    """Write a pipe table, header first, its columns as wide as `texts` need."""
    widths = divide_width(texts, numeric, _SIZE, _WIDTH)
    counts = [max(_LEAST_DASHES, round(_DASHES * width / sum(widths))) for width in widths]
    rules = [f"{'-' * count}:" if number else f":{'-' * count}" for count, number in zip(counts, numeric, strict=True)]
    header, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join((header, f"|{'|'.join(rules)}|", *body))


def _indent(text: str, mark: str) -> str:
    """Put `mark` before the first line and move the others in."""
    return mark + "\n".join(
        line if not place or not line else _INDENT + line for place, line in enumerate(text.split("\n"))
    )
